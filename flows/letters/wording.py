"""What units owe and what was received, in the words of a message; the sentences around it stand in the templates."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import groupby

from flows.machine.clock import VIETNAM
from kstt.period import Period, day
from kstt.reminder import OpenFile, Owed, Phase, phase_of
from kstt.send_days import Calendar
from kstt.workdays import weekday

_SHOWN = 8  # findings quoted of a file; all of them stand in its returned copy


def dates(period: Period, calendar: Calendar, today: date) -> dict[str, str]:
    """The words about a period and its deadline that every template may use."""
    first, last = period.window
    deadline = calendar.deadline(period)
    return {
        "ky": period.phrase,
        "tu_ngay": day(first),
        "den_ngay": day(last),
        "han": f"{weekday(deadline)}, ngày {day(deadline)}",
        "con_lai": _left(calendar, today, deadline),
    }


def _left(calendar: Calendar, today: date, deadline: date) -> str:
    phase: Phase = phase_of(today, deadline)
    if phase == "before":
        return f" (còn {calendar.days.between(today, deadline)} ngày làm việc, tính cả hôm nay)"
    return " (hôm nay)" if phase == "last_day" else " (đã quá hạn)"


def owed_text(owed: Owed, copies: Mapping[str, str]) -> str:
    """Everything a unit owes, numbered; `copies` are the names of returned copies by file."""
    told = [*_missing(owed), *(file_text(file, copies, counts=owed.counts) for file in owed.files), *_late(owed)]
    return "\n".join(f"{number}. {one}" for number, one in enumerate(told, start=1)) if len(told) > 1 else told[0]


def moment(at: datetime) -> str:
    """«08:30 ngày 16/3/2026», Vietnamese time."""
    here = at.astimezone(VIETNAM)
    return f"{here:%H:%M} ngày {day(here.date())}"


_NOTHING = "biểu không phát sinh thì ghi số 0 vào một ô số; biểu liệt kê thì ghi «Không phát sinh» ở cột tên"
"""A line without a name is no line: a 0 alone in a list is not read as a report of nothing."""


def _missing(owed: Owed) -> Iterator[str]:
    forms = ", ".join(owed.forms)
    if not owed.sent:
        yield f"Chưa nhận được báo cáo của đơn vị. Các biểu của kỳ: {forms} ({_NOTHING})."
    elif owed.forms:
        yield f"Chưa nhận được biểu {forms} ({_NOTHING})."


def file_text(file: OpenFile, copies: Mapping[str, str], *, counts: bool) -> str:
    """What is to be done about one file; `counts` where an earlier one of the unit is in the report until then."""
    name = f"Tệp «{file.name}», nhận lúc {moment(file.received)},"
    copy = copies.get(file.name, "")
    lines: list[str] = []
    if file.faults:
        todo = f"; đề nghị sửa ngay trong bản trả lại kèm theo «{copy}» (các ô sai được tô màu) và gửi lại tệp đó"
        what = f"có {len(file.faults)} lỗi phải sửa{todo}" if file.read else "bị từ chối, chưa dùng được"
        lines += [f"{name} {what}:", *_quoted(file.faults, "lỗi khác, xem bản trả lại")]
        if counts:
            lines.append("   Số liệu hợp lệ đã gửi trước vẫn được tính cho đến khi bản sửa được chấp nhận.")
    if file.to_explain:
        begin = "   Ngoài ra có" if lines else f"{name} có"
        where = f"; đề nghị ghi vào cột «Giải trình của đơn vị» của bản trả lại «{copy}» và gửi lại tệp đó:"
        lines.append(f"{begin} {len(file.to_explain)} nội dung phải giải trình{where}")
        lines += _quoted(file.to_explain, "nội dung khác, xem bản trả lại")
    return "\n".join(lines)


def _quoted(sentences: Sequence[str], rest: str) -> Iterator[str]:
    yield from (f"   - {sentence}" for sentence in sentences[:_SHOWN])
    if len(sentences) > _SHOWN:
        yield f"   - và {len(sentences) - _SHOWN} {rest}."


def _late(owed: Owed) -> Iterator[str]:
    days = [
        f"{', '.join(form for form, _ in forms)} (bản hợp lệ nhận ngày {day(when)})"
        for when, forms in groupby(sorted(owed.late, key=lambda one: one[1]), key=lambda one: one[1])
    ]
    if days:
        yield f"Đã gửi nhưng quá hạn: {'; '.join(days)}."
