"""Words the commands share: how a period, a locality and the output folder are given."""

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.machine.settings import settings
from flows.machine.speaking import say

if TYPE_CHECKING:
    from kstt.period import Period

YEARS = range(2000, 2100)  # those a period can name
PeriodText = Annotated[str, typer.Argument(metavar="KỲ", help="Kỳ báo cáo: 2026-Q1, 2026-6M, 2026-9M, 2026")]
UnitText = Annotated[str, typer.Argument(metavar="ĐƠN VỊ", help='Mã hoặc tên, ví dụ 11455 hoặc "phường Đồ Sơn"')]
LocalityId = Annotated[
    str,
    typer.Option("--locality", metavar="MÃ", help="Địa phương (thư mục trong localities/)", show_default=False),
]
Received = Annotated[
    Path | None,
    typer.Option(
        "--raw",
        metavar="THƯ MỤC",
        help="Thư mục tệp đã nhận, thay cho data/raw/KỲ",
        exists=True,
        file_okay=False,
    ),
]
Out = Annotated[
    Path,
    typer.Option("--out", metavar="THƯ MỤC", help="Nơi ghi kết quả, thay cho data/out", show_default=False),
]


# A command without the option asks the settings when it runs, not when help is printed.
def _home() -> str:
    return settings().locality


def _raw() -> Path:
    return settings().folders.raw


def _out() -> Path:
    return settings().folders.out


HOME: Any = _home
RAW: Any = _raw
OUT: Any = _out


def either_way(unit: str, period: str) -> "tuple[str, Period]":
    """A unit, as it was named, and a period, in whichever order they were given: no unit is called «2026-Q1».

    Raises ValueError, in Vietnamese, where neither is a period.
    """
    from kstt.mention import parse

    for whose, when in ((unit, period), (period, unit)):
        with suppress(ValueError):
            return whose, parse(when)
    return unit, parse(period)


def say_version(asked: bool) -> None:
    """What `kstt --version` prints, and ends."""
    if asked:
        from flows.doctor.examining import program_version

        say(f"kstt {program_version()}")
        raise typer.Exit
