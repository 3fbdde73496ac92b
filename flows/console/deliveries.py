"""Who sent in time, as the console prints it: two figures, never one, and the names behind them."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from rich.markup import escape
from rich.table import Table

from flows.console.calendars import named
from flows.machine.terminal import console, show_table
from kstt.locality import Locality
from kstt.period import Period, day
from kstt.spoken import units_named
from kstt.timeliness import PUNCTUALITIES, Delivery, Punctuality, Timeliness
from kstt.workdays import weekday

_NAMED = 20  # units in one sentence
_RULE = "Bản hợp lệ đầu tiên quyết định đúng hạn hay quá hạn; sửa lại sau hạn một báo cáo đã đúng hạn vẫn là đúng hạn."


def show_timeliness(told: Timeliness, locality: Locality, *, by_ledger: bool) -> None:
    """The two figures of a period, those of each form, and the units behind what is late."""
    where = "sổ cái" if by_ledger else "lần chạy gần nhất"
    last = f"{weekday(told.deadline)} {day(told.deadline)}"
    console.print(f"Hạn gửi: {last}. Đầy đủ: {_of(told.complete())} đơn vị. Đúng hạn: {_of(told.in_time())} đơn vị.")
    rest = _others([told])
    table = Table("Biểu", "Đầy đủ", "Đúng hạn", *_headings(rest))
    for form in told.forms:
        numbers = (str(len(told.units(form)[state])) for state in rest)
        table.add_row(form, _of(told.complete(form)), _of(told.in_time(form)), *numbers)
    show_table(table)
    names = {unit.code: unit.name for unit in locality.register.units}
    for line in lines_of(told, names):
        console.print(escape(line), soft_wrap=True)
    console.print(f"Theo {where}. {_RULE}", soft_wrap=True)


def lines_of(told: Timeliness, names: Mapping[int, str]) -> Iterator[str]:
    """Which units are late in which forms and why, and which corrected after the deadline what was on time."""
    for heading, asked in (("Quá hạn", _late), ("Sửa sau hạn, vẫn tính đúng hạn", _corrected)):
        remarks = {code: _remarks(row, asked) for code, row in told.cells.items()}
        found = [f"{names[code]} ({remark})" for code, remark in remarks.items() if remark]
        if found:
            yield f"{heading}: {units_named(found, _NAMED)}"


def show_year(told: Mapping[Period, Timeliness], locality: Locality, year: int) -> None:
    """A year: the two figures of each period, then every unit that was not always on time, period by period."""
    if not told:
        console.print(f"{escape(locality.name)}, năm {year}: sổ cái chưa ghi tệp nào")
        return
    console.print(f"[bold]Nộp báo cáo năm {year} – {escape(locality.name)}[/] (theo sổ cái)")
    rest = _others(told.values())
    table = Table("Kỳ", "Hạn gửi", "Đầy đủ", "Đúng hạn", *_headings(rest))
    for period, one in told.items():
        numbers = (str(len(one.units()[state])) for state in rest)
        table.add_row(period.name, day(one.deadline), _of(one.complete()), _of(one.in_time()), *numbers)
    show_table(table)
    units = Table("Đơn vị", *(period.name for period in told))
    for row in rows_of(told, {unit.code: unit.name for unit in locality.register.units}):
        units.add_row(*map(escape, row))
    if units.row_count:
        show_table(units)
    console.print(_RULE, soft_wrap=True)


def _others(told: Iterable[Timeliness]) -> list[Punctuality]:
    """What units may be besides on time; what comes after the closing only where something did."""
    aside = any(one.units(form)["after_closing"] for one in told for form in ("", *one.forms))
    return [state for state in PUNCTUALITIES if state != "on_time" and (aside or state != "after_closing")]


def _headings(states: Iterable[Punctuality]) -> list[str]:
    return [PUNCTUALITIES[state].capitalize() for state in states]


def rows_of(told: Mapping[Period, Timeliness], names: Mapping[int, str]) -> Iterator[tuple[str, ...]]:
    """A row per unit that was not on time in every period; blank where the unit did not exist."""
    for code in dict.fromkeys(code for one in told.values() for code in one.cells):
        states = [one.of_unit(code) if code in one.cells else None for one in told.values()]
        if set(states) - {"on_time", None}:
            yield names[code], *(PUNCTUALITIES[state] if state else "" for state in states)


def _remarks(row: Mapping[str, Delivery], asked: Callable[[Delivery], str]) -> str:
    """What there is to say of a unit's forms, those of one remark together."""
    found: dict[str, list[str]] = {}
    for form, delivery in row.items():
        if remark := asked(delivery):
            found.setdefault(remark, []).append(form)
    return "; ".join(f"{', '.join(forms)}: {remark}" for remark, forms in found.items())


def _late(delivery: Delivery) -> str:
    if delivery.state != "late" or delivery.first_good is None:
        return ""
    first = ", lần đầu gửi trong hạn nhưng còn lỗi" if delivery.faulty_in_time else ""
    return f"bản hợp lệ {named(delivery.first_good)}{first}"


def _corrected(delivery: Delivery) -> str:
    return f"sửa {named(delivery.last_good)}" if delivery.corrected_late and delivery.last_good else ""


def _of(figure: tuple[int, int]) -> str:
    return "{}/{}".format(*figure)
