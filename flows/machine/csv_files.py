"""Lists an office edits, CSV as Excel saves it, read as they are, or a sentence in Vietnamese on where that fails."""

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from flows.machine.causes import cause
from kstt.form import DefinitionError

_MORE = "…"  # stands for what a row has beyond its columns


@dataclass(frozen=True, slots=True)
class Row:
    """A row by its columns, and where it ends: «units.csv dòng 7»."""

    where: str
    cells: dict[str, str]


def read_csv(
    path: Path,
    name: str = "",
    *,
    needed: Sequence[str] = (),
    whole: bool = False,
    beyond: str = "ô có dấu phẩy phải đặt trong dấu nháy kép",
    separator: Callable[[str], str] = lambda _: ",",
) -> tuple[tuple[str, ...], list[Row]]:
    """The columns of a list, and its rows; empty ones are none, and what a short one lacks is empty.

    Raises DefinitionError, which calls the file by `name` where it has one: it can not be opened, is no UTF-8, lacks a
    column that is `needed`, has a row of more cells than columns (or of fewer, where rows must be `whole`), or a
    quotation mark that swallows what follows. `beyond` advises where there are too many cells.
    """
    called = name or path.name
    text = _text(path, called)
    between = separator(text)
    reader = csv.DictReader(StringIO(text, newline=""), restkey=_MORE, delimiter=between, strict=True)
    try:
        columns = tuple(one.strip() for one in reader.fieldnames or ())
        reader.fieldnames = columns
        if not set(needed) <= set(columns):
            raise DefinitionError(f"{called}: dòng đầu phải có các cột {','.join(needed)}, cách nhau bằng dấu phẩy")
        if twice := next((one for one in columns if one and columns.count(one) > 1), ""):
            raise DefinitionError(f"{called}: dòng đầu ghi hai lần cột {twice}")
        return columns, list(_rows(reader, called, beyond, whole=whole))
    except csv.Error:
        said = "dấu nháy kép mở mà không khép, hoặc nằm giữa ô"
        raise DefinitionError(f"{called} hỏng từ dòng {reader.line_num + 1}: {said}") from None


def _rows(reader: "csv.DictReader[str]", called: str, beyond: str, *, whole: bool) -> Iterator[Row]:
    for row in reader:
        where, more = f"{called} dòng {reader.line_num}", row.pop(_MORE, ())
        cells = {name: text or "" for name, text in row.items()}
        if not any(text.strip() for text in (*cells.values(), *more)):
            continue
        if whole and (more or None in row.values()):
            raise DefinitionError(f"{where}: thừa hoặc thiếu ô")
        if any(more):
            raise DefinitionError(f"{where}: thừa ô so với dòng đầu; {beyond}")
        yield Row(where, cells)


def _text(path: Path, called: str) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")  # Windows' programs begin a file with a mark
    except UnicodeDecodeError:
        raise DefinitionError(f"{called} không phải tệp UTF-8; trong Excel chọn kiểu CSV UTF-8 khi lưu") from None
    except OSError as wrong:
        raise DefinitionError(f"không mở được {called} ({cause(wrong)})") from None
