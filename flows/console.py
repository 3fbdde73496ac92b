"""Tables and progress on the console."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import track
from rich.table import Table

from flows import workers
from flows.collecting import Case
from flows.quarter import Run
from flows.showing import Record, missing_units, summary_rows, waiting_units
from kstt.finding import SEVERITIES, VERDICTS, Finding
from kstt.form import Form

_NAMED = 20  # units named before «và … đơn vị khác»
_console = Console()


def progress(work: Callable[[Any], Any], items: Sequence[Any], failed: Callable[[Any], Any]) -> Iterable[Any]:
    """Takes files in like `workers.each`, with a progress bar."""
    return track(workers.each(work, items, failed), total=len(items), description="Đọc tệp", console=_console)


def show_run(run: Run) -> None:
    """The closing table and the paths to open."""
    show_status(run.record)
    if run.report:
        _console.print(f"Báo cáo:      [bold]{escape(str(run.report))}[/]", soft_wrap=True)
    else:
        _console.print("[bold]Chưa lập được báo cáo: không có tệp nào được chấp nhận.[/]")
    _console.print(f"Tệp trả lại:  {escape(str(run.folder / 'tra-lai'))}", soft_wrap=True)
    _console.print(f"Dữ liệu:      {escape(str(run.folder / 'run.json'))}, figures.parquet", soft_wrap=True)


def show_status(record: Record) -> None:
    """How the units stand, by name where something is still owed."""
    coverage = record["coverage"]
    table = Table(title=f"Kỳ {record['period']}: {coverage['reporting']}/{coverage['units']} đơn vị có số liệu")
    for heading in ("Kết quả", "Đơn vị", "Tệp"):
        table.add_column(heading, justify="left" if heading == "Kết quả" else "right")
    for row in summary_rows(record):
        table.add_row(*(str(value) for value in row.values()))
    _console.print(table)
    for name, state in waiting_units(record):
        _console.print(f"- {escape(name)}: {state}")
    if missing := missing_units(record):
        rest = f" và {len(missing) - _NAMED} đơn vị khác" if len(missing) > _NAMED else ""
        _console.print(f"Chưa gửi: {escape(', '.join(missing[:_NAMED]))}{rest}")


def show_case(case: Case, copy: Path | None) -> None:
    """The rehearsal of one file."""
    unit = case.unit.name if case.unit else "chưa rõ đơn vị"
    _console.print(f"[bold]{escape(case.received.name)}[/] – {escape(unit)}: {VERDICTS[case.submission.verdict]}")
    for finding in case.findings:
        _console.print(f"  - {_line(finding)}", soft_wrap=True)
    for sentence in case.set_aside:
        _console.print(f"  - lưu ý: {escape(sentence)}", soft_wrap=True)
    if copy:
        _console.print(f"  Bản đánh dấu: {escape(str(copy))}", soft_wrap=True)


def _line(finding: Finding) -> str:
    place = f"trang «{finding.sheet}» ô {finding.cell}: " if finding.cell else ""
    return f"{SEVERITIES[finding.severity]}: {escape(place + finding.message)} {escape(finding.advice)}"


def show_forms(forms: Sequence[Form]) -> None:
    """The forms with what is known of them."""
    table = Table("Mã", "Tên biểu", "Cột", "Đẳng thức", "Nguồn", "Hiệu lực từ")
    for form in forms:
        known = "đã đối chiếu" if form.provenance == "sourced" else "chưa đối chiếu"
        row = (form.code, form.title, str(len(form.columns)), str(len(form.identities)), known, form.valid_from)
        table.add_row(*map(escape, row))
    _console.print(table)
