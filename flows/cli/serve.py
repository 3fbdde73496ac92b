"""Commands that keep the schedule: a service under Prefect, and a single round for cron or the Task Scheduler."""

import os
from contextlib import suppress
from datetime import datetime
from typing import Annotated

import typer

from flows.cli.words import HOME, OUT, RAW, YEARS, LocalityId, Out
from flows.machine.speaking import complain, say

_START = "mở máy chủ bằng lệnh: prefect server start"


def serve() -> None:
    """Làm theo lịch qua máy chủ Prefect: nhận tệp, dự thảo, phát hành, nhắc; và đính chính khi cần. Dừng: Ctrl-C."""
    from flows.machine.probes import web_problem
    from flows.machine.settings import settings

    address = os.environ.get("PREFECT_API_URL") or settings().prefect.api_url
    if not address:
        complain(f"Chưa đặt địa chỉ máy chủ Prefect: ghi api_url trong kstt.toml, mục prefect; {_START}")
        raise typer.Exit(2)
    if problem := web_problem(address):
        complain(f"Không tới được máy chủ Prefect {address}: {problem}; {_START}, rồi chạy lại kstt serve")
        raise typer.Exit(1)
    from flows.machine.uncollected import search_again
    from flows.watched.deployments import serve_all
    from flows.watched.service import Telling

    search_again()

    def ready(missed: int) -> None:
        say(f"Đang phục vụ quarterly-report, collect, remind, correction qua {address}; nhấn Ctrl-C để dừng")
        if missed:
            say(f"Bỏ qua {missed} lượt lỡ giờ; lượt mới nhất của mỗi việc sẽ chạy bù")

    def waiting(runs: int) -> None:
        say(f"Chờ {runs} lượt đang chạy xong rồi mới dừng; nhấn Ctrl-C lần nữa để dừng ngay")

    def lost(problem: str) -> None:
        complain(f"Máy chủ Prefect {address}: {problem}. Máy chủ nhận việc trở lại thì tự phục vụ tiếp; dừng: Ctrl-C")

    def stopped() -> None:
        say("Đã dừng phục vụ; lịch vẫn giữ trên máy chủ, chạy lại kstt serve để tiếp tục")

    serve_all(Telling(lambda: web_problem(address), ready, waiting, lost, stopped))


def round_(
    at: Annotated[str, typer.Option("--at", metavar="LÚC", help="Như vào lúc này, ví dụ 2026-03-17T09:00")] = "",
    locality: LocalityId = HOME,
    out: Out = OUT,
) -> None:
    """Làm việc đang đến hạn theo lịch: dự thảo trong những ngày gửi, phát hành khi hết hạn. Dùng cho cron."""
    from flows.console.runs import progress, show_run
    from flows.duty import do_round
    from flows.inbox.answering import Asked
    from flows.machine.clock import now
    from flows.machine.logbook import keep_log
    from flows.machine.settings import settings
    from flows.proof.unattended import prove_issue
    from flows.quarter import run_quarter

    when = _moment(at) if at else now()
    keep_log(settings().log.file, settings().log.level)
    done = do_round(Asked(locality, RAW(), out), when, lambda request: run_quarter(request, progress))
    if done.run:
        show_run(done.run)
    say(done.sentence)
    if done.run and (proven := prove_issue(done.run)):
        say(proven.sentence)
        raise typer.Exit(0 if proven.holds else 1)


def _moment(text: str) -> datetime:
    from flows.machine.clock import in_vietnam

    with suppress(ValueError, OverflowError):  # no time, or one beyond the years there are
        when = in_vietnam(datetime.fromisoformat(text))
        if when.year in YEARS:
            return when
    complain(f"«{text}» không phải là thời điểm; hãy ghi như 2026-03-17T09:00")
    raise typer.Exit(2)
