"""How large a sheet may be, and the notes a reader keeps on what its parser does not tell."""

from dataclasses import dataclass, field

from kstt.sheet import Refused

MOST_ROWS = 5_000  # ten times the longest list of tasks
MOST_COLUMNS = 256  # the widest form has 20 columns; _SOUND in packages.py says the same in letters
MOST_CELLS = 4_000_000  # over all sheets, gaps included: calamine keeps every cell of a used range
MOST_SHEETS = 255  # a report has ten; a package may name one big sheet thousands of times
MOST_TEXT = 200 * 2**20  # calamine copies a shared text into every cell that shows it

Place = tuple[int, int]


@dataclass(slots=True)
class Notes:
    """What a parser does not tell of one sheet: as in kstt.sheet.Sheet, and the cells with values out of bounds."""

    formulas: dict[Place, str] = field(default_factory=dict)
    errors: dict[Place, str] = field(default_factory=dict)
    outside: list[Place] = field(default_factory=list)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    formats: dict[Place, str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)


def too_large() -> Refused:
    """A workbook that would not fit into memory."""
    advice = "Xóa các dòng, cột trống và trang không thuộc báo cáo rồi gửi lại"
    return Refused("file.too_large", "Bảng tính có quá nhiều ô so với một báo cáo", advice)
