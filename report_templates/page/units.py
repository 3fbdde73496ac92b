"""The units on the page: a row in the table of all units, and a page of its own for each."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from fractions import Fraction

from kstt.finding import CHECKED_BY_QUARTER, LEVELS, VERDICTS
from kstt.form import Form
from kstt.overview.attention import RANKED
from kstt.overview.measure import ON_TIME, ONLINE, columns_of
from kstt.overview.model import Overview
from kstt.overview.overdue import OverdueLine, by_unit
from kstt.overview.turnout import UnitTurnout
from kstt.overview.unit_lines import UnitLine
from kstt.period import day
from kstt.spoken import count_text
from kstt.targets.indicator import Indicator
from kstt.targets.scoreboard import Score
from kstt.targets.target import Parts
from kstt.unit import Unit
from report_templates.drawing.cells import UNSOUND
from report_templates.page.charts import rate_course
from report_templates.page.said import Row, Said, count, rate, status, threshold
from report_templates.page.shapes import Chart

_COUNTED = ("received", "resolved", "resolved_overdue", "pending", "pending_overdue")
_RATES = (ON_TIME, ONLINE)
HEADINGS = {
    "Đơn vị": "",
    "Đúng hạn trên tổng số": RANKED,
    "Hạng": "",
    **dict(
        zip(
            ("Phải giải quyết", "Đã giải quyết", "Giải quyết quá hạn", "Đang giải quyết", "Đang quá hạn"),
            _COUNTED,
            strict=True,
        )
    ),
    **dict(zip(("Đúng hạn trên đã giải quyết", "Trực tuyến"), _RATES, strict=True)),
    "Tình trạng nộp": "",
}
"""The headings of the table of units, each with the measure that stands below it; a phone shows the first of them."""
NO_RANK = "–"


@dataclass(frozen=True, slots=True)
class UnitPage:
    """What a unit's own page shows."""

    code: int
    name: str
    sent: str
    rank: str
    numbers: tuple[tuple[str, Said, int], ...]
    scores: tuple[Row, ...]
    overdue: tuple[Row, ...]
    findings: str
    course: Chart | None


def unit_rows(view: Overview) -> Iterator[Row]:
    """A row per unit in the printed order, in the order of HEADINGS."""
    rates = {one.id: one for one in view.scoreboard.indicators}
    for line in view.units:
        numbers = [count(line.numbers.get(at)) if line.numbers else Said("") for at in _columns(view.dossiers)]
        rank = Said(NO_RANK) if line.rank is None else Said(str(line.rank), str(line.rank))
        on_time, *shares = [_share(line, rates.get(one)) for one in (RANKED, *_RATES)]
        cells = Said(line.unit.name), on_time, rank, *numbers, *shares, Said(_state(line.turnout))
        yield Row(cells, line.unit.code)


def unit_pages(view: Overview) -> Iterator[UnitPage]:
    """A page per unit in the printed order."""
    late = {unit.code: lines for unit, lines in by_unit(view.overdue)}
    by_id = {one.id: one for one in view.scoreboard.indicators}
    ranked = sum(line.rank is not None for line in view.units)
    for line in view.units:
        scores = ((by_id[one], score) for one, score in line.scores.items() if one in by_id)
        yield UnitPage(
            code=line.unit.code,
            name=line.unit.name,
            sent=_sent(line.turnout, added_up=view.turnout.added_up),
            rank=_rank(line, ranked, view.unranked),
            numbers=tuple(_numbers(line, view.dossiers)),
            scores=tuple(_score(indicator, score) for indicator, score in scores),
            overdue=tuple(_overdue(one, view) for one in late.get(line.unit.code, ())),
            findings=_findings(view, line),
            course=rate_course(f"dv-{line.unit.code}", line.unit.name, view, line.history[RANKED]),
        )


def _columns(form: Form) -> tuple[int, ...]:
    return tuple(columns_of(form, [one])[0] for one in _COUNTED)


