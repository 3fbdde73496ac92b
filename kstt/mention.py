"""What a text says about a reporting period, as people write one: quarter or months, year, two dates."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from kstt.period import NAMES, WINDOWS, Period, day
from kstt.spelling import clean, plain
from kstt.typed import narrow

_NEAR = 45  # days, half a quarter: a last day is nearer to that of its own quarter than to any other's


@dataclass(frozen=True, slots=True)
class Mention:
    """What a text says about a period; a part it does not mention is None.

    `since` is the first day of a window without an end: «từ ngày 01/01/2026 đến nay», `until` the day of figures whose
    first day is not said: «tính đến ngày 14/3/2026». Figures `so_far` are all of the year up to then: «số lũy kế».
    `months` are the words for a window that was said in months.
    """

    year: int | None = None
    part: str | None = None
    window: tuple[date, date] | None = None
    since: date | None = None
    until: date | None = None
    so_far: bool = False
    months: str = field(default="", compare=False)

    def __bool__(self) -> bool:
        return self != Mention()

    def fits(self, period: Period) -> bool:
        """Whether nothing said contradicts the period."""
        return (
            self.year in (None, period.year)
            and self.part in (None, period.part)
            and self.window in (None, period.window)
            and self.since in (None, period.window[0])
            and (self.until is None or abs((self.until - period.window[1]).days) <= _NEAR)
            and (not self.so_far or period.part not in _FROM_FIRST)
        )

    @property
    def says_which(self) -> bool:
        """Whether it names a period: the first or the last day alone is that of several."""
        return bool(self.part or self.year or self.window)

    @property
    def says_all(self) -> bool:
        """Whether it is of one period alone: its name with the year, or its days."""
        return bool(self.window or (self.part and self.year))

    def __str__(self) -> str:
        said = []
        if self.part:
            said.append(NAMES[self.part].format(self.year or "…"))
        elif self.year:
            said.append(f"năm {self.year}")
        if self.window:
            days = f"từ ngày {day(self.window[0])} đến ngày {day(self.window[1])}"
            said.append(f"{self.months} ({days})" if self.months else days)
        elif self.since:
            said.append(f"từ ngày {day(self.since)} đến nay")
        elif self.until:
            said.append(f"số liệu đến ngày {day(self.until)}")
        elif self.so_far:
            said.append("số lũy kế từ đầu năm")
        return ", ".join(said)


_QUARTER = {"i": "Q1", "1": "Q1", "ii": "Q2", "2": "Q2", "iii": "Q3", "3": "Q3", "iv": "Q4", "4": "Q4"}
_QUARTER |= {"mot": "Q1", "nhat": "Q1", "hai": "Q2", "ba": "Q3", "bon": "Q4", "tu": "Q4", "dau": "Q1", "cuoi": "Q4"}
_MONTHS = {"3": "Q1", "ba": "Q1", "6": "6M", "sau": "6M", "9": "9M", "chin": "9M", "12": "Y"}
_YEAR = r"(?P<year>20\d\d)"
_NAM = r"(?:(?: cua)? nam(?: bao cao)?)?"
_PARTS = (
    re.compile(r"\b" + _YEAR + r" ?q(?P<quarter>[1-4])\b"),
    re.compile(r"\b" + _YEAR + r" quy (?P<quarter>i{1,3}|iv|[1-4])\b"),
    re.compile(r"\b" + _YEAR + r" (?P<months>6|9)m\b"),
    re.compile(r"(?:^|\bky (?:bao cao )?)(?P<quarter>i{1,3}|iv) " + _YEAR + r"\b"),
    re.compile(r"\bquy ?(?:so )?0?(?P<quarter>i{1,3}|iv|[1-4])\b" + _NAM + r"(?: " + _YEAR + r")?\b"),
    re.compile(r"(?<!ngay )\b(?:quy|0?3 thang|ba thang) (?P<quarter>dau|cuoi)" + _NAM + " " + _YEAR + r"\b"),
    # «quý từ đầu năm» names no quarter: a word counts only where the year follows or nothing does
    re.compile(
        rf"\bquy (?:thu )?(?P<quarter>mot|nhat|hai|ba|bon|tu)(?= (?:cua )?nam\b| 20\d\d\b|$){_NAM}(?: {_YEAR})?\b"
    ),
    re.compile(r"(?<!ngay )\b0?(?P<months>3|ba) thang dau(?: nam)?(?: " + _YEAR + r")?\b"),
    re.compile(rf"\b(?P<months>12) thang (?:cua )?nam {_YEAR}\b"),
    re.compile(r"\bq0?(?P<quarter>[1-4])(?: ?" + _YEAR + r")?\b"),
    re.compile(r"\bq ?(?P<quarter>i{1,3}|iv) (?:nam )?" + _YEAR + r"\b"),
    re.compile(
        r"(?<!ngay )\b0?(?P<months>6|9|sau|chin) thang(?! \d{1,2}\b| cuoi)(?: dau)?(?: nam)?(?: " + _YEAR + r")?\b"
    ),
)
_SEVERAL = re.compile(  # «Quý I và quý II», «Quý I-III»; a bare second number may count months
    r"\bquy (?:i|1) (?:(?:va|den) (?:quy )?|quy |(?=i))(?P<last>ii|iii|iv|[2-4])\b(?! thang)"
    rf"{_NAM}(?: {_YEAR})?\b"
)
_FROM_FIRST = {"Q2": "6M", "Q3": "9M", "Q4": "Y"}
_ANY_YEAR = re.compile(r"\b20\d\d\b")
_WHOLE_YEAR = re.compile(r"(?:^|\bky bao cao )(?:ca )?(?:nam )?" + _YEAR + r"$")
_ITS_YEAR = re.compile(rf"\bnam bao cao {_YEAR}\b")
_YEAR_OF = r"(?:(?:[/.\-]|\s*n[ăa]m\s*)(\d{4})|[/.](\d{2})(?![\d/.]))"
_MONTH = r"(\d{1,2})(?:[/.\-]|\s*th[áa]ng\s*)(\d{1,2})"
_DATE = _MONTH + _YEAR_OF
_DAY = r"(?:ng[àa]y)?\s*:?\s*"
_UNTIL = r"(?:đến|den|tới|toi|(?:ngày\s*)?kết thúc\s*:?|-|–|→)"
_RANGE = re.compile(
    rf"(?:t[ừu]|bắt đầu)\s*{_DAY}{_MONTH}{_YEAR_OF}?\s*[;,]?\s*{_UNTIL}?\s*(?:h[ếe]t)?\s*{_DAY}{_DATE}"
    rf"|(?<!\d){_DATE}\s*{_UNTIL}\s*{_DAY}{_DATE}",
    re.IGNORECASE,
)
_YEARLESS = re.compile(  # «Từ 15/9 đến 14/12»
    rf"t[ừu]\s*{_DAY}{_MONTH}\s*[;,]?\s*{_UNTIL}\s*(?:h[ếe]t)?\s*{_DAY}{_MONTH}(?![\d/.\-]|\s*n[ăa]m)",
    re.IGNORECASE,
)
_UNTIL_NOW = re.compile(
    rf"t[ừu]\s*{_DAY}{_DATE}\s*{_UNTIL}\s*(?:hi[ệe]n\s*)?(?:nay|th[ờo]i\s*[đd]i[ểe]m\s*(?:n[àa]y|hi[ệe]n|b[áa]o))\b",
    re.IGNORECASE,
)
_ISO_DATE = re.compile(r"\b(20\d\d)-(\d{1,2})-(\d{1,2})(?:T(?=\d)|\b)")
_SPACED = re.compile(r"(?<=\d)\s*/\s*(?=\d)")  # 15 /12/ 2025
_HOUR = r"\d{1,2}(?::\d{2}(?::\d{2})?(?:\s?(?:[AP]M|SA|CH))?|\s?(?:h|gi[ờo])(?:\s?\d{2}(?:\s?(?:ph[úu]t|p|'))?)?)"
_CLOCK = re.compile(rf"(?<![\d/.\-]){_HOUR}(?![^\W_])", re.IGNORECASE)  # 23:59:59, 0h00, 24 giờ, 12:00:00 SA
_SHORT_YEAR = re.compile(
    r"((?<![^\W_])q(?:u[ýyíi])?\.?\s*(?:[ivl]{1,3}|\d)\s*(?:[/\-.'’]|n[ăa]m)\s*)['’]?(2\d)\b(?![/\-.]?\d)",
    re.IGNORECASE,
)
_ROMAN = str.maketrans({"Ⅰ": "I", "Ⅱ": "II", "Ⅲ": "III", "Ⅳ": "IV"})
_O_FOR_0 = re.compile(r"(?<=\b2)o(?=\d\d\b)", re.IGNORECASE)  # «năm 2O25»
_YEAR_APART = re.compile(r"(?<=n[ăa]m )20 (?=\d\d\b(?!\s*[/.\-]))", re.IGNORECASE)  # «năm 20 26»
_AS_I = str.maketrans("l1", "ii")
_SLIP = re.compile(r"\bqu[yi] ?(?:so )?((?:[il]|[il1]{2,3}|[il1]v)(?![a-z\d])|(?=\d))")  # «Quí», and l or 1 for an I


def _window_in(text: str) -> tuple[date, date] | None:
    found = _RANGE.search(text)
    if not found:
        return None
    d1, m1, full1, short1, d2, m2, full2, short2 = found.groups()[:8] if found[1] else found.groups()[8:]
    end = _year(full2, short2) or 0
    begin = _year(full1, short1) or end - ((int(m1), int(d1)) > (int(m2), int(d2)))
    if int(m1) > 12 or int(m2) > 12:
        (d1, m1), (d2, m2) = (m1, d1), (m2, d2)  # the month first, as an American program writes it
    try:
        return date(begin, int(m1), int(d1)), date(end, int(m2), int(d2))
    except ValueError:
        return None


def _part_of_days(text: str) -> str | None:
    """The part of a year that begins and ends on two days of a text, where it names these without a year."""
    if not (found := _YEARLESS.search(text)):
        return None
    days = [int(number) for number in found.groups()]
    return next(
        (part for part, ((_, *first), (_, *last)) in WINDOWS.items() if days == [*first[::-1], *last[::-1]]), None
    )


def _since_in(text: str) -> date | None:
    if not (found := _UNTIL_NOW.search(text)):
        return None
    try:
        return date(_year(found[3], found[4]) or 0, int(found[2]), int(found[1]))
    except ValueError:
        return None


def _year(full: str | None, short: str | None) -> int | None:
    return int(full) if full else 2000 + int(short) if short else None


def _part_in(words: str) -> tuple[str | None, int | None]:
    if found := _SEVERAL.search(words):
        return _FROM_FIRST[_QUARTER[found["last"]]], int(found["year"]) if found["year"] else None
    for pattern in _PARTS:
        if found := pattern.search(words):
            said = found.groupdict()
            year = int(said["year"]) if said["year"] else None
            if said.get("quarter"):
                return _QUARTER[said["quarter"]], year
            return _MONTHS[said["months"]], year
    if found := _WHOLE_YEAR.search(words):
        return "Y", int(found["year"])
    return None, int(found["year"]) if (found := _ITS_YEAR.search(words)) else None


@lru_cache(maxsize=4096)  # the units' files of a period say the same few things
def mention(text: str) -> Mention:
    """What the text says about a period: quarter or months, year, and a window of two dates.

    >>> mention("Kỳ báo cáo: Quý I năm 2026 (Từ ngày 15/12/2025 đến ngày 14/03/2026)").fits(Period(2026, "Q1"))
    True
    >>> str(mention("BC quy 1 - P Do Son.xlsx"))
    'Quý I năm …'
    """
    text = _written(text)
    part, year = _part_in(_words(text))
    part = part or _part_of_days(text)
    return Mention(year, part, _window_in(text), _since_in(text))


def _written(text: str) -> str:
    """A text with its years and dates as they are meant."""
    text = _YEAR_APART.sub("20", _O_FOR_0.sub("0", clean(narrow(text).translate(_ROMAN))))
    text = _CLOCK.sub(" ", _ISO_DATE.sub(r"\3/\2/\1 ", text))
    return _SHORT_YEAR.sub(r"\g<1>20\2", _SPACED.sub("/", text))


def _words(written: str) -> str:
    """What a text says besides two dates, as plain words."""
    return _SLIP.sub(lambda found: f"quy {found[1].translate(_AS_I)}", plain(_RANGE.sub(" ", written)))


def mentions(texts: Iterable[str]) -> list[Mention]:
    """What each of some texts says about a period, those left out that say nothing."""
    return [said for text in texts if (said := mention(text))]


def parse(text: str) -> Period:
    """The one period a text names: «2026-Q1», «quý 1/2026», «6 tháng đầu năm 2026», or its two dates.

    Raises ValueError, in Vietnamese, when the text names none or contradicts itself.
    """
    said = mention(text)
    known = [Period(year, part) for year in _years(said) for part in WINDOWS]
    fitting = [period for period in known if said and said.fits(period) and (said.part or said.window)]
    if len(fitting) != 1:
        raise ValueError(f"«{text}» không phải là kỳ báo cáo; hãy ghi như 2026-Q1, 2026-6M, 2026-9M hoặc 2026")
    if _names_another(_words(_written(text)), fitting[0]):
        raise ValueError(f"«{text}» nêu hơn một kỳ báo cáo; hãy ghi một kỳ, như {fitting[0]}")
    return fitting[0]


def _names_another(words: str, period: Period) -> bool:
    """Whether words name further quarters, months or years: «2026-Q1, 2026-Q2»; «quý I và quý II» are the 6 months."""
    said = [found.groupdict() for pattern in _PARTS for found in pattern.finditer(words)]
    parts = {_QUARTER.get(one.get("quarter") or "") or _MONTHS.get(one.get("months") or "") for one in said}
    together = {one.part for one in period.quarters} if _SEVERAL.search(words) else set()
    return bool(parts - {None, period.part} - together) or bool(set(_ANY_YEAR.findall(words)) - {str(period.year)})


def _years(said: Mention) -> list[int]:
    return [said.year] if said.year else [said.window[1].year] if said.window else []
