"""A wrong definition is refused by name of file and key, before any number is judged by it."""

import shutil
import tomllib
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from flows.console.rule_words import PLACEHOLDERS
from kstt.form import Column, Continuity, DefinitionError, FixedLine, Form
from kstt.identity import read_identity
from kstt.period import Period
from report_templates.definitions import FORMS, content_hash, forms_in, load_forms, load_indicators, read_form
from validation.register import hold_against

SMALL = """\
code = "X.01"
sheet = "X.01"
printed_code = "Mẫu nội bộ X.01"
title = "BIỂU THỬ"
valid_from = "2026-Q1"
provenance = "unverified"
lines = "fields"
filled_by = ["commune"]
identities = ["3 = 4 + 5"]
columns = [
    { number = 1, key = "order", heading = ["STT"], kind = "ordinal" },
    { number = 2, key = "field", heading = ["Lĩnh vực"], kind = "label" },
    { number = 3, key = "total", heading = ["Số hồ sơ", "Tổng số"] },
    { number = 4, key = "early", heading = ["Số hồ sơ", "Trước hạn"] },
    { number = 5, key = "late", heading = ["Số hồ sơ", "Quá hạn"] },
]
[[cities]]
sheet = "X.01"
printed_code = "Mẫu nội bộ X.01"
title = "BIỂU THỬ"
by = "line"
label_heading = "Lĩnh vực"
"""


def _read(text: str, folder: Path) -> Form:
    path = folder / "X.01.toml"
    path.write_text(text, encoding="utf-8")
    return read_form(path)


def test_the_small_definition_is_right(tmp_path: Path) -> None:
    form = _read(SMALL, tmp_path)
    assert (form.code, len(form.columns), str(form.identities[0])) == ("X.01", 5, "(3) = (4) + (5)")
    assert form.computed_by(3) == form.identities[0]
    assert form.has_total


_LATE = '{ number = 5, key = "late", heading = ["Số hồ sơ", "Quá hạn"] }'
_WRONG = [
    (
        'title = "BIỂU THỬ"\nvalid',
        'tilte = "BIỂU THỬ"\nvalid',
        "title: chưa ghi; tilte: không có khóa này",
    ),
    ('lines = "fields"', 'lines = "rows"', "lines: phải là một trong 'fields', 'unit', 'indicators'"),
    (
        'provenance = "unverified"',
        'provenance = "known"',
        "provenance: phải là một trong 'sourced', 'own', 'unverified'",
    ),
    ('provenance = "unverified"', 'provenance = "own"\nlegal_basis = "TT 01"', "(own) không được in căn cứ pháp lý"),
    ('provenance = "unverified"', 'provenance = "unverified"\nlegal_basis = "TT 01"', "không được in căn cứ pháp lý"),
    (
        'printed_code = "Mẫu nội bộ X.01"',
        'printed_code = "Biểu số 1"',
        "phải in mã «Mẫu nội bộ …»; mã của văn bản ghi ở",
    ),
    (_LATE, _LATE.replace("late", "C 4"), "key chỉ gồm chữ thường không dấu, chữ số và dấu _, bắt đầu bằng chữ: C 4"),
    ('by = "line"', 'by = "sum"', "cities thứ 1, by: phải là một trong 'line', 'unit', 'list'"),
    ('label_heading = "Lĩnh vực"', "", "cities thứ 1, label_heading: chưa ghi"),
    (_LATE, _LATE.replace("5", '"x"', 1), "columns thứ 5, number: phải là số nguyên"),
    (_LATE, _LATE.replace("}", ', hnit = "a" }'), "columns thứ 5, hnit: không có khóa này"),
    (
        _LATE,
        _LATE.replace("}", ', kind = "number" }'),
        "columns thứ 5, kind: phải là một trong 'ordinal', 'label', 'count'",
    ),
    (_LATE, _LATE.replace("late", "early"), "hai cột có cùng key"),
    (_LATE, _LATE.replace("}", ', optional = true, blank = "missing" }'), "có thể bỏ được (optional): [5]"),
    (', kind = "label"', ', kind = "label", optional = true', "có thể bỏ được (optional): [2]"),
    (_LATE, _LATE.replace("5", "7", 1), "số cột phải liên tục từ 1, đang là [1, 2, 3, 4, 7]"),
    (_LATE, _LATE.replace("}", ', kind = "label" }'), "phải có đúng một cột label"),
    (', kind = "label"', "", "phải có đúng một cột label"),
    (_LATE, _LATE.replace("}", ', kind = "ratio" }'), "cột (5): «of» đi cùng kind = ratio"),
    (_LATE, _LATE.replace("}", ", of = [3, 4] }"), "cột (5): «of» đi cùng kind = ratio"),
    (_LATE, _LATE.replace("}", ', kind = "ratio", of = [2, 9] }'), "cột (5) lấy tỷ lệ của cột không phải số: (2, 9)"),
    ("3 = 4 + 5", "3 = 4 + 9", "(3) = (4) + (9) nhắc cột không có hoặc không phải số: [9]"),
    ("3 = 4 + 5", "3 = 2 + 4", "(3) = (2) + (4) nhắc cột không có hoặc không phải số: [2]"),
    ("3 = 4 + 5", "3 = 3 + 4", "(3) = (3) + (4) không bao giờ có nghĩa"),
    ("3 = 4 + 5", "3 = 4 + 4", "(3) = (4) + (4) không bao giờ có nghĩa"),
    ('"3 = 4 + 5"', '"3 = 4", "4 = 5", "5 = 3"', "các đẳng thức tính vòng tròn"),
    ("3 = 4 + 5", "3 - 4", "identities: «3 - 4» không phải đẳng thức; hãy ghi như «3 = 4 + 5 + 6»"),
    (_LATE, _LATE.replace("Quá hạn", "Trước hạn"), "các cột có cùng đầu cột: [4, 5]"),
    ('["commune"]', '["commune", "xa"]', "filled_by: không có loại đơn vị xa; có: commune, division, city"),
    ("3 = 4 + 5", "3 = 4 x 5", "«3 = 4 x 5»"),
    ('valid_from = "2026-Q1"', 'valid_from = "hôm nay"', "«hôm nay» không phải là kỳ báo cáo"),
    ('valid_from = "2026-Q1"', 'valid_from = "2026-Q1"\nvalid_to = "2025"', "hết hiệu lực trước khi có hiệu lực"),
    ('lines = "fields"', 'lines = "fields"\ncounts_open = "cột 13"', "counts_open phải ghi biểu và cột"),
    ("[[cities]]", "[[cities", "X.01.toml không đọc được, lỗi ở dòng"),
    ('["3 = 4 + 5"]', "[3]", "identities: phải là danh sách các đẳng thức"),
    ('["3 = 4 + 5"]', "3", "identities: phải là danh sách các đẳng thức"),
]


