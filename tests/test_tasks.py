"""Tasks of the yearly plans: read from the localities, printed on the task sheet, reported, judged, shown."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from random import Random
from zipfile import ZipFile

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from office import carried, differences, recalculated
from openpyxl import load_workbook
from small_city import DO_SON, PERIOD, UNITS, locality
from transcript import transcript

from flows.locality.localities import HOME
from flows.locality.plans import read_plan
from flows.locality.tasks import fixed_lines, read_tasks, tasks_of
from kstt.finding import Finding
from kstt.form import DefinitionError, FixedLine, Form
from kstt.period import Period
from kstt.rollup import CityLine
from kstt.targets.deadline import read_deadline
from kstt.targets.target import Parts, Plan
from kstt.targets.task import STATUSES, Report, State, Status, Task, judge_task, read_day, read_status, reports_of
from kstt.targets.taskboard import TaskBoard, task_board
from kstt.unit import Unit
from report_templates.blanks.blank import write_blanks, write_filled
from report_templates.definitions import load_forms
from report_templates.drawing.look import Look, new_workbook
from report_templates.files.opening import open_book
from report_templates.reading.filled_forms import read_forms
from report_templates.report.task_sheet import OVERDUE, TASKS, draw_tasks
from validation.parsing import parse
from validation.task_rules import task_findings
from validation.words import texts

GOLDEN = Path(__file__).parent / "golden"
COUNTED = tomllib.loads((Path(__file__).parent / "facts" / "tasks-count.toml").read_text(encoding="utf-8"))
UNITS_4 = UNITS[:4]
RECEIVED = date(2026, 3, 16)


def task(number: str, deadline: str, *owners: Unit, group: str = "Công khai", title: str = "Niêm yết TTHC") -> Task:
    codes = tuple(unit.code for unit in owners)
    when = read_deadline(deadline)
    return Task(number, group, title, "UBND các phường", codes, "", when, deadline, "Văn bản", f"Phụ lục {number}")


def sheet(*tasks: Task) -> Form:
    return next(form for form in load_forms(tasks=fixed_lines(tasks)) if form.code == "NV")


# ---- what units write


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        *((word, status) for status, word in STATUSES.items()),
        ("  HOÀN   THÀNH ", "done"),
        ("Hòan thành", "done"),
        ("Hoa\u0300n tha\u0300nh", "done"),
        ("Đang Thực Hiện", "under_way"),
        ("hoan thanh", "done"),
        ("ĐÃ HOÀN THÀNH.", "done"),
        ("Đang triển khai", "under_way"),
        ("đã thực hiện", None),
        ("chưa hoàn thành", None),
        ("", None),
    ],
)
def test_a_status_is_known_by_any_spelling_of_it(written: str, meant: Status | None) -> None:
    assert read_status(written) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-03-04", date(2026, 3, 4)),
        ("2026-03-04 00:00:00", date(2026, 3, 4)),
        ("4/3/2026", date(2026, 3, 4)),
        (" 04/03/2026 ", date(2026, 3, 4)),
        ("31.12.2025", date(2025, 12, 31)),
        ("31-12-2025", date(2025, 12, 31)),
        ("31/2/2026", None),
        ("12/31/2026", None),
        ("4/3/26", date(2026, 3, 4)),
        ("Ngày 04/3/2026", date(2026, 3, 4)),
        ("ngày 4 tháng 3 năm 2026", date(2026, 3, 4)),
        ("4/3/226", None),
        ("tháng 3/2026", None),
        ("46085", None),
        ("", None),
    ],
)
def test_a_day_is_read_as_officers_and_excel_write_it(written: str, meant: date | None) -> None:
    assert read_day(written) == meant


def test_the_list_on_the_form_is_the_list_we_know() -> None:
    assert [column.choices for column in sheet().columns if column.key == "status"] == [tuple(STATUSES.values())]


def test_only_words_can_be_chosen_from_a_list() -> None:
    form = sheet()
    wrong = tuple(replace(column, choices=("có",)) if column.kind == "date" else column for column in form.columns)
    with pytest.raises(DefinitionError, match=r"^biểu NV: chỉ cột text được có danh sách chọn \(choices\): \[8\]$"):
        replace(form, columns=wrong)


# ---- how a task stands


@pytest.mark.parametrize(
    ("deadline", "status", "done_on", "state"),
    [
        ("2026-02-10", "done", "2026-02-09", "on_time"),
        ("2026-02-10", "done", "2026-02-10", "on_time"),
        ("2026-02-10", "done", "2026-02-11", "late"),
        ("before 2026-02-10", "done", "2026-02-10", "late"),
        ("2026-02-10", "done", "2025-11-30", "on_time"),
        ("2026-02-10", "done", "", "late"),  # nobody can say that it was done in time
        ("2026-03-14", "done", "", "on_time"),  # the last day of the period
        ("2026-03-14", "under_way", "", "overdue"),
        ("2026-03-15", "under_way", "", "not_due"),
        ("2026-03-15", "not_started", "", "not_due"),
        ("2026-03-15", "done", "", "on_time"),
        ("2025-12-14", "under_way", "", "overdue"),  # since before the period
        ("2025-12-14", "done", "2025-12-14", "on_time"),
        ("2025-12-14", "done", "2025-12-15", "late"),
        ("2026-Q1", "done", "2026-03-14", "on_time"),
        ("2026-Q1", "done", "2026-03-15", "late"),
        ("quarterly", "under_way", "", "overdue"),
        ("quarterly", "done", "", "on_time"),
        ("quarterly before 17", "under_way", "", "not_due"),  # the report is made before that day
        ("quarterly before 17", "done", "", "on_time"),
        ("quarterly before 17", "done", "2026-03-16", "on_time"),
        ("quarterly before 17", "done", "2026-03-17", "late"),
        ("quarterly before 10", "under_way", "", "overdue"),
        ("continuous", "under_way", "", "not_due"),
        ("continuous", "not_started", "", "overdue"),
        ("continuous", "done", "", "on_time"),
        ("twice a year", "not_started", "", "not_due"),
        ("yearly", "not_started", "", "not_due"),
        ("on có quyết định", "not_started", "", "not_due"),
        ("on có quyết định", "done", "2026-03-20", "on_time"),
        ("after 2026-01-01", "not_started", "", "not_due"),
        ("", "under_way", "", "not_due"),
        ("2026-02-10", "none", "", "none"),
        ("2026-02-10", None, "2026-02-09", "silent"),
    ],
)
def test_how_a_task_stands(deadline: str, status: Status | None, done_on: str, state: State) -> None:
    report = Report(status, read_day(done_on))
    assert judge_task(read_deadline(deadline), report, PERIOD) == state


def test_what_was_told_done_in_a_quarter_is_not_late_in_the_period_that_adds_it_up() -> None:
    """Done without a day, told in Q1 and due at its end: in time in Q1's report, so in the one of 6 months too."""
    form = next(one for one in load_forms() if one.code == "NV")
    half = Period(2026, "6M")
    cells = [(DO_SON.code, line, f"2026-{at}/a.xlsx") for line, at in (("A", "Q1"), ("B", "Q2"))]
    words = pd.DataFrame(
        [(code, "NV", line, 7, "hoàn thành", file) for code, line, file in cells],
        columns=["unit_code", "form", "line", "column", "text", "file"],
    )
    told = reports_of(words, form, half.quarters)[DO_SON.code]
    assert (told["A"].told_at, told["B"].told_at) == (date(2026, 3, 14), date(2026, 6, 14))
    assert [judge_task(read_deadline("2026-03-14"), told[line], half) for line in "AB"] == ["on_time", "late"]
    assert reports_of(words, form)[DO_SON.code]["A"].told_at is None


