"""What units owe, from the record of the last run: their open files and, by calendar and ledger, what is not there."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from flows.received.copy_names import copy_names
from flows.record.showing import Record
from kstt.reminder import OpenFile
from kstt.spelling import clean
from kstt.spoken import ended

File = Mapping[str, Any]
_FAULTY = {"must_fix": ("must_fix",), "refused": ("refuse", "must_fix")}  # verdict: the findings that made it so


def open_files(record: Record | None) -> dict[int, tuple[OpenFile, ...]]:
    """The files of each unit that leave something to do, in the order they came."""
    by_unit: dict[int, list[tuple[str, File]]] = {}
    for name, file in record["files"].items() if record else ():
        if file["unit_code"] is not None:
            by_unit.setdefault(file["unit_code"], []).append((name, file))
    found = {code: tuple(_open(sorted(files, key=_came))) for code, files in by_unit.items()}
    return {code: files for code, files in found.items() if files}


def copies_of(record: Record | None) -> dict[str, str]:
    """The returned copy of each file that has findings, as its path below the period's folder of outputs."""
    files = record["files"] if record else {}
    named = copy_names({name: file["unit_code"] for name, file in files.items() if file["findings"]})
    return {name: f"tra-lai/{copy}" for name, copy in named.items()}


def open_file(name: str, file: File) -> OpenFile:
    """What a file of a run's record leaves to do."""
    faults = tuple(_sentences(file["findings"], _FAULTY.get(file["outcome"], ())))
    asked = [one for one in file["findings"] if not (one.get("explanation") or one.get("waived"))]
    to_explain = tuple(_sentences(asked, ("must_explain",)))
    received = datetime.fromisoformat(file["received"])
    return OpenFile(name, file["sha256"], received, file["outcome"] != "refused", faults, to_explain)


def _open(files: Sequence[tuple[str, File]]) -> Iterator[OpenFile]:
    """Faulty files that no later file made up for, and files whose figures count while something is unexplained."""
    for at, (name, file) in enumerate(files):
        told = open_file(name, file)
        faulty = file["outcome"] in _FAULTY and not _made_up_for(file, files[at + 1 :])
        if faulty or (file["counts"] and told.to_explain):
            yield told


def _made_up_for(file: File, later: Sequence[tuple[str, File]]) -> bool:
    """Whether everything a file held came once more, mended or not; one that held nothing readable by any other."""
    again = {form for _, other in later for form in other["forms"]}
    return again >= set(file["forms"]) if file["forms"] else bool(later)


def _came(named: tuple[str, File]) -> tuple[datetime, str]:
    name, file = named
    return datetime.fromisoformat(file["received"]), name


def _sentences(findings: Iterable[Mapping[str, Any]], severities: Sequence[str]) -> Iterator[str]:
    for one in findings:
        if one["severity"] in severities:
            place = f"trang «{one['sheet']}», ô {one['cell']}: " if one["cell"] else ""
            yield place + " ".join(ended(said) for said in map(clean, (one["message"], one["advice"])) if said)
