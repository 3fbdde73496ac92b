"""Quarters that add up: flows, opening and closing stocks, relations that hold again, and everybody left out named."""

import hashlib
import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from papers import FORMS, Counts, counted, dossiers, in_process, keeps

from flows.cli.app import main
from flows.console.runs import show_run
from flows.locality.agenda import agenda_of
from flows.locality.localities import HOME, load_locality, write_units
from flows.machine import workers
from flows.outputs.before import quarters_before
from flows.outputs.targets import stood, year_so_far
from flows.quarter import run_quarter
from flows.received.figures import FIGURES, TEXTS
from flows.received.intake import forms_of
from flows.record.basis import basis_kept
from flows.record.request import Request, Run
from flows.record.written import written_in
from flows.sample.quarter import write_sample
from kstt.finding import CHECKED_BY_QUARTER, VERDICTS
from kstt.form import Form
from kstt.mention import parse
from kstt.over_time import Break
from kstt.period import Period
from kstt.span import Gap, Quarter, Sum, add_up
from kstt.targets.standing import standing
from kstt.targets.target import Parts
from report_templates.definitions import load_indicators
from report_templates.proving.contents import contents

QUARTERS = [Period(2026, f"Q{number}") for number in (1, 2, 3, 4)]
SIX, FIVE, SEVEN, CT, NV = (FORMS[code] for code in ("II.06a", "II.05", "II.07b", "CT", "NV"))
UNITS = {11455: "Phường Đồ Sơn", 11311: "Phường Hồng Bàng"}
ONE = 11455
Table = Mapping[int, Mapping[str, Counts]]  # unit, line, numbers


def plainly(label: str, _: str) -> tuple[str, str, int]:
    return {"Tư pháp - Hộ tịch": "Hộ tịch"}.get(label, label), "", 0


def quarter(period: Period, form: Form, table: Table, words: Sequence[tuple[int, str, int, str]] = ()) -> Quarter:
    """A quarter as a run leaves it: a line per row from row 9 on."""
    told = [
        (unit, form.code, "", line, row, column, value, 0, "bc.xlsx", "S", f"C{row}")
        for unit, lines in table.items()
        for row, (line, numbers) in enumerate(lines.items(), start=9)
        for column, value in numbers.items()
    ]
    said = [(unit, form.code, "", line, 20, column, text, "bc.xlsx", "S", "C20") for unit, line, column, text in words]
    figures = pd.DataFrame(told, columns=list(FIGURES)).astype(FIGURES)
    texts = pd.DataFrame(said, columns=list(TEXTS)).astype(TEXTS).rename(columns={"value": "text"})
    return Quarter(period, figures, texts, frozenset((unit, form.code) for unit in (*table, *(w[0] for w in words))))


def added(form: Form, *tables: Table) -> Sum:
    quarters = [quarter(period, form, table) for period, table in zip(QUARTERS, tables, strict=False)]
    return add_up([form], quarters, UNITS, plainly)


def lines(done: Sum) -> dict[int, dict[str, Counts]]:
    found: dict[int, dict[str, Counts]] = {}
    for unit, line, column, value in done.figures[["unit_code", "line", "column", "value"]].itertuples(index=False):
        found.setdefault(unit, {}).setdefault(line, {})[column] = value
    return found


# ---- properties ----------------------------------------------------------------------------------------------------


def of_kind(form: Form, draw: st.DrawFn, opens: int, closes: int) -> Counts:
    """A way to count one dossier that was, or was not, carried over and is, or is not, still open."""
    ((opening, closing),) = form.carried
    kinds = [way for way in dossiers(form) if (way[opening], way[closing]) == (opens, closes)]
    return draw(st.sampled_from(kinds))


