"""Heading words: what a table's heads say, and which column of a form each of them means."""

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

from kstt.form import Form
from kstt.sheet import Value, cell_at
from kstt.shortened import in_full
from kstt.spelling import clean, key, plain, unaccented, with_i

Path = tuple[str, ...]
Levels = tuple[frozenset[str], ...]
"""The words accepted at each level of a column's heading."""

_ASIDE = re.compile(r"\([^()]*\)")
_SUM = re.compile(r"[\d\s]{0,9}=[\d\s+=]{0,60}$")  # what is left of «Tổng số (3)=(4)+(5)+(6)» without brackets
_STROKE = re.compile(r"\s*/\s*")
_OF_THREE = 3  # columns one in which nothing stands: cells were merged over two
BELOW_GROUPS = 2
"""Rows below the groups in which a block may be opened."""
_EDGES = " .:;,*-–—"
_JOINTS = " -–—:;,.+"
_JOINED = re.compile(r"\s*([:;+])\s*")
_BETWEEN = re.compile(r"\s[-–—:;|>]\s")
_ADDED = re.compile(r"^(?:ghi chu|t[yi] le|l[yi] do|nguyen nhan)\b")


@lru_cache(maxsize=32768)  # the texts of a large sheet: every form looks at all of them
def head(text: str) -> str:
    """A heading in full words without brackets, sums, case, tone placement and closing marks; a stroke is a comma.

    >>> head("SL HS đã GQ (trong kỳ) 7=8+9+10") == head("Số lượng hồ sơ đã giải quyết")
    True
    >>> head("Đang xử lí: Từ kì trước") == head("Đang xử lý: từ kỳ trước")
    True
    """
    words = in_full(_STROKE.sub(", ", clean(_SUM.sub("", _ASIDE.sub(" ", text))).strip(_EDGES)))
    return key(_JOINED.sub(r" \1 ", with_i(words)))  # a tone is moved behind its word, not behind a colon


def head_of(value: Value) -> str:
    """The heading words of a cell; empty for anything but text."""
    return head(value) if isinstance(value, str) else ""


def is_added(heading: str) -> bool:
    """Whether a heading is one of a column that people add at the right of a form, which is not read."""
    return bool(_ADDED.match(plain(heading)))


@cache
def accepted(form: Form) -> tuple[tuple[int, Levels], ...]:
    """Per column the words accepted at each level of its heading path, with and without diacritics."""

    def words(said: str) -> frozenset[str]:
        every = (said, *form.synonyms.get(said, ()))
        return frozenset(map(head, (*every, *map(unaccented, every))))

    return tuple((column.number, tuple(map(words, column.heading))) for column in form.columns)


@cache
def opening_words(form: Form) -> frozenset[str]:
    """What the first column is headed, where a heading block begins."""
    return accepted(form)[0][1][0]


@cache
def beginning(form: Form) -> frozenset[str]:
    """The words that open a heading block: those of the ordinals, or of the labels where nobody headed them."""
    label = dict(accepted(form))[form.label.number]
    return opening_words(form) | label[0] if form.columns[0].kind == "ordinal" else opening_words(form)


@cache
def group_words(form: Form) -> frozenset[str]:
    """The words of the outermost headings."""
    return frozenset(word for _, levels in accepted(form) for word in levels[0])


def may_head(form: Form, rows: Sequence[Sequence[Value]], at: int) -> bool:
    """Whether a row may be the first of a form's headings: it opens a block, and two of its groups begin there.

    The words that open the block may stand below the groups, where nobody merged their cells; groups may say more
    than their own words, «… trong kỳ».
    """
    if not any(words_of(row) & beginning(form) for row in rows[at : at + BELOW_GROUPS + 1]):
        return False
    if len(words_of(rows[at]) & group_words(form)) > 1:
        return True
    starts = tuple(f"{word} " for _, levels in accepted(form) if len(levels) > 1 for word in levels[0])
    return sum(f"{head_of(value)} ".startswith(starts) for value in rows[at]) > 1


