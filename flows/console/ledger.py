"""What the ledger's commands print."""

from rich.markup import escape
from rich.table import Table

from flows.ledger.chain import Checked
from flows.ledger.history import History, Sent
from flows.machine.speaking import say
from flows.machine.terminal import console, show_table
from flows.record.by_quarter import ask_each
from kstt.finding import VERDICTS
from kstt.period import Period


def show_checked(checked: Checked) -> None:
    """Whether the chain holds, with the hash to write down."""
    if checked.fault:
        console.print(f"[bold]Sổ cái SAI:[/] {escape(checked.fault)}", soft_wrap=True)
    else:
        console.print(f"Sổ cái đúng: {checked.entries} mục, mã cuối {checked.head}", soft_wrap=True)


def show_history(history: History, period: Period) -> None:
    """A unit's submissions as a table, which file counts for each form, and when the period was closed and why."""
    if history.added_up:
        say(f"{history.unit.name}: {ask_each(period, f'kstt history {history.unit.code}')}")
    elif history.sent:
        _show_sent(history, period)
    else:
        console.print(f"{escape(history.unit.name)}, kỳ {period}: sổ cái chưa ghi tệp nào")
    for turn in history.turns:
        done = "Chốt số liệu" if turn.closed else "Mở lại"
        why = f": {turn.why}" if turn.why else ""
        console.print(escape(f"{done} lúc {_time(turn.at)}, {turn.who}{why}"), soft_wrap=True)


def _show_sent(history: History, period: Period) -> None:
    console.print(f"{escape(history.unit.name)} ({history.unit.code}), kỳ {period}: {len(history.sent)} tệp")
    table = Table("Lần", "Nhận lúc", "Tệp", "Kết quả", "Phát hiện", "Tính cho biểu", "Ghi sổ")
    for number, sent in enumerate(history.sent, start=1):
        table.add_row(str(number), *map(escape, _row(sent)))
    show_table(table)
    for form, file, why in history.counts:
        console.print(f"- {form}: {escape(f'{file} ({why})' if file else why)}", soft_wrap=True)


def _row(sent: Sent) -> tuple[str, ...]:
    told, (at, who) = sent.told, sent.entered
    return (
        _time(told["received"]),
        told["file"] + ("" if sent.present else " (không còn trong thư mục)"),
        VERDICTS[sent.outcome],
        str(len(told["findings"])),
        ", ".join(sent.counts),
        f"{_time(at)}, {who}",
    )


def _time(text: str) -> str:
    day, _, rest = text.partition("T")
    return f"{rest[:8]} {'/'.join(reversed(day.split('-')))}"
