"""Reading one file: bytes to parsed forms, in a child process that may fail without harm to the others.

The child loads this module first: nothing heavy (pandas, pandera) may be reached from here.
"""

import hashlib
import logging
from collections.abc import Sequence
from pathlib import Path

from flows.received.folder import spelled
from flows.received.intake import TOO_HEAVY, Taken
from kstt.form import Form
from kstt.sheet import Book, Refused
from report_templates.files.opening import open_book
from report_templates.reading.filled_forms import Filled, read_forms
from report_templates.reading.form_heads import letterheads, signed_for, unit_named, units_in_passing, units_within
from report_templates.reading.head_periods import period_named
from validation.parsed import Parsed
from validation.parsing import parse
from validation.words import texts

_log = logging.getLogger(__name__)

UNEXPECTED = (
    "file.unexpected",
    "Chương trình không đọc được tệp này vì một lỗi ngoài dự kiến (đã ghi nhật ký).",
    "Chép số liệu sang biểu mẫu trống đã phát rồi gửi lại, và báo cho người quản trị hệ thống.",
)


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


def _filled_in(taken: Taken, filled: Filled, book: Book, forms: dict[str, Form]) -> Taken:
    taken.set_aside, taken.wrong, taken.covers = book.set_aside, filled.wrong, filled.covers
    taken.unit_code, taken.stamp_period = filled.stamp.unit_code, filled.stamp.period
    taken.answers = filled.answers
    for one in filled.forms:
        form = forms[one.code]
        taken.names.append(unit_named(one))
        taken.periods.append(period_named(one))
        taken.passing.append(units_in_passing(one))
        taken.letterheads.append(letterheads(one))
        taken.signed.append(signed_for(one))
        taken.within.append(units_within(one) if form.lines in ("fields", "unit") else [])
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