def _share(line: UnitLine, indicator: Indicator | None) -> Said:
    score = line.scores.get(indicator.id) if indicator else None
    if indicator and score:
        return rate(indicator, score.parts)
    return Said(UNSOUND if line.numbers else "")


def _state(sent: UnitTurnout) -> str:
    return f"{VERDICTS[sent.state]}{', gửi quá hạn' if sent.late else ''}"


def _sent(sent: UnitTurnout, *, added_up: bool) -> str:
    if not sent.sent:
        return "Chưa gửi đủ báo cáo các quý." if added_up else "Chưa gửi báo cáo."
    if sent.first is None:
        return f"{VERDICTS[sent.state].capitalize()}."
    late = " (quá hạn)" if sent.late else ""
    first = f"Gửi lần đầu {day(sent.first)} {sent.first:%H:%M}{late}, {sent.rounds} lần gửi."
    said = f"{VERDICTS[sent.state].capitalize()}. {first}"
    lacking = f" Chưa có biểu {', '.join(sent.lacking)}; có thể vì không phát sinh." if sent.lacking else ""
    return said + lacking


def _rank(line: UnitLine, ranked: int, unranked: Collection[Unit]) -> str:
    if line.rank is None and line.unit in unranked:
        return "Chưa xếp hạng: số hồ sơ của đơn vị không cộng khớp."
    if line.rank is None:
        return "Chưa xếp hạng: không có số liệu hoặc không phát sinh hồ sơ."
    if ranked == 1:
        return "Chưa so sánh được: không có đơn vị nào khác được xếp hạng."
    said = f"Hạng {line.rank}/{ranked} theo tỷ lệ đúng hạn trên tổng số hồ sơ"
    if line.climbed is None:
        return f"{said}."
    moved = f"tăng {line.climbed} bậc" if line.climbed > 0 else f"giảm {-line.climbed} bậc"
    return f"{said}; quý trước hạng {line.rank_before} ({moved if line.climbed else 'không đổi'})."


def _numbers(line: UnitLine, form: Form) -> Iterator[tuple[str, Said, int]]:
    for column in form.numbers if line.numbers else ():
        yield f"({column.number}) {' – '.join(column.heading)}", count(line.numbers.get(column.number)), column.number


def _score(indicator: Indicator, score: Score) -> Row:
    told = score.judgement
    demanded, judged = (threshold(indicator, told.threshold), status(told.status)) if told else (Said("–"), Said("–"))
    reached = rate(indicator, score.parts, told.threshold if told else Fraction(0))
    rank = Said(NO_RANK) if score.rank is None else Said(str(score.rank), str(score.rank))
    return Row((Said(indicator.name), reached, judged, demanded, _parts(score.parts), rank))


def _parts(parts: Parts) -> Said:
    if parts.denominator is None:
        return Said("–")
    return Said(f"{count_text(parts.numerator or 0)}/{count_text(parts.denominator)}")


def _overdue(one: OverdueLine, view: Overview) -> Row:
    named = [f"{_cause(view.causes, at)}: {count_text(many)}" for at, many in one.causes.items() if many]
    unknown = "chưa nêu, hoặc không cộng được từ các quý" if view.period.quarters else "chưa nêu"
    since = (one.since.name if one.certain else f"ít nhất từ {one.since.phrase}") if one.since else "–"
    said = "; ".join(filter(None, (*named, one.remark))) or unknown
    return Row((Said(one.field), count(one.resolved), count(one.pending), Said(since), Said(said)))


def _cause(form: Form, number: int) -> str:
    heading = form.column(number).heading[-1]
    return heading.partition(") ")[2] or heading


def _findings(view: Overview, line: UnitLine) -> str:
    counts = view.quality.units.get(line.unit.code, {})
    said = ", ".join(f"{counts[level]} {level}" for level in LEVELS if counts.get(level))
    if said:
        return f"Phát hiện khi kiểm tra: {said}."
    if view.turnout.added_up:
        return CHECKED_BY_QUARTER
    return "Kiểm tra không có phát hiện nào." if line.turnout.sent else "Chưa có tệp nào để kiểm tra."