def test_without_a_report_nothing_is_known() -> None:
    assert judge_task(read_deadline("2026-02-10"), None, PERIOD) == "silent"


def small_board() -> TaskBoard:
    """Four units; the last of them sent no task sheet."""
    one, two, three, four = UNITS_4
    tasks = [
        task("I.1", "2026-02-10", one, two, three, four, title="=1+1"),
        task("I.2", "continuous", one, two, title="Công khai TTHC trên Cổng Dịch vụ công quốc gia và đồng bộ dữ liệu"),
        task("II.1", "2026-05-30", one, two, three, group="Báo cáo", title="Báo cáo 6 tháng"),
        task("II.2", "2025-11-30", one, group="Báo cáo", title="Kế hoạch năm"),
        task("II.3", "on có quyết định", group="Báo cáo", title="Việc của tỉnh"),
        task("III.1", "2026-Q1", two, group="Rà soát", title="Rà soát TTHC"),
    ]
    told: dict[Unit, list[Report | None]] = {
        one: [Report("done", date(2026, 2, 10)), Report("under_way"), Report("done"),
              Report("not_started", None, "", "Chờ kinh phí")],
        two: [Report("done", date(2026, 2, 11)), Report("not_started"), Report("under_way"), None, None,
              Report("none")],
        three: [Report("under_way", None, "12/KH", "@vướng"), None, None],
    }  # fmt: skip
    reports = {
        unit.code: {one.label: report for one, report in zip(tasks, said, strict=False) if report}
        for unit, said in told.items()
    }
    return task_board(tasks, UNITS_4, reports, PERIOD)


