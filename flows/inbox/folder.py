"""The inbox: files dropped into data/raw/inbox are moved to their period, judged at once and answered."""

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from flows.inbox.answering import Asked, Story, answer
from flows.inbox.arrivals import FOLDER, Arrival, arrivals, put_aside, stuck
from flows.inbox.moving import move_in, note_arrival
from flows.inbox.waiting import Waiting, read_waiting, write_waiting
from flows.letters.outcomes import Outcome
from flows.locality.contacts import load_contacts, sender_of
from flows.locality.localities import load_locality
from flows.machine import workers
from flows.machine.clock import now
from flows.machine.held import alone
from flows.machine.hints import followed
from flows.received.folder import LIST
from flows.received.intake import Taken, take_in_any
from flows.received.own_period import open_periods, own_period
from flows.record.request import Run
from kstt.period import Period

_MARK = ".dang-nhan"  # says that somebody is looking into the inbox just now


@dataclass(slots=True)
class Intake:
    """What one look into the inbox did.

    `moved` are the files taken with their periods, `unclear` those put aside and why, `runs` the periods judged,
    `outcomes` what became of the answers, `problems` sentences on what has to be mended; what they stopped is tried
    again the next time.
    """

    moved: list[tuple[str, Period]] = field(default_factory=list)
    unclear: list[tuple[str, str]] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.moved or self.unclear or self.outcomes or self.problems)


def take_inbox(
    asked: Asked,
    story: Story,
    *,
    clock: Callable[[], datetime] = now,
    wait: Callable[[float], object] = time.sleep,
    retry: bool = True,
) -> Intake:
    """Looks into the inbox once: takes what is complete, runs the periods concerned, answers every file once.

    Nothing is lost or overwritten: files are moved, those of no known period to `chua-ro`. `retry` also answers files
    that wait from earlier. While another program looks nothing is done. No bad file stops another; raises
    DefinitionError where the office's own data are wrong.
    """
    inbox = asked.raw / FOLDER
    inbox.mkdir(parents=True, exist_ok=True)
    with alone(asked.raw / _MARK) as mine:  # two at work would lose each other's notes of what came and waits
        if not mine:
            return Intake(problems=[f"một chương trình khác đang nhận tệp ở {inbox}"])
        return _looked(asked, inbox, clock(), wait, story, retry=retry)


def _looked(
    asked: Asked, inbox: Path, at: datetime, wait: Callable[[float], object], story: Story, *, retry: bool
) -> Intake:
    done = Intake()
    _take(asked, inbox, at, wait, done)
    waiting = read_waiting(inbox)
    fresh = {str(period) for _, period in done.moved}
    left = [one for one in waiting if not (retry or one.period in fresh)]
    for period in sorted({one.period for one in waiting if retry or one.period in fresh}):
        mine = [one for one in waiting if one.period == period]
        told = answer(asked, period, mine, at, story)
        left += told.left
        done.runs += told.runs
        done.outcomes += told.outcomes
        done.problems += told.problems
    if waiting:
        write_waiting(inbox, left)
    return done


def _take(asked: Asked, inbox: Path, at: datetime, wait: Callable[[float], object], done: Intake) -> None:
    found = arrivals(inbox, at, wait)
    done.problems += found.stuck
    for path, sentence in found.unclear:
        _put_aside(inbox, path, sentence, done)
    among = _periods(asked, at)
    paths = [one.path for one in found.files]
    for one, taken in zip(found.files, workers.each(_glance, paths, _nothing) if paths else (), strict=True):
        period, said = (asked.period, "") if asked.period else own_period(one.name, taken, among)
        if period is None:
            _put_aside(inbox, one.path, _unknown(said, among), done)
            continue
        try:
            done.moved.append((_move(asked, inbox, one, taken, period, done), period))
        except OSError as wrong:
            done.problems.append(stuck(one.name, wrong))


def _put_aside(inbox: Path, path: Path, sentence: str, done: Intake) -> None:
    try:
        done.unclear.append((put_aside(inbox, path, sentence), sentence))
    except OSError as wrong:
        done.problems.append(stuck(path.name, wrong))


def _periods(asked: Asked, at: datetime) -> list[Period]:
    """The periods units send for; a longer one only where the office collects files of its own for it."""
    return [one for one in open_periods(at.date()) if not one.quarters or (asked.raw / str(one)).is_dir()]


def _glance(path: Path) -> Taken:
    try:
        return take_in_any(path)
    except OSError:  # held by another program just now; the run will read it
        return Taken()


def _nothing(_: Path) -> Taken:
    return Taken()


def _unknown(said: str, among: Sequence[Period]) -> str:
    names = ", ".join(period.phrase for period in among)
    todo = followed("nếu biết chắc kỳ thì chép vào data/raw/<kỳ> rồi chạy kstt run <kỳ>")
    if said:
        return f"tệp ghi «{said}», không phải kỳ đang nhận ({names}); {todo}"
    return f"tên tệp và đầu biểu không cho biết kỳ báo cáo (đang nhận {names}); {todo}"


def _move(asked: Asked, inbox: Path, one: Arrival, taken: Taken, period: Period, done: Intake) -> str:
    """Moves a file to its period and notes when it came and that it waits for an answer."""
    folder, unit = asked.raw / str(period), _declared(asked, one, taken)
    name = move_in(one.path, folder, one.name)
    write_waiting(inbox, [*read_waiting(inbox), Waiting(str(period), name, one.sender)])
    try:
        note_arrival(folder, name, one.received, unit)
    except (OSError, UnicodeDecodeError):  # open in Excel, or not saved as UTF-8: then the file itself bears the time
        os.utime(folder / name, (one.received.timestamp(),) * 2)
        done.problems.append(
            f"không ghi được «{name}» vào {LIST} của kỳ {period}: đóng tệp này trong Excel, lưu kiểu CSV UTF-8"
        )
    return name


def _declared(asked: Asked, one: Arrival, taken: Taken) -> int | None:
    """The unit of a letter's sender, where the file itself names none: what it says of itself goes first."""
    locality = load_locality(asked.locality)
    if not one.sender or taken.unit_code or any(taken.names) or locality.register.within(one.path.stem):
        return None
    return sender_of(one.sender, load_contacts(asked.locality, locality.register))
