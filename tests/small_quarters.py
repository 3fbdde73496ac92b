"""Quarters of the small city for the tests of overview and analysis, made so that every case of them appears."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

import pandas as pd
from small_board import CITY_PLAN, WARD_PLAN
from small_city import DO_SON, FORMS, PERIOD, UNITS, form, locality

from kstt.annex import Annex
from kstt.finding import Finding
from kstt.form import Form
from kstt.overview.known import Known
from kstt.overview.model import overview
from kstt.overview.trend import Former
from kstt.period import Period, before
from kstt.provenance import FileSource, Provenance, UnitState
from kstt.sheet import address
from kstt.simulation.commune import complete
from kstt.targets.scoreboard import Year, score
from kstt.targets.sound import unsound
from kstt.targets.standing import standing
from kstt.unit import Unit
from kstt.waiver import Waiver, Withdrawal
from report_templates.analysis.workbook import AnalysisContent
from report_templates.definitions import load_indicators
from validation.register import title_of

SIX, CAUSES, SHEET = form("II.06a"), form("QH"), form("CT")
FIELDS = tuple(locality().fields)[:4]
EVIL = '=HYPERLINK("http://x","y")'
STRANGE = "*>Lĩnh vực lạ"
_SCHEMA = dict.fromkeys(("form", "section", "line", "file", "sheet", "cell"), "str")
_SCHEMA |= dict.fromkeys(("unit_code", "row", "column", "value", "scale"), "int64")
Counts = Mapping[str, int]
Lines = Mapping[tuple[int, str], Counts]
"""Counted columns by key, by unit code and field."""


def name(line: str, _section: str) -> tuple[str, str, int]:
    """The official name of a field; a strange one stands apart."""
    return (line, "", FIELDS.index(line)) if line in FIELDS else (line, "ngoài danh mục", 0)


def frame(lines: Lines, of: Form = SIX) -> pd.DataFrame:
    """The figures of a form as a run leaves them."""
    rows = [
        (code, of.code, "", line, at, number, value, 0, f"=tep {code}.xlsx", of.sheet, address(at, number))
        for at, ((code, line), counts) in enumerate(lines.items(), start=8)
        for number, value in complete(of, counts).items()
    ]
    names = ("unit_code", "form", "section", "line", "row", "column", "value", "scale", "file", "sheet", "cell")
    return pd.DataFrame(rows, columns=list(names)).astype(_SCHEMA)


def texts(rows: Iterable[tuple[int, str, str, int, str]] = ()) -> pd.DataFrame:
    """Texts as a run leaves them: unit code, form, line, column, text."""
    made = [(code, of, "", line, 8, column, text, "f", "s", "c") for code, of, line, column, text in rows]
    names = ["unit_code", "form", "section", "line", "row", "column", "text", "file", "sheet", "cell"]
    return pd.DataFrame(made, columns=names).astype(
        {one: "str" for one in names if one not in ("unit_code", "row", "column")}
    )


def lines_of(shift: int, units: Sequence[Unit]) -> dict[tuple[int, str], Counts]:
    """Every unit's fields; units differ, and so do quarters of another `shift`."""
    found: dict[tuple[int, str], Counts] = {}
    for at, unit in enumerate(units):
        for place, field in enumerate((*FIELDS, STRANGE) if at == 2 else FIELDS[: 1 + at % 4]):
            base = 40 + 13 * at + 7 * place + 3 * shift
            late, open_ = (at + place + shift) % 4 if at % 3 else 0, (at * place + shift) % 3 if at % 3 else 0
            pending = 6 + at
            found[unit.code, field] = {
                "received_online": base - at, "received_direct": 20 + at, "carried_over": pending + open_ + late,
                "resolved_early": base, "resolved_on_time": 20, "resolved_overdue": late,
                "pending_in_time": pending, "pending_overdue": open_,
            }  # fmt: skip
    return found


def known(
    lines: Lines | None = None,
    former: Mapping[Period, Lines] | None = None,
    *,
    units: Sequence[Unit] = UNITS,
    period: Period = PERIOD,
    more: Sequence[pd.DataFrame] = (),
    said: pd.DataFrame | None = None,
    findings: Sequence[Finding] = (),
    lacking: Mapping[Period, str] | None = None,
) -> Known:
    """What an overview is made of; a unit has sent what it has figures of, and DO_SON needed three files for it."""
    figures = pd.concat([frame(lines or {}), *more], ignore_index=True).astype(_SCHEMA)
    heard = set(figures["unit_code"])
    forms = {one.code: one for one in FORMS}
    wrong = unsound(load_indicators(), figures, forms)
    every = standing(load_indicators(), figures, forms)
    now = {(one, code): parts for (one, code), parts in every.items() if code not in wrong[one]}
    plans = (CITY_PLAN, WARD_PLAN)
    indicators = load_indicators()
    kept = [replace(one, target=tuple(t for t in one.target if t.indicator != "late")) for one in plans]
    return Known(
        period=period,
        locality=locality(),
        units=units,
        forms=FORMS,
        indicators=indicators,
        name=name,
        figures=figures,
        texts=texts() if said is None else said,
        sources=Provenance(tuple(_state(unit, unit.code in heard, period) for unit in units), (), (), (), _due(period)),
        findings=findings,
        scoreboard=score(kept, indicators, locality(), units, Year(now, None, ("Quý IV",)), period),
        former={when: Former(frame(then), len(units)) for when, then in (former or {}).items()},
        lacking=lacking or {},
    )