@pytest.mark.parametrize(("right", "wrong", "told"), _WRONG, ids=[told[:40] for _, _, told in _WRONG])
def test_each_kind_of_mistake_is_named(right: str, wrong: str, told: str, tmp_path: Path) -> None:
    assert SMALL.count(right) >= 1
    with pytest.raises(DefinitionError) as refused:
        _read(SMALL.replace(right, wrong, 1), tmp_path)
    assert str(refused.value).startswith("X.01.toml")
    assert told in str(refused.value)


@pytest.mark.parametrize("said", ["II.06a: 10", "II.99: 13"])
def test_what_is_counted_again_must_be_left_open_by_a_form_that_is_there(said: str, tmp_path: Path) -> None:
    shutil.copytree(FORMS, tmp_path / "forms")
    path = tmp_path / "forms" / "QH.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("II.06a: 13", said), encoding="utf-8")
    with pytest.raises(DefinitionError, match=rf"^QH\.toml: counts_open phải nêu .* đang là «{said}»$"):
        load_forms(tmp_path / "forms")


def test_all_mistakes_of_a_definition_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError) as refused:
        _read(SMALL.replace('"late"', '"early"').replace("3 = 4 + 5", "3 = 3 + 9"), tmp_path)
    assert str(refused.value) == (
        "X.01.toml: biểu: biểu X.01: hai cột có cùng key; (3) = (3) + (9) nhắc cột không có hoặc không phải số: [9]; "
        "(3) = (3) + (9) không bao giờ có nghĩa; các đẳng thức tính vòng tròn"
    )


def test_all_shipped_forms_load_in_the_order_of_the_report() -> None:
    codes = [form.code for form in load_forms()]
    assert {"II.06a", "II.07b", "CT"} <= set(codes)
    assert codes == sorted(codes, key=lambda code: (not code.startswith("II."), code))
    assert sorted(codes) == sorted(path.stem for path in FORMS.glob("*.toml"))


def test_only_sourced_forms_print_a_legal_basis_or_an_official_code() -> None:
    official = {form.code for form in load_forms() if "/VPCP/KSTT" in form.printed_code or form.legal_basis}
    assert official == {"II.06a", "II.07b"}
    assert {form.provenance for form in load_forms() if form.code in official} == {"sourced"}