@st.composite
def stories(draw: st.DrawFn, form: Form) -> list[Counts]:
    """One line over some quarters, each of them correct and each beginning where the former ended."""
    number, story = draw(st.integers(2, 4)), []
    waiting = draw(st.integers(0, 5))
    for _ in range(number):
        line = dict.fromkeys((column.number for column in form.numbers), 0)
        if form.carried:
            stay, new = draw(st.integers(0, waiting)), draw(st.integers(0, 5))
            parts = [(1, 1, stay), (1, 0, waiting - stay), (0, 1, new), (0, 0, draw(st.integers(0, 9)))]
            ways = [(of_kind(form, draw, opens, closes), often) for opens, closes, often in parts]
            waiting = stay + new
        else:
            ways = draw(st.lists(st.tuples(st.sampled_from(dossiers(form)), st.integers(0, 50)), max_size=4))
        for way, often in ways:
            line = {at: value + way[at] * often for at, value in line.items()}
        story.append(line)
    return story


@pytest.mark.parametrize("code", [code for code, form in FORMS.items() if form.numbers])
@settings(max_examples=8, deadline=None)
@given(data=st.data())
def test_every_relation_holds_again_and_every_column_adds_as_it_should(code: str, data: st.DataObject) -> None:
    form = FORMS[code]
    story = data.draw(stories(form))
    fixed = data.draw(st.sampled_from(form.fixed)) if form.fixed else None
    label = fixed.label if fixed else UNITS[ONE] if form.lines == "unit" else "Hộ tịch"
    done = added(form, *({ONE: {label: line}} for line in story))
    told = lines(done)[ONE][label]
    assert (done.gaps, done.breaks) == ((), ())
    plain = {
        column.number: over(form, column.number, story, stock=bool(fixed and fixed.stock)) for column in form.numbers
    }
    for number, value in plain.items():
        if not form.computed_by(number):
            assert told.get(number) == value
    whole = Form(**{name: getattr(form, name) for name in form.__match_args__} | {"identities": known(form, told)})
    assert keeps(whole, told)


def known(form: Form, told: Counts) -> tuple[Any, ...]:
    return tuple(rule for rule in form.identities if set(rule.columns) <= told.keys())


def over(form: Form, number: int, story: Sequence[Counts], *, stock: bool) -> int | None:
    """What a column is over time, in plain words of the definition."""
    how = "closing" if stock else form.column(number).over
    if how == "recount" and any(line[opening] for line in story[1:] for opening, _ in form.carried):
        return None
    if how == "distinct" and len(story) > 1:
        return None
    return {"opening": story[0][number], "closing": story[-1][number]}.get(how, sum(line[number] for line in story))


@settings(max_examples=8, deadline=None)
@given(data=st.data())
def test_a_silent_unit_changes_nothing_for_the_others(data: st.DataObject) -> None:
    story = data.draw(stories(SIX))
    alone = added(SIX, *({ONE: {"Y tế": line}} for line in story))
    beside = added(
        SIX, {11311: {"Y tế": story[0]}, ONE: {"Y tế": story[0]}}, *({ONE: {"Y tế": one}} for one in story[1:])
    )
    pd.testing.assert_frame_equal(alone.figures, beside.figures)
    lacking = tuple(QUARTERS[1 : len(story)])
    assert beside.gaps == (Gap(11311, "II.06a", "", lacking),)


# ---- examples ------------------------------------------------------------------------------------------------------

A, B = counted(SIX, 5, 3, 8), counted(SIX, 2, 9)


def test_a_field_that_comes_or_goes_opens_and_closes_with_nothing() -> None:
    done = added(SIX, {ONE: {"Hộ tịch": A | {6: 4}}}, {ONE: {"Y tế": B | {6: 3, 12: 7}}})
    told = lines(done)[ONE]
    assert [(told[line][6], told[line][12], told[line][4]) for line in ("Hộ tịch", "Y tế")] == [
        (4, 0, A[4]),
        (0, 7, B[4]),
    ]


