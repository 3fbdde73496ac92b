"""What a run adds to the ledger: only what is new since the last run of the period (docs/so-cai.md)."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pandas as pd

from flows.chain import Entry, Kind, canonical
from flows.explained import explained_bodies
from flows.figures import Counts
from flows.ledger import Ledger
from flows.request import Request
from flows.sources import DEFINITION, RULES

Body = dict[str, Any]
Record = Mapping[str, Any]
_KEYS: dict[str, tuple[str, ...]] = {
    "received": ("file",),
    "counts": ("unit_code", "form"),
    "explained": ("unit_code", "rule", "form", "line", "column", "fingerprint", "file"),
    "waived": ("unit_code", "rule", "from"),
    "withdrawn": ("rule", "from"),
}
_VALUES = ["unit_code", "form", "section", "line", "column"]  # what a figure is, without where it was read


def record_run(ledger: Ledger, request: Request, record: Record, counts: Counts) -> str:
    """Appends what a finished run changed and says so in Vietnamese; `counts` is the file per unit and form."""
    last = latest(ledger.entries(request.locality, str(request.period)))
    told: list[tuple[Kind, Body]] = [("received", body) for body in _received(record)]
    told += [("counts", body) for body in _counts(record, counts, last)]
    told += [("explained", body) for body in explained_bodies(record)]
    told += [("run", _run(request, record))]
    written = request.report in record["outputs"]
    if written:
        told += _issued(request, record, last.get(("issued",)))
    fresh = [(kind, body) for kind, body in told if canonical(last.get(key_of(kind, body))) != canonical(body)]
    ledger.append(request.locality, str(request.period), fresh)
    return _remark(fresh, last.get(("issued",), {}).get("issue", 0), written=written)


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


def _received(record: Record) -> Iterator[Body]:
    judged = {one["name"]: one["hash"] for one in record["hashes"] if one["what"] == DEFINITION}
    rules = next((one["hash"] for one in record["hashes"] if one["what"] == RULES), "")
    for name, file in record["files"].items():
        told = {key: file[key] for key in ("sha256", "received", "unit_code", "forms", "findings")}
        yield {"file": name, "verdict": _verdict(file), "definitions": judged, "rules": rules, **told}


def _verdict(file: Mapping[str, Any]) -> str:
    """The outcome says besides whether the file counts; that is an entry of its own."""
    return "accepted" if file["outcome"] == "superseded" else str(file["outcome"])


def _counts(record: Record, counts: Counts, last: Mapping[tuple[object, ...], Body]) -> Iterator[Body]:
    for (unit, form), name in sorted(counts.items()):
        yield {
            "unit_code": unit,
            "form": form,
            "file": name,
            "sha256": record["files"][name]["sha256"],
            "why": _why(record["files"], unit, form, name),
        }
    for kind, *thing in sorted(last, key=str):
        if kind == "counts" and tuple(thing) not in counts:
            yield {"unit_code": thing[0], "form": thing[1], "file": None, "sha256": None, "why": "none"}


def _why(files: Mapping[str, Any], unit: int, form: str, name: str) -> str:
    """`only`, `latest` of several good files, or `still_good`: what came later is faulty."""
    others = [file for other, file in files.items() if file["unit_code"] == unit and other != name]
    later = [file for file in others if file["received"] > files[name]["received"]]
    if any(_verdict(file) != "accepted" for file in later):
        return "still_good"
    return "latest" if any(form in file["forms"] and _verdict(file) == "accepted" for file in others) else "only"


def _run(request: Request, record: Record) -> Body:
    written = hashlib.sha256((request.folder / "run.json").read_bytes()).hexdigest()
    return {
        "files": {name: file["sha256"] for name, file in record["files"].items()},
        "outputs": record["outputs"] | {"run.json": written},
        "hashes": record["hashes"],
        "coverage": record["coverage"],
    }


def _issued(request: Request, record: Record, last: Body | None) -> list[tuple[Kind, Body]]:
    """The next issue, where a figure changed or what the figures are held against; nothing otherwise."""
    lists = [one for one in record["hashes"] if one["what"] not in (DEFINITION, RULES)]
    figures = {
        "figures": _fingerprint(pd.read_parquet(request.folder / "figures.parquet"), ["value", "scale"]),
        "texts": _fingerprint(pd.read_parquet(request.folder / "texts.parquet"), ["text"]),
        "lists": hashlib.sha256(canonical(lists).encode()).hexdigest(),
    }
    if last and last["content"] == figures:
        return []
    issue = last["issue"] + 1 if last else 1
    return [("issued", {"issue": issue, "content": figures, "outputs": record["outputs"]})]


def _fingerprint(frame: pd.DataFrame, values: list[str]) -> str:
    """A hash of figures, whichever files and cells they were read from and in whatever order."""
    columns = [*_VALUES, *values]
    ordered = frame[columns].sort_values(columns)
    whole = hashlib.sha256()
    for name in columns:
        whole.update("\0".join(map(str, ordered[name].tolist())).encode() + b"\n")
    return whole.hexdigest()


def _remark(fresh: list[tuple[Kind, Body]], former: int, *, written: bool) -> str:
    entered = f"đã ghi {len(fresh)} mục" if fresh else "không có gì thay đổi so với lần chạy trước, không ghi thêm"
    issued = next((body["issue"] for kind, body in fresh if kind == "issued"), None)
    if issued:
        return f"{entered}; lần phát hành {issued}."
    if written:
        return f"{entered}; số liệu vẫn như lần phát hành {former}."
    return f"{entered}; chưa có báo cáo" + (f", lần phát hành gần nhất là {former}." if former else ".")
