"""The sheet «Chất lượng số liệu»: findings by rule, by unit and by severity, counted over the list that follows."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kstt.finding import SEVERITIES, Finding
from kstt.overview import Overview
from kstt.quality import NOBODY
from report_templates.analysis_book import QUALITY, Book
from report_templates.analysis_page import Col, Grid, Page
from report_templates.cells import Formula

_NOBODY = "Chưa rõ đơn vị"
_MOST = 20_000  # findings listed; all of them stand in run.json
_COLUMNS = (
    Col("order", "STT", 5, "center"),
    Col("unit", "Đơn vị", 24),
    Col("rule", "Quy tắc", 22),
    Col("severity", "Mức độ", 13),
    Col("form", "Biểu", 9),
    Col("file", "Tệp", 26),
    Col("sheet", "Trang", 12),
    Col("cell", "Ô", 8, "center"),
    Col("line", "Dòng", 22),
    Col("message", "Nội dung", 52),
)
_COUNTS = tuple(Col(severity, name.capitalize(), 9, "count") for severity, name in SEVERITIES.items())


def draw_quality(book: Book, title: str, view: Overview, findings: Sequence[Finding]) -> None:
    """The sheet; `findings` in the order of the report."""
    listed = findings[:_MOST]
    page = Page(book, QUALITY, [col.width for col in _COLUMNS])
    page.text(f"CHẤT LƯỢNG SỐ LIỆU – {title}", "title")
    page.coverage(view.coverage)
    page.text(_summary(view, findings), "bold", "left")
    if not findings:
        book.set_page(page.sheet)
        return
    rules, units = view.quality.rules, view.quality.units
    heading = page.row + len(rules) + len(units) + 8
    lines = Grid(_COLUMNS, heading, len(listed))
    names = _names(view)
    _counted(page, "1. Theo quy tắc", "rule", {rule: (rule, counts) for rule, counts in rules.items()}, lines, view)
    by_unit = {names[code]: (names[code], counts) for code, counts in units.items()}
    _counted(page, "2. Theo đơn vị", "unit", by_unit, lines, view)
    page.row = heading - 1
    page.text("3. Danh sách phát hiện", "part")
    grid = page.head(_COLUMNS, len(listed))
    for order, one in enumerate(listed, start=1):
        page.line(grid, _line(order, one, names))
    page.sheet.autofilter(grid.heading - 1, 0, grid.rows[-1] - 1, len(_COLUMNS) - 1)
    page.sheet.freeze_panes(0, 3)
    book.set_page(page.sheet)


def _names(view: Overview) -> dict[int, str]:
    """Units' names by code; a code nobody is registered under stays a number."""
    known = {unit.code: unit.name for unit in view.locality.register.units}
    return {code: known.get(code, str(code)) for code in view.quality.units} | {NOBODY: _NOBODY}


def _summary(view: Overview, findings: Sequence[Finding]) -> str:
    units = len(view.quality.units.keys() - {NOBODY})
    said = f"{len(findings)} phát hiện ở {sum(view.quality.files.values())} tệp của {units} đơn vị"
    counts = {name: sum(one.severity == key for one in findings) for key, name in SEVERITIES.items()}
    parts = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
    return f"{said}: {parts}." if findings else "Không có phát hiện nào trong các tệp đã nhận."


def _counted(
    page: Page, words: str, key: str, told: Mapping[str, tuple[str, Mapping[str, int]]], lines: Grid, view: Overview
) -> None:
    """A table of counts, each over the list's rows of a rule or unit and a severity."""
    page.text(words, "part")
    what = "Quy tắc" if key == "rule" else "Đơn vị"
    cols = (Col("order", "STT", 5, "center"), Col("what", what, 24), *_kinds())
    grid = page.head(cols, len(told))
    for order, (name, counts) in enumerate(told.values(), start=1):
        example = view.quality.example[name].message if key == "rule" else ""
        beside = [(len(cols) + 1, len(_COLUMNS), example)] if example else []
        page.line(grid, _row(grid, page.row, order, name, counts, lines, key), beside=beside)
        for left, right, text in beside:
            page.merged(page.row - 1, left, right, text, "left", "quiet")
    page.row += 1


def _kinds() -> Iterator[Col]:
    yield from _COUNTS
    yield Col("total", "Cộng", 9, "count")


def _row(
    grid: Grid, row: int, order: int, name: str, counts: Mapping[str, int], lines: Grid, key: str
) -> dict[str, Any]:
    found: dict[str, Any] = {"order": order, "what": name}
    for severity, said in SEVERITIES.items():
        where = f'{lines.column(key)},{grid.at("what", row)},{lines.column("severity")},"{said}"'
        found[severity] = Formula(f"=COUNTIFS({where})", counts.get(severity, 0))
    first, last = (grid.at(one, row) for one in (next(iter(SEVERITIES)), list(SEVERITIES)[-1]))
    return found | {"total": Formula(f"=SUM({first}:{last})", sum(counts.values()))}


def _line(order: int, one: Finding, names: Mapping[int, str]) -> dict[str, Any]:
    return {
        "order": order,
        "unit": names.get(one.unit_code or NOBODY, _NOBODY),
        "rule": one.rule,
        "severity": SEVERITIES[one.severity],
        "form": one.form,
        "file": one.file,
        "sheet": one.sheet,
        "cell": one.cell,
        "line": one.line,
        "message": one.message,
    }
