"""Makes the narrative report: the outline's chapters, each with what the period's tables and boards say of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kstt.form import DefinitionError, Form
from kstt.narrative import Chapter, Figure, Gap, Narrative, Outline, Paragraph, Place, Quote, Section
from kstt.narrative_filling import Filler, Tables
from kstt.narrative_lists import LISTS, Boards
from kstt.rollup import CityTable
from kstt.sound import breaks_in
from kstt.spoken import count_text

_MISSING = "chưa có số liệu"
_NOT_ASKED = "chưa có số liệu: nội dung này không có biểu thu thập, đơn vị lập báo cáo bổ sung"
_UNVERIFIED = "chưa đối chiếu với văn bản gốc"
_OTHER_UNITS = "không cùng danh sách đơn vị với kỳ này, cân nhắc khi so sánh"
_QUOTED = 30  # remarks under one heading; the form's sheet has them all


@dataclass(frozen=True, slots=True)
class Remark:
    """What a unit wrote beside a line of a form."""

    form: str
    unit: str
    line: str
    text: str


def narrate(outline: Outline, told: Boards, remarks: Sequence[Remark]) -> Narrative:
    """The whole text. Raises DefinitionError where the outline names a figure or list that does not exist."""
    sections = (
        Section(one.id, one.heading, () if one.headed else tuple(_chapter(one, told, remarks)))
        for one in outline.chapters
    )
    return Narrative(told.period, tuple(sections))


def _chapter(chapter: Chapter, told: Boards, remarks: Sequence[Remark]) -> Iterator[Paragraph]:
    if unknown := set(chapter.lists) - LISTS.keys():
        raise DefinitionError(f"thuyết minh, mục {chapter.id}: không có danh sách {', '.join(sorted(unknown))}")
    said = [
        *(_of_form(chapter, told.filler) if chapter.form else ()),
        *(paragraph for name in chapter.lists for paragraph in LISTS[name](told)),
    ]
    if not said:
        said = [(Gap(_MISSING if chapter.lists else _NOT_ASKED),)]
    yield from said
    yield from _remarks([one for one in remarks if one.form in chapter.remarks])


def _of_form(chapter: Chapter, filler: Filler) -> Iterator[Paragraph]:
    """What the form says, under what part of the units it speaks for."""
    tables = filler.now.by_form.get(chapter.form, ())
    for one in chapter.sentences:  # a wrong name is told in every period, also where nothing is said
        filler.paragraph(one.text, chapter.form)
    if not tables or not tables[0].coverage.reporting:
        yield (Gap(f"{_MISSING}: chưa có đơn vị nào gửi biểu về nội dung này"),)
        return
    yield _source(tables, filler)
    yield from _off(tables, filler)
    if chapter.nothing and _is_nothing(filler.now, tables[0].form):
        yield (chapter.nothing,)
    else:
        yield from filler.said(chapter.sentences, chapter.form)


def _source(tables: Sequence[CityTable], filler: Filler) -> Paragraph:
    """Which form the figures stand on, of how many units; and that the former period's units were others."""
    form, coverage = tables[0].form, tables[0].coverage
    codes = dict.fromkeys(table.view.printed_code for table in tables)
    paragraph: Paragraph = ("Số liệu của ", _units(filler, form.code, "reporting", len(coverage.reporting)), "/")
    paragraph += (_units(filler, form.code, "units", coverage.total), " đơn vị, chi tiết tại ", Quote("; ".join(codes)))
    if form.provenance == "unverified":
        paragraph += (" (", Gap(_UNVERIFIED, blank=False), ")")
    return (*paragraph, *_former_units(filler, form), ".")


def _off(tables: Sequence[CityTable], filler: Filler) -> Iterator[Paragraph]:
    """The sums of the form that its totals do not keep, so that nobody signs them unaware."""
    form = tables[0].form
    totals = {column.number: filler.now.cell(form.code, column.number) for column in form.numbers}
    for rule, off in breaks_in(form, totals) if form.has_total else ():
        yield (Gap(f"tổng không khớp: {rule}, chênh {count_text(off)}; xem trang Nguồn số liệu", blank=False),)


def _former_units(filler: Filler, form: Form) -> Paragraph:
    """That the former period's figures are of other units, where they are."""
    then = filler.other_units(form.code)
    if filler.then is None or then is None:
        return ()
    before = Figure("count", (len(then.reporting),), (Place(filler.then.period, form.code, ("reporting",)),))
    return ("; kỳ so sánh là số liệu của ", before, " đơn vị, ", Gap(_OTHER_UNITS, blank=False))


def _units(filler: Filler, form: str, which: str, number: int) -> Figure:
    return Figure("count", (number,), (Place(filler.now.period, form, (which,)),))


def _is_nothing(tables: Tables, form: Form) -> bool:
    """Whether every column adds up to 0: one without any number is missing, and missing is not nothing."""
    return {tables.cell(form.code, column.number) for column in form.numbers} == {0}


def _remarks(remarks: Sequence[Remark]) -> Iterator[Paragraph]:
    if not remarks:
        return
    yield ("Ghi chú, kiến nghị của đơn vị:",)
    for one in remarks[:_QUOTED]:
        yield ("- ", Quote(f"{one.unit}, {one.line}: «{one.text}»"))
    if (more := len(remarks) - _QUOTED) > 0:
        yield (Gap(f"còn {more} ghi chú khác, xem cột Ghi chú trong tệp của đơn vị", blank=False),)
