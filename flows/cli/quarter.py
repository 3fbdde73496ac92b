"""The commands of every quarter: run it, try a file, see who stands where, hand out blanks; and the example."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.proof import shown
from flows.cli.words import HOME, OUT, RAW, LocalityId, Out, PeriodText, Received, UnitText, either_way
from flows.machine.settings import settings
from flows.machine.speaking import complain, say
from kstt.form import DefinitionError

if TYPE_CHECKING:
    from flows.record.request import Request


def run(
    period: PeriodText,
    locality: LocalityId = HOME,
    raw: Received = None,
    out: Out = OUT,
    prefect: Annotated[bool, typer.Option("--prefect/--no-prefect", help="Có hay không theo dõi bằng Prefect")] = True,
    prove_it: Annotated[bool, typer.Option("--prove", help="Chứng minh số liệu sau khi lập (kstt prove)")] = False,
    draft: Annotated[bool, typer.Option("--draft", help="Lập dự thảo: không lấy số lần phát hành")] = False,
) -> None:
    """Lập báo cáo của một kỳ: đọc, kiểm tra, trả lại tệp sai, tổng hợp, ghi báo cáo."""
    from flows.machine import nursery

    nursery.context()  # the children load while this process does
    from flows.console.runs import progress, show_run
    from flows.machine.logbook import keep_log
    from flows.quarter import hold, run_quarter
    from flows.record.request import Request
    from kstt.mention import parse

    when = parse(period)
    request = Request(when, locality, raw or RAW() / str(when), out, draft=draft)
    keep_log(settings().log.file, settings().log.level)
    if prefect:
        hold(request)  # Prefect takes ten seconds to start
        for words_of in ("HANDLERS_CONSOLE", "INTERNAL"):  # we tell what happens, and it would tell in English
            os.environ.setdefault(f"PREFECT_LOGGING_{words_of}_LEVEL", "CRITICAL")
        say("Đang mở Prefect để theo dõi; không cần theo dõi thì thêm --no-prefect")
        from flows.watched.quarter import watched

        done = watched(request, complain, prove=prove_it)
    else:
        done = run_quarter(request, progress)
        if prove_it and done.report:
            from flows.proof.proving import prove as prove_folder

            prove_folder(done.folder)
    show_run(done)
    _say_closed(request)
    raise typer.Exit(0 if done.report and (not prove_it or shown(done.folder)) else 1)


def check(
    files: Annotated[list[Path], typer.Argument(metavar="TỆP", exists=True, dir_okay=False, help="Tệp cần kiểm tra")],
    period: Annotated[str, typer.Option("--period", metavar="KỲ", help="Kỳ báo cáo; bỏ trống thì theo tệp")] = "",
    locality: LocalityId = HOME,
    hand_back: Annotated[bool, typer.Option("--return", help="Ghi bản đánh dấu lỗi bên cạnh tệp")] = False,
) -> None:
    """Kiểm tra thử tệp của đơn vị trước khi gửi: cùng quy tắc, không ghi nhận gì."""
    from flows.console.rehearsal import show_case
    from flows.run.rehearsal import rehearse

    cases = rehearse(files, period, locality, write_copies=hand_back)
    for case, copy in cases:
        show_case(case, copy)
    raise typer.Exit(0 if all(case.submission.verdict == "accepted" for case, _ in cases) else 1)


def status(period: PeriodText, out: Out = OUT) -> None:
    """Tình hình nộp báo cáo của kỳ, theo lần chạy gần nhất."""
    from flows.console.deliveries import show_timeliness
    from flows.console.runs import say_kept, show_status
    from flows.ledger.delivering import timeliness_in
    from flows.locality.localities import load_locality
    from flows.record.read_back import damaged, read_run
    from flows.record.request import Request
    from kstt.mention import parse

    when = parse(period)
    if wrong := damaged(folder := out / str(when)):
        raise DefinitionError(wrong)
    record = read_run(folder)
    if record is None:
        complain(f"Chưa có lần chạy nào cho kỳ {when} trong {out}. Hãy chạy: kstt run {when}")
        raise typer.Exit(2)
    told, by_ledger = timeliness_in(record, out)
    show_status(record, folder)
    say_kept(folder)
    _say_closed(Request(when, record["locality"], RAW() / str(when), out))
    if record["files"]:
        show_timeliness(told, load_locality(record["locality"]), by_ledger=by_ledger)


def _say_closed(request: "Request") -> None:
    """Why what came last does not count, and what makes it count."""
    from flows.ledger.closing import closing_said

    if closed := closing_said(request):
        again = f'kstt reopen {request.period} --why "lý do"'
        say(f"Kỳ {request.period} {closed}: tệp nhận sau đó chưa được tính; mở lại: {again}")


def history(
    unit: UnitText,
    period: PeriodText,
    locality: LocalityId = HOME,
    out: Out = OUT,
) -> None:
    """Các lần nộp của một đơn vị theo sổ cái: lúc nào, kết quả, tệp nào được tính; kỳ được chốt, mở lại vì sao."""
    from flows.console.ledger import show_history
    from flows.ledger.history import history_of, unit_of
    from flows.ledger.store import place_of, reading
    from flows.locality.localities import load_locality

    whose, when = either_way(unit, period)
    found = unit_of(whose, load_locality(locality).register.valid_on(when.window[1]))
    with reading(place_of(out)) as ledger:
        show_history(history_of(found, ledger.entries(locality, str(when))), when)


def blank(period: PeriodText, locality: LocalityId = HOME, out: Out = OUT) -> None:
    """Tạo biểu mẫu trống cho từng đơn vị của kỳ."""
    from flows.console.runs import say_kept
    from flows.outputs.blanks import issue_blanks, not_brought_along
    from kstt.mention import parse

    folder, number = issue_blanks(parse(period), locality, out)
    say(f"Đã tạo {number} biểu mẫu trống trong {folder}")
    say_kept(folder.parent)
    for sentence in not_brought_along(parse(period), locality, out):
        say(f"- {sentence}")


def sample(
    period: PeriodText,
    locality: LocalityId = HOME,
    seed: Annotated[int, typer.Option("--seed", metavar="SỐ", help="Số khởi tạo: cùng số thì cùng tệp")] = 7,
    raw: Annotated[
        Path, typer.Option("--raw", metavar="THƯ MỤC", help="Nơi ghi, thay cho data/raw", show_default=False)
    ] = RAW,
) -> None:
    """Tạo một kỳ ví dụ: tệp nộp mô phỏng của mọi đơn vị, kèm đáp án truth.json."""
    from flows.locality.agenda import agenda_of
    from flows.locality.localities import load_locality
    from flows.received.intake import forms_of
    from flows.sample.quarter import write_sample
    from kstt.mention import parse

    when = parse(period)
    forms = forms_of(when, agenda_of(locality, when.year).lines)
    done = write_sample(raw / str(when), period=when, locality=load_locality(locality), forms=forms, seed=seed)
    say(f"Đã tạo kỳ ví dụ trong {done.folder}")
