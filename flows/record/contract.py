"""run.json and the Parquet files: the public contract of a run (docs/contract.md). Raise VERSION on a change."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from kstt.finding import Finding
from kstt.locality import Locality
from kstt.period import Period
from kstt.provenance import FileSource, Provenance, ReadOtherwise

VERSION = "1"
FRAMES = ("figures.parquet", "texts.parquet")
RECORD = "run.json"


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
    path.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")


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
