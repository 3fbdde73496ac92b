"""Headings that say a column's words among others: «Quá hạn giải quyết», «Số mới tiếp nhận trực tuyến».

Only for labels and for columns that a sum of the form checks: numbers of another column would not add up. Words that
deny, or that speak of what a form does not count, are never passed over.
"""

import re
from collections.abc import Hashable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import TypeVar

from kstt.form import Form
from kstt.spelling import plain
from report_templates.reading.headings import Path, accepted, is_added
from report_templates.reading.other_headings import may_count_other

_DENIES = re.compile(  # also «gồm cả», «Mã lĩnh vực», «Sắp quá hạn», «Đơn vị tính»
    r"\b(?:khong|chua|tru|ngoai|ca|cung|ma|sap|gan|tinh)\b"
)

One = TypeVar("One", bound=Hashable)


def by_words(form: Form, observed: Sequence[Path], known: Mapping[int, Sequence[int]]) -> dict[int, list[int]]:
    """The places of columns that have none yet, by number, where a heading says the words of no other column.

    `known` are the places (0-based in `observed`) of headings that mean a column.
    """
    taken = {at for places in known.values() for at in places}
    free = [(at, path) for at, path in enumerate(observed) if path and at not in taken and not is_added(path[-1])]
    checked = {number for rule in form.sums for number in rule.columns}
    lacking = [number for number, places in known.items() if not places and number in checked | {form.label.number}]
    return {number: [at for at, path in free if _meant(form, path) == number] for number in lacking}


@lru_cache(maxsize=1024)
def _meant(form: Form, path: Path) -> int:
    """The one column whose words a heading says, under the words of its group; 0 where it is none or any of several."""
    *above, last = path
    levels = [(number, words) for number, words in accepted(form) if number != form.columns[0].number]
    if not above:
        return _says(last, {number: words[0] for number, words in levels if len(words) == 1}) or 0
    groups = {words[0]: words[0] for _, words in levels if len(words) > 1}
    exact = [group for group in groups if not group.isdisjoint(above)]
    group = exact[0] if len(exact) == 1 else None if exact else _says(above[0], groups)
    return _says(last, {number: words[-1] for number, words in levels if words[0] == group}) or 0


def _says(heading: str, words: Mapping[One, Iterable[str]]) -> One | None:
    """Who alone is meant by a heading; «giải quyết» within «đang giải quyết» says nothing."""
    text = f" {plain(heading)} "
    said = {one: {f" {known} " for known in map(plain, every) if f" {known} " in text} for one, every in words.items()}
    every = {word for own in said.values() for word in own}
    whole = {word for word in every if not any(word in other and word != other for other in every)}
    meant = [one for one, own in said.items() if own & whole]
    rest = text
    for word in whole:
        rest = rest.replace(word, " ")
    return None if len(meant) != 1 or _DENIES.search(rest) or may_count_other(rest) else meant[0]