def test_spellings_and_synonyms_are_one_line() -> None:
    done = added(SIX, {ONE: {"Hộ tịch": A}}, {ONE: {"Tư pháp - Hộ tịch": B}}, {ONE: {"HỘ TỊCH": A}})
    assert {line: numbers[4] for line, numbers in lines(done)[ONE].items()} == {"Hộ tịch": A[4] + B[4] + A[4]}


def test_a_backlog_that_does_not_continue_is_told_and_not_bent() -> None:
    first, second = A | {3: 9, 4: 9, 5: 0, 6: 0, 7: 4, 8: 4, 9: 0, 10: 0, 11: 5, 12: 5, 13: 0}, dict.fromkeys(A, 0)
    done = added(SIX, {ONE: {"Y tế": first}}, {ONE: {"Y tế": second | {3: 3, 6: 3, 7: 3, 8: 3}}})
    rule = next(rule for rule in SIX.identities if rule.columns == (3, 7, 11))
    assert lines(done)[ONE]["Y tế"] == dict.fromkeys(A, 0) | {3: 9, 4: 9, 7: 7, 8: 7}
    assert done.breaks == (Break(ONE, "II.06a", "Y tế", rule, 2),)


def test_procedures_that_were_used_are_no_sum_and_not_those_of_the_last_quarter() -> None:
    form = FORMS["II.08"]
    line = {3: 9, 4: 5, 5: 4, 6: 2, 7: 30, 8: 20, 9: 10, 10: 7, 11: 6}
    done = added(form, {ONE: {"Y tế": line | {6: 8}}}, {ONE: {"Y tế": line}})
    twice = {number: 2 * line[number] for number in (7, 8, 9, 10, 11)}
    assert lines(done)[ONE]["Y tế"] == {3: 9, 4: 5, 5: 4} | twice
    assert done.breaks == ()
    assert lines(added(form, {ONE: {"Y tế": line}}))[ONE]["Y tế"] == line


def test_what_each_quarter_counts_anew_is_left_empty_and_told() -> None:
    one = {3: 2, 4: 1, 5: 1, 6: 0, 7: 0, 8: 2, 9: 2, 10: 1, 11: 1, 12: 0, 13: 1, 14: 0}
    two = {3: 3, 4: 1, 5: 1, 6: 1, 7: 1, 8: 2, 9: 3, 10: 0, 11: 3, 12: 0, 13: 1, 14: 0}
    done = added(FIVE, {ONE: {"Y tế": one}}, {ONE: {"Y tế": two}})
    assert lines(done)[ONE]["Y tế"] == {3: 4, 7: 0, 8: 4, 9: 4, 10: 0, 11: 4, 12: 0, 13: 2, 14: 0}
    assert done.recounted == ((ONE, "II.05", "Y tế"),)
    opened = added(FIVE, {ONE: {"Y tế": one | {7: 1, 10: 0}}}, {ONE: {"Y tế": two | {7: 0}}})  # since before
    assert ([lines(opened)[ONE]["Y tế"][number] for number in (4, 5, 6)], opened.recounted) == ([2, 2, 1], ())
    beside = added(FIVE, {ONE: {"Y tế": one, "Hộ tịch": one}}, {ONE: {"Y tế": two, "Hộ tịch": one}})
    assert {line: told.keys() & {4, 5, 6} for line, told in lines(beside)[ONE].items()} == {
        "Y tế": set(),
        "Hộ tịch": set(),
    }  # what the others have is not the form's sum
    assert beside.recounted == done.recounted
    both = [
        replace(of_five, figures=pd.concat([of_five.figures, of_six.figures]), forms=of_five.forms | of_six.forms)
        for of_five, of_six in (
            (quarter(period, FIVE, {ONE: {"Y tế": line}}), quarter(period, SIX, {ONE: {"Y tế": A}}))
            for period, line in zip(QUARTERS, (one, two), strict=False)
        )
    ]
    assert add_up([FIVE, SIX], both, UNITS, plainly).recounted == done.recounted


