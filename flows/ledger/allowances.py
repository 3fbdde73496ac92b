"""What the ledger says about rules and findings of a period: explanations by command, waivers, withdrawn rules."""

from collections.abc import Iterable
from dataclasses import dataclass

from flows.ledger.chain import Entry, Kind
from flows.ledger.closing import CLOSING, closed_by
from flows.ledger.explained import explanation_of, waiver_of, withdrawal_of
from flows.ledger.store import Ledger
from kstt.explaining import Explanation
from kstt.period import Period, in_force
from kstt.waiver import Waiver, Withdrawal
from validation.register import InForce, rules

KINDS: tuple[Kind, ...] = ("explained", "waived", "withdrawn")


@dataclass(frozen=True, slots=True)
class Allowances:
    """What stood in the ledger before a run of the period; explanations read from files are not among them."""

    period: Period
    explanations: tuple[Explanation, ...]
    waivers: tuple[Waiver, ...]
    withdrawn: tuple[Withdrawal, ...]

    @property
    def in_force(self) -> InForce:
        """The rules that judge the period."""
        return InForce(self.period, frozenset(one.rule for one in self.withdrawn))


def allowances_of(ledger: Ledger, locality: str, period: Period, *, even_closed: bool = False) -> Allowances:
    """What the ledger allows a locality in a period; what was entered after that was closed only if `even_closed`.

    Words on findings count all the same: they change no figure.
    """
    closed = None if even_closed else closed_by(ledger.entries(locality, str(period), (CLOSING,)))
    entries = ledger.entries(locality, kinds=KINDS)
    every = [one for one in entries if closed is None or one.kind == "explained" or one.seq < closed.seq]
    by_command = [one for one in every if one.kind == "explained" and one.period == str(period)]
    said = (explanation_of(one) for one in by_command)
    return Allowances(
        period,
        tuple(one for one in said if not one.file),
        tuple(_waivers(every, period)),
        tuple(_withdrawn(every, period)),
    )


def _waivers(entries: Iterable[Entry], period: Period) -> list[Waiver]:
    """The newest word on each unit, rule and first period, where it covers the period."""
    newest: dict[tuple[object, ...], Waiver | None] = {}
    for entry in entries:
        if entry.kind == "waived":
            told = entry.told
            newest[told["unit_code"], told["rule"], told["from"]] = waiver_of(entry)
    found = [one for one in newest.values() if one and in_force(one.since, one.until, period)]
    return sorted(found, key=lambda one: (one.unit_code, one.rule, one.since))


def _withdrawn(entries: Iterable[Entry], period: Period) -> list[Withdrawal]:
    """The rules whose newest entry about the period, or one before it, withdraws them."""
    newest: dict[str, Withdrawal | None] = {}
    for entry in entries:
        if entry.kind == "withdrawn" and in_force((told := withdrawal_of(entry)).since, None, period):
            newest[told.rule] = told if entry.told["withdrawn"] else None
    return [one for rule in rules() if (one := newest.get(rule))]
