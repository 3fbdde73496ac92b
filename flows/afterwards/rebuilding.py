"""Does every run of the ledger once more, from the kept files, and compares: the restore drill.

What people entered (closings and the like) is entered again in its place, so that each run finds what it found then.
"""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from flows.changes.comparing import lists_changed
from flows.earlier.periods import earlier_periods
from flows.ledger.chain import Entry
from flows.ledger.issues import figures_in, same
from flows.ledger.recording import ISSUED, Body
from flows.ledger.store import place_of, reading, writing
from flows.machine.publishing import sha256_of
from flows.quarter import run_inbox
from flows.received.folder import Inbox, Received
from flows.received.intake import Each
from flows.received.keeping import kept_files, kept_in
from flows.record.contract import FRAMES, RECORD
from flows.record.request import RETURNED, Request, Run
from flows.run.spanning import run_span
from kstt.form import DefinitionError
from kstt.mention import parse

_DERIVED = ("received", "counts", ISSUED)  # entries a run makes by itself
_MOST = 5  # files handed back that are named one by one
SAME, FIGURES, OTHER, LOST = "trùng từng byte", "số liệu trùng, tệp khác", "KHÔNG TRÙNG", "thiếu tệp đã nhận"


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """A run done once more: its entry, the issue that stood after it, how the result compares, what `changed` since."""

    entry: Entry
    issue: int
    result: str
    note: str
    folder: Path
    changed: tuple[str, ...] = ()

    @property
    def good(self) -> bool:
        """Whether the figures are what they were."""
        return self.result in (SAME, FIGURES)


def rebuild(out: Path, each: Each) -> Iterator[Rebuilt]:
    """Every run in the order of the ledger, in a place of its own that is gone afterwards."""
    with reading(place_of(out)) as ledger:
        entries = list(ledger.entries())
    with tempfile.TemporaryDirectory(prefix="kstt-") as place:
        new, address = Path(place) / "out", f"sqlite:///{place}/so-cai.sqlite"
        unlike: dict[tuple[str, str], Entry] = {}
        for at, entry in enumerate(entries):
            request = Request(parse(entry.period), entry.locality, Path(place) / "raw", new, address)
            if entry.kind == "run":
                as_then = replace(request, draft=entry.told.get("draft", False))
                done = _once_more(entry, _standing(entries[: at + 2], entry), as_then, out, each)
                yield _because_of(done, unlike) if done.result in (FIGURES, OTHER) and not done.changed else done
                unlike.pop((entry.locality, entry.period), None)
                if done.result != SAME:
                    unlike[entry.locality, entry.period] = entry
            elif entry.kind not in _DERIVED:
                with writing(place_of(new, address)) as ledger:
                    ledger.append(entry.locality, entry.period, [(entry.kind, entry.told)], by=(entry.at, entry.who))


def _standing(entries: Sequence[Entry], entry: Entry) -> Body:
    """The issue of a run's period that stood after it: the one it made comes right behind it."""
    mine = (one for one in reversed(entries) if (one.locality, one.period) == (entry.locality, entry.period))
    return next((one.told for one in mine if one.kind == ISSUED), {"issue": 0, "content": {}})


def _once_more(entry: Entry, issued: Body, request: Request, out: Path, each: Each) -> Rebuilt:
    told, done = entry.told, Rebuilt(entry, int(issued["issue"]), LOST, "", request.folder)
    there = {name: one for name, one in told["files"].items() if "of" not in one}  # a run finds the former ones itself
    inbox = inbox_of({**told, "files": there}, replace(request, out=out))
    if lost := [one.name for one in inbox.files if not one.path.is_file()]:
        return replace(done, note=", ".join(lost))
    try:
        run = run_span(request) if told["added_up"] else run_inbox(request, inbox, each)
    except DefinitionError as wrong:
        return replace(done, result=OTHER, note=str(wrong))
    return _compared(done, issued, request, run)


def _compared(done: Rebuilt, issued: Body, request: Request, run: Run) -> Rebuilt:
    told = done.entry.told
    written = run.record["outputs"] | {RECORD: sha256_of(request.folder / RECORD)}
    differ = [name for name in sorted(told["outputs"] | written) if told["outputs"].get(name) != written.get(name)]
    if not differ:
        return replace(done, result=SAME)
    changed = tuple(lists_changed(told, run.record))
    note = f"khác: {in_short(differ)}" + (f"; đã đổi từ khi đó: {', '.join(changed)}" if changed else "")
    result = FIGURES if _same_figures(done.entry, issued, request, run) else OTHER
    return replace(done, result=result, note=note, changed=changed)


def in_short(files: Sequence[str]) -> str:
    """Files by name, those handed back as a number: an upgrade of the program may word every one of them anew."""
    back = [name for name in files if name.startswith(f"{RETURNED}/")]
    others = [name for name in files if not name.startswith(f"{RETURNED}/")]
    return ", ".join([*others, *back] if len(back) <= _MOST else [*others, f"{len(back)} tệp trong {RETURNED}"])


def _because_of(done: Rebuilt, unlike: Mapping[tuple[str, str], Entry]) -> Rebuilt:
    """The same with the earlier runs it tells of that were not made alike: of its period and of the periods before."""
    period = parse(done.entry.period)
    told = [unlike.get((done.entry.locality, str(one))) for one in (*earlier_periods(period), period)]
    named = ", ".join(f"mục {one.seq} ({one.period})" for one in told if one)
    return replace(done, note=f"{done.note}; dựa vào lần chạy trước cũng lập lại khác: {named}") if named else done


def _same_figures(entry: Entry, issued: Body, request: Request, run: Run) -> bool:
    """Whether the issues that stand say the same, and of drafts, which are none, the figures as files.

    What lists and plans say today is told by name; the figures are no others for it.
    """
    if entry.told.get("draft"):
        return all(entry.told["outputs"][name] == run.record["outputs"][name] for name in FRAMES)
    with reading(place_of(request.out, request.ledger)) as ledger:
        own = _standing(list(ledger.entries()), entry)
    return same(figures_in(issued["content"]), own["content"])


def inbox_of(told: Mapping[str, Any], request: Request) -> Inbox:
    """The files of a run as they were received, from where they are kept; one changed since is as gone."""
    kept = kept_files(request, {one["sha256"] for one in told["files"].values()})
    files = [
        Received(
            kept.get(one["sha256"], kept_in(request) / one["sha256"]),
            name,
            datetime.fromisoformat(one["received"]),
            one["declared"],
            told["folder"],
            one.get("of", ""),
        )
        for name, one in told["files"].items()
    ]
    return Inbox(tuple(files), tuple(told["ignored"]))
