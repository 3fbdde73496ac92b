"""Letters on the console: how many became what, and by name whatever is not simply done."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from rich.markup import escape
from rich.table import Table

from flows.inbox.folder import Intake
from flows.letters.outcomes import BECAME, Became, Outcome
from flows.letters.reminding import Reminding
from flows.machine.clock import now
from flows.machine.hints import followed
from flows.machine.terminal import console, show_table
from kstt.finding import VERDICTS
from kstt.period import day
from kstt.reminder import PHASES

_WHOM = {"unit": "Đơn vị", "desk": "Bộ phận tổng hợp", "leader": "Lãnh đạo", "sender": "Người gửi thư"}
_NAMED = 20  # letters named before «và … thư khác»


def show_reminding(done: Reminding, period: str, as_of: date | None) -> None:
    """The closing table of `kstt remind`; `as_of` is a day that is not today, beside which the files are today's."""
    console.print(f"Nhắc việc kỳ {period}, giai đoạn: {PHASES[done.phase]}")
    if as_of:
        told = "hạn tính như vào ngày đó, việc còn lại của đơn vị theo mọi tệp đã nhận đến hôm nay"
        console.print(f"Soạn thử như vào ngày {day(as_of)}: {told}", soft_wrap=True)
    show_outcomes(done.outcomes)
    console.print(f"Thư và văn bản để dán: {escape(str(done.folder))}", soft_wrap=True)
    if done.counts["written"] or done.counts["written_before"]:
        way = "đến ngày gửi chạy lại không có --as-of, thêm --send" if as_of else "xem lại rồi gửi: thêm --send"
        console.print(f"Chưa gửi thư nào; {way}")


def show_intake(done: Intake) -> None:
    """What one look into the inbox did, with the time in front."""
    console.print(f"[bold]{now():%H:%M:%S} {day(now())}[/]")
    for name, period in done.moved:
        console.print(f"- nhận «{escape(name)}» vào kỳ {period}", soft_wrap=True)
    for name, sentence in done.unclear:
        console.print(f"- để riêng «{escape(name)}»: {escape(followed(sentence))}", soft_wrap=True)
    for run in done.runs:
        coverage = run.record["coverage"]
        console.print(f"- kỳ {run.record['period']}: {coverage['reporting']}/{coverage['units']} đơn vị có số liệu")
    for one in done.outcomes:
        verdict = VERDICTS[str(one.letter.about["verdict"])]
        remark = f" ({one.remark})" if one.remark else ""
        line = f"- «{one.letter.about['file']}», {_who(one)}: {verdict}; thư trả lời {BECAME[one.became]}{remark}"
        console.print(escape(line), soft_wrap=True)
    for sentence in done.problems:
        console.print(f"- [bold]lưu ý:[/] {escape(followed(sentence))}", soft_wrap=True)


def show_outcomes(outcomes: Sequence[Outcome]) -> None:
    """A row per addressee and what became of the letters, then names where somebody has to act."""
    found = Counter((one.letter.to, one.became) for one in outcomes)
    table = Table("Gửi ai", "Kết quả", "Thư")
    table.columns[-1].justify = "right"
    for (to, became), number in found.items():
        table.add_row(_WHOM[to], BECAME[became], str(number))
    if outcomes:
        show_table(table)
    for became in ("failed", "no_address"):
        _name(became, [one for one in outcomes if one.became == became])
    _name("sent", [one for one in outcomes if one.became == "sent" and one.remark])


def _name(became: Became, outcomes: Iterable[Outcome]) -> None:
    told = list(outcomes)
    for one in told[:_NAMED]:
        remark = f": {one.remark}" if one.remark else ""
        console.print(f"- {escape(f'{_who(one)}: {BECAME[became]}{remark}')}", soft_wrap=True)
    if len(told) > _NAMED:
        console.print(f"- và {len(told) - _NAMED} thư khác: {BECAME[became]}")


def _who(one: Outcome) -> str:
    return one.letter.unit.name if one.letter.unit else _WHOM[one.letter.to]
