"""From received files to judged cases: take in, admit, judge; each file with its findings and verdict."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from flows.received.folder import Inbox, Received
from flows.received.intake import Taken
from flows.received.judging import Judge, judge
from kstt.finding import Finding, verdict
from kstt.form import Form
from kstt.period import Period
from kstt.submission import Submission
from kstt.targets.task import task_sheet
from kstt.unit import Register, Unit
from validation.admission import admit
from validation.attribution import Evidence, owner_by_name
from validation.claims import Claim
from validation.parsed import Parsed
from validation.register import InForce
from validation.task_rules import task_findings
from validation.telling import tell


@dataclass(slots=True)
class Case:
    """One received file and what became of it; `forms` are its admitted forms by code."""

    received: Received
    taken: Taken
    unit: Unit | None
    forms: dict[str, Parsed] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    set_aside: list[str] = field(default_factory=list)
    eligible: bool = True

    @property
    def unit_code(self) -> int | None:
        """The code of whose it is; None where nobody knows."""
        return self.unit.code if self.unit else None

    @property
    def submission(self) -> Submission:
        """The case as what decides which file counts."""
        name, when = self.received.name, self.received.received
        return Submission(name, when, self.unit_code, verdict(self.findings), tuple(self.forms), self.eligible)

    def own(self, finding: Finding) -> Finding:
        """A finding on its forms, as one in this file of this unit."""
        return finding.within(self.received.name, self.unit_code)


def collect(
    inbox: Inbox,
    taken: Iterable[Taken],
    register: Register,
    forms: Sequence[Form],
    period: Period,
    in_force: InForce | None = None,
    judge: Judge = judge,
) -> list[Case]:
    """Every file of the inbox, as taken in, admitted and judged under the rules in force. No file stops another.

    `judge` is who judges, see flows.received.judging.
    """
    in_force = in_force or InForce(period)
    cases = [_admitted(*pair, register, period) for pair in zip(inbox.files, taken, strict=True)]
    given = dict(_to_judge(cases))
    judged = judge(forms, given, in_force.period, in_force.withdrawn) if given else {}
    sheet = task_sheet(forms)
    for index, case in enumerate(cases):
        found = [*case.findings, *judged.get(index, ()), *_on_tasks(sheet, case, period)]
        case.findings = [case.own(one) for one in in_force.told(found)]
    return cases


def _on_tasks(sheet: Form, case: Case, period: Period) -> list[Finding]:
    """The findings of a case's task sheet."""
    if sheet.code not in case.forms:
        return []
    words = [cell[1:] for of_form in case.taken.texts for cell in of_form if cell[0] == sheet.code]
    return task_findings(sheet, case.forms[sheet.code], words, period, case.received.received.date())


def _to_judge(cases: Sequence[Case]) -> Iterator[tuple[int, dict[str, Parsed]]]:
    for index, case in enumerate(cases):
        if not any(finding.severity == "refuse" for finding in case.findings):
            yield index, case.forms


def _admitted(received: Received, taken: Taken, register: Register, period: Period) -> Case:
    path = _path_words(received.sent_as)
    if taken.refused:
        rule, reason, advice = taken.refused
        unit = register.get(received.declared or 0) or owner_by_name(path, register)
        return Case(received, taken, unit, findings=[tell(rule, reason=reason, advice=advice)])
    said = taken.names, taken.periods, taken.passing, taken.letterheads, taken.signed, taken.within
    heads = zip(taken.parsed, *said, strict=True)
    claims = [Claim(*of_form) for of_form in heads]
    evidence = Evidence(
        path,
        covers=taken.covers,
        unit_code=taken.unit_code,
        stamp_period=taken.stamp_period,
        declared=received.declared,
        folder=received.folder,
    )
    told = admit(claims, taken.wrong, evidence, register, period)
    return Case(received, taken, told.unit, told.forms, told.findings, [*taken.set_aside, *told.set_aside])


def _path_words(name: str) -> list[str]:
    """The file's own name first, then its folders below the received folder."""
    path = PurePosixPath(name)
    return [path.stem, *path.parts[:-1]]
