"""The sheet «Nộp báo cáo»: who sent, in time or late, after how many rounds, with which forms."""

from collections.abc import Iterator
from typing import Any

from kstt.finding import VERDICTS
from kstt.form import Form
from kstt.overview.model import Overview
from kstt.overview.turnout import UnitTurnout
from kstt.period import day
from kstt.timeliness import PUNCTUALITIES
from report_templates.analysis.book import TURNOUT, Book
from report_templates.analysis.data import Data
from report_templates.analysis.page import Col, Grid, Link, Page
from report_templates.drawing.cells import Formula

_YES, _NO, _WAITED = "có", "thiếu", "–"
IN_TIME, LATE, NOTHING = (PUNCTUALITIES[one] for one in ("on_time", "late", "missing"))


def draw_turnout(book: Book, title: str, view: Overview, forms: tuple[Form, ...], data: Data) -> Grid:
    """The sheet; gives the place of its list of units."""
    cols = tuple(_columns(forms))
    page = Page(book, TURNOUT, [col.width for col in cols], across=9)
    page.text(f"NỘP BÁO CÁO – {title}", "title")
    page.text(_asked(view), "left")
    page.text(
        "«Số lần gửi» tính đến tệp đầu tiên được chấp nhận; chưa được chấp nhận thì tính mọi tệp đã gửi. Biểu «thiếu»: "
        "loại đơn vị này lập biểu đó nhưng chưa có tệp nào được tính, có thể vì không phát sinh.",
        "quiet",
        "left",
    )
    page.row += 1
    lines = Grid(cols, page.row + len(VERDICTS) + 4, len(view.turnout.units))
    _summary(page, view, lines)
    page.row = lines.heading
    grid = page.head(cols, len(view.turnout.units))
    for order, one in enumerate(view.turnout.units, start=1):
        page.line(grid, _line(grid, page.row, order, one, view, forms, data))
    if grid.rows:
        page.sheet.autofilter(grid.heading - 1, 0, grid.rows[-1] - 1, len(cols) - 1)
    page.sheet.freeze_panes(0, 3)
    book.set_page(page.sheet, grid.heading)
    return grid


def _asked(view: Overview) -> str:
    units = len(view.turnout.units)
    if view.turnout.added_up:
        return (
            f"{units} đơn vị có trong báo cáo. Kỳ này cộng từ các quý: không nhận tệp, không có hạn gửi riêng. «Chưa "
            "gửi»: có quý chưa gửi; quý nào thì xem trang «Đọc khác, bỏ qua» của báo cáo."
        )
    last = f"Hạn gửi: ngày {day(view.turnout.deadline)}. " if view.turnout.deadline else ""
    return f"{last}{units} đơn vị phải báo cáo."


def _columns(forms: tuple[Form, ...]) -> Iterator[Col]:
    yield Col("order", "STT", 5, "center")
    yield Col("code", "Mã", 8, "center")
    yield Col("name", "Đơn vị", 26)
    yield Col("state", "Tình trạng", 14)
    yield Col("timely", "Lần gửi đầu", 11)
    yield Col("first", "Nhận lần đầu", 16, "moment")
    yield Col("rounds", "Số lần gửi", 8, "tally")
    yield Col("accepted", "Chấp nhận, tệp nhận lúc", 16, "moment")
    yield Col("accepted_timely", "Tệp được chấp nhận", 12)
    yield Col("have", "Số biểu có số liệu", 9, "tally")
    for form in forms:
        yield Col(f"form{form.code}", f"Biểu {form.code}", 8, "center")


def _summary(page: Page, view: Overview, lines: Grid) -> None:
    """How many units stand how, counted over the list below."""
    counted = (
        *((VERDICTS[state].capitalize(), "state", VERDICTS[state]) for state in VERDICTS if state != "superseded"),
        *(() if view.turnout.added_up else (("Gửi lần đầu quá hạn", "timely", LATE),)),
    )
    cols = (Col("order", "STT", 5, "center"), Col("count", "Số đơn vị", 8, "tally"), Col("name", "Kết quả", 26))
    grid = page.head(cols, len(counted))
    for order, (said, key, word) in enumerate(counted, start=1):
        number = sum(_words(one)[key] == word for one in view.turnout.units)
        formula = Formula(f'=COUNTIFS({lines.column(key)},"{word}")', number)
        page.line(grid, {"order": order, "name": said, "count": formula})


def _words(one: UnitTurnout) -> dict[str, str]:
    came = (LATE if one.late else IN_TIME) if one.first else _WAITED
    first = came if one.sent else NOTHING
    accepted = (LATE if one.accepted_late else IN_TIME) if one.accepted else _WAITED
    return {"state": VERDICTS[one.state], "timely": first, "accepted_timely": accepted}


def _line(
    grid: Grid, row: int, order: int, one: UnitTurnout, view: Overview, forms: tuple[Form, ...], data: Data
) -> dict[str, Any]:
    link = data.link(one.unit.code, view.dossiers.code)
    marks = {form.code: _YES if form.code in one.forms else _NO if form.code in one.lacking else "" for form in forms}
    first, last = (f"form{forms[at].code}" for at in (0, -1))
    have = f'=COUNTIFS({grid.at(first, row)}:{grid.at(last, row)},"{_YES}")'
    return _words(one) | {
        "order": order,
        "code": one.unit.code,
        "name": Link(one.unit.name, link) if link else one.unit.name,
        "first": one.first,
        "rounds": one.rounds or None,
        "accepted": one.accepted,
        "have": Formula(have, len(one.forms)),
        **{f"form{code}": mark for code, mark in marks.items()},
    }
