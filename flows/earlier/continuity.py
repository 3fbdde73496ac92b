"""What the former quarter closed with, to ask about and to fill in beforehand."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from flows.earlier.former import quarter_of
from flows.earlier.memory import reported
from flows.locality.naming import namer
from flows.received.collecting import Case
from flows.received.figures import Counts
from flows.record.basis import basis_kept
from flows.record.request import Request
from kstt.finding import Finding
from kstt.form import Form
from kstt.lineage.heritage import Estate, Memory, estates
from kstt.locality import Locality
from kstt.period import Period, before
from kstt.rollup import Name
from kstt.rows import rows_of
from kstt.silence import silent_on
from kstt.submission import counting
from validation.continuity import backlog_findings, split_findings
from validation.parsed import Parsed


def remembered(out: Path, period: Period, locality: str, forms: Sequence[Form], name: Name) -> Memory:
    """What the quarter before a period closed with, nothing where nothing arose; empty where it is not at hand."""
    told = reported(out, before(period), locality)
    if told is None:
        return {}
    former = quarter_of(before(period), told, forms)
    silent = basis_kept(told).silent
    found: dict[tuple[int, str], dict[str, dict[int, int]]] = {}
    for form in forms:
        if form.carried and former.unasked.isdisjoint((form.code, closing) for _, closing in form.carried):
            mine = former.figures[former.figures["form"] == form.code]
            found |= {(int(code), form.code): {} for code in (*mine["unit_code"], *silent_on(form.code, silent))}
            closing = mine[mine["column"].isin([number for _, number in form.carried])]
            rows = rows_of(closing, "unit_code", "line", "section", "column", "value")
            for code, line, section, column, value in rows:
                of_line = found[code, form.code].setdefault(name(line, section)[0], {})
                of_line[column] = of_line.get(column, 0) + value
    return dict(found)


Asked = dict[tuple[str, str], list[Finding]]
"""What is to be explained, by the file and the form it is told at."""


def backlog_asked(cases: Sequence[Case], request: Request, forms: Sequence[Form], locality: Locality) -> Asked:
    """What the units must explain of the opening backlogs of forms that count.

    What is not known of it after units merged or split is added to what is set aside.
    """
    name, former = namer(locality), before(request.period)
    memory = remembered(request.out, request.period, request.locality, forms, name)
    counts = counting([case.submission for case in cases]) if memory else {}
    by_name = {case.received.name: case for case in cases}
    due = _due(memory, request, forms, locality, counts)
    asked: Asked = {}
    for case in cases:
        for code in case.forms:
            at = case.unit_code or 0, code
            if at in due and counts[at] == case.received.name:
                form, estate = due[at]
                files = [counts.get((unit.code, code), "") for unit in estate.heirs]
                if not estate.lacking and all(files):
                    heirs = [by_name[file].forms[code] for file in files]
                    asked[case.received.name, code] = list(_told(heirs, form, estate, name, former))
                elif not estate.own:
                    case.set_aside.append(unknown(estate, former, files))
    return asked


Due = dict[tuple[int, str], tuple[Form, Estate]]


def _due(memory: Memory, request: Request, forms: Sequence[Form], locality: Locality, counts: Counts) -> Due:
    """What is taken over, by the first of its heirs whose form counts."""
    found: Due = {}
    for form in (form for form in forms if form.carried):
        for estate in estates(memory, locality.register, request.period, form.code):
            told = (at for unit in estate.heirs if (at := (unit.code, form.code)) in counts)
            found |= dict.fromkeys(list(told)[:1], (form, estate))
    return found


def _told(heirs: Sequence[Parsed], form: Form, estate: Estate, name: Name, former: Period) -> Iterator[Finding]:
    if len(heirs) == 1:
        return backlog_findings(form, heirs[0], estate, name, former)
    return split_findings(form, heirs, estate, name, former)


def unknown(estate: Estate, former: Period, files: Sequence[str] = ()) -> str:
    """Why an opening backlog can not be told: who of the predecessors, or of a split's heirs, did not report."""
    heirs = ", ".join(unit.name for unit in estate.heirs)
    silent = [unit.name for unit, file in zip(estate.heirs, files, strict=False) if not file]
    why = []
    if estate.lacking:
        why.append(f"không có số liệu {former.phrase} của {', '.join(unit.name for unit in estate.lacking)}")
    if silent:
        why.append(f"chưa có báo cáo của {', '.join(silent)}")
    return f"Biểu {estate.form}: không xác định được tồn đầu kỳ của {heirs}: {'; '.join(why)}"
