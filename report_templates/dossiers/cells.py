"""The cells of a list of dossiers: moments however systems write them, channels, words."""

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache

from kstt.dossiers.dossier import Channel
from kstt.sheet import Value
from kstt.spelling import clean, plain

_CHANNELS: dict[str, Channel] = {
    **dict.fromkeys(("truc tuyen", "online", "qua mang", "dich vu cong", "dvc", "dvctt", "vneid"), "online"),
    **dict.fromkeys(("truc tiep", "buu chinh", "buu dien", "bcci", "tai quay", "tai bo phan", "mot cua"), "direct"),
}
_HOUR = re.compile(r"(\d{1,2})(?::|h|g| giờ)(?:(\d{2})(?::(\d{2})(?:\.\d+)?)?)?(?:\s*(AM|PM|SA|CH))?", re.IGNORECASE)
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_DAY_FIRST = re.compile(r"([\d/.-]{8,10})[\s,]+(\S.*)")
_DAY_LAST = re.compile(r"(.*?\S)[\s,]+(?:ngày\s+)?([\d/.-]{8,10})", re.IGNORECASE)
_IN_WORDS = re.compile(r"(?:ngày\s+)?(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})", re.IGNORECASE)
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}.*)?")
_SERIAL = re.compile(r"\d{5}(?:[.,]\d+)?")
_ROUNDED = re.compile(r"\d(?:[.,]\d+)?E\+\d{2,3}", re.IGNORECASE)
_AFTERNOON = ("pm", "ch")
_VIETNAM = timezone(timedelta(hours=7))
_OLDEST, _LATEST = 2000, 2100
_ZERO = datetime(1899, 12, 30, tzinfo=UTC).replace(tzinfo=None)  # of the days that Excel counts
_ENOUGH, _ENOUGH_IN_ALL = 3, 12  # dates of each kind, and of both, that show that Excel changed day and month
_MOST_EXACT = 1e15  # beyond, Excel rounds numbers


def moment_of(value: Value) -> datetime | None:
    """The moment a cell tells, midnight where only the day.

    Day before month, or year first; a plain number counts days as Excel does.
    """
    if isinstance(value, str):
        value = _written(value)
    elif isinstance(value, float | int) and not isinstance(value, bool):
        value = _counted(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime.combine(value, time.min)
    return value if isinstance(value, datetime) and _OLDEST <= value.year < _LATEST else None


def _written(text: str) -> datetime | None:
    head, _, tail = text.partition(" ")
    if (day := _day(head)) and (hour := _hour(tail)):  # nearly all
        return datetime.combine(day, hour)
    text = clean(text).strip("'\" ")
    for pattern, day_at in ((_DAY_FIRST, 1), (_DAY_LAST, 2)):
        found = pattern.fullmatch(text)
        if found and (day := _day(found[day_at])) and (hour := _hour(found[3 - day_at])):
            return datetime.combine(day, hour)
    if found := _IN_WORDS.fullmatch(text):
        text = "/".join(found.groups())
    if day := _day(text):
        return datetime.combine(day, time.min)
    if _ISO.fullmatch(text):
        return _standard(text)
    return _counted(float(text.replace(",", "."))) if _SERIAL.fullmatch(text) else None


@lru_cache(maxsize=65536)  # a list has a few hundred days
def _day(text: str) -> date | None:
    found = _DAY.fullmatch(text)
    try:
        return date(int(found[3]), int(found[2]), int(found[1])) if found else None
    except ValueError:
        return None


@lru_cache(maxsize=65536)
def _hour(text: str) -> time | None:
    """The hour a text tells, midnight where there is none; nothing where it is no hour."""
    if not text:
        return time.min
    if not (found := _HOUR.fullmatch(text.strip())):
        return None
    hour, half = int(found[1]), (found[4] or "").lower()
    if half and hour <= 12:
        hour = hour % 12 + (12 if half in _AFTERNOON else 0)
    try:
        return time(hour, int(found[2] or 0), int(found[3] or 0))
    except ValueError:
        return None


def _standard(text: str) -> datetime | None:
    """A moment of ISO 8601; with a zone it is told in Vietnamese time, else taken as such."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found.astimezone(_VIETNAM).replace(tzinfo=None) if found.tzinfo else found


def _counted(days: float) -> datetime | None:
    """The moment of a count of days, as Excel stores a date."""
    return _ZERO + timedelta(seconds=round(days * 86400)) if 36_526 <= days < 73_050 else None


@dataclass(slots=True)
class DayOrder:
    """Whether a column writes the day before the month, as far as its dates tell.

    Excel on an English machine takes 03/04/2026 for the 4th of March and leaves 15/04/2026 a text: then every date
    it made has a day that may be a month, and no text has.
    """

    made: Counter[int] = field(default_factory=Counter)  # dates of Excel by their day
    typed: Counter[str] = field(default_factory=Counter)  # dates of text
    rows: dict[str, int] = field(default_factory=dict)  # where each of them stands first

    def take(self, value: Value, row: int) -> None:
        """The next cell of the column."""
        if isinstance(value, str):
            head = value.partition(" ")[0]
            self.typed[head] += 1
            self.rows.setdefault(head, row)
        elif isinstance(value, date):
            self.made[value.day] += 1

    @property
    def wrong(self) -> str:
        """What is wrong with the column as a whole, in Vietnamese."""
        days = {head: (int(found[1]), int(found[2])) for head in self.typed if (found := _DAY.match(head.strip("'")))}
        late = sum(self.typed[head] for head, (first, _) in days.items() if first > 12)
        either = sum(self.typed[head] for head, (first, second) in days.items() if max(first, second) <= 12)
        month_first = [head for head, (first, second) in days.items() if second > 12 >= first]
        if sum(self.typed[head] for head in month_first) > late:
            return f"ghi tháng trước ngày (ví dụ dòng {min(self.rows[head] for head in month_first)})"
        made = self.made.total()
        if made >= _ENOUGH <= late and made + late >= _ENOUGH_IN_ALL and not either and max(self.made) <= 12:
            return "có ngày và tháng bị Excel đổi chỗ cho nhau ở những dòng có ngày từ 1 đến 12"
        return ""


def hour_of(moment: datetime | None) -> time | None:
    """The hour of a moment; nobody is asked to come at midnight."""
    return moment.time().replace(second=0, microsecond=0) if moment and moment.time() != time.min else None


@lru_cache(maxsize=1024)
def channel_of(said: str) -> Channel:
    """How a dossier came in; nothing where the words do not tell."""
    words = f" {plain(said)} "
    found: set[Channel] = {channel for word, channel in _CHANNELS.items() if f" {word} " in words}
    return found.pop() if len(found) == 1 else ""


def words_of(value: Value) -> str:
    """The words of a cell, without what no document may hold."""
    if isinstance(value, str):
        plainly = value.isascii() and value.isprintable() and "  " not in value  # as codes are, of which none repeats
        return value.strip() if plainly else _printable(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return _printable(str(value)) if value is not None else ""


@lru_cache(maxsize=65536)
def _printable(text: str) -> str:
    said = clean(text)
    return said if said.isprintable() else "".join(letter for letter in said if letter.isprintable())


def rounded(value: Value) -> bool:
    """Whether Excel made a code a number of which it shows and keeps only the beginning."""
    if isinstance(value, str):
        return value[:1].isdigit() and bool(_ROUNDED.fullmatch(value.strip()))
    return isinstance(value, float | int) and abs(value) >= _MOST_EXACT
