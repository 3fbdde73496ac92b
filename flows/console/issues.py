"""What the commands on issues print."""

from collections.abc import Mapping

from rich.markup import escape
from rich.table import Table

from flows.afterwards.differing import Difference
from flows.afterwards.rebuilding import Rebuilt
from flows.machine.terminal import console, show_table
from kstt.changes.change import Change
from kstt.changes.comparison import Comparison, about
from kstt.changes.move import Move, Origin
from kstt.finding import Finding
from kstt.unit import Unit


def show_difference(unit: Unit, told: Difference) -> None:
    """Cells of two submissions side by side, then the findings that appeared or went."""
    console.print(f"{escape(unit.name)}: «{escape(told.before)}» → «{escape(told.after)}»", soft_wrap=True)
    table = Table("Biểu", "Dòng", "Cột", "Trước", "Sau", "Chênh lệch", "Ô trước", "Ô sau")
    for move in told.moves:
        row = (move.form, move.line, f"({move.column})", *_numbers(move), *map(_cells, _origins(move)))
        table.add_row(*map(escape, row))
    for one in told.words:
        table.add_row(*map(escape, (one.form, one.line, f"({one.column})", one.before, one.after, "", "", "")))
    show_table(table, empty="Không có ô nào khác nhau.")
    if told.unsaid:
        console.print(f"Tệp sau không có biểu {', '.join(told.unsaid)}: không so.", soft_wrap=True)
    for heading, findings in (("Phát hiện mới", told.appeared), ("Phát hiện đã hết", told.gone)):
        for finding in findings:
            console.print(f"{heading}: {escape(_finding(finding))}", soft_wrap=True)


def show_comparison(told: Comparison) -> None:
    """Every changed figure with the units behind it, then what it led to."""
    if told.empty:
        console.print(f"Lần phát hành {told.before} và {told.after} giống nhau.")
        return
    for name in told.lists:
        console.print(f"- đã thay đổi: {escape(name)}", soft_wrap=True)
    if told.caveat:
        console.print(told.caveat, soft_wrap=True)
    for correction in told.asked:
        console.print(f"- đính chính theo yêu cầu: {escape(correction)}", soft_wrap=True)
    for correction in told.idle:
        console.print(f"- đính chính được yêu cầu nhưng không làm đổi số liệu: {escape(correction)}", soft_wrap=True)
    table = Table("Trang", "Dòng", "Cột", "Trước", "Sau", "Chênh lệch", "Do đơn vị", "Vì sao")
    numbers = {why: f"[{at}]" for at, why in enumerate(dict.fromkeys(told.reasons.values()), start=1)}
    for change in told.changes:
        for at, move in enumerate(change.moves or (None,)):
            head = ("",) * 6 if at else (change.sheet, change.line, f"({change.column})", *_numbers(change))
            table.add_row(*map(escape, (*head, *_behind(told, change, move, numbers))))
    show_table(table, empty="Không có số nào thay đổi.")
    for why, number in numbers.items():
        console.print(escape(f"{number} {why}"), soft_wrap=True)
    for turn in told.turns:
        was = f"{escape(turn.indicator)}, {escape(turn.who)}, {turn.span}: {turn.before}"
        console.print(f"- {was} → {escape(turn.became)}", soft_wrap=True)
    console.print(f"{len(told.shifts)} thứ hạng thay đổi; {len(told.words)} ô chữ thay đổi.")


def show_rebuilt(done: Rebuilt) -> bool:
    """One run done once more; whether its figures are as they were."""
    issue = f"lần phát hành {done.issue}" if done.issue else "chưa phát hành"
    issue = "dự thảo" if done.entry.told.get("draft") else issue
    what = f"mục {done.entry.seq}, {done.entry.locality} {done.entry.period}, {issue}: {done.result}"
    console.print(escape(f"- {what}{f' ({done.note})' if done.note else ''}"), soft_wrap=True)
    return done.good


def _behind(told: Comparison, change: Change, move: Move | None, numbers: Mapping[str, str]) -> tuple[str, str]:
    """Whose figure moved, on which line, and the number of the reason: one reason may stand behind many figures."""
    if move is None:
        return "", ""
    unit = told.units.get(move.unit_code, str(move.unit_code))
    told_already = move.line in ("", unit, change.line) or change.line == f"{unit}: {move.line}"
    where = "" if told_already else f", dòng «{move.line}»"
    before, after, difference = _numbers(move)
    return f"{unit}{where}: {before} → {after} ({difference})", numbers.get(told.reasons.get(about(move), ""), "")


def _numbers(one: Change | Move) -> tuple[str, str, str]:
    sign = "+" if one.difference > 0 else ""
    return _number(one.before, one.scale), _number(one.after, one.scale), sign + _number(one.difference, one.scale)


def _number(value: int | None, scale: int) -> str:
    if value is None:
        return "–"
    whole = f"{value / 10**scale:,.{scale}f}" if scale else f"{value:,}"
    return whole.translate(str.maketrans(",.", ".,"))


def _origins(move: Move) -> tuple[Origin, Origin]:
    return move.source_before, move.source_after


def _cells(origin: Origin) -> str:
    return f"{origin.sheet}!{', '.join(origin.cells)}" if origin.file else "–"


def _finding(one: Finding) -> str:
    return f"{one.level}: {f'{one.sheet}!{one.cell} ' if one.cell else ''}{one.message}"