def test_a_folder_of_two_versions_gives_the_one_in_force(tmp_path: Path) -> None:
    (tmp_path / "old.toml").write_text(
        SMALL.replace('valid_from = "2026-Q1"', 'valid_from = "2020-Q4"\nvalid_to = "2026-Q1"'), encoding="utf-8"
    )
    new = SMALL.replace('valid_from = "2026-Q1"', 'valid_from = "2026-Q2"').replace("THỬ", "MỚI")
    (tmp_path / "new.toml").write_text(new, encoding="utf-8")
    forms = load_forms(tmp_path)

    def titles(period: Period) -> list[str]:
        return [form.title for form in forms_in(period, forms)]

    assert titles(Period(2020, "Q3")) == []
    assert titles(Period(2020, "Q4")) == titles(Period(2026, "Q1")) == ["BIỂU THỬ"]
    assert titles(Period(2026, "Q2")) == titles(Period(2027, "Y")) == ["BIỂU MỚI"]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (
            {"BIỂU THỬ": "BIỂU MỚI"},
            "hai định nghĩa biểu «X.01» cùng có hiệu lực ở một kỳ; ghi valid_to ở định nghĩa cũ",
        ),
        ({'code = "X.01"': 'code = "X.02"'}, "biểu X.02 và biểu X.01 cùng tên trang (sheet): X.01"),
        ({'code = "X.01"\nsheet = "X.01"': 'code = "X.02"\nsheet = "Y"'}, "cùng tên trang (sheet): X.01"),
        (
            {'code = "X.01"': 'code = "X.02"', 'sheet = "X.01"': 'sheet = "Y"'},
            "biểu X.02 và biểu X.01 cùng mã in trên biểu: Mẫu nội bộ X.01",
        ),
    ],
)
def test_what_can_not_be_in_force_together_is_refused(wrong: dict[str, str], told: str, tmp_path: Path) -> None:
    """Else units would be sent one form twice, and both would count."""
    (tmp_path / "old.toml").write_text(SMALL, encoding="utf-8")
    new = SMALL.replace('valid_from = "2026-Q1"', 'valid_from = "2026-Q2"')
    for right, other in wrong.items():
        new = new.replace(right, other)
    (tmp_path / "new.toml").write_text(new, encoding="utf-8")
    with pytest.raises(DefinitionError) as refused:
        load_forms(tmp_path)
    assert told in str(refused.value)


def versions(folder: Path, code: str, one: int, other: int) -> None:
    """Both versions of a form in a folder of its own: from the second quarter on two columns change places."""
    text = (FORMS / f"{code}.toml").read_text(encoding="utf-8")
    ended = text.replace('valid_from = "2020-Q4"', 'valid_from = "2020-Q4"\nvalid_to = "2026-Q1"')
    rows = {number: next(row for row in text.split("\n") if f"number = {number}," in row) for number in (one, other)}
    keys = {number: row.split('key = "')[1].split('"')[0] for number, row in rows.items()}
    turned = text.replace(f'"{keys[one]}"', "?").replace(f'"{keys[other]}"', f'"{keys[one]}"')
    turned = turned.replace("?", f'"{keys[other]}"').replace('"2020-Q4"', '"2026-Q2"')
    (folder / "old.toml").write_text(ended, encoding="utf-8")
    (folder / "new.toml").write_text(turned, encoding="utf-8")


def test_what_an_indicator_or_a_rule_names_by_number_stays_in_its_column(tmp_path: Path) -> None:
    """A rate would be told of another column of the new version, and a rule would judge another."""
    versions(tmp_path, "II.05", 12, 13)
    with pytest.raises(DefinitionError) as refused:
        load_forms(tmp_path)
    assert str(refused.value) == (
        "indicators.toml: chỉ tiêu feedback_on_time lấy cột (13) của biểu II.05, nhưng các bản của biểu này để ở đó "
        "những cột khác nhau: transferred, processed_on_time"
    )
    versions(tmp_path, "II.08", 7, 10)
    for path in FORMS.glob("*.toml"):
        if path.name != "II.08.toml":
            (tmp_path / path.name).write_bytes(path.read_bytes())
    with pytest.raises(DefinitionError) as refused:
        hold_against(load_forms(tmp_path), PLACEHOLDERS)
    said = "register.toml: quy tắc cross.online_dossiers: các bản của biểu II.08 để ở cột (7) những cột khác nhau: "
    assert str(refused.value).startswith(said)


def test_tasks_become_the_lines_of_the_task_sheet() -> None:
    task = FixedLine("t1", "Rà soát thủ tục", ("Sở Tư pháp",))
    by_code = {form.code: form for form in load_forms(tasks=[task])}
    assert by_code["NV"].fixed == (task,)
    assert [line.key for line in by_code["CT"].fixed] == [one.id for one in load_indicators() if one.on_sheet]


