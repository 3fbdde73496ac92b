"""Who is added up over several quarters, under which names, and whose words stay: with values by hand."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
from papers import FORMS

from flows.received.figures import FIGURES, TEXTS
from kstt.period import Period
from kstt.span import Gap, Quarter, Sum, add_up

ONE, TWO, THREE = 11311, 11383, 11413
UNITS = {ONE: "Phường Hồng Bàng", TWO: "Phường Lê Chân"}
FIRST, SECOND = Period(2026, "Q1"), Period(2026, "Q2")
SIX, QH, FOUR, SEVEN, NV, CT = (FORMS[code] for code in ("II.06a", "QH", "II.04", "II.07b", "NV", "CT"))


def named(line: str, _: str) -> tuple[str, str, int]:
    return {"Tư pháp": "Hộ tịch"}.get(line, line), "", 0


def at(unit: int, form: str, line: str, column: int, what: int | str, section: str = "", row: int = 9) -> list[Any]:
    return [unit, form, section, line, row, column, what]


def quarter(
    period: Period, cells: Sequence[list[Any]], silent: Sequence[tuple[int, str]] = (), not_yet: Sequence[int] = ()
) -> Quarter:
    """What a quarter left; `silent` counted with a form without a number or a word."""
    numbers = [[*cell, 0, "a.xlsx", "T", f"C{cell[4]}"] for cell in cells if isinstance(cell[-1], int)]
    words = [[*cell, "a.xlsx", "T", f"C{cell[4]}"] for cell in cells if isinstance(cell[-1], str)]
    figures = pd.DataFrame(numbers, columns=list(FIGURES)).astype(FIGURES)
    texts = pd.DataFrame(words, columns=list(TEXTS)).astype(TEXTS).rename(columns={"value": "text"})
    forms = frozenset([(cell[0], cell[1]) for cell in cells] + list(silent))
    return Quarter(period, figures, texts, forms, frozenset(not_yet))


def added(first: Quarter, second: Quarter) -> Sum:
    return add_up([SIX, QH, FOUR, SEVEN, NV, CT], [first, second], UNITS, named)


def numbers(done: Sum) -> list[list[Any]]:
    return done.figures[["unit_code", "form", "section", "line", "row", "column", "value"]].to_numpy().tolist()


def words(done: Sum) -> list[list[Any]]:
    return done.texts[["unit_code", "form", "line", "row", "column", "text", "file"]].to_numpy().tolist()


def test_only_units_that_are_added_up_and_have_every_quarter_count() -> None:
    first = quarter(FIRST, [at(one, "QH", "Y tế", 4, 1) for one in (ONE, TWO, THREE)], [(TWO, "II.08")])
    second = quarter(SECOND, [at(one, "QH", "Y tế", 4, 2) for one in (ONE, THREE)])
    done = added(first, second)
    assert numbers(done) == [[ONE, "QH", "", "Y tế", 1, 4, 3]]
    assert done.counted == {(ONE, "QH")}
    assert done.gaps == (Gap(TWO, "QH", "", (SECOND,)),)


def test_a_quarter_in_which_nothing_arose_is_a_zero_and_lacks_nothing() -> None:
    """Stocks at the cut-off are those of the last quarter, be they none; who sent no form lacks it all the same."""
    stock = [at(ONE, "II.07b", UNITS[ONE], column, 120) for column in (3, 6)]
    line = [ONE, "II.07b", "", UNITS[ONE], 1]
    for first, second, told in (([], stock, 120), (stock, [], 0)):
        done = added(*(quarter(when, of, [(ONE, "II.07b")]) for when, of in ((FIRST, first), (SECOND, second))))
        assert numbers(done) == [[*line, 3, told], [*line, 6, told]]
        assert (done.gaps, done.breaks, done.nothing_arose) == ((), (), frozenset())
    done = added(quarter(FIRST, []), quarter(SECOND, stock))
    assert (numbers(done), done.gaps) == ([], (Gap(ONE, "II.07b", "", (FIRST,)),))
    words_alone = quarter(FIRST, [at(ONE, "II.07b", UNITS[ONE], 15, "Chưa thống kê")])
    parts = [at(ONE, "II.07b", UNITS[ONE], column, 0) for column in (4, 5)]
    done = added(words_alone, quarter(SECOND, [*stock, *parts]))
    assert done.gaps == (Gap(ONE, "II.07b", UNITS[ONE], (FIRST,)),)
    assert numbers(done) == [[*line, 4, 0], [*line, 5, 0], [*line, 6, 120]]  # no sum is made up for one left out


def test_a_quarter_without_a_ratio_is_no_ratio_of_zero() -> None:
    """The lines of CT are ratios of their own: an open one is not known."""
    ratio = [at(ONE, "CT", CT.fixed[0].label, column, 7) for column in (5, 6)]
    done = added(quarter(FIRST, ratio), quarter(SECOND, [], [(ONE, "CT")]))
    assert (numbers(done), done.gaps) == ([], (Gap(ONE, "CT", CT.fixed[0].label, (SECOND,)),))


def test_a_unit_that_only_sent_the_last_quarter_is_not_added_up() -> None:
    done = added(
        quarter(FIRST, [at(ONE, "QH", "Y tế", 4, 1)]),
        quarter(SECOND, [at(ONE, "QH", "Y tế", 4, 2), at(TWO, "QH", "Y tế", 4, 2)]),
    )
    assert [(row[0], row[-1]) for row in numbers(done)] == [(ONE, 3)]
    assert done.gaps == (Gap(TWO, "QH", "", (FIRST,)),)


def test_a_unit_founded_later_counts_from_then_on() -> None:
    second = quarter(SECOND, [at(one, "QH", "Y tế", 4, 2) for one in (ONE, TWO)])
    done = added(quarter(FIRST, [at(ONE, "QH", "Y tế", 4, 1)], not_yet=[TWO]), second)
    assert [(row[0], row[-1]) for row in numbers(done)] == [(ONE, 3), (TWO, 2)]
    assert done.gaps == ()
    assert added(quarter(FIRST, [], not_yet=[TWO]), quarter(SECOND, [])).gaps == ()
    stock = [at(TWO, "II.07b", UNITS[TWO], column, 120) for column in (3, 6)]
    done = added(quarter(FIRST, [], not_yet=[TWO]), quarter(SECOND, stock))
    assert ([row[5:] for row in numbers(done)], done.gaps) == ([[3, 120], [6, 120]], ())  # of which a blank is no 0


def test_a_sum_let_pass_unlike_its_parts_stays_unlike_them() -> None:
    """Made from its parts anew it would look right, and the rate a quarter did not tell would be told of the year."""
    line = {7: 12, 8: 5, 9: 5, 10: 5, 11: 0, 12: 0, 13: 0}
    first, second = (
        quarter(period, [at(ONE, "II.06a", "Y tế", column, value) for column, value in of.items()])
        for period, of in ((FIRST, line), (SECOND, line | {7: 15}))
    )
    done = added(first, second)
    assert {row[5]: row[6] for row in numbers(done)}[7] == 27
    assert {(str(one.rule), one.difference) for one in done.breaks} == {("(7) = (8) + (9) + (10)", -3)}


def test_a_form_that_tells_anew_what_was_left_open_adds_only_where_nothing_was() -> None:
    """A dossier open past its day in Q1 has its cause told in Q1 and again in Q2: the sum would hold it twice."""
    causes = [at(one, "QH", "Y tế", 4, 2) for one in (ONE, TWO)]
    causes += [at(one, "II.06a", "Y tế", 10, 2) for one in (ONE, TWO)]  # resolved late, and so in one quarter only
    first = quarter(FIRST, [at(ONE, "II.06a", "Y tế", 13, 1), at(TWO, "II.06a", "Y tế", 13, 0), *causes])
    second = quarter(SECOND, [at(one, "II.06a", "Y tế", 13, 1) for one in (ONE, TWO)] + causes)
    done = added(first, second)
    assert [row for row in numbers(done) if row[1] == "QH"] == [[TWO, "QH", "", "Y tế", 1, 4, 4]]
    assert (done.counted_again, done.gaps) == (((ONE, "QH"),), ())
    assert (ONE, "QH") not in done.counted | done.nothing_arose


def test_nothing_arose_on_what_counts_without_a_number_or_a_word_in_any_quarter() -> None:
    first = quarter(FIRST, [at(ONE, "QH", "Y tế", 4, 1)], [(TWO, "QH"), (ONE, "II.04"), (TWO, "II.04")])
    second = quarter(SECOND, [at(ONE, "II.04", "Đất đai", 3, "x")], [(ONE, "QH"), (TWO, "QH"), (TWO, "II.04")])
    done = added(first, second)
    assert done.counted == {(ONE, "QH"), (TWO, "QH"), (ONE, "II.04"), (TWO, "II.04")}
    assert done.nothing_arose == {(TWO, "QH"), (TWO, "II.04")}


def test_the_last_state_of_a_form_of_words_is_the_whole() -> None:
    first = quarter(FIRST, [at(one, "NV", "Việc A", 7, "đang làm") for one in (ONE, TWO)])
    done = added(first, quarter(SECOND, [at(TWO, "NV", "Việc A", 7, "xong"), at(ONE, "NV", "Việc B", 7, "xong")]))
    assert done.counted == {(ONE, "NV"), (TWO, "NV")}
    done = added(quarter(FIRST, [at(ONE, "NV", "A", 7, "x")]), quarter(SECOND, [at(TWO, "NV", "A", 7, "y")]))
    assert (done.counted, done.gaps) == ({(TWO, "NV")}, ())
    assert words(done) == [[TWO, "NV", "A", 1, 7, "y", "2026-Q2/a.xlsx"]]


def test_a_state_that_has_stood_since_an_earlier_quarter_keeps_its_place_there() -> None:
    first = [at(ONE, "NV", "A", 7, "xong"), at(ONE, "NV", "A", 10, "x"), at(TWO, "NV", "A", 7, "chưa")]
    second = [at(ONE, "NV", "A", 7, "xong"), at(ONE, "NV", "A", 10, "y"), at(TWO, "NV", "A", 7, "xong")]
    told = words(added(quarter(FIRST, first), quarter(SECOND, second)))
    assert [(row[0], row[4], row[5], row[6][:7]) for row in told] == [
        (ONE, 7, "xong", "2026-Q1"), (ONE, 10, "y", "2026-Q2"), (TWO, 7, "xong", "2026-Q2"),
    ]  # fmt: skip


def test_a_line_keeps_the_words_of_its_last_quarter_alone() -> None:
    first = [at(ONE, "NV", "A", 7, "x"), at(ONE, "NV", "A", 10, "x"), at(ONE, "NV", "B", 7, "x", row=10)]
    four = [at(ONE, "II.04", "A", 3, "x"), at(ONE, "II.04", "A", 9, 1)]
    second = [at(ONE, "NV", "A", 7, "y")], [(ONE, "II.04")]
    assert words(added(quarter(FIRST, first + four), quarter(SECOND, *second))) == [
        [ONE, "II.04", "A", 1, 3, "x", "2026-Q1/a.xlsx"],
        [ONE, "NV", "A", 1, 7, "y", "2026-Q2/a.xlsx"],
        [ONE, "NV", "B", 2, 7, "x", "2026-Q1/a.xlsx"],
    ]


def test_words_of_one_place_stand_together_each_once_and_states_apart() -> None:
    four = [at(ONE, "II.04", "A", 3, text, row=row) for row, text in ((9, "x"), (10, "y"), (11, "x"))]
    task = [at(ONE, "NV", "A", 7, text) for text in ("xong", "chưa")]
    done = added(quarter(FIRST, [], [(ONE, "II.04")]), quarter(SECOND, four + task))
    assert [(row[1], row[5]) for row in words(done)] == [("II.04", "x; y"), ("NV", "xong"), ("NV", "chưa")]


def test_lines_go_by_official_names_only_on_forms_of_fields() -> None:
    first = [
        at(ONE, "QH", "Tư pháp", 4, 1, "Cấp xã"),
        at(ONE, "II.04", "Tư pháp", 9, 1),
        at(ONE, "II.07b", "UBND phường", 6, 5, "A"),
        at(ONE, "CT", CT.fixed[0].label, 5, 2, "A"),
    ]
    second = [
        at(ONE, "QH", "HỘ TỊCH", 4, 2, "CẤP XÃ"),
        at(ONE, "II.04", "TƯ PHÁP", 9, 2),
        at(ONE, "II.07b", "Hồng Bàng", 6, 7, "B"),
        at(ONE, "CT", CT.fixed[0].label, 5, 3, "B"),
    ]
    assert numbers(added(quarter(FIRST, first), quarter(SECOND, second))) == [
        [ONE, "CT", "", CT.fixed[0].label, 1, 5, 5],
        [ONE, "II.04", "", "Tư pháp", 1, 9, 3],
        [ONE, "II.07b", "", "Phường Hồng Bàng", 1, 6, 7],
        [ONE, "QH", "Cấp xã", "Hộ tịch", 1, 4, 3],
    ]


def test_lines_are_numbered_as_they_first_came_for_each_unit_and_form() -> None:
    first = [at(TWO, "QH", "B", 4, 1, row=9), at(TWO, "QH", "A", 4, 1, row=8), at(ONE, "QH", "B", 4, 1, row=20)]
    second = [at(TWO, "QH", "C", 5, 1, row=7), at(TWO, "QH", "C", 4, 1, row=7), at(ONE, "QH", "B", 4, 2, row=3)]
    more = [at(TWO, "II.04", "B", 9, 4)]
    done = added(quarter(FIRST, first + more), quarter(SECOND, second + more))
    assert [[row[0], row[1], *row[3:]] for row in numbers(done)] == [
        [ONE, "QH", "B", 1, 4, 3],
        [TWO, "II.04", "B", 1, 9, 8],
        [TWO, "QH", "A", 1, 4, 1],
        [TWO, "QH", "B", 2, 4, 1],
        [TWO, "QH", "C", 3, 4, 1],
        [TWO, "QH", "C", 3, 5, 1],
    ]
    assert done.figures["cell"].tolist() == ["C3", "C9", "C8", "C9", "C7", "C7"]
