"""What units still owe where a longer period was added up: in which of its quarters, and what is not theirs to send."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from flows.record import by_quarter
from flows.record.by_quarter import BEFORE, owed_by_quarter


def told(
    monkeypatch: pytest.MonkeyPatch, whole: Mapping[str, str], *quarters: Mapping[str, str] | None
) -> Mapping[str, str]:
    """What is owed by the states of units, by code, in the longer period and in each of its quarters."""
    kept = {f"2026-Q{at}": states and _record(states) for at, states in enumerate(quarters, start=1)}
    monkeypatch.setattr(by_quarter, "read_run", lambda folder: kept[folder.name])
    return owed_by_quarter(_record(whole) | {"quarters": [{"period": one} for one in kept]}, Path("out/2026-6M"))


def _record(states: Mapping[str, str]) -> dict[str, Any]:
    return {"units": {code: {"name": f"Xã {code}", "state": state} for code, state in states.items()}}


def test_what_a_former_unit_has_to_mend_is_not_owed_by_its_successor(monkeypatch: pytest.MonkeyPatch) -> None:
    """Unit 1 became 3; its faulty report of Q1 can not be mended by 3, who had nothing returned."""
    first, second = {"1": "must_fix", "2": "missing"}, {"2": "accepted", "3": "accepted"}
    owed = told(monkeypatch, {"2": "missing", "3": "must_fix"}, first, second)
    assert owed == {"Xã 2": "chưa gửi (quý I)", "Xã 3": BEFORE}


def test_a_quarter_mended_since_is_owed_by_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    every = {"1": "accepted"}
    assert told(monkeypatch, {"1": "must_fix"}, every, every) == {}


def test_a_quarter_whose_record_is_gone_tells_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert told(monkeypatch, {"1": "missing"}, None, {"1": "missing"}) == {"Xã 1": "chưa gửi (quý II)"}
    assert told(monkeypatch, {"1": "missing"}, None, None) == {}


def test_a_unit_whose_figures_are_added_up_owes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A quarter that was judged anew since is added up anew first."""
    assert told(monkeypatch, {"1": "accepted"}, {"1": "missing"}) == {}
