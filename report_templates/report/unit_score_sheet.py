"""The sheet «Chỉ tiêu theo đơn vị»: a row per unit, six columns per indicator, to be sorted; medians and ranks live."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from xlsxwriter import Workbook

from kstt.sheet import address, letters
from kstt.targets.indicator import Indicator
from kstt.targets.scoreboard import Score, Scoreboard
from kstt.targets.target import Judgement, Parts, due
from kstt.unit import Unit
from report_templates.drawing.cells import Formula, shown
from report_templates.drawing.look import LINE_HEIGHT, Look, number_style, set_page
from report_templates.drawing.wrapping import PADDING, line_count, pixels
from report_templates.report.score_cells import Cell, ScoreTable, result_format, threshold_format
from report_templates.report.score_formulas import Judged, rank, rankable

UNIT_SCORES = "Chỉ tiêu theo đơn vị"
_UNIT = (("STT", 5.0), ("Mã", 8.0), ("Đơn vị", 30.0))
_HEADINGS = (("Tử số", 9.0), ("Mẫu số", 9.0), ("Kết quả", 10.0), ("Mức giao", 9.0), ("Đánh giá", 12.0), ("Hạng", 7.0))
_TARGET = (3, 4)  # columns of those, by place: folded away where no unit has a target
_ACROSS = 990  # pixels of a printed page at its full size, a little less than A4 across has between its margins
_SMALLEST = 50  # percent: smaller letters would not be read
_RULE = (
    "Xếp hạng trong các đơn vị có số liệu, tốt nhất là hạng 1; so sánh chính xác tử số/mẫu số, không so tỷ lệ đã làm "
    "tròn; bằng nhau thì cùng hạng, hạng sau bỏ cách (1, 2, 2, 4). Đơn vị không phát sinh không được xếp hạng và không "
    "tính vào trung vị. Ô trống: chưa có số liệu, số liệu không khớp (nêu ở trang Chỉ tiêu) hoặc không được giao chỉ "
    "tiêu."
)


def draw_unit_scores(workbook: Workbook, look: Look, title: str, board: Scoreboard) -> None:
    """The matrix; nothing is merged from the row of headings down, so that it sorts and filters."""
    blocks = [_block(board, at, one) for at, one in enumerate(board.indicators if board.units else ())]
    table = ScoreTable(workbook, UNIT_SCORES, look, _widths(blocks), across=len(_UNIT))
    _title(table, title, blocks)
    heading = _headings(table, board, blocks)
    rows = range(heading + 1, heading + 1 + len(board.units))
    for order, unit in enumerate(board.units, start=1):
        table.line(_row(rows, order, unit, board, blocks))
    table.row += 1  # the medians stand apart, so that sorting leaves them alone
    table.line(_medians(rows, board, blocks))
    for block in blocks:
        table.mark(rows[0], rows[-1], block.left + 4)
    last = len(_UNIT) + len(_HEADINGS) * len(blocks)
    table.sheet.autofilter(heading - 1, 0, rows.stop - 2, last - 1)
    _fold(table, blocks)
    _set_print(table, heading, last, blocks)


@dataclass(frozen=True, slots=True)
class _Block:
    """The columns of an indicator from `left` on and the parts that stand in them.

    `live` is whether ranks are formulas, `bound` whether any unit has a target.
    """

    left: int
    indicator: Indicator
    every: Sequence[Parts]
    live: bool
    bound: bool

    @property
    def shown(self) -> list[int]:
        """The places of its columns that are not folded away."""
        return [at for at in range(len(_HEADINGS)) if self.bound or at not in _TARGET]


def _block(board: Scoreboard, at: int, indicator: Indicator) -> _Block:
    every = [of_unit[indicator.id].parts for of_unit in board.scores.values() if indicator.id in of_unit]
    bound = any(one.judgement for of_unit in board.scores.values() if (one := of_unit.get(indicator.id)))
    return _Block(len(_UNIT) + 1 + at * len(_HEADINGS), indicator, every, rankable(every), bound)


def _fold(table: ScoreTable, blocks: Sequence[_Block]) -> None:
    """Folds the columns of targets away where no unit has one; a click on + over them opens them again."""
    for at in (block.left - 1 + place for block in blocks if not block.bound for place in _TARGET):
        table.sheet.set_column(at, at, _HEADINGS[_TARGET[0]][1], None, {"level": 1, "hidden": True})


def _set_print(table: ScoreTable, heading: int, last: int, blocks: Sequence[_Block]) -> None:
    """Units' names and headings on every page; no words stand over the columns of two pages, which would cut them."""
    table.sheet.freeze_panes(heading, len(_UNIT))
    set_page(table.sheet, heading - 1, heading)
    scale, starts = _pages(blocks)
    table.sheet.set_print_scale(scale)
    table.sheet.set_v_pagebreaks([block.left - 1 for block in starts])
    table.sheet.repeat_columns(0, len(_UNIT) - 1)
    table.sheet.print_area(0, 0, table.row - 2, max(last, len(_UNIT) + len(_HEADINGS)) - 1)


