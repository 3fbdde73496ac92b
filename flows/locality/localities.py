"""The locality folders: units, fields and names that an office edits without touching code."""

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import ClassVar

from pydantic import ValidationError

from flows.machine.csv_files import read_csv
from flows.machine.toml_files import read_toml
from kstt.form import DefinitionError
from kstt.lineage.check import checked
from kstt.locality import Locality
from kstt.period import Period, day
from kstt.spelling import clean, field_key
from kstt.unit import Register, Unit
from report_templates.definition_faults import adapter_of, validated

HOME = Path(__file__).parents[2] / "localities"
CONTACTS = "contacts.csv"
"""The one file of an own folder that is read beside those shipped."""
OWN, HEAD = Path("localities"), "locality.toml"
_LISTS = {".csv", ".toml", ".docx"}
_COLUMNS = ("code", "name", "kind", "valid_from", "valid_to", "successors", "aliases")
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def find_folder(locality: str) -> Path:
    """The folder of a locality: in `./localities` first, where an office keeps its own, else the one shipped.

    Raises DefinitionError listing the known ones, or where files of an own folder would go unread without a word.
    """
    known = folders()
    if locality not in known:
        raise DefinitionError(f"không có địa phương «{locality}»; đang có: {', '.join(sorted(known))}")
    own = OWN / locality
    told = sorted(path.name for path in own.glob("[!.~]*.*") if path.suffix in _LISTS and path.name != CONTACTS)
    if told and not (own / HEAD).is_file():
        raise DefinitionError(
            f"{own} có {', '.join(told)} nhưng chưa có {HEAD} nên chưa được dùng; "
            f"hãy chép thêm vào đó các tệp khác của {known[locality]}"
        )
    return known[locality]


def is_id(text: str) -> bool:
    """Whether a new locality may be called so: it names a folder."""
    return _ID.fullmatch(text) is not None


def load_locality(locality: str) -> Locality:
    """A locality with its register and fields, checked; raises DefinitionError naming file and line."""
    folder = find_folder(locality)
    try:
        told, own = asdict(heading_of(folder)), children(locality)
        units = tuple(replace(unit, locality=own.get(unit.code, "")) for unit in _read_units(folder / "units.csv"))
        register = checked(Register(units))
        return Locality(**told, register=register, fields=_fields(folder / "fields.csv"))
    except ValueError as wrong:
        raise DefinitionError(f"{folder.name}: {wrong}") from None


def reporting_in(locality: Locality, period: Period) -> Register:
    """The units that report for a period: those in office on its last day.

    Raises DefinitionError where there are none, as before the day the units of a register begin.
    """
    register = locality.register.valid_on(period.window[1])
    if not len(register):
        raise DefinitionError(
            f"{locality.name} không có đơn vị nào hoạt động vào ngày {day(period.window[1])}, ngày cuối của "
            f"{period.phrase}; {_known(locality)}. Hãy xem lại kỳ báo cáo, hoặc bổ sung các đơn vị của kỳ đó"
        )
    return register


def _known(locality: Locality) -> str:
    """From which day to which the register has units."""
    units, told = locality.register.units, f"danh sách đơn vị (localities/{locality.id}/units.csv)"
    if not units:
        return f"{told} còn trống"
    first, last = min(unit.valid_from for unit in units), max(unit.valid_to for unit in units)
    since = f" từ ngày {day(first)}" if first > date.min else ""
    until = f" đến hết ngày {day(last)}" if last < date.max else ""
    return f"{told} chỉ có đơn vị hoạt động{since}{until}"


def folders() -> dict[str, Path]:
    """Every locality by its id; an office's own folder comes before the one shipped."""
    found = [folder.parent for home in (HOME, OWN) for folder in sorted(home.glob(f"*/{HEAD}"))]
    return {folder.name: folder for folder in found}


def children(locality: str) -> dict[int, str]:
    """The localities that are units of this one, by their code."""
    told = {name: heading_of(folder) for name, folder in folders().items()}
    return {heading.code: name for name, heading in told.items() if heading.parent == locality}


@dataclass(frozen=True, slots=True)
class _Heading:
    """What a locality.toml says."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}
    id: str
    code: int
    name: str
    office: str
    place: str
    level: str = Locality.level
    parent: str = ""
    receiver: str = ""


def heading_of(folder: Path) -> _Heading:
    """The heading of a folder; one that was copied and kept the other's id would lead to the other's lists."""
    name = f"{folder.name}/{HEAD}"
    heading = validated(_Heading, read_toml(folder / HEAD, name), name)
    if heading.id != folder.name:
        raise DefinitionError(f"{name}: id phải là tên thư mục «{folder.name}», đang là «{heading.id}»")
    return heading


def _read_units(path: Path) -> Iterable[Unit]:
    adapter = adapter_of(Unit)
    for row in read_csv(path, needed=_COLUMNS[:3])[1]:
        told = {name: clean(value) for name, value in row.cells.items() if value.strip()}
        heirs = [part.partition(":") for part in _listed(told.get("successors", ""))]
        lists = {"successors": [code.strip() for code, _, _ in heirs], "aliases": _listed(told.get("aliases", ""))}
        shares = [share.strip() for _, colon, share in heirs if colon]
        try:
            yield adapter.validate_python(told | lists | {"shares": shares})
        except ValidationError as wrong:
            first = wrong.errors()[0]
            found = "chưa ghi" if first["type"] == "missing" else f"«{first['input']}»"
            raise DefinitionError(f"{row.where}, cột {first['loc'][0]}: {found}") from None


def _fields(path: Path) -> dict[str, tuple[str, ...]]:
    """The fields with their other spellings; one spelling of two fields would move figures without a word."""
    found: dict[str, tuple[str, ...]] = {}
    whose: dict[str, str] = {}
    for row in read_csv(path, needed=("name", "synonyms"))[1]:
        name, others = clean(row.cells["name"]), _listed(row.cells["synonyms"])
        if not name:
            raise DefinitionError(f"{row.where}, cột name: chưa ghi")
        for said in (name, *others):
            if name in found or whose.setdefault(field_key(said), name) != name:
                raise DefinitionError(f"{row.where}: «{said}» đã là của lĩnh vực «{whose[field_key(said)]}»")
        found[name] = others
    return found


def _listed(text: str) -> tuple[str, ...]:
    return tuple(clean(part) for part in text.split(";") if part.strip())


def write_units(path: Path, units: Sequence[Unit]) -> None:
    """A register as the CSV an office may edit: grouped by type as reports print them, then by code."""
    order = {"phường": 0, "xã": 1, "đặc khu": 2}
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(_COLUMNS)
        for unit in sorted(units, key=lambda unit: (order.get(unit.type, 3), unit.code)):
            writer.writerow([unit.code, unit.name, unit.kind, unit.valid_from, *_rest(unit)])


def _rest(unit: Unit) -> list[str]:
    ended = "" if unit.valid_to == date.max else str(unit.valid_to)
    shares = [f":{share}" for share in unit.shares] or [""] * len(unit.successors)
    heirs = [f"{code}{share}" for code, share in zip(unit.successors, shares, strict=True)]
    return [ended, "; ".join(heirs), "; ".join(unit.aliases)]
