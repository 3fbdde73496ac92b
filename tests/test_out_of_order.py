"""A file that counts because it came last is told of where names say that another one is the later state."""

from pathlib import Path

import pytest
from papers import FORMS, PERIOD, Paper, Row, cases, in_process, workbook
from test_clerks import A, B

from flows.quarter import run_quarter
from flows.received.collecting import Case
from flows.received.out_of_order import out_of_order
from flows.record.request import Request
from kstt.submission import counting

TASKS = FORMS["NV"]


def figures(numbers: dict[int, int]) -> bytes:
    return workbook({"II.06a": Paper([Row(1, "Hộ tịch", numbers)]).grid()})


def tasks(state: str) -> bytes:
    return workbook({"NV": Paper([Row(1, "Tập huấn", {7: state})], TASKS).grid()})


def told(known: dict[str, Case]) -> list[tuple[str, str]]:
    return list(out_of_order(list(known.values()), counting(case.submission for case in known.values())))


def received(folder: Path, *files: tuple[str, bytes]) -> dict[str, Case]:
    """The files as cases, received an hour apart."""
    hours = (f'"{name}",2026-03-15 {8 + at:02}:00\n' for at, (name, _) in enumerate(files))
    (folder / "received.csv").write_text("file,received\n" + "".join(hours), encoding="utf-8")
    return cases(folder, dict(files))


@pytest.mark.parametrize(
    ("first", "last", "asked"),
    [
        ("do-son sua lan 2.xlsx", "do-son sua lan 1.xlsx", True),
        ("do-son.xlsx", "do-son ban nhap.xlsx", True),
        ("do-son sua.xlsx", "do-son.xlsx", True),
        ("do-son sua lan 1.xlsx", "do-son sua lan 2.xlsx", False),
        ("do-son (2).xlsx", "do-son.xlsx", False),
        ("do-son.xlsx", "an duong do-son.xlsx", False),
    ],
)
def test_a_name_that_says_another_is_later_is_told(first: str, last: str, asked: bool, tmp_path: Path) -> None:
    found = told(received(tmp_path, (first, figures(A)), (last, figures(B))))
    assert [file for file, _ in found] == [last] * asked
    assert all(
        f"biểu II.06a tính theo tệp này vì nhận sau cùng, nhưng theo tên tệp thì «{first}»" in said for _, said in found
    )


def test_who_sends_the_same_once_more_is_not_asked(tmp_path: Path) -> None:
    names = "do-son sua lan 2.xlsx", "do-son sua lan 1.xlsx"
    assert told(received(tmp_path, *((name, figures(A)) for name in names))) == []
    assert told(received(tmp_path, *((name, tasks("hoàn thành")) for name in names))) == []
    last, former = tasks("đang thực hiện"), tasks("hoàn thành")
    assert [file for file, _ in told(received(tmp_path, (names[0], last), (names[1], former)))] == [names[1]]


@pytest.mark.parametrize("years", [(2026, 2027), (2025, 2026)])
def test_a_year_typed_wrong_is_asked_about(years: tuple[int, int], tmp_path: Path) -> None:
    """Whichever of the two it is; the file named «b» came a day later, or earlier if the years say so."""

    def sent(first: str, last: str, data: bytes = figures(B)) -> list[tuple[str, str]]:
        (tmp_path / "received.csv").write_text(f"file,received\na.xlsx,{first}\nb.xlsx,{last}\n", encoding="utf-8")
        return told(cases(tmp_path, {"a.xlsx": figures(A), "b.xlsx": data}))

    first, last = years
    ((file, said),) = sent(f"{last}-03-15 08:00", f"{first}-03-16 08:00")
    assert (file, said) == ("a.xlsx", (
        f"biểu II.06a tính theo tệp này vì ghi nhận ngày 15/3/{last}, còn «b.xlsx» cùng đơn vị, số liệu khác, ghi nhận "
        f"ngày 16/3/{first}: cách nhau gần một năm trở lên, kiểm tra năm trong received.csv (hoặc ngày của tệp)"
    ))  # fmt: skip
    assert sent(f"{last}-03-15 08:00", f"{first}-03-16 08:00", figures(A)) == []
    assert sent(f"{first}-03-16 08:00", f"{first}-12-31 08:00") == []  # late, but it comes to that


def test_the_run_tells_of_it(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    received(tmp_path / "raw", ("do-son v3.xlsx", figures(A)), ("do-son v2.xlsx", figures(B)))
    done = run_quarter(Request(PERIOD, "hai-phong", tmp_path / "raw", tmp_path / "out"), in_process)
    assert "«do-son v3.xlsx» cùng đơn vị là bản sau" in done.record["set_aside"][0]["reason"]
