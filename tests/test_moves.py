"""Moves between two issues, the printed figures they change, and the judgements that turned, with values by hand."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import pytest
from papers import FORMS, SIX
from small_board import board
from small_city import DO_SON, UNITS

from flows.received.figures import FIGURES, TEXTS
from kstt.changes.change import Change, Unexplained, changes_between
from kstt.changes.consequence import Shift, Turn, shifts, turns
from kstt.changes.move import Move, Origin, forms_between, moves_between, words_between
from kstt.form import Form
from kstt.rollup import CityTable, city_tables
from kstt.unit import Unit

A, B, C = (unit.code for unit in UNITS[:3])
QH, CT, FOUR = (FORMS[code] for code in ("QH", "CT", "II.04"))
SHARE, POINTS = CT.fixed[0], next(line for line in CT.fixed if not line.additive)
Cell = tuple[object, ...]


def named(line: str, section: str) -> tuple[str, str, int]:
    return {"Tư pháp": "Hộ tịch"}.get(section or line, section or line), "", 0


def at(unit: int, form: str, line: str, column: int, value: int, **other: object) -> Cell:
    told = {"section": "", "scale": 0, "file": "a.xlsx", "cell": "C9", "row": 9} | other
    return (
        unit, form, told["section"], line, told["row"], column, value, told["scale"], told["file"], form, told["cell"]
    )  # fmt: skip


def frame(*cells: Cell) -> pd.DataFrame:
    return pd.DataFrame(cells, columns=list(FIGURES)).astype(FIGURES)


def moved(forms: Sequence[Form], before: Sequence[Cell], after: Sequence[Cell]) -> list[Move]:
    return moves_between(forms, frame(*before), frame(*after), named)


def changed(forms: Sequence[Form], before: Sequence[Cell], after: Sequence[Cell]) -> list[Change]:
    moves = moved(forms, before, after)
    return changes_between(printed(forms, before), printed(forms, after), moves)


def printed(forms: Sequence[Form], cells: Sequence[Cell], units: Sequence[Unit] = UNITS) -> list[CityTable]:
    words = pd.DataFrame({name: pd.Series([], dtype=kind) for name, kind in TEXTS.items()})
    texts = words.rename(columns={"value": "text"})
    return [table for form in forms for table in city_tables(form, frame(*cells), texts, units, named)]


def told(changes: Sequence[Change]) -> list[tuple[str, str, int, int | None, int | None]]:
    return [(one.sheet, one.line, one.column, one.before, one.after) for one in changes]


def test_moves_come_form_by_form_then_unit_line_and_column() -> None:
    before = [
        at(B, "II.06a", "Y tế", 4, 1),
        at(B, "II.06a", "Y tế", 3, 7),
        at(A, "II.06a", "Y tế", 3, 5),
        at(B, "QH", "Y tế", 3, 5),
        at(C, "QH", "Y tế", 3, 5),
    ]
    after = [
        at(B, "II.06a", "Y tế", 4, 2),
        at(B, "II.06a", "Y tế", 3, 7, file="b.xlsx", cell="D12"),  # read elsewhere: the same figure
        at(B, "II.06a", "Hộ tịch", 4, 0),
        at(B, "QH", "Y tế", 3, 6),
        at(C, "QH", "Y tế", 3, 5, file="b.xlsx"),
    ]
    assert [
        (one.unit_code, one.form, one.line, one.column, one.before, one.after, one.difference)
        for one in moved([QH, SIX], before, after)
    ] == [
        (B, "QH", "Y tế", 3, 5, 6, 1),
        (A, "II.06a", "Y tế", 3, 5, None, -5),
        (B, "II.06a", "Hộ tịch", 4, None, 0, 0),
        (B, "II.06a", "Y tế", 4, 1, 2, 1),
    ]
    assert forms_between(frame(*before), frame(*after)) == {"II.06a", "QH"}
    assert forms_between(frame(*before[:3]), frame(*before[:4])) == {"QH"}
    assert forms_between(frame(before[3]), frame(before[2], before[3])) == {"II.06a"}  # a row further down


def test_lines_of_one_official_name_move_together_with_all_their_cells() -> None:
    before = [at(A, "II.06a", "Hộ tịch", 4, 3, cell="D9"), at(A, "II.06a", "x", 4, 4, section="Tư pháp", cell="D11")]
    after = [at(A, "II.06a", "Hộ tịch", 4, 9, file="b.xlsx", cell="D10")]
    assert moved([SIX], before, after) == [
        Move(
            A, "II.06a", "Hộ tịch", 4, 7, 9,
            Origin("a.xlsx", "II.06a", ("D9", "D11")), Origin("b.xlsx", "II.06a", ("D10",)),
        )
    ]  # fmt: skip


def test_lines_that_are_no_fields_keep_their_own_names() -> None:
    (move,) = moved([FOUR], [], [at(A, "II.04", "Tư pháp", 9, 3)])
    assert (move.line, move.source_before, move.source_after.cells) == ("Tư pháp", Origin(), ("C9",))


def test_the_same_digits_with_other_decimals_are_another_figure() -> None:
    (move,) = moved([CT], [at(A, "CT", POINTS.label, 5, 85)], [at(A, "CT", POINTS.label, 5, 85, scale=2)])
    assert (move.before, move.after, move.scale) == (85, 85, 2)
    (back,) = moved([CT], [at(A, "CT", POINTS.label, 5, 85, scale=2)], [at(A, "CT", POINTS.label, 5, 85)])
    assert back.scale == 2


def test_words_in_one_place_are_told_together() -> None:
    def texts(*rows: tuple[int, str, str, int, str]) -> pd.DataFrame:
        return pd.DataFrame(rows, columns=["unit_code", "form", "line", "column", "text"])

    before = texts((A, "NV", "a", 7, "x"), (A, "NV", "a", 7, "y"))
    (one,) = words_between(before, texts((A, "NV", "a", 7, "x"), (A, "NV", "a", 7, "z")))
    assert (one.before, one.after) == ("x; y", "x; z")


def test_a_figure_that_stands_as_before_is_told_as_it_is_printed() -> None:
    before = [at(A, "QH", "Y tế", 3, 5), at(B, "QH", "Y tế", 3, 4), at(A, "QH", "Y tế", 4, 2)]
    after = [at(A, "QH", "Y tế", 3, 6), at(B, "QH", "Y tế", 3, 3), at(A, "QH", "Y tế", 4, 2), at(B, "QH", "Y tế", 4, 0)]
    changes = changed([QH], before, after)
    assert told(changes) == [("QH", "Y tế", 3, 9, 9), ("QH", "Y tế", 4, 2, 2)]
    assert [[(move.unit_code, move.before, move.after) for move in one.moves] for one in changes] == [
        [(A, 5, 6), (B, 4, 3)],
        [(B, None, 0)],
    ]
    assert all(one.same for one in changes)


def test_forms_with_the_same_lines_and_columns_are_kept_apart() -> None:
    before = [at(A, "II.06a", "Y tế", 3, 1), at(A, "QH", "Y tế", 3, 10)]
    after = [at(A, "II.06a", "Y tế", 3, 3), at(A, "QH", "Y tế", 3, 15)]
    by_field, by_unit = (view.sheet for view in SIX.cities)
    changes = changed([SIX, QH], before, after)
    assert told(changes) == [
        (by_field, "Y tế", 3, 1, 3),
        (by_field, "Tổng số", 3, 1, 3),
        (by_unit, UNITS[0].name, 3, 1, 3),
        (by_unit, "I. Phường", 3, 1, 3),
        (by_unit, "Tổng số", 3, 1, 3),
        ("QH", "Y tế", 3, 10, 15),
        ("QH", "Tổng số", 3, 10, 15),
    ]
    assert {(one.form.code, move.form) for one in changes for move in one.moves} == {
        ("II.06a", "II.06a"),
        ("QH", "QH"),
    }


def test_a_list_tells_each_units_own_line_and_the_total_below_them() -> None:
    before = [at(A, "II.04", "Đất đai", 9, 1), at(A, "II.04", "Đất đai", 9, 2, row=10), at(B, "II.04", "Đất đai", 9, 5)]
    after = [at(A, "II.04", "Đất đai", 9, 1), at(A, "II.04", "Đất đai", 9, 6, row=10), at(B, "II.04", "Đất đai", 9, 7)]
    changes = changed([FOUR], before, after)
    assert told(changes) == [
        ("II.04", f"{UNITS[0].name}: Đất đai", 9, 3, 7),
        ("II.04", f"{UNITS[1].name}: Đất đai", 9, 5, 7),
        ("II.04", "Tổng số", 9, 8, 14),
    ]
    assert [[move.unit_code for move in one.moves] for one in changes] == [[A], [B], [A, B]]


def test_a_zero_where_there_was_nothing_is_a_change_of_the_sheet() -> None:
    by_unit = SIX.cities[1].sheet
    before, after = [at(A, "II.06a", "Y tế", 3, 4)], [at(A, "II.06a", "Y tế", 3, 4), at(B, "II.06a", "Y tế", 3, 0)]
    (change,) = changed([SIX], before, after)
    assert told([change]) == [(by_unit, UNITS[1].name, 3, None, 0)]
    (first,) = {one for one in told(changed([QH], [], [at(B, "QH", "Y tế", 3, 0)])) if one[1] == "Tổng số"}
    assert first == ("QH", "Tổng số", 3, None, 0)


def test_a_form_without_a_total_has_none_and_scores_keep_their_decimals() -> None:
    form = replace(CT, fixed=(replace(POINTS, additive=True), SHARE))
    before = [at(A, "CT", POINTS.label, 5, 8000, scale=2), at(A, "CT", SHARE.label, 5, 1)]
    after = [at(A, "CT", POINTS.label, 5, 8050, scale=2), at(A, "CT", SHARE.label, 5, 3)]
    changes = changed([form], before, after)
    assert [(one.line, one.difference, one.scale) for one in changes] == [(POINTS.label, 50, 2), (SHARE.label, 2, 0)]


def test_lines_that_stay_are_told_before_those_that_went() -> None:
    before = [at(A, "QH", "Y tế", 3, 1), at(A, "QH", "Hộ tịch", 3, 2)]
    after = [at(A, "QH", "Đất đai", 3, 4), at(A, "QH", "Y tế", 3, 3)]
    lines = [one.line for one in changed([QH], before, after)]
    assert lines == ["Y tế", "Đất đai", "Tổng số", "Hộ tịch"]


def test_a_renamed_unit_goes_by_its_new_name() -> None:
    before, after = [at(A, "II.04", "Đất đai", 9, 1)], [at(A, "II.04", "Đất đai", 9, 2)]
    old, new = printed([FOUR], before, [replace(UNITS[0], name="Phường Cũ")]), printed([FOUR], after, UNITS[:1])
    lines = [one.line for one in changes_between(old, new, moved([FOUR], before, after))]
    assert lines == [f"{UNITS[0].name}: Đất đai", "Tổng số"]


def test_a_move_the_other_way_explains_nothing() -> None:
    before, after = [at(A, "QH", "Y tế", 3, 1)], [at(A, "QH", "Y tế", 3, 3)]
    with pytest.raises(Unexplained, match="chênh 2 nhưng số của các đơn vị chênh -2"):
        changes_between(printed([QH], before), printed([QH], after), moved([QH], after, before))


def test_each_target_turns_on_its_own_for_the_period_and_the_year_so_far() -> None:
    before = board()
    first, second, *rest = before.lines
    assert (first.quarter.status, second.quarter.status) == ("missed", "met")
    assert first.to_date is not None
    turned = replace(first, to_date=replace(first.to_date, status="none")), replace(second, quarter=first.quarter)
    after = replace(before, lines=(*turned, *rest))
    assert list(turns(before, after)) == [
        Turn(first.group, first.indicator.name, "lũy kế", "không đạt", "không phát sinh"),
        Turn(second.group, second.indicator.name, "trong kỳ", "đạt", "không đạt"),
    ]
    lacking = replace(before, lines=(replace(first, to_date=None), second, *rest))
    (turn,) = turns(before, lacking)
    assert (turn.span, turn.before, turn.after) == ("lũy kế", "không đạt", "chưa có số liệu")


def test_a_target_is_held_against_itself_and_a_new_one_against_none() -> None:
    before = board()
    first, second, *rest = before.lines
    other_plan = replace(first, plan=replace(first.plan, id="other"), quarter=second.quarter)
    other_group = replace(first, target=replace(first.target, group="other"), quarter=second.quarter)
    other = replace(first, target=replace(first.target, indicator="other"), quarter=second.quarter)
    several = replace(before, lines=(first, other_plan, other_group, other, second, *rest))
    assert list(turns(several, several)) == list(turns(before, several)) == []


def test_a_units_own_target_turns_and_ranks_shift_indicator_by_indicator() -> None:
    before = board()
    one, two = before.indicators[:2]
    mine = before.scores[DO_SON.code][one.id]
    assert mine.judgement is not None
    was = {"met": "đạt", "missed": "không đạt"}[mine.judgement.status]
    scores = {code: dict(of_unit) for code, of_unit in before.scores.items()}
    scores[DO_SON.code][one.id] = replace(mine, judgement=None, rank=50)
    scores[A][two.id] = replace(scores[A][two.id], rank=40)
    scores[A][one.id] = replace(scores[A][one.id], rank=None)
    after = replace(before, scores=scores)
    assert list(turns(before, after)) == [Turn(DO_SON.name, one.name, "trong kỳ", was, "chưa có số liệu")]
    assert list(shifts(before, after)) == [
        Shift(UNITS[0].name, one.name, before.scores[A][one.id].rank, None),
        Shift(DO_SON.name, one.name, mine.rank, 50),
        Shift(UNITS[0].name, two.name, before.scores[A][two.id].rank, 40),
    ]


def test_who_is_no_longer_counted_is_told_with_the_reason() -> None:
    """«Chưa có số liệu» alone would say that the unit gave none."""
    before = board()
    first, *rest = before.lines
    one = first.indicator
    unknown = replace(first.quarter, status="unknown")
    out = replace(first, quarter=unknown, unsound=(DO_SON,), to_date=unknown, left_out=(DO_SON,))
    scores = {
        code: {at: told for at, told in of.items() if (at, code) != (one.id, DO_SON.code)}
        for code, of in before.scores.items()
    }
    key = one.id, DO_SON.code
    after = replace(before, lines=(out, *rest), scores=scores, unsound=frozenset({key}))
    assert [turn.became for turn in turns(before, after)] == [
        f"chưa có số liệu (không tính {DO_SON.name} vì số liệu không khớp)",
        f"chưa có số liệu (không tính {DO_SON.name} vì thiếu số liệu của quý trước đó trong năm)",
        "chưa có số liệu (không tính vì số liệu không khớp)",
    ]
    (shift,) = shifts(before, after)
    assert shift.told == f"{DO_SON.name} {shift.before} → – (không tính vì số liệu không khớp)"
    lacking = replace(before, lines=(replace(first, to_date=None, lacking=("quý I năm 2026",)), *rest))
    (turn,) = turns(before, lacking)
    assert turn.became == "chưa có số liệu (thiếu số liệu quý I năm 2026)"
    nobody = replace(before, indicators=tuple(at for at in before.indicators if at.id != one.id))
    gone = replace(
        nobody,
        scores={code: {at: told for at, told in of.items() if at != one.id} for code, of in before.scores.items()},
    )
    ranked = sum(bool(of[one.id].rank) for of in before.scores.values() if one.id in of)
    assert [(told.indicator, told.after) for told in shifts(before, gone)] == [(one.name, None)] * ranked
