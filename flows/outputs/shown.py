"""What a report shows of accepted figures, of this run or of a former issue: its tables, tasks and scoreboard."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from flows.earlier.former import as_recorded
from flows.locality.agenda import Agenda, agenda_of
from flows.locality.naming import namer
from flows.outputs.before import Before, quarters_before
from flows.outputs.boards import board_for, completion_of
from flows.outputs.targets import scoreboard_for, stood
from flows.received.intake import forms_of
from flows.record.basis import Basis, basis_kept
from flows.record.written import written_in
from kstt.form import Form
from kstt.locality import Locality
from kstt.period import Period
from kstt.rollup import CityTable, city_tables
from kstt.silence import silent_on
from kstt.targets.scoreboard import Scoreboard
from kstt.targets.standing import Standing
from kstt.targets.taskboard import TaskBoard


@dataclass(frozen=True, slots=True)
class Shown:
    """The tables of the forms, the tasks of the plan, how the units stand and what the targets say of it.

    `earlier` are the year's quarters before, of which it tells too.
    """

    tables: Sequence[CityTable]
    tasks: TaskBoard
    standing: Standing
    scores: Scoreboard
    earlier: Before


def shown_by(
    period: Period,
    locality: Locality,
    agenda: Agenda,
    basis: Basis,
    earlier: Before,
    only: Collection[str] | None = None,
) -> Shown:
    """What the period's report shows; tables of `only` some forms, by code, where nobody looks at the others."""
    forms = forms_of(period, agenda.lines)
    tables = tables_of(period, locality, [form for form in forms if only is None or form.code in only], basis)
    tasks = board_for(period, locality, agenda, forms, basis.texts, earlier)
    now = stood(forms, basis, completion_of(tasks, locality))
    scores = scoreboard_for(period, locality, agenda, forms, basis, now, earlier)
    return Shown(tables, tasks, now.known, scores, earlier)


def recorded_scoreboard(period: Period, locality: Locality, out: Path) -> Scoreboard:
    """The scoreboard of the last run of a period, from what it wrote."""
    written = written_in(out / str(period))
    locality = as_recorded(locality, period, written.record)
    agenda = agenda_of(locality.id, period.year)
    earlier = quarters_before(period, locality, forms_of(period, agenda.lines), out)
    return shown_by(period, locality, agenda, basis_kept(written), earlier, only=()).scores


def tables_of(period: Period, locality: Locality, forms: Iterable[Form], basis: Basis) -> list[CityTable]:
    """Every city table of the forms, over the units of the period's last day."""
    units, name = locality.register.valid_on(period.window[1]).units, namer(locality)
    found = list[CityTable]()
    for form in forms:
        mine = locality.apart(units) if form.lines == "tasks" else units
        found += city_tables(form, basis.figures, basis.texts, mine, name, silent_on(form.code, basis.silent))
    return found
