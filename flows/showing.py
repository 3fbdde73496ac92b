"""What a run looks like to an operator: summary rows, who is missing, who has to act, from its record."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from kstt.finding import EXPLAINED, SEVERITIES, VERDICTS, WAIVED

Record = Mapping[str, Any]


def summary_rows(record: Record) -> list[dict[str, Any]]:
    """How many units are in each state, and how many files; the rows of the closing table."""
    units = Counter(unit["state"] for unit in record["units"].values())
    files = Counter(file["outcome"] for file in record["files"].values())
    return [
        {"Kết quả": VERDICTS[kind].capitalize(), "Đơn vị": units.get(kind, 0), "Tệp": files.get(kind, 0)}
        for kind in VERDICTS
    ]


def level_of(one: Mapping[str, Any]) -> str:
    """How grave a finding of a record is now, as `Finding.level` tells it."""
    return WAIVED if one.get("waived") else EXPLAINED if one.get("explanation") else SEVERITIES[one["severity"]]


def explanations(record: Record) -> tuple[int, int]:
    """How many explanations are still owed, and how many were given."""
    findings = [one for file in record["files"].values() for one in file["findings"]]
    given = sum(bool(one.get("explanation")) for one in findings)
    return sum(one["severity"] == "must_explain" for one in findings) - given, given


def missing_units(record: Record) -> list[str]:
    """Names of the units nothing was received from."""
    return [unit["name"] for unit in record["units"].values() if unit["state"] == "missing"]


def uneven_units(record: Record) -> list[str]:
    """Names of the units whose numbers do not add up over the quarters of a longer period."""
    return [record["units"][str(code)]["name"] for code in record.get("uneven", ())]


def waiting_units(record: Record) -> list[tuple[str, str]]:
    """Units whose report does not count yet, with what they have to do."""
    states = ("must_fix", "refused")
    return [(unit["name"], VERDICTS[unit["state"]]) for unit in record["units"].values() if unit["state"] in states]
