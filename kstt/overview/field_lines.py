"""Dossiers by field of administration, each field with the units it is summed from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from kstt.form import Form
from kstt.rollup import Name, sums
from kstt.rows import rows_of
from kstt.spelling import key
from kstt.unit import Unit

Numbers = Mapping[int, int | None]


@dataclass(frozen=True, slots=True)
class FieldPart:
    """What one unit gave of a field: integer sums by column number."""

    unit: Unit
    numbers: Numbers


@dataclass(frozen=True, slots=True)
class FieldLine:
    """A field under its official name; `group` is the heading it stands under where it is in no list."""

    name: str
    group: str
    numbers: Numbers
    parts: tuple[FieldPart, ...]


def named(form: Form, figures: pd.DataFrame, name: Name) -> pd.DataFrame:
    """The rows of a form with the official name of their field as `line`; `figures` is as in `rollup.city_tables`."""
    mine = figures[figures["form"] == form.code]
    written = list(rows_of(mine, "line", "section"))
    official = {pair: name(*pair)[0] for pair in dict.fromkeys(written)}
    return mine.assign(line=pd.Series([official[pair] for pair in written], mine.index, "str"))


def field_lines(form: Form, figures: pd.DataFrame, units: Sequence[Unit], name: Name) -> tuple[FieldLine, ...]:
    """Every field that a unit gave figures of, in the order of the register of fields."""
    official = named(form, figures, name)
    whole = {str(line): numbers for (line,), numbers in sums(official, ["line"]).items()}
    parts = {
        (str(line), int(str(code))): numbers for (line, code), numbers in sums(official, ["line", "unit_code"]).items()
    }
    places = {line: name(line, "")[1:] for line in whole}
    return tuple(
        FieldLine(
            line,
            places[line][0],
            whole[line],
            tuple(FieldPart(unit, parts[line, unit.code]) for unit in units if (line, unit.code) in parts),
        )
        for line in sorted(whole, key=lambda line: (*places[line], key(line)))
    )
