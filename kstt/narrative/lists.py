"""What the narrative report lists: who is missing, targets met and missed, tasks overdue and to come, 766 ratings."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

from kstt.narrative.content import Demand, Figure, Fragment, Gap, Paragraph, Place, Quote
from kstt.narrative.filling import Filler
from kstt.narrative.target_units import name_counted, name_of, not_counted, not_so_far
from kstt.period import WINDOWS, Period
from kstt.targets.deadline import CONTINUOUS, due_in
from kstt.targets.index_766 import RATINGS, UnitIndex
from kstt.targets.scoreboard import Scoreboard, TargetLine
from kstt.targets.target import STATUSES, Judgement, Status
from kstt.targets.task import Task
from kstt.targets.taskboard import TaskBoard
from kstt.unit import Unit

TARGETS, TASKS, OVERDUE, INDEX, SOURCES = "targets", "tasks", "overdue", "index", "sources"
"""Sheets of the report that are no form, as places name them."""
SILENT_NAMED = 10
"""Missing units that are named; the others are counted."""

_BASIS: Paragraph = (
    "; mức tăng, giảm tính trên tổng số liệu của mọi đơn vị có báo cáo ở từng kỳ, ",
    Gap("trang tổng quan và tệp phân tích chỉ tính trên các đơn vị có số liệu ở cả hai kỳ nên có thể khác", False),
)


@dataclass(frozen=True)
class Boards:
    """What is listed: everything a report shows beside its forms, of the locality of that id.

    `silent` are the units without accepted figures; `covers` says so where not the whole period is reported on.
    A period `added_up` is the sum of its quarters; `sent` are the forms somebody sent, be it in one of them only.
    """

    locality: str
    filler: Filler
    units: Sequence[Unit]
    silent: Sequence[Unit]
    scoreboard: Scoreboard | None
    tasks: TaskBoard | None
    index: Sequence[UnitIndex]
    former: Period
    covers: str = ""
    added_up: bool = False
    sent: frozenset[str] = frozenset()

    @property
    def period(self) -> Period:
        """The period reported on."""
        return self.filler.now.period

    def tally(self, value: int, sheet: str, *columns: str, line: str = "") -> Figure:
        """A number of rows of a sheet that is no form; of those of one `line` where it is named."""
        return Figure("count", (value,), (Place(self.period, sheet, columns, line),))


def scope(told: Boards) -> Iterator[Paragraph]:
    """How complete the figures are, and what they are compared with."""
    reporting = told.tally(len(told.units) - len(told.silent), SOURCES, "accepted")
    said: list[Fragment] = ["Số liệu tổng hợp từ báo cáo của ", reporting, "/"]
    said += [told.tally(len(told.units), SOURCES, "units"), " đơn vị."]
    if told.silent:
        names = ", ".join(unit.name for unit in told.silent[:SILENT_NAMED])
        said += [" Chưa có số liệu của ", told.tally(len(told.silent), SOURCES, "silent"), " đơn vị: ", Quote(names)]
        if (more := len(told.silent) - SILENT_NAMED) > 0:
            said += [" và ", told.tally(more, SOURCES, "silent", "others"), " đơn vị khác"]
        said.append(".")
    if told.covers:
        said += [" ", Quote(told.covers), "."]
    yield tuple(said)
    former = told.former.phrase
    if told.filler.then:
        yield ("Kỳ so sánh trong báo cáo này là ", Quote(former), *(_BASIS if told.filler.apart else ()), ".")
    else:
        yield (Gap(f"chưa có số liệu {former} trong thư mục kết quả nên báo cáo không so sánh", False),)


def silent(told: Boards) -> Iterator[Paragraph]:
    """How many units are not in the figures."""
    if told.silent:
        yield ("- Còn ", told.tally(len(told.silent), SOURCES, "silent"), " đơn vị chưa có số liệu trong báo cáo này.")


def targets_met(told: Boards) -> Iterator[Paragraph]:
    """The targets met, one by one; that none of those judged is."""
    yield from (_target(told, line) for line in _lines(told, "met"))
    if _lines(told, "missed") and not _lines(told, "met"):
        yield ("- Trong kỳ không có chỉ tiêu nào được đánh giá đạt.",)


def targets_missed(told: Boards) -> Iterator[Paragraph]:
    """The targets missed, with what is lacking; that none of those judged is."""
    yield from (_target(told, line) for line in _lines(told, "missed"))
    if _lines(told, "met") and not _lines(told, "missed"):
        yield ("- Trong kỳ không có chỉ tiêu nào được đánh giá không đạt.",)


def targets_open(told: Boards) -> Iterator[Paragraph]:
    """The targets of which nothing can be judged in the period, by why; then those judged by the year so far."""
    statuses: tuple[Status, ...] = ("none", "not_due", "unknown")
    for status in statuses:
        every = [line for line in _lines(told, status) if not line.apart]
        word: Fragment = Gap(STATUSES[status], False) if status == "unknown" else STATUSES[status]
        if lines := [line for line in every if not _judged_so_far(line)]:
            yield ("- Chỉ tiêu ", word, ": ", Quote("; ".join(map(name_counted, lines))), ".")
        for line in filter(_judged_so_far, every):
            now = ": trong kỳ ", word, *not_counted(line)
            demanded = "; mức giao ", Demand(line.indicator, line.quarter.threshold), "."
            yield ("- ", Quote(name_of(line)), *now, *_so_far(told, line), *demanded)
    if lines := [line for line in _lines(told, "unknown") if line.apart]:
        names = "; ".join(map(name_of, lines))
        yield (
            "- Chỉ tiêu không tính chung cho nhiều đơn vị, xem trang Chỉ tiêu theo đơn vị của báo cáo: ",
            Quote(names),
            ".",
        )


def tasks(told: Boards) -> Iterator[Paragraph]:
    """How far the tasks of the year's plan are."""
    board = told.tasks
    if board is None or not board.lines:
        return
    yield ("Kế hoạch năm có ", told.tally(len(board.lines), TASKS, "lines"), " nhiệm vụ.")
    reporting, owners = board.turnout
    if not reporting:
        yield (Gap("chưa có số liệu: chưa có đơn vị nào báo cáo tình hình thực hiện nhiệm vụ"),)
        return
    heard, due = told.tally(reporting, TASKS, "reporting"), told.tally(owners, TASKS, "owners")
    said = ("Theo phiếu nhiệm vụ của ", heard, "/", due, " đơn vị có nhiệm vụ, ")
    overdue = board.overdue()
    if not overdue:
        yield (*said, "không có nhiệm vụ quá hạn.")
        return
    units = len({one.unit.code for one in overdue})
    late = told.tally(len(overdue), OVERDUE, "lines")
    late_units = told.tally(units, OVERDUE, "units")
    yield (*said, "có ", late, " lượt nhiệm vụ quá hạn của ", late_units, " đơn vị.")


