"""What runs wrote and left in their folders, read again only where it is whole."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from flows.machine.parquet import read_frame
from flows.machine.publishing import sha256_of
from flows.record.contract import FRAMES, RECORD
from flows.record.read_back import damaged, read_run, tell_once, way_back
from flows.record.request import issue_folder


@dataclass(frozen=True, slots=True)
class Written:
    """A run's figures and texts as in flows.received.figures, and its record as in run.json."""

    figures: pd.DataFrame
    texts: pd.DataFrame
    record: dict[str, Any]


def written_in(folder: Path) -> Written:
    """What a run wrote in a folder that is known to be whole."""
    figures, texts = (read_frame(folder / name) for name in FRAMES)
    return Written(figures, texts, read_run(folder) or {})


def left(folder: Path, locality: str, *, drafts: bool = False) -> Written | str:
    """What a run left in a period's folder for others to tell of, or in Vietnamese why it can not be used."""
    found = where_left(folder, locality, drafts=drafts)
    return found if isinstance(found, str) else written_in(found)


def where_left(folder: Path, locality: str, *, drafts: bool = False) -> Path | str:
    """The folder of a period's figures, or in Vietnamese why there is none: not there, another's, a draft, changed.

    Without `drafts` a draft, which nobody has approved, is passed over for the issue before it.
    """
    period, record = folder.name, read_run(folder)
    if record and record["locality"] != locality:
        return f"thư mục kết quả là của địa phương {record['locality']}"
    if record and record.get("draft") and not drafts:
        if not (number := record["after"]):
            return "mới có dự thảo, chưa phát hành"
        folder = issue_folder(folder.parent, locality, period, number)
        if (record := read_run(folder)) is None:
            return f"đang là dự thảo, không còn tệp của lần phát hành {number}"
    if damaged(folder):
        return "tệp run.json bị hỏng, hãy chạy lại kỳ này"
    if record is None or not all((folder / name).is_file() for name in FRAMES):
        return "chưa chạy kỳ này trong cùng thư mục kết quả"
    if changed := _changed(folder, record):
        tell_once(folder / changed, f"Tệp {folder / changed} không còn như khi lập; hãy {way_back(folder)}")
        return "tệp số liệu không còn như khi lập, hãy chạy lại kỳ này"
    return folder


def unusable(folder: Path) -> str:
    """Which output of a run can not be used and what makes it anew, in Vietnamese; empty where all is whole."""
    if wrong := damaged(folder):
        return wrong
    if (record := read_run(folder)) is None:
        return f"không có tệp {folder / RECORD}; hãy {way_back(folder)}"
    changed = _changed(folder, record)
    return f"tệp {folder / changed} bị hỏng hoặc không còn như khi lập; hãy {way_back(folder)}" if changed else ""


def _changed(folder: Path, record: Mapping[str, Any]) -> str:
    """The first of a run's frames that is gone or not as it was written."""
    paths = {name: folder / name for name in FRAMES}
    known = {name: sha256_of(path) if path.is_file() else "" for name, path in paths.items()}
    return next((name for name, sha in known.items() if sha != record["outputs"].get(name)), "")
