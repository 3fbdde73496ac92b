"""Taking in one file: bytes to parsed forms, in a child process that may fail without harm to the others.

The child imports this module: nothing heavy (pandas, pandera) may be reached from here.
"""

import hashlib
import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path

from flows.received.folder import Inbox, Received, spelled
from kstt.cover import Cover
from kstt.explaining import Answer
from kstt.form import FixedLine, Form
from kstt.mention import Mention
from kstt.period import Period
from kstt.sheet import Book, Refused
from report_templates.definitions import forms_in, load_forms
from report_templates.files.opening import open_book
from report_templates.reading.filled_forms import Filled, read_forms
from report_templates.reading.form_heads import signed_for, unit_named, units_in_passing, units_within
from report_templates.reading.head_periods import period_named
from validation.parsed import Parsed
from validation.parsing import parse
from validation.words import texts

_log = logging.getLogger(__name__)

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
    signed: list[list[str]] = field(default_factory=list)  # per form, the offices it is signed for
    within: list[list[str]] = field(default_factory=list)  # per form, units that lines of its table are named for
    covers: list[Cover] = field(default_factory=list)  # heads of sheets without a filled-in form
    wrong: list[tuple[str, int, str]] = field(default_factory=list)
    set_aside: list[str] = field(default_factory=list)
    unit_code: int | None = None
    stamp_period: str = ""
    answers: list[Answer] = field(default_factory=list)  # explanations typed on the sheet of findings of a copy


def take_in(path: Path, forms: Sequence[Form]) -> Taken:
    """One file as parsed forms; a file that can not be read comes back as refused, never as an exception."""
    data = path.read_bytes()
    taken = Taken(hashlib.sha256(data).hexdigest())
    try:
        book = open_book(data, spelled(Path(path.name)))
        return _filled_in(taken, read_forms(book, forms), book, {form.code: form for form in forms})
    except Refused as told:
        taken.refused = (told.rule, told.reason, told.advice)
    except MemoryError:
        taken.refused = TOO_HEAVY
    except Exception:  # noqa: BLE001 - one file never stops the others; the log tells us what went wrong
        _log.exception("%s could not be read", spelled(path))
        taken.refused = UNEXPECTED
    return taken


TOO_HEAVY = (
    "file.too_heavy",
    "Tệp quá nặng để đọc: cần quá nhiều bộ nhớ hoặc thời gian.",
    "Chép riêng phần biểu có số liệu sang biểu mẫu trống rồi gửi lại.",
)
UNEXPECTED = (
    "file.unexpected",
    "Chương trình không đọc được tệp này vì một lỗi ngoài dự kiến (đã ghi nhật ký).",
    "Chép số liệu sang biểu mẫu trống đã phát rồi gửi lại, và báo cho người quản trị hệ thống.",
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
    return take_in(received.path, forms_of(period, tasks))


def take_in_any(path: Path) -> Taken:
    """A file of whatever period, to see what it says of itself."""
    return take_in(path, load_forms())


def too_heavy(received: Received) -> Taken:
    """What stands for a file whose reading had to be stopped."""
    with received.path.open("rb") as file:
        return Taken(hashlib.file_digest(file, "sha256").hexdigest(), refused=TOO_HEAVY)


def _filled_in(taken: Taken, filled: Filled, book: Book, forms: dict[str, Form]) -> Taken:
    taken.set_aside, taken.wrong, taken.covers = book.set_aside, filled.wrong, filled.covers
    taken.unit_code, taken.stamp_period = filled.stamp.unit_code, filled.stamp.period
    taken.answers = filled.answers
    for one in filled.forms:
        form = forms[one.code]
        taken.names.append(unit_named(one))
        taken.periods.append(period_named(one))
        taken.passing.append(units_in_passing(one))
        taken.signed.append(signed_for(one))
        taken.within.append(units_within(one) if form.lines == "fields" else [])
        parsed = parse(form, one)
        taken.set_aside += [f"Trang «{one.sheet}»: {sentence}" for sentence in one.aside]
        taken.texts.append([(form.code, *said) for said in texts(form, one)])
        taken.parsed.append(_lean(parsed))
    return taken


def _lean(parsed: Parsed) -> Parsed:
    """Raw values have done their work; what goes back to the parent process is numbers and places."""
    for line in parsed.lines:
        line.values, line.texts, line.beyond = [], [], []
    return parsed