def test_every_task_is_counted_over_its_units() -> None:
    board = small_board()
    assert [(line.task.number, line.due, line.since, [one.state for one in line.answers]) for line in board.lines] == [
        ("I.1", date(2026, 2, 10), date(2026, 2, 10), ["on_time", "late", "overdue", "silent"]),
        ("I.2", date(2026, 3, 14), date(2026, 3, 14), ["not_due", "overdue"]),
        ("II.1", None, None, ["on_time", "not_due", "silent"]),
        ("II.2", None, date(2025, 11, 30), ["overdue"]),
        ("II.3", None, None, []),
        ("III.1", date(2026, 3, 14), date(2026, 3, 14), ["none"]),
    ]


def test_what_is_overdue_is_listed_by_unit() -> None:
    told = [(one.unit.name, one.task.number, one.since, one.days, one.report) for one in small_board().overdue()]
    assert told == [
        ("Phường Hồng Bàng", "II.2", date(2025, 11, 30), 104, Report("not_started", None, "", "Chờ kinh phí")),
        ("Phường Lê Chân", "I.2", date(2026, 3, 14), 0, Report("not_started")),
        ("Phường Hải An", "I.1", date(2026, 2, 10), 32, Report("under_way", None, "12/KH", "@vướng")),
    ]


def test_the_parts_of_task_completion_are_what_is_due_in_the_period() -> None:
    one, two, three, _ = UNITS_4
    assert small_board().completion() == {one.code: Parts(1, 1), two.code: Parts(0, 2), three.code: Parts(0, 1)}


def test_what_is_due_after_the_cut_off_counts_for_no_unit_that_has_not_done_it() -> None:
    one, two, three, _ = UNITS_4
    tasks = [task("I.1", "quarterly before 21", *UNITS_4), task("I.2", "quarterly before 11", *UNITS_4)]
    said = {one: (Report("done"), Report("done")), two: (Report("not_started"), None), three: (None, Report("done"))}
    reports = {
        unit.code: {item.label: report for item, report in zip(tasks, told, strict=True) if report}
        for unit, told in said.items()
    }
    board = task_board(tasks, UNITS_4, reports, PERIOD)
    assert [line.due for line in board.lines] == [date(2026, 3, 20), date(2026, 3, 10)]
    assert board.completion() == {one.code: Parts(1, 2), two.code: Parts(0, 1), three.code: Parts(0, 1)}


STATED = st.sampled_from([*STATUSES, None])


@given(
    st.lists(STATED, min_size=4, max_size=4), st.sampled_from(["2026-02-10", "continuous", "yearly", ""]), st.randoms()
)
def test_order_of_units_and_a_silent_unit_change_nothing(said: list[Status | None], when: str, random: Random) -> None:
    one = task("1", when, *UNITS[:5])
    reports = {unit.code: {one.label: Report(status)} for unit, status in zip(UNITS_4, said, strict=True)}
    board = task_board([one], UNITS[:4], reports, PERIOD)
    mixed = task_board([one], random.sample(UNITS[:5], 5), reports, PERIOD)
    assert mixed.completion() == board.completion()
    states: tuple[State, ...] = ("on_time", "late", "overdue", "not_due", "none")
    assert [mixed.lines[0].count(state) for state in states] == [board.lines[0].count(state) for state in states]
    assert mixed.lines[0].count("silent") == board.lines[0].count("silent") + 1
    assert len(mixed.lines[0].answers) == 5


# ---- from the blank to the reports


