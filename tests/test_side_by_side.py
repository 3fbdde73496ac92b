"""Two processes write the outputs of a large run: the same bytes, and a failure of either is one of the run."""

from pathlib import Path

import pytest
from papers import PERIOD, in_process
from test_quarter import FILES, send

from flows import side_by_side
from flows.publishing import Locked, fingerprint
from flows.quarter import run_quarter
from flows.request import Request


@pytest.fixture
def request_(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Request:
    monkeypatch.setattr("flows.workers.each", in_process)
    send(tmp_path / "2026-Q1", FILES)
    return Request(PERIOD, "hai-phong", tmp_path / "2026-Q1", tmp_path / "out")


def test_two_processes_write_what_one_does(request_: Request, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = fingerprint(run_quarter(request_, in_process).folder)
    monkeypatch.setattr(side_by_side, "MANY", 0)
    assert fingerprint(run_quarter(request_, in_process).folder) == alone


def test_what_fails_in_the_other_process_publishes_nothing(request_: Request, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(side_by_side, "MANY", 0)
    monkeypatch.setattr("flows.building.write_page", full)
    with pytest.raises(Locked, match="đĩa đã đầy"):
        run_quarter(request_, in_process)
    assert list(request_.folder.iterdir()) == []


def full(_target: Path, _view: object) -> None:
    raise OSError(28, "No space left on device")
