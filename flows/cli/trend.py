"""The command `kstt trend`."""

from datetime import datetime
from typing import Annotated

import typer

from flows.cli.words import HOME, OUT, LocalityId, Out, UnitText

_DAY_HELP = "Theo đơn vị hành chính ngày nào, ví dụ 2025-12-14; bỏ trống là cuối quý mới nhất"
_DAY = typer.Option("--as-of", metavar="NGÀY", formats=["%Y-%m-%d"], help=_DAY_HELP)


def trend(
    unit: UnitText,
    as_of: Annotated[datetime | None, _DAY] = None,
    form: Annotated[str, typer.Option("--form", metavar="BIỂU", help="Biểu có dòng tổng")] = "II.06a",
    quarters: Annotated[int, typer.Option("--quarters", metavar="SỐ", min=1, help="Số quý gần nhất")] = 8,
    locality: LocalityId = HOME,
    out: Out = OUT,
) -> None:
    """Số liệu của một đơn vị qua các quý đã chạy: như đã báo cáo, và theo đơn vị hành chính sau sáp nhập, chia tách."""
    from flows.console.trend import show_trend
    from flows.earlier.trend import trend_of
    from flows.locality.localities import load_locality

    when = as_of.date() if as_of else None
    show_trend(trend_of(out, load_locality(locality), unit, form, quarters, when))