def test_a_task_sheet_is_printed_filled_in_and_read_back(tmp_path: Path) -> None:
    tasks = [task("I.1", "2026-02-10"), task("I.2", "continuous"), task("II.1", "yearly"), task("II.2", "monthly")]
    form, path = sheet(*tasks), tmp_path / "nv.xlsx"
    cells: tuple[dict[int, str], ...] = (
        {7: "HÒAN THÀNH ", 8: "4/3/2026", 9: "=12/KH-UBND"},
        {7: "xong", 8: "đầu tháng 3"},
        {7: "Đang thực hiện", 10: "Chờ hướng dẫn"},
        {},
    )
    lines = [CityLine(one.label, texts=said) for one, said in zip(tasks, cells, strict=True)]
    write_filled(path, unit=DO_SON, period=PERIOD, forms=[form], locality=locality(), filled={"NV": lines})
    _type(path, {"B7": "Nhiệm vụ tự thêm", "B8": tasks[0].label, "H5": datetime(2026, 3, 4)})  # noqa: DTZ001
    told, words = _read(path, form)
    assert [(one.cell, one.rule, one.line, one.column, one.found) for one in told] == [
        ("G6", "task.status_unknown", "I.2. Niêm yết TTHC", 7, "xong"),
        ("H6", "task.date_unreadable", "I.2. Niêm yết TTHC", 8, "đầu tháng 3"),
    ]
    known = "chưa thực hiện, đang thực hiện, hoàn thành, không phát sinh"
    assert [one.message for one in told] == [
        f"Nhiệm vụ «I.2. Niêm yết TTHC»: ô G6 ghi tình trạng «xong», không phải là một trong: {known}.",
        "Nhiệm vụ «I.2. Niêm yết TTHC»: ô H6 ghi ngày hoàn thành «đầu tháng 3», không đọc được.",
    ]
    assert [one.advice for one in told] == [
        "Chọn một tình trạng trong danh sách của ô; nội dung khác ghi vào cột Ghi chú.",
        "Ghi ngày dạng ngày/tháng/năm, ví dụ 14/3/2026; chưa hoàn thành thì để trống.",
    ]
    assert reports_of(words, form) == {
        DO_SON.code: {
            "I.1. Niêm yết TTHC": Report("done", date(2026, 3, 4), "=12/KH-UBND"),
            "I.2. Niêm yết TTHC": Report(),
            "Nhiệm vụ tự thêm": Report("under_way", None, "", "Chờ hướng dẫn"),
        }
    }


def test_a_dash_on_a_task_sheet_says_nothing(tmp_path: Path) -> None:
    form, path = sheet(task("I.1", "2026-02-10"), task("I.2", "continuous")), tmp_path / "nv.xlsx"
    cells = {7: "đang thực hiện", 8: "không", 9: "-", 10: "…"}, {7: "-", 8: "–", 9: "", 10: "Chờ hướng dẫn"}
    lines = [CityLine(one.label, texts=said) for one, said in zip(form.fixed, cells, strict=True)]
    write_filled(path, unit=DO_SON, period=PERIOD, forms=[form], locality=locality(), filled={"NV": lines})
    told, words = _read(path, form)
    assert told == []
    assert words[["column", "text"]].to_numpy().tolist() == [[7, "đang thực hiện"], [10, "Chờ hướng dẫn"]]


def test_one_word_on_many_tasks_is_told_once(tmp_path: Path) -> None:
    form, path = sheet(*(task(f"I.{at}", "2026-02-10") for at in range(1, 5))), tmp_path / "nv.xlsx"
    lines = [CityLine(one.label, texts={7: "xong" if at else "đạt", 8: "đầu quý"}) for at, one in enumerate(form.fixed)]
    write_filled(path, unit=DO_SON, period=PERIOD, forms=[form], locality=locality(), filled={"NV": lines})
    told, _ = _read(path, form)
    assert [(one.rule, one.cell, one.also) for one in told] == [
        ("task.status_unknown", "G5", ()),
        ("task.date_unreadable", "H5", ("H6", "H7", "H8")),
        ("task.status_unknown", "G6", ("G7", "G8")),
    ]
    assert told[1].message.endswith("ghi ngày hoàn thành «đầu quý», không đọc được. Cùng một lỗi ở 3 ô khác: H6:H8.")


