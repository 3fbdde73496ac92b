"""What the report of a longer period says of itself: who lacks a quarter, who took over whose figures."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from flows.earlier.ancestry import Ancestry
from flows.run.sum_remarks import sum_remarks
from kstt.form import Form
from kstt.lineage.founding import heirless, newcomers
from kstt.period import Period, day
from kstt.span import Gap, Quarter, Sum
from kstt.unit import Unit

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
    yield from sum_remarks(forms, quarters, added, known)


def _founded(period: Period, known: Ancestry) -> Iterator[str]:
    """The quarters before there was any unit, or one of them: nothing of them is lacking."""
    if said := covers(period, known):
        yield said
    for unit in known.view.units:
        if first := known.begun.get(unit.code):
            yield f"{_since(unit, first, known)}, số liệu {period.phrase} tính từ {first.part_phrase}"


def covers(period: Period, known: Ancestry) -> str:
    """Of which quarters the period is made, where before them there was no unit; else empty."""
    before = [one.part_phrase for one in period.quarters if one not in known.records]
    added = ", ".join(one.part_phrase for one in known.records)
    why = f"Chưa có đơn vị nào hoạt động trong {', '.join(before)}"
    return f"{why}: số liệu {period.phrase} chỉ gồm {added}" if before else ""


def _since(unit: Unit, first: Period, known: Ancestry) -> str:
    """Since which day there is the unit, be it under a former code in its first quarter."""
    former = [one.valid_from for code in known.origins(unit, first) if (one := known.register.get(code))]
    return f"{unit.name}: hoạt động từ ngày {day(min([unit.valid_from, *former]))}"


def _silent(period: Period, known: Ancestry) -> Iterator[str]:
    new = newcomers(known.view, list(known.records))
    for unit in known.view.units:
        lacking = known.lacking(unit)
        if lacking and unit.code in new and all(one.window < new[unit.code].window for one in lacking):
            why = _UNDECLARED if heirless(known.view) else _HANDED_OVER
            yield f"{_since(unit, new[unit.code], known)}, {why}, không cộng vào số liệu {period.phrase}"
        elif lacking:
            told = [
                one.part_phrase + ("" if codes == (unit.code,) else f" của {known.names(codes)}")
                for one, codes in lacking.items()
            ]
            yield f"{unit.name}: thiếu {', '.join(told)}, không cộng vào số liệu {period.phrase}"


def _gone(quarters: Sequence[Quarter], known: Ancestry) -> Iterator[str]:
    for one in quarters:
        heirs = known.view.heirs[one.period.window[1]]
        for code in sorted({code for code, _ in one.forms if not heirs.get(code)}):
            unit = known.register.get(code)
            yield (
                f"Đơn vị mã {code}{f' ({unit.name})' if unit else ''} có số liệu {one.period.phrase} nhưng không còn ở "
                "cuối kỳ và danh sách đơn vị không ghi đơn vị kế thừa, không được cộng"
            )


def _taken_over(forms: Sequence[Form], quarters: Sequence[Quarter], known: Ancestry) -> Iterator[str]:
    """Who took over the figures of whom, and what could not be taken over."""
    blocks = {block.unit: block for block in known.view.blocks}
    moved = set[int]()
    for unit in known.view.units:
        block = blocks.get(unit)
        own = {one.code for one in block.members} if block else {unit.code}
        former = {quarter: known.origins(unit, quarter) for quarter in known.records}
        for codes, group in groupby(former, key=former.__getitem__):
            if set(codes) - own:
                moved |= set(codes)
                yield f"{unit.name}: số liệu {_of_others(unit, codes, list(group), known)}"
        if block:
            yield (
                f"{unit.name}: danh sách đơn vị không ghi tỷ lệ chia, số liệu được cộng chung một dòng, không tách cho "
                f"{', '.join(one.name for one in block.members)}"
            )
    if silenced := _silenced(forms, quarters, moved, known):
        which = ", ".join(sorted(silenced))
        yield f"Biểu {which}: lời của các đơn vị trước khi sáp nhập, chia tách không chuyển sang đơn vị mới"


def _of_others(unit: Unit, codes: Iterable[int], quarters: Sequence[Period], known: Ancestry) -> str:
    """The quarters, and whose figures are counted in them."""
    names = ", ".join(known.named(unit, code, quarters[0]) for code in codes)
    return f"{', '.join(quarter.part_phrase for quarter in quarters)} là của {names}"


def _silenced(forms: Sequence[Form], quarters: Sequence[Quarter], moved: Container[int], known: Ancestry) -> set[str]:
    """The forms of words alone that units sent whose figures others took over."""
    worded = {form.code for form in forms if not form.numbers}
    return {
        code
        for one in quarters
        for unit, code in one.forms
        if unit in moved and code in worded and unit not in known.view.alone[one.period.window[1]]
    }


def _lacking_forms(period: Period, quarters: Sequence[Quarter], gaps: Sequence[Gap], known: Ancestry) -> Iterator[str]:
    """A sentence for every form, or printed line, and the quarters that some units lack of it."""
    place = {unit.code: (at, unit) for at, unit in enumerate(known.view.units)}
    forms = {one.period: one.forms for one in quarters}
    ordered = sorted(gaps, key=lambda gap: (gap.form, gap.line, gap.lacking, place[gap.unit_code][0]))
    for (form, line, lacking), group in groupby(ordered, key=lambda gap: (gap.form, gap.line, gap.lacking)):
        names = ", ".join(_whose(gap, place[gap.unit_code][1], forms, known) for gap in group)
        what = f"Biểu {form}" + (f", dòng «{line}»" if line else "")
        which = ", ".join(one.part_phrase for one in lacking)
        yield f"{what}: thiếu {which}, không cộng vào số liệu {period.phrase}: {names}"


def _whose(gap: Gap, unit: Unit, forms: Mapping[Period, frozenset[tuple[int, str]]], known: Ancestry) -> str:
    """The unit, with those of its predecessors on whose account it lacks something."""
    every = {(code, quarter) for quarter in gap.lacking for code in known.origins(unit, quarter)}
    lacking = {code for code, quarter in every if (code, gap.form) not in forms[quarter]}
    former = (lacking or {code for code, _ in every}) - {unit.code}
    if not former:
        return unit.name
    return f"{unit.name} ({'thiếu' if lacking else 'gộp, tách từ'} {known.names(tuple(former))})"
