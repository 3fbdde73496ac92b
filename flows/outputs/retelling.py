"""What a run gathered, told again from run.json: files, states, findings and explanations as they were judged then.

Together with the Parquet files this is everything the outputs were made of, so that a proof can write them again.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import PurePath
from typing import Any

import pandas as pd

from flows.ledger.explained import explanation_told, waiver_told, withdrawal_told
from flows.outputs.sources import owned
from flows.record.gathered import Gathered
from kstt.annex import Annex
from kstt.explaining import Void, about
from kstt.finding import Finding
from kstt.period import Period
from kstt.provenance import FileSource, Normalisation, Provenance, ReadOtherwise
from kstt.sheet import place
from kstt.unit import Register

Told = Mapping[str, Any]
_COPIED = ("severity", "rule", "message", "advice", "form", "sheet", "line", "column", "found", "expected")
_SETTLED = ("explanation", "explained_by", "explained_at", "waived")


def gathered_again(
    record: Told, period: Period, register: Register, figures: pd.DataFrame, texts: pd.DataFrame
) -> Gathered:
    """What a quarter's run gathered; `register` knows every unit ever. Frames as in flows.received.figures."""
    files = sorted(record["files"].items(), key=lambda one: PurePath(one[0]))  # as the folder was looked into
    findings = [_finding(told, name, file["unit_code"]) for name, file in files for told in file["findings"]]
    read_otherwise = [one for name, file in files for one in _read_otherwise(name, file)]
    return Gathered(
        figures,
        texts,
        _provenance(record, period, register, [_file(*one) for one in files], read_otherwise),
        any(file["counts"] for _, file in files),
        findings,
        read_otherwise,
        closed=record.get("closed", ""),
        annex=_annex(record, findings),
    )


def _file(name: str, told: Told) -> FileSource:
    return FileSource(
        name=name,
        sha256=told["sha256"],
        received=datetime.fromisoformat(told["received"]),
        unit_code=told["unit_code"],
        outcome=told["outcome"],
        counts=told["counts"],
        forms=tuple(told["forms"]),
        lines=told.get("lines", 0),
        late=told["late"],
        superseded_by=told["superseded_by"],
    )


def _provenance(
    record: Told,
    period: Period,
    register: Register,
    files: Sequence[FileSource],
    read_otherwise: Sequence[ReadOtherwise],
) -> Provenance:
    units = register.valid_on(period.window[1]).units
    return owned(
        {unit: record["units"][str(unit.code)]["state"] for unit in units},
        files,
        read_otherwise,
        (Normalisation(one["file"], "", one["reason"], 1, "", "") for one in record["set_aside"]),
        ((one["what"], one["name"], one["hash"]) for one in record["hashes"]),
        date.fromisoformat(record["deadline"]),
    )


def _read_otherwise(name: str, file: Told) -> Iterator[ReadOtherwise]:
    for one in file["normalisations"]:
        yield name, one["sheet"], one["kind"], one["cell"], one["found"], one["read"]


def _finding(told: Told, file: str, unit_code: int | None) -> Finding:
    row, column = place(told["cell"]) if told["cell"] else (0, 0)
    copied = {name: told[name] for name in (*_COPIED, *_SETTLED)}
    subject = about(told["key"]).line if told["key"] else ""
    return Finding(
        **copied,
        row=row,
        column_at=column,
        file=file,
        unit_code=unit_code,
        suspects=tuple(told["suspects"]),
        also=tuple(told.get("also", ())),
        left_blank=told.get("left_blank", False),
        identity=told.get("identity", ""),
        subject=subject,
    )


def _annex(record: Told, findings: Sequence[Finding]) -> Annex:
    given = [(explanation_told(one), str(one["void"])) for one in record.get("explanations", ())]
    void = [Void(one, why) for one, why in given if why]
    return Annex(
        tuple(one for one in findings if one.explanation),
        tuple(one for one in findings if one.owed),
        tuple(one for one, why in given if not why),
        tuple(sorted(void, key=lambda one: (one.explanation.unit_code, one.explanation.key))),
        tuple(waiver_told(one) for one in record.get("waivers", ())),
        tuple(withdrawal_told(one) for one in record.get("withdrawn", ())),
    )