def test_the_deadline_is_the_plans_whatever_an_older_blank_printed(tmp_path: Path) -> None:
    """The deadline was extended after the blanks went out: the unit's file still prints the former one."""
    (form, path), later = (sheet(task("I.1", "2026-02-10")), tmp_path / "nv.xlsx"), task("I.1", "2026-03-20")
    said = {7: "đang thực hiện", 10: "Chờ hướng dẫn"}
    lines = [CityLine(later.label, texts=said)]
    write_filled(path, unit=DO_SON, period=PERIOD, forms=[form], locality=locality(), filled={"NV": lines})
    _type(path, {"E5": "10/02/2026", "C5": "Phường cũ"})
    _, words = _read(path, sheet(later))
    assert words[["column", "text"]].to_numpy().tolist() == [[7, "đang thực hiện"], [10, "Chờ hướng dẫn"]]


def test_what_is_printed_otherwise_than_planned_is_named(tmp_path: Path) -> None:
    """But not a day that Excel made a date of, nor what is the unit's own to say."""
    form, path = sheet(task("I.1", "2026-02-10"), task("I.2", "2026-03-20")), tmp_path / "nv.xlsx"
    days = "10/02/2026", "20/3/2026"
    planned = [
        replace(line, texts=(*line.texts[:2], until, *line.texts[3:]))
        for line, until in zip(form.fixed, days, strict=True)
    ]
    form = replace(form, fixed=tuple(planned))
    lines = [CityLine(line.label, texts={7: "đang thực hiện"}) for line in planned]
    write_filled(path, unit=DO_SON, period=PERIOD, forms=[form], locality=locality(), filled={"NV": lines})
    _type(path, {"C5": "Phường cũ", "E5": datetime(2026, 2, 10), "E6": datetime(2026, 4, 1)})  # noqa: DTZ001
    (filled,) = read_forms(open_book(path.read_bytes(), path.name), [form]).forms
    kind = "ghi khác kế hoạch, lấy theo kế hoạch"
    assert parse(form, filled).normalised == [
        (kind, (5, 3), "Phường cũ", "UBND các phường"),
        (kind, (6, 5), "1/4/2026", "20/3/2026"),
    ]


def _type(path: Path, cells: dict[str, str | datetime]) -> None:
    book = load_workbook(path)
    for cell, value in cells.items():
        book["NV"][cell] = value
    book.save(path)


def _read(path: Path, form: Form) -> tuple[list[Finding], pd.DataFrame]:
    (filled,) = read_forms(open_book(path.read_bytes(), path.name), [form]).forms
    parsed = parse(form, filled)
    words = texts(form, filled)
    columns = ["row", "section", "line", "column", "text"]
    frame = pd.DataFrame(words, columns=columns).assign(unit_code=DO_SON.code, form="NV")
    return task_findings(form, parsed, [*words, *words], PERIOD, RECEIVED), frame


def test_a_task_that_stands_twice_and_a_line_that_is_no_task_are_told(tmp_path: Path) -> None:
    tasks = [task("I.1", "2026-02-10"), task("I.2", "continuous"), task("II.1", "yearly")]
    form, path = sheet(*tasks), tmp_path / "nv.xlsx"
    lines = [CityLine(one.label, texts={7: "hoàn thành", 8: "1/2/2026"}) for one in tasks]
    write_filled(path, unit=DO_SON, period=PERIOD, forms=[form], locality=locality(), filled={"NV": lines})
    _type(path, {"B6": "Nhiệm vụ tự thêm", "B7": tasks[0].label})
    (filled,) = read_forms(open_book(path.read_bytes(), path.name), [form]).forms
    parsed = parse(form, filled)
    assert [(one.row, one.rule, one.found) for one in parsed.broken] == [(6, "line.unknown", "Nhiệm vụ tự thêm")]
    told = task_findings(form, parsed, texts(form, filled), PERIOD, RECEIVED)
    assert [(one.cell, one.rule, one.found, one.column) for one in told] == [
        ("B7", "line.duplicate", "I.1. Niêm yết TTHC", None)
    ]


