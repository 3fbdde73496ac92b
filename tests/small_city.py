"""A city of twelve units for the tests of what we write: every number of a form is another one, so no swap hides."""

import csv
import tomllib
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path

from kstt.finding import Finding
from kstt.form import CityView, Form
from kstt.locality import Locality
from kstt.period import Period
from kstt.provenance import FileSource, Normalisation, Provenance, UnitState
from kstt.rollup import CityLine, CityTable, Coverage
from kstt.unit import DIVISION, Register, Unit
from report_templates.definitions import load_forms
from report_templates.report.workbook import ReportContent

_FOLDER = Path(__file__).parents[1] / "localities" / "hai-phong"
_NAMES = {
    11311: "Phường Hồng Bàng",
    11383: "Phường Lê Chân",
    11413: "Phường Hải An",
    11455: "Phường Đồ Sơn",
    11581: "Phường An Dương",
    11560: "Phường Thuỷ Nguyên",
    11680: "Xã Kiến Thụy",
    11824: "Xã Vĩnh Bảo",
    11242: "Xã Nguyễn Lương Bằng",
    11911: "Xã Nguyễn Bỉnh Khiêm",
    11914: "Đặc khu Cát Hải",
    11948: "Đặc khu Bạch Long Vĩ",
}
PERIOD = Period(2026, "Q1")
FORMS = load_forms()
UNITS = tuple(Unit(code, name) for code, name in _NAMES.items())
DO_SON = UNITS[3]
BRANCH = Unit(900001, "Chi nhánh <Văn phòng> đăng ký đất đai & tài sản số 1", DIVISION)


def locality() -> Locality:
    """The city's own folder of data, with twelve of its units."""
    about = tomllib.loads((_FOLDER / "locality.toml").read_text(encoding="utf-8"))
    with (_FOLDER / "fields.csv").open(encoding="utf-8") as rows:
        fields: dict[str, tuple[str, ...]] = {row["name"]: () for row in csv.DictReader(rows)}
    return Locality(**about, register=Register(UNITS), fields=fields)


def form(code: str) -> Form:
    return next(one for one in FORMS if one.code == code)


def coverage(*missing: Unit) -> Coverage:
    return Coverage(tuple(unit for unit in UNITS if unit not in missing), missing)


def lines_of(one: Form, view: CityView, known: Coverage) -> Iterator[CityLine]:
    """Lines as the roll-up gives them."""
    numbers = count(1001, 7)
    if view.by == "list":
        for at, unit in enumerate(known.reporting[:3]):
            yield _line(one, f"Rà soát thủ tục số {at}", numbers, unit.name, unit)
            yield _line(one, f"Công bố danh mục thủ tục số {at}", numbers, unit.name, unit)
    elif view.by == "unit":
        for unit in UNITS:
            empty = CityLine(unit.name, unit.type, unit=unit)
            yield empty if unit in known.missing else _line(one, unit.name, numbers, unit.type, unit)
    elif one.fixed:
        for fixed in one.fixed:
            texts = {column.number: text for column, text in zip(one.texts, fixed.texts, strict=False)}
            given: dict[int, int | None] = {column.number: next(numbers) for column in one.numbers}
            yield CityLine(fixed.label, "", given if fixed.additive else {}, texts, fixed.scale)
    else:
        for name in list(locality().fields)[:5]:
            yield _line(one, name, numbers)
        yield _line(one, "Thủy lợi", numbers, "Ngoài danh mục lĩnh vực")


def tables(forms: Iterable[Form] = FORMS, known: Coverage | None = None) -> tuple[CityTable, ...]:
    known = known or coverage(UNITS[1], UNITS[-1])
    return tuple(CityTable(one, view, tuple(lines_of(one, view, known)), known) for one in forms for view in one.cities)


def content(made: Iterable[CityTable] | None = None, findings: Iterable[Finding] = ()) -> ReportContent:
    made = tuple(tables() if made is None else made)
    return ReportContent(PERIOD, locality(), made, provenance(), tuple(findings))


def provenance() -> Provenance:
    good = FileSource("BC quý 1.xlsx", "ab" * 32, _at(16, 8), DO_SON.code, "accepted", True,
                      ("II.06a", "CT"), 30)  # fmt: skip
    old = FileSource("=cũ.xlsx", "cd" * 32, _at(18, 9), DO_SON.code, "superseded", False,
                     ("II.06a",), 12, True, "BC quý 1.xlsx")  # fmt: skip
    stranger = FileSource("la.xlsx", "ef" * 32, _at(15, 7), None, "refused", False)
    states = tuple(
        UnitState(unit, "accepted", (good, old)) if unit == DO_SON else UnitState(unit, "missing") for unit in UNITS
    )
    dots = Normalisation("BC quý 1.xlsx", "II.06a", "Dấu chấm được hiểu là phân cách hàng nghìn", 3, "«1.150» → 1150",
                         "D10:D12")  # fmt: skip
    return Provenance(
        states, (stranger,), (dots,), (("Định nghĩa biểu", "II.06a", "0123456789abcdef"),), date(2026, 3, 17)
    )


def _line(one: Form, label: str, numbers: Iterator[int], group: str = "", unit: Unit | None = None) -> CityLine:
    given: dict[int, int | None] = {c.number: next(numbers) for c in one.numbers if not one.computed_by(c.number)}
    for column in reversed(one.numbers):
        if rule := one.computed_by(column.number):
            given[column.number] = sum(given[part] or 0 for part in rule.right)
    words = {column.number: f"chữ {next(numbers)}" for column in one.texts}
    return CityLine(label, group, given, words, unit=unit)


def _at(day: int, hour: int) -> datetime:
    return datetime(2026, 3, day, hour, 30, tzinfo=UTC)
