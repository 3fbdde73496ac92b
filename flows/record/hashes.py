"""What judged and named a run's figures, as hashes: the program, definitions, rules, the locality's lists and plans."""

import hashlib
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path

from flows.locality.calendars import SHIPPED
from flows.locality.localities import CONTACTS, children, find_folder
from flows.machine.program import program_hash
from kstt.form import Form
from kstt.locality import Locality
from report_templates.definitions import INDICATORS, content_hash
from validation.register import register_hash

PROGRAM, DEFINITION, RULES = "Chương trình", "Định nghĩa biểu", "Quy tắc kiểm tra"  # kinds: how files are judged
Hash = tuple[str, str, str]


def hashes_of(locality: Locality, forms: Sequence[Form]) -> Iterator[Hash]:
    """(what, name, hash) of everything a run's outputs depend on besides the received files and the ledger."""
    yield PROGRAM, f"kstt {version('kstt')}", program_hash()
    for form in forms:
        yield DEFINITION, form.code, content_hash(form)
    yield RULES, "register.toml", register_hash()
    yield "Danh mục chỉ tiêu", INDICATORS.name, _hash(INDICATORS)
    yield "Lịch báo cáo chung", SHIPPED.name, _hash(SHIPPED)
    folder = find_folder(locality.id)
    told = sorted(path for kind in ("*.csv", "*.toml") for path in folder.glob(kind))
    for path in (path for path in told if path.name != CONTACTS):  # where mail goes says nothing of a figure
        yield "Danh mục, kế hoạch của địa phương", path.name, _hash(path)
    for child in children(locality.id).values():
        for path in sorted(find_folder(child).glob("plan-*.toml")):
            yield "Kế hoạch của đơn vị", f"{child}/{path.name}", _hash(path)


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]