@pytest.mark.parametrize(
    ("status", "done_on", "rule"),
    [
        ("hoàn thành", "16/3/2026", ""),  # after the cut-off, and reported all the same
        ("hoàn thành", "17/3/2026", "task.date_impossible"),  # the day after it came
        ("hoàn thành", "13/2/2062", "task.date_impossible"),
        ("hoàn thành", "13/2/2016", "task.date_impossible"),
        ("hoàn thành", "20/11/2025", ""),
        ("chưa thực hiện", "13/2/2026", "task.date_not_done"),
        ("không phát sinh", "13/2/2026", "task.date_not_done"),
        ("Đang thực hiện", "13/2/2026", "task.date_not_done"),
        ("", "13/2/2026", "task.date_not_done"),
        ("chưa thực hiện", "13/2/2062", "task.date_impossible"),  # one cause
        ("xong", "13/2/2026", "task.status_unknown"),
    ],
)
def test_a_day_nothing_can_have_been_done_on_is_told(status: str, done_on: str, rule: str, tmp_path: Path) -> None:
    one = task("I.1", "2026-02-10")
    form, path = sheet(one), tmp_path / "nv.xlsx"
    lines = [CityLine(one.label, texts={7: status, 8: done_on, 10: "Đã báo cáo"})]
    write_filled(path, unit=DO_SON, period=PERIOD, forms=[form], locality=locality(), filled={"NV": lines})
    told, _ = _read(path, form)
    cell = "G5" if rule == "task.status_unknown" else "H5"
    assert [(finding.rule, finding.cell) for finding in told] == ([(rule, cell)] if rule else [])


def test_a_document_without_a_status_is_asked_about(tmp_path: Path) -> None:
    """Once for a column left blank; a day alone is asked about as a day, a remark alone says nothing of a status."""
    told = [task(f"I.{at}", "2026-02-10") for at in range(1, 8)]
    documents = [(7, ""), (7, "đang thực hiện"), (8, "9/2/2026"), *[(7, "")] * 3, (10, "chưa đến hạn")]
    lines = [
        CityLine(one.label, texts={column: text} | ({9: f"Kế hoạch số {at}/KH-UBND"} if column < 10 else {}))
        for at, (one, (column, text)) in enumerate(zip(told, documents, strict=True))
    ]
    form, path = sheet(*told), tmp_path / "nv.xlsx"
    for filled, cells in ((lines, ("I5", ("I8", "I9", "I10"))), (lines[:3], ("I5", ()))):
        write_filled(path, unit=DO_SON, period=PERIOD, forms=[form], locality=locality(), filled={"NV": filled})
        missing, day = _read(path, form)[0]
        assert (missing.rule, missing.cell, missing.also) == ("task.status_missing", *cells)
        assert missing.message.startswith("Nhiệm vụ «I.1")
        assert (day.rule, day.cell) == ("task.date_not_done", "H7")


def test_a_file_may_bear_an_earlier_time_than_the_period_ends(tmp_path: Path) -> None:
    """A member of an archive without times is of 1980."""
    one = task("I.1", "2026-02-10")
    form, path = sheet(one), tmp_path / "nv.xlsx"
    lines = [CityLine(one.label, texts={7: "hoàn thành", 8: "9/2/2026"})]
    write_filled(path, unit=DO_SON, period=PERIOD, forms=[form], locality=locality(), filled={"NV": lines})
    (filled,) = read_forms(open_book(path.read_bytes(), path.name), [form]).forms
    assert task_findings(form, parse(form, filled), texts(form, filled), PERIOD, date(1980, 1, 1)) == []


def test_the_status_is_picked_from_a_list(tmp_path: Path) -> None:
    form = sheet(task("I.1", "2026-02-10"), task("I.2", "continuous"))
    (path,) = write_blanks(tmp_path, units=[DO_SON], period=PERIOD, forms=[form], locality=locality())
    checks = load_workbook(path)["NV"].data_validations.dataValidation
    told = [(str(one.sqref), one.type, one.formula1, one.errorTitle, one.error) for one in checks if one.type == "list"]
    assert told == [
        (
            "G5:G6",
            "list",
            '"chưa thực hiện,đang thực hiện,hoàn thành,không phát sinh"',
            "Không có trong danh sách",
            "Hãy chọn một dòng trong danh sách của ô này.",
        )
    ]


# ---- the task files

HEADER = "number,group,title,lead,owners,support,deadline,deadline_text,product,section\n"
PLAN = Plan(
    "p",
    "hai-phong",
    2026,
    "",
    "",
    (),
    {"all": ("kind:commune",), "two": (11383, 11311), "city": (), "whole": ("self",)},
)


def read(folder: Path, text: str) -> tuple[Task, ...]:
    path = folder / "do" / "tasks-2026.csv"
    path.parent.mkdir(exist_ok=True)
    path.write_text(HEADER + text, encoding="utf-8")
    return read_tasks(path, PLAN, locality())


