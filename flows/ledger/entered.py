"""Whether what lies in a period's folder is what the ledger knows of its last run."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flows.ledger.database import NoLedger
from flows.ledger.store import Ledger, place_of, reading
from flows.machine.publishing import sha256_of
from flows.record.contract import RECORD
from flows.record.read_back import read_run, way_back
from kstt.form import DefinitionError


def hold_entered(folder: Path, ledger: Ledger | None = None) -> None:
    """Raises DefinitionError where a period's record is not as its last run was entered; without a ledger nobody knows.

    A ledger that can not be reached is not taken for none: Unavailable.
    So it is after a run that could not be entered, and where somebody edited it or brought back an older one.
    """
    if (record := read_run(folder)) is None:
        return
    known = _known(ledger, record) if ledger else entered(folder, record)
    if known is not None and known != sha256_of(folder / RECORD):
        raise DefinitionError(
            f"tệp {folder / RECORD} không như sổ cái ghi ở lần chạy gần nhất: lần chạy chưa ghi được vào sổ, "
            f"kỳ đã được chạy vào thư mục khác, hoặc tệp đã bị sửa, chép từ nơi khác về; hãy {way_back(folder)}"
        )


def entered(folder: Path, record: Mapping[str, Any]) -> str | None:
    """The hash of a period's record as the last run entered it, empty where none did; None without a ledger."""
    try:
        with reading(place_of(folder.parent)) as ledger:
            return _known(ledger, record)
    except NoLedger:
        return None


def _known(ledger: Ledger, record: Mapping[str, Any]) -> str:
    runs = list(ledger.entries(record["locality"], record["period"], kinds=("run",)))
    return str(runs[-1].told["outputs"].get(RECORD, "")) if runs else ""
