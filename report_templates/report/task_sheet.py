"""The sheets «Nhiệm vụ» and «Nhiệm vụ quá hạn»: every task of the plan with how its units stand, and what is late."""

from collections.abc import Sequence
from datetime import date, datetime, time
from itertools import groupby

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from kstt.period import day
from kstt.sheet import address, letters
from kstt.targets.deadline import RECURRING
from kstt.targets.standing import total
from kstt.targets.task import STATUSES, State
from kstt.targets.taskboard import Overdue, TaskBoard, TaskLine
from report_templates.drawing.cells import NOTHING, WAITING, Content, Formula
from report_templates.drawing.listing import Listing, fields_of
from report_templates.drawing.look import Look, set_page

TASKS, OVERDUE = "Nhiệm vụ", "Nhiệm vụ quá hạn"
DONE, DONE_TIMES, NOBODY = "đơn vị đã hoàn thành", "lượt đã hoàn thành", "Không giao cho đơn vị của địa phương"
_FIELDS = (
    ("STT", 7, "center"),
    ("Nhiệm vụ", 34, "left"),
    ("Cơ quan chủ trì", 20, "left"),
    ("Thời hạn", 14, "left"),
    ("Sản phẩm", 20, "left"),
    ("Hạn trong kỳ", 11, "date"),
    ("Đơn vị phải thực hiện", 8, "count"),
    ("Hoàn thành đúng hạn", 8, "count"),
    ("Hoàn thành muộn hoặc không rõ ngày", 9, "count"),
    ("Quá hạn", 8, "count"),
    ("Đang thực hiện, chưa đến hạn", 8, "count"),
    ("Không phát sinh", 8, "count"),
    ("Chưa báo cáo", 8, "count"),
    ("Tỷ lệ hoàn thành trên số đơn vị có phát sinh", 11, "percent"),
    ("Diễn giải", 22, "left"),
)
_COUNTED: tuple[State, ...] = ("on_time", "late", "overdue", "not_due", "none", "silent")
_OWNERS, _ON_TIME, _LATE, _NONE, _LAST = 7, 8, 9, 12, 13
_OVERDUE_FIELDS = (
    ("STT", 5, "center"),
    ("Đơn vị", 26, "left"),
    ("Số", 8, "center"),
    ("Nhiệm vụ", 44, "left"),
    ("Thời hạn", 18, "left"),
    ("Phải xong chậm nhất ngày", 12, "date"),
    ("Số ngày quá hạn", 9, "count"),
    ("Tình trạng báo cáo gần nhất", 16, "left"),
    ("Ghi chú của đơn vị", 30, "left"),
)
_RULES = (
    "Cách tính: nhiệm vụ thường xuyên đang thực hiện thì không tính là đến hạn; nhiệm vụ ghi hoàn thành mà không ghi "
    "ngày được coi là xong vào ngày chốt số liệu {cut_off}."
)
_AGAIN = " Nhiệm vụ định kỳ tính theo lần báo cáo sau cùng; từng quý xem ở báo cáo của quý đó."


def draw_tasks(workbook: Workbook, look: Look, title: str, board: TaskBoard) -> None:
    """Both sheets; none where there are no tasks."""
    if board.lines:
        _draw_board(_TaskTable(workbook.add_worksheet(TASKS), look, [width for _, width, _ in _FIELDS]), title, board)
        sheet = workbook.add_worksheet(OVERDUE)
        _draw_overdue(Listing(sheet, look, [width for _, width, _ in _OVERDUE_FIELDS]), title, board)


class _TaskTable(Listing):
    """A listing whose rows hold formulas and dates, and subtotals in bold."""

    def line(self, contents: Sequence[Content | date], *styles: str) -> None:
        """One row, its contents in the last columns; the first of them spans the columns left over."""
        wide = len(_FIELDS) - len(contents) + 1
        if wide > 1:
            self.sheet.merge_range(self.row - 1, 0, self.row - 1, wide - 1, "", self.look.of("grid", *styles))
        texts = []
        for at, content in zip((0, *range(wide, len(_FIELDS))), contents, strict=True):
            style = "left" if wide > 1 and not at else _FIELDS[at][2]
            inset = ["indent"] if style == "left" else []
            self._put(at, content, self.look.of("grid", "top", style, *inset, *styles))
            said = content.value if isinstance(content, Formula) else content
            if isinstance(said, str):
                texts.append((at + 1, at + 1 if at else wide, said))
        self._heighten(texts)
        self.row += 1

    def _put(self, at: int, content: Content | date, look: Format) -> None:
        """One cell; text is always text."""
        row = self.row - 1
        if isinstance(content, Formula):
            self.sheet.write_formula(row, at, content.text, look, content.value)
        elif isinstance(content, date):
            self.sheet.write_datetime(row, at, datetime.combine(content, time.min), look)
        elif isinstance(content, str) and content:
            self.sheet.write_string(row, at, content, look)
        elif isinstance(content, int):
            self.sheet.write_number(row, at, content, look)
        else:
            self.sheet.write_blank(row, at, None, look)


