"""Commands on what was issued: close and reopen a period, compare, restore, rebuild."""

from pathlib import Path
from typing import Annotated

import typer

from flows.cli.log import logged
from flows.cli.words import HOME, OUT, RAW, LocalityId, Out, PeriodText, Received, UnitText, either_way
from flows.machine.speaking import say
from kstt.form import DefinitionError

Why = Annotated[str, typer.Option("--why", metavar="LÝ DO", help="Lý do, ghi vào sổ cái")]
issues_app = typer.Typer()
NUMBER = "Số thứ tự trong kstt history; bỏ trống cả hai: hai lần gần nhất"


@issues_app.command()
@logged("close")
def close(period: PeriodText, why: Why = "", locality: LocalityId = HOME, out: Out = OUT) -> None:
    """Chốt số liệu một kỳ: tệp nhận sau vẫn được kiểm tra nhưng không tính cho đến khi mở lại."""
    from flows.ledger.closing import close as close_period
    from flows.ledger.store import place_of, writing
    from flows.record.request import Request
    from kstt.mention import parse

    when = parse(period)
    with writing(place_of(out), make=False) as ledger:
        issue = close_period(ledger, Request(when, locality, RAW() / str(when), out), why)
    say(f'Đã chốt số liệu {when.phrase} ở lần phát hành {issue}. Mở lại: kstt reopen {when} --why "lý do"')


@issues_app.command()
@logged("reopen")
def reopen(
    period: PeriodText,
    why: Annotated[str, typer.Option("--why", metavar="LÝ DO", help="Lý do mở lại, ghi vào sổ cái")],
    locality: LocalityId = HOME,
    out: Out = OUT,
) -> None:
    """Mở lại một kỳ đã chốt số liệu."""
    from flows.ledger.closing import reopen as reopen_period
    from flows.ledger.explaining import said_why
    from flows.ledger.store import place_of, writing
    from flows.record.request import Request
    from kstt.mention import parse

    when = parse(period)
    with writing(place_of(out), make=False) as ledger:
        reopen_period(ledger, Request(when, locality, RAW() / str(when), out), said_why(why))
    say(f"Đã mở lại {when.phrase}; chạy lại để tính các tệp nhận sau khi chốt: kstt run {when}")


@issues_app.command()
@logged("correct")
def correct(
    period: PeriodText,
    why: Annotated[str, typer.Option("--why", metavar="LÝ DO", help="Lý do đính chính, ghi vào sổ cái")],
    unit: Annotated[
        str, typer.Option("--unit", metavar="ĐƠN VỊ", help="Mã hoặc tên; bỏ trống là toàn địa phương")
    ] = "",
    locality: LocalityId = HOME,
    raw: Received = None,
    out: Out = OUT,
) -> None:
    """Đính chính sau khi đã phát hành: ghi lý do vào sổ cái rồi phát hành lại."""
    from flows.machine import nursery

    nursery.context()  # the children load while this process does
    from flows.afterwards.correcting import correct as correct_period
    from flows.console.runs import progress, show_run
    from flows.quarter import run_quarter
    from flows.record.request import Request
    from kstt.mention import parse

    when = parse(period)
    request = Request(when, locality, raw or RAW() / str(when), out)
    done = correct_period(request, unit, why, lambda asked: run_quarter(asked, progress))
    show_run(done)


@issues_app.command()
def diff(
    unit: UnitText,
    period: PeriodText,
    before: Annotated[int, typer.Argument(metavar="LẦN TRƯỚC", help=NUMBER, show_default=False)] = 0,
    after: Annotated[int, typer.Argument(metavar="LẦN SAU", help=NUMBER, show_default=False)] = 0,
    locality: LocalityId = HOME,
    out: Out = OUT,
) -> None:
    """So hai lần nộp của một đơn vị: từng ô trước và sau, phát hiện mới và phát hiện đã hết."""
    from flows.afterwards.differing import difference
    from flows.console.issues import show_difference
    from flows.ledger.history import unit_of
    from flows.locality.localities import load_locality
    from flows.record.request import Request

    whose, when = either_way(unit, period)
    found = unit_of(whose, load_locality(locality).register.valid_on(when.window[1]))
    if bool(before) != bool(after):
        raise DefinitionError("hãy ghi cả lần trước và lần sau, hoặc bỏ trống cả hai để so hai lần cuối")
    if before > after:
        raise DefinitionError(
            f"lần nộp trước ({before}) phải nhỏ hơn lần sau ({after}): kstt diff {found.code} {when} {after} {before}"
        )
    numbers = (before, after) if before else None
    show_difference(found, difference(Request(when, locality, RAW() / str(when), out), found, numbers))


@issues_app.command("diff-report")
def diff_report(
    period: PeriodText,
    before: Annotated[int, typer.Argument(metavar="LẦN TRƯỚC", help="Lần phát hành trước")],
    after: Annotated[int, typer.Argument(metavar="LẦN SAU", help="Lần phát hành sau")],
    locality: LocalityId = HOME,
    out: Out = OUT,
) -> None:
    """So hai lần phát hành của báo cáo: số nào đổi, do đơn vị, tệp và ô nào, vì sao, kéo theo điều gì."""
    from flows.changes.comparing import compare_issues
    from flows.console.issues import show_comparison
    from flows.record.request import Request
    from kstt.mention import parse

    when = parse(period)
    if before > after:
        raise DefinitionError(
            f"lần phát hành trước ({before}) phải nhỏ hơn lần sau ({after}): kstt diff-report {when} {after} {before}"
        )
    show_comparison(compare_issues(Request(when, locality, RAW() / str(when), out), (before, after)))


@issues_app.command()
@logged("restore")
def restore(
    period: PeriodText,
    issue: Annotated[int, typer.Option("--issue", metavar="LẦN", help="Lần phát hành cần lấy lại")],
    locality: LocalityId = HOME,
    out: Out = OUT,
) -> None:
    """Lấy lại nguyên vẹn một lần phát hành cũ, vào thư mục riêng bên cạnh kết quả hiện tại."""
    from flows.afterwards.restoring import restore as bring_back
    from flows.machine import workers
    from flows.record.request import Request
    from kstt.mention import parse

    when = parse(period)
    say(f"Đã lấy lại: {bring_back(Request(when, locality, RAW() / str(when), out), issue, workers.each)}")


@issues_app.command()
def rebuild(out: Out = OUT) -> None:
    """Diễn tập khôi phục: lập lại mọi báo cáo từ sổ cái và tệp đã nhận, so với bản đã phát hành."""
    from flows.afterwards.rebuilding import rebuild as once_more
    from flows.console.issues import show_rebuilt
    from flows.machine import workers
    from flows.machine.uncollected import search_again

    search_again()
    good = [show_rebuilt(done) for done in once_more(Path(out), workers.each)]
    if not good:
        say(f"Sổ cái cạnh {out} chưa ghi lần chạy nào, không có gì để lập lại.")
        return
    say(f"{sum(good)}/{len(good)} lần chạy lập lại được như cũ")
    raise typer.Exit(0 if all(good) else 1)
