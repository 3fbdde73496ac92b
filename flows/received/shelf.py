"""The shelf: what reading and judging a file gave, by the hash of all it depends on; a re-run reads what is new.

It lies in `dem/` beside the folder of outputs and may be deleted at any time. A file judged by another program, other
definitions or lists, or under another name is not found here and is read again.
"""

import hashlib
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from flows.machine.canonical import canonical
from flows.machine.publishing import aside, sha256_of
from flows.received.folder import Inbox, Received
from flows.received.intake import Taken, TextCell
from flows.record.hashes import hashes_of
from flows.record.request import SHELVES, Request, base_of
from kstt.explaining import Answer
from kstt.finding import Finding
from kstt.form import Form
from kstt.locality import Locality
from kstt.unit import Register
from report_templates.definition_faults import adapter_of
from validation.parsed import Parsed

if TYPE_CHECKING:  # pandas and pandera load while the children are already reading
    from flows.received.collecting import Case

_MANY = 16  # pieces after which they are written as one
_COLUMNS = ("key", "case")


@dataclass(slots=True)
class Kept:
    """A case as it is put away: everything but the received file and the unit itself."""

    sha256: str
    refused: tuple[str, str, str] | None
    texts: list[list[TextCell]]
    unit_code: int | None
    forms: dict[str, Parsed]
    findings: list[Finding]
    set_aside: list[str]
    answers: list[Answer]


@dataclass
class Shelf:
    """What is known of the files of a run: `keys` by a file's name, `pieces` what is put away under them, as JSON.

    `cases` are those of before, by name, once they were recalled.
    """

    folder: Path
    context: str
    keys: dict[str, str]
    pieces: dict[str, bytes] = field(default_factory=dict)
    cases: dict[str, "Case"] = field(default_factory=dict)
    number: int = 0

    def has(self, received: Received) -> bool:
        """Whether a file need not be read again."""
        return self.keys[received.name] in self.pieces

    def fresh(self, inbox: Inbox) -> Inbox:
        """The part of the inbox that has to be read."""
        return Inbox(tuple(one for one in inbox.files if not self.has(one)), inbox.ignored)

    def completed(self, inbox: Inbox, judged: Sequence["Case"], register: Register) -> list["Case"]:
        """The cases of the whole inbox in its order, from those judged now, which are put away, and those before."""
        self.recall(inbox, register)
        self._put_away(judged)
        known = self.cases | {case.received.name: case for case in judged}
        return [known[one.name] for one in inbox.files]

    def recall(self, inbox: Inbox, register: Register) -> None:
        """Takes the cases of before from their pieces, once."""
        if not self.cases:
            self.cases = {one.name: self._case(one, register) for one in inbox.files if self.has(one)}

    def _case(self, received: Received, register: Register) -> "Case":
        from flows.received.collecting import Case

        kept = adapter_of(Kept).validate_json(self.pieces[self.keys[received.name]])
        taken = Taken(kept.sha256, kept.refused, texts=kept.texts, answers=kept.answers)
        unit = None if kept.unit_code is None else register.get(kept.unit_code)
        case = Case(received, taken, unit, kept.forms, kept.findings, kept.set_aside)
        case.findings = [case.own(one) for one in case.findings]  # it may have been judged under another name
        return case

    def _put_away(self, cases: Iterable["Case"]) -> None:
        """Keeps what was judged anew; many small pieces become one, without what is no longer asked for."""
        told = {self.keys[case.received.name]: adapter_of(Kept).dump_json(_kept(case)) for case in cases}
        if not told:
            return
        self.pieces |= told
        many = self.number >= _MANY
        wanted = set(self.keys.values())
        content = {key: piece for key, piece in self.pieces.items() if key in wanted} if many else told
        with aside(self.folder, retired=[path.name for path in self.folder.glob("*.parquet")] if many else ()) as new:
            _write(new / f"{_digest(*content)[:16]}.parquet", content)

    def copy_key(self, content: str) -> str:
        """The key of a returned copy of that content."""
        return _digest(self.context, content)

    def copy_of(self, key: str, target: Path) -> bool:
        """Brings back a returned copy written before; False where there is none of that key."""
        path = self.folder / "tra-lai" / f"{key}.xlsx"
        if not path.is_file():
            return False
        shutil.copyfile(path, target)
        return True

    def keep_copies(self, written: Mapping[str, Path]) -> None:
        """Keeps the returned copies of this run by their keys, and no others."""
        with aside(self.folder) as new:
            (new / "tra-lai").mkdir()
            for key, path in written.items():
                shutil.copyfile(path, new / "tra-lai" / f"{key}.xlsx")


def shelf_of(
    request: Request, locality: Locality, forms: Sequence[Form], inbox: Inbox, withdrawn: Iterable[str]
) -> Shelf:
    """The shelf for a run's files, judged without the rules withdrawn.

    A damaged piece is passed over: its files are read again.
    """
    hashes = [*hashes_of(locality, forms, request.period.year)]
    context = _digest(str(request.period), locality.id, canonical([hashes, sorted(withdrawn)]))
    keys = {one.name: _digest(context, canonical(list(_facts(one)))) for one in inbox.files}
    shelf = Shelf(base_of(request.out) / SHELVES / locality.id / str(request.period), context, keys)
    wanted = set(keys.values())
    for path in sorted(shelf.folder.glob("*.parquet")):
        shelf.number += 1
        shelf.pieces |= {key: piece for key, piece in _read(path) if key in wanted}
    return shelf


def _facts(received: Received) -> Iterator[object]:
    """What a file's case depends on besides definitions: its bytes, and what is said of it from outside."""
    yield sha256_of(received.path)
    yield received.sent_as
    yield received.declared
    yield received.folder


def _kept(case: "Case") -> Kept:
    read, told = case.taken, (case.unit_code, case.forms, case.findings, case.set_aside)
    return Kept(read.sha256, read.refused, read.texts, *told, read.answers)


def _read(path: Path) -> Iterator[tuple[str, bytes]]:
    from pyarrow import ArrowException

    from flows.machine.parquet import read_table

    try:
        table = read_table(path, _COLUMNS)
    except (ArrowException, OSError):
        return
    yield from zip(*(table[name].to_pylist() for name in _COLUMNS), strict=True)


def _write(path: Path, content: Mapping[str, bytes]) -> None:
    import pyarrow as pa
    from pyarrow.parquet import write_table

    columns = pa.array(list(content), pa.string()), pa.array(list(content.values()), pa.large_binary())
    write_table(pa.table(dict(zip(_COLUMNS, columns, strict=True))), path, compression="zstd")


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
