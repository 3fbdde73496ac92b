"""A locality of an office's own begun from the official list of a province, with everything a run needs."""

import shutil
from datetime import date
from importlib.metadata import version
from pathlib import Path

from flows.locality.localities import HEAD, HOME, OWN, folders, heading_of, is_id, write_units
from kstt.form import DefinitionError
from kstt.spelling import clean
from kstt.unit import COMMUNE, Unit

_UNITS, _FIELDS = "units.csv", "fields.csv"
_LIST = "vietnam-provinces"
_NEW_MAP = date(2025, 7, 1)  # the communes of today exist since then (Nghị quyết 202/2025/QH15)


def found(locality: str, province: int) -> tuple[Path, int, list[str]]:
    """Writes the register of a province's communes into a locality's own folder, and what is not there yet beside it.

    A locality that is shipped brings its other files along: alone the register would be left unread. A new one is named
    by the official list and takes over the fields of Hải Phòng. Returns the register, how many units it has, and
    sentences on the rest. Raises DefinitionError where the locality is another province's, or has a register.
    """
    if not is_id(locality):
        raise DefinitionError(
            f"«{locality}» không dùng làm mã địa phương được; chỉ ghi chữ thường không dấu, số, dấu -: hai-phong"
        )
    units, known = communes_of(province), folders().get(locality)
    if not units:
        raise DefinitionError(f"không có đơn vị nào thuộc tỉnh mã {province}")
    if known and (of := heading_of(known)).code != province:
        raise DefinitionError(
            f"địa phương «{locality}» là {of.name} (mã {of.code}), không phải của mã {province}; "
            "địa phương khác thì ghi thêm mã riêng: --locality"
        )
    path = OWN / locality / _UNITS
    if path.exists():  # with aliases and mergers somebody declared
        raise DefinitionError(
            f"đã có {path}; muốn lập lại thì đổi tên tệp cũ trước, rồi chép sang các dòng đã khai thêm"
        )
    write_units(path, units)
    sentences = [f"Mã và tên theo {_LIST} {version(_LIST)}: hãy đối chiếu với Quyết định số 19/2025/QĐ-TTg"]
    if not (path.parent / HEAD).is_file():
        sentences.append(_bring_along(known, path.parent) if known else _name_anew(path.parent, province))
    return path, len(units), sentences


def communes_of(province: int) -> list[Unit]:
    """The communes of a province since 1/7/2025, by code.

    The list's release for Python 3.11 is made from a draft of the National Statistics Office, with other codes for 123
    of 3,321 communes than the later ones have.
    """
    from vietnam_provinces import Ward

    found = [ward for ward in Ward.iter_all() if int(ward.province_code) == province]
    return [
        Unit(int(ward.code), clean(ward.name), COMMUNE, _NEW_MAP) for ward in sorted(found, key=lambda w: int(w.code))
    ]


def _bring_along(shipped: Path, own: Path) -> str:
    brought = [file for file in sorted(shipped.iterdir()) if file.name != _UNITS and not (own / file.name).exists()]
    for file in brought:
        shutil.copyfile(file, own / file.name)
    return f"Đã chép thêm vào {own} các tệp đi kèm chương trình: {', '.join(file.name for file in brought)}"


def _name_anew(own: Path, province: int) -> str:
    from vietnam_provinces import Province

    official = next(one for one in Province.iter_all() if int(one.code) == province)
    level = "tỉnh" if official.division_type.value == "tỉnh" else "thành phố"
    place = clean(official.name).removeprefix("Thành phố ").removeprefix("Tỉnh ")
    (own / HEAD).write_text(
        f'id = "{own.name}"\ncode = {province}\nname = "{level.capitalize()} {place}"\n'
        f'office = "UBND {level} {place}"\nplace = "{place}"\nlevel = "{level}"\n',
        encoding="utf-8",
        newline="\n",
    )
    if not (own / _FIELDS).exists():
        shutil.copyfile(HOME / "hai-phong" / _FIELDS, own / _FIELDS)
    return (
        f"Đã lập {own / HEAD}, chép {_FIELDS} (danh mục lĩnh vực) của hai-phong; hãy đọc lại hai tệp này, "
        f"rồi xem: kstt units list --locality {own.name}"
    )
