"""What a run adds to the ledger: only what is new since the last run of the period (docs/so-cai.md)."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from flows.ledger.chain import Entry, Kind
from flows.ledger.explained import explained_bodies
from flows.ledger.store import Ledger
from flows.machine.canonical import canonical
from flows.machine.publishing import sha256_of
from flows.received.folder import Inbox
from flows.record.contract import RECORD
from flows.record.hashes import DEFINITION, RULES
from flows.record.request import Request
from kstt.submission import AFTER_CLOSING

if TYPE_CHECKING:  # the ledger is asked by many a command that has no use for pandas
    from flows.ledger.issues import Issue
    from flows.received.figures import Counts

Body = dict[str, Any]
Record = Mapping[str, Any]
_KEYS: dict[str, tuple[str, ...]] = {
    "received": ("file",),
    "counts": ("unit_code", "form"),
    "explained": ("unit_code", "rule", "form", "line", "column", "fingerprint", "file"),
    "waived": ("unit_code", "rule", "from"),
    "withdrawn": ("rule", "from"),
}
ISSUED: Kind = "issued"
CORRECTION: Kind = "correction"
_OTHERWISE = "nhưng danh mục, kế hoạch, hạn gửi hoặc số liệu các kỳ trước đã đổi (xem trang Thay đổi)"
UNCHANGED, NOT_ENTERED = "không có gì thay đổi so với lần chạy trước", ", không ghi thêm"


def record_run(ledger: Ledger, request: Request, record: Record, counts: "Counts", issue: "Issue", inbox: Inbox) -> str:
    """Appends what a finished run changed and says so in Vietnamese; `counts` is the file per unit and form."""
    last = latest(ledger.entries(request.locality, str(request.period)))
    told: list[tuple[Kind, Body]] = [("received", body) for body in _received(record, inbox)]
    told += [("counts", body) for body in _counts(record, counts, last)]
    told += [("explained", body) for body in explained_bodies(record)]
    run = _run(request, record, inbox) | ({"draft": True} if issue.draft else {})
    told.append(("run", run))
    written = request.report in record["outputs"]
    if written and issue.fresh and not issue.draft:
        told.append((ISSUED, {"issue": issue.number, "content": issue.content, "outputs": run["outputs"]}))
    fresh = [(kind, body) for kind, body in told if canonical(last.get(key_of(kind, body))) != canonical(body)]
    ledger.append(request.locality, str(request.period), fresh)
    return _remark(fresh, last.get((ISSUED,), {}).get("issue", 0), issue, written=written)


def latest(entries: Iterable[Entry]) -> dict[tuple[object, ...], Body]:
    """The newest entry about each thing: a file, a unit's form, the run, the report."""
    found: dict[tuple[object, ...], Body] = {}
    for entry in entries:
        told = entry.told
        found[key_of(entry.kind, told)] = told
    return found


def key_of(kind: str, body: Body) -> tuple[object, ...]:
    """What an entry is about."""
    return (kind, *(body[name] for name in _KEYS.get(kind, ())))


def _received(record: Record, inbox: Inbox) -> Iterator[Body]:
    former = {one.name: one.of for one in inbox.files if one.of not in ("", one.name)}
    judged = {one["name"]: one["hash"] for one in record["hashes"] if one["what"] == DEFINITION}
    rules = next((one["hash"] for one in record["hashes"] if one["what"] == RULES), "")
    for name, file in record["files"].items():
        told = {key: file[key] for key in ("sha256", "received", "unit_code", "forms", "findings")}
        told |= {"of": former[name]} if name in former else {}
        yield {"file": name, "verdict": _verdict(file), "definitions": judged, "rules": rules, **told}


def _verdict(file: Mapping[str, Any]) -> str:
    """The outcome says besides whether the file counts; that is an entry of its own."""
    return "accepted" if file["outcome"] in ("superseded", AFTER_CLOSING) else str(file["outcome"])


def _counts(record: Record, counts: "Counts", last: Mapping[tuple[object, ...], Body]) -> Iterator[Body]:
    sent: dict[int | None, dict[str, Any]] = {}
    for name, file in record["files"].items():
        sent.setdefault(file["unit_code"], {})[name] = file
    for (unit, form), name in sorted(counts.items()):
        yield {
            "unit_code": unit,
            "form": form,
            "file": name,
            "sha256": record["files"][name]["sha256"],
            "why": _why(sent[unit], form, name),
        }
    for kind, *thing in sorted(last, key=str):
        if kind == "counts" and tuple(thing) not in counts:
            yield {"unit_code": thing[0], "form": thing[1], "file": None, "sha256": None, "why": "none"}


def _why(files: Mapping[str, Any], form: str, name: str) -> str:
    """Of a unit's files: `only`, `latest` of several good ones, `closed` or `still_good`: a later one may not count.

    A faulty file of other forms wanted to replace nothing of this one; of a refused one nobody may know the forms.
    """
    others = [file for other, file in files.items() if other != name and (form in file["forms"] or not file["forms"])]
    later = [file for file in others if file["received"] > files[name]["received"]]
    if any(file["outcome"] == AFTER_CLOSING for file in later):
        return "closed"
    if any(_verdict(file) != "accepted" for file in later):
        return "still_good"
    return "latest" if any(form in file["forms"] and _verdict(file) == "accepted" for file in others) else "only"


def _run(request: Request, record: Record, inbox: Inbox) -> Body:
    """Everything the run depended on besides the ledger itself, so that it can be done once more."""
    sent = {one.name: one for one in inbox.files}
    written = sha256_of(request.folder / RECORD)
    return {
        "files": {
            name: {"sha256": file["sha256"], "received": file["received"], "declared": sent[name].declared}
            | ({"of": of} if (of := sent[name].of) else {})
            for name, file in record["files"].items()
        },
        "folder": inbox.files[0].folder if inbox.files else "",
        "ignored": list(inbox.ignored),
        "added_up": "quarters" in record,
        "outputs": record["outputs"] | {RECORD: written},
        "hashes": record["hashes"],
        "coverage": record["coverage"],
    }


def _remark(fresh: list[tuple[Kind, Body]], former: int, issue: "Issue", *, written: bool) -> str:
    entered = f"đã ghi {len(fresh)} mục" if fresh else f"{UNCHANGED}{NOT_ENTERED}"
    if any(kind == ISSUED for kind, _ in fresh):
        why = f": số liệu của kỳ như lần {former}, {_OTHERWISE}" if issue.same_figures else ""
        return f"{entered}; lần phát hành {issue.number}{why}."
    if written and issue.draft:
        return f"{entered}; dự thảo" + (
            f", lần phát hành gần nhất là {former}." if former else ", chưa phát hành lần nào."
        )
    if written:
        return f"{entered}; số liệu vẫn như lần phát hành {former}."
    return f"{entered}; chưa có báo cáo" + (f", lần phát hành gần nhất là {former}." if former else ".")
