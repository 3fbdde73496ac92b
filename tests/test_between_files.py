"""Forms of one unit in several files: what contradicts each other is told as if they stood in one."""

import os
import unicodedata
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from papers import FORMS, PERIOD, SIX, Counts, Paper, cases, counted, in_process, rows, workbook

from flows.ledger.allowances import Allowances
from flows.machine import workers
from flows.quarter import run_quarter
from flows.record.request import Request
from flows.run.between_files import hold_together
from flows.run.rehearsal import rehearse
from kstt.waiver import Waiver

pytestmark = pytest.mark.usefixtures("without_overviews")

EIGHT = FORMS["II.08"]
ONE, MORE = counted(SIX, 5, 3, 8), counted(SIX, 6, 4, 9)
ONLINE, HOME = ONE[4], "Đơn vị báo cáo: UBND phường Đồ Sơn"
Told = dict[str, tuple[str, list[tuple[str, str]]]]
SENTENCES: dict[str, list[str]] = {}  # of the last run
Run = Callable[..., Told]


def six_paper(line: Counts, unit: str = HOME) -> Paper:
    return Paper(rows([line], labels=["Hộ tịch"]), unit=unit)


def eight_paper(online: int, unit: str = HOME) -> Paper:
    line = dict.fromkeys((column.number for column in EIGHT.numbers), 0) | {7: online, 8: online}
    return Paper(rows([line], labels=["Hộ tịch"]), EIGHT, unit=unit)


def six(unit: str = HOME) -> bytes:
    return workbook({"II.06a": six_paper(ONE, unit).grid()})


def eight(online: int, unit: str = HOME) -> bytes:
    return workbook({"II.08": eight_paper(online, unit).grid()})


SENT = 1773630000  # a morning of the week of sending
CELL = Paper(rows([{7: 1}]), EIGHT).cell(1, 7)
TOLD = [("cross.online_dossiers", CELL)]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr(workers, "each", in_process)

    def made(files: Mapping[str, bytes], minutes: Mapping[str, int] | None = None) -> Told:
        raw = tmp_path / "raw" / str(PERIOD)
        raw.mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            (raw / name).write_bytes(data)
            if minutes:
                os.utime(raw / name, (SENT + 60 * minutes[name],) * 2)
        record = run_quarter(Request(PERIOD, "hai-phong", raw, tmp_path / "out"), in_process).record
        SENTENCES.update({name: [one["message"] for one in file["findings"]] for name, file in record["files"].items()})
        return {
            name: (file["outcome"], [(one["rule"], one["cell"]) for one in file["findings"]])
            for name, file in record["files"].items()
        }

    return made


def test_two_files_that_agree_count(run: Run) -> None:
    assert run({"six.xlsx": six(), "eight.xlsx": eight(ONLINE)}) == {
        "eight.xlsx": ("accepted", []),
        "six.xlsx": ("accepted", []),
    }


def test_what_contradicts_another_file_is_told_in_every_run_until_one_of_them_is_mended(run: Run) -> None:
    wrong = {"six.xlsx": six(), "eight.xlsx": eight(ONLINE + 1)}
    for _ in range(2):
        assert run(wrong) == {"eight.xlsx": ("must_fix", TOLD), "six.xlsx": ("accepted", [])}
        (sentence,) = SENTENCES["eight.xlsx"]
        assert sentence.endswith(
            f"tiếp nhận trực tuyến {ONLINE} hồ sơ, cột (4) (chênh 1); biểu II.06a ở tệp «six.xlsx»."
        )
    assert run({"eight (sửa).xlsx": eight(ONLINE)})["eight (sửa).xlsx"] == ("accepted", [])


def test_an_earlier_file_that_counts_again_is_asked_too(run: Run) -> None:
    files = {"six.xlsx": six(), "eight.xlsx": eight(ONLINE + 2), "eight (2).xlsx": eight(ONLINE + 1)}
    told = run(files)
    assert {name: outcome for name, (outcome, _) in told.items()} == {
        "six.xlsx": "accepted",
        "eight.xlsx": "must_fix",
        "eight (2).xlsx": "must_fix",
    }
    assert [told[name][1] for name in ("eight.xlsx", "eight (2).xlsx")] == [TOLD, TOLD]