def _pages(blocks: Sequence[_Block]) -> tuple[int, list[_Block]]:
    """The percent to print at, as large as it can be, and the blocks that start a page: no page cuts an indicator."""
    widths = _widths(blocks)
    named = page = widest = _across(widths[: len(_UNIT)])
    starts: list[_Block] = []
    for block in blocks:
        wide = _across([widths[block.left - 1 + at] for at in block.shown])
        if page > named and page + wide > _ACROSS * 100 / _SMALLEST:
            starts.append(block)
            page = named
        page += wide
        widest = max(widest, page)
    return min(100, int(_ACROSS * 100 / widest)), starts


def _across(widths: Sequence[float]) -> float:
    return sum(pixels(width) + PADDING for width in widths)


def _title(table: ScoreTable, title: str, blocks: Sequence[_Block]) -> None:
    """The title, and how ranks are given beside it: below the units that may stand on a page of its own."""
    table.text(f"CHỈ TIÊU THEO ĐƠN VỊ\n{title}", "bold", "center")
    if not blocks:
        return
    _, others = _pages(blocks)
    first_page = [block for block in blocks if not others or block.left < others[0].left]
    look, last = table.look.of("italic", "left"), first_page[-1].left + len(_HEADINGS) - 1
    table.sheet.merge_range(0, len(_UNIT), 0, last - 1, "", look)
    table.sheet.write_string(0, len(_UNIT), _RULE, look)
    room = pixels(sum(_HEADINGS[at][1] for block in first_page for at in block.shown))
    table.sheet.set_row(0, max(2, line_count(_RULE, room)) * LINE_HEIGHT + 3)


def _headings(table: ScoreTable, board: Scoreboard, blocks: Sequence[_Block]) -> int:
    """The indicators' names, and below them the row of headings; gives the latter."""
    top = table.row
    table.merged(top, 1, top, len(_UNIT), board.period.name)
    lines = 2
    for block in blocks:
        name = f"{block.indicator.name} ({block.indicator.measure})"
        lines = max(lines, line_count(name, pixels(sum(_HEADINGS[at][1] for at in block.shown))))
        table.merged(top, block.left, top, block.left + len(_HEADINGS) - 1, name)
    table.sheet.set_row(top - 1, lines * LINE_HEIGHT + 5)
    table.row += 1
    table.line([Cell(name, "head") for name, _ in (*_UNIT, *_HEADINGS * len(blocks))])
    return top + 1


def _row(rows: range, order: int, unit: Unit, board: Scoreboard, blocks: Sequence[_Block]) -> list[Cell]:
    cells = [Cell(order, "center"), Cell(unit.code, "center"), Cell(unit.name)]
    for block in blocks:
        score = board.scores.get(unit.code, {}).get(block.indicator.id)
        if score is None:
            cells += [Cell()] * len(_HEADINGS)
        else:
            cells += _score(rows, rows[order - 1], block, score, due(block.indicator, board.period, alone=True))
    return cells


def _score(rows: range, row: int, block: _Block, score: Score, is_due: bool) -> Iterator[Cell]:
    left, indicator, parts = block.left, block.indicator, score.parts
    told = score.judgement or Judgement("none", parts, Fraction(0))  # without a target its status is not shown
    judged = Judged(indicator, told, address(row, left), address(row, left + 1), is_due)
    number = number_style(judged.scale)
    yield Cell(shown(parts.numerator, parts.scale), number)
    yield Cell(shown(parts.denominator, parts.scale), number if indicator.denominator_from else "closed")
    yield Cell(judged.result(), "right", result_format(indicator, score.judgement))
    if score.judgement is None:
        yield from (Cell(), Cell())
    else:
        yield Cell(float(told.threshold), "right", threshold_format(indicator, told.threshold))
        yield Cell(judged.status(address(row, left + 3), told.threshold), "center")
    tops, bottoms = (_span(rows, column, "$") for column in (left, left + 1))
    yield Cell(None if score.rank is None else rank(judged, score.rank, tops, bottoms, live=block.live), "center")


def _medians(rows: range, board: Scoreboard, blocks: Sequence[_Block]) -> list[Cell]:
    cells = [Cell(None, "group"), Cell(None, "group"), Cell("Trung vị", "group")]
    for block in blocks:
        median, middle = board.medians.get(block.indicator.id), Cell(None, "group")
        if median is not None:
            formula = Formula(f"=MEDIAN({_span(rows, block.left + 2)})", float(median))
            middle = Cell(formula, "group", result_format(block.indicator))
        cells += [middle if at == 2 else Cell(None, "group") for at in range(len(_HEADINGS))]
    return cells


def _span(rows: range, column: int, fixed: str = "") -> str:
    """The cells of a column; with `$` they stay the same ones when rows are sorted."""
    first, last = (f"{fixed}{letters(column)}{fixed}{row}" for row in (rows[0], rows[-1]))
    return f"{first}:{last}"


def _widths(blocks: Sequence[_Block]) -> list[float]:
    """The columns' widths; those of counts grow with their numbers, which Excel would not wrap."""
    widths = [width for _, width in (*_UNIT, *_HEADINGS * max(1, len(blocks)))]
    for block in blocks:
        for parts in block.every:
            for at, number in ((block.left, parts.numerator), (block.left + 1, parts.denominator)):
                widths[at - 1] = max(widths[at - 1], len(f"{number or 0:,}") + 1.5)
    return widths
