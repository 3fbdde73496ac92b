"""What leaders read over the charts and tables of the page: cards, targets, who stands out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from kstt.finding import VERDICTS
from kstt.overview.attention import Standout
from kstt.overview.model import Overview
from kstt.overview.since import Change, Headline
from kstt.spoken import decimal_text, percent_text
from kstt.submission import AFTER_CLOSING
from kstt.targets.scoreboard import TargetLine
from kstt.targets.target import STATUSES
from report_templates.drawing.cells import NOTHING
from report_templates.page.said import BAD, GOOD, Row, Said, count, exact_text, judged, lacking, rate, threshold
from report_templates.telling import (
    NO_COMMON,
    OTHERWISE,
    UNKNOWN,
    nobody,
    not_told,
    nothing_earlier,
    rearranged,
    untold,
    whose,
)

TARGET_HEADINGS = ("Chỉ tiêu", "Kết quả", "Đánh giá", "Mức giao", "Còn thiếu")


@dataclass(frozen=True, slots=True)
class Card:
    """A headline figure: its name, its number, and how it changed, each change with what it is compared with."""

    id: str
    name: str
    now: Said
    changes: tuple[tuple[str, Said], ...]


@dataclass(frozen=True, slots=True)
class Named:
    """A unit that is named for its good or bad figures, with the reasons as one sentence."""

    unit: int
    name: str
    rank: int
    rate: Said
    why: str


@dataclass(frozen=True, slots=True)
class TargetTable:
    """The table of targets."""

    caption: str
    headings: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Front:
    """The part of the page that leaders read."""

    coverage: str
    partial: bool
    cards: tuple[Card, ...]
    compared: str
    turnout: tuple[tuple[str, str], ...]
    missing: tuple[str, ...]
    targets: TargetTable
    met: str
    best: tuple[Named, ...]
    attention: tuple[Named, ...]
    nobody: str


def front_of(view: Overview) -> Front:
    """Everything over the charts and tables of the page."""
    return Front(
        coverage=_coverage(view),
        partial=view.coverage.partial,
        cards=tuple(_card(one, view) for one in view.headlines),
        compared=_compared(view),
        turnout=tuple(_turnout(view)),
        missing=tuple(one.unit.name for one in view.turnout.missing),
        targets=target_table(view.scoreboard.lines),
        met=_met(view),
        best=tuple(map(_named, view.best)),
        attention=tuple(map(_named, view.attention)),
        nobody=nobody(view),
    )


def target_table(lines: Sequence[TargetLine]) -> TargetTable:
    """The targets of the plans; whom they bind stands in the caption where it is the same for all, else last."""
    groups = {line.group for line in lines}
    same = groups.pop() if len(groups) == 1 else ""
    if same:
        return TargetTable(f"Chỉ tiêu trong kỳ – {same}", TARGET_HEADINGS, tuple(map(_target, lines)))
    rows = (Row((*_target(line).cells, Said(line.group))) for line in lines)
    return TargetTable("Chỉ tiêu trong kỳ", (*TARGET_HEADINGS, "Nhóm đơn vị"), tuple(rows))


def _target(line: TargetLine) -> Row:
    """A target: name, result and judgement, which a phone shows at once; what is demanded, what is missing."""
    told, indicator = line.quarter, line.indicator
    demanded = threshold(indicator, told.threshold)
    return Row((Said(indicator.name), *judged(line), demanded, lacking(indicator, told)))


def sentence(parts: Sequence[str]) -> str:
    """Reasons as one sentence."""
    said = "; ".join(parts)
    return f"{said[:1].upper()}{said[1:]}."


def _coverage(view: Overview) -> str:
    known = view.coverage
    if not known.partial:
        return f"Số liệu của đủ {known.total}/{known.total} đơn vị.{untold(view)}"
    missing = len(known.missing)
    said = f"Số liệu của {len(known.reporting)}/{known.total} đơn vị: CHƯA ĐẦY ĐỦ, còn thiếu {missing} đơn vị."
    return said + untold(view)


def _card(one: Headline, view: Overview) -> Card:
    measure = one.measure
    now = rate(measure.indicator, one.now) if measure.indicator else count(one.now.numerator)
    now = Said(not_told(one, view)) if one.now.numerator is None else now
    since = (one.since_quarter, one.since_year)
    changes = tuple((f"so với {said.period.phrase}", _change(one, said)) for said in since if said)
    return Card(measure.id, measure.name, now, changes)


def _change(one: Headline, since: Change) -> Said:
    """Of a count in per cent, of a rate in percentage points; with an arrow, so that no colour is needed."""
    found = since.difference if one.measure.indicator else since.relative
    if None in (since.now.numerator, since.was.numerator):
        return Said(UNKNOWN if since.both else NO_COMMON)
    if found is None:
        return Said(NOTHING if one.measure.indicator else "kỳ đó bằng 0")
    if not found:
        return Said("không đổi", "0")
    arrow = "▲" if found > 0 else "▼"
    size = f"{decimal_text(abs(found) * 100)} điểm %" if one.measure.indicator else percent_text(abs(found), 1)
    if one.slight(since):
        return Said(f"{arrow} dưới {'0,01 điểm %' if one.measure.indicator else '0,1%'}", exact_text(found))
    tone = {"more": (BAD, GOOD), "less": (GOOD, BAD)}.get(one.measure.better, ("", ""))[found > 0]
    return Said(f"{arrow} {size}", exact_text(found), tone)


def _compared(view: Overview) -> str:
    """Over which units the changes are."""
    first = view.headlines[0] if view.headlines else None
    known = [since for since in (first.since_quarter, first.since_year) if since] if first else []
    if not known:
        return nothing_earlier(view.period)
    told = " và ".join(f"{since.both} đơn vị có số liệu ở cả kỳ này và {since.period.phrase}" for since in known)
    retold = rearranged(view, [since.period for since in known])
    return f"Thay đổi chỉ tính trên {told}.{retold}{f' {OTHERWISE}' if first and first.apart else ''}"


def _turnout(view: Overview) -> Iterator[tuple[str, str]]:
    sent, every = view.turnout, len(view.turnout.units)
    whole = " đủ các quý" if sent.added_up else ""  # who lacks one quarter sent the others
    yield f"đã gửi{whole}", f"{len(sent.sent)}/{every}"
    if not sent.added_up:
        yield "gửi lần đầu quá hạn", str(len(sent.late))
    aside = (AFTER_CLOSING,) if sent.of_state(AFTER_CLOSING) else ()
    for state in ("accepted", *aside, "must_fix", "refused"):
        yield VERDICTS[state], str(len(sent.of_state(state)))
    yield f"{VERDICTS['missing']}{whole}", str(len(sent.of_state("missing")))


def _met(view: Overview) -> str:
    told = view.targets
    if not told.total:
        return "Địa phương chưa có kế hoạch năm trong hệ thống."
    apart = sum(line.apart for line in view.scoreboard.lines)
    counted = {**told.quarter, "unknown": told.quarter.get("unknown", 0) - apart}
    others = [f"{counted[one]} {STATUSES[one]}" for one in STATUSES if one != "met" and counted.get(one)]
    others += [f"{apart} không tính chung cho nhiều đơn vị"] if apart else []
    met = f"Trong kỳ đạt {told.quarter.get('met', 0)}/{told.total} chỉ tiêu{whose(told)}"
    return f"{met}; {', '.join(others)}.".replace("; .", ".")


def _named(one: Standout) -> Named:
    above, below = one.parts.numerator or 0, one.parts.denominator or 0
    exact = Fraction(above, below) if below else None
    said = Said(NOTHING) if exact is None else Said(percent_text(exact), exact_text(exact))
    return Named(one.unit.code, one.unit.name, one.rank, said, sentence(one.reasons))
