"""What the report of a longer period says of its sums: relations that broke, columns and forms that do not add up."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from flows.earlier.ancestry import Ancestry
from kstt.form import Form, Over
from kstt.identity import Identity
from kstt.over_time import Break
from kstt.span import Quarter, Sum
from kstt.unit import Unit
from report_templates.definitions import load_indicators
from validation.equations import BOUND, SUM

_NAMED = 10  # lines named in one sentence


def sum_remarks(forms: Sequence[Form], quarters: Sequence[Quarter], added: Sum, known: Ancestry) -> Iterator[str]:
    """Every sentence, in Vietnamese."""
    units = known.view.units
    yield from _broken(forms, added.breaks, known)
    yield from _recounted(units, forms, added)
    yield from _distinct(forms, quarters, added)
    yield from _unasked(forms, quarters, added)
    yield from _counted_again(units, forms, added)
    yield from _above_whole(added, known)


def _broken(forms: Sequence[Form], breaks: Sequence[Break], known: Ancestry) -> Iterator[str]:
    by_code = {form.code: form for form in forms}
    names = {unit.code: unit.name for unit in known.view.units}
    ordered = sorted(breaks, key=lambda one: (one.form, str(one.rule)))
    for (code, rule), group in groupby(ordered, key=lambda one: (one.form, one.rule)):
        mine = list(group)
        every = [f"{names[one.unit_code]} – {one.line} (chênh {one.difference})" for one in mine]
        why = " hoặc ".join(_why(by_code[code], rule, {one.unit_code for one in mine}, known))
        yield (
            f"Biểu {code}: {rule} không còn đúng khi cộng các quý, {why}; tỷ lệ dựa trên tổng đó không tính cho đơn "
            f"vị: {_first(every)}"
        )


def _why(form: Form, rule: Identity, codes: set[int], known: Ancestry) -> Iterator[str]:
    """What may have broken a relation: only one of openings and closings breaks where quarters do not join up."""
    stocks = {form.column(number).over for column in rule.columns for number in _parts(form, column)}
    joined = stocks >= {"opening", "closing"}
    if joined:
        yield "do tồn đầu kỳ của một quý khác tồn cuối kỳ của quý trước"
        if _of_a_share(known, codes):
            yield "do tỷ lệ chia đơn vị"
    if not joined or not _passed(known, SUM if rule.is_sum else BOUND).isdisjoint(codes):
        yield "do trong một quý đã không đúng mà quy tắc được miễn hoặc ngừng áp dụng"


def _parts(form: Form, number: int) -> set[int]:
    """A column with all those it is the sum of, in whichever way."""
    return {number}.union(*(_parts(form, part) for rule in form.sums_of(number) for part in rule.right))


def _of_a_share(known: Ancestry, codes: set[int]) -> bool:
    """Whether one of the units has a declared part of what another one counted."""
    every = (heirs for of_day in known.view.heirs.values() for heirs in of_day.values())
    return any(len(heirs) > 1 and not codes.isdisjoint(code for code, _ in heirs) for heirs in every)


def _passed(known: Ancestry, rule: str) -> set[int]:
    """The units, by code of the period, for which a rule was waived in a quarter; all of one in which it was not asked.

    A rule that holds other numbers lets no relation of a line pass.
    """
    found = set[int]()
    for quarter, record in known.records.items():
        waived = {
            file["unit_code"]
            for file in record["files"].values()
            if any(one.get("waived") and one["rule"] == rule for one in file["findings"])
        }
        heirs = known.view.heirs[quarter.window[1]]
        asked = all(one["rule"] != rule for one in record.get("withdrawn", ()))
        found |= {code for former in (waived if asked else heirs) for code, _ in heirs.get(former, ())}
    return found


def _recounted(units: Sequence[Unit], forms: Sequence[Form], added: Sum) -> Iterator[str]:
    """Columns left empty because each quarter counts anew what the former one left open."""
    names = {unit.code: unit.name for unit in units}
    for form in forms:
        every = [f"{names[code]} – {line}" for code, of, line in added.recounted if of == form.code]
        if every:
            columns = _columns(form, "recount")
            why = f"không cộng các quý, vì quý sau đếm lại số chuyển kỳ của: {_first(every)}"
            yield f"Biểu {form.code}, cột {columns}: {why}"


def _distinct(forms: Sequence[Form], quarters: Sequence[Quarter], added: Sum) -> Iterator[str]:
    """Columns left empty because the same things may be counted in every quarter."""
    given = set(added.figures["form"]) if len(quarters) > 1 else set()
    for form in forms:
        if form.code in given and (columns := _columns(form, "distinct")):
            why = "mỗi quý đếm riêng, cùng một thủ tục có thể được đếm ở nhiều quý"
            yield f"Biểu {form.code}, cột {columns}: không cộng các quý, để trống, vì {why}"


def _unasked(forms: Sequence[Form], quarters: Sequence[Quarter], added: Sum) -> Iterator[str]:
    """Columns left empty because the version of a form that some quarter was told by did not have them."""
    given = set(added.figures["form"])
    for form in forms:
        for column in form.numbers if form.code in given else ():
            lacking = [one.period for one in quarters if (form.code, column.number) in one.unasked]
            if lacking:
                when = ", ".join(one.part_phrase for one in lacking)
                why = f"mẫu biểu của {when} không có cột này"
                yield f"Biểu {form.code}, cột ({column.number}): không cộng các quý, để trống, vì {why}"


def _columns(form: Form, over: Over) -> str:
    return ", ".join(f"({column.number})" for column in form.numbers if column.over == over)


def _counted_again(units: Sequence[Unit], forms: Sequence[Form], added: Sum) -> Iterator[str]:
    """Forms left out because each quarter tells anew what the former one left open."""
    names = {unit.code: unit.name for unit in units}
    for form in forms:
        if every := [names[code] for code, of in added.counted_again if of == form.code]:
            yield (
                f"Biểu {form.code}: hồ sơ đang quá hạn cuối một quý được tính lại ở quý sau, cộng các quý thì tính hai "
                f"lần nên không cộng số của: {', '.join(every)}"
            )


def _above_whole(added: Sum, known: Ancestry) -> Iterator[str]:
    """Shares of which nothing is told as a quarter tells what can not be, though the sum of the quarters could be."""
    names, told = known.view.names, {(one.unit_code, one.form) for one in added.breaks}
    for indicator in load_indicators():
        every = [
            f"{name} ({', '.join(one.part_phrase for one in which)})"
            for code, name in names.items()
            if (which := added.above_whole.get((indicator.id, code)))
            and (code, indicator.numerator_from.partition(":")[0]) not in told
        ]
        if every:
            yield (
                f"Chỉ tiêu «{indicator.name}»: có quý tử số lớn hơn mẫu số mà quy tắc được miễn hoặc ngừng áp dụng; "
                f"kết quả cộng các quý không tính cho đơn vị: {_first(every)}"
            )


def _first(every: Sequence[str]) -> str:
    rest = f" và {len(every) - _NAMED} dòng khác" if len(every) > _NAMED else ""
    return "; ".join(every[:_NAMED]) + rest
