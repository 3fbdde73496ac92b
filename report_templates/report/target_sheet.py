"""The sheet «Chỉ tiêu»: every target of every plan, in the layout of the plan's own table, judged live."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import groupby

from xlsxwriter import Workbook

from kstt.finding import DISAGREE, LACKING, WHERE_WHY
from kstt.period import Period
from kstt.sheet import address
from kstt.spoken import decimal_text, units_named
from kstt.targets.indicator import Indicator
from kstt.targets.scoreboard import Scoreboard, TargetLine
from kstt.targets.target import Judgement, Parts, Plan, due, quarter_of, result_places, value
from kstt.unit import Unit
from report_templates.drawing.cells import WAITING, shown
from report_templates.drawing.look import Look, number_style, set_page
from report_templates.report.score_cells import (
    Cell,
    ScoreTable,
    counted,
    gap_format,
    lack,
    result_format,
    threshold_format,
)
from report_templates.report.score_formulas import Judged

TARGETS = "Chỉ tiêu"
_ROADMAP, _NOW, _SO_FAR = "Lộ trình", "Trong kỳ ({})", "Lũy kế từ đầu năm"
_PARTS = (("Tử số", 9), ("Mẫu số", 9), ("Kết quả", 9), ("Đánh giá", 11))
_COLUMNS: tuple[tuple[str, str, float], ...] = (
    ("", "STT", 5),
    ("", "Chỉ tiêu", 25),
    ("", "Nhóm đơn vị", 16),
    ("", "Đơn vị tính", 8),
    ("", "Mức giao cả năm", 8.5),
    *((_ROADMAP, f"Quý {quarter}", 7.5) for quarter in ("I", "II", "III", "IV")),
    *((_NOW, heading, width) for heading, width in (*_PARTS, ("Còn thiếu", 10))),
    *((_SO_FAR, heading, width) for heading, width in (*_PARTS, ("Còn thiếu đến mức cả năm", 10))),
    ("", "Đơn vị có số liệu", 7.5),
    ("", "Ghi chú", 30),
)
_YEAR, _FIRST_QUARTER = 5, 6
PERIOD, TO_DATE, COVERAGE = 10, 15, 20
"""First columns of the period's results and of the year's so far; the column of «n/N»."""
_LATER = ("Q2", "Q3", "Q4")  # quarters with others of the year before them
_AGAIN = "hiệm vụ định kỳ tính theo lần báo cáo sau cùng, không theo từng quý"  # missed once and done later is done
_NAMED = 3  # silent units named in a note


def draw_targets(workbook: Workbook, look: Look, title: str, board: Scoreboard) -> None:
    """A table per plan; headings stay in sight where there is one plan only."""
    table = ScoreTable(workbook, TARGETS, look, _widths(board.lines))
    table.text(f"CHỈ TIÊU KẾ HOẠCH – {title}", "title")
    plans = [(plan, list(lines)) for plan, lines in groupby(board.lines, key=lambda line: line.plan)]
    headings: tuple[int, ...] = ()
    for plan, lines in plans:
        _plan_block(table, plan)
        headings = _headings(table, board.period)
        for order, line in enumerate(lines, start=1):
            table.line(_line(table.row, order, line, board))
        for left in (PERIOD, TO_DATE):
            table.mark(headings[-1] + 1, table.row - 1, left + 3)
        table.row += 1
    repeated = headings if len(plans) == 1 else ()
    table.sheet.freeze_panes(repeated[-1] if repeated else 0, 2)
    set_page(table.sheet, *repeated)
    table.sheet.print_area(0, 0, table.row - 3, len(_COLUMNS) - 1)


def _plan_block(table: ScoreTable, plan: Plan) -> None:
    number = f"Số {plan.number}" if plan.number else ""
    table.text(plan.title, "bold", "left")
    issued = ", ".join(filter(None, (number, _issued(plan.issued_on), plan.issued_by)))
    table.text(issued[:1].upper() + issued[1:], "left")
    if plan.legal_basis:
        table.text(f"Căn cứ: {'; '.join(plan.legal_basis)}.", "italic", "left")


def _issued(when: str) -> str:
    """A date as far as the plan tells it: «2025-01-20», «2024-01» or «2026»."""
    words = ("năm", "tháng", "ngày")
    parts = when.split("-") if when else []
    return f"{words[len(parts) - 1]} {'/'.join(reversed(parts))}" if 0 < len(parts) <= len(words) else when


def _headings(table: ScoreTable, period: Period) -> tuple[int, int]:
    top, left = table.row, 1
    for group, members in groupby(_COLUMNS, key=lambda column: column[0]):
        names = [heading for _, heading, _ in members]
        if group:
            table.merged(top, left, top, left + len(names) - 1, group.format(period.name))
        for at, heading in enumerate(names, start=left):
            table.merged(top + bool(group), at, top + 1, at, heading)
        left += len(names)
    table.sheet.set_row(top, 48)
    table.row += 2
    return top, top + 1


def _line(row: int, order: int, line: TargetLine, board: Scoreboard) -> list[Cell]:
    target, indicator = line.target, line.indicator
    year, quarters = Fraction(target.year), [Fraction(value) for value in target.quarters]
    at = _FIRST_QUARTER + quarter_of(board.period) if quarters else _YEAR
    so_far = line.to_date or Judgement("unknown", Parts(), line.quarter.threshold)
    return [
        Cell(order, "center"),
        Cell(indicator.name),
        Cell(line.group),
        Cell(indicator.measure, "center"),
        _threshold(indicator, year),
        *([_threshold(indicator, value) for value in quarters] or [Cell(WAITING, "center")] * 4),
        *_judged(row, PERIOD, line, line.quarter, due(indicator, board.period, alone=True), at),
        *_judged(row, TO_DATE, line, so_far, due(indicator, board.period), at),
        Cell(f"{line.reporting}/{len(line.units)}", "center"),
        Cell("\n".join(_notes(line, board))),
    ]


def _threshold(indicator: Indicator, demanded: Fraction) -> Cell:
    return Cell(float(demanded), "right", threshold_format(indicator, demanded))


def _judged(row: int, left: int, line: TargetLine, told: Judgement, is_due: bool, at: int) -> list[Cell]:
    """Parts, result, status and gap; the gap of the year so far is the one to the year's value."""
    indicator, parts = line.indicator, told.parts
    judged = Judged(indicator, told, address(row, left), address(row, left + 1), is_due)
    demanded = [Fraction(value) for value in (line.target.year, *line.target.quarters)]
    threshold, year = (address(row, column) for column in (at, _YEAR))
    gap = Cell(WAITING, "right")
    if left == TO_DATE:
        gap = Cell(judged.gap(told.gap_to_year, year, *demanded), "right", gap_format(indicator, judged.scale))
    elif is_due:
        gap = Cell(judged.gap(told.gap, threshold, *demanded), "right", gap_format(indicator, judged.scale))
    number = number_style(judged.scale)
    return [
        Cell(shown(parts.numerator, parts.scale), number),
        Cell(shown(parts.denominator, parts.scale), number if indicator.denominator_from else "closed"),
        Cell(judged.result(), "right", result_format(indicator, told)),
        Cell(judged.status(threshold, *demanded), "center"),
        gap,
    ]


