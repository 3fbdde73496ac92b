"""The guide's page on a year with corrections shows what the program prints: its commands are typed in their order."""

import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from changing_city import FIRST, FOURTH, ID, Q1, Q2, Q3, Q4, SAME, SECOND, THIRD, WARD, make_city, run
from papers import in_process
from test_walk import corrected, sent

from flows.cli.app import main
from flows.machine import workers

PAGE = Path(__file__).parents[1] / "docs" / "mot-nam.md"
DATA = Path("data")
_BLOCK = re.compile(r"```\nkstt ([^\n]*)\n(.*?)```\n", re.DOTALL)
_WORD = re.compile(r'"([^"]*)"|(\S+)')
_OF_THE_DAY = re.compile(
    r"\d\d:\d\d:\d\d \d\d/\d\d/\d{4}(?=, cán bộ)|(?<=số liệu ngày )\d+/\d+/\d{4}|\b[0-9a-f]{64}\b"
)  # when it was run, and the chain
_CUT = "…"


def _first_half() -> None:
    for period, reports in ((Q1, FIRST), (Q2, SECOND)):
        sent(DATA, period, reports)
        run(DATA, period)


def _correction() -> None:
    corrected(DATA, Q2, SAME, {"Hộ tịch": (8, 50, 0, 7)}, "do-son dinh chinh.xlsx")


def _second_half() -> None:
    for period, reports in ((Q3, THIRD), (Q4, FOURTH)):
        sent(DATA, period, reports)
        run(DATA, period)


def _late_correction() -> None:
    lines = {"Hộ tịch": (12, 64, 4, 11), "Y tế": (1, 8, 0, 0), "Đất đai": (6, 12, 1, 5)}
    corrected(DATA, Q3, WARD, lines, "an-khanh sua.xlsx")
    run(DATA, Q3)


BEFORE: dict[int, Callable[[], None]] = {0: _first_half, 1: _correction, 7: _second_half, 9: _late_correction}
"""What happens before the page's commands, by their place on it."""


def typed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], line: str) -> str:
    words = [quoted or bare for quoted, bare in _WORD.findall(line)]
    plainly = ["--no-prefect"] if words[0] == "run" else []
    monkeypatch.setattr(sys, "argv", ["kstt", *words, *plainly])
    capsys.readouterr()
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 0
    return capsys.readouterr().out


def as_on_the_page(printed: str, shown: str) -> str:
    """What was printed, cut where the page cuts it."""
    lines = [line.rstrip() for line in printed.splitlines()]
    head, cut, tail = shown.partition(f"{_CUT}\n")
    if cut:
        lines = [*lines[: len(head.splitlines())], _CUT, *lines[len(lines) - len(tail.splitlines()) :]]
    return "".join(f"{line}\n" for line in lines)


def test_the_page_shows_what_the_program_prints(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *, update_golden: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(workers, "each", in_process)
    monkeypatch.setenv("KSTT_LOCALITY", ID)
    monkeypatch.setenv("KSTT_WHO", "cán bộ tổng hợp")
    make_city(tmp_path)
    page = PAGE.read_text(encoding="utf-8")
    found = []
    for at, (line, shown) in enumerate(_BLOCK.findall(page)):
        BEFORE.get(at, lambda: None)()
        found.append((line, as_on_the_page(typed(monkeypatch, capsys, line), shown)))
    if update_golden:
        told = iter(found)
        page = _BLOCK.sub(lambda _: "```\nkstt {}\n{}```\n".format(*next(told)), page)
        PAGE.write_text(page, encoding="utf-8")
    for (line, said), (shown_line, shown) in zip(found, _BLOCK.findall(page), strict=True):
        assert (line, _OF_THE_DAY.sub("", said)) == (shown_line, _OF_THE_DAY.sub("", shown))