def test_a_task_is_read_as_it_stands(tmp_path: Path) -> None:
    row = 'I.1,Nhóm  một,"Ra kế hoạch, gửi",A;B ,11455; two;11311,,before 2026-04-01,Trước 01/4,Kế hoạch,Phụ lục I.1\n'
    assert read(tmp_path, row) == (
        Task(
            "I.1", "Nhóm một", "Ra kế hoạch, gửi", "A; B", (11311, 11383, 11455), "",
            read_deadline("2026-03-31"), "Trước 01/4", "Kế hoạch", "Phụ lục I.1",
        ),
    )  # fmt: skip


@pytest.mark.parametrize(("owners", "many"), [("", 0), ("city", 0), ("two", 2), ("all", 12), ("whole", 12)])
def test_owners_are_units_or_groups_of_the_plan(tmp_path: Path, owners: str, many: int) -> None:
    (one,) = read(tmp_path, f"1,G,T,L,{owners},,,,,S\n")
    assert one.owners == tuple(unit.code for unit in UNITS if unit.code in one.owners)
    assert len(one.owners) == many


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("1,G,T,L,,,,,,S\n1,G,U,L,,,,,,S\n", "dòng 3: hai nhiệm vụ cùng số «1»"),
        (",G,T,L,,,,,,S\n", "dòng 2: cột number để trống"),
        ("1,G, ,L,,,,,,S\n", "dòng 2: cột title để trống"),
        ("1,G,T,L,,,,,,\n", "dòng 2: cột section để trống"),
        ('1,G,"T\nT",L,999,,,,,S\n', "dòng 3: cơ quan thực hiện «999» không phải mã đơn vị hay nhóm của kế hoạch"),
        ("1,G,T,L,nobody,,,,,S\n", "dòng 2: cơ quan thực hiện «nobody» không phải mã đơn vị hay nhóm của kế hoạch"),
        ("1,G,T,L,²,,,,,S\n", "dòng 2: cơ quan thực hiện «²» không phải mã đơn vị hay nhóm của kế hoạch"),
        ("1,G,T,L,,,2026-02-30,,,S\n", "dòng 2: «2026-02-30» không phải là ngày có thật"),
        ("1,G,T,L,,,,,S\n", "dòng 2: thừa hoặc thiếu ô"),
        ("1,G,T,L,,,,,,S,x\n", "dòng 2: thừa hoặc thiếu ô"),
    ],
)
def test_a_task_file_is_refused_at_its_line(tmp_path: Path, rows: str, said: str) -> None:
    with pytest.raises(DefinitionError, match=f"^do/tasks-2026.csv {re.escape(said)}$"):
        read(tmp_path, rows)


def test_a_file_with_other_columns_or_letters_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "tasks-2026.csv"
    path.write_text("number,title\n1,T\n", encoding="utf-8")
    with pytest.raises(DefinitionError, match="dòng 1: các cột phải là number,group,title,lead,owners,support,"):
        read_tasks(path, PLAN, locality())
    path.write_bytes((HEADER + "1,G,Nhiệm vụ,L,,,,,,S\n").encode("utf-16"))
    with pytest.raises(DefinitionError, match=r"tasks-2026\.csv không phải tệp UTF-8; trong Excel chọn"):
        read_tasks(path, PLAN, locality())


def _plans() -> Iterator[Plan]:
    return (read_plan(path) for path in sorted(HOME.glob("*/plan-*.toml")))


def test_every_task_of_the_real_plans_is_there() -> None:
    for plan in _plans():
        told = COUNTED[plan.id]
        counted = {section: many for section, many in told.items() if "rà soát" not in section}  # a plan of reviews
        sections = [task.section for task in tasks_of(plan)]
        here = {one: sum(section.startswith(f"{one}.") for section in sections) for one in counted}
        assert (plan.id, here, len(sections)) == (plan.id, counted, sum(counted.values()))


def test_the_real_tasks_are_lines_of_the_form() -> None:
    for plan in _plans():
        tasks = tasks_of(plan)
        form = sheet(*tasks)
        assert [line.label for line in form.fixed] == [f"{one.number}. {one.title}" for one in tasks]
        assert len({line.label for line in form.fixed}) == len(tasks), plan.id
        first = tasks[0]
        words = (first.lead, first.support, first.deadline_text, first.product)
        assert form.fixed[0] == FixedLine(first.number, first.label, words)