@pytest.mark.parametrize(("name", "minutes"), [("six lần sau.xlsx", 2), ("all (sửa).xlsx", 0)])
def test_a_correction_that_contradicts_what_counts_is_told_in_the_correction(run: Run, name: str, minutes: int) -> None:
    """What came first stays as it was, with all its other forms."""
    every = {"II.06a": six_paper(ONE), "II.08": eight_paper(ONLINE)}
    whole = workbook({code: paper.grid() for code, paper in every.items()})
    more = workbook({"II.06a": six_paper(MORE).grid()})
    files = {"all.xlsx": whole, name: more}
    assert run(files, {"all.xlsx": 0, name: minutes}) == {
        "all.xlsx": ("accepted", []),
        name: ("must_fix", [("cross.online_dossiers", six_paper(MORE).cell(1, 4))]),
    }
    assert SENTENCES[name][0].endswith(
        f"tiếp nhận trực tuyến {MORE[4]} hồ sơ, cột (4) (chênh {MORE[4] - ONLINE}); biểu II.08 ở tệp «all.xlsx»."
    )
    told = run({"eight.xlsx": eight(MORE[4])}, {"eight.xlsx": 4})
    assert [told[one] for one in (name, "eight.xlsx")] == [("accepted", []), ("accepted", [])]


def test_a_file_that_contradicts_only_one_that_does_not_count_counts(run: Run) -> None:
    every = {"II.06a": six_paper(ONE), "II.08": eight_paper(ONLINE)}
    whole = workbook({code: paper.grid() for code, paper in every.items()})
    files = {"all.xlsx": whole, "eight.xlsx": eight(ONLINE + 1), "six.xlsx": six()}
    assert run(files, {"all.xlsx": 0, "eight.xlsx": 2, "six.xlsx": 4}) == {
        "all.xlsx": ("accepted", []),
        "eight.xlsx": ("must_fix", TOLD),
        "six.xlsx": ("accepted", []),
    }
    (sentence,) = SENTENCES["eight.xlsx"]
    assert sentence.endswith("(chênh 1); biểu II.06a ở tệp «all.xlsx».")


def test_files_of_two_units_have_nothing_to_do_with_each_other(run: Run) -> None:
    told = run({"six.xlsx": six(), "eight.xlsx": eight(ONLINE + 1, "Đơn vị báo cáo: UBND phường Hồng Bàng")})
    assert {outcome for outcome, _ in told.values()} == {"accepted"}


def test_what_is_waived_for_a_unit_is_a_note_and_its_file_counts(tmp_path: Path) -> None:
    found = cases(tmp_path, {"six.xlsx": six(), "eight.xlsx": eight(ONLINE + 1)})
    waiver = Waiver(11455, TOLD[0][0], PERIOD, PERIOD, "công văn 12", "An", "2026-03-16T08:00:00+07:00")
    allowed = Allowances(PERIOD, (), (waiver,), ())
    hold_together([*found.values()], [*FORMS.values()], allowed, allowed.in_force)
    (one,) = found["eight.xlsx"].findings
    assert (one.rule, one.severity, found["eight.xlsx"].submission.good) == (TOLD[0][0], "note", True)


@pytest.mark.parametrize(("more", "told"), [(0, []), (1, TOLD)])
def test_a_rehearsal_holds_its_files_against_each_other_too(tmp_path: Path, more: int, told: object) -> None:
    for name, data, minute in (("six.xlsx", six(), 0), ("eight.xlsx", eight(ONLINE + more), 1)):
        (tmp_path / name).write_bytes(data)
        os.utime(tmp_path / name, (SENT + 60 * minute,) * 2)
    files = [tmp_path / "eight.xlsx", tmp_path / "six.xlsx"]
    (late, _), (early, _) = rehearse(files, str(PERIOD), "hai-phong", write_copies=False)
    assert [(one.rule, one.cell) for one in late.findings] == told
    assert not early.findings


def test_a_unit_checks_files_of_one_name_in_several_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "each", in_process)
    paths = [tmp_path / "mot cua" / "bc.xlsx", tmp_path / "truc tuyen" / "bc.xlsx"]
    for path, data in zip(paths, (six(), eight(ONLINE + 1)), strict=True):
        path.parent.mkdir()
        path.write_bytes(data)
        os.utime(path, (SENT, SENT))
    (right, _), (wrong, _) = rehearse([*paths, paths[0]], str(PERIOD), "hai-phong", write_copies=False)
    assert (right.received.name, right.findings) == ("mot cua/bc.xlsx", [])
    assert [(one.rule, one.cell) for one in wrong.findings] == TOLD
    assert wrong.findings[0].message.endswith("; biểu II.06a ở tệp «mot cua/bc.xlsx».")


def test_two_spellings_of_one_name_are_two_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "each", in_process)
    paths = [tmp_path / unicodedata.normalize(form, "báo cáo.xlsx") for form in ("NFC", "NFD")]
    for path, data in zip(paths, (six(), eight(ONLINE)), strict=True):
        path.write_bytes(data)
    cases = rehearse(paths, str(PERIOD), "hai-phong", write_copies=False)
    assert [list(case.forms) for case, _ in cases] == [["II.06a"], ["II.08"]]
