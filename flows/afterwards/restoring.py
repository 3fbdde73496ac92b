"""Brings back an issue of a report byte by byte: from where issues are kept, else made once more and compared."""

import shutil
from pathlib import Path

from flows.afterwards.rebuilding import rebuild
from flows.ledger.issues import damage, folder_of
from flows.ledger.recording import ISSUED
from flows.ledger.store import place_of, reading
from flows.machine.publishing import aside, fingerprint
from flows.received.intake import Each
from flows.record.request import RETURNED, Request
from kstt.form import DefinitionError


def restore(request: Request, number: int, each: Each) -> Path:
    """Puts an issue into a folder of its own below the outputs; raises DefinitionError where that can not be done."""
    told = _outputs(request, number)
    source = folder_of(request, number)
    if not damage(source, told):
        return _put(request, source, number)
    for done in rebuild(request.out, each):
        if _same(done.folder, told):
            return _put(request, done.folder, number)
    raise DefinitionError(f"không lấy lại được lần phát hành {number}: bản lưu không còn và không dựng lại được như cũ")


def _outputs(request: Request, number: int) -> dict[str, str]:
    """What the ledger says the issue consists of, without copies returned to units."""
    with reading(place_of(request.out)) as ledger:
        entries = list(ledger.entries(request.locality, str(request.period)))
    known = {entry.told["issue"]: entry.told["outputs"] for entry in entries if entry.kind == ISSUED}
    if number not in known:
        has = ", ".join(map(str, known)) or "chưa có lần nào"
        raise DefinitionError(f"kỳ {request.period} không có lần phát hành {number}; đang có: {has}")
    return {name: sha for name, sha in known[number].items() if not name.startswith(f"{RETURNED}/")}


def _same(folder: Path, told: dict[str, str]) -> bool:
    found = fingerprint(folder)
    return all(found.get(name) == sha for name, sha in told.items())


def _put(request: Request, source: Path, number: int) -> Path:
    name = f"lan-phat-hanh-{number}"
    with aside(request.folder) as new:
        shutil.copytree(source, new / name, ignore=shutil.ignore_patterns(RETURNED))
    return request.folder / name
