"""More habits of clerks, through the real readers: odd ordinals, heads that name their year apart, rows of parts."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from papers import Paper, Row, workbook
from test_clerks import FULL, GOOD, LABELS, LINES, judged, lines, told

from report_templates.reading.stamp import Stamp

# ---- ordinals --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ordinals", ["①②③", "❶❷❸", "⑴⑵⑶", ("1", "2¹", "3"), ("¹", "²", "³"), "１２３"], ids=str)
def test_ordinals_in_other_digits_are_ordinals(ordinals: str | tuple[str, ...], tmp_path: Path) -> None:
    named = zip(ordinals, LABELS, LINES, strict=True)
    paper = Paper([*(Row(*one) for one in named), FULL.rows[-1]])
    case = judged(tmp_path, workbook({"Sheet1": paper.grid()}))
    assert (told(case), lines(case)) == ([], GOOD)


@pytest.mark.parametrize("numbering", [lambda at: chr(0x245F + at), lambda at: chr(0x2473 + at)], ids=["①", "⑴"])
def test_columns_may_be_numbered_in_circles(numbering: Callable[[int], str], tmp_path: Path) -> None:
    case = judged(tmp_path, workbook({"Sheet1": replace(FULL, numbering=numbering).grid()}))
    assert (told(case), lines(case)) == ([], GOOD)


def test_a_stamp_in_other_digits_names_no_unit() -> None:
    assert Stamp({"unit_code": "¹¹⁴⁵⁵"}).unit_code is None
