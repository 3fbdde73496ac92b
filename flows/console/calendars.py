"""The reporting calendar of a year as the console prints it."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby

from rich.markup import escape
from rich.table import Table

from flows.machine.terminal import console, show_table
from kstt.locality import Locality
from kstt.period import day
from kstt.send_days import Calendar, SendDays, Who
from kstt.term import Kind, Term, months_of, terms_of
from kstt.workdays import days_of, weekday

_SHOWN = 4  # days named one by one
_KINDS: dict[Kind, str] = {"month": "tháng", "quarter": "quý", "6M": "6 tháng", "9M": "9 tháng", "Y": "năm"}
_MARKS = {"sourced": "đã có văn bản", "proposed": "đề xuất, chưa đối chiếu"}


def show_calendar(calendar: Calendar, locality: Locality, year: int, today: date) -> None:
    """Periods and months with their days for sending, then extensions, sources and days off."""
    console.print(f"[bold]Lịch báo cáo năm {year} – {escape(locality.name)}[/] (hôm nay {named(today)}/{today.year})")
    for title, terms in (("Kỳ", terms_of(year)), ("Tháng, nếu địa phương yêu cầu", months_of(year))):
        rows = list(rows_of(calendar, terms, today))
        if rows:
            table = Table(title, "Số liệu", "Đơn vị gửi", "Ngày làm việc", "Còn lại", "Địa phương gửi cấp trên")
            for row in rows:
                table.add_row(*map(escape, row))
            show_table(table)
    for heading, lines in (
        ("Gia hạn", list(extensions_of(calendar, (*terms_of(year), *months_of(year))))),
        ("Căn cứ", list(sources_of(calendar, (*terms_of(year), *months_of(year))))),
        ("Ngày nghỉ lễ và nghỉ hoán đổi, từ thứ Hai đến thứ Sáu", list(off_days(calendar, year))),
        ("Ngày cuối tuần làm bù", worked_days(calendar, year)),
    ):
        if lines:
            console.print(f"[bold]{heading}[/]")
            for line in lines:
                console.print(f"- {escape(line)}", soft_wrap=True)


def rows_of(calendar: Calendar, terms: Sequence[Term], today: date) -> Iterator[tuple[str, ...]]:
    """A row per term that asks something of units: name, window, days, how many are worked, what is left, sent up."""
    for term in terms:
        units, up = calendar.sending(term), calendar.sending(term, "locality")
        if units:
            worked = calendar.days.between(units.first, units.last)
            window = "{} – {}".format(*map(day, term.window))
            yield term.name, window, _days(units), str(worked), _left(calendar, units, today), _up(up)


def extensions_of(calendar: Calendar, terms: Sequence[Term]) -> Iterator[str]:
    """The extensions of some terms, each with its document."""
    asked: tuple[Who, ...] = ("unit", "locality")
    for sending in (calendar.sending(term, who) for term in terms for who in asked):
        if sending and sending.extension:
            sender = _sender(sending.rule.who)
            yield f"{sending.term.name}, {sender}: đến {_dated(sending.last)} – {sending.extension.document}"


def sources_of(calendar: Calendar, terms: Sequence[Term]) -> Iterator[str]:
    """Every rule that some terms follow, with its source and how far it was held against one."""
    asked: tuple[Who, ...] = ("unit", "locality")
    sent = [calendar.sending(term, who) for who in asked for term in terms]
    for rule in dict.fromkeys(one.rule for one in sent if one):
        kinds = ", ".join(_KINDS[one] for one in dict.fromkeys(s.term.kind for s in sent if s and s.rule == rule))
        note = f"; lưu ý: {rule.note}" if rule.note else ""
        yield f"{_sender(rule.who).capitalize()} ({kinds}) [{_MARKS[rule.provenance]}]: {rule.source}{note}"


def off_days(calendar: Calendar, year: int) -> Iterator[str]:
    """The days off of a year that would be worked otherwise, those of one name together."""
    known = sorted(one for one in calendar.days.off if one.year == year and one.weekday() < 5)
    open_, off = calendar.days.works, calendar.days.off
    for name, days in groupby((one for one in known if not open_(one)), key=lambda one: off[one]):
        yield f"{', '.join(map(named, days))}: {name}"


def worked_days(calendar: Calendar, year: int) -> list[str]:
    """The weekend days worked in a year. Such days are announced from year to year: none known is not none."""
    known = [_dated(one) for one in sorted(calendar.days.worked) if one.year == year]
    unknown = f"chưa biết ngày nào của năm {year}: hoán đổi do Nhà nước công bố từng năm, ghi [[moved]] ở calendar.toml"
    return known or [unknown]


def named(when: date) -> str:
    """A day with its weekday, without its year: «Chủ nhật 15/3»."""
    return f"{weekday(when)} {when.day}/{when.month}"


def _dated(when: date) -> str:
    return f"{weekday(when)} {day(when)}"


def _days(sending: SendDays) -> str:
    days = list(days_of(sending.first, sending.last))
    told = f"từ {named(days[0])} đến {named(days[-1])}" if len(days) > _SHOWN else ", ".join(map(named, days))
    return f"{told} (gia hạn)" if sending.extension else told


def _left(calendar: Calendar, sending: SendDays, today: date) -> str:
    if today > sending.last:
        return "đã hết hạn"
    return f"{calendar.days.between(today, sending.last)} ngày làm việc"


def _up(sending: SendDays | None) -> str:
    if sending is None:
        return ""
    return f"chậm nhất {named(sending.last)}" + (" (gia hạn)" if sending.extension else "")


def _sender(who: Who) -> str:
    return "đơn vị gửi" if who == "unit" else "địa phương gửi cấp trên"