def merged() -> Known:
    """A period since which the last unit became a part of the first, which keeps its code."""
    here, gone = UNITS[:-1], UNITS[-1].code
    then = lines_of(1, UNITS)
    made = known(lines_of(0, here), {QUARTER_AGO: then, YEAR_AGO: lines_of(2, UNITS[:3])}, units=here)
    as_now = frame(then)
    as_now.loc[as_now["unit_code"] == gone, "unit_code"] = here[0].code
    return replace(made, retold={QUARTER_AGO: Former(as_now, len(here))})


def _due(period: Period) -> date:
    return period.window[1] + timedelta(days=3)


def _state(unit: Unit, heard: bool, period: Period) -> UnitState:
    due = datetime.combine(_due(period), datetime.min.time())
    if not heard:
        return UnitState(unit, "missing")
    late = unit == UNITS[4]
    good = FileSource("=tốt.xlsx", "ab" * 32, due + timedelta(hours=30 if late else -30), unit.code, "accepted", True,
                      ("II.06a", "CT"), 4, late)  # fmt: skip
    if unit != DO_SON:
        return UnitState(unit, "accepted", (good,))
    bad = [replace(good, name=f"lỗi {at}.xlsx", received=due - timedelta(hours=60 - at), outcome="must_fix",
                   counts=False) for at in (1, 2)]  # fmt: skip
    return UnitState(unit, "accepted", (good, *bad))


SAID_AT = "2026-03-16T08:30:00+07:00"
LET_PASS = Annex(
    waivers=(Waiver(UNITS[2].code, "identity.sum", PERIOD, Period(2026, "Q4"), "Hệ thống cũ", "Cán bộ", SAID_AT),),
    withdrawn=(Withdrawal("memory.peers", PERIOD, "Chờ hướng dẫn", "Cán bộ", SAID_AT),),
)
QUARTER_AGO, YEAR_AGO = before(PERIOD), Period(PERIOD.year - 1, PERIOD.part)
"""Two earlier quarters; a unit each came and went in between."""


def whole() -> Known:
    """The period with everything: two earlier quarters, causes, indicators, words and findings that look like code."""
    last = [unit for unit in UNITS if unit not in (UNITS[1], UNITS[5])]
    here = [unit for unit in UNITS if unit not in (UNITS[1], UNITS[-1])]
    causes = {(UNITS[4].code, FIELDS[0]): {"cause_complex": 1, "cause_staff": 2}, (UNITS[2].code, STRANGE): {}}
    given = [line for line in SHEET.fixed if not line.closed and not line.scale][:3]
    facts: Lines = {
        (unit.code, line.label): {"numerator": 5 + at, "denominator": 10 * at}
        for at, unit in enumerate(here[:5])
        for line in given
    }
    remark = next(column.number for column in CAUSES.columns if column.key == "remark")
    findings = (
        Finding("must_fix", "identity.sum", "Cột (3) ghi 120.", "Sửa.", "II.06a", "II.06a", 8, 3, "Hộ tịch", 3, 120,
                118, EVIL, DO_SON.code),
        Finding("must_explain", "memory.backlog", "+1 khác quý trước.", file="b.xlsx", unit_code=UNITS[0].code),
        Finding("refuse", "file.unreadable", EVIL, file="=y.xlsx"),
        Finding("must_explain", "memory.backlog", "Cột (6) khác quý trước.", file="c.xlsx", unit_code=UNITS[2].code,
                explanation="=Nhập sót.", explained_by=UNITS[2].name, explained_at=SAID_AT),
        Finding("note", "identity.sum", "Cột (3) ghi 9.", file="c.xlsx", unit_code=UNITS[2].code,
                waived="Hệ thống cũ (Cán bộ; đến hết Quý IV năm 2026)"),
    )  # fmt: skip
    return known(
        lines_of(0, here),
        {QUARTER_AGO: lines_of(1, last), YEAR_AGO: lines_of(2, UNITS[3:9])},
        more=[frame(causes, CAUSES), frame(facts, SHEET)],
        said=texts([(UNITS[4].code, "QH", FIELDS[0], remark, EVIL)]),
        findings=findings,
        lacking={Period(2025, "Q3"): "chưa chạy kỳ này trong cùng thư mục kết quả"},
    )


def content(made: Known) -> AnalysisContent:
    """The content of a workbook of analysis."""
    annex = LET_PASS if made.findings else Annex()
    return AnalysisContent(overview(made), made.figures, made.forms, made.findings, made.name, annex, title_of)
