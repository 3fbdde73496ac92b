"""The reporting calendar of a locality: its own calendar.toml over the one shipped, and Việt Nam's public holidays."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import ClassVar

from flows.locality.localities import HOME, folders
from flows.machine.toml_files import read_toml
from kstt.form import DefinitionError
from kstt.period import Period, day
from kstt.send_days import Calendar, Extension, SendRule, overlapping
from kstt.workdays import WorkDays
from report_templates.definition_faults import validated

FILE = "calendar.toml"
SHIPPED = HOME / FILE
_DATE = re.compile(r"\b(\d{1,2})/(\d{1,2})/(\d{4})\b")
_CUT_OFF = 14  # where kstt.period.WINDOWS end


@dataclass(frozen=True, slots=True)
class Moved:
    """A weekday off and the weekend day worked for it, or one of the two, by the document that says so."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}
    document: str
    off: date | None = None
    worked: date | None = None


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """What a calendar.toml says."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}
    cut_off: int = _CUT_OFF
    send: tuple[SendRule, ...] = ()
    extension: tuple[Extension, ...] = ()
    moved: tuple[Moved, ...] = ()

    def __post_init__(self) -> None:
        if self.cut_off != _CUT_OFF:
            raise ValueError(f"cut_off phải là {_CUT_OFF}: kỳ báo cáo của chương trình tính từ ngày 15 đến ngày 14")
        if twice := overlapping(self.send):
            raise ValueError(f"ngày gửi ghi hai lần cho {twice}")
        said = [(one.who, one.period) for one in self.extension]
        if twice := next((f"{who}, kỳ {period}" for who, period in said if said.count((who, period)) > 1), ""):
            raise ValueError(f"gia hạn ghi hai lần cho {twice}")


def load_calendar(locality: str, year: int) -> Calendar:
    """The calendar of a locality, with the days off around a year; raises DefinitionError naming the file."""
    own = folders().get(locality, HOME) / FILE
    files = [_read(path) for path in dict.fromkeys((own, SHIPPED)) if path.is_file()]
    rules = tuple(rule for file in files for rule in file.send)
    extensions = tuple(one for file in files for one in file.extension)
    return Calendar(rules, extensions, _workdays(year, [one for file in files for one in file.moved]))


def deadline_of(locality: str, period: Period) -> date:
    """The last day on which a unit of a locality sends in time; raises DefinitionError where the calendar is wrong."""
    return load_calendar(locality, period.year).deadline(period)


def _read(path: Path) -> CalendarFile:
    name = f"{path.parent.name}/{path.name}"
    return validated(CalendarFile, read_toml(path, name), name)


def _workdays(year: int, moved: Sequence[Moved]) -> WorkDays:
    """Public holidays around a year with the days the state has moved so far, then what the files add."""
    import holidays

    known = holidays.country_holidays("VN", years=range(year - 1, year + 2), language="vi")
    off = {when: _DATE.sub(_as_written, name) for when, name in known.items()}
    worked = set(known.weekend_workdays)
    for problem in _problems(moved, off):
        raise DefinitionError(f"{FILE}: {problem}")
    off |= {one.off: one.document for one in moved if one.off}
    return WorkDays(off, frozenset(worked | {one.worked for one in moved if one.worked}))


def _as_written(found: re.Match[str]) -> str:
    """A date in the name of a holiday, 22/08/2026, as officers write it: 22/8/2026."""
    return day(date(*map(int, reversed(found.groups()))))


def _problems(moved: Sequence[Moved], off: Mapping[date, str]) -> Iterator[str]:
    """What can not be meant: a moved day without a document, or an office closed for a Sunday."""
    for one in moved:
        if not one.document.strip():
            yield "ngày hoán đổi (moved) chưa ghi văn bản (document)"
        if one.off is None and one.worked is None:
            yield f"ngày hoán đổi theo «{one.document}» chưa ghi ngày nghỉ (off) hay ngày làm bù (worked)"
        if one.off and one.off.weekday() > 4:
            yield f"ngày hoán đổi {one.off}: vốn là ngày nghỉ cuối tuần"
        if one.worked and one.worked.weekday() < 5 and one.worked not in off:
            yield f"ngày làm bù {one.worked}: vốn là ngày làm việc"
