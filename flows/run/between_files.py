"""Forms of one unit that came in several files are held against each other as if they stood in one."""

from collections.abc import Iterable, Mapping, Sequence

from flows.ledger.allowances import Allowances
from flows.received.collecting import Case
from kstt.finding import Finding, verdict
from kstt.form import Form
from kstt.submission import came_later, counting
from kstt.waiver import waived
from validation.between import between_files
from validation.register import InForce


def hold_together(cases: Sequence[Case], forms: Sequence[Form], allowed: Allowances, in_force: InForce) -> None:
    """Adds to the files that count what they contradict each other in, by the rules `in_force`.

    One told so counts no more; where an earlier file of the unit then does, that is asked in its turn. What contradicts
    none of the files left, only others told so, counts after all.
    """
    by_code, of_unit = {form.code: form for form in forms}, dict[int, list[Case]]()
    for case in cases:
        if case.unit and case.submission.good:
            of_unit.setdefault(case.unit.code, []).append(case)
    for mine in of_unit.values():
        fallen: list[Case] = []
        while len(good := [case for case in mine if case.submission.good]) > 1:
            _tell(_contradictions(good, by_code, allowed, in_force))
            if not (told := [case for case in good if not case.submission.good]):
                break
            fallen += told
        for case in fallen:
            _take_back(case, mine, by_code, allowed, in_force)


def _take_back(
    case: Case, mine: Sequence[Case], forms: Mapping[str, Form], allowed: Allowances, in_force: InForce
) -> None:
    """Lets a file count again that contradicts none of those that do."""
    held = case.findings
    case.findings = [one for one in held if verdict([one]) == "accepted"]
    found = _contradictions([one for one in mine if one.submission.good], forms, allowed, in_force)
    if verdict([one for _, one in found]) != "accepted":
        case.findings = held


def _tell(found: Iterable[tuple[Case, Finding]]) -> None:
    for case, finding in found:
        if (finding.rule, finding.sheet, finding.cell) not in {
            (one.rule, one.sheet, one.cell) for one in case.findings
        }:
            case.findings.append(finding)


def _contradictions(
    cases: Sequence[Case], forms: Mapping[str, Form], allowed: Allowances, in_force: InForce
) -> list[tuple[Case, Finding]]:
    """What files of one unit, all good, contradict each other in, each with the file it is told in."""
    by_name = {case.received.name: case for case in cases}
    files = {form: name for (_, form), name in counting(case.submission for case in cases).items()}
    given = {form: (name, by_name[name].forms[form]) for form, name in files.items()}

    def later(one: str, other: str) -> bool:
        return came_later(by_name[one].submission, by_name[other].submission)

    found = between_files(forms, given, later, in_force.tells)
    return [
        (by_name[name], waived(by_name[name].own(finding), allowed.waivers, allowed.period))
        for name, one in found
        for finding in in_force.told([one])
    ]
