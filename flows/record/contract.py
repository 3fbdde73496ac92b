"""run.json and the Parquet files: the public contract of a run (docs/contract.md). Raise VERSION on a change."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from flows.machine.speaking import complain
from kstt.finding import Finding
from kstt.locality import Locality
from kstt.period import Period
from kstt.provenance import FileSource, Provenance, ReadOtherwise

VERSION = "1"
FRAMES = ("figures.parquet", "texts.parquet")
RECORD = "run.json"
_KEYS = {"period", "locality", "files", "units", "hashes", "outputs"}
_ISSUES = 1000  # numbers of issues stay below
_TOLD: set[tuple[Path, int]] = set()  # damaged files told of, with the times of their last change


def run_record(
    period: Period,
    locality: Locality,
    sources: Provenance,
    findings: Sequence[Finding],
    normalised: Iterable[ReadOtherwise],
) -> dict[str, Any]:
    """What a run found, without its outputs: period, locality, files with findings, units with states."""
    files = [file for unit in sources.units for file in unit.files] + list(sources.strangers)
    told: dict[str, list[dict[str, Any]]] = {}
    for file, sheet, kind, cell, value, number in normalised:
        told.setdefault(file, []).append(
            {"kind": kind, "sheet": sheet, "cell": cell, "found": _plain(value), "read": number}
        )
    by_file: dict[str, list[Finding]] = {}
    for finding in findings:
        by_file.setdefault(finding.file, []).append(finding)
    return {
        "contract": VERSION,
        "period": str(period),
        "locality": locality.id,
        "deadline": sources.deadline.isoformat(),
        "coverage": {"reporting": sum(unit.state == "accepted" for unit in sources.units), "units": len(sources.units)},
        "files": {
            file.name: _file(file, by_file.get(file.name, []), told.get(file.name, []))
            for file in sorted(files, key=lambda file: file.name)
        },
        "units": {str(unit.unit.code): {"name": unit.unit.name, "state": unit.state} for unit in sources.units},
        "set_aside": [{"file": one.file, "reason": one.kind} for one in sources.normalisations if not one.cells],
        "hashes": [{"what": what, "name": name, "hash": value} for what, name, value in sources.hashes],
    }


def write_json(path: Path, record: Mapping[str, Any]) -> None:
    """A record as readable JSON with the same bytes for the same content."""
    path.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def read_run(folder: Path) -> dict[str, Any] | None:
    """The record of the last run in a period's folder; None where there was none or it is damaged.

    Outputs can be made again, so a damaged record is as none; the officer is told once, whoever passes over it.
    """
    record = _record(folder)
    if isinstance(record, str):
        tell_once(folder / RECORD, f"{record[0].upper()}{record[1:]}. Tệp này được coi như không có")
        return None
    return record


def tell_once(path: Path, sentence: str) -> None:
    """Tells the officer of a damaged output, once for each state of the file, whoever passes over it."""
    if (once := (path.resolve(), path.stat().st_mtime_ns)) not in _TOLD:
        _TOLD.add(once)
        complain(sentence)


def way_back(folder: Path) -> str:
    """The command that makes a folder's files anew, as a word of advice."""
    kept = folder.name.isdecimal() and int(folder.name) < _ISSUES  # of a period 2026 it would be a year
    return f"lấy lại: kstt restore {folder.parent.name} {folder.name}" if kept else f"chạy lại: kstt run {folder.name}"


def damaged(folder: Path) -> str:
    """Which record in a folder can not be read and what makes it anew, in Vietnamese; empty where it is whole or none.

    What an issue keeps is made anew by `kstt restore`, a period's own folder by `kstt run`.
    """
    record = _record(folder)
    return record if isinstance(record, str) else ""


def _record(folder: Path) -> dict[str, Any] | str | None:
    path = folder / RECORD
    if not path.is_file():
        return None
    try:
        record = json.loads(path.read_bytes().decode("utf-8"))
    except (ValueError, RecursionError):  # cut, of other bytes, not JSON
        record = None
    if isinstance(record, dict) and record.keys() >= _KEYS:
        return record
    return f"tệp {path} bị hỏng, không đọc được; hãy {way_back(folder)}"


def _file(file: FileSource, findings: Sequence[Finding], normalised: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "unit_code": file.unit_code,
        "outcome": file.outcome,
        "sha256": file.sha256,
        "received": file.received.isoformat(timespec="seconds"),
        "late": file.late,
        "counts": file.counts,
        "superseded_by": file.superseded_by,
        "forms": list(file.forms),
        "lines": file.lines,
        "findings": [_finding(one) for one in findings],
        "normalisations": normalised,
    }


def _finding(one: Finding) -> dict[str, Any]:
    return {
        "severity": one.severity,
        "rule": one.rule,
        "form": one.form,
        "sheet": one.sheet,
        "cell": one.cell,
        "line": one.line,
        "column": one.column,
        "found": _plain(one.found),
        "expected": _plain(one.expected),
        "suspects": list(one.suspects),
        "also": list(one.also),
        "left_blank": one.left_blank,
        "identity": one.identity,
        "difference": one.difference,
        "message": one.message,
        "advice": one.advice,
        "explanation": one.explanation,
        "explained_by": one.explained_by,
        "explained_at": one.explained_at,
        "waived": one.waived,
        "key": one.key if one.severity == "must_explain" else "",
    }


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)
