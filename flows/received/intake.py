"""Taking in the files of an inbox: what comes out of each, and who reads them (flows.received.reading).

What reads is loaded by the processes that do; here it would keep everything else waiting.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path

from flows.received.folder import Inbox, Received
from kstt.cover import Cover
from kstt.explaining import Answer
from kstt.form import FixedLine, Form
from kstt.mention import Mention
from kstt.period import Period
from report_templates.definitions import forms_in, load_forms
from validation.parsed import Parsed

TextCell = tuple[str, int, str, str, int, str]  # form, row, section, line, column, text


Work = Callable[[Received], "Taken"]
Each = Callable[[Work, Sequence[Received], Work], Iterable["Taken"]]


@dataclass(slots=True)
class Taken:
    """What came out of a file. `refused` is (rule, reason, advice) where it could not be read."""

    sha256: str = ""
    refused: tuple[str, str, str] | None = None
    parsed: list[Parsed] = field(default_factory=list)
    names: list[list[str]] = field(default_factory=list)  # per form, as its head writes the unit
    periods: list[list[Mention]] = field(default_factory=list)  # per form
    texts: list[list[TextCell]] = field(default_factory=list)  # per form
    passing: list[list[str]] = field(default_factory=list)  # per form, communes named within other words of its head
    letterheads: list[list[str]] = field(default_factory=list)  # per form, offices in the corner and title of its head
    signed: list[list[str]] = field(default_factory=list)  # per form, the offices it is signed for
    within: list[list[str]] = field(default_factory=list)  # per form, units that lines of its table are named for
    covers: list[Cover] = field(default_factory=list)  # heads of sheets without a filled-in form
    wrong: list[tuple[str, int, str]] = field(default_factory=list)
    set_aside: list[str] = field(default_factory=list)
    unit_code: int | None = None
    stamp_period: str = ""
    answers: list[Answer] = field(default_factory=list)  # explanations typed on the sheet of findings of a copy


TOO_HEAVY = (
    "file.too_heavy",
    "Tệp quá nặng để đọc: cần quá nhiều bộ nhớ hoặc thời gian.",
    "Chép riêng phần biểu có số liệu sang biểu mẫu trống rồi gửi lại.",
)


@cache
def forms_of(period: Period, tasks: tuple[FixedLine, ...] = ()) -> tuple[Form, ...]:
    """The forms in force in a period; loaded once per process."""
    return forms_in(period, load_forms(tasks=tasks))


def take_all(inbox: Inbox, period: Period, tasks: tuple[FixedLine, ...], each: Each) -> Iterable[Taken]:
    """Starts taking in every file of the inbox, in its order; `each` decides who does it (flows.machine.workers)."""
    return each(partial(take_in_received, period=period, tasks=tasks), inbox.files, too_heavy) if inbox.files else ()


def take_in_received(received: Received, period: Period, tasks: tuple[FixedLine, ...] = ()) -> Taken:
    """One received file of a period; `tasks` are the printed lines of the task sheet."""
    from flows.received.reading import take_in

    return take_in(received.path, forms_of(period, tasks))


def take_in_any(path: Path) -> Taken:
    """A file of whatever period, to see what it says of itself."""
    from flows.received.reading import take_in

    return take_in(path, load_forms())


def too_heavy(received: Received) -> Taken:
    """What stands for a file whose reading had to be stopped."""
    with received.path.open("rb") as file:
        return Taken(hashlib.file_digest(file, "sha256").hexdigest(), refused=TOO_HEAVY)
