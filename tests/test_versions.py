"""A form whose new version has another column in its midst: what quarters before it told is not put beside itself."""

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

import pandas as pd
import pytest
from papers import Paper, Row, in_process, workbook

from flows.earlier.continuity import remembered
from flows.earlier.trend import trend_of
from flows.locality.localities import load_locality
from flows.locality.naming import namer
from flows.machine import workers
from flows.outputs.narrating import former_tables
from flows.proof.proving import prove
from flows.quarter import run_quarter
from flows.received.intake import forms_of
from flows.record.request import Request, Run
from flows.record.written import written_in
from kstt.form import Form
from kstt.period import Period
from kstt.versions import moved, renumbered, unasked
from report_templates import definitions

Q1, Q2, HALF = Period(2026, "Q1"), Period(2026, "Q2"), Period(2026, "6M")
LINE, NEW = "Hộ tịch", 15
FIRST = {3: 9, 4: 9, 5: 0, 6: 0, 7: 1, 8: 8, 9: 9, 10: 2, 11: 7, 12: 0, 13: 6, 14: 5}
SECOND = {3: 6, 4: 6, 5: 0, 6: 0, 7: 4, 8: 2, 9: 6, 10: 1, 11: 5, 12: 0, 13: 5, 14: 3, NEW: 3}
"""The backlog taken over stands in column 7 of the former version, what came in the quarter in 8; now it is turned."""


