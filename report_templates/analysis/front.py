"""The sheet «Tổng quan»: one printed page that a leader understands in a minute."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kstt.finding import VERDICTS
from kstt.overview.attention import RANKED, Standout
from kstt.overview.model import Overview
from kstt.submission import AFTER_CLOSING
from kstt.targets.target import STATUSES, Status
from report_templates.analysis.book import FRONT, LATE, TREND, TURNOUT, UNITS, Book, span
from report_templates.analysis.charts import Chart, Series, draw_chart
from report_templates.analysis.data import Data
from report_templates.analysis.headlines import draw_headlines
from report_templates.analysis.page import Grid, Link, Page
from report_templates.analysis.periods import Compared
from report_templates.analysis.rates import ratio
from report_templates.analysis.turnout import LATE as SENT_LATE
from report_templates.analysis.turnout import NOTHING as NOTHING_SENT
from report_templates.drawing.cells import WAITING, Formula
from report_templates.telling import nobody, untold, whose

_WIDTHS = (38, 14, 14, 14, 14, 14)
_LAST = len(_WIDTHS)
_TARGETS = "xem trang Chỉ tiêu của báo cáo"  # which is another workbook: no link leaves this one


@dataclass(frozen=True, slots=True)
class Places:
    """The tables of other sheets that the page adds up and draws; `late` is None where nothing is overdue."""

    units: Grid
    turnout: Grid
    trend: Grid
    late: Grid | None


def draw_front(book: Book, view: Overview, told: Compared, data: Data, places: Places) -> None:
    """The page."""
    page = Page(book, FRONT, _WIDTHS)
    page.text("TỔNG QUAN KIỂM SOÁT THỦ TỤC HÀNH CHÍNH", "title")
    page.text(f"{view.locality.name} – {view.period.name} ({view.period.range_text.lower()})", "bold", "left")
    _coverage(page, view)
    draw_headlines(page, view, told, places.units)
    _turnout(page, view, places.turnout)
    _targets(page, view)
    _standouts(page, view, places.units, data)
    _charts(page, view, places.trend, places.late)
    page.sheet.freeze_panes(3, 0)
    book.set_page(page.sheet)
    page.sheet.set_portrait()
    page.sheet.fit_to_pages(1, 1)
    page.sheet.print_area(0, 0, page.row - 1, _LAST - 1)
    page.sheet.activate()


def _coverage(page: Page, view: Overview) -> None:
    known = view.coverage
    said = f"Số liệu của {len(known.reporting)}/{known.total} đơn vị."
    if known.partial:
        said = f"{said[:-1]}: CHƯA ĐẦY ĐỦ, còn thiếu {len(known.missing)} đơn vị (xem trang {TURNOUT})."
    page.text(said + untold(view), "warning" if known.partial or view.unranked else "bold", "left")


def _strip(page: Page, words: str, cells: Sequence[tuple[str, Any]], source: Link | str) -> None:
    """A row of captions and under it a row of numbers; `source` says where they are counted."""
    page.put(page.row, 1, words, "grid", "head")
    for at, (caption, _) in enumerate(cells, start=2):
        page.put(page.row, at, caption, "grid", "head")
    page.heighten(page.row, [(1, 1, words), *((at, at, caption) for at, (caption, _) in enumerate(cells, start=2))])
    page.row += 1
    page.put(page.row, 1, source, "grid", "center")
    for at, (_, content) in enumerate(cells, start=2):
        page.put(page.row, at, content, "grid", "center", "big")
    page.row += 1


def _turnout(page: Page, view: Overview, lines: Grid) -> None:
    page.row += 1
    sent, total = view.turnout, len(view.turnout.units)

    def count(key: str, *words: str) -> str:
        column = span(TURNOUT, *lines.column(key).split(":"))
        return "+".join(f'COUNTIFS({column},"{word}")' for word in words)

    whole = " đủ các quý" if sent.added_up else ""  # who lacks one quarter sent the others
    aside = (AFTER_CLOSING,) if sent.of_state(AFTER_CLOSING) else ()
    others = ("must_fix", "refused", *aside)
    words = [VERDICTS[state] for state in others]
    number = sum(len(sent.of_state(state)) for state in others)
    cells = [
        (
            f"Đã gửi{whole}",
            Formula(f'={total}-{count("timely", NOTHING_SENT)}&"/{total}"', f"{len(sent.sent)}/{total}"),
        ),
        (
            "Trong đó gửi lần đầu quá hạn",
            WAITING if sent.added_up else Formula(f"={count('timely', SENT_LATE)}", len(sent.late)),
        ),
        ("Được chấp nhận", Formula(f"={count('state', VERDICTS['accepted'])}", len(sent.of_state("accepted")))),
        (", ".join(words).capitalize(), Formula(f"={count('state', *words)}", number)),
        (f"Chưa gửi{whole}", Formula(f"={count('timely', NOTHING_SENT)}", len(sent.missing))),
    ]
    _strip(page, "NỘP BÁO CÁO (số đơn vị)", cells, Link("xem danh sách", span(TURNOUT, "A1")))


def _targets(page: Page, view: Overview) -> None:
    told = view.targets
    if not told.total:
        page.text("Chỉ tiêu kế hoạch: địa phương chưa có kế hoạch năm trong hệ thống.", "quiet", "left")
        return
    met, apart = told.quarter.get("met", 0), sum(line.apart for line in view.scoreboard.lines)
    others: tuple[Status, ...] = ("missed", "none", "unknown", "not_due")
    cells: list[tuple[str, Any]] = [(STATUSES[status].capitalize(), told.quarter.get(status, 0)) for status in others]
    if apart:  # points of several units: there are figures, which are not added
        at = others.index("unknown")
        cells[at] = f"{cells[at][0]}; không tính chung", f"{cells[at][1] - apart}; {apart}"
    _strip(page, f"CHỈ TIÊU KẾ HOẠCH{whose(told)}", [("Đạt trong kỳ", f"{met}/{told.total}"), *cells], _TARGETS)


def _standouts(page: Page, view: Overview, units: Grid, data: Data) -> None:
    best = [("ĐƠN VỊ TỐT NHẤT", view.best)] if view.best else []
    for words, every in (*best, ("ĐƠN VỊ CẦN QUAN TÂM", view.attention)):
        page.row += 1
        for left, right, text in ((1, 1, words), (2, 2, "Đúng hạn/tổng số hồ sơ"), (3, _LAST, "Lý do")):
            page.merged(page.row, left, right, text, "grid", "head")
        page.heighten(page.row, [(2, 2, "Đúng hạn/tổng số hồ sơ")])
        page.row += 1
        if not every:
            page.text(nobody(view), "quiet", "left")
        for one in every:
            _standout(page, one, units, data.link(one.unit.code, view.dossiers.code), ranked=bool(view.best))


def _standout(page: Page, one: Standout, units: Grid, link: str, *, ranked: bool) -> None:
    above, below = (_of_unit(units, f"{RANKED}_{end}", one.unit.code) for end in ("above", "below"))
    name = f"{one.unit.name} (hạng {one.rank})" if ranked else one.unit.name
    page.put(page.row, 1, Link(name, link) if link else name, "grid", "word")
    page.put(page.row, 2, ratio(above, below, one.parts), "grid", "percent", "center")
    said = "; ".join(one.reasons)
    page.merged(page.row, 3, _LAST, said[0].upper() + said[1:] + ".", "grid", "word")
    page.heighten(page.row, [(3, _LAST, said), (1, 1, name)])
    page.row += 1


def _of_unit(units: Grid, key: str, code: int) -> str:
    """A unit's cell in a column of the sheet of units, wherever somebody sorts it to."""
    column, codes = (span(UNITS, *units.column(one).split(":")) for one in (key, "code"))
    return f"SUMIFS({column},{codes},{code})"


def _charts(page: Page, view: Overview, trend: Grid, late: Grid | None) -> None:
    page.row += 1
    known = [at for at, point in enumerate(view.trend) if not point.lacking]
    if len(known) > 1:
        series = Series("new", "Tiếp nhận mới"), Series("resolved", "Đã giải quyết")
        told = Chart("column", "Hồ sơ theo quý", series, (page.row, 1), (455, 235), skip=known[0])
        draw_chart(page, trend, TREND, told)
    if late:
        title, total = "Lĩnh vực nhiều hồ sơ quá hạn nhất", (Series("total", "Tổng số quá hạn"),)
        draw_chart(page, late, LATE, Chart("bar", title, total, (page.row, 4), (300, 300), rows="field", most=6))
    page.row += 15 if len(known) > 1 or late else 0
