"""The proof of a period's outputs: everything recalculated, added up and compared anew, and the result written down.

A comparison is a function from the evidence to tallies. Analysis workbook, narrative and page have theirs added to
COMPARISONS, which is the only place that lists them.
"""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from flows.earlier.periods import lists_of
from flows.ledger.entered import entered
from flows.machine.engine import Engine, EngineFailed, engine
from flows.machine.publishing import Locked, sha256_of
from flows.proof.evidence import Evidence, evidence_of, files_of, hashes_now
from flows.proof.narrative import narrative_against_forms
from flows.proof.page import page_against_figures
from flows.proof.record import write_proof
from flows.proof.result import Proof
from flows.proof.rewritten import as_rewritten
from flows.proof.sheets import against_figures
from flows.record.contract import FRAMES, RECORD
from flows.record.read_back import way_back
from flows.record.request import Request
from flows.record.written import Written, left
from kstt.mention import parse
from kstt.proof import Difference, Tally
from report_templates.proving.recalculation import Results, grown, hold, plant

NO_ENGINE = "không có công cụ tính lại (LibreOffice hoặc thư viện formulas)"
NO_WORKBOOK = "không có báo cáo nào để tính lại"


def prove(folder: Path, find: Callable[[], Engine | None] = engine) -> Proof:
    """Proves the last run in a period's folder and writes the result beside the report.

    Raises FileNotFoundError where nothing was run there, Locked where the result can not be written or would be one of
    files that are others by now.
    """
    evidence = evidence_of(folder)
    files = files_of(evidence)
    tallies = [tally for compare in COMPARISONS for tally in compare(evidence)]
    name, lacking, again = _recalculated(evidence, find())
    tallies += [hold(file, evidence.books[file], results) for file, results in again]
    if files_of(evidence) != files:
        raise Locked(
            f"Kết quả trong «{folder}» vừa thay đổi trong khi chứng minh: hãy chạy lại kstt prove {folder.name}"
        )
    proof = Proof(evidence, tuple(tallies), name, lacking, files)
    write_proof(proof)
    return proof


def _recalculated(evidence: Evidence, with_: Engine | None) -> tuple[str, str, list[tuple[str, Results]]]:
    """The engine's name, why there are no results, and the results by file."""
    if with_ is None:
        return "", NO_ENGINE, []
    files = list(evidence.books)
    if not files:
        return with_.name, NO_WORKBOOK, []
    with tempfile.TemporaryDirectory(prefix="kstt-chung-minh-") as place:
        folder = Path(place)
        planted = folder / "o-sai-co-y.xlsx"
        plant(planted)
        try:
            *results, control = with_.recalculate([*(evidence.folder / file for file in files), planted], folder)
        except EngineFailed as told:
            return with_.name, str(told), []
    if not grown(control):
        return with_.name, f"{with_.name} không tính lại: ô sai cố ý vẫn giữ nguyên kết quả sai", []
    return with_.name, "", list(zip(files, results, strict=True))


def unchanged(evidence: Evidence) -> Iterator[Tally]:
    """Every output is byte for byte what the run wrote."""
    tally = Tally("hash")
    written = evidence.record["outputs"]
    for name, found in hashes_now(evidence.folder, written):
        tally.hold(written[name], found, (name, "", ""), "" if found else "không còn tệp này")
    for name in evidence.unreadable:
        tally.differences.append(Difference("hash", name, what="không mở được"))
    yield tally


def as_entered(evidence: Evidence) -> Iterator[Tally]:
    """The record of the run is the one the ledger knows: what it says was not edited, nor is it of another run."""
    tally = Tally("ledger")
    if (known := entered(evidence.folder, evidence.record)) is not None:
        tally.hold(known, sha256_of(evidence.folder / RECORD), (RECORD, "", ""), f"hãy {way_back(evidence.folder)}")
    yield tally


def same_lists(evidence: Evidence) -> Iterator[Tally]:
    """Definitions, rules, lists and earlier figures are those the run was made from: else other sums are made."""
    request = Request(evidence.period, evidence.locality.id, evidence.folder, evidence.folder.parent)
    now = {(what, name): value for what, name, value in lists_of(request, evidence.locality, evidence.forms)}
    then = {(one["what"], one["name"]): one["hash"] for one in evidence.record["hashes"]}
    tally = Tally("lists")
    for what, name in then | now:
        tally.hold(then.get((what, name)), now.get((what, name)), (name, "", ""), what)
    yield tally


def same_quarters(evidence: Evidence) -> Iterator[Tally]:
    """The quarters a longer period was added up from are those of today; else which one, and what to run again."""
    tally, period = Tally("quarters"), evidence.period
    for told in evidence.record.get("quarters", ()):
        quarter = parse(told["period"])
        now = left(
            evidence.folder.parent / str(quarter), evidence.locality.id, drafts=bool(evidence.record.get("draft"))
        )
        outputs = now.record["outputs"] if isinstance(now, Written) else {}
        then = {name: told[name.partition(".")[0]] for name in FRAMES}
        what = f"{quarter.name} đã phát hành lần khác sau khi lập báo cáo này: hãy chạy lại kstt run {period}"
        if isinstance(now, str):
            what = f"{quarter.name}: {now}; sau đó chạy lại kstt run {period}"
        tally.hold(str(then), str({name: outputs.get(name) for name in FRAMES}), (RECORD, "", ""), what)
    yield tally


Compare = Callable[[Evidence], Iterable[Tally]]
COMPARISONS: Sequence[Compare] = (
    as_entered,
    unchanged,
    same_quarters,
    same_lists,
    against_figures,
    page_against_figures,
    narrative_against_forms,
    as_rewritten,
)
