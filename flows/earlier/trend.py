"""A unit's figures quarter by quarter, in both views: as reported by whoever existed then, and by a day's map."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from flows.earlier.ancestry import share_text
from flows.earlier.former import FormerQuarter, latest_quarters
from flows.ledger.history import unit_of
from kstt.form import DefinitionError, Form
from kstt.lineage.chains import descend
from kstt.locality import Locality
from kstt.period import Period, before, day
from kstt.rollup import sums
from kstt.span import Quarter
from kstt.unit import Register, Unit

_OTHER_FORM = "mẫu biểu của quý này khác"  # its numbers would stand under the headings of other columns


@dataclass(frozen=True, slots=True)
class Point:
    """A quarter of a unit, or of a predecessor: the form's totals by column, or why there are none."""

    period: Period
    who: str
    numbers: dict[int, int | None]
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Trend:
    """Both views of a unit's quarters; `of_map` is told by the units of the day `when`."""

    unit: Unit
    form: Form
    when: date
    reported: tuple[Point, ...]
    of_map: tuple[Point, ...]
    remarks: tuple[str, ...]


def trend_of(out: Path, locality: Locality, text: str, code: str, number: int, when: date | None) -> Trend:
    """The trend of the unit a text means, in a form's totals.

    Raises DefinitionError where no quarter was run, nobody is meant, or the form has no totals.
    """
    quarters = latest_quarters(out, locality, number, when)
    if not quarters:
        until = f" kết thúc đến ngày {day(when)}" if when else ""
        raise DefinitionError(
            f"chưa có quý nào{until} của địa phương {locality.id} trong {out}; hãy chạy trước: kstt run <quý>"
        )
    last = when or quarters[-1].period.window[1]
    form = next((one for one in quarters[-1].forms if one.code.casefold() == code.casefold() and one.has_total), None)
    if form is None:
        known = ", ".join(one.code for one in quarters[-1].forms if one.has_total)
        raise DefinitionError(f"«{code}» không phải biểu có dòng tổng; hãy chọn: {known}")
    unit, remark = _meant(text, locality.register, last)
    remarks = tuple(filter(None, (remark, _not_run([one.period for one in quarters]))))
    pairs = [(one, _code(unit, one)) for one in quarters]
    reported = tuple(point for one, at in pairs for point in _reported(one, at, form, locality.register))
    return Trend(unit, form, last, reported, tuple(_mapped(*pair, unit, form, locality) for pair in pairs), remarks)


def _meant(text: str, register: Register, when: date) -> tuple[Unit, str]:
    """The unit of the day a text means; for a unit that is no more, the one that took it over, and a remark."""
    former = unit_of(text, register.valid_on(when))
    if former.valid_on(when):
        return former, ""
    heirs = descend(register, former, when).heirs if former.valid_to < when else ()
    if len(heirs) != 1:
        said = "; hãy xem từng đơn vị: " + ", ".join(one.name for one in heirs) if heirs else ""
        raise DefinitionError(f"{former.name} không hoạt động vào ngày {day(when)}{said}")
    return heirs[0], f"{former.name} nay thuộc {heirs[0].name}"


def _not_run(quarters: Sequence[Period]) -> str:
    """The quarters in between that were not run, so that nobody takes the neighbours for consecutive ones."""
    missing, one = list[Period](), quarters[-1]
    while one > quarters[0]:
        one = before(one)
        missing += [one] * (one not in quarters)
    return f"Chưa chạy trong thư mục kết quả này: {', '.join(map(str, reversed(missing)))}" if missing else ""


def _code(unit: Unit, quarter: FormerQuarter) -> int:
    """The code under which a unit stands in a quarter's map: its own, or that of its block."""
    blocks = (one.unit.code for one in quarter.view.blocks if unit.code in {member.code for member in one.members})
    return next(blocks, unit.code)


def _reported(quarter: FormerQuarter, code: int, form: Form, register: Register) -> Iterator[Point]:
    former = [one for origin in quarter.origins(code) if (one := register.get(origin))]
    for one in former:
        gave = (one.code, form.code) in quarter.reported.forms
        remark = "chưa có số liệu" if not gave else "" if _same(quarter, form) else _OTHER_FORM
        numbers = {} if remark else _totals(quarter, quarter.reported, one.code, (one.code,), form)
        yield Point(quarter.period, one.name, numbers, remark)


def _mapped(quarter: FormerQuarter, code: int, unit: Unit, form: Form, locality: Locality) -> Point:
    names = {one.code: one.name for one in locality.register.units}
    origins, lacking = quarter.origins(code), quarter.lacking(code, form.code)
    block = next((one for one in quarter.view.blocks if one.unit.code == code), None)
    if not origins:
        remark = "chưa hoạt động, không có đơn vị tiền thân trong danh sách"
    elif block:
        remark = f"chưa tách được: {', '.join(one.name for one in block.former)} chia không ghi tỷ lệ"
    elif lacking:
        remark = "chưa có số liệu" + (f" của {', '.join(names[one] for one in lacking)}" if origins != (code,) else "")
    elif not _same(quarter, form):
        remark = _OTHER_FORM
    else:
        former = ", ".join(f"{names[one]}{_share(quarter, one, code)}" for one in origins)
        remark = f"từ {former}" if origins != (code,) else ""
        return Point(quarter.period, unit.name, _totals(quarter, quarter.mapped, code, origins, form), remark)
    return Point(quarter.period, unit.name, {}, remark)


def _share(quarter: FormerQuarter, former: int, code: int) -> str:
    return share_text(dict(quarter.view.heirs[quarter.period.window[1]][former])[code])


def _same(quarter: FormerQuarter, form: Form) -> bool:
    return any(one.code == form.code and one.columns == form.columns for one in quarter.forms)


def _totals(
    quarter: FormerQuarter, view: Quarter, code: int, origins: Iterable[int], form: Form
) -> dict[int, int | None]:
    """The totals of a form that counts: 0 where none of its `origins` reported a number or a word, as nothing arose."""
    if given := sums(_of(view.figures, code, form), ["unit_code"]).get((code,)):
        return given
    said = (_of(frame, one, form) for one in origins for frame in (quarter.reported.figures, quarter.reported.texts))
    return {} if any(len(frame) for frame in said) else dict.fromkeys((column.number for column in form.numbers), 0)


def _of(frame: pd.DataFrame, code: int, form: Form) -> pd.DataFrame:
    return frame[(frame["unit_code"] == code) & (frame["form"] == form.code)]
