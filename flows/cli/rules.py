"""Commands on findings and rules: explain, waive, withdraw and restore, and judging anew."""

from pathlib import Path
from typing import Annotated

import typer

from flows.cli.log import logged
from flows.cli.words import HOME, OUT, LocalityId, Out, PeriodText, UnitText, either_way
from flows.machine.speaking import say

RuleText = Annotated[str, typer.Argument(metavar="QUY TẮC", help="Mã quy tắc, xem: kstt rules list")]
Since = Annotated[str, typer.Argument(metavar="TỪ KỲ", help="Kỳ đầu tiên có hiệu lực, ví dụ 2026-Q1")]
Why = Annotated[str, typer.Option("--why", metavar="LÝ DO", help="Lý do, văn bản cho phép")]

rules_app = typer.Typer(help="Quy tắc kiểm tra: danh sách, ngừng áp dụng, áp dụng lại.", no_args_is_help=True)


@logged("explain")
def explain(
    unit: UnitText,
    period: PeriodText,
    number: Annotated[
        int | None,
        typer.Argument(metavar="SỐ", min=1, help="Số thứ tự của phát hiện; bỏ trống: in danh sách", show_default=False),
    ] = None,
    words: Annotated[str, typer.Argument(metavar="LỜI", help="Lời giải trình của đơn vị")] = "",
    locality: LocalityId = HOME,
    out: Out = OUT,
    reject: Annotated[bool, typer.Option("--reject", help="Không chấp nhận lời giải trình đã có")] = False,
) -> None:
    """Giải trình của một đơn vị: in danh sách, ghi lời giải trình vào sổ cái, hoặc không chấp nhận."""
    from flows.console.rules import show_questions
    from flows.ledger.explaining import Desk, questions, waiting
    from flows.ledger.explaining import explain as enter
    from kstt.form import DefinitionError
    from kstt.spelling import clean

    desk = Desk(locality, out)
    named, when = either_way(unit, period)
    whose = desk.unit(named, when)
    if reject and number is None:
        raise DefinitionError("hãy ghi số thứ tự của phát hiện trước --reject; bỏ --reject để xem danh sách")
    if number is None:
        show_questions(whose, when, questions(desk, whose, when), waiting(desk, whose, when))
        return
    if bool(clean(words)) == reject:
        raise DefinitionError("hãy ghi lời giải trình, hoặc --reject để không chấp nhận lời đã có")
    told = enter(desk, whose, when, number, words)
    done = "không chấp nhận giải trình" if reject else "giải trình"
    say(f"Đã ghi sổ cái: {whose.name}, {done} cho phát hiện {number}. {told['message']}")
    say(f"Hãy chạy lại để báo cáo ghi nhận: kstt run {when}")


@logged("waive")
def waive(
    unit: UnitText,
    rule: RuleText,
    period: Since,
    why: Why,
    until: Annotated[str, typer.Option("--until", metavar="KỲ", help="Kỳ cuối cùng; bỏ trống: chỉ một kỳ")] = "",
    locality: LocalityId = HOME,
    out: Out = OUT,
) -> None:
    """Miễn một quy tắc cho một đơn vị đến hết một kỳ: phát hiện vẫn được nêu nhưng không chặn báo cáo của đơn vị."""
    _waived((unit, rule, period, until or period), why, locality, out)


@logged("unwaive")
def unwaive(
    unit: UnitText, rule: RuleText, period: Since, why: Why, locality: LocalityId = HOME, out: Out = OUT
) -> None:
    """Hủy việc miễn một quy tắc cho một đơn vị, như chưa từng miễn."""
    _waived((unit, rule, period, period), why, locality, out, revoked=True)


def _waived(what: tuple[str, str, str, str], why: str, locality: str, out: Path, *, revoked: bool = False) -> None:
    from flows.ledger.explaining import Desk, run_again, said_why
    from flows.ledger.explaining import waive as enter
    from kstt.mention import parse
    from kstt.waiver import Waiver

    unit, rule, since, last = *what[:2], *map(parse, what[2:])
    desk = Desk(locality, out)
    whose = desk.unit(unit, since)
    enter(desk, Waiver(whose.code, rule, since, last, said_why(why), "", ""), revoked=revoked)
    done = f": hủy việc miễn từ {since.phrase}" if revoked else f" được miễn từ {since.phrase} đến hết {last.phrase}"
    say(f"Đã ghi sổ cái: {whose.name}, quy tắc {rule}{done}. {run_again(desk, since, None if revoked else last)}")


def rejudge(
    period: PeriodText,
    locality: LocalityId = HOME,
    out: Out = OUT,
) -> None:
    """Kiểm tra lại tệp đã chấp nhận của một kỳ theo quy tắc hôm nay; chỉ in kết quả thay đổi, không ghi gì."""
    from flows.afterwards.rejudging import rejudge as judge
    from flows.console.rules import show_rejudged
    from flows.machine import workers
    from flows.machine.clock import now
    from flows.record.request import Request
    from kstt.mention import parse

    when = parse(period)
    show_rejudged(judge(Request(when, locality, Path(), out), now().date(), workers.each), when)


@rules_app.command("list")
def rules_list(
    period: Annotated[str, typer.Argument(metavar="KỲ", help="Thêm quy tắc đã ngừng và được miễn của kỳ")] = "",
    locality: LocalityId = HOME,
    out: Out = OUT,
) -> None:
    """Liệt kê quy tắc kiểm tra; với một kỳ thì nêu quy tắc không áp dụng, đã ngừng, được miễn."""
    from flows.console.rules import show_allowed, show_rules
    from flows.ledger.allowances import allowances_of
    from flows.ledger.store import place_of, reading
    from flows.locality.localities import load_locality
    from kstt.mention import parse

    when = parse(period) if period else None
    if when is None:
        show_rules(None)
        return
    with reading(place_of(out)) as ledger:
        allowed = allowances_of(ledger, locality, when)
    show_rules(allowed.in_force)
    show_allowed(allowed, load_locality(locality).register)


@rules_app.command("withdraw")
@logged("rules withdraw")
def rules_withdraw(rule: RuleText, period: Since, why: Why, locality: LocalityId = HOME, out: Out = OUT) -> None:
    """Ngừng áp dụng một quy tắc từ một kỳ, cho mọi đơn vị."""
    _withdrawn(rule, period, why, locality, out, restored=False)


@rules_app.command("restore")
@logged("rules restore")
def rules_restore(rule: RuleText, period: Since, why: Why, locality: LocalityId = HOME, out: Out = OUT) -> None:
    """Áp dụng lại một quy tắc từ một kỳ."""
    _withdrawn(rule, period, why, locality, out, restored=True)


def _withdrawn(rule: str, period: str, why: str, locality: str, out: Path, *, restored: bool) -> None:
    from flows.ledger.explaining import Desk, run_again, said_why, withdraw
    from kstt.mention import parse
    from kstt.waiver import Withdrawal

    desk, since = Desk(locality, out), parse(period)
    withdraw(desk, Withdrawal(rule, since, said_why(why), "", ""), restored=restored)
    done = "áp dụng lại" if restored else "ngừng áp dụng"
    say(f"Đã ghi sổ cái: quy tắc {rule} {done} từ {since.phrase}. {run_again(desk, since, None)}")
