"""Proofs as steps on the screen: asked for, or of what was issued while nobody looked on."""

from pathlib import Path
from typing import Any

from prefect import task
from prefect.states import Completed, Failed

from flows.proof.unattended import Proven, prove_issue
from flows.record.request import Run


@task(name="chung-minh-so-lieu")
def proved(folder: Path) -> str:
    """Proves the outputs; what differs is in chung-minh.txt beside the report."""
    from flows.proof.proving import prove

    return prove(folder).result


def issued_alone(run: Run, sentence: str, data: Any = None) -> Any:
    """How a run ends that nobody waits for: proved where the machine can, and failed where the proof does not hold."""
    proven = _proved_issue(run)
    if proven is None:
        return Completed(message=sentence, data=data)
    ended = Completed if proven.holds else Failed
    return ended(message=f"{sentence.rstrip('.')}. {proven.sentence}", data=data)


@task(name="chung-minh-lan-phat-hanh")
def _proved_issue(run: Run) -> Proven | None:
    return prove_issue(run)
