"""Files taken from the inbox are judged with their period, and each is answered once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from flows.inbox.receipts import receipts
from flows.inbox.waiting import Waiting
from flows.letters.handing_over import hand_over, mail_of
from flows.letters.outcomes import Outcome
from flows.machine.publishing import Locked, sha256_of
from flows.machine.settings import settings
from flows.record.read_back import read_run
from flows.record.request import Request, Run, recorded
from kstt.form import DefinitionError
from kstt.mention import parse
from kstt.period import Period

ANSWERS = "tra-loi"
Story = Callable[[Request], Run]
"""What judges a period and writes its outputs: plainly, or with Prefect watching."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose inbox is looked into, and whether answers leave the house; `period` takes every file for that one.

    A `draft` judges and answers but issues no report.
    """

    locality: str
    raw: Path
    out: Path
    send: bool = False
    period: Period | None = None
    draft: bool = False


@dataclass(slots=True)
class Answered:
    """What was answered for a period; `left` are the files that still wait."""

    runs: list[Run] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    left: list[Waiting] = field(default_factory=list)


def answer(asked: Asked, period: str, waiting: Sequence[Waiting], at: datetime, story: Story) -> Answered:
    """Runs a period unless its files were judged already, and answers those that wait."""
    request = Request(parse(period), asked.locality, asked.raw / period, asked.out, draft=asked.draft)
    done = Answered()
    try:
        if not _judged(request, waiting):
            done.runs.append(story(request))
        letters = receipts(request, recorded(request), waiting, at.date())
        with mail_of(settings(), at, send=asked.send) as mail:
            done.outcomes += hand_over(request, letters, mail, ANSWERS)
    except (DefinitionError, Locked) as told:
        done.problems.append(f"kỳ {period}: {told}")
        done.left += waiting
    failed = {one.letter.about["file"] for one in done.outcomes if one.became == "failed"}
    done.left += [one for one in waiting if one.name in failed]
    return done


def _judged(request: Request, waiting: Sequence[Waiting]) -> bool:
    """Whether the last run saw the files that wait as they are now."""
    record = read_run(request.folder)
    if record is None or record["locality"] != request.locality:
        return False
    known = {name: file["sha256"] for name, file in record["files"].items()}
    return all(
        known.get(one.name) == sha256_of(request.raw / one.name)
        for one in waiting
        if (request.raw / one.name).is_file()
    )
