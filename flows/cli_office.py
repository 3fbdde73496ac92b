"""Commands on the office itself: its calendar and its installation."""

from typing import Annotated

import typer

from flows.cli_words import HOME, LocalityId
from flows.speaking import complain

_YEARS = range(2000, 2100)  # those a period can name


def calendar(
    year: Annotated[int, typer.Argument(metavar="NĂM", help="Ví dụ 2026")],
    locality: LocalityId = HOME,
) -> None:
    """Lịch báo cáo của năm: kỳ số liệu, ngày gửi, hạn, ngày làm việc còn lại, gia hạn, căn cứ."""
    from datetime import datetime

    from flows.calendar_console import show_calendar
    from flows.calendars import load_calendar
    from flows.localities import load_locality
    from flows.received import VIETNAM

    if year not in _YEARS:
        complain(f"«{year}» không phải là năm; hãy ghi như 2026")
        raise typer.Exit(2)
    today = datetime.now(VIETNAM).date()
    show_calendar(load_calendar(locality, year), load_locality(locality), year, today)
