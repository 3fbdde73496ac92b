"""The narrative report of a run: this period's tables and the former one's, filled into the office's template."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd

from flows.earlier.former import as_recorded
from flows.locality.agenda import agenda_of
from flows.locality.localities import find_folder, load_locality
from flows.outputs.exporting import pdf_name
from flows.outputs.shown import tables_of
from flows.received.intake import forms_of
from flows.record.basis import basis_kept
from flows.record.request import Request
from flows.record.written import left
from kstt.form import Form
from kstt.mention import parse
from kstt.narrative.content import Narrative
from kstt.narrative.filling import Filler, Tables
from kstt.narrative.lists import Boards
from kstt.narrative.narrating import Remark, check_outline, narrate
from kstt.period import Period, before
from kstt.rollup import CityTable
from kstt.rows import rows_of
from kstt.versions import moved
from report_templates.definitions import load_forms, load_indicators
from report_templates.narrative.document import NAME, TEMPLATE, write_narrative
from report_templates.narrative.outlines import load_outline
from report_templates.report.workbook import ReportContent

_REMARK = "remark"


def narrative_name(request: Request) -> str:
    """The file name of the narrative report."""
    return f"Bao-cao-thuyet-minh_{request.period}_{request.locality}.docx"


def papers_of(request: Request) -> list[str]:
    """The files of a report: an earlier one's never outlive it, least of all the PDF, which only a command makes."""
    return [request.report, narrative_name(request), pdf_name(request)]


def write_narration(target: Path, request: Request, content: ReportContent, texts: pd.DataFrame) -> None:
    """Writes the narrative of a run from the very content of its report; `texts` as in flows.received.figures.

    Raises DefinitionError where the office's template or the outline can not be filled in.
    """
    boards = boards_of(request, content)
    own = find_folder(request.locality) / NAME
    write_narrative(
        target / narrative_name(request),
        narration(boards, content, texts),
        content.letterhead.of(content.locality),
        content.locality.office,
        boards.filler.paragraph,
        own if own.is_file() else TEMPLATE,
    )


def narration(boards: Boards, content: ReportContent, texts: pd.DataFrame) -> Narrative:
    """The text of a run as content; `texts` is the frame of flows.received.figures."""
    return narrate(load_outline(), boards, remarks_of(content, boards.filler.forms.values(), texts))


def hold_outline(forms: Sequence[Form]) -> None:
    """Raises DefinitionError where the outline names a figure or list that none of the definitions knows."""
    indicators = {one.id: one for one in load_indicators()}
    nothing = Tables(parse(forms[0].valid_from), {})
    check_outline(load_outline(), Filler(nothing, None, {one.code: one for one in forms}, indicators, forms))


def boards_of(request: Request, content: ReportContent) -> Boards:
    """What a narrative is filled from: the report's content beside the former period's tables."""
    period, former = content.period, former_of(content.period)
    forms = {form.code: form for form in forms_of(period, agenda_of(request.locality, period.year).lines)}
    states = content.provenance.units
    return Boards(
        locality=request.locality,
        filler=Filler(
            Tables(period, _by_form(content.tables)),
            former_tables(request.out, former, request.locality, tuple(forms.values())),
            forms,
            {one.id: one for one in load_indicators()},
            load_forms(),
        ),
        units=[one.unit for one in states],
        silent=[one.unit for one in states if one.state != "accepted"],
        scoreboard=content.scoreboard,
        tasks=content.tasks,
        index=content.index,
        former=former,
        covers=content.provenance.covers,
        added_up=content.added_up,
        sent=frozenset(form for one in states for file in one.files for form in file.forms),
    )


def former_of(period: Period) -> Period:
    """The period compared with: the quarter before, or the same part of the year before where quarters are added."""
    return period.year_ago if period.quarters else before(period)


def former_tables(out: Path, former: Period, locality_id: str, now: Sequence[Form]) -> Tables | None:
    """The tables of a former period as its folder records them; None where they are not at hand.

    A form whose columns are others `now` has none: nothing is compared with it.
    """
    told = left(out / str(former), locality_id)
    if isinstance(told, str):
        return None
    locality = as_recorded(load_locality(locality_id), former, told.record)
    every = forms_of(former, agenda_of(locality.id, former.year).lines)
    others = moved(every, now)
    forms = [form for form in every if form.code not in others]
    return Tables(former, _by_form(tables_of(former, locality, forms, basis_kept(told))))


def _by_form(tables: Sequence[CityTable]) -> dict[str, list[CityTable]]:
    found: dict[str, list[CityTable]] = {}
    for table in tables:
        found.setdefault(table.form.code, []).append(table)
    return found


def remarks_of(content: ReportContent, forms: Iterable[Form], texts: pd.DataFrame) -> list[Remark]:
    """What units wrote in columns of remarks, in the order of the forms, the units and the lines."""
    columns = {form.code: column.number for form in forms for column in form.texts if column.key == _REMARK}
    units = content.locality.apart(one.unit for one in content.provenance.units)
    blocks = (block.unit for block in content.locality.blocks)
    place = {unit.code: (at, unit.name) for at, unit in enumerate((*units, *blocks))}
    mine = texts[texts["column"] == texts["form"].map(columns)]
    said = rows_of(mine, "form", "unit_code", "row", "line", "text")
    ordered = sorted((form, *place[code], row, line, text) for form, code, row, line, text in said if code in place)
    return [Remark(form, unit, line, text) for form, _, unit, _, line, text in ordered]
