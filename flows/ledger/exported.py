"""The ledger as a text file that anybody can check with sha256sum: written, and read again.

A line is an entry: its hash, a space, the canonical line (docs/so-cai.md).
"""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from flows.ledger.chain import START, Entry
from flows.ledger.store import Ledger, place_of, reading, told
from flows.machine.publishing import aside
from kstt.form import DefinitionError

_SQLITE = b"SQLite format 3\0"
_BODY = ',"body":'  # a quote within a text is written \", so this stands once in a line


def export(ledger: Ledger, target: Path) -> int:
    """Writes the entries of a ledger, and returns how many; the file is there whole or not at all.

    Raises DefinitionError where the target is the ledger or a folder, Locked where it can not be written.
    """
    if target.resolve() == Path(ledger.place).resolve():
        raise DefinitionError(f"«{target}» chính là sổ cái; hãy xuất ra tệp khác")
    if target.is_dir():
        raise DefinitionError(f"«{target}» là thư mục; hãy ghi thêm tên tệp, ví dụ {target / 'so-cai.txt'}")
    with told("Không ghi được tệp", target), aside(target.parent) as new:
        lines = (f"{entry.hash} {entry.line}\n" for entry in ledger.entries())
        with (new / target.name).open("w", encoding="utf-8", newline="\n") as file:
            return sum(1 for line in lines if file.write(line))


@contextmanager
def taken_from(source: Path) -> Iterator[tuple[Iterable[Entry], tuple[int, str]]]:
    """The entries of a ledger's own file or of an exported text, as they stand there, and what it says is the last.

    Whether they hold is for the chain's check to say. Raises DefinitionError where the file is neither.
    """
    with source.open("rb") as file:
        of_database = file.read(len(_SQLITE)) == _SQLITE
    if of_database:
        with reading(place_of(source, f"sqlite:///{source}")) as ledger:
            yield ledger.entries(), ledger.head()
    else:
        entries = list(_exported(source))
        yield entries, (entries[-1].seq, entries[-1].hash)


def _exported(source: Path) -> Iterator[Entry]:
    last = START
    with told("Không đọc được tệp", source), source.open(encoding="utf-8-sig", errors="replace", newline="\n") as file:
        for number, line in enumerate(file, start=1):
            entry = _entry(line.rstrip("\r\n"), last)
            if entry is None:
                raise DefinitionError(
                    f"«{source}», dòng {number} không phải mục của sổ cái; chỉ nhập được tệp so-cai.sqlite, "
                    "hoặc tệp do kstt ledger export ghi và không ai sửa"
                )
            last = entry.hash
            yield entry
    if last == START:
        raise DefinitionError(f"«{source}» không có mục nào của sổ cái")


def _entry(line: str, last: str) -> Entry | None:
    sealed, _, told_line = line.partition(" ")
    head, _, body = told_line.partition(_BODY)
    try:
        entry = Entry(**json.loads(f"{head}}}"), body=body[:-1], previous=last, hash=sealed)
    except (TypeError, ValueError):
        return None
    return entry if entry.line == told_line else None
