"""The sheet «Chất lượng số liệu»: findings by rule, unit and gravity, counted over the list that follows.

What a unit explained, or the office let pass, counts as such; the list says in whose words.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from kstt.annex import Annex
from kstt.finding import CHECKED_BY_QUARTER, EXPLAINED, LEVELS, Finding, RuleTitle, levels_of
from kstt.overview.model import Overview
from kstt.overview.quality import NOBODY
from report_templates.analysis.allowances import draw_allowances
from report_templates.analysis.book import QUALITY, Book
from report_templates.analysis.page import Col, Grid, Page
from report_templates.drawing.cells import Formula

_NOBODY = "Chưa rõ đơn vị"
_MOST = 20_000  # findings listed; all of them stand in run.json
_COLUMNS = (
    Col("order", "STT", 5, "center"),
    Col("unit", "Đơn vị", 24),
    Col("rule", "Quy tắc", 28),
    Col("level", "Mức độ", 13),
    Col("form", "Biểu", 9),
    Col("file", "Tệp", 26),
    Col("sheet", "Trang", 12),
    Col("cell", "Ô", 9, "center"),
    Col("line", "Dòng", 22),
    Col("message", "Nội dung", 52),
    Col("words", "Giải trình của đơn vị, lý do miễn", 34),
    Col("by", "Người giải trình", 20),
    Col("at", "Ghi lúc", 15, "moment"),
)
_LEVELS = tuple(Col(level, level.capitalize(), 9, "tally") for level in LEVELS)


def draw_quality(
    book: Book, title: str, view: Overview, findings: Sequence[Finding], annex: Annex, rule_title: RuleTitle
) -> None:
    """The sheet; `findings` in the order of the report, `annex` what was let pass and withdrawn; rules by title."""
    listed = findings[:_MOST]
    page = Page(book, QUALITY, [col.width for col in _COLUMNS])
    page.text(f"CHẤT LƯỢNG SỐ LIỆU – {title}", "title")
    page.coverage(view.coverage)
    page.text(_summary(view, findings), "bold", "left")
    if explained := _explanations(findings):
        page.text(explained, "left")
    draw_allowances(page, annex, view, rule_title)
    book.set_page(page.sheet, *([_tables(page, listed, view, rule_title)] if findings else ()))


def _tables(page: Page, listed: Sequence[Finding], view: Overview, rule_title: RuleTitle) -> int:
    """Counts and list; gives the row of the list's headings."""
    rules, units = _by_title(view.quality.rules, rule_title), view.quality.units
    heading = page.row + len(rules) + len(units) + 8
    lines = Grid(_COLUMNS, heading, len(listed))
    names = _names(view)
    examples: dict[str, str] = {}
    for rule, one in view.quality.example.items():
        examples.setdefault(rule_title(rule), one.message)
    _counted(page, "Theo quy tắc", "rule", rules, lines, examples)
    _counted(page, "Theo đơn vị", "unit", {names[code]: counts for code, counts in units.items()}, lines)
    page.row = heading - 1
    page.text("Danh sách phát hiện", "part")
    grid = page.head(_COLUMNS, len(listed))
    for order, one in enumerate(listed, start=1):
        page.line(grid, _line(order, one, names, rule_title))
    page.sheet.autofilter(grid.heading - 1, 0, grid.rows[-1] - 1, len(_COLUMNS) - 1)
    page.sheet.freeze_panes(0, 3)
    return grid.heading


def _explanations(findings: Sequence[Finding]) -> str:
    """How many explanations were asked for, given and are still owed, by how many units."""
    asked = [one for one in findings if one.severity == "must_explain"]
    if not asked:
        return ""
    owed = [one for one in asked if one.owed]
    units = len({one.unit_code for one in owed})
    still = f"còn {len(owed)} phát hiện của {units} đơn vị chưa giải trình" if owed else "không còn phát hiện nào nợ"
    return f"Giải trình: {len(asked)} phát hiện phải giải trình, {len(asked) - len(owed)} {EXPLAINED}, {still}."


def _names(view: Overview) -> dict[int, str]:
    """Units' names by code; a code nobody is registered under stays a number."""
    return {code: view.locality.register.name_of(code) for code in view.quality.units} | {NOBODY: _NOBODY}


def _summary(view: Overview, findings: Sequence[Finding]) -> str:
    units = len(view.quality.units.keys() - {NOBODY})
    said = f"{len(findings)} phát hiện ở {sum(view.quality.files.values())} tệp của {units} đơn vị"
    if findings:
        return f"{said}: {levels_of(findings)}."
    return CHECKED_BY_QUARTER if view.turnout.added_up else "Không có phát hiện nào trong các tệp đã nhận."


def _by_title(rules: Mapping[str, Mapping[str, int]], rule_title: RuleTitle) -> dict[str, Counter[str]]:
    """The counts of rules by their titles, of which a family has one; those with most findings first."""
    found: dict[str, Counter[str]] = {}
    for rule, counts in rules.items():
        found.setdefault(rule_title(rule), Counter()).update(counts)
    return dict(sorted(found.items(), key=lambda one: -one[1].total()))


def _counted(
    page: Page,
    words: str,
    key: str,
    told: Mapping[str, Mapping[str, int]],
    lines: Grid,
    examples: Mapping[str, str] | None = None,
) -> None:
    """A table of counts, each over the list's rows of a rule or unit and a level, with an example of each beside."""
    page.text(words, "part")
    what = "Quy tắc" if key == "rule" else "Đơn vị"
    cols = (Col("order", "STT", 5, "center"), Col("what", what, 24), *_kinds())
    grid = page.head(cols, len(told))
    for order, (name, counts) in enumerate(told.items(), start=1):
        beside = [(len(cols) + 1, len(_COLUMNS), examples[name])] if examples else []
        page.line(grid, _row(grid, page.row, order, name, counts, lines, key), beside=beside)
        for left, right, text in beside:
            page.merged(page.row - 1, left, right, text, "word", "quiet")
    page.row += 1


def _kinds() -> Iterator[Col]:
    yield from _LEVELS
    yield Col("total", "Cộng", 9, "tally")


def _row(
    grid: Grid, row: int, order: int, name: str, counts: Mapping[str, int], lines: Grid, key: str
) -> dict[str, Any]:
    found: dict[str, Any] = {"order": order, "what": name}
    for level in LEVELS:
        where = f'{lines.column(key)},{grid.at("what", row)},{lines.column("level")},"{level}"'
        found[level] = Formula(f"=COUNTIFS({where})", counts.get(level, 0))
    first, last = grid.at(LEVELS[0], row), grid.at(LEVELS[-1], row)
    return found | {"total": Formula(f"=SUM({first}:{last})", sum(counts.values()))}


def _line(order: int, one: Finding, names: Mapping[int, str], rule_title: RuleTitle) -> dict[str, Any]:
    return {
        "order": order,
        "unit": names.get(one.unit_code or NOBODY, _NOBODY),
        "rule": rule_title(one.rule),
        "level": one.level,
        "form": one.form,
        "file": one.file,
        "sheet": one.sheet,
        "cell": one.cell,
        "line": one.line,
        "message": one.message,
        "words": one.explanation or one.waived,
        "by": one.explained_by,
        "at": datetime.fromisoformat(one.explained_at) if one.explained_at else None,
    }
