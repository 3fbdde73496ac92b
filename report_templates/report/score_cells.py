"""How the target sheets show numbers: thresholds with their sign, gaps in words, statuses told apart without colour."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from kstt.spoken import decimals
from kstt.targets.indicator import Indicator
from kstt.targets.target import STATUSES, Judgement, result_places
from report_templates.drawing.cells import Content, Formula
from report_templates.drawing.listing import Listing
from report_templates.drawing.look import VIETNAM, Look

PERCENT, DECIMAL = f"{VIETNAM}0.00%", f"{VIETNAM}#,##0.00"
_MARKS: Mapping[str, Mapping[str, object]] = {
    STATUSES["met"]: {"num_format": ';;;"✓ "@'},
    STATUSES["missed"]: {"num_format": ';;;"▼ "@', "bold": True},
    STATUSES["none"]: {"italic": True, "font_color": "#7F7F7F"},
    STATUSES["unknown"]: {"italic": True, "font_color": "#7F7F7F"},
    STATUSES["not_due"]: {"italic": True, "font_color": "#7F7F7F"},
}
_NOUNS = (
    "hồ sơ", "giao dịch", "kết quả", "đơn vị", "TTHC", "văn bản", "PAKN", "lượt", "trường", "giờ", "đồng",
    "Bộ phận Một cửa", "nhiệm vụ", "quy định", "bệnh viện",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a target table; `shown` is a number format, where no style has it."""

    content: Content = None
    style: str = "left"
    shown: str = ""


class ScoreTable(Listing):
    """A listing whose rows hold formulas and number formats of their own."""

    def __init__(self, workbook: Workbook, name: str, look: Look, widths: Sequence[float], across: int = 0) -> None:
        super().__init__(workbook.add_worksheet(name), look, widths, across)
        self._workbook = workbook
        self._made: dict[str, Format] = {}

    def merged(self, row: int, left: int, bottom: int, right: int, heading: str) -> None:
        """A heading over a rectangle of cells, rows and columns from 1."""
        look = self.look.of("grid", "head")
        if (row, left) != (bottom, right):
            self.sheet.merge_range(row - 1, left - 1, bottom - 1, right - 1, "", look)
        self.sheet.write_string(row - 1, left - 1, heading, look)

    def line(self, cells: Sequence[Cell]) -> None:
        """One row; text is always text."""
        for column, cell in enumerate(cells):
            look = self._showing(cell.shown) if cell.shown else self.inset(cell.style)
            if isinstance(cell.content, Formula):
                self.sheet.write_formula(self.row - 1, column, cell.content.text, look, cell.content.value)
            elif isinstance(cell.content, str) and cell.content:
                self.sheet.write_string(self.row - 1, column, cell.content, look)
            elif isinstance(cell.content, int | float):
                self.sheet.write_number(self.row - 1, column, cell.content, look)
            else:
                self.sheet.write_blank(self.row - 1, column, None, look)
        self._heighten((at, at, _text(cell)) for at, cell in enumerate(cells, start=1) if _text(cell))
        self.row += 1

    def _showing(self, number_format: str) -> Format:
        if number_format not in self._made:
            more = {"border": 1, "valign": "top", "align": "right", "text_wrap": True, "num_format": number_format}
            self._made[number_format] = self._workbook.add_format(more)
        return self._made[number_format]

    def mark(self, first: int, last: int, column: int) -> None:
        """A column of statuses: told apart by sign and weight, so that a black and white print reads as well."""
        for status, look in _MARKS.items():
            rule = {"type": "cell", "criteria": "==", "value": f'"{status}"'}
            made = self._workbook.add_format(dict(look))
            self.sheet.conditional_format(first - 1, column - 1, last - 1, column - 1, rule | {"format": made})


def threshold_format(indicator: Indicator, threshold: Fraction) -> str:
    """The number format of a threshold, e.g. «≥ 99,5»."""
    sign = "≥" if indicator.direction == "at_least" else "≤"
    return f'{VIETNAM}"{sign} "{_number(decimals(threshold))}'


def gap_format(indicator: Indicator, scale: int) -> str:
    """The number format of a gap, e.g. «thiếu 14 hồ sơ»; a dash where nothing is missing."""
    return f'{VIETNAM}"{lack(indicator)} "{_number(scale)}" {counted(indicator)}";;"–"'


def lack(indicator: Indicator) -> str:
    """The verb of a gap: too little, or too much."""
    return "thiếu" if indicator.direction == "at_least" else "vượt"


def counted(indicator: Indicator) -> str:
    """What the numerator counts, as a noun; empty where its definition begins with none we know."""
    if indicator.unit == "points":
        return indicator.measure
    said = indicator.numerator.casefold()
    unit = said.partition("(")[2].rstrip(")")
    return next((noun for noun in _NOUNS if noun == unit or said.startswith(noun.casefold())), "")


def result_format(indicator: Indicator, told: Judgement | None = None) -> str:
    """The number format of a result: two decimals, more where it would look like the threshold it misses."""
    percent = indicator.unit == "percent"
    if (places := result_places(indicator, told)) == 2:
        return PERCENT if percent else DECIMAL
    return f"{VIETNAM}{_number(places)}{'%' if percent else ''}"


def _number(places: int) -> str:
    return f"#,##0{'.' if places else ''}{'0' * places}"


def _text(cell: Cell) -> str:
    said = cell.content.value if isinstance(cell.content, Formula) else cell.content
    return said if isinstance(said, str) else ""
