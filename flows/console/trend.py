"""What `kstt trend` prints: two tables of quarters and the names of their columns."""

from collections.abc import Sequence

from rich.markup import escape
from rich.table import Table

from flows.earlier.trend import Point, Trend
from flows.machine.terminal import console, show_table
from kstt.form import Form
from kstt.period import day
from validation.telling import shown_number


def show_trend(trend: Trend) -> None:
    """Both views, the officer's own remark first."""
    console.print(f"[bold]{escape(trend.unit.name)}[/] ({trend.unit.code}), biểu {trend.form.code}", soft_wrap=True)
    for remark in trend.remarks:
        console.print(escape(remark), soft_wrap=True)
    console.print("\nNhư đã báo cáo, theo các đơn vị có ở từng quý:")
    show_table(_table(trend.reported, trend.form, "Đơn vị báo cáo"))
    console.print(f"\nTheo đơn vị hành chính ngày {day(trend.when)}:")
    show_table(_table(trend.of_map, trend.form, "Đơn vị"))
    for column in trend.form.numbers:
        console.print(f"({column.number}) {escape(' – '.join(column.heading))}", soft_wrap=True)


def _table(points: Sequence[Point], form: Form, who: str) -> Table:
    table = Table("Quý", who)
    for column in form.numbers:
        table.add_column(f"({column.number})", justify="right", no_wrap=True)
    table.add_column("Ghi chú")
    for point in points:
        numbers = (point.numbers.get(column.number) for column in form.numbers)
        shown = ["–" if number is None else str(shown_number(number)) for number in numbers]
        table.add_row(str(point.period), escape(point.who), *shown, escape(point.remark))
    return table
