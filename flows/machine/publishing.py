"""Outputs appear whole or not at all: written aside first, then moved into place together."""

import errno
import hashlib
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from flows.machine.held import held, left_behind
from flows.machine.ordering import in_order

PLACE = ".dang-ghi-"
"""How the name of a folder begins in which outputs are written aside."""
_NUMBER = re.compile(r"\[Errno (\d+)\]")
_FULL, _CLOSED = (errno.ENOSPC, errno.EDQUOT), (errno.EROFS, errno.EACCES, errno.EPERM)


class Locked(Exception):
    """An output could not be written: open in another program, no room, no right; the message is for the officer."""


@contextmanager
def aside(folder: Path, retired: Sequence[str] = ()) -> Iterator[Path]:
    """A place inside `folder` to write outputs; when the block ends without error they replace the former ones.

    Former outputs named in `retired` go away even if nothing replaces them. Each entry is moved in one step; a folder
    replaces a folder of the same name. After an error nothing has changed.
    Raises Locked when an old output is held open by another program, the disk is full or closed to us, or the folder
    can not be made.
    """
    with plainly():
        _made(folder)
        _clear(folder)
        place = folder / f"{PLACE}{uuid4().hex[:8]}"
        with held(_mark(place)):  # before there is a place: another program may be clearing up just now
            try:
                new = place / "new"
                new.mkdir(parents=True)
                yield new
                _swap(new, folder, place / "old", retired)
            finally:
                shutil.rmtree(place, ignore_errors=True)


def _made(folder: Path) -> None:
    """Makes a folder where there is none; no drive or share to make it on is for the office to mend."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileNotFoundError as wrong:
        raise Locked(f"Không tạo được thư mục «{folder}»: hãy kiểm tra đường dẫn, ổ đĩa.") from wrong


def _clear(folder: Path) -> None:
    """Takes away what runs left that were killed; what other programs are writing there just now stays."""
    for old in _left_in(folder):
        shutil.rmtree(old, ignore_errors=True)
        _mark(old).unlink(missing_ok=True)


def interrupted(folder: Path) -> bool:
    """Whether a program was killed while it wrote here: what lies here may be of two runs."""
    return bool(_left_in(folder))


def _left_in(folder: Path) -> list[Path]:
    places = {path.with_suffix("") for path in folder.glob(f"{PLACE}*")}
    return [place for place in places if left_behind(_mark(place))]


def _mark(place: Path) -> Path:
    """The file beside a place that says somebody is writing in it."""
    return place.with_name(f"{place.name}.giu")


@contextmanager
def plainly() -> Iterator[None]:
    """Turns a full disk or a missing right into a sentence: Locked."""
    try:
        yield
    except Exception as wrong:
        if sentence := _told(of_system(wrong)):
            raise Locked(sentence) from wrong
        raise


def of_system(wrong: Exception) -> OSError:
    """What the system said: the writer of workbooks wraps it, copying a folder gathers it as text."""
    if isinstance(wrong, shutil.Error):
        numbers = _NUMBER.findall(str(wrong))
        return OSError(int(numbers[0]), "") if numbers else wrong
    inner = wrong.args[0] if wrong.args and not isinstance(wrong, OSError) else wrong
    return inner if isinstance(inner, OSError) else OSError()


def _told(wrong: OSError) -> str:
    """What the officer can do about it; empty for what is no matter of disk or rights."""
    where = f"«{_known_as(Path(wrong.filename))}»" if wrong.filename else "kết quả"
    if wrong.errno in _FULL:
        return f"Không ghi được {where}: đĩa đã đầy; hãy giải phóng chỗ trống rồi chạy lại."
    if wrong.errno in _CLOSED:
        return f"Không ghi được {where}: thư mục chỉ đọc; hãy cấp quyền ghi rồi chạy lại."
    return ""


def _known_as(path: Path) -> Path:
    """A path as the officer knows it: of what is written first in a place aside, the folder it is for."""
    return next((one.parent for one in (path, *path.parents) if one.name.startswith(PLACE)), path)


def _swap(new: Path, folder: Path, old: Path, retired: Sequence[str]) -> None:
    """Moves every entry into place; puts all of them back if one can not be moved."""
    old.mkdir()
    names = sorted({entry.name for entry in new.iterdir()} | set(retired), key=lambda name: (name == "run.json", name))
    moved: list[str] = []
    try:
        for name in names:
            if (folder / name).exists():
                (folder / name).replace(old / name)
            moved.append(name)
            if (new / name).exists():
                (new / name).replace(folder / name)
    except OSError as held:
        for name in reversed(moved):
            _put_back(folder / name, old / name)
        raise Locked(_kept_from(Path(held.filename))) from held


def _kept_from(path: Path) -> str:
    """A folder is kept from being replaced by a file in it that is open, or by its own rights."""
    if path.is_dir():
        return f"Không thay được thư mục «{path}»: hãy đóng các tệp trong đó, cấp quyền ghi thư mục, rồi chạy lại."
    return f"Không ghi được «{path}»: hãy đóng tệp này trong Excel rồi chạy lại."


def _put_back(target: Path, former: Path) -> None:
    if target.is_dir():
        shutil.rmtree(target, ignore_errors=True)
    else:
        target.unlink(missing_ok=True)
    if former.exists():
        former.replace(target)


def fingerprint(folder: Path) -> dict[str, str]:
    """SHA-256 of every file below a folder, by its relative path."""
    files = in_order(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): sha256_of(path) for path in files}


def sha256_of(path: Path) -> str:
    """SHA-256 of one file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
