"""What judged and named a run's figures, as hashes: the program, definitions, rules, the locality's lists and plans."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path

from flows.locality.calendars import FILE, SHIPPED
from flows.locality.localities import CONTACTS, children, find_folder
from flows.machine.ordering import in_order
from flows.machine.program import program_hash
from kstt.form import Form
from kstt.locality import Locality
from report_templates.definitions import INDICATORS, content_hash
from validation.register import register_hash

PROGRAM, DEFINITION, RULES = "Chương trình", "Định nghĩa biểu", "Quy tắc kiểm tra"  # kinds: how files are judged
CALENDAR, OWN_CALENDAR = "Lịch báo cáo chung", "Lịch báo cáo của địa phương"  # kinds: when files are late
Hash = tuple[str, str, str]
_OF_A_YEAR = re.compile(r"-(\d{4})$")


def hashes_of(locality: Locality, forms: Sequence[Form], year: int) -> Iterator[Hash]:
    """(what, name, hash) of everything the outputs of a year's run depend on besides the received files and the ledger.

    Plans and tasks of other years are none of it.
    """
    yield PROGRAM, f"kstt {version('kstt')}", program_hash()
    for form in forms:
        yield DEFINITION, form.code, content_hash(form)
    yield RULES, "register.toml", register_hash()
    yield "Danh mục chỉ tiêu", INDICATORS.name, _hash(INDICATORS)
    yield CALENDAR, SHIPPED.name, _hash(SHIPPED)
    for path in _of_year(find_folder(locality.id), ("*.csv", "*.toml"), year):
        if path.name != CONTACTS:  # where mail goes says nothing of a figure
            yield OWN_CALENDAR if path.name == FILE else "Danh mục, kế hoạch của địa phương", path.name, _hash(path)
    for child in children(locality.id).values():
        for path in _of_year(find_folder(child), ("plan-*.toml",), year):
            yield "Kế hoạch của đơn vị", f"{child}/{path.name}", _hash(path)


def _of_year(folder: Path, kinds: Sequence[str], year: int) -> list[Path]:
    """The files of some kinds that are of no year or of this one, by name."""
    every = in_order(path for kind in kinds for path in folder.glob(kind))
    return [path for path in every if (found := _OF_A_YEAR.search(path.stem)) is None or int(found[1]) == year]


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]
