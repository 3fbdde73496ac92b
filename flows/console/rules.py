"""What the commands on findings and rules print."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from rich.markup import escape
from rich.table import Table

from flows.afterwards.rejudging import Rejudged, blocking
from flows.console.rule_words import PLACEHOLDERS
from flows.ledger.allowances import Allowances
from flows.machine.hints import followed
from flows.machine.terminal import console, show_table
from kstt.finding import SEVERITIES, VERDICTS
from kstt.period import Period, day
from kstt.unit import Register, Unit
from validation.register import InForce, rules, title_of


def show_questions(unit: Unit, period: Period, asked: Sequence[Mapping[str, Any]], waiting: Mapping[str, str]) -> None:
    """What a unit has to explain, numbered as `kstt explain` takes it; `waiting` are words no run has seen yet."""
    owed = sum(not one["explanation"] for one in asked)
    console.print(f"{escape(unit.name)}, {period.phrase}: {len(asked)} phát hiện phải giải trình, còn thiếu {owed}")
    for number, one in enumerate(asked, start=1):
        place = f"trang «{one['sheet']}» ô {one['cell']}: " if one["cell"] else ""
        console.print(f"{number}. {escape(place + one['message'])}", soft_wrap=True)
        if one["explanation"]:
            when = day(datetime.fromisoformat(one["explained_at"]))
            said = f"«{one['explanation']}» ({one['explained_by']}, {when})"
            console.print(f"   Giải trình: {escape(said)}", soft_wrap=True)
        if one["key"] in waiting:
            words = f"«{waiting[one['key']]}»" if waiting[one["key"]] else "không chấp nhận lời giải trình"
            console.print(f"   Đã ghi sổ cái, chờ chạy lại: {escape(words)}", soft_wrap=True)
    if owed:
        how = f'kstt explain {unit.code} {period} SỐ "lời giải trình của đơn vị"'
        console.print(f"Ghi lời giải trình: {escape(followed(how))}", soft_wrap=True)


def show_rules(in_force: InForce | None) -> None:
    """The rules with how grave they are and what they say; those that do not judge the period are marked."""
    headings = (
        "Mã",
        "Mức độ",
        "Từ kỳ",
        "Đến kỳ",
        "Miễn, ngừng được",
        *(["Áp dụng"] if in_force else []),
        "Tên, câu báo",
    )
    table = Table(*headings)
    for rule in rules().values():
        until = str(rule.until) if rule.until else ""
        row = [rule.id, SEVERITIES[rule.severity], str(rule.since), until, "có" if rule.waivable else "không"]
        row += ["có" if in_force.tells(rule.id) else "không"] if in_force else []
        table.add_row(*row, f"[bold]{escape(rule.title)}[/]: {escape(rule.sentence.format_map(PLACEHOLDERS))}")
    show_table(table)


def show_allowed(allowed: Allowances, register: Register) -> None:
    """The withdrawn rules and the waivers of a period."""
    for gone in allowed.withdrawn:
        console.print(
            f"Ngừng áp dụng: {_named(gone.rule)} từ {gone.since.phrase} – {escape(f'{gone.why} ({gone.by})')}",
            soft_wrap=True,
        )
    for one in allowed.waivers:
        unit = register.get(one.unit_code)
        until = f"{_named(one.rule)} đến hết {one.until.phrase} – {one.why} ({one.by})"
        console.print(f"Được miễn: {escape(f'{unit.name if unit else one.unit_code}: {until}')}", soft_wrap=True)


def _named(rule: str) -> str:
    return f"{title_of(rule)} ({rule})"


def show_rejudged(done: Rejudged, period: Period) -> None:
    """The files today's rules would not accept, each with why."""
    for case in done.changed:
        unit = case.unit.name if case.unit else "chưa rõ đơn vị"
        console.print(
            f"[bold]{escape(case.received.name)}[/] – {escape(unit)}: chấp nhận → {VERDICTS[case.submission.verdict]}"
        )
        for one in blocking(case):
            console.print(f"  - {escape(one.message)}", soft_wrap=True)
    for name in done.lost:
        console.print(f"- Không còn tệp đã nhận «{escape(name)}» như khi nhận, không kiểm tra lại được", soft_wrap=True)
    console.print(
        f"{period.name}: {len(done.changed)} tệp thay đổi kết quả, {done.unchanged} tệp như cũ. Không ghi gì."
    )
