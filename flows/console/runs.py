"""Tables and progress on the console."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from rich.markup import escape
from rich.progress import track
from rich.table import Table

from flows.console import notices
from flows.console.rule_words import PROVENANCE
from flows.machine import workers
from flows.machine.terminal import console, show_table
from flows.record.by_quarter import owed_by_quarter
from flows.record.contract import RECORD
from flows.record.request import RETURNED, Run
from flows.record.showing import Record, missing_units, summary_rows, waiting_units
from kstt.form import Form
from kstt.period import day
from kstt.spoken import units_named
from kstt.unit import CITY, COMMUNE, DIVISION, Unit

_KINDS = {COMMUNE: "cấp xã", DIVISION: "phòng, chi nhánh", CITY: "thành phố"}
_NAMED = 20  # units in one sentence


def progress(work: Callable[[Any], Any], items: Sequence[Any], failed: Callable[[Any], Any]) -> Iterable[Any]:
    """Takes files in like `workers.each`, with a progress bar."""
    return track(workers.each(work, items, failed), total=len(items), description="Đọc tệp", console=console)


def show_run(run: Run) -> None:
    """The closing table and the paths to open."""
    show_status(run.record, run.folder)
    if run.report:
        console.print(f"Báo cáo:      [bold]{escape(str(run.report))}[/]", soft_wrap=True)
        if said := notices.listed(run.record):
            console.print(f"Cần xem:      {said}")
        for name in sorted(name for name in run.record["outputs"] if name.endswith(".docx")):
            console.print(f"Thuyết minh:  {escape(str(run.folder / name))}", soft_wrap=True)
    else:
        console.print(f"[bold]Chưa lập được báo cáo: {why_none(run.record)}.[/]")
    console.print(f"Phân tích:    {escape(str(run.analysis))}", soft_wrap=True)
    for name in sorted(name for name in run.record["outputs"] if name.endswith(".html")):
        console.print(f"Tổng quan:    {escape(str(run.folder / name))}", soft_wrap=True)
    if any(name.startswith(f"{RETURNED}/") for name in run.record["outputs"]):
        console.print(f"Tệp trả lại:  {escape(str(run.folder / RETURNED))}", soft_wrap=True)
    say_kept(run.folder)
    console.print(f"Dữ liệu:      {escape(str(run.folder / RECORD))}, figures.parquet", soft_wrap=True)
    console.print(f"Sổ cái:       {escape(run.remark)}", soft_wrap=True)
    if files := len(run.record["files"]):
        rest = ", các tệp khác như lần chạy trước" if run.fresh < files else ""
        console.print(f"Đọc mới:      {run.fresh}/{files} tệp{rest}")


def say_kept(folder: Path) -> None:
    """What somebody worked in and something else has taken the place of."""
    if said := notices.kept(folder):
        console.print(f"Giữ lại:      {escape(said)}", soft_wrap=True)


def why_none(record: Record) -> str:
    """Why a run wrote no report."""
    if "quarters" in record:
        return "không đơn vị nào có đủ số liệu của các quý"
    return "không có tệp nào được chấp nhận" if record["files"] else "thư mục tệp đã nhận chưa có tệp báo cáo nào"


def show_status(record: Record, folder: Path) -> None:
    """How the units stand by the record in a folder, by name where something is still owed, and in which quarters."""
    coverage = record["coverage"]
    draft = " (dự thảo)" if record.get("draft") else ""
    console.print(f"Kỳ {record['period']}: {coverage['reporting']}/{coverage['units']} đơn vị có số liệu{draft}")
    table = Table()
    rows = summary_rows(record)
    for heading in rows[0]:
        table.add_column(heading, justify="left" if heading == "Kết quả" else "right")
    for row in rows:
        table.add_row(*(str(value) for value in row.values()))
    show_table(table)
    by_quarter = owed_by_quarter(record, folder)
    for name, state in waiting_units(record, by_quarter):
        console.print(f"- {escape(name)}: {state}")
    if said := notices.explained(record):
        console.print(f"Giải trình: {escape(said)}")
    if said := notices.uneven(record):
        console.print(f"Số cộng các quý không khớp, {escape(said)}")
    if missing := missing_units(record, by_quarter):
        console.print(f"Chưa gửi: {escape(units_named(missing, _NAMED))}")


def show_units(units: Sequence[Unit]) -> None:
    """Units with their codes, kinds and days, in their printed order."""
    table = Table("Mã", "Tên đơn vị", "Loại", "Từ ngày", "Đến ngày")
    for unit in units:
        since = "" if unit.valid_from == date.min else day(unit.valid_from)
        until = "" if unit.valid_to == date.max else day(unit.valid_to)
        table.add_row(*map(escape, (str(unit.code), unit.name, unit.type or _KINDS[unit.kind], since, until)))
    show_table(table)
    console.print(f"{len(units)} đơn vị")


def show_forms(forms: Sequence[Form]) -> None:
    """The forms with what is known of them, and in which periods they are used."""
    table = Table("Mã", "Tên biểu", "Cột", "Đẳng thức", "Nguồn", "Từ kỳ", "Đến kỳ")
    for form in forms:
        known = PROVENANCE[form.provenance]
        counts = str(len(form.columns)), str(len(form.identities))
        table.add_row(*map(escape, (form.code, form.title, *counts, known, form.valid_from, form.valid_to)))
    show_table(table)