def upcoming(told: Boards) -> Iterator[Paragraph]:
    """The tasks that are overdue, then those that fall due in the next period and are still to be done.

    What a plan asks for again and again ends with its year.
    """
    coming, lines = _after(told.period), told.tasks.lines if told.tasks else ()
    late = Counter(one.task.number for one in told.tasks.overdue()) if told.tasks else Counter[str]()
    for task in (line.task for line in lines if line.task.number in late):
        units = told.tally(late[task.number], OVERDUE, "units", line=task.number)
        what = "Hoàn thành nhiệm vụ đã quá hạn"
        if task.deadline.every == CONTINUOUS:
            what = "Triển khai nhiệm vụ thường xuyên chưa thực hiện"
        yield (f"- {what}: ", _announced(task), ", còn ", units, " đơn vị.")
    every = [line.task for line in lines if not line.finished]
    if coming.year != told.period.year:
        every = [task for task in every if not task.deadline.every]
    for task in every:
        if task.deadline.every != CONTINUOUS and task.number not in late and due_in(task.deadline, coming):
            yield ("- ", _announced(task), ".")
    if steady := sum(task.deadline.every == CONTINUOUS for task in every):
        yield ("- Tiếp tục thực hiện ", told.tally(steady, TASKS, "continuous"), " nhiệm vụ thường xuyên của kế hoạch.")


