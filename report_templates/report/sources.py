"""The sheet «Nguồn số liệu»: which definitions judged, who sent what and when, what counts."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from xlsxwriter.worksheet import Worksheet

from kstt.finding import VERDICTS
from kstt.form import Form
from kstt.proof import PROOF_TEXT
from kstt.provenance import FileSource, Provenance, UnitState
from kstt.timeliness import PUNCTUALITIES
from report_templates.drawing.listing import Field, Listing
from report_templates.drawing.look import Look, set_page

SOURCES = "Nguồn số liệu"
_SHORT = 12  # the first characters of a hash tell files apart for a reader
_FULL_HASH_COLUMN = 13
_WIDTHS = (5, 8, 26, 14, 34, 16, 9, 16, 7, 18, 7, 15, 68)
_FILE_FIELDS = (
    Field("Tệp", 5),
    Field("Kết quả kiểm tra tệp", 6),
    Field("Được tính", 7, "center"),
    Field("Nhận lúc", 8, "moment"),
    Field("Quá hạn", 9, "center"),
    Field("Biểu", 10),
    Field("Số dòng", 11, "center"),
    Field("SHA-256 (12 ký tự đầu)", 12),
    Field("SHA-256 đầy đủ", _FULL_HASH_COLUMN),
)
_PROOF = (
    f"Báo cáo đã được chứng minh hay chưa: xem tệp {PROOF_TEXT} trong cùng thư mục. Tệp đó phải ghi đúng mã SHA-256 "
    "của báo cáo này; không có tệp đó thì số liệu chưa được tính lại bằng chương trình độc lập. "
    "Cách chứng minh: gõ lệnh kstt prove và kỳ báo cáo, ví dụ kstt prove 2026-Q1."
)
_STATUS = {
    "sourced": "đã đối chiếu được nguồn",
    "own": "phiếu của hệ thống, không phải biểu chính thức",
    "unverified": "chưa đối chiếu với văn bản gốc",
}


def draw_sources(sheet: Worksheet, look: Look, title: str, provenance: Provenance, forms: Sequence[Form]) -> None:
    """Summary, hashes, how far each form is verified, proof, files of nobody known, and last those of units."""
    listing = Listing(sheet, look, _WIDTHS, across=_FULL_HASH_COLUMN - 1)
    listing.text(f"NGUỒN SỐ LIỆU – {title}", "title")
    _summary(listing, provenance.units)
    _hashes(listing, provenance)
    _verification(listing, forms)
    _section(listing, "3. Chứng minh số liệu")
    listing.text(_PROOF, "left")
    listing.row += 1
    if provenance.strangers:
        _section(listing, "4. Tệp không thuộc đơn vị nào của kỳ")
        strangers = [(at, *_file_row(file)) for at, file in enumerate(provenance.strangers, start=1)]
        listing.table((Field("STT", 1, "center"), Field("Tệp", 2, "left", 5), *_FILE_FIELDS[1:]), strangers)
    _section(listing, f"{5 if provenance.strangers else 4}. Tệp của từng đơn vị")
    unit_fields = (Field("STT", 1, "center"), Field("Mã", 2, "center"), Field("Đơn vị", 3), Field("Tình trạng", 4))
    headings, _ = listing.table((*unit_fields, *_FILE_FIELDS), _unit_rows(provenance.units))
    set_page(sheet, headings)
    sheet.print_area(0, 0, listing.row - 2, _FULL_HASH_COLUMN - 2)


def _summary(listing: Listing, units: Sequence[UnitState]) -> None:
    counts = Counter(state.state for state in units)
    listing.text(f"Có số liệu của {counts['accepted']}/{len(units)} đơn vị.", "bold", "left")
    fields = Field("Tình trạng", 1, "left", 3), Field("Số đơn vị", 4, "center")
    listing.table(fields, [(name, counts[state]) for state, name in VERDICTS.items() if counts[state]])


def _section(listing: Listing, words: str) -> None:
    listing.text(words, "bold", "left")


def _unit_rows(units: Iterable[UnitState]) -> Iterable[Sequence[Any]]:
    """A row per file, the counting one first; a unit without files keeps its row."""
    for order, state in enumerate(units, start=1):
        named = (order, state.unit.code, state.unit.name, VERDICTS[state.state])
        files = [_file_row(file) for file in state.files] or [("",) * len(_FILE_FIELDS)]
        for file in files:
            yield (*named, *file)


def _file_row(file: FileSource) -> tuple[Any, ...]:
    return (
        file.name,
        _became(file),
        "có" if file.counts else "không",
        file.received,
        PUNCTUALITIES["late"] if file.late else "",
        ", ".join(file.forms),
        file.lines,
        file.sha256[:_SHORT],
        file.sha256,
    )


def _became(file: FileSource) -> str:
    """The verdict and what took the file's place: of a faulty file all of it, of one that counts some of its forms."""
    outcome, replaced = VERDICTS[file.outcome], VERDICTS["superseded"]
    if not file.superseded_by:
        return outcome
    if file.outcome == "superseded":
        return f"{replaced} bởi {file.superseded_by}"
    return f"{outcome}, {'một phần ' if file.counts else ''}{replaced} bởi {file.superseded_by}"


def _hashes(listing: Listing, provenance: Provenance) -> None:
    _section(listing, "1. Định nghĩa biểu, quy tắc và danh mục đã dùng")
    fields = Field("Loại", 1, "left", 3), Field("Tên", 4, "left", 5), Field("Mã băm", 6, "left", 8)
    listing.table(fields, provenance.hashes)


def _verification(listing: Listing, forms: Iterable[Form]) -> None:
    _section(listing, "2. Mức độ đối chiếu của từng biểu")
    fields = (
        Field("Biểu", 1, "left", 2),
        Field("Tên biểu", 3, "left", 5),
        Field("Mức độ đối chiếu", 6, "left", 7),
        Field("Ghi chú", 8, "left", 12),
    )
    rows = [(form.code, form.title, _STATUS[form.provenance], form.provenance_note) for form in forms]
    listing.table(fields, rows)
