"""What our own blank carries in its hidden sheet: whose it is and of which period."""

from dataclasses import dataclass, field

from kstt.sheet import Sheet, Value
from kstt.spelling import clean

STAMP_SHEET = "kstt"


@dataclass(slots=True)
class Stamp:
    """What our own blank carries in its hidden sheet; empty for any other file."""

    values: dict[str, str] = field(default_factory=dict)

    @property
    def unit_code(self) -> int | None:
        """The unit the blank was made for."""
        code = self.values.get("unit_code", "")
        return int(code) if code.isdecimal() else None

    @property
    def period(self) -> str:
        """The period the blank was made for, as `2026-Q1`; empty without a stamp."""
        return self.values.get("period", "")


def stamp_of(sheet: Sheet) -> Stamp:
    """The stamp on a blank's hidden sheet."""

    def text(value: Value) -> str:
        return str(int(value)) if isinstance(value, float) and value.is_integer() else clean(str(value or ""))

    return Stamp({text(row[0]): text(row[1]) for row in sheet.rows if len(row) > 1 and row[0]})
