"""What becomes of letters, and what the ledger knows became of them before."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from flows.ledger.chain import Entry, Kind
from flows.letters.letter import Letter
from kstt.period import day

How = Literal["sent", "written"]
Became = Literal["sent", "written", "sent_before", "written_before", "no_address", "failed"]
BECAME: dict[Became, str] = {
    "sent": "đã gửi",
    "written": "đã soạn",
    "sent_before": "đã gửi từ trước",
    "written_before": "đã soạn từ trước",
    "no_address": "chưa có địa chỉ thư",
    "failed": "chưa gửi được",
}
_KINDS: tuple[Kind, ...] = ("reminded", "answered")
Known = dict[tuple[object, ...], dict[How, str]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a letter, with a remark in Vietnamese where there is more to say."""

    letter: Letter
    became: Became
    remark: str = ""


def known_in(entries: Iterable[Entry]) -> Known:
    """When each letter was sent or written before, as a day, by what must not be said twice."""
    found: Known = {}
    for entry in entries:
        if entry.kind in _KINDS:
            told = entry.told
            key = entry.kind, told["to"], told["unit_code"], told["state"]
            found.setdefault(key, {})[told["how"]] = day(datetime.fromisoformat(entry.at).date())
    return found


def before(letter: Letter, told: Known) -> Outcome | None:
    """What became of a letter earlier; None where it is new."""
    earlier = told.get(letter.key, {})
    if "sent" in earlier:
        return Outcome(letter, "sent_before", f"ngày {earlier['sent']}")
    if "written" in earlier:
        return Outcome(letter, "written_before", f"ngày {earlier['written']}")
    return None
