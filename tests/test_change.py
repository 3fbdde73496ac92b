"""What changed between two issues: nothing forgotten, nothing invented, and the units' figures add up to it."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from papers import FORMS, SIX, Counts, correct_lines
from small_board import PERIOD, board
from small_city import UNITS, locality

from flows.locality.naming import namer
from flows.received.figures import FIGURES, TEXTS
from kstt.changes.change import TOTAL, Change, Unexplained, changes_between
from kstt.changes.comparison import Comparison
from kstt.changes.consequence import Shift, shifts, turns
from kstt.changes.move import forms_between, moves_between, words_between
from kstt.finding import DISAGREE
from kstt.rollup import CityTable, city_tables

FIELDS = ("Hộ tịch", "Y tế", "Việc lạ")
TYPES = dict.fromkeys(unit.type for unit in UNITS)
HEADINGS = {name: f"{'I' * at}. {name.capitalize()}" for at, name in enumerate(TYPES, start=1)}
NAME = namer(locality())
Sent = list[list[Counts]]  # per unit its lines; a unit without lines sent nothing
CITY = st.lists(st.one_of(st.just([]), correct_lines(SIX, 0, 3)), min_size=3, max_size=3)


def figures(sent: Sent, file: str = "tep") -> pd.DataFrame:
    rows = [
        (unit.code, SIX.code, "", FIELDS[at], at + 7, number, value, 0, f"{file}-{unit.code}.xlsx", "II.06a", "A1")
        for unit, lines in zip(UNITS, sent, strict=False)
        for at, line in enumerate(lines)
        for number, value in line.items()
    ]
    return pd.DataFrame(rows, columns=list(FIGURES)).astype(FIGURES)


def tables(frame: pd.DataFrame) -> Sequence[CityTable]:
    words = pd.DataFrame({name: pd.Series([], dtype=kind) for name, kind in TEXTS.items()})
    return city_tables(SIX, frame, words.rename(columns={"value": "text"}), UNITS, NAME)


def changes(before: Sent, after: Sent) -> list[Change]:
    old, new = figures(before, "cu"), figures(after, "moi")
    return changes_between(tables(old), tables(new), moves_between([SIX], old, new, NAME))


LATE: Counts = {3: 1, 4: 0, 5: 0, 6: 1, 7: 0, 8: 0, 9: 0, 10: 0, 11: 1, 12: 0, 13: 1}


@settings(max_examples=30)
@given(CITY, CITY)
@example([[], [LATE, LATE], []], [[], [LATE], [LATE, LATE]])  # zeros of one field moved to another unit
def test_every_change_is_told_once_and_its_moves_add_up(before: Sent, after: Sent) -> None:
    every = changes(before, after)
    told = {(one.sheet, one.line, one.column): one for one in every if one.sheet != SIX.code}
    assert len(told) == sum(one.sheet != SIX.code for one in every)
    known = naive(before, after)
    assert {key: known[key] for key in told} == {key: (one.before, one.after) for key, one in told.items()}
    assert {key for key, one in told.items() if not one.same} == {
        key for key, both in known.items() if both[0] != both[1]
    }
    for one in told.values():
        assert sum(move.difference for move in one.moves) == one.difference
        assert all(move.column == one.column for move in one.moves)
    changed = {move for one in told.values() if not one.same for move in one.moves}
    assert all(set(one.moves) - changed for one in told.values() if one.same)  # else it needs no telling
    beside = [one for one in every if one.sheet == SIX.code]  # where all sums stay
    assert all(len(one.moves) == 1 for one in beside)
    assert not {move for one in beside for move in one.moves} & {move for one in told.values() for move in one.moves}
    moves = moves_between([SIX], figures(before, "cu"), figures(after, "moi"), NAME)
    assert {move for one in every for move in one.moves} == set(moves)


def naive(before: Sent, after: Sent) -> dict[tuple[str, str, int], tuple[int | None, int | None]]:
    """The printed figures of both sides, summed in plain Python."""
    sides = [printed(before), printed(after)]
    return {key: (sides[0].get(key), sides[1].get(key)) for key in sides[0] | sides[1]}


def printed(sent: Sent) -> dict[tuple[str, str, int], int]:
    found: dict[tuple[str, str, int], int] = {}
    by_field, by_unit = (view.sheet for view in SIX.cities)
    for unit, lines in zip(UNITS, sent, strict=False):
        for at, line in enumerate(lines):
            for number, value in line.items():
                own = (by_field, FIELDS[at]), (by_unit, unit.name), (by_unit, HEADINGS[unit.type])
                for place in (*own, (by_field, TOTAL), (by_unit, TOTAL)):
                    found[*place, number] = found.get((*place, number), 0) + value
    return found


@settings(max_examples=15)
@given(CITY)
def test_the_same_figures_from_other_files_are_no_change(sent: Sent) -> None:
    assert changes(sent, sent) == []


ONE: Sent = [[{number.number: 1 for number in SIX.numbers}], [], []]


def test_a_change_nobody_sent_is_a_fault() -> None:
    old, new = figures(ONE), figures([[], *ONE[:1], []])
    moves = moves_between([SIX], old, new, NAME)
    assert len(moves) == 2 * len(SIX.numbers)
    with pytest.raises(Unexplained, match=r"dòng «.+», cột \(3\): chênh -?1 nhưng số của các đơn vị chênh 0"):
        changes_between(tables(old), tables(new), moves[: len(SIX.numbers)][:0])
    with pytest.raises(Unexplained):
        changes_between(tables(old), tables(new), [replace(move, after=5) for move in moves])


def test_where_nothing_arises_any_more_the_totals_are_0_as_printed() -> None:
    old, nothing = figures(ONE), figures([[], [], []])
    words = pd.DataFrame({name: pd.Series([], dtype=kind) for name, kind in TEXTS.items()})
    after = city_tables(SIX, nothing, words.rename(columns={"value": "text"}), UNITS, NAME, [UNITS[0].code])
    told = changes_between(tables(old), after, moves_between([SIX], old, nothing, NAME))
    totals = {(one.sheet, one.column): (one.before, one.after) for one in told if one.line == TOTAL}
    assert totals == {(view.sheet, column.number): (1, 0) for view in SIX.cities for column in SIX.numbers}
    assert {one.line for one in told} == {FIELDS[0], UNITS[0].name, HEADINGS[UNITS[0].type], TOTAL}


def test_points_that_are_never_summed_are_changes_of_their_own() -> None:
    sheet = FORMS["CT"]
    line = next(one for one in sheet.fixed if not one.additive)
    row = (UNITS[0].code, "CT", "", line.label, 9, 5, 8050, 2, "a.xlsx", "CT", "E9")
    old = pd.DataFrame([row], columns=list(FIGURES)).astype(FIGURES)
    new = old.assign(value=8100)
    (told,) = changes_between([], _tables_of_ct(new), moves_between([sheet], old, new, NAME))
    assert (told.sheet, told.line, told.before, told.after, told.scale) == ("CT", line.label, 8050, 8100, 2)


def _tables_of_ct(frame: pd.DataFrame) -> Sequence[CityTable]:
    words = pd.DataFrame({name: pd.Series([], dtype=kind) for name, kind in TEXTS.items()})
    return city_tables(FORMS["CT"], frame, words.rename(columns={"value": "text"}), UNITS, NAME)


def test_words_that_changed() -> None:
    def texts(*rows: tuple[int, str, str, int, str]) -> pd.DataFrame:
        return pd.DataFrame(rows, columns=["unit_code", "form", "line", "column", "text"])

    before = texts((1, "NV", "a", 7, "đang thực hiện"), (1, "NV", "b", 7, "hoàn thành"), (2, "NV", "a", 7, "x"))
    after = texts((1, "NV", "a", 7, "hoàn thành"), (1, "NV", "b", 7, "hoàn thành"), (3, "NV", "a", 7, "y"))
    told = [(one.unit_code, one.line, one.before, one.after) for one in words_between(before, after)]
    assert told == [(1, "a", "đang thực hiện", "hoàn thành"), (2, "a", "x", ""), (3, "a", "", "y")]


def test_targets_that_turn_and_ranks_that_shift() -> None:
    before = board()
    first, *rest = before.lines
    turned = replace(first, quarter=replace(first.quarter, status="missed" if first.quarter.status == "met" else "met"))
    after = replace(before, lines=(turned, *rest))
    (turn,) = turns(before, after)
    assert (turn.indicator, {turn.before, turn.after}) == (first.indicator.name, {"đạt", "không đạt"})
    assert list(turns(before, before)) == list(shifts(before, before)) == []
    code = UNITS[0].code
    indicator = before.indicators[0].id
    score = before.scores[code][indicator]
    scores = dict(before.scores) | {code: dict(before.scores[code]) | {indicator: replace(score, rank=99)}}
    (shift,) = shifts(before, replace(before, scores=scores))
    assert (shift.unit, shift.before, shift.after) == (UNITS[0].name, score.rank, 99)
    assert before.period == PERIOD


def test_only_who_is_no_longer_counted_is_named_beside_a_turn() -> None:
    before = board()
    line = replace(before.lines[0], unsound=UNITS[:1])
    other = replace(line.quarter, status="none")
    after = replace(before, lines=(replace(line, quarter=other, unsound=UNITS[:2]), *before.lines[1:]))
    (turn,) = turns(replace(before, lines=(line, *before.lines[1:])), after)
    assert turn.became == f"không phát sinh (không tính {UNITS[1].name} vì {DISAGREE})"


def test_a_rank_nobody_had_or_has_is_a_dash() -> None:
    told = [Shift("Xã A", "Đúng hạn", *ranks).told for ranks in ((None, 2), (3, None), (3, 2))]
    assert told == ["Xã A – → 2", "Xã A 3 → –", "Xã A 3 → 2"]


@settings(max_examples=30)
@given(CITY, CITY)
def test_a_form_is_passed_over_only_where_its_tables_are_the_same(before: Sent, after: Sent) -> None:
    old, new = figures(before, "cu"), figures(after, "moi")
    if not forms_between(old, new):
        assert tables(old) == tables(new)
    assert not forms_between(old, figures(before, "moi"))  # the same figures from another file


@pytest.mark.parametrize("told", ["changes", "words", "turns", "shifts", "lists"])
def test_whatever_changed_is_worth_a_sheet(told: str) -> None:
    assert Comparison(1, 2).empty
    assert not replace(Comparison(1, 2), **{told: ("something",)}).empty
