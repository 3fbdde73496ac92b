"""The example quarter: same seed, same bytes; the files say what `truth.json` says, by the kit's own readers."""

import csv
import errno
import hashlib
import json
import unicodedata
import zipfile
from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

import openpyxl
import pytest
from vietnam_provinces import Ward

from flows.machine.publishing import PLACE, Locked
from flows.received.folder import Inbox, look_into
from flows.sample.desk import Commune, Desk
from flows.sample.names import written_name
from flows.sample.quarter import write_sample
from flows.sample.truth import RECEIVED, TRUTH
from kstt.form import DefinitionError
from kstt.locality import Locality
from kstt.period import Period
from kstt.sheet import FilledForm, Refused
from kstt.simulation.commune import life
from kstt.spelling import clean, key
from kstt.unit import Register, Unit
from report_templates.blanks.specimen import write_specimen
from report_templates.blanks.specimen_paper import STYLES, Submission
from report_templates.definitions import load_forms
from report_templates.files.opening import open_book
from report_templates.reading.filled_forms import Filled, read_forms
from report_templates.reading.form_heads import unit_named
from report_templates.reading.head_periods import period_named
from validation.parsing import parse

PERIOD = Period(2026, "Q1")
FORMS = load_forms()
SETTLED = next(form for form in FORMS if form.code == "II.06a")
WARDS = [ward for ward in Ward.iter_all() if int(ward.province_code) == 31]
FIELDS = {
    "Chứng thực": (),
    "Hộ tịch": ("Tư pháp - Hộ tịch",),
    "Đất đai": ("Đất đai - Môi trường",),
    "Xây dựng": ("Hoạt động xây dựng",),
    "Y tế": (),
    "Công Thương": ("Công thương",),
    "Bảo trợ xã hội": ("Bảo trợ XH",),
}


def locality(units: int) -> Locality:
    register = Register(tuple(Unit(int(ward.code), clean(ward.name)) for ward in WARDS[:units]))
    return Locality("thu", 31, "Thành phố Hải Phòng", "UBND thành phố Hải Phòng", "Hải Phòng", register, FIELDS)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("sample")
    write_sample(target, period=PERIOD, locality=locality(60), forms=FORMS, seed=7)
    return target


@pytest.fixture(scope="module")
def truth(folder: Path) -> dict:
    return json.loads((folder / TRUTH).read_text(encoding="utf-8"))