def test_a_plan_without_a_task_file_has_no_tasks() -> None:
    assert tasks_of(PLAN) == ()


# ---- the sheets


def draw(target: Path, board: TaskBoard) -> None:
    book = new_workbook(target, "Nhiệm vụ", datetime(2026, 3, 14))  # noqa: DTZ001
    draw_tasks(book, Look(book), "Thành phố Hải Phòng – Quý I năm 2026", board)
    book.close()


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("tasks") / "tasks.xlsx"
    draw(target, small_board())
    return target


@pytest.mark.parametrize("name", [TASKS, OVERDUE])
def test_the_sheets_are_the_approved_ones(drawn: Path, name: str, update_golden: bool) -> None:
    golden, now = GOLDEN / f"tasks-{name}.txt", transcript(drawn, name)
    if update_golden:
        golden.write_text(now, encoding="utf-8")
    assert now == golden.read_text(encoding="utf-8")


def test_same_board_same_bytes(drawn: Path, tmp_path: Path) -> None:
    draw(tmp_path / "again.xlsx", small_board())
    assert (tmp_path / "again.xlsx").read_bytes() == drawn.read_bytes()


def test_cached_results_are_what_another_program_computes(drawn: Path, tmp_path: Path) -> None:
    planted = tmp_path / "planted.xlsx"
    with ZipFile(drawn) as good, ZipFile(planted, "w") as bad:
        for name in good.namelist():
            bad.writestr(name, good.read(name).replace(b"SUM(H6:M6)</f><v>4</v>", b"SUM(H6:M6)</f><v>77</v>"))
    results = recalculated([drawn, planted], tmp_path / "office")
    assert len(carried(drawn)) == 54
    assert differences(drawn, results[0]) == []
    assert differences(planted, results[1]) == ["Nhiệm vụ!G6: 77 ≠ 4"]  # else the proof is empty


@pytest.mark.parametrize(
    ("when", "deadline", "told"),
    [("Y", "quarterly", True), ("6M", "continuous", True), ("Y", "yearly", False), ("Q4", "quarterly", False)],
)
def test_what_falls_due_again_and_again_is_told_by_its_last_report(
    tmp_path: Path, when: str, deadline: str, *, told: bool
) -> None:
    draw(tmp_path / "tasks.xlsx", task_board([task("1", deadline, DO_SON)], UNITS, {}, Period(2026, when)))
    said = str(load_workbook(tmp_path / "tasks.xlsx")[TASKS]["A3"].value)
    assert ("Nhiệm vụ định kỳ tính theo lần báo cáo sau cùng" in said) == told


def test_nothing_overdue_is_said_and_without_tasks_there_are_no_sheets(tmp_path: Path) -> None:
    draw(tmp_path / "none.xlsx", task_board([task("1", "yearly", DO_SON)], UNITS, {}, PERIOD))
    book = load_workbook(tmp_path / "none.xlsx")
    assert [row[0] for row in book[OVERDUE].iter_rows(max_row=2, values_only=True)][1] == (
        "Chưa có đơn vị nào gửi phiếu nhiệm vụ nên chưa biết nhiệm vụ nào quá hạn."
    )
    silent = [task("1", "yearly", DO_SON), task("2", "yearly", UNITS[0])]
    draw(tmp_path / "one.xlsx", task_board(silent, UNITS, {DO_SON.code: {}}, PERIOD))
    book = load_workbook(tmp_path / "one.xlsx")
    assert [row[0] for row in book[OVERDUE].iter_rows(max_row=2, values_only=True)][1] == (
        "Theo phiếu nhiệm vụ của 1/2 đơn vị có nhiệm vụ: không có nhiệm vụ quá hạn, tính đến ngày chốt số liệu "
        "14/3/2026 (0 ngày: hạn đúng vào ngày chốt)."
    )
    target = tmp_path / "empty.xlsx"
    empty = new_workbook(target, "", datetime(2026, 3, 14))  # noqa: DTZ001
    empty.add_worksheet("NV")
    draw_tasks(empty, Look(empty), "", task_board([], UNITS, {}, Period(2026, "Q2")))
    empty.close()
    assert load_workbook(target).sheetnames == ["NV"]