def test_a_number_that_was_missing_once_is_not_added_and_named() -> None:
    label = next(line.label for line in CT.fixed if not line.stock and not line.closed)
    done = added(CT, {ONE: {label: {5: 3, 6: 4}}}, {ONE: {CT.fixed[-1].label: {5: 1}}})
    assert label not in lines(done).get(ONE, {})
    assert Gap(ONE, "CT", label, (QUARTERS[1],)) in done.gaps


def test_a_unit_writes_its_own_line_as_it_likes() -> None:
    line = dict.fromkeys((column.number for column in SEVEN.numbers), 0) | {3: 5, 6: 5}
    done = added(SEVEN, {ONE: {"UBND phường Đồ Sơn": line}}, {ONE: {"Đồ Sơn": line | {3: 7, 6: 7}}})
    assert lines(done)[ONE]["Phường Đồ Sơn"][3] == 7


def test_words_are_those_of_the_last_quarter_that_says_any() -> None:
    said = [[(ONE, "Việc A", 7, "đang thực hiện"), (ONE, "Việc B", 10, "x")], [(ONE, "Việc A", 7, "hoàn thành")]]
    quarters = [quarter(period, NV, {}, words) for period, words in zip(QUARTERS, said, strict=False)]
    done = add_up([NV], quarters, UNITS, plainly)
    told = done.texts[["line", "column", "text", "file"]].to_numpy().tolist()
    assert told == [["Việc A", 7, "hoàn thành", "2026-Q2/bc.xlsx"], ["Việc B", 10, "x", "2026-Q1/bc.xlsx"]]


def test_words_in_another_spelling_stand_since_they_were_said_first() -> None:
    said = [[(ONE, "Việc A", 7, "hoàn thành")], [(ONE, "Việc A", 7, "Hòan  thành")], [(ONE, "Việc A", 7, "HOÀN THÀNH")]]
    quarters = [quarter(period, NV, {}, words) for period, words in zip(QUARTERS, said, strict=False)]
    told = add_up([NV], quarters, UNITS, plainly).texts[["text", "file"]].to_numpy().tolist()
    assert told == [["HOÀN THÀNH", "2026-Q1/bc.xlsx"]]


def test_rows_number_the_lines_and_places_are_the_last() -> None:
    done = added(SIX, {ONE: {"Y tế": A}}, {ONE: {"Hộ tịch": A, "Y tế": B}})
    told = done.figures.drop_duplicates("line")[["line", "row", "file", "cell"]].to_numpy().tolist()
    assert told == [["Y tế", 1, "2026-Q2/bc.xlsx", "C10"], ["Hộ tịch", 2, "2026-Q2/bc.xlsx", "C9"]]
    assert not done.figures.duplicated(["unit_code", "form", "row", "column"]).any()


@pytest.mark.parametrize(("period", "number"), [("2026-6M", 2), ("2026-9M", 3), ("2026", 4), ("2026-Q2", 0)])
def test_what_a_period_is_made_of(period: str, number: int) -> None:
    quarters = parse(period).quarters
    assert list(quarters) == QUARTERS[:number]
    assert all(one.window[1] < other.window[0] for one, other in pairwise(quarters))
    if quarters:
        assert (quarters[0].window[0], quarters[-1].window[1]) == parse(period).window


# ---- a whole year of four sample quarters --------------------------------------------------------------------------

