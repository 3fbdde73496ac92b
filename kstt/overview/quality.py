"""What was found when the figures were checked, counted by rule, by unit and by how grave it is now."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kstt.finding import Finding
from kstt.unit import Unit

NOBODY = 0  # stands for the unit of a file nobody knows the owner of


@dataclass(frozen=True, slots=True)
class Quality:
    """Findings counted by `Finding.level`: what was explained or let pass counts as such, not as open.

    `rules` is by rule id, `units` by unit code (NOBODY where unknown).

    A rule or unit without findings has no entry. `example` is the first finding of each rule.
    """

    rules: Mapping[str, Mapping[str, int]]
    units: Mapping[int, Mapping[str, int]]
    example: Mapping[str, Finding]
    files: Mapping[int, int]
    """Files with findings, by unit code."""


def quality(findings: Sequence[Finding], units: Iterable[Unit]) -> Quality:
    """The counts: rules by their number of findings, units in their printed order, those of nobody last."""
    rules: dict[str, Counter[str]] = {}
    by_unit: dict[int, Counter[str]] = {}
    files: dict[int, set[str]] = {}
    example: dict[str, Finding] = {}
    for one in findings:
        code = one.unit_code or NOBODY
        rules.setdefault(one.rule, Counter())[one.level] += 1
        by_unit.setdefault(code, Counter())[one.level] += 1
        files.setdefault(code, set()).add(one.file)
        example.setdefault(one.rule, one)
    known = [unit.code for unit in units]
    order = [*(code for code in known if code in by_unit), *sorted(by_unit.keys() - set(known))]
    return Quality(
        {rule: rules[rule] for rule in sorted(rules, key=lambda rule: (-rules[rule].total(), rule))},
        {code: by_unit[code] for code in order},
        example,
        {code: len(files[code]) for code in order},
    )
