"""What a run looks like to an operator: summary rows, who is missing, who has to act, from its record."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from kstt.finding import EXPLAINED, SEVERITIES, VERDICTS, WAIVED

_OF_FILES = ("superseded", "after_closing")
Record = Mapping[str, Any]


def summary_rows(record: Record) -> list[dict[str, Any]]:
    """How many units are in each state, and how many files, which a sum of quarters has none of: the closing table."""
    units = Counter(unit["state"] for unit in record["units"].values())
    files = Counter(file["outcome"] for file in record["files"].values())
    summed = "quarters" in record
    kinds = [kind for kind in VERDICTS if not (summed and kind in _OF_FILES)]
    rows = [{"Kết quả": VERDICTS[kind].capitalize(), "Đơn vị": units.get(kind, 0)} for kind in kinds]
    return rows if summed else [row | {"Tệp": files.get(kind, 0)} for kind, row in zip(kinds, rows, strict=True)]


def level_of(one: Mapping[str, Any]) -> str:
    """How grave a finding of a record is now, as `Finding.level` tells it."""
    return WAIVED if one.get("waived") else EXPLAINED if one.get("explanation") else SEVERITIES[one["severity"]]


def explanations(record: Record) -> tuple[int, int]:
    """How many explanations are still owed, and how many were given."""
    findings = [one for file in record["files"].values() for one in file["findings"]]
    given = sum(bool(one.get("explanation")) for one in findings)
    return sum(one["severity"] == "must_explain" for one in findings) - given, given


def owing_units(record: Record) -> list[str]:
    """Names of the units that still owe an explanation."""
    asked = {
        file["unit_code"]
        for file in record["files"].values()
        if any(one["severity"] == "must_explain" and not one.get("explanation") for one in file["findings"])
    }
    return [unit["name"] for code, unit in record["units"].items() if int(code) in asked]


def missing_units(record: Record, owed: Mapping[str, str] | None = None) -> list[str]:
    """Names of the units nothing was received from and that do not stand among those `owed` by quarter."""
    told = owed or {}
    missing = (unit["name"] for unit in record["units"].values() if unit["state"] == "missing")
    return [name for name in missing if name not in told]


def uneven_units(record: Record) -> list[str]:
    """Names of the units whose numbers do not add up over the quarters of a longer period."""
    return [record["units"][str(code)]["name"] for code in record.get("uneven", ())]


def waiting_units(record: Record, owed: Mapping[str, str] | None) -> list[tuple[str, str]]:
    """Units whose report does not count yet, with what they have to do, by quarter where that is known of `owed`."""
    states, told = ("must_fix", "refused"), owed or {}
    return [
        (unit["name"], told.get(unit["name"], VERDICTS[unit["state"]]))
        for unit in record["units"].values()
        if unit["state"] in states or unit["name"] in told
    ]
