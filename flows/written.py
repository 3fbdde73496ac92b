"""What runs wrote and left in their folders, read again only where it is whole."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from flows.contract import FRAMES, read_run
from flows.publishing import sha256_of


@dataclass(frozen=True, slots=True)
class Written:
    """A run's figures and texts as in flows.figures, and its record as in run.json."""

    figures: pd.DataFrame
    texts: pd.DataFrame
    record: dict[str, Any]


def written_in(folder: Path) -> Written:
    """What a run wrote in a folder that is known to be whole."""
    figures, texts = (pd.read_parquet(folder / name) for name in FRAMES)
    return Written(figures, texts, read_run(folder) or {})


def left(folder: Path, locality: str) -> Written | str:
    """What a run left in a period's folder, or in Vietnamese why it can not be used: not there, another's, changed."""
    record = read_run(folder)
    if record is None or not all((folder / name).is_file() for name in FRAMES):
        return "chưa chạy kỳ này trong cùng thư mục kết quả"
    if record["locality"] != locality:
        return f"thư mục kết quả là của địa phương {record['locality']}"
    if any(sha256_of(folder / name) != record["outputs"].get(name) for name in FRAMES):
        return "tệp số liệu không còn như khi lập, hãy chạy lại kỳ này"
    return written_in(folder)