SMALL = 14
WORDS = ("quý I", "quý II", "quý III", "quý IV")
YEAR = Period(2026, "Y")


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Any:
    place = tmp_path_factory.mktemp("year")
    folder = place / "localities" / "thu"
    shutil.copytree(HOME / "hai-phong", folder)
    told = (folder / "locality.toml").read_text(encoding="utf-8").replace("hai-phong", "thu")
    (folder / "locality.toml").write_text(told, encoding="utf-8")
    write_units(folder / "units.csv", load_locality("hai-phong").register.valid_on(YEAR.window[1]).units[:SMALL])
    with pytest.MonkeyPatch.context() as here:
        here.chdir(place)
        here.setattr(workers, "each", in_process)
        for period in QUARTERS:
            raw = place / "raw" / str(period)
            forms = forms_of(period, agenda_of("thu", 2026).lines)
            write_sample(raw, period=period, locality=load_locality("thu"), forms=forms, seed=7)
            run(period, place)
        run(YEAR, place)
        yield place


def run(period: Period, place: Path) -> Run:
    return run_quarter(Request(period, "thu", place / "raw" / str(period), place / "out"), in_process)


def read(place: Path, what: str) -> dict[str, Any]:
    return json.loads((place / what).read_text(encoding="utf-8"))


def test_the_year_is_the_plain_sum_of_its_quarters(year: Path) -> None:
    truths = [read(year, f"raw/{period}/truth.json")["units"] for period in QUARTERS]
    whole = [code for code in truths[0] if all(truth[code]["state"] == "accepted" for truth in truths)]
    expected: dict[tuple[int, str, int], int] = {}
    for code in whole:
        for at, column in enumerate(SIX.numbers):
            if column.number in (3, 7, 11):
                continue
            for field in {field for truth in truths for field in truth[code]["rows"]}:
                given = [truth[code]["rows"].get(field, [0] * 20)[at] for truth in truths]
                plain = {6: given[0], 12: given[-1], 13: given[-1]}.get(column.number, sum(given))
                expected[int(code), field, column.number] = plain
    figures = pd.read_parquet(year / "out" / "2026" / "figures.parquet")
    mine = figures[figures["form"] == "II.06a"]
    told = {
        (u, n, c): v for u, n, c, v in zip(mine["unit_code"], mine["line"], mine["column"], mine["value"], strict=True)
    }
    assert {at: value for at, value in told.items() if at[2] not in (3, 7, 11)} == expected
    assert 0 < len(whole) < SMALL
    for unit, field, column in told:
        if column == 3:
            line = {number: told[unit, field, number] for number in range(3, 14)}
            assert line[3] == line[4] + line[5] + line[6] == line[7] + line[11]
            assert (line[7], line[11]) == (line[8] + line[9] + line[10], line[12] + line[13])


def test_who_lacks_a_quarter_is_named_everywhere(year: Path) -> None:
    record = read(year, "out/2026/run.json")
    names = ("quý I", "quý II", "quý III", "quý IV")
    runs = [read(year, f"out/{period}/run.json")["units"] for period in QUARTERS]
    said = []
    for code, unit in runs[0].items():
        lacking = [name for name, units in zip(names, runs, strict=True) if units[code]["state"] != "accepted"]
        if lacking:
            said.append(f"{unit['name']}: thiếu {', '.join(lacking)}, không cộng vào số liệu năm 2026")
    told = [one["reason"] for one in record["set_aside"]]
    assert said
    assert told[: len(said)] == said
    assert not any("không còn đúng" in one for one in told)
    assert record["coverage"] == {"reporting": SMALL - len(said), "units": SMALL}
    book = load_workbook(year / "out" / "2026" / "Bao-cao-KSTTHC_2026_thu.xlsx", read_only=True)
    sheets = book["Nguồn số liệu"], book["Đọc khác, bỏ qua"]
    cells = {str(value) for sheet in sheets for row in sheet.iter_rows(values_only=True) for value in row}
    assert set(said) <= cells
    assert f"Có số liệu của {SMALL - len(said)}/{SMALL} đơn vị." in cells
    first = [str(value) for row in book["II.06 theo đơn vị"].iter_rows(max_row=4, values_only=True) for value in row]
    assert any(f"Tổng hợp {SMALL - len(said)}/{SMALL} đơn vị" in value for value in first)


