"""What the report of a longer period says of itself: who lacks a quarter, who took over whose figures, what broke."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import groupby

from flows.earlier.ancestry import Ancestry
from kstt.form import Form
from kstt.identity import Identity
from kstt.lineage.founding import heirless, newcomers
from kstt.over_time import Break
from kstt.period import Period, day
from kstt.span import Gap, Quarter, Sum
from kstt.unit import Unit

_NAMED = 10  # lines named in one sentence
_HANDED_OVER = "có tồn đầu kỳ mà danh sách đơn vị không ghi nhận bàn giao từ đơn vị nào"
_UNDECLARED = "có đơn vị kết thúc mà danh sách đơn vị không ghi đơn vị kế thừa"


def remarks(
    period: Period, forms: Sequence[Form], quarters: Sequence[Quarter], added: Sum, known: Ancestry
) -> Iterator[str]:
    """Every sentence, in Vietnamese, in the order the sheet «Đọc khác, bỏ qua» shows them."""
    units = known.view.units
    yield from _founded(period, known)
    yield from _silent(period, known)
    yield from _gone(quarters, known)
    yield from _taken_over(forms, quarters, known)
    whole = {unit.code: tuple(known.lacking(unit)) for unit in units}
    yield from _lacking_forms(
        period, quarters, [gap for gap in added.gaps if gap.lacking != whole[gap.unit_code]], known
    )
    yield from _broken(forms, added.breaks, known)
    yield from _recounted(units, forms, added)
    yield from _counted_again(units, forms, added)


def _founded(period: Period, known: Ancestry) -> Iterator[str]:
    """The quarters before there was any unit, or one of them: nothing of them is lacking."""
    if said := covers(period, known):
        yield said
    for unit in known.view.units:
        if first := known.begun.get(unit.code):
            yield f"{_since(unit)}, số liệu {period.phrase} tính từ {_quarter(first)}"


def covers(period: Period, known: Ancestry) -> str:
    """Of which quarters the period is made, where before them there was no unit; else empty."""
    before = [_quarter(one) for one in period.quarters if one not in known.records]
    added = ", ".join(map(_quarter, known.records))
    why = f"Chưa có đơn vị nào hoạt động trong {', '.join(before)}"
    return f"{why}: số liệu {period.phrase} chỉ gồm {added}" if before else ""


def _since(unit: Unit) -> str:
    return f"{unit.name}: hoạt động từ ngày {day(unit.valid_from)}"


def _silent(period: Period, known: Ancestry) -> Iterator[str]:
    new = newcomers(known.view, list(known.records))
    for unit in known.view.units:
        lacking = known.lacking(unit)
        if lacking and unit.code in new and all(one.window < new[unit.code].window for one in lacking):
            why = _UNDECLARED if heirless(known.view) else _HANDED_OVER
            yield f"{_since(unit)}, {why}, không cộng vào số liệu {period.phrase}"
        elif lacking:
            told = [
                _quarter(one) + ("" if codes == (unit.code,) else f" của {known.names(codes)}")
                for one, codes in lacking.items()
            ]
            yield f"{unit.name}: thiếu {', '.join(told)}, không cộng vào số liệu {period.phrase}"


def _gone(quarters: Sequence[Quarter], known: Ancestry) -> Iterator[str]:
    for one in quarters:
        heirs = known.view.heirs[one.period.window[1]]
        for code in sorted({code for code, _ in one.forms if not heirs.get(code)}):
            unit = known.register.get(code)
            yield (
                f"Đơn vị mã {code}{f' ({unit.name})' if unit else ''} có số liệu {one.period.name} nhưng không còn ở "
                "cuối kỳ và danh sách đơn vị không ghi đơn vị kế thừa, không được cộng"
            )


def _taken_over(forms: Sequence[Form], quarters: Sequence[Quarter], known: Ancestry) -> Iterator[str]:
    """Who took over the figures of whom, and what could not be taken over."""
    moved = set[int]()
    for unit in known.view.units:
        block = next((one for one in known.view.blocks if one.unit == unit), None)
        own = {unit.code} if block is None else {one.code for one in block.members}
        former = {quarter: known.origins(unit, quarter) for quarter in known.records}
        for codes, group in groupby(former.items(), key=lambda pair: pair[1]):
            if set(codes) - own:
                moved |= set(codes)
                said = list(group)
                names = ", ".join(known.named(unit, code, said[0][0]) for code in codes)
                yield f"{unit.name}: số liệu {', '.join(_quarter(quarter) for quarter, _ in said)} là của {names}"
        if block:
            yield (
                f"{unit.name}: danh sách đơn vị không ghi tỷ lệ chia, số liệu được cộng chung một dòng, không tách cho "
                f"{', '.join(one.name for one in block.members)}"
            )
    worded = {form.code for form in forms if not form.numbers}
    silenced = {code for one in quarters for unit, code in one.forms if unit in moved and code in worded}
    if silenced:
        which = ", ".join(sorted(silenced))
        yield f"Biểu {which}: lời của các đơn vị trước khi sáp nhập, chia tách không chuyển sang đơn vị mới"


def _lacking_forms(period: Period, quarters: Sequence[Quarter], gaps: Sequence[Gap], known: Ancestry) -> Iterator[str]:
    """A sentence for every form, or printed line, and the quarters that some units lack of it."""
    place = {unit.code: (at, unit) for at, unit in enumerate(known.view.units)}
    forms = {one.period: one.forms for one in quarters}
    ordered = sorted(gaps, key=lambda gap: (gap.form, gap.line, gap.lacking, place[gap.unit_code][0]))
    for (form, line, lacking), group in groupby(ordered, key=lambda gap: (gap.form, gap.line, gap.lacking)):
        names = ", ".join(_whose(gap, place[gap.unit_code][1], forms, known) for gap in group)
        what = f"Biểu {form}" + (f", dòng «{line}»" if line else "")
        yield f"{what}: thiếu {', '.join(map(_quarter, lacking))}, không cộng vào số liệu {period.phrase}: {names}"


def _whose(gap: Gap, unit: Unit, forms: Mapping[Period, frozenset[tuple[int, str]]], known: Ancestry) -> str:
    """The unit, with those of its predecessors on whose account it lacks something."""
    every = {code for quarter in gap.lacking for code in known.origins(unit, quarter)} - {unit.code}
    lacking = {code for code in every for one in gap.lacking if (code, gap.form) not in forms[one]}
    if not every:
        return unit.name
    former = known.names(tuple(lacking or every))
    return f"{unit.name} ({'thiếu' if lacking else 'gộp, tách từ'} {former})"


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


def _why(form: Form, rule: Identity, codes: Collection[int], known: Ancestry) -> Iterator[str]:
    """What may have broken a relation: only one of openings and closings breaks where quarters do not join up."""
    stocks = {form.column(number).over for column in rule.columns for number in _parts(form, column)}
    joined = stocks >= {"opening", "closing"}
    if joined:
        yield "do tồn đầu kỳ của một quý khác tồn cuối kỳ của quý trước"
        if any(one.shares for one in known.register.units):
            yield "do tỷ lệ chia đơn vị"
    if not joined or not _passed(known).isdisjoint(codes):
        yield "do trong một quý đã không đúng mà quy tắc được miễn hoặc ngừng áp dụng"


def _parts(form: Form, number: int) -> set[int]:
    """A column with all those it is the sum of, in whichever way."""
    sums = [rule for rule in form.identities if rule.is_sum and rule.left == number]
    return {number}.union(*(_parts(form, part) for rule in sums for part in rule.right))


def _passed(known: Ancestry) -> set[int]:
    """The units, by code of the period, for which a rule was waived in a quarter."""
    found = set[int]()
    for quarter, record in known.records.items():
        waived = {
            file["unit_code"] for file in record["files"].values() if any(one.get("waived") for one in file["findings"])
        }
        heirs = known.view.heirs[quarter.window[1]]
        found |= {code for former in waived for code, _ in heirs.get(former, ())}
    return found


def _recounted(units: Sequence[Unit], forms: Sequence[Form], added: Sum) -> Iterator[str]:
    """Columns left empty because each quarter counts anew what the former one left open."""
    names = {unit.code: unit.name for unit in units}
    for form in forms:
        every = [f"{names[code]} – {line}" for code, of, line in added.recounted if of == form.code]
        if every:
            columns = ", ".join(f"({column.number})" for column in form.numbers if column.over == "recount")
            why = f"không cộng các quý, vì quý sau đếm lại số chuyển kỳ của: {_first(every)}"
            yield f"Biểu {form.code}, cột {columns}: {why}"


def _counted_again(units: Sequence[Unit], forms: Sequence[Form], added: Sum) -> Iterator[str]:
    """Forms left out because each quarter tells anew what the former one left open."""
    names = {unit.code: unit.name for unit in units}
    for form in forms:
        if every := [names[code] for code, of in added.counted_again if of == form.code]:
            yield (
                f"Biểu {form.code}: hồ sơ đang quá hạn cuối một quý được tính lại ở quý sau, cộng các quý thì tính hai "
                f"lần nên không cộng số của: {', '.join(every)}"
            )


def _first(every: Sequence[str]) -> str:
    rest = f" và {len(every) - _NAMED} dòng khác" if len(every) > _NAMED else ""
    return "; ".join(every[:_NAMED]) + rest


def _quarter(quarter: Period) -> str:
    """«quý I»: the year is the report's own."""
    return quarter.phrase.partition(" năm ")[0]