def _draw_board(table: _TaskTable, title: str, board: TaskBoard) -> None:
    table.text(f"TÌNH HÌNH THỰC HIỆN NHIỆM VỤ CỦA KẾ HOẠCH – {title}", "title")
    table.text(_summary(board), "bold", "left")
    cut_off = day(board.period.window[1]) if board.period.part == "Q1" else "của quý đầu tiên báo hoàn thành"
    again = board.period.quarters and any(len(RECURRING.get(line.task.deadline.every, ())) > 1 for line in board.lines)
    table.text(_RULES.format(cut_off=cut_off) + (_AGAIN if again else ""), "italic", "left")
    heading, _ = table.table(fields_of(_FIELDS), ())
    table.row = heading + 1
    groups = [(name, list(lines)) for name, lines in groupby(board.lines, key=lambda line: line.task.group)]
    totals = []
    for name, lines in groups:
        totals.append(table.row)
        rows = range(table.row + 1, table.row + 1 + len(lines))
        table.line([name, *_sums(table.row, lines, f"{{0}}{rows[0]}:{{0}}{rows[-1]}")], "group")
        for line in lines:
            table.line([*_words(line), *_counts(table.row, line)])
    table.line(["Tổng số", *_sums(table.row, board.lines, ",".join(f"{{0}}{row}" for row in totals))], "group")
    table.sheet.freeze_panes(heading, 2)
    set_page(table.sheet, heading)
    table.sheet.print_area(0, 0, table.row - 2, len(_FIELDS) - 1)


def _summary(board: TaskBoard) -> str:
    parts = board.completion().values()
    whole = total(parts)
    heard, owners = board.turnout
    return (
        f"{heard}/{owners} đơn vị có nhiệm vụ đã gửi phiếu nhiệm vụ. Đến hạn trong kỳ: "
        f"{whole.denominator or 0} lượt (mỗi nhiệm vụ của mỗi đơn vị là một lượt), hoàn thành đúng hạn "
        f"{whole.numerator or 0} lượt."
    )


def _words(line: TaskLine) -> list[Content | date]:
    task = line.task
    return [task.number, task.title, task.lead, task.deadline_text, task.product, line.due]


def _counts(row: int, line: TaskLine) -> list[Content]:
    """The units of each state; how many they are, the rate and its words follow from them."""
    numbers = [line.count(state) for state in _COUNTED]
    owners = Formula(f"=SUM({address(row, _ON_TIME)}:{address(row, _LAST)})", sum(numbers))
    return [owners, *numbers, *_rate(row, [line], DONE)]


def _sums(row: int, lines: Sequence[TaskLine], span: str) -> list[Content]:
    """SUM of each count over a span of rows, in which {0} is the column."""
    values = [sum(line.count(state) for line in lines) for state in _COUNTED]
    return [
        *(
            Formula(f"=SUM({span.format(letters(column))})", value)
            for column, value in enumerate([sum(values), *values], start=_OWNERS)
        ),
        *_rate(row, lines, DONE_TIMES),
    ]


def _rate(row: int, lines: Sequence[TaskLine], noun: str) -> list[Content]:
    """Done, in time or not, of those for whom the task arose: as a rate and in words."""
    owners, on_time, late, none = (address(row, at) for at in (_OWNERS, _ON_TIME, _LATE, _NONE))
    done = sum(line.count("on_time") + line.count("late") for line in lines)
    everybody = sum(len(line.answers) for line in lines)
    arose = everybody - sum(line.count("none") for line in lines)
    empty, nobody = (NOTHING, NOTHING) if everybody else (WAITING, NOBODY)
    rate = f'=IF({owners}=0,"{WAITING}",IF({owners}={none},"{NOTHING}",({on_time}+{late})/({owners}-{none})))'
    words = f'({on_time}+{late})&"/"&({owners}-{none})&" {noun}"'
    told = f'=IF({owners}=0,"{NOBODY}",IF({owners}={none},"{NOTHING}",{words}))'
    return [
        Formula(rate, done / arose if arose else empty),
        Formula(told, f"{done}/{arose} {noun}" if arose else nobody),
    ]


def _draw_overdue(listing: Listing, title: str, board: TaskBoard) -> None:
    listing.text(f"NHIỆM VỤ QUÁ HẠN – {title}", "title")
    late = board.overdue()
    units = len({one.unit.code for one in late})
    cut_off = day(board.period.window[1])
    told = f"{len(late)} lượt quá hạn của {units} đơn vị" if late else "không có nhiệm vụ quá hạn"
    heard, owners = board.turnout
    said = (
        f"Theo phiếu nhiệm vụ của {heard}/{owners} đơn vị có nhiệm vụ: {told}, tính đến ngày chốt số liệu {cut_off} "
        "(0 ngày: hạn đúng vào ngày chốt)."
        if heard
        else "Chưa có đơn vị nào gửi phiếu nhiệm vụ nên chưa biết nhiệm vụ nào quá hạn."
    )
    listing.text(said, "italic", "left")
    fields = fields_of(_OVERDUE_FIELDS)
    first, last = listing.table(fields, (_overdue_row(order, one) for order, one in enumerate(late, start=1)))
    listing.sheet.autofilter(first - 1, 0, last - 1, len(fields) - 1)
    listing.sheet.freeze_panes(first, 2)
    set_page(listing.sheet, first)


def _overdue_row(order: int, one: Overdue) -> tuple[object, ...]:
    task, report = one.task, one.report
    since = datetime.combine(one.since, time.min)
    status = STATUSES[report.status] if report.status else ""
    return order, one.unit.name, task.number, task.title, task.deadline_text, since, one.days, status, report.remark
