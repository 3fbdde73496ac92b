"""What is true of the example quarter, from the numbers it was made of: never by reading a file back."""

import csv
import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from flows.machine.publishing import PLACE, aside
from kstt.form import DefinitionError, Form
from kstt.locality import Locality
from kstt.period import Period
from kstt.unit import Unit

Rows = dict[str, dict[int, int]]
"""Per field, the numbers of form II.06a by column number."""
Finding = dict[str, int | str | None]
"""A root cause: sheet, cell, kind, found, expected."""

TRUTH, RECEIVED = "truth.json", "received.csv"


@dataclass(frozen=True, slots=True)
class Sent:
    """One file of the example quarter and what must become of it; `rows` are the figures in it, if they count."""

    name: str
    unit: Unit
    received: datetime
    layout: str
    outcome: str
    findings: tuple[Finding, ...] = ()
    rows: Rows | None = None


@contextmanager
def in_place(folder: Path) -> Iterator[Path]:
    """Where to write an example that takes the place of an earlier one in `folder`, whole or not at all.

    Raises DefinitionError where files of somebody's own lie there, but for such as were put beside an example.
    """
    every = ((path.relative_to(folder).as_posix(), path) for path in folder.rglob("*") if path.is_file())
    there = {name: path for name, path in every if not name.startswith(PLACE)}
    if there and TRUTH not in there:
        raise DefinitionError(f"thư mục {folder} đã có tệp nộp; kỳ ví dụ chỉ được ghi vào thư mục trống")
    told = json.loads(there[TRUTH].read_text(encoding="utf-8"))["files"] if there else {}
    earlier = {*told, TRUTH, RECEIVED}
    retired = {name.partition("/")[0] for name in earlier}
    with aside(folder, sorted(retired)) as place:
        yield place
        for name, path in there.items():
            if name not in earlier and name.partition("/")[0] in retired:
                (place / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(path, place / name)


def write_truth(
    folder: Path, *, period: Period, locality: Locality, form: Form, sent: Mapping[Unit, Sequence[Sent]], deadline: date
) -> dict[str, int]:
    """Writes `truth.json` of what every unit sent; returns how many units are in which state."""
    told = {str(unit.code): _unit(unit, files) for unit, files in sent.items()}
    counted = [one.rows for files in sent.values() if (one := counting(files)) and one.rows]
    truth = {
        "period": str(period),
        "locality": locality.id,
        "units": told,
        "city": {form.code: _city(counted)},
        "files": {one.name: _file(one, deadline) for files in sent.values() for one in files},
    }
    (folder / TRUTH).write_text(json.dumps(truth, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")
    states = [unit["state"] for unit in told.values()]
    return {state: states.count(state) for state in sorted(set(states))}


def write_received(folder: Path, sent: Sequence[Sent]) -> None:
    """Writes `received.csv`: when each file came. Whose it is, the files themselves say."""
    with (folder / RECEIVED).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("file", "received", "unit_code"))
        writer.writerows((one.name, one.received.isoformat(), "") for one in sorted(sent, key=lambda one: one.received))


def counting(files: Sequence[Sent]) -> Sent | None:
    """The file whose figures are a unit's: the latest good one."""
    good = [one for one in files if one.outcome == "accepted"]
    return max(good, key=lambda one: one.received, default=None)


def _unit(unit: Unit, files: Sequence[Sent]) -> dict[str, Any]:
    best = counting(files)
    last = best or max(files, key=lambda one: one.received, default=None)
    rows = best.rows if best and best.rows else {}
    return {
        "name": unit.name,
        "state": last.outcome if last else "missing",
        "file": last.name if last else "",
        "rows": {field: list(numbers.values()) for field, numbers in rows.items()},
    }


def _city(counted: Sequence[Rows]) -> dict[str, Any]:
    fields: dict[str, dict[int, int]] = {}
    total: dict[int, int] = {}
    for rows in counted:
        for field, numbers in rows.items():
            of_field = fields.setdefault(field, {})
            for column, number in numbers.items():
                of_field[column] = of_field.get(column, 0) + number
                total[column] = total.get(column, 0) + number
    return {"total": total, "by_field": {field: fields[field] for field in sorted(fields)}}


def _file(one: Sent, deadline: date) -> dict[str, Any]:
    return {
        "unit_code": one.unit.code,
        "outcome": one.outcome,
        "late": one.received.date() > deadline,
        "layout": one.layout,
        "findings": list(one.findings),
    }
