"""What lies in the inbox, complete: files that were dropped there and attachments of letters, with who sent them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from shutil import rmtree

from flows.inbox.moving import move_in
from flows.inbox.post_box import arrived, attachments, read_mail, sender
from flows.inbox.settled import dropped, settled
from flows.machine.causes import cause
from flows.machine.clock import VIETNAM
from flows.machine.publishing import sha256_of
from flows.received.copy_names import shortened
from flows.received.folder import is_submission, spelled

FOLDER, UNCLEAR, OPENED = "inbox", "chua-ro", "da-mo"
_UNPACKED = ".thu-"  # begins the name of a folder with one letter's attachments
_FROM = ".tu"  # beside a letter's attachments: when they came and from which address
_MAIL = ".eml"


@dataclass(frozen=True, slots=True)
class Arrival:
    """A complete file; `name` is its path as it is to be kept, `sender` the address of the letter it came with."""

    path: Path
    name: str
    received: datetime
    sender: str = ""


@dataclass(slots=True)
class Arrivals:
    """What may be taken now, and what may not, with the reason in Vietnamese; `stuck` is what could not be opened."""

    files: list[Arrival] = field(default_factory=list)
    unclear: list[tuple[Path, str]] = field(default_factory=list)
    stuck: list[str] = field(default_factory=list)


def arrivals(inbox: Path, now: datetime, wait: Callable[[float], object]) -> Arrivals:
    """Everything complete in the inbox. Letters are unpacked aside and kept, opened; nothing else is moved yet."""
    found = Arrivals()
    for path in settled(dropped(inbox, (UNCLEAR, OPENED)), now, wait):
        if path.suffix.lower() == _MAIL:
            try:
                _unpack(inbox, path, found, now)
            except OSError as wrong:
                found.stuck.append(stuck(path.name, wrong))
        elif is_submission(path):
            found.files.append(Arrival(path, spelled(path.relative_to(inbox)), _since(path, now)))
        else:
            found.unclear.append((path, "không phải tệp báo cáo, cũng không phải thư .eml"))
    found.files += [one for folder in sorted(inbox.glob(f"{_UNPACKED}*")) for one in _unpacked(folder, now)]
    return found


def _unpack(inbox: Path, path: Path, found: Arrivals, now: datetime) -> None:
    """The attachments of a letter into a folder of their own, whole or not at all; then the letter is put away."""
    try:
        message = read_mail(path)
        files = [(name, data) for name, data in attachments(message) if is_submission(Path(name))]
        at, who = arrived(message, _since(path, now)), sender(message)
    except Exception:  # noqa: BLE001 - what calls itself a letter may hold anything
        found.unclear.append((path, "không đọc được thư này; hãy lưu lại thư, hoặc lưu riêng tệp đính kèm"))
        return
    if not files:
        found.unclear.append((path, "thư không có tệp báo cáo đính kèm"))
        return
    folder = inbox / f"{_UNPACKED}{sha256_of(path)[:16]}"
    half = folder.with_name(f".dang-mo{folder.name}")
    rmtree(half, ignore_errors=True)
    half.mkdir()
    for name, data in files:
        _put(half, name, data)
    (half / _FROM).write_text(f"{at.isoformat()}\n{who}\n", encoding="utf-8", newline="\n")
    if folder.exists():  # the same letter once more
        rmtree(folder)
    half.replace(folder)
    try:
        move_in(path, inbox / OPENED, spelled(Path(path.name)))
    except OSError:  # taken now, its files would come once more with the next look
        rmtree(folder)
        raise


def _put(folder: Path, name: str, data: bytes) -> None:
    half = folder / ".dang-chep"
    half.write_bytes(data)
    move_in(half, folder, name)


def _unpacked(folder: Path, now: datetime) -> list[Arrival]:
    """The attachments of a letter that are still to be taken; the folder goes when none is left."""
    files = dropped(folder, ())
    if not files:
        rmtree(folder, ignore_errors=True)
        return []
    at, who = _told(folder / _FROM, now)
    return [Arrival(path, path.name, at, who) for path in files]


def _told(path: Path, now: datetime) -> tuple[datetime, str]:
    try:
        at, who = path.read_text(encoding="utf-8").splitlines()[:2]
        return datetime.fromisoformat(at), who
    except (OSError, ValueError):
        return now, ""


def _since(path: Path, now: datetime) -> datetime:
    """Since when a file lies where it is: systems note that apart from when its content was changed."""
    return min(datetime.fromtimestamp(path.stat().st_ctime, VIETNAM), now).replace(microsecond=0)


def stuck(name: str, wrong: OSError) -> str:
    """The sentence on what can not be moved for now: open in another program, mostly."""
    return f"không chuyển được «{name}» ({cause(wrong)}), sẽ thử lại"


def put_aside(inbox: Path, path: Path, sentence: str) -> str:
    """Moves a file to those nobody knows what to do with, the reason beside it; gives its name there."""
    name = move_in(path, inbox / UNCLEAR, spelled(Path(path.name)))
    (inbox / UNCLEAR / f"{shortened(name)} - lý do.txt").write_text(sentence + "\n", encoding="utf-8", newline="\n")
    return name
