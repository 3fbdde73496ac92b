"""Files the folder has no more that may still count: what others were copied over, and what a closed period knew.

A faulty correction never displaces a good file, whatever name it was saved under; and nothing counts less in a closed
period because somebody tidied up its folder.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain, count
from pathlib import PurePosixPath

from flows.ledger.chain import Entry
from flows.ledger.closing import Closing, closing_of, closing_said
from flows.ledger.recording import Body
from flows.machine.publishing import sha256_of
from flows.received.folder import Inbox, Received
from flows.received.keeping import kept_files, kept_in
from flows.record.read_back import read_run
from flows.record.request import Request
from kstt.form import DefinitionError
from kstt.spoken import first_of

_SHOWN = 3  # files named in a remark
_FORMER = "bản cũ"  # by which kstt.submission knows a former state


@dataclass(frozen=True, slots=True)
class _Former:
    """A file as former runs knew it: the name it goes by, the one it came under, its content, when and whose."""

    name: str
    of: str
    sha256: str
    received: datetime
    declared: int | None


def hold_not_emptied(request: Request) -> None:
    """Raises DefinitionError where a folder without files had some at the last run: all would be taken back at once.

    What a closed period knew counts whatever its folder has.
    """
    record = read_run(request.folder)
    if record and record["files"] and not closing_said(request):
        raise DefinitionError(
            f"thư mục {request.raw} không còn tệp báo cáo nào, lần chạy trước có {len(record['files'])} tệp: hãy chép "
            f"lại tệp vào đó (bản lưu: {kept_in(request)}); nếu đúng là mọi đơn vị đều rút thì xóa {request.folder} "
            "trước khi chạy"
        )


def with_former_files(request: Request, inbox: Inbox, entries: Iterable[Entry]) -> Inbox:
    """The inbox with the files of former runs that it has no more and that may still count, from where they are kept.

    `entries` are those of the period. Of a file that is there, that are its former contents, since it was there without
    a break: what is gone altogether was taken back. In a closed period it is whatever was known at the closing.
    """
    every = list(entries)
    runs = [entry.told for entry in every if entry.kind == "run"]
    if not runs:
        return inbox
    closing = closing_of(every)
    inbox = _as_known(inbox, runs, closing) if closing else inbox
    there = {one.name: one for one in inbox.files}
    known = [*_copied_over(runs, there), *(_known_at_closing(runs, closing, there) if closing else ())]
    former = _not_there(known, inbox.files)
    kept = kept_files(request, {one.sha256 for one in former})
    folder = inbox.files[0].folder if inbox.files else runs[-1]["folder"]
    found = [
        Received(kept[one.sha256], name, one.received, one.declared, folder, one.of)
        for name, one in _named(former, there)
        if one.sha256 in kept
    ]
    lost = tuple(one.of for one in former if one.sha256 not in kept)
    return replace(inbox, files=(*inbox.files, *found), lost=lost)


def _as_known(inbox: Inbox, runs: Iterable[Body], closing: Closing) -> Inbox:
    """A closed period's inbox, its files received when and sent by whom the last run before the closing had it."""
    known = dict[tuple[str, str], Body]()
    for run in runs:
        if not run.get("draft"):  # of which nothing is closed
            for name, told in run["files"].items():
                known |= {("", told["sha256"]): told, (name, told["sha256"]): told}
    hashed = ((file, sha256_of(file.path)) for file in inbox.files)
    files = [_as_told(file, sha256, known) if sha256 in closing.files else file for file, sha256 in hashed]
    held = tuple(file.name for file, now in zip(files, inbox.files, strict=True) if file != now)
    return replace(inbox, files=tuple(files), held=held)


def _as_told(file: Received, sha256: str, known: Mapping[tuple[str, str], Body]) -> Received:
    """A file as a run before had it: under its name, else under another one."""
    told = known.get((file.name, sha256)) or known["", sha256]
    return replace(file, received=datetime.fromisoformat(told["received"]), declared=told["declared"])


def held_said(inbox: Inbox) -> str:
    """For the remark of a run: which files of a closed period are told otherwise since, and that it does not count."""
    if not inbox.held:
        return ""
    named = first_of(inbox.held, _SHOWN)
    return f" Kỳ đã chốt số liệu nên giờ nhận và đơn vị gửi vẫn như lúc chốt, dù nay ghi khác: {named}."


def _copied_over(runs: Sequence[Body], there: Mapping[str, Received]) -> Iterator[_Former]:
    """The contents that the files which are there ever had, the oldest first."""
    held = dict[str, dict[str, Body]]()
    for run in runs:
        now = dict[str, dict[str, Body]]()
        for name, told in run["files"].items():
            now.setdefault(told.get("of", name), {})[told["sha256"]] = told
        held = {name: held.get(name, {}) | contents for name, contents in now.items()}
    return (_former(name, told | {"of": name}, there) for name in there for told in held.get(name, {}).values())


def _known_at_closing(runs: Sequence[Body], closing: Closing, there: Mapping[str, Received]) -> Iterator[_Former]:
    """What a closed period knew, by the names it had last."""
    files = {told["sha256"]: (name, told) for run in runs for name, told in run["files"].items()}
    return (_former(name, told, there) for sha256, (name, told) in files.items() if sha256 in closing.files)


def _former(name: str, told: Body, there: Mapping[str, Received]) -> _Former:
    """A file as the ledger tells of it; it came not after what was copied over it, whatever the clock said."""
    of, received = told.get("of", name), datetime.fromisoformat(told["received"])
    over = there[of].received if of in there else received
    return _Former(name, of, told["sha256"], min(received, over), told["declared"])


def _not_there(known: Iterable[_Former], files: Iterable[Received]) -> list[_Former]:
    """Those whose content no file of the folder has, or one that came earlier; each content once."""
    newest = dict[str, datetime]()
    for file in files:
        sha256 = sha256_of(file.path)
        newest[sha256] = max(file.received, newest.get(sha256, file.received))
    former = list[_Former]()
    for one in known:
        if one.sha256 not in newest or newest[one.sha256] < one.received:
            newest[one.sha256] = one.received
            former.append(one)
    return former


def _named(former: Iterable[_Former], there: Collection[str]) -> Iterator[tuple[str, _Former]]:
    """Each with a name that no other file has, «do-son (bản cũ).xlsx» where something else has its own."""
    taken = set(there)
    for one in former:
        name = next(name for name in chain([one.name], _numbered(one.of)) if name not in taken)
        taken.add(name)
        yield name, one


def _numbered(name: str) -> Iterator[str]:
    path = PurePosixPath(name)
    for number in count(1):
        yield path.with_stem(f"{path.stem} ({_FORMER})" + (f" ({number})" if number > 1 else "")).as_posix()
