"""What a proof starts from: the record of a run, its figures as plain rows, its workbooks as they lie in the folder."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.earlier.former import as_recorded
from flows.locality.agenda import agenda_of
from flows.locality.localities import load_locality
from flows.machine.publishing import sha256_of
from flows.received.intake import forms_of
from flows.record.contract import RECORD
from flows.record.read_back import read_run
from kstt.form import Form
from kstt.locality import Locality
from kstt.mention import parse
from kstt.period import Period
from kstt.resummation import Given
from kstt.silence import Silent
from report_templates.proving.contents import Book, contents

if TYPE_CHECKING:
    from flows.proof.again import Again
    from flows.record.basis import Basis


@dataclass(frozen=True)
class Evidence:
    """A period's folder with the definitions and lists of today."""

    folder: Path
    record: Mapping[str, Any]
    period: Period
    locality: Locality
    forms: tuple[Form, ...]

    @cached_property
    def given(self) -> list[Given] | None:
        """The rows of figures.parquet; None where it can not be read."""
        return given_in(self.folder)

    @cached_property
    def silent(self) -> Silent:
        """On whose forms nothing arose, by the record and the figures; nobody's where those can not be read."""
        return silent_in(self.folder)

    @cached_property
    def nothing(self) -> frozenset[str]:
        """The forms whose totals are 0 as nothing arose for anybody."""
        return nothing_in(self.folder)

    @property
    def workbooks(self) -> list[str]:
        """The workbooks of the run that lie in the folder itself; units' own files below it are theirs to calculate."""
        return [name for name in self.record["outputs"] if name.endswith(".xlsx") and "/" not in name]

    @property
    def report(self) -> str:
        """The report's file name; it may be that there is none."""
        return f"Bao-cao-KSTTHC_{self.period}_{self.locality.id}.xlsx"

    @property
    def page(self) -> str:
        """The file name of the page for phones."""
        return f"Tong-quan_{self.period}_{self.locality.id}.html"

    @property
    def page_text(self) -> str | None:
        """What the page says; None where there is none, or nothing that could be read."""
        try:
            return (self.folder / self.page).read_text(encoding="utf-8") or None
        except (FileNotFoundError, ValueError):
            return None

    @cached_property
    def books(self) -> dict[str, Book]:
        """What each workbook says that can be opened."""
        found = {name: _opened(self.folder / name) for name in self.workbooks}
        return {name: book for name, book in found.items() if book is not None}

    @cached_property
    def again(self) -> "Again | str":
        """The content of the outputs made once more, or why it can not be made."""
        from flows.proof.again import again_of

        return again_of(self)

    @property
    def unreadable(self) -> list[str]:
        """What is there and can not be opened."""
        broken = [name for name in self.workbooks if name not in self.books]
        broken += ["figures.parquet"] if self.given is None else []
        return [name for name in broken if (self.folder / name).is_file()]

    @property
    def units(self) -> dict[int, str]:
        """The names of the period's units by code, in their printed order."""
        return {unit.code: unit.name for unit in self.locality.register.valid_on(self.period.window[1]).units}


def evidence_of(folder: Path) -> Evidence:
    """The evidence of the last run in a folder; raises FileNotFoundError where there was none."""
    record = read_run(folder)
    if record is None:
        raise FileNotFoundError(folder / RECORD)
    period = parse(record["period"])
    lines = agenda_of(record["locality"], period.year).lines
    locality = as_recorded(load_locality(record["locality"]), period, record)
    return Evidence(folder, record, period, locality, tuple(forms_of(period, lines)))


def files_of(evidence: Evidence) -> dict[str, str]:
    """SHA-256 of the record of the run, its data and every workbook, as they are now."""
    names = {RECORD: "", **{name: "" for name in evidence.record["outputs"] if "/" not in name}}
    return {name: sha256 for name, sha256 in hashes_now(evidence.folder, names) if sha256}


def given_in(folder: Path) -> list[Given] | None:
    """The figures of a period's folder; None where they can not be read."""
    from pyarrow import ArrowException

    from flows.machine.parquet import read_table

    try:
        rows = [Given(**row) for row in read_table(folder / "figures.parquet", Given._fields).to_pylist()]
    except (ArrowException, OSError, TypeError):  # broken, gone, or of other columns
        return None
    return rows if all(map(_is_counted, rows)) else None


def _is_counted(one: Given) -> bool:
    """Whether a row holds whole numbers where a run writes them."""
    whole = one.unit_code, one.row, one.column, one.value, one.scale
    return all(isinstance(number, int) for number in whole) and one.scale >= 0


def silent_in(folder: Path) -> Silent:
    """On whose forms nothing arose in a period's folder; nobody's where its figures can not be read."""
    basis = _basis_in(folder)
    return basis.silent if basis else frozenset()


def nothing_in(folder: Path) -> frozenset[str]:
    """The forms, by code, of which all units that sent them say that nothing arose: their totals are 0."""
    basis = _basis_in(folder)
    if basis is None:
        return frozenset()
    told = set(basis.figures["form"]) | set(basis.texts["form"])
    return frozenset(form for _, form in basis.silent if form not in told)


def _basis_in(folder: Path) -> "Basis | None":
    """What a period's report is made of; None where it can not be read."""
    from flows.record.basis import basis_kept
    from flows.record.written import written_in

    try:
        return basis_kept(written_in(folder))
    except (OSError, ValueError):  # pyarrow's errors are either
        return None


def _opened(path: Path) -> Book | None:
    try:
        return contents(path)
    except Exception:  # noqa: BLE001 - a damaged workbook fails in any way; that it does is what is told
        return None


def hashes_now(folder: Path, names: Mapping[str, str]) -> Iterator[tuple[str, str | None]]:
    """The SHA-256 of each file as it is now; None where it is gone."""
    for name in names:
        path = folder / name
        yield name, sha256_of(path) if path.is_file() else None
