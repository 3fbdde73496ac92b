"""Headings of columns that say something the form does not count there: withdrawn dossiers, shares."""

import re
from collections.abc import Iterable, Mapping, Sequence

from kstt.form import Column, Form
from kstt.sheet import Value
from kstt.spelling import clean, plain
from report_templates.reading.headings import accepted, head_of

_MEASURED_OTHERWISE = re.compile(r"\b(?:t[yi] le|phan tram|luy ke|binh quan|cung k[yi]|so sanh|so voi)\b")
_OTHER_DOSSIERS = re.compile(r"\b(?:rut|tra lai|tu choi|huy|bo sung|tam dung|dung giai quyet)\b")
_NEXT_PERIOD = re.compile(r"\bk[yi] sau\b")  # what a closing stock is for, and nothing else


def says_other(form: Form, columns: Mapping[int, int], heads: Sequence[Sequence[Value]]) -> str:
    """A sentence when the heading of a number column clearly means something else; words nobody knows are let pass.

    Own words beside them keep a column what it is («Đúng hạn, bao gồm cả hồ sơ rút»), but for a share or a sum of more
    than the period. `columns` are the sheet columns (from 0) by number.
    """
    levels = dict(accepted(form))
    for column in form.numbers:
        at = columns.get(column.number)
        said = [row[at] for row in heads if at is not None and at < len(row)]
        typed = [text for text in said if isinstance(text, str) and text.strip()]
        own = levels[column.number][-1]
        other = "" if any(map(_measured_otherwise, column.heading)) else _first(filter(_measured_otherwise, typed))
        if typed and not other and not _names(typed[-1], own) and _other_dossiers(column, plain(typed[-1])):
            other = typed[-1]
        if other:
            meant = " – ".join(column.heading)
            return f"cột ({column.number}) mang đầu cột «{clean(other)}», không phải «{meant}»"
    return ""


def may_count_other(text: str) -> bool:
    """Whether words speak of shares, or of dossiers that a form counts in no column of their own."""
    return _measured_otherwise(text) or bool(_OTHER_DOSSIERS.search(plain(text)))


def _first(texts: Iterable[str]) -> str:
    return next(iter(texts), "")


def _other_dossiers(column: Column, said: str) -> bool:
    return bool(_OTHER_DOSSIERS.search(said) or (column.over != "closing" and _NEXT_PERIOD.search(said)))


def _measured_otherwise(text: str) -> bool:
    return "%" in text or bool(_MEASURED_OTHERWISE.search(plain(text)))


def _names(text: str, own: Iterable[str]) -> bool:
    """Whether a heading carries words of its own column; remarks in brackets are none of it."""
    return any(f" {word} " in f" {plain(head_of(text))} " for word in map(plain, own))
