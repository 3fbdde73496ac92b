"""The command that prints a report into a PDF."""

from pathlib import Path
from typing import Annotated

import typer

from flows.cli.words import HOME, OUT, LocalityId, Out, PeriodText
from flows.machine.speaking import complain, say


def pdf(
    period: PeriodText,
    locality: LocalityId = HOME,
    out: Out = OUT,
    every: Annotated[bool, typer.Option("--all", help="In mọi trang của báo cáo, không chỉ các biểu")] = False,
) -> None:
    """Xuất các biểu của báo cáo lần chạy gần nhất ra tệp PDF, bằng LibreOffice."""
    from flows.machine.office import NoOffice
    from flows.outputs.exporting import export_pdf
    from flows.record.request import Request
    from kstt.mention import parse

    when = parse(period)
    request = Request(when, locality, Path(), out)
    try:
        made = export_pdf(request, every_sheet=every)
    except FileNotFoundError:
        complain(f"Chưa có lần chạy nào cho kỳ {when} trong {out}. Hãy chạy: kstt run {when}")
        raise typer.Exit(2) from None
    except NoOffice as told:
        complain(str(told))
        raise typer.Exit(1) from None
    if made is None:
        complain(f"Lần chạy gần nhất của kỳ {when} chưa lập được báo cáo nên chưa có gì để xuất.")
        raise typer.Exit(1)
    say(f"Đã xuất {made}")
