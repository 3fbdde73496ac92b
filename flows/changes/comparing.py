"""Compares two issues of a report: what changed, through which units and files, why, and what it led to."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from flows.changes.reasons import reasons
from flows.earlier.former import as_recorded
from flows.earlier.periods import EARLIER
from flows.ledger.issues import archived
from flows.locality.agenda import Agenda, agenda_of
from flows.locality.localities import load_locality
from flows.locality.naming import namer
from flows.machine.clock import VIETNAM
from flows.outputs.before import quarters_before, quarters_then
from flows.outputs.shown import Shown, shown_by
from flows.received.intake import forms_of
from flows.record.basis import basis_kept
from flows.record.hashes import CALENDAR, OWN_CALENDAR, PROGRAM
from flows.record.request import Request
from flows.record.written import Written
from kstt.changes.change import changes_between
from kstt.changes.comparison import Comparison
from kstt.changes.consequence import shifts, turns
from kstt.changes.move import forms_between, moves_between, words_between
from kstt.locality import Locality
from kstt.period import day

Numbers = tuple[int, int]  # of the two issues
_NOT_JUDGED_BY = tuple(f"{one}:" for one in (PROGRAM, EARLIER, CALENDAR, OWN_CALENDAR))


def compare(
    request: Request, locality: Locality, agenda: Agenda, sides: tuple[Written, Written], numbers: Numbers, now: Shown
) -> Comparison:
    """Everything that changed from one issue to another, both read by today's names, plans and definitions.

    `now` is what the later one shows. Raises Unexplained where the units' figures do not add up to a printed change.
    """
    before, after = sides
    forms, name = forms_of(request.period, agenda.lines), namer(locality)
    moves = moves_between(forms, before.figures, after.figures, name)
    changed = _forms_changed(before, after)
    earlier = quarters_then(request, locality, forms, before.record)
    then = shown_by(request.period, locality, agenda, basis_kept(before), earlier or now.earlier, changed)
    tables = [table for table in now.tables if table.form.code in changed]
    words = tuple(words_between(before.texts, after.texts))
    changed_units = {one.unit_code for one in moves} | {one.unit_code for one in words}
    changed_units |= {code for code, _ in _silence_changed(before, after)}
    asked, idle = _asked(after.record, locality, changed_units)
    lists = tuple(lists_changed(before.record, after.record))
    return Comparison(
        *numbers,
        changes=tuple(changes_between(then.tables, tables, moves)),
        words=words,
        turns=tuple(turns(then.scores, now.scores)),
        shifts=tuple(shifts(then.scores, now.scores)),
        lists=lists,
        asked=tuple(asked),
        idle=tuple(idle),
        reasons=reasons(moves, before.record, after.record, forms, name),
        units={unit.code: unit.name for unit in (*locality.apart(locality.register.units), *locality.register.units)},
        received=_received(before) | _received(after),
        by_today=judged_otherwise(lists),
        so_far_by_today=earlier is None,
        added_up="quarters" in after.record,
    )


def _forms_changed(before: Written, after: Written) -> set[str]:
    """The forms whose tables may have changed: another figure, another text, or another unit where nothing arose."""
    silent = {form for _, form in _silence_changed(before, after)}
    return silent | forms_between(before.figures, after.figures) | forms_between(before.texts, after.texts)


def _silence_changed(before: Written, after: Written) -> frozenset[tuple[int, str]]:
    """The units' forms where nothing arose in one issue only."""
    return basis_kept(before).silent ^ basis_kept(after).silent


def _asked(record: Mapping[str, Any], locality: Locality, changed: Collection[int]) -> tuple[list[str], list[str]]:
    """The corrections asked for before an issue, in Vietnamese: whose, why, by whom and when.

    First those that may have changed something, of the locality or of units of which something did, then the others: a
    reason is entered where nothing changed too, and must not stick to what another unit sends next. What a longer
    period counts of a unit that ended, or that can not be told apart, another one stands for.
    """
    asked, idle = list[str](), list[str]()
    for one in record.get("corrections", ()):
        code = one["unit_code"]
        at = datetime.fromisoformat(one["at"]).astimezone(VIETNAM)
        named = locality.register.name_of(code) if code else locality.name
        said = f"{named}: {one['why']} ({one['by']}, {at:%H:%M} {day(at)})"
        through_another = "quarters" in record and str(code) not in record["units"]
        (idle if code and code not in changed and not through_another else asked).append(said)
    return asked, idle


def _received(side: Written) -> dict[str, str]:
    return {name: file["received"] for name, file in side.record["files"].items()}


def lists_changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Programs, definitions, rules and lists that are not the same."""
    old, new = ({(one["what"], one["name"]): one["hash"] for one in record["hashes"]} for record in (before, after))
    keys = dict.fromkeys((*old, *new))
    return [f"{what}: {name}" for what, name in keys if old.get((what, name)) != new.get((what, name))]


def judged_otherwise(lists: Collection[str]) -> bool:
    """Whether plans, lists or definitions are among what `lists_changed` names, not only figures and the program."""
    return any(not one.startswith(_NOT_JUDGED_BY) for one in lists)


def compare_issues(request: Request, numbers: Numbers) -> Comparison:
    """Two issues as they are kept; raises DefinitionError where one of them is not there or was changed."""
    sides = archived(request, numbers[0]), archived(request, numbers[1])
    locality = as_recorded(load_locality(request.locality), request.period, sides[1].record)
    agenda = agenda_of(request.locality, request.period.year)
    forms = forms_of(request.period, agenda.lines)
    then = quarters_then(request, locality, forms, sides[1].record)
    earlier = then or quarters_before(request.period, locality, forms, request.out)
    now = shown_by(request.period, locality, agenda, basis_kept(sides[1]), earlier)
    told = compare(request, locality, agenda, sides, numbers, now)
    return told if then else replace(told, so_far_by_today=True)
