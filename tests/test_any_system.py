"""What is written has the same bytes on Linux and Windows."""

import ast
import io
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any, cast
from zipfile import ZipFile

import pytest

from flows.machine.ordering import in_order
from kstt.sheet import Book, Sheet
from report_templates.drawing.look import new_workbook
from report_templates.returned.rebuilding import rebuild
from report_templates.word.filling import without_times

HOME = Path(__file__).parent.parent
PACKAGES = ("kstt", "validation", "report_templates", "flows")


def drawn() -> bytes:
    memory = io.BytesIO()
    with new_workbook(memory, "Báo cáo", datetime(2026, 3, 15)) as workbook:  # noqa: DTZ001 - as every report's
        workbook.add_worksheet("Biểu").write(0, 0, 5)
    return memory.getvalue()


def drawn_into_a_file(folder: Path) -> bytes:
    target = folder / "bao-cao.xlsx"
    new_workbook(target, "Báo cáo", datetime(2026, 3, 15)).close()  # noqa: DTZ001
    return target.read_bytes()


def rebuilt() -> bytes:
    return rebuild(Book([Sheet("Biểu", [["Tổng số", 5]])]))


@pytest.mark.parametrize("made", [drawn, rebuilt, lambda: without_times(drawn()), None])
def test_a_package_is_the_same_on_windows(made: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = made or (lambda: drawn_into_a_file(tmp_path))
    here = write()
    monkeypatch.setattr(sys, "platform", "win32")
    assert write() == here
    assert ZipFile(io.BytesIO(here)).testzip() is None


def test_files_come_in_the_same_order_on_windows() -> None:
    names = ["Thủy Nguyên.xlsx", "an-duong.xlsx", "Xã B/2.xlsx", "Xã B/10.xlsx", "xã a/1.xlsx", "An Biên.xlsx"]
    here = [str(path) for path in in_order(cast("list[Path]", [PurePosixPath(name) for name in names]))]
    there = in_order(cast("list[Path]", [PureWindowsPath(name) for name in names]))
    assert [path.as_posix() for path in there] == here
    assert here[:2] == ["An Biên.xlsx", "Thủy Nguyên.xlsx"]


def writing(tree: ast.AST) -> Iterator[ast.Call]:
    """Calls that write a text file."""
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
            mode = call.args[0] if call.args else None
            if call.func.attr == "write_text" or (
                call.func.attr == "open" and isinstance(mode, ast.Constant) and mode.value in ("w", "a", "x")
            ):
                yield call


def test_every_text_file_says_how_its_lines_end() -> None:
    calls = [
        (f"{path.relative_to(HOME)}:{call.lineno}", {keyword.arg for keyword in call.keywords})
        for package in PACKAGES
        for path in sorted((HOME / package).rglob("*.py"))
        for call in writing(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert len(calls) > 10  # it finds them
    assert [place for place, words in calls if "newline" not in words] == []
