"""What units sent otherwise from one issue to another: figures and texts, with where each was read before and after."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import pandas as pd

from kstt.form import Form
from kstt.rollup import Name
from kstt.rows import rows_of


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a unit's figure was read: file, sheet and cells; empty where there was none."""

    file: str = ""
    sheet: str = ""
    cells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Move:
    """A unit's figure on one line and column, before and after (None where it gave none), with where both stand."""

    unit_code: int
    form: str
    line: str
    column: int
    before: int | None
    after: int | None
    source_before: Origin = field(default_factory=Origin)
    source_after: Origin = field(default_factory=Origin)
    scale: int = 0

    @property
    def difference(self) -> int:
        """After minus before; no figure adds nothing."""
        return (self.after or 0) - (self.before or 0)


@dataclass(frozen=True, slots=True)
class Words:
    """What a unit wrote in a column of words, before and after; empty where it wrote nothing."""

    unit_code: int
    form: str
    line: str
    column: int
    before: str
    after: str


_ORIGIN = ("file", "sheet", "cell")  # where a figure was read; another place does not make it another figure
_Key = tuple[int, str, str, int]  # unit code, form, official line, column
_Figures = dict[_Key, tuple[int, int, Origin]]  # value, scale and origin


def moves_between(forms: Iterable[Form], before: pd.DataFrame, after: pd.DataFrame, name: Name) -> list[Move]:
    """Every unit's figure that is another one than before, in order of form, unit, line and column.

    Both frames have unit_code:int64, form:str, section:str, line:str, row:int64, column:int64, value:int64,
    scale:int64, file:str, sheet:str, cell:str. Lines that share an official name count together.
    """
    moves = []
    before, after = _touched(before, after)
    for form in forms:
        old, new = (_figures(form, frame[frame["form"] == form.code], name) for frame in (before, after))
        for key in sorted(old.keys() | new.keys()):
            then, now = old.get(key), new.get(key)
            if (then and then[:2]) != (now and now[:2]):
                moves.append(_move(key, then, now))
    return moves


def forms_between(before: pd.DataFrame, after: pd.DataFrame) -> set[str]:
    """The forms on which any unit's figures are not the same to the last row, or its texts; frames as in the others."""
    return {form for frame in _touched(before, after) for form in frame["form"].unique()}


def _touched(before: pd.DataFrame, after: pd.DataFrame) -> list[pd.DataFrame]:
    """Both frames without the forms of units that are the same to the last row: nearly all of them."""
    columns = [name for name in before.columns if name not in _ORIGIN]
    old, new = (_marks(frame, columns) for frame in (before, after))
    both = old.index.intersection(new.index)
    same = both[old[both].to_numpy() == new[both].to_numpy()]
    return [frame[~_owners(frame).isin(same)] for frame in (before, after)]


def _owners(frame: pd.DataFrame) -> pd.MultiIndex:
    return pd.MultiIndex.from_frame(frame[["unit_code", "form"]])


def _marks(frame: pd.DataFrame, columns: list[str]) -> "pd.Series[int]":
    """A number per unit and form that changes with any of its rows; the origin of a row does not matter."""
    rows = pd.util.hash_pandas_object(frame[columns], index=False)
    return rows.groupby([frame["unit_code"], frame["form"]]).sum()


def _move(key: _Key, then: tuple[int, int, Origin] | None, now: tuple[int, int, Origin] | None) -> Move:
    before, after = (one[0] if one else None for one in (then, now))
    scale = max(one[1] for one in (then, now) if one)
    return Move(*key, before, after, then[2] if then else Origin(), now[2] if now else Origin(), scale)


def _figures(form: Form, mine: pd.DataFrame, name: Name) -> _Figures:
    found: _Figures = {}
    columns = "unit_code", "section", "line", "column", "value", "scale", "file", "sheet", "cell"
    for code, section, line, column, value, scale, file, sheet, cell in rows_of(mine, *columns):
        key = code, form.code, _official(form, line, section, name), column
        so_far, _, origin = found.get(key, (0, 0, Origin()))
        found[key] = so_far + value, scale, Origin(file, sheet, (*origin.cells, cell))
    return found


def _official(form: Form, line: str, section: str, name: Name) -> str:
    return name(line, section)[0] if form.lines == "fields" else line


def words_between(before: pd.DataFrame, after: pd.DataFrame) -> list[Words]:
    """Every text that is another one; the frames are as in `moves_between`, with text:str in place of value, scale."""
    old, new = (_texts(frame) for frame in _touched(before, after))
    keys = sorted(key for key in old.keys() | new.keys() if old.get(key) != new.get(key))
    return [Words(*key, "; ".join(old.get(key, ())), "; ".join(new.get(key, ()))) for key in keys]


def _texts(frame: pd.DataFrame) -> dict[_Key, tuple[str, ...]]:
    found: dict[_Key, tuple[str, ...]] = {}
    for code, form, line, column, text in rows_of(frame, "unit_code", "form", "line", "column", "text"):
        key = code, form, line, column
        found[key] = (*found.get(key, ()), text)
    return found
