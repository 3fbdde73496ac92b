"""What a proof came to, as a value."""

from collections.abc import Mapping
from dataclasses import dataclass

from flows.proof.evidence import Evidence
from kstt.proof import CHECKS, FOLLOWING, Difference, Tally


@dataclass(frozen=True, slots=True)
class Proof:
    """The comparisons of a proof, of `files` by their SHA-256.

    `engine` is what recalculated; where nothing could, `lacking` says why.
    """

    evidence: Evidence
    tallies: tuple[Tally, ...]
    engine: str
    lacking: str
    files: Mapping[str, str]

    @property
    def differences(self) -> list[Difference]:
        """Every difference, in the order of CHECKS; what several comparisons find in one cell is told once.

        Where a quarter is another one by now, that is the cause, and what follows from it is not told beside it.
        """
        caused = any(tally.differences for tally in self.tallies if tally.check == "quarters")
        found: dict[object, Difference] = {}
        for check in CHECKS:
            if caused and check in FOLLOWING:
                continue
            for tally in (tally for tally in self.tallies if tally.check == check):
                for one in tally.differences:
                    found.setdefault((one.file, one.sheet, one.cell) if one.cell else one, one)
        return list(found.values())

    @property
    def result(self) -> str:
        """`proved`, `differs`, or `unproved`: nothing differs, but nothing was recalculated either."""
        return "differs" if self.differences else "unproved" if self.lacking else "proved"

    def compared(self, check: str) -> int:
        """How many results a kind of comparison looked at."""
        return sum(tally.compared for tally in self.tallies if tally.check == check)
