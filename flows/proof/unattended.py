"""What is issued while nobody looks on is proved at once, where the machine has what recalculates."""

from dataclasses import dataclass

from flows.machine.engine import engine
from flows.record.request import Run
from kstt.proof import PROOF_TEXT


@dataclass(frozen=True, slots=True)
class Proven:
    """What is to be told of an issue's proof, and whether the report may go out."""

    sentence: str
    holds: bool


def prove_issue(run: Run) -> Proven | None:
    """Proves the outputs of a run; None of a draft, where there is no report, and on a machine without an engine."""
    if not run.report or run.record.get("draft") or (found := engine()) is None:
        return None
    from flows.proof.proving import prove

    proof, written = prove(run.folder, lambda: found), run.folder / PROOF_TEXT
    told = f"đã chứng minh, xem {written}"
    if proof.result == "differs":
        told = f"không khớp {len(proof.differences)} chỗ; không gửi báo cáo này, xem {written}"
    elif proof.lacking:
        told = f"chưa chứng minh được, {proof.lacking}"
    return Proven(f"Chứng minh số liệu: {told}", proof.result != "differs")
