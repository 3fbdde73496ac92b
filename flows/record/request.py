"""What is asked of a run and what it gives back."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flows.record.contract import RECORD
from flows.record.read_back import read_run
from kstt.form import DefinitionError
from kstt.period import Period

RETURNED = "tra-lai"
ARCHIVE = "phat-hanh"
SHELVES = "dem"  # what was read and judged before; may go at any time


def base_of(out: Path) -> Path:
    """The folder that holds the ledger and the files kept: where the folder of outputs lies, if it is named `out`."""
    return out.parent if out.name == "out" else out


def issue_folder(out: Path, locality: str, period: str, number: int) -> Path:
    """Where an issue of a period is kept."""
    return base_of(out) / ARCHIVE / locality / period / str(number)


def kept_issues(out: Path) -> list[Path]:
    """The folders of all issues that are kept, of any locality and period."""
    return sorted(base_of(out).joinpath(ARCHIVE).glob("*/*/[0-9]*"))


@dataclass(frozen=True, slots=True)
class Request:
    """What to run: a period of a locality, from a folder of received files into the folder of outputs.

    `ledger` is the address of another ledger than the installation's own. A `draft` judges and writes everything but
    issues nothing.
    """

    period: Period
    locality: str
    raw: Path
    out: Path
    ledger: str = ""
    draft: bool = False

    @property
    def folder(self) -> Path:
        """Where the outputs of the period lie."""
        return self.out / str(self.period)

    @property
    def report(self) -> str:
        """The file name of the report."""
        return f"Bao-cao-KSTTHC_{self.period}_{self.locality}.xlsx"

    @property
    def analysis(self) -> str:
        """The file name of the workbook of analysis."""
        return f"Phan-tich_{self.period}_{self.locality}.xlsx"

    @property
    def page(self) -> str:
        """The file name of the page for phones."""
        return f"Tong-quan_{self.period}_{self.locality}.html"


@dataclass(frozen=True, slots=True)
class Run:
    """A finished run: its record as in run.json, and what it wrote. There is no report where nothing was accepted.

    `analysis` is the workbook of analysis, which every run writes. `remark` is what the ledger says of it, in
    Vietnamese; `fresh` how many files were read and judged anew.
    """

    record: dict[str, Any]
    report: Path | None
    folder: Path
    analysis: Path
    remark: str = field(default="", compare=False)
    fresh: int = field(default=0, compare=False)


def hold_own(folder: Path, locality: str) -> None:
    """Raises DefinitionError where a folder of a period's outputs is another locality's."""
    record = read_run(folder)
    if record and record["locality"] != locality:
        raise DefinitionError(
            f"kết quả trong {folder} là của địa phương «{record['locality']}»; "
            f"kết quả của «{locality}» hãy để ở thư mục khác: --out"
        )


def recorded(request: Request) -> Run:
    """The last run of a request as its folder records it; raises FileNotFoundError where there is none."""
    record = read_run(request.folder)
    if record is None:
        raise FileNotFoundError(request.folder / RECORD)
    return run_of(request, record)


def run_of(request: Request, record: dict[str, Any]) -> Run:
    """A run from its record."""
    written = request.report in record["outputs"]
    report = request.folder / request.report if written else None
    return Run(record, report, request.folder, request.folder / request.analysis)
