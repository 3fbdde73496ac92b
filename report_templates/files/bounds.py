"""How large a file and a sheet may be, and the notes a reader keeps on what its parser does not tell."""

from dataclasses import dataclass, field

from kstt.sheet import Refused

MOST_COLUMNS = 256  # the widest form has 20 columns; SOUND in packages.py says the same in letters
MOST_SHEETS = 255  # a report has ten; a package may name one big sheet thousands of times

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Bounds:
    """What is read of a file: its size as sent and unzipped, rows of a sheet, cells of all sheets and of a page.

    Cells count with the gaps of a used range, which calamine keeps; `text` is what shared texts may grow to, as it
    copies one into every cell that shows it. `separated` says whether text with separators (.csv) is read.
    """

    sent: int
    unzipped: int
    rows: int
    cells: int
    text: int
    page: int
    separated: bool = False


REPORT = Bounds(
    sent=20 * 2**20,  # a workbook of all forms has some 100 KB; beyond this somebody pasted pictures
    unzipped=300 * 2**20,  # what the reading process can hold several times over
    rows=5_000,  # ten times the longest list of tasks
    cells=4_000_000,
    text=200 * 2**20,
    page=250_000,  # a page of more takes seconds to read; a form has some 500 cells
)
LIST = Bounds(
    sent=256 * 2**20,  # 600,000 dossiers as .csv
    unzipped=500 * 2**20,  # 600,000 dossiers of 15 columns; the limits of the reading process come first
    rows=1_048_576,  # of Excel itself
    cells=16_000_000,
    text=2**40,  # left to the memory of the reading process
    page=1_000_000,
    separated=True,
)


@dataclass(slots=True)
class Notes:
    """What a parser does not tell of one sheet: as in kstt.sheet.Sheet, and the cells with values out of bounds."""

    formulas: dict[Place, str] = field(default_factory=dict)
    sums: dict[Place, str] = field(default_factory=dict)
    errors: dict[Place, str] = field(default_factory=dict)
    outside: list[Place] = field(default_factory=list)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    formats: dict[Place, str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    struck: set[Place] = field(default_factory=set)


def of_text(result: bytes) -> bool:
    """Whether a sum may come from numbers typed as text: programs read them as nothing, or 1.234 as less than 2."""
    return result == b"0" or b"." in result


def too_large() -> Refused:
    """A workbook that would not fit into memory."""
    advice = "Xóa các dòng, cột trống và trang không thuộc báo cáo rồi gửi lại"
    return Refused("file.too_large", "Bảng tính có quá nhiều ô so với một báo cáo", advice)