def test_who_owes_what_is_named_with_its_quarter_and_no_folder_is_shown_empty(
    year: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    done = run(YEAR, year)
    show_run(done)
    told = capsys.readouterr().out
    quarters = {
        name: read(year, f"out/2026-{part}/run.json")
        for part, name in zip(("Q1", "Q2", "Q3", "Q4"), WORDS, strict=True)
    }
    owing = {
        unit["name"]: [
            f"{VERDICTS[one['units'][code]['state']]} ({name})"
            for name, one in quarters.items()
            if one["units"][code]["state"] != "accepted"
        ]
        for code, unit in done.record["units"].items()
        if unit["state"] != "accepted"
    }
    assert owing
    for name, words in owing.items():
        assert f"- {name}: {', '.join(words)}\n" in told
    assert "Tệp" not in told
    show_run(run(QUARTERS[0], year))
    assert "Tệp trả lại:  " in (first := capsys.readouterr().out)
    assert "│ Đã được thay thế " in first


def test_who_counts_with_which_form_is_said_alike_and_nobody_is_late_for_a_sum(year: Path) -> None:
    report = load_workbook(year / "out" / "2026" / "Bao-cao-KSTTHC_2026_thu.xlsx", read_only=True)
    told = load_workbook(year / "out" / "2026" / "Phan-tich_2026_thu.xlsx", read_only=True)["Nộp báo cáo"]
    rows = [list(row) for row in told.iter_rows(values_only=True)]
    heading = next(at for at, row in enumerate(rows) if "Lần gửi đầu" in row)
    lines = [dict(zip(rows[heading], row, strict=True)) for row in rows[heading + 1 :] if row[1]]
    assert len(lines) == SMALL
    for form in ("II.04", "II.05", "II.06a", "II.07b", "QH"):
        sheet = report["II.06 theo đơn vị" if form == "II.06a" else form]
        said = next(
            text for row in sheet.iter_rows(max_row=4, values_only=True) for text in row if "Tổng hợp" in str(text)
        )
        assert f"{sum(line[f'Biểu {form}'] == 'có' for line in lines)}/{SMALL} đơn vị" in str(said)
    assert {line["Lần gửi đầu"] for line in lines} <= {"–", "chưa gửi"}
    assert not any("quá hạn" in str(text) for row in rows for text in row)
    page = (year / "out" / "2026" / "Tong-quan_2026_thu.html").read_text(encoding="utf-8")
    assert not any(words in page for words in ("gửi lần đầu quá hạn", ", gửi quá hạn", "(quá hạn)"))


def test_a_sum_of_quarters_does_not_say_that_nothing_was_found(year: Path) -> None:
    """Nothing was sent for it, so nothing was checked."""
    folder = year / "out" / "2026"
    said = {path.name.partition("_")[0]: contents(path) for path in folder.glob("*.xlsx")}
    for book, sheet in (("Bao-cao-KSTTHC", "Phát hiện"), ("Phan-tich", "Chất lượng số liệu")):
        assert CHECKED_BY_QUARTER in [cell.value for cell in said[book][sheet].values()]
    page = (folder / "Tong-quan_2026_thu.html").read_text(encoding="utf-8")
    assert page.count(CHECKED_BY_QUARTER) == SMALL
    assert "không có phát hiện nào" not in page


def test_the_record_says_what_the_year_was_made_of(year: Path) -> None:
    record = read(year, "out/2026/run.json")
    assert record["files"] == {}
    for told, period in zip(record["quarters"], QUARTERS, strict=True):
        data = [(year / "out" / str(period) / f"{name}.parquet").read_bytes() for name in ("figures", "texts")]
        hashes = [hashlib.sha256(one).hexdigest() for one in data]
        assert told == {"period": str(period), "figures": hashes[0], "texts": hashes[1]}


def test_the_last_quarter_says_of_the_year_so_far_what_the_report_of_the_year_says(year: Path) -> None:
    locality, agenda, out, last = load_locality("thu"), agenda_of("thu", YEAR.year), year / "out", QUARTERS[-1]
    forms = forms_of(last, agenda.lines)
    now, whole = (basis_kept(written_in(out / str(one))) for one in (last, YEAR))
    so_far = year_so_far(
        last, locality, agenda, forms, now, stood(forms, now), quarters_before(last, locality, forms, out)
    ).so_far
    assert so_far
    assert so_far == stood(forms, whole).known


def test_what_is_open_counts_once_in_the_year_and_what_was_resolved_in_every_quarter(year: Path) -> None:
    """The rate of QĐ 766 over a year, by hand: resolved in time and still in time, of what came in and was open."""
    first, *_, last = frames = [pd.read_parquet(year / "out" / str(one) / "figures.parquet") for one in QUARTERS]

    def of(frame: pd.DataFrame, *columns: int) -> dict[int, int]:
        mine = frame[(frame["form"] == SIX.code) & frame["column"].isin(columns)]
        return dict(mine.groupby("unit_code")["value"].sum())

    above = [*(of(one, 8, 9) for one in frames), of(last, 12)]
    below = [*(of(one, 4, 5) for one in frames), of(first, 6)]
    whole = standing(load_indicators(), pd.read_parquet(year / "out" / str(YEAR) / "figures.parquet"), FORMS)
    told = {code: parts for (indicator, code), parts in whole.items() if indicator == "on_time_766"}
    assert told
    assert told == {code: Parts(sum(one[code] for one in above), sum(one[code] for one in below)) for code in told}


def test_nobody_who_tells_the_truth_must_explain_a_backlog(year: Path) -> None:
    rules = {
        finding["rule"]
        for period in QUARTERS
        for file in read(year, f"out/{period}/run.json")["files"].values()
        for finding in file["findings"]
    }
    assert "memory.backlog" not in rules


def test_the_same_quarters_give_the_same_bytes(year: Path) -> None:
    before = read(year, "out/2026/run.json")
    assert run(YEAR, year).record == before


def said(words: Sequence[str], place: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> str:
    """What a command that is not carried out tells in a folder of outputs."""
    monkeypatch.setattr("sys.argv", ["kstt", *words, "--locality", "thu", "--out", place])
    with pytest.raises(SystemExit) as ended:
        main()
    captured = capsys.readouterr()
    assert ended.value.code == (0 if words[0] == "history" else 2)
    return " ".join((captured.out + captured.err).split())


def test_what_nobody_sent_for_a_longer_period_is_to_be_asked_of_its_quarters(
    year: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code = str(next(iter(load_locality("thu").register.valid_on(YEAR.window[1]).units)).code)
    for command in (["rejudge"], ["history", code], ["diff", code], ["explain", code], ["remind"]):
        told = said([*command, "2026"], str(year / "out"), capsys, monkeypatch)
        assert "kỳ 2026 được cộng từ các quý, đơn vị không gửi riêng; hãy gõ cho từng quý: kstt" in told, told
        for period in QUARTERS:
            assert f"kstt {' '.join(command)} {period} --locality thu" in told, told


def test_a_quarter_that_is_not_there_or_was_touched_is_told(
    year: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    more = "copy", capsys, monkeypatch
    for period in QUARTERS[:2]:
        shutil.copytree(year / "out" / str(period), year / "copy" / str(period))
    assert "(chưa chạy kỳ này trong cùng thư mục kết quả); hãy chạy: kstt run 2026-Q3" in said(
        ["run", "2026-9M", "--no-prefect"], *more
    )
    (year / "copy" / "2026-Q2" / "texts.parquet").write_bytes(b"other")
    assert "không còn như khi lập, hãy chạy lại kỳ này); hãy chạy: kstt run 2026-Q2" in said(
        ["run", "2026-6M", "--no-prefect"], *more
    )