def later(text: str) -> str:
    """The definition from the second quarter on: columns 7 and 8 have changed places, and there is one more."""
    turned = text.replace("{ number = 7,", "{ number = ?,").replace("{ number = 8,", "{ number = 7,")
    extra = f'{{ number = {NEW}, key = "by_phone", heading = ["Qua điện thoại"] }},'
    rows = turned.replace("{ number = ?,", "{ number = 8,").replace("\n]\n", f"\n    {extra}\n]\n", 1)
    head, columns = rows.replace('"2020-Q4"', '"2026-Q2"').split("columns = [\n")
    table, tail = columns.split("\n]\n", 1)
    ordered = sorted(table.split("\n"), key=lambda row: int(row.split("number = ")[1].split(",")[0]))
    return f"{head}columns = [\n" + "\n".join(ordered) + f"\n]\n{tail}"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Both quarters and the half of the year, run."""
    folder = tmp_path_factory.mktemp("office")
    shutil.copytree(definitions.FORMS, folder / "forms")
    text = (folder / "forms/II.05.toml").read_text(encoding="utf-8")
    (folder / "forms/II.05-2.toml").write_text(later(text), encoding="utf-8")
    ended = text.replace('valid_from = "2020-Q4"', 'valid_from = "2020-Q4"\nvalid_to = "2026-Q1"')
    (folder / "forms/II.05.toml").write_text(ended, encoding="utf-8")
    with pytest.MonkeyPatch.context() as here:
        here.setattr("flows.received.intake.load_forms", partial(definitions.load_forms, folder / "forms"))
        here.setattr(workers, "each", in_process)
        forms_of.cache_clear()
        for period, numbers in ((Q1, FIRST), (Q2, SECOND)):
            send(folder, period, numbers)
            run(folder, period)
        run(folder, HALF)
        yield folder
    forms_of.cache_clear()


def five(period: Period) -> Form:
    return next(form for form in forms_of(period) if form.code == "II.05")


def send(folder: Path, period: Period, numbers: Mapping[int, int]) -> None:
    paper = Paper([Row(1, LINE, {**numbers})], form=five(period), period=f"Kỳ báo cáo: {period.name}")
    raw = folder / "raw" / str(period)
    raw.mkdir(parents=True)
    (raw / "a.xlsx").write_bytes(workbook({"II.05": paper.grid()}))


def run(folder: Path, period: Period) -> Run:
    return run_quarter(Request(period, "hai-phong", folder / "raw" / str(period), folder / "out"), in_process)


@pytest.mark.usefixtures("place")
def test_a_column_is_known_by_its_key() -> None:
    places = moved([five(Q1)], [five(Q2)])
    assert places["II.05"] == {number: {7: 8, 8: 7}.get(number, number) for number in range(1, NEW)}
    assert unasked([five(Q2)], places) == {("II.05", NEW)}
    assert moved([five(Q1)], [five(Q1)]) == {}
    frame = pd.DataFrame({"form": ["II.05", "II.05", "II.08"], "column": [7, 3, 7]})
    assert renumbered(frame, places)["column"].tolist() == [8, 3, 7]
    back = renumbered(frame.assign(column=NEW), moved([five(Q2)], [five(Q1)]))
    assert back[["form", "column"]].to_numpy().tolist() == [["II.08", NEW]]


def test_a_backlog_taken_over_into_another_column_is_right(place: Path) -> None:
    (file,) = written_in(place / "out" / str(Q2)).record["files"].values()
    assert (file["outcome"], file["findings"]) == ("accepted", [])


def test_what_was_not_asked_a_quarter_ago_was_not_left_open_then(place: Path) -> None:
    """Were column (15) the one the next quarter goes on from, nobody could have left anything in it."""
    form, name = five(Q2), namer(load_locality("hai-phong"))
    told = [remembered(place / "out", Q2, "hai-phong", [one], name) for one in (form, continued(form, NEW))]
    assert told == [{(11455, "II.05"): {LINE: {10: FIRST[10]}}}, {}]


def continued(form: Form, closing: int) -> Form:
    """The form as if its backlog went on from another column."""
    (one,) = form.continuity
    columns = tuple(replace(column, over="closing") if column.number == closing else column for column in form.columns)
    return replace(form, columns=columns, continuity=(replace(one, closing=form.column(closing).key),))


def test_quarters_of_both_versions_add_up_column_by_column(place: Path) -> None:
    half = written_in(place / "out" / str(HALF))
    told = half.figures[half.figures["form"] == "II.05"].set_index("column")["value"].to_dict()
    flows = {now: FIRST[now] + SECOND[now] for now in (11, 12, 13, 14)}
    whole = FIRST[7] + FIRST[8] + SECOND[7]
    assert told == {3: whole, 7: FIRST[8] + SECOND[7], 8: FIRST[7], 9: whole, 10: SECOND[10], **flows}
    assert whole == SECOND[10] + flows[11]
    (said,) = (one["reason"] for one in half.record["set_aside"] if "không có cột này" in one["reason"])
    assert said == "Biểu II.05, cột (15): không cộng các quý, để trống, vì mẫu biểu của quý I không có cột này"
    assert prove(place / "out" / str(HALF), lambda: None).differences == []


def test_a_trend_puts_no_numbers_of_another_version_under_the_columns_of_today(place: Path) -> None:
    trend = trend_of(place / "out", load_locality("hai-phong"), "phường Đồ Sơn", "II.05", 8, None)
    for points in (trend.reported, trend.of_map):
        assert [(one.period, one.numbers, one.remark) for one in points] == [
            (Q1, {}, "mẫu biểu của quý này khác"),
            (Q2, SECOND, ""),
        ]
    of_then = trend_of(place / "out", load_locality("hai-phong"), "phường Đồ Sơn", "II.05", 8, Q1.window[1])
    assert [one.numbers for one in (*of_then.reported, *of_then.of_map)] == [FIRST, FIRST]


def test_nothing_is_compared_with_another_version_in_the_narrative(place: Path) -> None:
    tables = former_tables(place / "out", Q1, "hai-phong", forms_of(Q2))
    assert tables
    assert "II.05" not in tables.by_form
    same = former_tables(place / "out", Q1, "hai-phong", forms_of(Q1))
    assert same
    assert same.by_form["II.05"]
    assert prove(place / "out" / str(Q2), lambda: None).differences == []
