"""A run that Prefect starts in a process of its own, as on Windows: in a code page without Vietnamese letters."""

import io
from pathlib import Path

import pytest

from flows.machine.logbook import noted
from flows.watched import states


def test_a_run_in_another_code_page_speaks_vietnamese(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(states, "deployed", lambda: True)
    monkeypatch.setattr(states, "overtaken", lambda: False)
    heard = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(heard, encoding="cp1252"))

    @states.telling
    def work() -> str:
        noted("start", "Bắt đầu: kỳ 2026-Q1, hai-phong")
        return "xong"

    assert work() == "xong"
    assert heard.getvalue().decode() == "Bắt đầu: kỳ 2026-Q1, hai-phong\n"
