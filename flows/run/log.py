"""What a run notes in the log, step by step; numbers of files and findings, never whose."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from flows.machine.logbook import noted
from flows.received.folder import Inbox
from flows.record.request import Run
from kstt.finding import VERDICTS, Verdict

if TYPE_CHECKING:
    from flows.received.collecting import Case  # loads pandas

_VERDICTS: tuple[Verdict, ...] = ("accepted", "must_fix", "refused")


def note_received(inbox: Inbox) -> None:
    """How many files there are, and how many others lie beside them."""
    files, ignored = len(inbox.files), len(inbox.ignored)
    beside = f", bỏ qua {ignored} tệp khác" if ignored else ""
    noted("received", f"Nhận {files} tệp{beside}", files=files, ignored=ignored)


def note_judged(cases: "Sequence[Case]") -> None:
    """How many files are in each state."""
    found = Counter(case.submission.verdict for case in cases)
    told = ", ".join(f"{found[one]} {VERDICTS[one]}" for one in _VERDICTS)
    counts: dict[str, int] = {one: found[one] for one in _VERDICTS}
    noted("judged", f"Kiểm tra {len(cases)} tệp: {told}", **counts, findings=sum(len(case.findings) for case in cases))


def note_written(run: Run) -> None:
    """How many files were written, and whether the report is among them."""
    written = len(run.record["outputs"]) + 1  # and run.json itself
    noted("written", f"Ghi {written} tệp kết quả", files=written, report=int(run.report is not None))


def note_entered(remark: str) -> str:
    """What the ledger says; the closing table prints it, so the console does not."""
    noted("ledger", remark=remark)
    return remark
