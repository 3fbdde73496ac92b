"""Entries of the ledger and the chain between them; no database, no clock."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal

from kstt.form import DefinitionError

Kind = Literal[
    "received",
    "counts",
    "run",
    "issued",
    "closing",
    "explained",
    "waived",
    "withdrawn",
    "reminded",
    "answered",
    "correction",
    "round",
]
START = "0" * 64  # what stands for the hash before the first entry


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry; `body` is canonical JSON, `at` a time with offset, `who` the user of the operating system."""

    seq: int
    at: str
    who: str
    kind: Kind
    locality: str
    period: str
    body: str
    previous: str = START
    hash: str = ""

    @property
    def line(self) -> str:
        """The canonical line that is hashed and exported: one JSON object with its keys in this order."""
        names = ("seq", "at", "who", "kind", "locality", "period")
        head = json.dumps({name: getattr(self, name) for name in names}, ensure_ascii=False, separators=(",", ":"))
        return f'{head[:-1]},"body":{self.body}}}'

    @property
    def told(self) -> dict[str, Any]:
        """The body as data; raises DefinitionError where somebody made it unreadable."""
        try:
            told: dict[str, Any] = json.loads(self.body)
        except ValueError:
            raise DefinitionError(f"mục {self.seq} của sổ cái đã bị sửa; hãy chạy: kstt ledger verify") from None
        return told

    @property
    def signed(self) -> dict[str, Any]:
        """The body as data, with who entered it and when."""
        return self.told | {"by": self.who, "at": self.at}


@dataclass(frozen=True, slots=True)
class Checked:
    """What checking a chain showed: how many entries hold, the last good hash, and the first fault in Vietnamese."""

    entries: int
    head: str
    fault: str = ""


def chained(entry: Entry, previous: str) -> Entry:
    """The entry with its place in the chain sealed."""
    return replace(entry, previous=previous, hash=digest(previous, entry.line))


def digest(previous: str, line: str) -> str:
    """SHA-256 over the former hash, a line feed, and the canonical line."""
    return hashlib.sha256(f"{previous}\n{line}".encode()).hexdigest()


def noted(text: str) -> str:
    """A hash as somebody noted it, or its beginning («2B1B0178…»); raises DefinitionError where it is none.

    >>> noted(" 2B1B 0178… ")
    '2b1b0178'
    """
    known = "".join(text.split()).rstrip(".…").casefold()
    if not (known and set(known) <= set("0123456789abcdef")):
        raise DefinitionError(f"«{text}» không phải là mã của sổ cái; hãy ghi như 69a822ca (chữ số và các chữ a đến f)")
    return known


def check(entries: Iterable[Entry], head: tuple[int, str], known: str = "") -> Checked:
    """Follows the chain from the start; stops at the first entry that does not hold.

    `head` is what the ledger noted as its last entry, which gives away a missing tail. `known` is the beginning of a
    hash somebody wrote down earlier: it must be in the chain.
    """
    number, last, seen = 0, START, not known
    for entry in entries:
        if fault := _fault(entry, number + 1, last):
            return Checked(number, last, fault)
        number, last = entry.seq, entry.hash
        seen = seen or last.startswith(known)
    if (number, last) != head:
        return Checked(number, last, f"mục {number + 1}: thiếu; sổ cái từng ghi đến mục {head[0]}, mã {head[1]}")
    if not seen:
        return Checked(number, last, f"không có mục nào mang mã {known}: sổ cái đã bị thay hoặc cắt bớt")
    return Checked(number, last)


def _fault(entry: Entry, number: int, last: str) -> str:
    if entry.seq != number:
        return f"mục {number}: thiếu (mục kế tiếp mang số {entry.seq})"
    if entry.previous != last:
        return f"mục {number} ({entry.kind}): không nối với mục trước"
    if entry.hash != digest(last, entry.line):
        return f"mục {number} ({entry.kind}): nội dung đã bị sửa, không khớp mã băm"
    return ""
