"""After a run has judged: what is waived passes, memory is asked, and the units' explanations settle what they fit."""

from collections.abc import Iterator, Sequence

from flows.earlier.asking import ask
from flows.ledger.allowances import Allowances
from flows.received.collecting import Case
from flows.received.judging import judge
from flows.record.request import Request
from flows.run.between_files import hold_together
from flows.run.former_cases import still_counting
from kstt.annex import Annex
from kstt.explaining import Explanation, Known, holding, settled, void
from kstt.finding import Finding
from kstt.form import Form
from kstt.locality import Locality
from kstt.waiver import waived
from validation.register import InForce


def settle(
    cases: Sequence[Case], request: Request, forms: Sequence[Form], locality: Locality, allowed: Allowances
) -> tuple[list[Case], Annex]:
    """Completes the findings of the cases as judged, and tells what stands beside the report's figures.

    Gives the cases but those of former files that do not count. Depends on nothing but the files, what stood in the
    ledger before the run, and the former outputs.
    """
    for case in cases:
        let_pass(case, forms, allowed, allowed.in_force)
    hold_together(cases, forms, allowed, allowed.in_force)
    cases = still_counting(cases, forms)  # what is asked now only has to be explained
    asked = ask(cases, request, forms, locality, allowed.in_force)
    known = holding([*allowed.explanations, *_typed(cases)])
    every: list[Finding] = []
    for case in cases:
        told = [settled(one, known) for one in asked.get(case.received.name, ())]
        every += told
        case.findings += [waived(one, allowed.waivers, allowed.period) for one in told]
    return cases, _annex(cases, known, every, allowed)


def let_pass(case: Case, forms: Sequence[Form], allowed: Allowances, in_force: InForce) -> None:
    """Turns what is waived into notes, and tells what had been waiting for it."""
    passed = [waived(one, allowed.waivers, allowed.period) for one in case.findings]
    rules = frozenset(one.rule for one in passed if one.waived)
    if rules:
        again = judge(forms, {0: case.forms}, in_force.period, in_force.withdrawn | rules)[0]
        told = {(one.rule, one.sheet, cell) for one in passed for cell in one.cells or ("",)}
        more = [one for one in in_force.told(again) if (one.rule, one.sheet, one.cell) not in told]
        passed += map(case.own, more)
    case.findings = passed


def _typed(cases: Sequence[Case]) -> Iterator[Explanation]:
    """What units typed on the copies they sent back, in whichever of their files of the period."""
    for case in cases:
        if case.unit:
            at = case.received.received.isoformat(timespec="seconds")
            for one in case.taken.answers:
                origin = case.unit.name, at, one.found, case.received.name, case.taken.sha256
                yield Explanation(case.unit.code, one.key, one.words, *origin)


def _annex(cases: Sequence[Case], known: Known, asked: Sequence[Finding], allowed: Allowances) -> Annex:
    findings = [one for case in cases for one in case.findings]
    lost = void(known, asked)
    gone = {(one.explanation.unit_code, one.explanation.key) for one in lost}
    return Annex(
        tuple(one for one in findings if one.explanation),
        tuple(one for one in findings if one.owed),
        tuple(one for at, one in sorted(known.items()) if at not in gone),
        tuple(lost),
        allowed.waivers,
        allowed.withdrawn,
    )