def _announced(task: Task) -> Quote:
    return Quote(f"{task.title} ({task.lead}; thời hạn: {task.deadline_text})")


def index(told: Boards) -> Iterator[Paragraph]:
    """How many units have which rating of the 766 index."""
    rated = [one.rating for one in told.index if one.rating]
    if not rated:
        return
    whence = f"{'điểm của quý cuối, ' if told.added_up else ''}đơn vị chép từ Cổng Dịch vụ công quốc gia"
    said: list[Fragment] = [f"Bộ chỉ số theo Quyết định số 766/QĐ-TTg ({whence}): "]
    said += [told.tally(len(rated), INDEX, "rated"), " đơn vị có đủ điểm, xếp loại "]
    for at, (_, name) in enumerate(RATINGS):
        said += [f"{', ' if at else ''}{name}: ", told.tally(rated.count(name), INDEX, name)]
    yield (*said, ".")


def _lines(told: Boards, status: Status) -> list[TargetLine]:
    """The targets of the locality's own plan that stand so in the period."""
    lines = told.scoreboard.lines if told.scoreboard else ()
    return [line for line in lines if line.plan.locality == told.locality and line.quarter.status == status]


def _target(told: Boards, line: TargetLine) -> Paragraph:
    said: list[Fragment] = ["- ", Quote(name_of(line)), ": ", *_judged(told, line, line.quarter, "quarter")]
    said += ["; mức giao ", Demand(line.indicator, line.quarter.threshold)]
    if line.reporting < len(line.units):
        counted = [(line.reporting, "reporting"), (len(line.units), "units")]
        given, every = (
            Figure("count", (n,), (Place(told.period, TARGETS, (of,), name_of(line)),)) for n, of in counted
        )
        said += ["; số liệu của ", given, "/", every, " đơn vị"]
    said += not_counted(line)
    if line.to_date and line.to_date.parts != line.quarter.parts:
        said += _so_far(told, line)
    return (*said, ".")


def _judged_so_far(line: TargetLine) -> bool:
    """Whether the year so far is judged, be it that nothing arose in its last quarter, or nobody can tell that."""
    return line.to_date is not None and line.to_date.status in ("met", "missed")


def _so_far(told: Boards, line: TargetLine) -> Iterator[Fragment]:
    """After a semicolon, what the year so far is found to be."""
    if line.to_date:
        yield from ("; lũy kế từ đầu năm", *not_so_far(line), " ", *_judged(told, line, line.to_date, "to_date"))


def _judged(told: Boards, line: TargetLine, judged: Judgement, when: str) -> Iterator[Fragment]:
    """The result, what it was found to be, and by how much it falls short; of the year so far, of the year's value."""
    name = name_of(line)
    places = [Place(told.period, TARGETS, (when, part), name) for part in ("numerator", "denominator")]
    values, scale = (judged.parts.numerator, judged.parts.denominator), judged.parts.scale
    if line.indicator.denominator_from:
        yield Figure("rate", values, tuple(places), line.indicator, against=judged.threshold)
    else:
        yield Figure("points", values[:1], tuple(places[:1]), line.indicator, scale)
    if judged.status in ("met", "missed"):
        yield f", {STATUSES[judged.status]}"
    gap = judged.gap_to_year if when == "to_date" else judged.gap
    if judged.gap and gap:
        yield ", "
        yield Figure("lack", (gap,), (Place(told.period, TARGETS, (when, "gap"), name),), line.indicator, scale)
        if gap != judged.gap:
            yield from (" so với mức cả năm ", Demand(line.indicator, Fraction(line.target.year)))


def _after(period: Period) -> Period:
    """The quarter that begins where a period ends."""
    first = period.window[1] + timedelta(days=1)
    known = (Period(first.year + more, part) for more in (0, 1) for part in WINDOWS)
    return next(one for one in known if one.window[0] == first)


LISTS: dict[str, Callable[[Boards], Iterator[Paragraph]]] = {
    one.__name__: one for one in (scope, silent, targets_met, targets_missed, targets_open, tasks, upcoming, index)
}
"""Everything an outline may list, by name."""