def test_indicators_are_checked_like_forms(tmp_path: Path) -> None:
    text = (FORMS.parent / "indicators.toml").read_text(encoding="utf-8")
    path = tmp_path / "indicators.toml"
    for right, wrong, told in (
        (
            'direction = "at_least"',
            'direction = "more"',
            "indicators.toml: mục thứ 1, direction: phải là một trong 'at_least'",
        ),
        ('numerator_from = "II', 'numerator_form = "II', "indicators.toml: mục thứ 1, numerator_from: "),
        ('id = "online_intake"', 'id = "on_time_resolution"', "indicators.toml: hai chỉ tiêu cùng id"),
        ("[[indicator]]", "[[indicator", "indicators.toml không đọc được, lỗi ở dòng"),
        ("[[indicator]]", "[[indicators]]", "indicators.toml: không có mục indicators"),
    ):
        path.write_text(text.replace(right, wrong, 1), encoding="utf-8")
        load_indicators.cache_clear()
        with pytest.raises(DefinitionError) as refused:
            load_indicators(path)
        assert str(refused.value).startswith(told)
    load_indicators.cache_clear()


def test_any_change_of_a_definition_changes_its_hash(tmp_path: Path) -> None:
    form = _read(SMALL, tmp_path)
    assert content_hash(_read(SMALL, tmp_path)) == content_hash(form)
    assert content_hash(_read(SMALL + "# nothing said\n", tmp_path)) == content_hash(form)
    column = form.columns[3]
    other: dict[str, Any] = {
        "code": "X.02", "sheet": "X", "printed_code": "Mẫu nội bộ X", "title": "X", "valid_from": "2026-Q2",
        "provenance": "sourced", "lines": "free", "columns": (*form.columns[:3], replace(column, hint="x"),
        form.columns[4]), "cities": (replace(form.cities[0], title="X"),), "filled_by": ("division",),
        "identities": (read_identity("3 = 5 + 4"),), "legal_basis": "", "provenance_note": "x", "measure_unit": "x",
        "valid_to": "2027", "printed_codes": ("x",), "titles": ("x",), "synonyms": {"STT": ("TT",)},
        "total_label": "Cộng", "fixed": (FixedLine("a", "A"),), "blank_lines": 3,
        "counts_open": "X.02: 3",
    }  # fmt: skip
    assert set(other) | {"continuity"} == {one.name for one in fields(Form) if one.init}
    changed = [replace(form, **{name: value}) for name, value in other.items() if getattr(form, name) != value]
    changed.append(replace(form, provenance="sourced", legal_basis="Thông tư"))
    hashes = {content_hash(one) for one in (form, *changed)}
    assert len(hashes) == 1 + len(changed)
    assert len(changed) == len(other)  # all but legal_basis, and legal_basis once more with its provenance


def test_columns_that_continue_others_open_and_close() -> None:
    form = next(one for one in load_forms() if one.code == "II.06a")
    assert form.carried == ((6, 11),)
    assert content_hash(replace(form, continuity=())) != content_hash(form)
    for opening, closing in (("received", "pending"), ("carried_over", "resolved"), ("nowhere", "pending")):
        with pytest.raises(DefinitionError, match=f"cột closing: {opening}, {closing}"):
            replace(form, continuity=(Continuity(opening, closing),))


def test_any_change_of_a_column_changes_the_hash(tmp_path: Path) -> None:
    form = replace(_read(SMALL, tmp_path), identities=())
    other: list[dict[str, Any]] = [
        {"key": "x"},
        {"heading": ("X",)},
        {"kind": "text"},
        {"kind": "text", "choices": ("x",)},
        {"over": "closing"},
        {"blank": "missing"},
        {"width": 1.0},
        {"hint": "x"},
        {"optional": True},
    ]
    assert {name for one in other for name in one} | {"number", "of"} == {one.name for one in fields(Column)}
    columns = [replace(form.columns[4], **changes) for changes in other]
    hashes = {content_hash(replace(form, columns=(*form.columns[:4], column))) for column in columns}
    assert len(hashes - {content_hash(form)}) == len(other)


def test_shipped_hashes_differ() -> None:
    forms = load_forms()
    assert len({content_hash(form) for form in forms}) == len(forms)


@pytest.mark.parametrize("written", ["3 = 4 + 5", " 3=4+5 ", "3 =4 + 5"])
def test_an_identity_reads_as_written(written: str) -> None:
    rule = read_identity(written)
    assert (rule.left, rule.sign, rule.right, rule.columns, rule.is_sum) == (3, "=", (4, 5), (3, 4, 5), True)
    assert rule.holds({3: 9, 4: 4, 5: 5})
    assert not rule.holds({3: 8, 4: 4, 5: 5})


def test_a_bound_reads_as_written() -> None:
    rule = read_identity("7 <= 3")
    assert (str(rule), rule.is_sum) == ("(7) ≤ (3)", False)
    assert [rule.holds({7: seven, 3: 5}) for seven in (4, 5, 6)] == [True, True, False]


def test_every_shipped_definition_is_plain_toml() -> None:
    for path in FORMS.glob("*.toml"):
        assert tomllib.loads(path.read_text(encoding="utf-8"))["code"] == path.stem
