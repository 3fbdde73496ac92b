"""Explanations: which of them settle a finding, and which are void because what they speak of has changed."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from kstt.finding import Finding
from kstt.spelling import clean
from kstt.typed import has_letters

_KEY = re.compile(r"^([^|]+)\|([^|]*)\|(.*)\|(\d*)\|([0-9a-f]{12})(?:\|\d+)?$")
CHANGED, GONE = "số liệu đã thay đổi", "phát hiện không còn"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a unit typed next to a finding of its returned copy: the finding's key, the words, the number found then."""

    key: str
    words: str
    found: str = ""


@dataclass(frozen=True, slots=True)
class About:
    """What an explanation is about, taken out of its key; `column` is the form's, None for a whole line."""

    rule: str
    form: str
    line: str
    column: int | None
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """A unit's words on a finding, who gave them and when (ISO 8601, Vietnamese time).

    `file` is where they were typed, empty for those entered by command. Without words it takes back the one before.
    """

    unit_code: int
    key: str
    words: str
    by: str
    at: str
    found: str = ""
    file: str = ""
    sha256: str = ""

    @property
    def about(self) -> About:
        """Raises ValueError where the key is none of something to explain."""
        return about(self.key)


@dataclass(frozen=True, slots=True)
class Void:
    """An explanation that settles nothing any more, and why."""

    explanation: Explanation
    why: str


Known = Mapping[tuple[int, str], Explanation]
"""The explanations that hold, by unit code and key."""


def about(key: str) -> About:
    """What a key says; raises ValueError where it is none of a finding that has to be explained."""
    found = _KEY.match(key)
    if not found:
        raise ValueError(f"«{key}» is not the key of an explanation")
    rule, form, line, column, fingerprint = found.groups()
    return About(rule, form, line, int(column) if column else None, fingerprint)


def answered(answers: Iterable[Answer]) -> list[Answer]:
    """The answers that say something about something that had to be explained; a dash is no explanation.

    >>> key = "memory.backlog|II.06a|Y tế|6|0123456789ab"
    >>> said = [Answer(key, " Nhập  sót "), Answer(key, "–"), Answer("identity.sum|II.06a||3", "x")]
    >>> [one.words for one in answered(said)]
    ['Nhập sót']
    """
    cleaned = (replace(one, words=clean(one.words)) for one in answers)
    return [one for one in cleaned if _KEY.match(one.key) and has_letters(one.words)]


def holding(explanations: Iterable[Explanation]) -> Known:
    """The newest words on each thing.

    A copy that comes back repeats the words of the one before: they stay those of who gave them first, and words that
    were not accepted do not hold for being sent again.
    """
    known: dict[tuple[int, str], Explanation] = {}
    refused: dict[tuple[int, str], str] = {}
    for one in sorted(explanations, key=lambda one: (one.at, one.file)):
        at = one.unit_code, one.key
        former = known.get(at)
        if not one.words and former and former.words:
            refused[at] = former.words
        repeated = former is not None and former.words == one.words
        if not repeated and not (one.file and refused.get(at) == one.words):
            known[at] = one
    return {at: one for at, one in known.items() if one.words}


def settled(finding: Finding, known: Known) -> Finding:
    """The finding with the explanation that holds for it, if there is one."""
    one = known.get((finding.unit_code or 0, finding.key)) if finding.owed else None
    return replace(finding, explanation=one.words, explained_by=one.by, explained_at=one.at) if one else finding


def void(known: Known, findings: Sequence[Finding]) -> list[Void]:
    """The explanations nothing asks for any more: the numbers changed, or there is no such finding."""
    asked = {(one.unit_code, one.key) for one in findings}
    stems = {(unit, key.rpartition("|")[0]) for unit, key in asked}
    return [
        Void(one, CHANGED if (unit, key.rpartition("|")[0]) in stems else GONE)
        for (unit, key), one in sorted(known.items())
        if (unit, key) not in asked
    ]
