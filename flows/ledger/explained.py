"""Explanations, waivers and withdrawals as the record and the ledger hold them."""

from collections.abc import Iterator, Mapping
from typing import Any

from flows.ledger.chain import Entry
from kstt.annex import Annex
from kstt.explaining import Explanation
from kstt.mention import parse
from kstt.waiver import Waiver, Withdrawal

Body = dict[str, Any]
_KEY = ("rule", "form", "line", "column", "fingerprint")
_EXPLAINED = ("unit_code", *_KEY, "found", "words", "file", "sha256")


def explained_body(one: Explanation) -> Body:
    """An explanation as an entry `explained`; without words it takes back the one before."""
    about = one.about
    of_key = {name: getattr(about, name) for name in _KEY}
    told = {"found": one.found, "words": one.words, "file": one.file or None, "sha256": one.sha256 or None}
    return {"unit_code": one.unit_code, **of_key, **told}


def explained_bodies(record: Mapping[str, Any]) -> Iterator[Body]:
    """What a run has to enter: every explanation it read from a file, whether it settles something or not."""
    for one in record.get("explanations", ()):
        if one["file"]:
            yield {name: one[name] for name in _EXPLAINED}


def explanation_of(entry: Entry) -> Explanation:
    """What an entry `explained` says; who entered it gave it, when it was entered."""
    return explanation_told(entry.signed)


def explanation_told(told: Mapping[str, Any]) -> Explanation:
    """An explanation as run.json tells it."""
    key = "|".join(str(told[name] or "") for name in _KEY)
    origin = told["by"], told["at"], told["found"], told["file"] or "", told["sha256"] or ""
    return Explanation(told["unit_code"], key, told["words"], *origin)


def waived_body(one: Waiver, *, revoked: bool = False) -> Body:
    """A waiver as an entry `waived`; a revoked one has no end."""
    until = None if revoked else str(one.until)
    return {"unit_code": one.unit_code, "rule": one.rule, "from": str(one.since), "until": until, "why": one.why}


def waiver_of(entry: Entry) -> Waiver | None:
    """What an entry `waived` says; None where it revokes."""
    return waiver_told(entry.signed) if entry.told["until"] is not None else None


def waiver_told(told: Mapping[str, Any]) -> Waiver:
    """A waiver as run.json tells it."""
    periods = parse(told["from"]), parse(told["until"])
    return Waiver(told["unit_code"], told["rule"], *periods, told["why"], told["by"], told["at"])


def withdrawn_body(one: Withdrawal, *, restored: bool) -> Body:
    """A withdrawal as an entry `withdrawn`, or the rule's return from that period on."""
    return {"rule": one.rule, "from": str(one.since), "withdrawn": not restored, "why": one.why}


def withdrawal_of(entry: Entry) -> Withdrawal:
    """Who withdrew or restored which rule by an entry `withdrawn`."""
    return withdrawal_told(entry.signed)


def withdrawal_told(told: Mapping[str, Any]) -> Withdrawal:
    """A withdrawal as run.json tells it."""
    return Withdrawal(told["rule"], parse(told["from"]), told["why"], told["by"], told["at"])


def annex_record(annex: Annex) -> Body:
    """The keys of run.json that speak of explanations, waivers and withdrawn rules; only those with something."""
    given = [(one, "") for one in annex.given] + [(one.explanation, one.why) for one in annex.void]
    given.sort(key=lambda pair: (pair[0].unit_code, pair[0].key, pair[0].at))
    record = {
        "explanations": [explained_body(one) | {"by": one.by, "at": one.at, "void": why} for one, why in given],
        "waivers": [waived_body(one) | {"by": one.by, "at": one.at} for one in annex.waivers],
        "withdrawn": [
            {"rule": one.rule, "from": str(one.since), "why": one.why, "by": one.by, "at": one.at}
            for one in annex.withdrawn
        ],
    }
    return {name: told for name, told in record.items() if told}
