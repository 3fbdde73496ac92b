"""A backup: everything that can not be made again, copied while others work, checked, and restored by copying it back.

The ledger is copied first: whatever it names was on the disk before it was entered, and received files only ever come.
"""

import os
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from time import sleep

from flows.ledger.chain import Checked, Entry
from flows.ledger.issues import damage
from flows.ledger.recording import ISSUED
from flows.ledger.store import FILE, place_of, reading, writing
from flows.machine.causes import cause
from flows.machine.publishing import Locked, aside, of_system, sha256_of
from flows.machine.settings import FILE as SETTINGS
from flows.machine.settings import file_of, settings
from flows.received.folder import KEPT
from flows.record.contract import RECORD
from flows.record.request import ARCHIVE, SHELVES, base_of
from kstt.form import DefinitionError

ABOUT = "sao-luu.txt"
_TRIES, _PAUSE = 5, 1.0  # seconds; a run may just be putting new outputs in the place of old ones
_UNFINISHED = ".dang-*"  # what somebody is still writing
_BESIDE = (f"{FILE}*", "raw", ARCHIVE, "templates", SHELVES, "nhat-ky")  # where outputs and base are one folder


@dataclass(frozen=True, slots=True)
class Backup:
    """A finished backup: where it lies, how its ledger holds, how many received files it names, what is wrong."""

    folder: Path
    ledger: Checked
    files: int
    problems: tuple[str, ...]


def back_up(target: Path, out: Path, at: datetime) -> Backup:
    """Writes a backup into a new folder below `target`, laid out as a working folder.

    What is lost or changed is told among the problems; the rest is copied all the same. Raises DefinitionError where
    there is no ledger or the place lies in what is copied, Locked where the copy can not be written.
    """
    if target.resolve().is_relative_to(base_of(out).resolve()):
        raise DefinitionError(f"nơi sao lưu phải ở ngoài {base_of(out)}, tốt nhất trên đĩa hoặc máy khác")
    with reading(place_of(out)):
        pass  # without a ledger no folder is made either
    with aside(target) as new:
        home = new / f"kstt-{at:%Y%m%d-%H%M%S}"
        data = home / "data"
        data.mkdir(parents=True)
        address = f"sqlite:///{data / FILE}"
        with reading(place_of(out)) as ledger, writing(place_of(out, address)) as copy:
            copy.take_over(ledger.entries(), ledger.head())
        _copy_all(home, out)
        with reading(place_of(out, address)) as copy:
            checked = copy.verify()
            entries = list(copy.entries(kinds=("run", ISSUED)))
        wanted = {(one.period, file["sha256"]) for one in entries for file in one.told.get("files", {}).values()}
        found = (*_lost(data, wanted), *_changed(data, entries), *_unfit(data / "out"))
        problems = tuple(one.replace(str(home), str(target / home.name)) for one in found)  # where it lies afterwards
        about = (
            f"kstt {version('kstt')}\n{at.isoformat(timespec='seconds')}\n{checked.entries} mục, mã {checked.head}\n"
        )
        (home / ABOUT).write_text(about + "".join(f"{one}\n" for one in problems), encoding="utf-8", newline="\n")
    return Backup(target / home.name, checked, len(wanted), problems)


def _copy_all(home: Path, out: Path) -> None:
    """Received files, issues, the office's own lists, wording and settings, and the outputs as soon as they stand."""
    base, data = base_of(out), home / "data"
    received = settings().folders.raw
    _copy(received, data / "raw")
    if (base / "raw").resolve() != received.resolve():
        _copy(base / "raw", data / "raw")
    for name in (ARCHIVE, "templates"):
        _copy(base / name, data / name)
    _copy(Path("localities"), home / "localities")
    if file := file_of(os.environ):
        shutil.copy2(file, home / SETTINGS)
    for _ in range(_TRIES):
        shutil.rmtree(data / "out", ignore_errors=True)
        _copy(out, data / "out", *_BESIDE)
        if not list(_unfit(data / "out")):
            return
        sleep(_PAUSE)


def _copy(source: Path, target: Path, *beside: str) -> None:
    ignored = shutil.ignore_patterns(_UNFINISHED, *beside)
    for left in reversed(range(_TRIES)):
        try:
            if source.is_dir():
                shutil.copytree(source, target, ignore=ignored, copy_function=_if_there, dirs_exist_ok=True)
        except shutil.Error as wrong:  # a folder that has just gone, or a disk that is full
            if not left:
                first, *_ = wrong.args[0]
                raise Locked(f"Không sao lưu được {source}: «{first[0]}» ({cause(of_system(wrong))}).") from wrong
            sleep(_PAUSE)
        else:
            return


def _if_there(source: str, target: str) -> None:
    """Copies a file with its time, which says when it was received; what has just gone is not missed here.

    Without its rights: a second copy could not be written over one that may only be read.
    """
    if Path(source).exists():
        shutil.copyfile(source, target)
        known = Path(source).stat()
        os.utime(target, ns=(known.st_atime_ns, known.st_mtime_ns))


def _lost(data: Path, wanted: Iterable[tuple[str, str]]) -> Iterator[str]:
    kept = {(path.parents[1].name, path.stem): path for path in data.glob(f"raw/*/{KEPT}/*")}
    for period, sha256 in sorted(wanted):
        path = kept.get((period, sha256))
        if path is None or sha256_of(path) != sha256:
            yield f"kỳ {period}: tệp đã nhận {sha256} {'bị thay đổi' if path else 'không còn'}"


def _changed(data: Path, entries: Iterable[Entry]) -> Iterator[str]:
    for one in entries:
        if one.kind == ISSUED:
            number = one.told["issue"]
            if wrong := damage(data / ARCHIVE / one.locality / one.period / str(number), one.told["outputs"]):
                yield f"kỳ {one.period}, lần phát hành {number}: {wrong}"


def _unfit(out: Path) -> Iterator[str]:
    for record in sorted(out.glob(f"*/{RECORD}")):
        if wrong := damage(record.parent):
            yield f"kết quả kỳ {record.parent.name}: {wrong}"
