"""What a unit sent in a period and what became of it, derived from the ledger."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from flows.ledger.chain import Entry
from flows.ledger.closing import Closing, Turn, closing_met, turns_of
from flows.ledger.recording import Body, latest
from kstt.form import DefinitionError
from kstt.submission import AFTER_CLOSING, arrival
from kstt.unit import Register, Unit

_WHY = {
    "only": "tệp hợp lệ duy nhất",
    "latest": "tệp hợp lệ mới nhất",
    "closed": "tệp gửi sau được nhận khi đã chốt số liệu nên không thay thế",
    "still_good": "tệp gửi sau còn lỗi nên không thay thế",
    "none": "không còn tệp hợp lệ nào",
}


_LIKELY = 5  # units named to somebody who wrote a part of a name


@dataclass(frozen=True, slots=True)
class Sent:
    """One submission as last judged; `outcome` says besides whether it came after the period was closed.

    `entered` is when and by whom it was entered first, `present` whether the file was there at the last run, `counts`
    the forms it counts for.
    """

    told: Body
    entered: tuple[str, str]
    present: bool
    counts: tuple[str, ...]
    outcome: str


@dataclass(frozen=True, slots=True)
class History:
    """A unit's submissions in the order of their times, per form which file counts and why, and when it was closed.

    `added_up` is whether the period is the sum of its quarters, for which nobody sends anything itself.
    """

    unit: Unit
    sent: tuple[Sent, ...]
    counts: tuple[tuple[str, str, str], ...]
    turns: tuple[Turn, ...]
    added_up: bool = False


def unit_of(text: str, register: Register) -> Unit:
    """The unit of a code or a name, one of the register's day before one of another.

    Raises DefinitionError where nobody or several units answer to it.
    """
    found = _called(text, register) or _called(text, Register(register.others))
    if len(found) == 1:
        return found[0]
    likely = found or register.near(text) or register.holding(text)[:_LIKELY]
    meant = ", ".join(f"{unit.code} {unit.name}" for unit in likely)
    hint = f"; có phải: {meant}?" if meant else "; mã và tên đơn vị: kstt units list"
    raise DefinitionError(f"«{text}» {'có thể là nhiều đơn vị' if found else 'không phải đơn vị nào'}{hint}")


def _called(text: str, register: Register) -> list[Unit]:
    by_code = register.get(int(text)) if text.strip().isdecimal() else None
    return [by_code] if by_code else register.match(text)


def history_of(unit: Unit, entries: Iterable[Entry]) -> History:
    """The history of a unit from the entries of its locality and a period."""
    every = list(entries)
    now, closing = latest(every), closing_met(every)
    run = now.get(("run",), {})
    present = run.get("files", {})
    counting = [body for kind, body in _bodies(now) if kind == "counts" and body["unit_code"] == unit.code]
    sent = [
        Sent(
            told,
            entered,
            present.get(told["file"], {}).get("sha256") == told["sha256"],
            _forms(told, counting),
            _outcome(told, closing),
        )
        for told, entered in submissions_of(every)
        if told["unit_code"] == unit.code
    ]
    counts = tuple((body["form"], body["file"] or "", _WHY[body["why"]]) for body in counting)
    return History(unit, tuple(sorted(sent, key=_came)), counts, turns_of(every), run.get("added_up", False))


def _outcome(told: Body, closing: Closing | None) -> str:
    late = closing is not None and told["sha256"] not in closing.files
    return AFTER_CLOSING if late and told["verdict"] == "accepted" else str(told["verdict"])


def _came(one: Sent) -> tuple[object, ...]:
    return arrival(one.told["file"], datetime.fromisoformat(one.told["received"]))


def _bodies(now: dict[tuple[object, ...], Body]) -> Iterable[tuple[object, Body]]:
    return ((key[0], now[key]) for key in sorted(now, key=str))


def submissions_of(entries: Sequence[Entry]) -> Iterable[tuple[Body, tuple[str, str]]]:
    """Each file of each content once, as last judged, with its first entry."""
    first: dict[tuple[str, str], tuple[str, str]] = {}
    last: dict[tuple[str, str], Body] = {}
    for entry in entries:
        if entry.kind == "received":
            told = entry.told
            key = told.get("of", told["file"]), told["sha256"]
            first.setdefault(key, (entry.at, entry.who))
            last[key] = told
    return ((last[key], first[key]) for key in last)


def _forms(told: Body, counting: Sequence[Body]) -> tuple[str, ...]:
    return tuple(one["form"] for one in counting if (one["file"], one["sha256"]) == (told["file"], told["sha256"]))
