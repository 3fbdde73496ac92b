"""Forms of one unit that came in several files are held against each other as if they stood in one."""

from collections.abc import Mapping, Sequence

from flows.ledger.allowances import Allowances
from flows.received.collecting import Case
from kstt.finding import Finding
from kstt.form import Form
from kstt.submission import came_later, counting
from kstt.waiver import waived
from validation.between import between_files


def hold_together(cases: Sequence[Case], forms: Sequence[Form], allowed: Allowances) -> None:
    """Adds to the files that count what they contradict each other in.

    One told so counts no more; where an earlier file of the unit then does, that is asked in its turn.
    """
    by_code, of_unit = {form.code: form for form in forms}, dict[int, list[Case]]()
    for case in cases:
        if case.unit and case.submission.good:
            of_unit.setdefault(case.unit.code, []).append(case)
    for mine in of_unit.values():
        while len(good := [case for case in mine if case.submission.good]) > 1:
            if not _tell(good, by_code, allowed):
                break


def _tell(cases: Sequence[Case], forms: Mapping[str, Form], allowed: Allowances) -> bool:
    """Whether a file of one unit's, all good, was told something for which it counts no more."""
    by_name = {case.received.name: case for case in cases}
    files = {form: name for (_, form), name in counting(case.submission for case in cases).items()}
    given = {form: (name, by_name[name].forms[form]) for form, name in files.items()}

    def later(one: str, other: str) -> bool:
        return came_later(by_name[one].submission, by_name[other].submission)

    for name, one in between_files(forms, given, later, allowed.in_force.tells):
        case = by_name[name]
        told = [_within(case, finding, allowed) for finding in allowed.in_force.told([one])]
        case.findings += [finding for finding in told if not _told(case, finding)]
    return not all(case.submission.good for case in cases)


def _within(case: Case, found: Finding, allowed: Allowances) -> Finding:
    code = case.unit.code if case.unit else None
    return waived(found.within(case.received.name, code), allowed.waivers, allowed.period)


def _told(case: Case, found: Finding) -> bool:
    return any((one.rule, one.sheet, one.cell) == (found.rule, found.sheet, found.cell) for one in case.findings)
