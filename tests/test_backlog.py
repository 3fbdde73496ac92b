"""Opening numbers held against what was left: every difference, in both directions, at its place and of its unit."""

import pytest
from papers import SIX, Paper, Row, filled

from kstt.finding import Finding
from kstt.lineage.heritage import Estate
from kstt.period import Period
from kstt.unit import Unit
from validation.continuity import backlog_findings, split_findings
from validation.parsed import Parsed
from validation.parsing import parse

FORMER = Period(2025, "Q4")
ONE, TWO = Unit(11311, "Phường Hồng Bàng"), Unit(11383, "Phường Lê Chân")


def named(line: str, _: str) -> tuple[str, str, int]:
    return {"Tư pháp": "Hộ tịch"}.get(line, line), "", 0


def opened(**openings: int) -> Parsed:
    """A form whose lines have an opening number and one dossier more, all of it still open."""
    lines = {name.replace("_", " "): number for name, number in openings.items()}
    body = [
        Row(at, name, {3: n + 1, 4: 1, 6: n, 11: n + 1, 12: n + 1})
        for at, (name, n) in enumerate(lines.items(), start=1)
    ]
    return parse(SIX, filled(Paper(body).sheet(), SIX))


def left(*closings: tuple[Unit, dict[str, int]], heirs: tuple[Unit, ...] = (ONE,)) -> Estate:
    told = ((unit, {line: {6: 99, 11: number} for line, number in of_unit.items()}) for unit, of_unit in closings)
    return Estate("II.06a", heirs, tuple(told), ())


def told(findings: list[Finding]) -> list[tuple[str, str, object, object]]:
    return [(one.line, one.cell, one.found, one.expected) for one in findings]


def asked(parsed: Parsed, estate: Estate) -> list[Finding]:
    return list(backlog_findings(SIX, parsed, estate, named, FORMER))


def test_more_less_new_and_gone_are_all_differences() -> None:
    parsed = opened(Y_tế=5, Đất_đai=4, Xây_dựng=6, Nội_vụ=2, Thuế=0)
    estate = left((ONE, {"Y tế": 5, "Đất đai": 5, "Xây dựng": 5, "Công Thương": 3, "Tài chính": 0}))
    found = asked(parsed, estate)
    assert told(found) == [
        ("Đất đai", "F10", 4, 5),
        ("Xây dựng", "F11", 6, 5),
        ("Nội vụ", "F12", 2, 0),
        ("Công Thương", "", 0, 3),
    ]
    assert {(one.rule, one.severity, one.column) for one in found} == {("memory.backlog", "must_explain", 6)}


def test_lines_of_one_name_count_together_and_are_told_at_the_first() -> None:
    assert asked(opened(Hộ_tịch=2, Y_tế=8, Tư_pháp=3), left((ONE, {"Hộ tịch": 5, "Y tế": 8}))) == []
    (one,) = asked(opened(Hộ_tịch=2, Y_tế=8, Tư_pháp=4), left((ONE, {"Hộ tịch": 5, "Y tế": 8})))
    assert told([one]) == [("Hộ tịch", "F9", 6, 5)]


def test_what_several_units_left_is_told_by_name() -> None:
    estate = left((ONE, {"Y tế": 2}), (TWO, {"Y tế": 1200, "Đất đai": 1}))
    one, other = asked(opened(Y_tế=1200), estate)
    assert (one.found, one.expected, other.found, other.expected) == (1200, 1202, 0, 1)
    assert "Phường Hồng Bàng (2), Phường Lê Chân (1.200)" in one.message
    assert "Phường Hồng Bàng (0), Phường Lê Chân (1)" in other.message
    (alone,) = asked(opened(Y_tế=1), left((ONE, {"Y tế": 2})))
    assert "Phường" not in alone.message


@pytest.mark.parametrize(("first", "second"), [(3, 2), (5, 0), (0, 5)])
def test_heirs_may_share_what_was_left_as_they_like(first: int, second: int) -> None:
    estate = left((ONE, {"Y tế": 5}), heirs=(ONE, TWO))
    forms = [opened(Y_tế=first, Thuế=0), opened(Y_tế=second)]
    assert list(split_findings(SIX, forms, estate, named, FORMER)) == []


def test_what_heirs_take_over_together_is_held_against_all_that_was_left() -> None:
    estate = left((ONE, {"Y tế": 5, "Hộ tịch": 5, "Công Thương": 3}), heirs=(ONE, TWO))
    forms = [opened(Y_tế=3, Hộ_tịch=4), opened(Y_tế=1, Tư_pháp=2, Xây_dựng=7)]
    found = list(split_findings(SIX, forms, estate, named, FORMER))
    assert told(found) == [
        ("Y tế", "", 4, 5),
        ("Hộ tịch", "", 6, 5),
        ("Xây dựng", "", 7, 0),
        ("Công Thương", "", 0, 3),
    ]
    assert {(one.rule, one.column) for one in found} == {("memory.backlog_split", 6)}
    assert "Phường Hồng Bàng (4), Phường Lê Chân (2)" in found[1].message
