"""Reports of nothing: a form whose only words are «Không phát sinh» says that no dossier came, not that it is empty."""

import re
from collections.abc import Collection, Iterable, Sequence
from functools import cache

from kstt.form import Form
from kstt.sheet import Line, Value
from kstt.spelling import plain
from report_templates.reading.adding_up import amount

_LESS = "han|truc tuyen|buu chinh|mot phan|toan trinh|chuyen|noi bo|do nguyen nhan"  # none of a part is not none of all
_NOTHING = re.compile(
    r"^(?:(?:ghi chu|luu y|\d{1,2}) )?(?:trong )?(?:(?:ky|quy|thang)(?: bao cao)?(?: [ivx\d]+)?(?: nam)?(?: 20\d\d)? )?"
    r"(?:(?:don vi|(?:ubnd )?(?:phuong|xa|dac khu)(?: \w+){0,4}?) )?(?:khong|chua|ko|k) "
    rf"(?:(?:co )?(?:(?:ho so|tthc|so lieu) )?(?:phat sinh|ps)\b(?!.*\b(?:{_LESS})\b)"
    r"|(?:co|tiep nhan|nhan)(?: duoc)?(?: bat ky)? (?:ho so|tthc)(?: tthc)?(?: nao)?(?: trong (?:ky|quy).*)?$)"
    r"|^kps$"
)
_COUNTED = {  # what a form counts in place of dossiers, by a word for it in the heading of its first numbers
    "phan anh": (r"phan anh(?: kien nghi)?|kien nghi|pakn", "ho so"),
    "qua han": (r"(?:ho so )?(?:bi )?(?:qua|tre|cham) (?:han|hen)(?: giai quyet)?", "ho so"),
    "truc tuyen": (r"ho so (?:nop |dich vu cong )?truc tuyen", "ho so"),
    "ra soat": (r"(?:(?:thuc hien|to chuc|tien hanh) )?(?:viec )?ra soat", "phat sinh"),
}
_NONE = frozenset(("khong", "khong co", "ko co"))
_LONGEST = 120
_ORDINAL = 4  # characters: «VIII»


def says_nothing_arose(value: Value, form: Form) -> bool:
    """Whether a cell says in words that nothing arose of what the form counts.

    «Không phát sinh hồ sơ quá hạn» says less than that, but of a form of overdue dossiers all.
    """
    return (
        isinstance(value, str) and 0 < len(value) < _LONGEST and bool(_NOTHING.match(_of_dossiers(plain(value), form)))
    )


def _of_dossiers(words: str, form: Form) -> str:
    """The words as if the form counted dossiers."""
    for said, dossiers in _counted(form):
        words = said.sub(dossiers, words)
    return words


@cache
def _counted(form: Form) -> tuple[tuple[re.Pattern[str], str], ...]:
    heading = plain(" ".join(form.numbers[0].heading)) if form.numbers else ""
    return tuple(
        (re.compile(rf"\b(?:{said})\b"), dossiers) for word, (said, dossiers) in _COUNTED.items() if word in heading
    )


def denies(form: Form, line: Line) -> bool:
    """Whether a row with numbers says in place of a name that nothing arose."""
    said = plain(line.label) in _NONE or says_nothing_arose(line.label, form)
    return said and not form.fixed and any(map(amount, line.values))


def only_nothing(form: Form, typed: Sequence[Line], lines: Sequence[Line], rows: Iterable[Sequence[Value]]) -> bool:
    """Whether lines with numbers are none, while one of `rows` says nothing arose; or a single one that says so.

    `typed` are the rows of the table as they stand, `lines` by their roles: «Không có» says it as the first name, below
    others it answers something else, as «Khó khăn, vướng mắc:».
    """
    filled = [line for line in lines if line.role in ("line", "unnamed", "denied")]
    if not filled:
        return _named_nothing(typed, {line.row for line in lines if line.role == "total"}) or any(
            says_nothing_arose(value, form) for row in rows for value in row
        )
    return len(filled) == 1 and _is_nothing(form, filled[0])


def _named_nothing(typed: Sequence[Line], totals: Collection[int]) -> bool:
    """Whether the first name is «Không có», with no more than an ordinal before it."""
    first = next((line for line in typed if line.label and line.row not in totals), None)
    return bool(first and plain(first.label) in _NONE and len(first.section) <= _ORDINAL)


def _is_nothing(form: Form, line: Line) -> bool:
    words = [value for value in (line.label, *line.values, *line.texts) if isinstance(value, str)]
    numbers = [value for value in line.values if not isinstance(value, str) and value not in (None, 0)]
    plainly = all(says_nothing_arose(word, form) or not plain(word).strip("0 ") for word in words if word != line.label)
    said = plain(line.label) in _NONE or any(says_nothing_arose(word, form) for word in words)
    return said and plainly and not numbers
