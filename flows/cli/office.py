"""Commands on the office itself: its calendar and its installation."""

from pathlib import Path
from typing import Annotated

import typer

from flows.cli.log import logged
from flows.cli.words import HOME, OUT, YEARS, LocalityId, Out
from flows.machine.speaking import complain, say

YearText = Annotated[str, typer.Argument(metavar="NĂM", help="Ví dụ 2026")]


def _year(text: str) -> int:
    from kstt.mention import mention

    said = mention(text)
    if said.year and said.part == "Y" and said.year in YEARS:
        return said.year
    complain(f"«{text}» không phải là năm; hãy ghi như 2026")
    raise typer.Exit(2)


def calendar(year: YearText, locality: LocalityId = HOME) -> None:
    """Lịch báo cáo của năm: kỳ số liệu, ngày gửi, hạn, ngày làm việc còn lại, gia hạn, căn cứ."""
    from flows.console.calendars import show_calendar
    from flows.locality.calendars import load_calendar
    from flows.locality.localities import load_locality
    from flows.machine.clock import now

    when, today = _year(year), now().date()
    show_calendar(load_calendar(locality, when), load_locality(locality), when, today)


def timeliness(year: YearText, locality: LocalityId = HOME, out: Out = OUT) -> None:
    """Nộp báo cáo đúng hạn trong năm, theo sổ cái: đầy đủ và đúng hạn của từng kỳ, từng đơn vị."""
    from flows.console.deliveries import show_year
    from flows.ledger.delivering import timeliness_over
    from flows.ledger.store import place_of, reading
    from flows.locality.localities import load_locality

    when = _year(year)
    with reading(place_of(out)) as ledger:
        told = timeliness_over(locality, when, ledger.entries(locality))
    show_year(told, load_locality(locality), when)


def doctor(
    trial: Annotated[
        bool, typer.Option("--trial", help="Chạy thử cả một quý với tệp mô phỏng, trong thư mục tạm")
    ] = False,
) -> None:
    """Kiểm tra nơi cài đặt: cấu hình, thư mục, đơn vị, sổ cái, đồng hồ, thư, máy chủ, đĩa; nêu việc cần làm."""
    from flows.console.doctor import show_check
    from flows.doctor.examining import examine

    levels = [show_check(check) for check in examine()]
    if trial and "fault" not in levels:
        from flows.doctor.trial import try_out
        from flows.machine.probes import now
        from flows.machine.settings import settings

        installed = settings()
        levels += [show_check(one) for one in try_out(installed.locality, installed.folders.out, now().date())]
    raise typer.Exit(1 if "fault" in levels else 0)


@logged("backup")
def backup(
    target: Annotated[
        Path, typer.Argument(metavar="THƯ MỤC", help="Nơi để bản sao, tốt nhất trên đĩa hoặc máy khác", file_okay=False)
    ],
    out: Out = OUT,
) -> None:
    """Sao lưu sổ cái, tệp đã nhận, lần phát hành, danh mục riêng, cấu hình; kiểm tra bản sao. Không phải dừng gì."""
    from flows.afterwards.backing_up import back_up
    from flows.console.ledger import show_checked
    from flows.machine.clock import now

    done = back_up(target, out, now())
    show_checked(done.ledger)
    for problem in done.problems:
        complain(f"- {problem}")
    say(f"Đã sao lưu vào {done.folder}: {done.files} tệp đã nhận, {done.ledger.entries} mục sổ cái")
    raise typer.Exit(1 if done.problems or done.ledger.fault else 0)
