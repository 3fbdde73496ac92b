"""The review plan: printed on the blank, recognised when it comes back, and open to more."""

from pathlib import Path

import pytest

from flows.locality.agenda import agenda_of
from flows.locality.localities import load_locality
from flows.locality.reviews import review_lines
from flows.received.intake import forms_of
from kstt.form import Form
from kstt.period import Period
from kstt.rollup import CityLine
from report_templates.blanks.blank import write_blanks, write_filled
from report_templates.files.opening import open_book
from report_templates.reading.filled_forms import read_forms
from validation.parsing import parse

PERIOD = Period(2024, "Q3")


@pytest.fixture(scope="module")
def forms() -> tuple[Form, ...]:
    return forms_of(PERIOD, agenda_of("phuoc-long", 2024).lines)


def review(forms: tuple[Form, ...]) -> Form:
    return next(form for form in forms if form.code == "II.04")


def test_every_planned_review_is_a_line_of_the_form(forms: tuple[Form, ...]) -> None:
    lines = review_lines("phuoc-long", 2024)
    assert len(lines) == 14
    assert review(forms).fixed == lines
    assert lines[0].label == "I.1. Mua hóa đơn lẻ (1.005435.000.00.00.H10)"
    assert lines[0].texts[-3:] == ("1/1/2024", "31/8/2024", "Thành phần hồ sơ, thời gian giải quyết")
    assert review_lines("hai-phong", 2026) == ()


def test_the_blank_prints_them_and_an_untouched_blank_says_nothing(forms: tuple[Form, ...], tmp_path: Path) -> None:
    place = load_locality("phuoc-long")
    [path] = write_blanks(tmp_path, units=place.register.units[:1], period=PERIOD, forms=forms, locality=place)
    sheet = next(sheet for sheet in open_book(path.read_bytes(), path.name).sheets if sheet.name == "II.04")
    printed = {str(cell) for row in sheet.rows for cell in row}
    assert {line.label for line in review(forms).fixed} <= printed
    assert read_forms(open_book(path.read_bytes(), path.name), forms).forms == []


def test_planned_and_further_reviews_are_read_alike(forms: tuple[Form, ...], tmp_path: Path) -> None:
    place, form = load_locality("phuoc-long"), review(forms)
    done = [
        CityLine(form.fixed[0].label, numbers={9: 2, 10: 1}),
        CityLine("Thủ tục rà soát thêm", numbers={9: 3, 10: 0}),
    ]
    target = tmp_path / "x.xlsx"
    unit = place.register.units[0]
    write_filled(target, unit=unit, period=PERIOD, forms=forms, locality=place, filled={"II.04": done})
    [filled] = [one for one in read_forms(open_book(target.read_bytes(), "x.xlsx"), forms).forms if one.code == "II.04"]
    parsed = parse(form, filled)
    assert [(line.label, numbers) for line, numbers in zip(parsed.lines, parsed.numbers, strict=True)] == [
        (done[0].label, [2, 1]),
        ("Thủ tục rà soát thêm", [3, 0]),
    ]
    assert parsed.broken == []
