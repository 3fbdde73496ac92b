"""On a narrow terminal the tables of the console run on: no number, day or name is cut off."""

import pytest
from rich.table import Table

from flows.machine.terminal import console, show_table

WORDS = ("2026-Q1", "Phường", "1.234.567", "15/12/2025", "II.06a!C10")


@pytest.mark.parametrize("width", [20, 60, 80, 200])
def test_a_table_is_shown_whole(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(console, "_width", width)
    table = Table("Quý", "Đơn vị", *(f"({number})" for number in range(3, 14)))
    table.add_column("Ghi chú", no_wrap=True)
    table.add_row(*WORDS[:2], *(["1.234.567"] * 11), *WORDS[3:4])
    table.add_row(*WORDS)
    with console.capture() as said:
        show_table(table)
    shown = said.get()
    assert "…" not in shown
    assert all(word in shown for word in WORDS)
    assert shown.count("1.234.567") == 12


def test_a_table_without_rows_is_a_sentence() -> None:
    with console.capture() as said:
        show_table(Table("Dòng"), empty="Không có ô nào khác nhau.")
    assert said.get() == "Không có ô nào khác nhau.\n"
