"""What the office let pass for a unit and which rules it withdrew, on the sheet «Chất lượng số liệu»."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from kstt.annex import Annex
from kstt.finding import RuleTitle
from kstt.overview.model import Overview
from kstt.waiver import Waiver, Withdrawal
from report_templates.analysis.page import Col, Page

_COLUMNS = (
    Col("order", "STT", 5, "center"),
    Col("what", "Đơn vị", 24),
    Col("rule", "Quy tắc", 28),
    Col("state", "Tình trạng", 13),
    Col("since", "Từ kỳ", 9),
    Col("until", "Đến hết kỳ", 26),
)


def draw_allowances(page: Page, annex: Annex, view: Overview, rule_title: RuleTitle) -> None:
    """The table from the page's next row; nothing where nothing was let pass. Rules stand there by their titles."""
    if passed := list(_passed(annex, view, rule_title)):
        _table(page, passed)


def _passed(annex: Annex, view: Overview, rule_title: RuleTitle) -> Iterator[dict[str, Any]]:
    """What the office let pass for a unit, and rules it withdrew."""
    for one in annex.waivers:
        what = view.locality.register.name_of(one.unit_code)
        yield _of_rule(one, rule_title) | {"what": what, "state": "được miễn", "until": one.until.name}
    for gone in annex.withdrawn:
        yield _of_rule(gone, rule_title) | {"what": "Mọi đơn vị", "state": "ngừng áp dụng"}


def _of_rule(one: Waiver | Withdrawal, rule_title: RuleTitle) -> dict[str, Any]:
    return {"rule": rule_title(one.rule), "since": one.since.name, "why": one.why, "by": one.by, "at": one.at}


def _table(page: Page, passed: Sequence[Mapping[str, Any]]) -> None:
    page.text("Quy tắc được miễn, ngừng áp dụng", "part")
    grid = page.head(_COLUMNS, len(passed))
    last = len(_COLUMNS)
    heads = ((last + 1, last + 4, "why", "Lý do"), (last + 5, last + 5, "by", "Người ghi"))
    for left, right, _, words in heads:
        page.merged(grid.heading, left, right, words, "grid", "head")
    page.merged(grid.heading, last + 6, last + 6, "Ghi lúc", "grid", "head")
    for order, one in enumerate(passed, start=1):
        beside = [(left, right, str(one[key])) for left, right, key, _ in heads]
        page.line(grid, {"order": order, **one}, beside=beside)
        for left, right, text in beside:
            page.merged(page.row - 1, left, right, text, "grid", "word")
        page.merged(page.row - 1, last + 6, last + 6, datetime.fromisoformat(one["at"]), "grid", "moment")
    page.row += 1
