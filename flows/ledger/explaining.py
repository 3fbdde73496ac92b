"""Entering what an office says about findings and rules into the ledger: explanations, waivers, withdrawn rules."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flows.ledger.allowances import Allowances, allowances_of
from flows.ledger.chain import Kind
from flows.ledger.closing import CLOSING, closed_by
from flows.ledger.entered import hold_entered
from flows.ledger.explained import explained_body, explanation_of, waived_body, withdrawn_body
from flows.ledger.history import unit_of
from flows.ledger.store import place_of, reading, writing
from flows.locality.localities import load_locality
from flows.record.by_quarter import ask_each
from flows.record.contract import RECORD
from flows.record.read_back import damaged, read_run
from kstt.explaining import Explanation
from kstt.form import DefinitionError
from kstt.mention import parse
from kstt.period import Period, in_force, in_order
from kstt.spelling import clean
from kstt.typed import has_letters
from kstt.unit import Unit
from kstt.waiver import Waiver, Withdrawal
from validation.register import Rule, rules


@dataclass(frozen=True, slots=True)
class Desk:
    """Whose ledger is written: the locality, and the folder of outputs beside it."""

    locality: str
    out: Path

    def unit(self, text: str, period: Period) -> Unit:
        """The unit of a code or name in a period; raises DefinitionError."""
        return unit_of(text, load_locality(self.locality).register.valid_on(period.window[1]))

    def enter(self, period: Period, kind: Kind, body: Mapping[str, Any]) -> None:
        """One entry; raises Locked where the ledger can not be written."""
        with writing(place_of(self.out)) as ledger:
            ledger.append(self.locality, str(period), [(kind, body)])


def questions(desk: Desk, unit: Unit, period: Period) -> list[dict[str, Any]]:
    """What the unit has to explain or has explained, by the last run; raises DefinitionError where there was none."""
    if wrong := damaged(desk.out / str(period)):
        raise DefinitionError(wrong)
    record = read_run(desk.out / str(period))
    if record is None or record["locality"] != desk.locality:
        raise DefinitionError(f"chưa có lần chạy nào cho kỳ {period} trong {desk.out}; hãy chạy: kstt run {period}")
    if "quarters" in record:
        raise DefinitionError(ask_each(period, f"kstt explain {unit.code}"))
    hold_entered(desk.out / str(period))
    mine = (file for file in record["files"].values() if file["unit_code"] == unit.code)
    return [one for file in mine for one in file["findings"] if one["severity"] == "must_explain"]


def waiting(desk: Desk, unit: Unit, period: Period) -> dict[str, str]:
    """The words entered by command since the last run, which has not seen them yet, by the finding's key."""
    with reading(place_of(desk.out)) as ledger:
        entries = list(ledger.entries(desk.locality, str(period)))
    seen = max((entry.seq for entry in entries if entry.kind == "run"), default=0)
    told = [explanation_of(entry) for entry in entries if entry.kind == "explained" and entry.seq > seen]
    return {one.key: one.words for one in told if one.unit_code == unit.code}


def explain(desk: Desk, unit: Unit, period: Period, number: int, words: str) -> dict[str, Any]:
    """Enters a unit's words on the finding of that number, from 1; without words the former ones are not accepted.

    Gives the finding. Raises DefinitionError where there is no such finding, or nothing to take back.
    """
    asked = questions(desk, unit, period)
    if not 1 <= number <= len(asked):
        raise DefinitionError(f"{unit.name} có {len(asked)} phát hiện phải giải trình, không có phát hiện số {number}")
    one, said = asked[number - 1], clean(words)
    if not said and not one["explanation"]:
        raise DefinitionError(f"phát hiện số {number} chưa có giải trình nào")
    if said and not has_letters(said):
        raise DefinitionError(f"«{said}» không phải lời giải trình")
    found = "" if one["found"] is None else str(one["found"])
    desk.enter(period, "explained", explained_body(Explanation(unit.code, one["key"], said, "", "", found)))
    return one


