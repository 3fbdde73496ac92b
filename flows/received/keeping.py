"""The received files, kept unchanged under their hashes: what was judged can be looked at again."""

import hashlib
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from flows.machine.causes import cause
from flows.machine.publishing import Locked, sha256_of
from flows.received.folder import KEPT, Received
from flows.record.request import Request, base_of

if TYPE_CHECKING:  # who looks for a kept file has no use for what reads and judges
    from flows.received.collecting import Case

_ASIDE = ".dang-chep-"  # before the name of a file that is still being copied


def kept_in(request: Request) -> Path:
    """Where the received files of the period are kept."""
    return base_of(request.out) / "raw" / str(request.period) / KEPT


def kept_files(request: Request, hashes: Collection[str]) -> dict[str, Path]:
    """Where files of these SHA-256 are kept; one changed there since is as gone."""
    found = {path.stem: path for path in kept_in(request).glob("*") if path.stem in hashes}
    return {sha256: path for sha256, path in found.items() if sha256_of(path) == sha256}


def keep(request: Request, cases: "Iterable[Case]") -> None:
    """Copies every received file that is not there yet or was changed there; nothing is ever deleted.

    Raises Locked where a file was changed since it was read, or can not be copied.
    """
    folder = kept_in(request)
    for left in folder.glob(f"{_ASIDE}*"):  # by a run that was killed
        left.unlink(missing_ok=True)
    for case in cases:
        target = folder / f"{case.taken.sha256}{case.received.path.suffix.lower()}"
        if not target.exists() or sha256_of(target) != case.taken.sha256:
            _copy(case.received, case.taken.sha256, target)


def _copy(received: Received, sha256: str, target: Path) -> None:
    try:
        data = received.path.read_bytes()
        if hashlib.sha256(data).hexdigest() != sha256:
            raise Locked(f"Tệp «{received.name}» vừa bị sửa trong khi đang chạy: hãy chạy lại.")
        target.parent.mkdir(parents=True, exist_ok=True)
        half = target.with_name(_ASIDE + target.name)
        half.write_bytes(data)
        half.replace(target)
    except OSError as wrong:
        raise Locked(f"Không lưu được tệp đã nhận «{received.name}» vào {target.parent}: {cause(wrong)}.") from wrong
