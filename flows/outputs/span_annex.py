"""What the units explained and what was waived in the quarters of a longer period, as their runs recorded it."""

from collections.abc import Iterator, Mapping
from typing import Any

from flows.ledger.explained import waiver_told, withdrawal_told
from kstt.annex import Annex
from kstt.finding import Finding
from kstt.period import Period

Records = Mapping[Period, Mapping[str, Any]]


def annex_of(records: Records) -> Annex:
    """The annex of a longer period: explanations of figures that count, those still owed, waivers, withdrawn rules.

    Explanations that are void concern no figure any more; they stay in the annex of their quarter.
    """
    told = [one for quarter, record in records.items() for one in _findings(quarter, record)]
    waivers = dict.fromkeys(waiver_told(one) for record in records.values() for one in record.get("waivers", ()))
    withdrawn = dict.fromkeys(
        withdrawal_told(one) for record in records.values() for one in record.get("withdrawn", ())
    )
    explained, owed = tuple(one for one in told if one.explanation), tuple(one for one in told if one.owed)
    return Annex(explained, owed, waivers=tuple(waivers), withdrawn=tuple(withdrawn))


def _findings(quarter: Period, record: Mapping[str, Any]) -> Iterator[Finding]:
    for name, file in record["files"].items():
        for one in file["findings"] if file["counts"] else ():
            if one["severity"] == "must_explain" and not one["waived"]:
                yield _finding(quarter, name, file["unit_code"], one)


def _finding(quarter: Period, name: str, unit_code: int, one: Mapping[str, Any]) -> Finding:
    same = ("severity", "rule", "advice", "form", "line", "column", "found", "expected", "explanation")
    return Finding(
        **{key: one[key] for key in same},
        message=f"{quarter.name}: {one['message']}",
        explained_by=one["explained_by"],
        explained_at=one["explained_at"],
        file=f"{quarter}/{name}",
        unit_code=unit_code,
    )