def _notes(line: TargetLine, board: Scoreboard) -> Iterator[str]:
    yield f"Nguồn: {line.target.section}"
    if line.remark:
        yield line.remark
    if line.indicator.of_tasks and board.period.part != "Q1":
        yield f"{'Lũy kế: n' if board.period.part in _LATER else 'N'}{_AGAIN}"
    yield from (f"Trong kỳ: {said}" for said in _almost(line.indicator, line.quarter))
    if (so_far := line.to_date) and so_far.parts != line.quarter.parts:
        of = "" if so_far.gap == so_far.gap_to_year else " đến mức giao của kỳ"  # beside it stands the year's
        yield from (f"Lũy kế: {said}{of}" for said in _almost(line.indicator, so_far))
    heard = {code for code, of_unit in board.scores.items() if line.indicator.id in of_unit}
    silent = [unit for unit in line.units if unit.code not in heard and unit not in line.unsound]
    if line.reporting and silent:
        both = so_far is not None and board.period.part in _LATER
        yield f"Chưa có số liệu của {_named(silent)}{', lũy kế cũng không gồm' if both else ''}"
    if line.unsound:
        yield f"Không tính {_named(line.unsound)}: {DISAGREE}, {WHERE_WHY}"
    if line.left_out:
        yield f"Lũy kế không gồm {_named(line.left_out)}: {LACKING}"
    if line.unsound_so_far:
        yield f"Lũy kế không gồm {_named(line.unsound_so_far)}: {DISAGREE}, {WHERE_WHY}"
    if not line.units:
        yield "Địa phương không có đơn vị thuộc nhóm này"
    if line.lacking:
        yield f"Chưa tính được lũy kế: thiếu số liệu {', '.join(line.lacking)}"


def _named(units: Sequence[Unit]) -> str:
    return units_named([unit.name for unit in units], _NAMED)


def _almost(indicator: Indicator, told: Judgement) -> Iterator[str]:
    """Why a result that two decimals would make the threshold does not meet it."""
    exact = value(indicator, told.parts)
    if exact is None:
        return
    exact *= 100 if indicator.unit == "percent" else 1
    if (places := result_places(indicator, told)) > 2:
        short = "chưa đủ: còn thiếu" if indicator.direction == "at_least" else "chưa đạt: còn vượt"
        gap = decimal_text(Fraction(told.gap or 0, 10**told.parts.scale), told.parts.scale)
        yield f"{decimal_text(exact, places)}{indicator.behind}, {short} {gap} {counted(indicator)}".rstrip()


def _widths(lines: Sequence[TargetLine]) -> list[float]:
    """The columns' widths; those of counts and gaps grow with their numbers, which Excel would not wrap."""
    widths = [width for _, _, width in _COLUMNS]
    for line in lines:
        for left, told in ((PERIOD, line.quarter), (TO_DATE, line.to_date)):
            if told:
                gap = told.gap if left == PERIOD else told.gap_to_year
                words = f"{lack(line.indicator)} {gap or 0:,} {counted(line.indicator)}"
                texts = {left: f"{told.parts.numerator or 0:,}", left + 1: f"{told.parts.denominator or 0:,}"}
                for at, text in (texts | {left + 4: words if gap else ""}).items():
                    widths[at - 1] = max(widths[at - 1], len(text) + 1.5)
    return widths