def words_of(row: Sequence[Value]) -> frozenset[str]:
    """The heading words of a row's cells, and of the groups that cells name before their own."""
    heads = [head(value) for value in row if isinstance(value, str) and value]
    return frozenset((*heads, *(path[0] for path in map(_apart, heads) if path)))


def paths(rows: Sequence[Sequence[Value]], first: int, last: int) -> list[Path]:
    """The heading path of every sheet column from `first` to `last` (0-based), whether or not merges are known.

    A heading stretches to the right over empty cells that stand under the same parent and have something below;
    where columns often are two merged ones, over one in which nothing stands at all.
    """
    made: list[list[str]] = [[] for _ in range(first, last + 1)]
    empty = [not any_at(rows, at) for at in range(first, last + 1)]
    doubled = sum(empty) * _OF_THREE >= len(empty)
    for depth, row in enumerate(rows):
        words = [head_of(cell_at(row, at)) for at in range(first, last + 1)]
        below = rows[depth + 1 :]
        for at in range(1, len(words)):
            left = at - 2 if doubled and empty[at - 1] and at > 1 else at - 1
            if not words[at] and words[left] and made[at] == made[left] and any_at(below, first + at):
                words[at] = words[left]
        for path, word in zip(made, words, strict=True):
            path.append(word)
    return [_said(path) for path in made]


def any_at(rows: Sequence[Sequence[Value]], at: int) -> bool:
    """Whether anything stands in a column of some rows."""
    return any(at < len(row) and row[at] not in ("", None) for row in rows)


def _said(path: Sequence[str]) -> Path:
    words = [word for word in path if word]
    return tuple(word for at, word in enumerate(words) if at == 0 or word != words[at - 1])


def fits(path: Path, levels: Levels) -> bool:
    """Whether an observed path means the column: its last words match, and its group too where there is one."""
    if len(path) == 1 < len(levels):
        path = _apart(path[0])
    if not path or not names(path[-1], levels):
        return False
    return len(levels) == 1 or any(word in levels[0] for word in path[:-1])


@lru_cache(maxsize=4096)
def _apart(word: str) -> Path:
    """A heading that names its groups in one cell as a path: «Đã giải quyết - Trước hạn»."""
    return tuple(filter(None, _BETWEEN.split(word)))


@lru_cache(maxsize=4096)
def names(word: str, levels: Levels) -> bool:
    """Whether a heading is a column's own, with or without the words of the groups it stands in."""
    found = (word, *_without_groups(word, levels[:-1]))
    return any(rest in levels[-1] for rest in (*found, *map(_without_measure, found)))


def _without_measure(word: str) -> str:
    """A heading without the words for what is counted: «Hồ sơ trực tuyến»."""
    named = next((one for one in _measures() if f" {one} " in f" {word} "), "")
    return f" {word} ".replace(f" {named} ", " ").strip(_JOINTS) if named else word


@cache
def _measures() -> tuple[str, ...]:
    every = ("Số lượng hồ sơ", "Số hồ sơ", "Hồ sơ")
    return tuple(head(words) for said in every for words in (said, unaccented(said)))


def _without_groups(word: str, groups: Sequence[frozenset[str]]) -> list[str]:
    found = [word]
    for group in groups:
        named = [one for one in group for rest in found if f" {one} " in f" {rest} "]
        if named:
            longest = max(named, key=len)
            found += [f" {rest} ".replace(f" {longest} ", " ").strip(_JOINTS) for rest in found]
    return found


@lru_cache(maxsize=1024)  # most files come with the same few headings
def meant(form: Form, observed: tuple[Path, ...]) -> Mapping[int, Sequence[int]]:
    """For each column number of the form the positions (0-based in `observed`) whose headings mean it."""
    return {number: [at for at, path in enumerate(observed) if fits(path, levels)] for number, levels in accepted(form)}


def share_of_last_words(form: Form, observed: Sequence[Path]) -> float:
    """How many columns of a single row of headings carry their own last words; 0 when one carries another's."""
    own = 0
    levels = [words for _, words in accepted(form)]
    for path, mine in zip(observed, levels, strict=True):
        word = path[-1] if path else ""
        own += word in mine[-1]
        if word not in mine[-1] and any(word in other[-1] for other in levels):
            return 0
    return own / len(levels)
