"""What stands beside the figures of a report: explanations in force, void and owed, waivers and withdrawn rules."""

from dataclasses import dataclass

from kstt.explaining import Explanation, Void
from kstt.finding import Finding
from kstt.waiver import Waiver, Withdrawal


@dataclass(frozen=True, slots=True)
class Annex:
    """`explained` and `owed` are findings with and without an explanation; `given` are the explanations in force."""

    explained: tuple[Finding, ...] = ()
    owed: tuple[Finding, ...] = ()
    given: tuple[Explanation, ...] = ()
    void: tuple[Void, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    withdrawn: tuple[Withdrawal, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.explained or self.owed or self.void or self.waivers or self.withdrawn)
