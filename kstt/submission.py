"""Which submission counts: per unit and form the latest good one; and what that makes of files and units."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import PurePosixPath

from kstt.finding import Verdict
from kstt.spelling import plain
from kstt.unit import Unit

AFTER_CLOSING = "after_closing"
_TOGETHER = timedelta(minutes=1)
_CORRECTED = re.compile(
    r"\b(?:sua|(?:dinh|hieu|dieu) chinh|thay the|bo sung|cap nhat|(?:gui|nop|lap|lam) lai|lan (?:[2-9]|1\d|hai|ba)|"
    r"ban (?:[2-9]|moi)|chinh thuc|hoan chinh|v[2-9])\b"
)
_LAST = re.compile(r"\b(?:(?:ban|lan) cuoi|cuoi cung|moi nhat|final)\b")
_ROUND = re.compile(  # «sửa lần 2», «v2», «bản sửa 2»; «sửa 16.3» is a day
    r"\b(?:lan |v|ban )(?P<said>\d{1,2}|hai|ba)\b|\b(?:sua|chinh)(?: lai)? (?P<after>\d{1,2})\b(?! \d)"
)
_IN_WORDS = {"hai": 2, "ba": 3}
_NO_MORE = 100  # what says it is the last comes after every round
_FORMER = re.compile(  # «sap nhap» is a merger of units, no draft
    r"\b(?:(?:ban|file|tep|so lieu) (?:cu|nhap|loi|sai)|draft|old|bi (?:loi|sai)|(?:chua|truoc khi) (?:chinh )?sua)\b|"
    r"(?<!\bsap) nhap$"
)
_COUNTER = re.compile(r"^(?P<name>.*?)\s*\((?P<count>\d{1,3})\)$")


@dataclass(frozen=True, slots=True)
class Submission:
    """One received file with its verdict. `unit_code` is None where nobody knows whose it is.

    One that came after the period was closed is not `eligible` to count.
    """

    file: str
    received: datetime
    unit_code: int | None
    verdict: Verdict
    forms: tuple[str, ...]
    eligible: bool

    @property
    def good(self) -> bool:
        """Whether it may count."""
        return self.eligible and self.verdict == "accepted" and self.unit_code is not None


def counting(submissions: Iterable[Submission]) -> dict[tuple[int, str], str]:
    """The file that counts for each unit and form: the latest accepted one.

    Of files copied together, at one instant or one after the other, that is one whose name says it was corrected, and
    none whose name says it was not, then the last by name: «an-duong (2).xlsx» comes after «an-duong.xlsx».
    """
    counts: dict[tuple[int, str], Submission] = {}
    for one in sorted(submissions, key=lambda one: arrival(one.file, one.received)):
        for form in one.forms if one.good else ():
            held = counts.get((one.unit_code or 0, form))
            if held is None or not _corrects(held, one):
                counts[one.unit_code or 0, form] = one
    return {at: one.file for at, one in counts.items()}


def arrival(file: str, received: datetime) -> tuple[datetime, int, str, int, str]:
    """A key that sorts files as they came: of one moment, what says it was corrected is later, then by name."""
    return received, _rank(file), *_counted(_stem(file)), file


def came_later(one: Submission, other: Submission) -> bool:
    """Whether a file came after another one; of two that came together, whether it alone says that it corrects."""
    apart = one.received - other.received
    return apart > _TOGETHER or (apart >= -_TOGETHER and named_later(one, other))


def named_later(one: Submission, other: Submission) -> bool:
    """Whether the names alone say that a file came after another one: «sửa lần 2» after «sửa lần 1»."""
    return _rank(one.file) > _rank(other.file)


def _corrects(held: Submission, later: Submission) -> bool:
    """Whether a file corrects one that was only copied after it: folders are copied in the order of names."""
    if later.received - held.received > _TOGETHER:
        return False
    if _rank(held.file) != _rank(later.file):
        return _rank(held.file) > _rank(later.file)
    if _rank(later.file) > 0:
        return False
    former, latter = _stem(held.file), _stem(later.file)
    (name, count), (other, further) = _counted(former), _counted(latter)
    if name == other:
        return count > further
    return former.startswith(latter)


def _rank(file: str) -> int:
    """The round of corrections a name tells, 1 where it tells none; -1 where it tells of a former state, else 0."""
    words = plain(_stem(file))
    if _FORMER.search(words):
        return -1
    if _LAST.search(words):
        return _NO_MORE
    if not _CORRECTED.search(words):
        return 0
    told = _ROUND.search(words)
    said = (told["said"] or told["after"]) if told else "1"
    return _IN_WORDS.get(said) or int(said)


def _counted(stem: str) -> tuple[str, int]:
    """A name without the number a computer gives to a second file of that name, and the number: (10) follows (2)."""
    found = _COUNTER.match(stem)
    return (found["name"], int(found["count"])) if found else (stem, 0)


def _stem(file: str) -> str:
    return str(PurePosixPath(file).with_suffix(""))


def outcome(one: Submission, counts: dict[tuple[int, str], str]) -> str:
    """The verdict; `superseded` for a good file none of whose forms counts any more, or what came after closing."""
    if one.verdict == "accepted" and not one.eligible:
        return AFTER_CLOSING
    if one.good:
        used = any(counts.get((one.unit_code or 0, form)) == one.file for form in one.forms)
        return "accepted" if used else "superseded"
    return one.verdict


def superseded_by(one: Submission, submissions: Sequence[Submission], counts: dict[tuple[int, str], str]) -> str:
    """The later file that took the place of this one, for any of its forms; empty where none did.

    So did one that corrects it, though it was copied before. A faulty file is not replaced by an earlier good one.
    """
    came = arrival(one.file, one.received)
    later = {two.file for two in submissions if arrival(two.file, two.received) > came or _corrects(two, one)}
    return next((file for form in one.forms if (file := counts.get((one.unit_code or 0, form), "")) in later), "")


def state(unit: Unit, submissions: Iterable[Submission]) -> str:
    """What became of a unit: the best verdict among its files, or missing."""
    mine = [one for one in submissions if one.unit_code == unit.code]
    kinds = {outcome(one, {}) if not one.eligible else one.verdict for one in mine}
    return next((kind for kind in ("accepted", AFTER_CLOSING, "must_fix", "refused") if kind in kinds), "missing")
