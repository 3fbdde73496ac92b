"""What an office lets pass: a rule waived for one unit until a period ends, and a rule withdrawn for everybody."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from kstt.finding import Finding
from kstt.period import Period, in_force


@dataclass(frozen=True, slots=True)
class Waiver:
    """One rule, one unit, from which period until the end of which, why, by whom and when (ISO 8601)."""

    unit_code: int
    rule: str
    since: Period
    until: Period
    why: str
    by: str
    at: str

    def covers(self, finding: Finding, period: Period) -> bool:
        """Whether it lets a finding of the period pass; what is refused is never let pass."""
        mine = (finding.unit_code, finding.rule) == (self.unit_code, self.rule)
        return mine and finding.severity in ("must_fix", "must_explain") and in_force(self.since, self.until, period)


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A rule that tells nothing from a period on, why, by whom and when (ISO 8601)."""

    rule: str
    since: Period
    why: str
    by: str
    at: str


def waived(finding: Finding, waivers: Iterable[Waiver], period: Period) -> Finding:
    """The finding as a note that says why it is let pass, where a waiver covers it."""
    for one in waivers:
        if one.covers(finding, period):
            return replace(finding, severity="note", waived=f"{one.why} ({one.by}; đến hết {one.until.phrase})")
    return finding
