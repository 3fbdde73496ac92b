"""Tables headed by a single row, group and column in one cell or the column alone: read where every cell agrees."""

from collections.abc import Sequence
from functools import cache

from kstt.form import Form
from kstt.sheet import Value
from kstt.spelling import unaccented
from report_templates.reading.headings import accepted, head, head_of, is_added

_JOINTS = " -–—:;,.+"
_MEASURES = tuple(head(words) for said in ("Số lượng hồ sơ", "Số hồ sơ", "Hồ sơ") for words in (said, unaccented(said)))


def flat_columns(row: Sequence[Value], form: Form) -> dict[int, int] | None:
    """The sheet column (from 0) of every column of a form, where a row names all of them one after the other.

    Only the ordinal may be missing, and columns of remarks may follow.
    """
    filled = [(at, head_of(value)) for at, value in enumerate(row) if head_of(value)]
    wanted = [column.number for column in form.columns]
    for numbers in (wanted, wanted[1:] if form.columns[0].kind == "ordinal" else wanted):
        here, more = filled[: len(numbers)], filled[len(numbers) :]
        if len(here) < len(numbers) or not all(is_added(word) for _, word in more):
            continue
        if all(_means(form, number, word) for number, (_, word) in zip(numbers, here, strict=True)):
            return {number: at for number, (at, _) in zip(numbers, here, strict=True)}
    return None


@cache
def _means(form: Form, number: int, word: str) -> bool:
    """Whether a heading is a column's own, with or without the words of the groups it stands in."""
    levels = dict(accepted(form))[number]
    found = (word, *_without_groups(word, levels[:-1]))
    return any(rest in levels[-1] for rest in (*found, *map(_without_measure, found)))


def _without_measure(word: str) -> str:
    """A heading without the words for what is counted: «Hồ sơ trực tuyến»."""
    named = next((one for one in _MEASURES if f" {one} " in f" {word} "), "")
    return f" {word} ".replace(f" {named} ", " ").strip(_JOINTS) if named else word


def _without_groups(word: str, groups: Sequence[frozenset[str]]) -> list[str]:
    found = [word]
    for group in groups:
        named = [one for one in group for rest in found if f" {one} " in f" {rest} "]
        if named:
            longest = max(named, key=len)
            found += [f" {rest} ".replace(f" {longest} ", " ").strip(_JOINTS) for rest in found]
    return found
