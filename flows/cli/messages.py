"""Commands that write to units: reminders, and the watch over the folder where files come in."""

from datetime import date
from typing import Annotated

import typer

from flows.cli.log import logged
from flows.cli.words import HOME, OUT, RAW, LocalityId, Out, PeriodText, Received
from flows.machine.speaking import complain

Send = Annotated[bool, typer.Option("--send", help="Gửi thư thật; không có thì chỉ ghi tệp .eml và .txt")]


@logged("remind")
def remind(
    period: PeriodText,
    as_of: Annotated[
        str,
        typer.Option(
            "--as-of", metavar="NGÀY", help="Soạn thử như vào ngày này, ví dụ 2026-03-17; bỏ trống là hôm nay"
        ),
    ] = "",
    send: Send = False,
    locality: LocalityId = HOME,
    raw: Received = None,
    out: Out = OUT,
) -> None:
    """Nhắc đơn vị chưa gửi, còn lỗi, gửi quá hạn hoặc còn nợ giải trình; báo bộ phận tổng hợp và lãnh đạo."""
    from flows.console.messages import show_reminding
    from flows.letters.reminding import remind as remind_units
    from flows.machine import clock
    from flows.machine.logbook import noted
    from flows.record.request import Request
    from kstt.mention import parse

    when, now = parse(period), clock.now()
    today = _day(as_of) if as_of else now.date()
    if send and today != now.date():  # a letter bears the day it leaves the house
        complain("--as-of là ngày khác chỉ để xem trước, không gửi được: hãy bỏ --send, hoặc bỏ --as-of để gửi hôm nay")
        raise typer.Exit(2)
    request = Request(when, locality, raw or RAW() / str(when), out)
    done = remind_units(request, today, send=send, at=now if send else None)
    noted("letters", "", **{str(became): number for became, number in done.counts.items()})
    show_reminding(done, str(when), today if today != now.date() else None)
    raise typer.Exit(1 if done.failed else 0)


def watch(
    period: Annotated[
        str, typer.Option("--period", metavar="KỲ", help="Nhận mọi tệp cho kỳ này; bỏ trống thì theo từng tệp")
    ] = "",
    send: Send = False,
    draft: Annotated[bool, typer.Option("--draft", help="Chỉ lập dự thảo, không phát hành báo cáo")] = False,
    locality: LocalityId = HOME,
    out: Out = OUT,
) -> None:
    """Canh thư mục data/raw/inbox: tệp và thư .eml bỏ vào đó được nhận, kiểm tra và trả lời ngay. Dừng: Ctrl-C."""
    from threading import Event

    from flows.console.messages import show_intake
    from flows.inbox.answering import Asked
    from flows.inbox.arrivals import FOLDER
    from flows.inbox.folder import Intake, take_inbox
    from flows.inbox.watching import watch as keep_watch
    from flows.machine import workers
    from flows.machine.logbook import begin_command, keep_log
    from flows.machine.settings import settings
    from flows.machine.speaking import say
    from flows.machine.uncollected import search_again
    from flows.quarter import run_quarter
    from kstt.mention import parse

    search_again()
    keep_log(settings().log.file, settings().log.level)
    asked = Asked(locality, RAW(), out, send, parse(period) if period else None, draft)
    begin_command("watch", str(parse(period)) if period else "", locality)
    say(f"Đang canh {asked.raw / FOLDER}; nhấn Ctrl-C để dừng")

    def look(retry: bool) -> Intake:
        return take_inbox(asked, lambda request: run_quarter(request, workers.each), retry=retry)

    keep_watch(asked.raw / FOLDER, look, show_intake, Event())
    say("Đã dừng")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        complain(f"«{text}» không phải là ngày; hãy ghi như 2026-03-17")
        raise typer.Exit(2) from None
