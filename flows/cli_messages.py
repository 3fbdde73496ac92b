"""Commands that write to units: reminders, and the watch over the folder where files come in."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from flows.cli_words import HOME, OUT, RAW, LocalityId, Out, PeriodText
from flows.speaking import complain

Send = Annotated[bool, typer.Option("--send", help="Gửi thư thật; không có thì chỉ ghi tệp .eml và .txt")]


def remind(
    period: PeriodText,
    as_of: Annotated[
        str,
        typer.Option("--as-of", metavar="NGÀY", help="Nhắc như vào ngày này, ví dụ 2026-03-17; bỏ trống là hôm nay"),
    ] = "",
    send: Send = False,
    locality: LocalityId = HOME,
    raw: Annotated[Path | None, typer.Option("--raw", metavar="THƯ MỤC", help="Thư mục tệp đã nhận")] = None,
    out: Out = OUT,
) -> None:
    """Nhắc đơn vị chưa gửi, còn lỗi, gửi muộn hoặc còn nợ giải trình; bản tổng hợp cho bàn tổng hợp và lãnh đạo."""
    from datetime import datetime

    from flows.message_console import show_reminding
    from flows.received import VIETNAM
    from flows.reminding import remind as remind_units
    from flows.request import Request
    from kstt.period import parse

    when, now = parse(period), datetime.now(VIETNAM).replace(microsecond=0)
    today = _day(as_of) if as_of else now.date()
    request = Request(when, locality, raw or RAW() / str(when), out)
    done = remind_units(request, today, send=send, at=now if send else None)
    show_reminding(done, str(when))
    raise typer.Exit(1 if done.failed else 0)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        complain(f"«{text}» không phải là ngày; hãy ghi như 2026-03-17")
        raise typer.Exit(2) from None