def contents(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def read(path: Path) -> Filled:
    return read_forms(open_book(path.read_bytes(), path.name), FORMS)


def settled(path: Path) -> FilledForm:
    (form,) = [form for form in read(path).forms if form.code == SETTLED.code]
    return form


def rows(form: FilledForm) -> dict[str, list[int | None]]:
    official = {key(word): name for name, words in FIELDS.items() for word in (name, *words)}
    parsed = parse(SETTLED, form)
    lines = zip(parsed.lines, parsed.numbers, strict=True)
    return {official[key(line.label)]: numbers for line, numbers in lines if line.role == "line"}


def test_same_seed_same_bytes(tmp_path: Path) -> None:
    for name, seed in (("one", 3), ("two", 3), ("three", 4)):
        write_sample(tmp_path / name, period=PERIOD, locality=locality(30), forms=FORMS, seed=seed)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    assert contents(tmp_path / "one") != contents(tmp_path / "three")


def test_everything_that_happens_in_a_quarter_happens(truth: dict) -> None:
    states = Counter(unit["state"] for unit in truth["units"].values())
    assert states == {"accepted": 52, "must_fix": 5, "refused": 2, "missing": 1}
    outcomes = Counter(file["outcome"] for file in truth["files"].values())
    assert outcomes == {"accepted": 52, "must_fix": 7, "refused": 2, "superseded": 1}
    assert set(STYLES) | {"blank"} == {file["layout"] for file in truth["files"].values()}
    assert sum(file["late"] for file in truth["files"].values()) == 1
    assert sum("/" in name for name in truth["files"]) == 3


def test_good_files_read_as_the_truth_says(folder: Path, truth: dict) -> None:
    good = {name: file for name, file in truth["files"].items() if file["outcome"] == "accepted"}
    assert len(good) == sum(unit["state"] == "accepted" for unit in truth["units"].values())
    for name, file in good.items():
        unit = truth["units"][str(file["unit_code"])]
        assert (unit["state"], unit["file"]) == ("accepted", name)
        assert rows(settled(folder / name)) == unit["rows"], name


def test_every_file_tells_its_unit_and_period(folder: Path, truth: dict) -> None:
    register = locality(60).register
    for name, file in truth["files"].items():
        kinds = [finding["kind"] for finding in file["findings"]]
        if kinds == ["unreadable file"]:
            with pytest.raises(Refused):
                read(folder / name)
            continue
        form = settled(folder / name)
        assert [unit.code for unit in register.match(unit_named(form)[0])] == [file["unit_code"]]
        assert all(said.fits(PERIOD) for said in period_named(form)) == (kinds != ["wrong period"])


def test_our_blank_comes_with_all_its_forms(folder: Path, truth: dict) -> None:
    ours = [name for name, file in truth["files"].items() if file["layout"] == "blank"]
    found = Counter(form.code for name in ours for form in read(folder / name).forms)
    assert len(ours) == 21
    assert found.keys() == {form.code for form in FORMS}
    assert {found[code] for code in ("II.06a", "II.07b", "II.08", "CT", "NV")} == {21}


def test_faults_stand_where_the_truth_says(folder: Path, truth: dict) -> None:
    kinds = []
    for name, file in truth["files"].items():
        for finding in (finding for finding in file["findings"] if finding["cell"]):
            typed = openpyxl.load_workbook(folder / name)[finding["sheet"]][finding["cell"]].value
            shown = unicodedata.normalize("NFC", str(typed)).replace(".", "")
            assert shown == str(finding["found"]) or (finding["found"] == 0 and shown in ("-", "None")), finding
            assert finding["expected"] != finding["found"]
            kinds.append(finding["kind"].split()[0])
    assert Counter(kinds) == {"identity": 5, "not": 1, "negative": 1}


def test_the_city_is_the_sum_of_the_units_that_count(truth: dict) -> None:
    total, by_field = Counter(), {}
    for unit in truth["units"].values():
        assert bool(unit["rows"]) == (unit["state"] == "accepted")
        for field, numbers in unit["rows"].items():
            for column, number in zip(SETTLED.numbers, numbers, strict=True):
                total[str(column.number)] += number
                by_field.setdefault(field, Counter())[str(column.number)] += number
    assert truth["city"] == {"II.06a": {"total": total, "by_field": by_field}}


def test_a_unit_that_sends_twice_counts_by_the_later_file(truth: dict) -> None:
    by_unit: dict[int, list[str]] = {}
    for file in truth["files"].values():
        by_unit.setdefault(file["unit_code"], []).append(file["outcome"])
    twice = [outcomes for outcomes in by_unit.values() if len(outcomes) > 1]
    assert Counter(map(tuple, twice)) == {("must_fix", "accepted"): 2, ("superseded", "accepted"): 1}


def test_times_of_receipt_are_told_and_set(folder: Path, truth: dict) -> None:
    with (folder / RECEIVED).open(encoding="utf-8", newline="") as file:
        told = list(csv.DictReader(file))
    assert [list(line) for line in told[:1]] == [["file", "received", "unit_code"]]
    assert {line["file"] for line in told} == truth["files"].keys() == contents(folder).keys() - {RECEIVED, TRUTH}
    for line in told:
        received = datetime.fromisoformat(line["received"])
        assert line["received"].endswith("+07:00")
        assert (folder / line["file"]).stat().st_mtime == received.timestamp()
        assert received.date() > PERIOD.window[1]
        assert truth["files"][line["file"]]["late"] == (received.date() > PERIOD.window[1] + timedelta(days=3))


def test_a_commune_alone_has_its_example_too(tmp_path: Path) -> None:
    summary = write_sample(tmp_path, period=Period(2026, "6M"), locality=locality(1), forms=FORMS, seed=1)
    assert (summary.units, summary.files, summary.states) == (1, 1, {"accepted": 1})


def test_units_not_yet_or_no_longer_there_send_nothing(tmp_path: Path) -> None:
    here = locality(3)
    one, two, three = here.register.units
    register = Register((one, replace(two, valid_to=date(2026, 1, 1)), replace(three, valid_from=date(2026, 6, 1))))
    summary = write_sample(tmp_path, period=PERIOD, locality=replace(here, register=register), forms=FORMS, seed=1)
    assert summary.units == 1


def test_a_locality_without_fields_is_told(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match=r"fields\.csv chưa có lĩnh vực nào"):
        write_sample(tmp_path, period=PERIOD, locality=replace(locality(2), fields={}), forms=FORMS, seed=1)


def test_a_form_that_lost_a_column_is_told(tmp_path: Path) -> None:
    """A definition edited since: the simulated dossiers have nowhere to be counted."""
    other = [replace(one, key="returned") if one.key == "resolved_early" else one for one in SETTLED.columns]
    forms = [replace(SETTLED, columns=tuple(other))]
    told = "^biểu II.06a không có cột số liệu «resolved_early» nên không tạo được kỳ ví dụ$"
    with pytest.raises(DefinitionError, match=told):
        write_sample(tmp_path, period=PERIOD, locality=locality(2), forms=forms, seed=7)


def test_an_example_replaces_an_earlier_one_and_nothing_else(tmp_path: Path) -> None:
    write_sample(tmp_path / "new", period=PERIOD, locality=locality(3), forms=FORMS, seed=2)
    write_sample(tmp_path / "old", period=PERIOD, locality=locality(5), forms=FORMS, seed=1)
    (tmp_path / "old" / "notes.txt").write_text("mine")
    write_sample(tmp_path / "old", period=PERIOD, locality=locality(3), forms=FORMS, seed=2)
    assert contents(tmp_path / "old").keys() == contents(tmp_path / "new").keys() | {"notes.txt"}
    (tmp_path / "new" / TRUTH).unlink()
    before = contents(tmp_path / "new")
    with pytest.raises(DefinitionError, match="đã có tệp nộp"):
        write_sample(tmp_path / "new", period=PERIOD, locality=locality(3), forms=FORMS, seed=2)
    assert contents(tmp_path / "new") == before


def test_an_example_that_can_not_be_finished_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "")

    with monkeypatch.context() as patch:
        patch.setattr("flows.sample.quarter.write_truth", full)
        with pytest.raises(Locked, match="đĩa đã đầy"):
            write_sample(tmp_path, period=PERIOD, locality=locality(3), forms=FORMS, seed=1)
        assert contents(tmp_path) == {}
        left = tmp_path / f"{PLACE}1" / "new"
        left.mkdir(parents=True)
        (left / "a.xlsx").write_bytes(b"")  # of a program that was killed
        assert look_into(tmp_path, locality(3).register) == Inbox((), ())
    write_sample(tmp_path, period=PERIOD, locality=locality(60), forms=FORMS, seed=1)
    folder = next(path for path in tmp_path.iterdir() if path.is_dir())
    (folder / "notes.txt").write_text("mine")
    before = contents(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr("flows.sample.quarter.write_truth", full)
        with pytest.raises(Locked, match="đĩa đã đầy"):
            write_sample(tmp_path, period=PERIOD, locality=locality(3), forms=FORMS, seed=1)
    assert contents(tmp_path) == before
    write_sample(tmp_path, period=PERIOD, locality=locality(3), forms=FORMS, seed=1)
    assert (folder / "notes.txt").read_text() == "mine"
    assert len(before) > len(contents(tmp_path))


@pytest.mark.parametrize("seed", range(4))
def test_every_way_to_write_a_name_is_understood(seed: int) -> None:
    register = locality(200).register
    random = Random(seed)  # noqa: S311
    assert len(register) == 114
    for unit in register.units:
        assert register.match(written_name(unit, random)) == [unit]


def test_units_whose_names_differ_only_in_marks_keep_their_files_apart(tmp_path: Path) -> None:
    desk = Desk(tmp_path, PERIOD, locality(1), FORMS, SETTLED, date(2026, 3, 17))
    alike = (Unit(10903, "Xã Cẩm Giang"), Unit(10945, "Xã Cẩm Giàng"))
    names = [Commune(desk, unit, life("2", tuple(FIELDS)), "official", Random(2)).first_name() for unit in alike]  # noqa: S311
    assert names == ["cam-giang.xlsx", "10945_cam-giang.xlsx"]


def written(target: Path, style: str) -> openpyxl.Workbook:
    numbers = {column.number: 0 for column in SETTLED.numbers} | {3: 1200, 4: 1200, 7: 1200, 8: 1200}
    lines = (("=1+1", numbers), ("Hộ tịch", numbers), ("Đất đai", numbers))
    submission = Submission(SETTLED, PERIOD, "UBND phường Đồ Sơn", "UBND thành phố Hải Phòng", lines)
    write_specimen(target, submission, STYLES[style], Random(1))  # noqa: S311
    return openpyxl.load_workbook(target)


def test_the_official_layout(tmp_path: Path) -> None:
    sheet = written(tmp_path / "form.xlsx", "official")["II.06a"]
    assert [cell.value for cell in sheet[6]] == [f"({number})" for number in range(1, 14)]
    assert [cell.value for cell in sheet[8]] == [2, "Hộ tịch", 1200, 1200, 0, 0, 1200, 1200, 0, 0, 0, 0, 0]
    assert [cell.value for cell in sheet[10]] == [None, "Tổng số", 3600, 3600, 0, 0, 3600, 3600, 0, 0, 0, 0, 0]


def test_text_is_never_a_formula(tmp_path: Path) -> None:
    sheet = written(tmp_path / "form.xlsx", "official")["II.06a"]
    assert (sheet["B7"].value, sheet["B7"].data_type) == ("=1+1", "s")


def test_numbers_as_text_away_from_the_corner_in_decomposed_letters(tmp_path: Path) -> None:
    sheet = written(tmp_path / "form.xlsx", "shifted")["Sheet1"]
    assert sheet.min_row == 4
    assert [cell.value for cell in sheet[9]][1:4] == ["1", "2", "3"]
    label = unicodedata.normalize("NFD", "Hộ tịch")
    assert [cell.value for cell in sheet[11]][2:8] == [label, "1.200", "1.200", None, None, "1.200"]


def test_totals_of_formulas_have_no_results(tmp_path: Path) -> None:
    sheet = written(tmp_path / "form.xlsx", "two_systems")["II.06a"]
    assert [sheet[f"B{row}"].value for row in (7, 10)] == ["I – Trên Hệ thống các Bộ", "II – Trên Hệ thống thành phố"]
    assert [cell.value for cell in sheet[12]][1:4] == ["TỔNG CỘNG", "=SUM(C7:C11)", "=SUM(D7:D11)"]
    with zipfile.ZipFile(tmp_path / "form.xlsx") as package:
        xml = package.read("xl/worksheets/sheet1.xml")
    assert b"<f>SUM(C7:C11)</f></c>" in xml


def test_hidden_lines_and_columns(tmp_path: Path) -> None:
    sheet = written(tmp_path / "form.xlsx", "hidden")["Biểu 06a"]
    assert [row for row, shape in sheet.row_dimensions.items() if shape.hidden] == [8]
    assert [column for column, shape in sheet.column_dimensions.items() if shape.hidden] == ["A"]
    assert [sheet["A8"].value, sheet["C8"].value] == ["LV02", "Hộ tịch"]