def waive(desk: Desk, waiver: Waiver, *, revoked: bool) -> None:
    """Enters a waiver, or that there is none any more; raises DefinitionError where the rule can not be waived."""
    _may_rest(waiver.rule)
    if waiver.until.window[1] < waiver.since.window[1]:
        raise DefinitionError(f"kỳ kết thúc {waiver.until} trước kỳ bắt đầu {waiver.since}")
    if revoked:
        _must_stand(desk, waiver)
    desk.enter(waiver.since, "waived", waived_body(waiver, revoked=revoked))


def withdraw(desk: Desk, withdrawal: Withdrawal, *, restored: bool) -> None:
    """Enters that a rule tells nothing from a period on, or tells again; raises DefinitionError where it must judge."""
    _may_rest(withdrawal.rule)
    if restored and all(one.rule != withdrawal.rule for one in _allowed(desk, withdrawal.since).withdrawn):
        raise DefinitionError(f"quy tắc {withdrawal.rule} không bị ngừng áp dụng ở kỳ {withdrawal.since}")
    desk.enter(withdrawal.since, "withdrawn", withdrawn_body(withdrawal, restored=restored))


def run_again(desk: Desk, since: Period, until: Period | None) -> str:
    """The periods that were run and are touched by what holds from one period until another, as a word of advice.

    A period added up from quarters is touched by what touches one of them; it stands after them.
    """
    records = (read_run(path.parent) for path in sorted(desk.out.glob(f"*/{RECORD}")))
    mine = {parse(one["period"]): one for one in records if one is not None and one["locality"] == desk.locality}
    of = {period: period.quarters if "quarters" in record else (period,) for period, record in mine.items()}
    touched = {period for period, parts in of.items() if any(in_force(since, until, part) for part in parts)}
    if not touched:
        return "Chưa chạy kỳ nào liên quan: có hiệu lực từ lần chạy tới"
    with reading(place_of(desk.out)) as ledger:
        closed = {period for period in touched if closed_by(ledger.entries(desk.locality, str(period), (CLOSING,)))}
    sentences = (
        ("Hãy chạy lại kỳ liên quan, theo thứ tự", "kstt run {}", touched - closed),
        ("Kỳ đã chốt số liệu: chỉ áp dụng khi mở lại rồi chạy lại", 'kstt reopen {} --why "lý do"', closed),
    )
    return ". ".join(
        f"{said}: {'; '.join(command.format(period) for period in sorted(periods, key=in_order))}"
        for said, command, periods in sentences
        if periods
    )


def _must_stand(desk: Desk, waiver: Waiver) -> None:
    """A waiver goes by its first period; taking back what was never given would leave what was given as it is."""
    mine = waiver.unit_code, waiver.rule
    standing = [one for one in _allowed(desk, waiver.since).waivers if (one.unit_code, one.rule) == mine]
    if any(one.since == waiver.since for one in standing):
        return
    others = ", ".join(f"từ kỳ {one.since} đến hết kỳ {one.until}" for one in standing)
    more = f"; đang được miễn {others}: hãy ghi kỳ đầu tiên của lần miễn đó" if others else ""
    raise DefinitionError(f"đơn vị chưa được miễn quy tắc {waiver.rule} từ kỳ {waiver.since}{more}")


def _allowed(desk: Desk, period: Period) -> Allowances:
    with reading(place_of(desk.out)) as ledger:
        return allowances_of(ledger, desk.locality, period, even_closed=True)


def said_why(text: str) -> str:
    """A reason in words; raises DefinitionError where none is given."""
    if not has_letters(text):
        raise DefinitionError('hãy ghi lý do, ví dụ: --why "Công văn số 12/UBND-VP"')
    return clean(text)


def _may_rest(id_: str) -> Rule:
    rule = rules().get(id_)
    if rule is None:
        raise DefinitionError(f"không có quy tắc «{id_}»; xem danh sách: kstt rules list")
    if not rule.waivable:
        raise DefinitionError(f"quy tắc {id_} không miễn, không ngừng được: khi đó không có số liệu để tính")
    return rule
