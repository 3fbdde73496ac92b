"""Commands on the ledger."""

from pathlib import Path
from typing import Annotated

import typer

from flows.cli.log import logged
from flows.cli.words import OUT, Out
from flows.machine.speaking import say

ledger_app = typer.Typer(help="Sổ cái: kiểm tra, xuất ra tệp, nhập từ tệp.", no_args_is_help=True)


@ledger_app.command("verify")
def ledger_verify(
    out: Out = OUT,
    head: Annotated[str | None, typer.Option("--head", metavar="MÃ", help="Mã cuối đã ghi lại lần trước")] = None,
) -> None:
    """Kiểm tra chuỗi mã băm của sổ cái; in mã cuối để ghi lại."""
    from flows.console.ledger import show_checked
    from flows.ledger.chain import noted
    from flows.ledger.store import place_of, reading

    known = "" if head is None else noted(head)
    with reading(place_of(out)) as ledger:
        checked = ledger.verify(known)
    show_checked(checked)
    raise typer.Exit(1 if checked.fault else 0)


@ledger_app.command("export")
def ledger_export(
    target: Annotated[Path, typer.Argument(metavar="TỆP", help="Tệp văn bản cần ghi")],
    out: Out = OUT,
) -> None:
    """Xuất sổ cái ra tệp văn bản, mỗi mục một dòng; cách tự kiểm tra: docs/so-cai.md."""
    from flows.ledger.exported import export
    from flows.ledger.store import place_of, reading

    with reading(place_of(out)) as ledger:
        number = export(ledger, target)
    say(f"Đã ghi {number} mục vào {target}")


@ledger_app.command("import")
@logged("ledger import")
def ledger_import(
    source: Annotated[
        Path,
        typer.Argument(
            metavar="TỆP", exists=True, dir_okay=False, help="Tệp so-cai.sqlite của bản sao lưu, hoặc tệp đã xuất"
        ),
    ],
    out: Out = OUT,
) -> None:
    """Nhập cả sổ cái từ một tệp vào sổ cái còn trống, giữ nguyên mã băm: khôi phục, hoặc chuyển sang PostgreSQL."""
    from flows.console.ledger import show_checked
    from flows.ledger.exported import taken_from
    from flows.ledger.store import place_of, reading, writing

    with taken_from(source) as (entries, head), writing(place_of(out)) as new:
        new.take_over(entries, head)
    with reading(place_of(out)) as new:
        checked = new.verify()
    show_checked(checked)
    raise typer.Exit(1 if checked.fault else 0)
