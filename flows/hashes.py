"""What judged and named a run's figures, as hashes: the program, definitions, rules, the locality's lists and plans."""

import hashlib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path

import kstt
from flows.calendars import SHIPPED
from flows.contacts import FILE as CONTACTS
from flows.localities import children, find_folder
from kstt.form import Form
from kstt.locality import Locality
from report_templates.definitions import INDICATORS, content_hash
from validation.register import register_hash

PROGRAM, DEFINITION, RULES = "Chương trình", "Định nghĩa biểu", "Quy tắc kiểm tra"  # kinds: how files are judged
Hash = tuple[str, str, str]
_PACKAGES = ("kstt", "validation", "report_templates", "flows")


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


@cache
def program_hash() -> str:
    """A short hash of the program's own source: what it once read and judged holds for the same program only."""
    home = Path(kstt.__file__).parent.parent
    sources = sorted(path for name in _PACKAGES for path in (home / name).rglob("*.py"))
    whole = hashlib.sha256()
    for path in sources:
        whole.update(path.relative_to(home).as_posix().encode() + b"\n" + path.read_bytes())
    return whole.hexdigest()[:16]


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]
