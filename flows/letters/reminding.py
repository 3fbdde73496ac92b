"""`kstt remind`: who owes what by the last run, a letter each, written and on demand sent; then the digests."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from flows.letters.digests import digests
from flows.letters.handing_over import hand_over, mail_of
from flows.letters.outcomes import Became, Outcome
from flows.letters.situation import situation_of
from flows.letters.to_units import unit_letters
from flows.machine.clock import VIETNAM
from flows.machine.settings import settings
from flows.record.request import Request
from kstt.form import DefinitionError
from kstt.period import day
from kstt.reminder import Phase

FOLDER = "nhac-viec"
_MORNING = time(8)


@dataclass(frozen=True, slots=True)
class Reminding:
    """What a reminder did: in which phase, what became of each letter, and where the files lie."""

    phase: Phase
    outcomes: tuple[Outcome, ...]
    folder: Path

    @property
    def failed(self) -> bool:
        """Whether a letter that was to be sent could not be handed over."""
        return any(one.became == "failed" for one in self.outcomes)

    @property
    def counts(self) -> Counter[Became]:
        """How many letters became what."""
        return Counter(one.became for one in self.outcomes)


def remind(request: Request, today: date, *, send: bool = False, at: datetime | None = None) -> Reminding:
    """Reminds the units of a period of what they owe on a day, each of them once for the same state.

    Everything is written into `nhac-viec` below the period's outputs; only with `send` do letters leave the house.
    `at` is the time they bear; without it the morning of the day, so that the same files come out again.

    Raises DefinitionError where there is nothing to remind of or the office's data are wrong, as where letters are to
    be sent for a period that has not begun; Locked where files or the ledger can not be written.
    """
    if send and today < (first := request.period.window[0]):
        raise DefinitionError(f"{request.period.phrase} bắt đầu từ ngày {day(first)}, chưa đến lúc gửi thư nhắc")
    now = settings()
    situation = situation_of(request, today, now.messages.forms)
    with mail_of(now, at or datetime.combine(today, _MORNING, VIETNAM), send=send) as mail:
        done = hand_over(request, unit_letters(situation), mail, FOLDER, afresh=True)
        done += hand_over(request, digests(situation, now.messages, done), mail, FOLDER)
    return Reminding(situation.phase, tuple(done), request.folder / FOLDER)
