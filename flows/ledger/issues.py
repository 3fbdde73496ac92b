"""Issues of a report: which number comes next, and where the files of every issue are kept unchanged."""

import hashlib
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flows.ledger.chain import Entry
from flows.ledger.recording import CORRECTION, ISSUED, latest
from flows.ledger.store import Ledger
from flows.machine.canonical import canonical
from flows.machine.publishing import aside, fingerprint
from flows.received.figures import fingerprint_of
from flows.record.basis import basis_of
from flows.record.contract import RECORD
from flows.record.gathered import Gathered
from flows.record.hashes import CALENDAR, DEFINITION, OWN_CALENDAR, PROGRAM, RULES
from flows.record.read_back import damaged, read_run
from flows.record.request import ARCHIVE, RETURNED, Request, base_of, issue_folder, kept_issues
from flows.record.written import Written, written_in
from kstt.form import DefinitionError

Content = Mapping[str, str]
_NO_LISTS = (PROGRAM, DEFINITION, RULES, CALENDAR, OWN_CALENDAR)
LISTS = "lists"
"""The part of an issue's content that is no figure: the lists and plans its figures are held against."""


@dataclass(frozen=True, slots=True)
class Issue:
    """The issue a run's figures belong to: the last one again, or the next (`fresh`).

    `content` are the hashes of what makes an issue another one, `base` the folder of the issue before it. A `draft`
    shows figures that would be the next issue, takes no number and is not kept. `corrections` are those asked for since
    the issue before, as the ledger tells them. `same_figures` is whether those of the last issue stand under others.
    """

    number: int
    fresh: bool
    content: Content
    base: Path | None = None
    draft: bool = False
    corrections: tuple[dict[str, Any], ...] = ()
    same_figures: bool = False


def issue_of(ledger: Ledger, request: Request, gathered: Gathered) -> Issue:
    """The issue of what was gathered: a new one where a figure changed, or what the figures are held against.

    Raises DefinitionError where the issues kept are another ledger's: their numbers would be given once more.
    """
    entries = list(ledger.entries(request.locality, str(request.period)))
    last = latest(entries).get((ISSUED,))
    _hold_kept(ledger, request, int(last["issue"]) if last else 0)
    content = content_of(gathered)
    if last is None:
        return Issue(1, True, content, draft=request.draft)
    number = int(last["issue"])
    fresh = not same(last["content"], content)
    before = number if fresh else number - 1
    base = folder_of(request, before)
    known = base if before and not damage(base) else None
    asked = tuple(_corrections(entries, before))
    return Issue(
        before + 1,
        fresh,
        content,
        known,
        draft=fresh and request.draft,
        corrections=asked,
        same_figures=same(figures_in(last["content"]), figures_in(content)),
    )


def _hold_kept(ledger: Ledger, request: Request, number: int) -> None:
    """A ledger forgotten, lost or brought back from an old backup would overwrite what was issued since.

    A killed run leaves one issue more than the ledger knows; it is made once more.
    """
    kept = kept_issues(request.out)
    next_one = folder_of(request, number + 1)
    unknown = [one for one in kept if one.parent == next_one.parent and int(one.name) > number + 1]
    if not any(ledger.entries(kinds=(ISSUED,))):
        unknown += [one for one in kept if one != next_one]
    if unknown:
        raise DefinitionError(
            f"sổ cái «{ledger.place}» không có lần phát hành đang giữ ở {unknown[-1]}: "
            "đây không phải sổ cái của thư mục này. Hãy đặt lại đúng địa chỉ sổ cái (KSTT_LEDGER_URL, kstt.toml) "
            "hoặc lấy sổ từ bản sao lưu; "
            f"muốn bắt đầu sổ mới thì chuyển {base_of(request.out) / ARCHIVE} đi nơi khác. Chưa ghi gì"
        )


def _corrections(entries: Iterable[Entry], before: int) -> Iterator[dict[str, Any]]:
    """Who asked for a correction, when and why, after one issue and up to the next."""
    issue = 0
    for entry in entries:
        if entry.kind == ISSUED:
            issue = int(entry.told["issue"])
        elif entry.kind == CORRECTION and issue == before:
            yield entry.signed


def same(known: Content, content: Content) -> bool:
    """Whether two issues are one; an entry made before something was hashed says nothing of it."""
    return bool(known) == bool(content) and all(content.get(name, value) == value for name, value in known.items())


def figures_in(content: Content) -> Content:
    """What of an issue's content is not what its figures are held against."""
    return {name: value for name, value in content.items() if name != LISTS}


def content_of(gathered: Gathered) -> Content:
    """Hashes of figures and texts, whichever files they were read from, and of the lists they are held against.

    That nothing arose is a figure too: the report then has a 0 in place of a blank. Of calendars the deadline counts.
    """
    lists: list[object] = [
        {"what": what, "name": name, "hash": value}
        for what, name, value in gathered.sources.hashes
        if what not in _NO_LISTS
    ]
    lists.append(gathered.sources.deadline.isoformat())
    return {
        "figures": fingerprint_of(gathered.figures, "value", "scale"),
        "texts": fingerprint_of(gathered.texts, "text"),
        "nothing_arose": _hash(sorted(basis_of(gathered).silent)),
        LISTS: _hash(lists),
    }


def _hash(told: Sequence[object]) -> str:
    return hashlib.sha256(canonical(told).encode()).hexdigest()


def folder_of(request: Request, number: int) -> Path:
    """Where an issue of the request's period is kept."""
    return issue_folder(request.out, request.locality, str(request.period), number)


def keep_issue(request: Request, issue: Issue) -> None:
    """Keeps what was just published as the issue's own; what a killed run left under its number goes.

    Copies returned to units are not part of an issue.
    """
    target = folder_of(request, issue.number)
    with aside(target.parent, retired=[target.name]) as new:
        folder = new / target.name
        folder.mkdir()
        record = read_run(request.folder) or {}
        for name in (*record["outputs"], RECORD):
            if not name.startswith(f"{RETURNED}/"):
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(request.folder / name, folder / name)


def archived(request: Request, number: int) -> Written:
    """An issue from its folder; raises DefinitionError where it is not there or was changed."""
    folder = folder_of(request, number)
    if not folder.is_dir():
        kept = sorted(int(one.name) for one in folder.parent.glob("*") if one.name.isdecimal())
        has = ", ".join(map(str, kept)) or "chưa có lần nào"
        raise DefinitionError(
            f"không có lần phát hành {number} của kỳ {request.period} trong {folder.parent}; đang có: {has}"
        )
    if wrong := damage(folder):
        raise DefinitionError(f"lần phát hành {number} của kỳ {request.period}: {wrong}")
    return written_in(folder)


def damage(folder: Path, known: Content | None = None) -> str:
    """What is wrong with a kept issue, in Vietnamese; empty where every file is as its record says.

    With `known` as the ledger says: that knows its record too.
    """
    if wrong := damaged(folder):
        return wrong
    record = read_run(folder)
    if record is None:
        return f"không có trong {folder}"
    found = fingerprint(folder)
    told = {name: sha for name, sha in (known or record["outputs"]).items() if not name.startswith(f"{RETURNED}/")}
    changed = sorted(name for name, sha in told.items() if found.get(name) != sha)
    return f"tệp {', '.join(changed)} trong {folder} không còn như khi phát hành" if changed else ""
