"""The record a run left in its folder, read back: a damaged one counts as none, and the officer is told so once."""

import json
import re
from pathlib import Path
from typing import Any

from flows.machine.speaking import complain
from flows.record.contract import RECORD

_KINDS: dict[str, type] = {
    **dict.fromkeys(("period", "locality", "deadline"), str),
    **dict.fromkeys(("files", "units", "outputs", "coverage"), dict),
    "hashes": list,
}
_PARTS = {
    "files": {"unit_code", "outcome", "sha256", "received", "late", "counts", "forms", "findings"},
    "units": {"name", "state"},
}
_ISSUES = 1000  # numbers of issues stay below
_PERIOD = re.compile(r"\d{4}(-(Q[1-4]|[69]M))?")
_TOLD: set[tuple[Path, int]] = set()  # damaged files told of, with the times of their last change


def read_run(folder: Path) -> dict[str, Any] | None:
    """The record of the last run in a period's folder; None where there was none or it is damaged.

    Outputs can be made again, so a damaged record is as none; the officer is told once, whoever passes over it.
    """
    record = _record(folder)
    if isinstance(record, str):
        tell_once(folder / RECORD, f"{record[0].upper()}{record[1:]}. Tệp này được coi như không có")
        return None
    return record


def tell_once(path: Path, sentence: str) -> None:
    """Tells the officer of a damaged output, once for each state of the file, whoever passes over it."""
    if (once := (path.resolve(), path.stat().st_mtime_ns)) not in _TOLD:
        _TOLD.add(once)
        complain(sentence)


def way_back(folder: Path) -> str:
    """The command that makes a folder's files anew, as a word of advice."""
    restore = f"lấy lại: kstt restore {folder.parent.name} --issue {folder.name}"
    return restore if _is_issue(folder) else f"chạy lại: kstt run {folder.name}"


def damaged(folder: Path) -> str:
    """Which record in a folder can not be read and what makes it anew, in Vietnamese; empty where it is whole or none.

    What an issue keeps is made anew by `kstt restore`, a period's own folder by `kstt run`.
    """
    record = _record(folder)
    return record if isinstance(record, str) else ""


def _record(folder: Path) -> dict[str, Any] | str | None:
    path = folder / RECORD
    if not path.is_file():
        return None
    try:
        record = json.loads(path.read_bytes().decode("utf-8"))
    except (ValueError, RecursionError):  # cut, of other bytes, not JSON
        record = None
    if not _whole(record):
        return f"tệp {path} bị hỏng, không đọc được; hãy {way_back(folder)}"
    own = folder.parent.name if _is_issue(folder) else folder.name
    if _PERIOD.fullmatch(own) and record["period"] != own:
        return f"tệp {path} là của kỳ {record['period']}, chép từ thư mục khác; hãy {way_back(folder)}"
    return dict(record)


def _whole(record: Any) -> bool:
    """Whether a record has what everybody reads of it: one that somebody edited may be JSON and yet no record."""
    if not isinstance(record, dict) or any(not isinstance(record.get(key), kind) for key, kind in _KINDS.items()):
        return False
    parts = ((one, keys) for name, keys in _PARTS.items() for one in record[name].values())
    return all(isinstance(one, dict) and one.keys() >= keys for one, keys in parts)


def _is_issue(folder: Path) -> bool:
    """Whether a folder keeps an issue, by its number: that of a period 2026 has a year for its name."""
    return folder.name.isdecimal() and int(folder.name) < _ISSUES
