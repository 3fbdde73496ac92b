"""Whole lives of a quarter, made up at random: whatever is sent, mended, closed or let pass, what counts is known.

What must count is told by a few lines here that share nothing with the program.
"""

import os
import shutil
import tempfile
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test
from papers import PERIOD, Counts, in_process
from small_office import settle_in
from test_quarter import DO_SON, KIEN_AN, ONE, THREE, TWO, book, send

from flows.afterwards.rebuilding import SAME, rebuild
from flows.ledger.closing import close, reopen
from flows.ledger.explaining import Desk, waive
from flows.ledger.store import Ledger, place_of, reading, writing
from flows.machine import workers
from flows.quarter import run_quarter
from kstt.waiver import Waiver

pytestmark = pytest.mark.usefixtures("without_overviews")

NAMES = {DO_SON: "phường Đồ Sơn", KIEN_AN: "phường Kiến An"}
UNITS = st.sampled_from(list(NAMES))
LINES = st.lists(st.sampled_from([ONE, TWO, THREE]), min_size=1, max_size=3)
FILES = st.lists(st.tuples(UNITS, LINES, st.booleans()), min_size=1, max_size=4)
FIELDS = ("Hộ tịch", "Y tế", "Công Thương")
Figures = dict[tuple[int, str, int], int]


@dataclass(frozen=True)
class Sent:
    """A file as a unit sent it; a wrong one has a total that does not add up."""

    unit: int
    lines: tuple[Counts, ...]
    wrong: bool
    content: bytes
    when: str

    @property
    def figures(self) -> Figures:
        lines = zip(FIELDS, self.lines, strict=False)
        return {(self.unit, field, column): number for field, line in lines for column, number in line.items()}


class Life(RuleBasedStateMachine):
    """Units send and mend, the desk copies over, runs, closes, reopens, lets pass, takes back; folders are lost."""

    def __init__(self) -> None:
        super().__init__()
        self.home = tempfile.TemporaryDirectory()
        os.chdir(self.home.name)
        self.request = settle_in(Path(self.home.name))
        self.sent: dict[str, Sent] = {}
        self.seen: dict[str, list[Sent]] = {}  # by name, what runs met there, the present file last
        self.last = 0  # the number of the last file
        self.closed: set[bytes] | None = None  # the files a closed period knows
        self.let_pass: set[int] = set()
        self.let_pass_then: set[int] = set()  # when the period was closed
        self.issue, self.printed = 0, Figures()
        self.last_run: set[bytes] = set()

    @initialize(unit=UNITS)
    def begins(self, unit: int) -> None:
        self.sends([(unit, [ONE], False)])
        self.runs()

    @rule(files=FILES)
    def sends(self, files: list[tuple[int, list[Counts], bool]]) -> None:
        for unit, lines, wrong in files:
            self.writes(f"{self.last + 1}.xlsx", unit, lines, wrong=wrong)

    @precondition(lambda self: self.sent)
    @rule(at=st.integers(0, 20), lines=LINES, wrong=st.booleans())
    def copies_over(self, at: int, lines: list[Counts], *, wrong: bool) -> None:
        name = list(self.sent)[at % len(self.sent)]
        self.writes(name, self.sent[name].unit, lines, wrong=wrong)

    def writes(self, name: str, unit: int, lines: list[Counts], *, wrong: bool) -> None:
        self.last += 1
        typed = (lines[0] | {3: lines[0][3] + 1}, *lines[1:]) if wrong else tuple(lines)
        when = f"2026-03-15T{8 + self.last // 10:02}:{self.last % 10 * 6:02}:00"
        self.sent[name] = Sent(unit, typed, wrong, book(NAMES[unit], *typed), when)

    @precondition(lambda self: len(self.sent) > 1)
    @rule(at=st.integers(0, 20))
    def withdraws(self, at: int) -> None:
        del self.sent[list(self.sent)[at % len(self.sent)]]

    @rule()
    def runs(self) -> None:
        for gone in self.request.raw.glob("*.xlsx"):
            gone.unlink()
        send(self.request.raw, {name: (one.content, one.when) for name, one in self.sent.items()})
        run = run_quarter(self.request, in_process)
        gone = {
            name: [one for one in self.seen[name] if self.knew(one)] for name in self.seen.keys() - self.sent.keys()
        }
        self.seen = {name: [*self.seen.get(name, ()), one] for name, one in self.sent.items()} | gone
        counts = self.counting()
        expected = {at: number for one in counts for at, number in one.figures.items()}
        assert figures_in(run.folder) == expected
        if expected:
            assert run.record["issue"] - self.issue in ((0, 1) if expected == self.printed else (1,))
            self.issue, self.printed = run.record["issue"], expected
        self.last_run = {one.content for one in (*self.sent.values(), *counts)}

    @precondition(lambda self: self.closed is None)
    @rule()
    def closes(self) -> None:
        with self.ledger() as ledger:
            close(ledger, self.request, "đã gửi")
        self.closed, self.let_pass_then = self.last_run, set(self.let_pass)

    @precondition(lambda self: self.closed is not None)
    @rule()
    def reopens(self) -> None:
        with self.ledger() as ledger:
            reopen(ledger, self.request, "đính chính")
        self.closed = None

    @rule(unit=UNITS)
    def lets_pass_or_no_longer(self, unit: int) -> None:
        waiver = Waiver(unit, "identity.sum", PERIOD, PERIOD, "hệ thống cũ", "", "")
        waive(Desk("hai-phong", self.request.out), waiver, revoked=unit in self.let_pass)
        self.let_pass ^= {unit}

    @rule(what=st.sampled_from(["out/2026-Q1", "out", "dem"]))
    def loses(self, what: str) -> None:
        shutil.rmtree(Path("data") / what, ignore_errors=True)

    def teardown(self) -> None:
        self.runs()
        assert run_quarter(self.request, in_process).remark.startswith("không có gì thay đổi")
        with reading(place_of(self.request.out)) as ledger:
            assert ledger.verify().fault == ""
        assert {one.result for one in rebuild(self.request.out, in_process)} == {SAME}
        os.chdir("/")
        self.home.cleanup()

    def counting(self) -> list[Sent]:
        """Of every unit the last file that is right, or let pass, of those the period knows."""
        counts: dict[int, Sent] = {}
        let_pass = self.let_pass if self.closed is None else self.let_pass_then
        for one in sorted((one for every in self.seen.values() for one in every), key=lambda one: one.when):
            if (not one.wrong or one.unit in let_pass) and (self.closed is None or self.knew(one)):
                counts[one.unit] = one
        return list(counts.values())

    def knew(self, one: Sent) -> bool:
        """Whether the period is closed and knew a file then."""
        return self.closed is not None and one.content in self.closed

    def ledger(self) -> AbstractContextManager[Ledger]:
        return writing(place_of(self.request.out))


def figures_in(folder: Path) -> Figures:
    frame = pd.read_parquet(folder / "figures.parquet")
    places = zip(*(frame[name].tolist() for name in ("unit_code", "line", "column")), strict=True)
    return dict(zip(places, frame["value"].tolist(), strict=True))


def test_whatever_happens_the_right_files_count_and_everything_can_be_done_once_more(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)  # and back afterwards
    monkeypatch.setattr(workers, "each", in_process)
    # a life that fails is told as it was: to look for a shorter one takes minutes
    run_state_machine_as_test(Life, settings=settings(max_examples=4, stateful_step_count=14, phases=[Phase.generate]))
