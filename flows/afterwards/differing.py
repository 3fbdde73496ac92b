"""Two submissions of one unit held against each other, cell by cell, with the findings that appeared or went."""

from collections.abc import Sequence
from dataclasses import dataclass

from flows.afterwards.rebuilding import inbox_of
from flows.ledger.allowances import Allowances, allowances_of
from flows.ledger.history import history_of
from flows.ledger.recording import Body
from flows.ledger.store import place_of, reading
from flows.locality.agenda import agenda_of
from flows.locality.localities import load_locality
from flows.locality.naming import namer
from flows.machine import workers
from flows.received.collecting import Case, collect
from flows.received.figures import Counts, figures_of, texts_of
from flows.received.intake import forms_of, take_all
from flows.record.by_quarter import ask_each
from flows.record.request import Request
from flows.run.settling import let_pass
from kstt.changes.move import Move, Words, moves_between, words_between
from kstt.finding import Finding
from kstt.form import DefinitionError, Form
from kstt.unit import Unit


@dataclass(frozen=True, slots=True)
class Difference:
    """What one submission says otherwise than an earlier one; `appeared` and `gone` are findings.

    `unsaid` are the codes of forms the later one does not have: it takes back no figure of them.
    """

    before: str
    after: str
    moves: tuple[Move, ...]
    words: tuple[Words, ...]
    unsaid: tuple[str, ...]
    appeared: tuple[Finding, ...]
    gone: tuple[Finding, ...]


def difference(request: Request, unit: Unit, numbers: tuple[int, int] | None) -> Difference:
    """Compares two submissions by their numbers in the unit's history, the last two where none are given.

    They are read again from the files kept; what is waived or withdrawn by now is so here too. Raises DefinitionError
    where there are no two, or a file is gone.
    """
    with reading(place_of(request.out, request.ledger)) as ledger:
        history = history_of(unit, ledger.entries(request.locality, str(request.period)))
        allowed = allowances_of(ledger, request.locality, request.period)
    if history.added_up:
        raise DefinitionError(ask_each(request.period, f"kstt diff {unit.code}"))
    sent = history.sent
    if len(sent) < 2:
        raise DefinitionError(f"{unit.name} có {len(sent)} tệp trong kỳ {request.period}: phải có hai tệp mới so được")
    pair = numbers or (len(sent) - 1, len(sent))
    if min(pair) < 1 or max(pair) > len(sent):
        wanted = f"không so được tệp số {pair[0]} và số {pair[1]}"
        raise DefinitionError(f"{unit.name} có {len(sent)} tệp trong kỳ {request.period}, {wanted}")
    before, after = (_read(request, sent[number - 1].told, allowed) for number in pair)
    forms = forms_of(request.period, agenda_of(request.locality, request.period.year).lines)
    return _compared(request, forms, before, after)


def _read(request: Request, told: Body, allowed: Allowances) -> Case:
    files = {told["file"]: {"declared": told["unit_code"]} | told}
    inbox = inbox_of({"files": files, "folder": str(request.period), "ignored": ()}, request)
    if not inbox.files[0].path.is_file():
        raise DefinitionError(f"tệp đã lưu của «{told['file']}» không còn, hoặc không còn như khi nhận")
    register = load_locality(request.locality).register.valid_on(request.period.window[1])
    lines = agenda_of(request.locality, request.period.year).lines
    taken, forms = take_all(inbox, request.period, lines, workers.each), forms_of(request.period, lines)
    (case,) = collect(inbox, taken, register, forms, request.period, allowed.in_force)
    let_pass(case, forms, allowed, allowed.in_force)
    return case


def _compared(request: Request, forms: Sequence[Form], before: Case, after: Case) -> Difference:
    name = namer(load_locality(request.locality))
    old, new = (figures_of([case], _all(case), forms) for case in (before, after))
    said, says = (texts_of([case], _all(case)) for case in (before, after))
    unsaid = tuple(form.code for form in forms if form.code in before.forms and form.code not in after.forms)
    known, now = ({_about(one): one for one in case.findings} for case in (before, after))
    return Difference(
        before.received.name,
        after.received.name,
        tuple(moves_between([form for form in forms if form.code not in unsaid], old, new, name)),
        tuple(one for one in words_between(said, says) if one.form not in unsaid),
        unsaid,
        tuple(one for key, one in now.items() if key not in known),
        tuple(one for key, one in known.items() if key not in now),
    )


def _all(case: Case) -> Counts:
    """Every form of a file counted, whether it is good or not."""
    return {(case.unit.code, code): case.received.name for code in case.forms} if case.unit else {}


def _about(one: Finding) -> tuple[object, ...]:
    return one.rule, one.form, one.line, one.column, one.message if not one.form else ""
