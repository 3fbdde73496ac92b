"""What the ledger allows in a period: words, waivers and withdrawn rules, by the newest entry on each."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.ledger.allowances import Allowances, allowances_of
from flows.ledger.explained import explained_body, waived_body, withdrawn_body
from flows.ledger.store import Ledger, place_of, writing
from kstt.explaining import Explanation
from kstt.period import Period
from kstt.waiver import Waiver, Withdrawal

Q1, Q2, Q3, Q4 = (Period(2026, part) for part in ("Q1", "Q2", "Q3", "Q4"))
CROSS, SUM, PEERS = "cross.online_dossiers", "identity.sum", "memory.peers"
KEY = "memory.backlog|II.06a|Y tế|6|0123456789ab"


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with writing(place_of(tmp_path / "out")) as opened:
        yield opened


def allowed(ledger: Ledger, period: Period) -> Allowances:
    return allowances_of(ledger, "hai-phong", period)


def say(ledger: Ledger, period: Period, words: str, file: str = "", locality: str = "hai-phong") -> None:
    told = Explanation(11455, KEY, words, "", "", "7", file)
    ledger.append(locality, str(period), [("explained", explained_body(told))])


def waive(ledger: Ledger, unit: int, rule: str, since: Period, until: Period, *, revoked: bool = False) -> None:
    told = Waiver(unit, rule, since, until, "Công văn 12", "", "")
    ledger.append("hai-phong", str(since), [("waived", waived_body(told, revoked=revoked))])


def withdraw(ledger: Ledger, rule: str, since: Period, *, restored: bool = False) -> None:
    told = withdrawn_body(Withdrawal(rule, since, "Công văn 12", "", ""), restored=restored)
    ledger.append("hai-phong", str(since), [("withdrawn", told)])


def test_words_by_command_are_those_of_the_period_and_the_locality_alone(ledger: Ledger) -> None:
    """Else the next quarter's annex would tell of them as of words that hold no more."""
    say(ledger, Q1, "Của quý I")
    say(ledger, Q2, "Của quý II")
    say(ledger, Q2, "Trong tệp", file="lan 2.xlsx")
    say(ledger, Q2, "Nơi khác", locality="thu")
    assert [one.words for one in allowed(ledger, Q2).explanations] == ["Của quý II"]
    assert [one.words for one in allowed(ledger, Q1).explanations] == ["Của quý I"]
    assert not allowed(ledger, Q3).explanations


def test_the_newest_word_on_a_unit_a_rule_and_a_first_period_is_the_waiver(ledger: Ledger) -> None:
    waive(ledger, 11455, SUM, Q1, Q1)
    waive(ledger, 11455, SUM, Q1, Q3)  # now until later
    waive(ledger, 11413, SUM, Q2, Q2)
    waive(ledger, 11413, SUM, Q4, Q4)  # another time: the first one holds as before
    waive(ledger, 11413, CROSS, Q2, Q4)
    waive(ledger, 11311, SUM, Q1, Q4)
    waive(ledger, 11311, SUM, Q1, Q4, revoked=True)
    found = {
        period: [(one.unit_code, one.rule, one.until) for one in allowed(ledger, period).waivers]
        for period in (Q1, Q2, Q3, Q4)
    }
    assert found == {
        Q1: [(11455, SUM, Q3)],
        Q2: [(11413, CROSS, Q4), (11413, SUM, Q2), (11455, SUM, Q3)],
        Q3: [(11413, CROSS, Q4), (11455, SUM, Q3)],
        Q4: [(11413, CROSS, Q4), (11413, SUM, Q4)],
    }


def test_a_rule_rests_from_the_period_of_its_withdrawal_until_that_of_its_return(ledger: Ledger) -> None:
    withdraw(ledger, PEERS, Q2)
    withdraw(ledger, CROSS, Q1)
    withdraw(ledger, CROSS, Q3, restored=True)
    resting = {period: {one.rule for one in allowed(ledger, period).withdrawn} for period in (Q1, Q2, Q3, Q4)}
    assert resting == {Q1: {CROSS}, Q2: {CROSS, PEERS}, Q3: {PEERS}, Q4: {PEERS}}
    assert CROSS in allowed(ledger, Q2).in_force.withdrawn
    assert CROSS not in allowed(ledger, Q3).in_force.withdrawn
    withdraw(ledger, CROSS, Q2)  # again, whatever was restored later
    assert [CROSS in allowed(ledger, period).in_force.withdrawn for period in (Q1, Q2, Q3)] == [True, True, True]
