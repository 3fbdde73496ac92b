"""Plans, targets and indicators on the console."""

from fractions import Fraction
from typing import Any

from rich.markup import escape
from rich.table import Table

from flows.locality.localities import folders, load_locality
from flows.machine.terminal import console, show_table
from kstt.form import Form
from kstt.spoken import plain_text
from kstt.targets.indicator import Indicator
from kstt.targets.plan_group import group_name
from kstt.targets.scoreboard import Scoreboard
from kstt.targets.target import Plan
from report_templates.definitions import load_indicators
from report_templates.page.said import judged, lacking


def show_plans(plans: list[Plan]) -> None:
    """The targets of plans with their road maps; groups are called as each plan's own locality calls them."""
    names = {one.id: one for one in load_indicators()}
    for plan in plans:
        own = load_locality(plan.locality)
        console.print(f"[bold]{escape(plan.title)}[/] ({escape(plan.issued_by)})", soft_wrap=True)
        table = Table("Chỉ tiêu", "Nhóm đơn vị", "Quý I", "Quý II", "Quý III", "Quý IV", "Cả năm", "Nguồn")
        for target in plan.target:
            quarters = map(_demanded, target.quarters) if target.quarters else ("–",) * 4
            group = group_name(plan, target.group, own)
            row = (names[target.indicator].name, group, *quarters, _demanded(target.year), target.section)
            table.add_row(*map(escape, row))
        show_table(table)


def show_scoreboard(board: Scoreboard) -> None:
    """The targets judged, in the plan's order."""
    table = Table("Chỉ tiêu", "Nhóm", "Mức kỳ này", "Kết quả", "Đánh giá", "Còn thiếu", "Cả năm", "Số liệu")
    for line in board.lines:
        told = line.quarter
        said = [one.text for one in (*judged(line), lacking(line.indicator, told))]
        row = (line.indicator.name, line.group, plain_text(told.threshold), *said, _demanded(line.target.year))
        table.add_row(*map(escape, (*row, f"{line.reporting}/{len(line.units)}")))
    show_table(table)


def _demanded(written: str) -> str:
    return plain_text(Fraction(written))


def show_indicators(indicators: tuple[Indicator, ...]) -> None:
    """All indicators with where their parts come from."""
    table = Table("Mã", "Chỉ tiêu", "Đơn vị", "Tử số từ", "Mẫu số từ")
    for one in indicators:
        row = (one.id, one.name, one.measure, one.numerator_from, one.denominator_from or "–")
        table.add_row(*map(escape, row))
    show_table(table)


def describe(indicator: Indicator, forms: tuple[Form, ...]) -> str:
    """An indicator's definition, its source columns in words, its schema, and the plans that use it."""
    from validation.indicator_schemas import schema_for

    plans = [
        f"{plan.id}: {_demanded(target.year)} ({target.section})"
        for locality, folder in folders().items()
        for path in sorted(folder.glob("plan-*.toml"))
        for plan in [_plan(locality, path.stem)]
        for target in plan.target
        if target.indicator == indicator.id
    ]
    sign = "≥" if indicator.direction == "at_least" else "≤"
    lines = [
        f"{indicator.id} – {indicator.name} ({indicator.measure}, {sign})",
        f"  Tử số:  {indicator.numerator} [{_columns(indicator.numerator_from, forms)}]",
        f"  Mẫu số: {indicator.denominator or 'không có'} [{_columns(indicator.denominator_from, forms)}]",
        f"  Theo thời gian: {indicator.over_time}",
        f"  Ràng buộc: {'; '.join(_rules(schema_for(indicator)))}",
        "  Kế hoạch: " + ("; ".join(plans) or "chưa có kế hoạch nào giao"),
    ]
    return "\n".join(lines)


def _plan(locality: str, stem: str) -> Plan:
    from flows.locality.localities import find_folder
    from flows.locality.plans import read_plan

    return read_plan(find_folder(locality) / f"{stem}.toml")


def _columns(said: str, forms: tuple[Form, ...]) -> str:
    code, _, numbers = said.partition(": ")
    form = next((form for form in forms if form.code == code), None)
    if form is None or not numbers or not numbers.replace(" + ", "").isdigit():
        return said or "–"
    names = [f"({number}) {' – '.join(form.column(int(number)).heading)}" for number in numbers.split(" + ")]
    return f"biểu {code}: " + " + ".join(names)


def _rules(schema: Any) -> list[str]:
    words = {
        "cell.negative": "số nguyên không âm",
        "line.share": "tử số không lớn hơn mẫu số",
        "score.over_maximum": "không vượt điểm tối đa",
    }
    checks = [check for column in schema.columns.values() for check in column.checks] + list(schema.checks)
    return [words[name] for name in dict.fromkeys(str(check.error) for check in checks)]
