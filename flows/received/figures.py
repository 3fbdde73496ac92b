"""The accepted figures as frames: what figures.parquet and texts.parquet hold and the roll-up adds.

Figures: unit_code:int64, form:str, section:str, line:str, row:int64, column:int64, value:int64, scale:int64, file:str,
sheet:str, cell:str. `value` is in units of 10**-scale; scale is 0 but for scores. Texts: the same with text:str in
place of value and scale. A number that a unit did not give has no row.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence

import pandas as pd
import pyarrow as pa
from pyarrow import compute

from flows.received.collecting import Case
from kstt.form import Form
from kstt.sheet import address, letters
from kstt.spelling import key
from validation.parsed import Parsed

_PLACE = ("unit_code", "form", "section", "line", "row", "column")
_ORIGIN = ("file", "sheet", "cell")
FIGURES = {**dict.fromkeys((*_PLACE, "value", "scale", *_ORIGIN), "str")} | dict.fromkeys(
    ("unit_code", "row", "column", "value", "scale"), "int64"
)
TEXTS = {name: kind for name, kind in FIGURES.items() if name != "scale"} | {"value": "str"}

Counts = Mapping[tuple[int, str], str]


def figures_of(cases: Sequence[Case], counts: Counts, forms: Sequence[Form]) -> pd.DataFrame:
    """Every number of the counting forms, in order of unit, form, row and column."""
    by_code = {form.code: form for form in forms}
    blocks = [_block(case, by_code[code], parsed) for case, code, parsed in _counting(cases, counts)]
    return _frame(FIGURES, blocks)


def texts_of(cases: Sequence[Case], counts: Counts) -> pd.DataFrame:
    """Every text of the counting forms, ordered likewise; the column of words is named `text`."""
    blocks = [_words(case, code, parsed) for case, code, parsed in _counting(cases, counts)]
    return _frame(TEXTS, blocks).rename(columns={"value": "text"})


def _counting(cases: Sequence[Case], counts: Counts) -> Iterator[tuple[Case, str, Parsed]]:
    for case in sorted(cases, key=lambda case: (case.unit_code or 0, case.received.name)):
        for code, parsed in sorted(case.forms.items()):
            if counts.get((case.unit_code or 0, code)) == case.received.name:
                yield case, code, parsed


def _frame(columns: dict[str, str], blocks: Sequence[Sequence[Sequence[object]]]) -> pd.DataFrame:
    """One frame from blocks of columns: far cheaper than from a hundred thousand rows."""
    joined = [[value for block in blocks for value in block[at]] for at in range(len(columns))]
    return pd.DataFrame(
        {name: pd.Series(values, dtype=kind) for (name, kind), values in zip(columns.items(), joined, strict=True)}
    )


def _block(case: Case, form: Form, parsed: Parsed) -> list[list[object]]:
    scales = {key(line.label): line.scale for line in form.fixed}
    at = [(column.number, letters(parsed.columns[column.number])) for column in form.numbers]
    rows = [
        (line.section, line.label, line.row, number, value, scales.get(key(line.label), 0) if scales else 0, letter)
        for _, line, values in parsed.data_lines()
        for (number, letter), value in zip(at, values, strict=True)
        if value is not None
    ]
    sections, labels, numbers, columns, values, scale, letter = _columns(rows, 7)
    cells: list[object] = [f"{name}{row}" for name, row in zip(letter, numbers, strict=True)]
    head, tail = _head(case, form.code, len(rows)), _tail(case, parsed, len(rows))
    return [*head, sections, labels, numbers, columns, values, scale, *tail, cells]


def _words(case: Case, code: str, parsed: Parsed) -> list[list[object]]:
    said = [cell for form in case.taken.texts for cell in form if cell[0] == code]
    rows = [
        (section, line, row, column, text, address(row, parsed.columns[column]))
        for _, row, section, line, column, text in said
    ]
    *middle, cells = _columns(rows, 6)
    return [*_head(case, code, len(rows)), *middle, *_tail(case, parsed, len(rows)), cells]


def _columns(rows: Sequence[Sequence[object]], width: int) -> list[list[object]]:
    return [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _ in range(width)]


def _head(case: Case, code: str, rows: int) -> Iterable[list[object]]:
    return [case.unit_code] * rows, [code] * rows


def _tail(case: Case, parsed: Parsed, rows: int) -> Iterable[list[object]]:
    return [case.received.name] * rows, [parsed.sheet] * rows


def fingerprint_of(frame: pd.DataFrame, *values: str) -> str:
    """A hash of figures or texts, with their columns of values: whichever file, row and cell each was read from.

    Columns one after the other, each a line of its values parted by NUL, in the order of the rows' own values. By
    Arrow, which neither sorts nor spells a million rows as objects of Python.
    """
    columns = ["unit_code", "form", "section", "line", "column", *values]
    ordered = pa.Table.from_pandas(frame[columns], preserve_index=False).sort_by(
        [(name, "ascending") for name in columns]
    )
    whole = hashlib.sha256()
    for name in columns:
        spelled = ordered[name].cast(pa.string()).combine_chunks()
        joined = compute.binary_join(pa.ListArray.from_arrays([0, len(spelled)], spelled), "\0")
        whole.update(joined[0].as_py().encode() + b"\n")
    return whole.hexdigest()
