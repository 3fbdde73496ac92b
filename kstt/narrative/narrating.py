"""Makes the narrative report: the outline's chapters, each with what the period's tables and boards say of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from kstt.finding import WHERE_WHY
from kstt.form import DefinitionError, Form
from kstt.narrative.content import Chapter, Gap, Narrative, Outline, Paragraph, Quote, Section
from kstt.narrative.filling import Filler, Tables
from kstt.narrative.lists import LISTS, Boards
from kstt.narrative.sources import forms_of, opening
from kstt.spoken import count_text
from kstt.targets.sound import breaks_in

_MISSING = "chưa có số liệu"
_NOT_SENT = "chưa có đơn vị nào gửi biểu về nội dung này"
_NOT_COUNTED = "biểu đơn vị gửi về nội dung này chưa được tính, xem trang «Nguồn số liệu» của báo cáo"
_NOT_ADDED = "không có biểu của đơn vị nào về nội dung này được tính, xem trang «Đọc khác, bỏ qua» của báo cáo"
_NOT_ASKED = "chưa có số liệu: nội dung này không có biểu thu thập, cán bộ tổng hợp tự điền"
_QUOTED = 30  # remarks under one heading; the form's sheet has them all


@dataclass(frozen=True, slots=True)
class Remark:
    """What a unit wrote beside a line of a form."""

    form: str
    unit: str
    line: str
    text: str


def narrate(outline: Outline, told: Boards, remarks: Sequence[Remark]) -> Narrative:
    """The whole text. Raises DefinitionError as `check_outline` does."""
    check_outline(outline, told.filler)
    sections = (
        Section(one.id, one.heading, () if one.headed else tuple(_chapter(one, told, remarks)))
        for one in outline.chapters
    )
    return Narrative(told.period, tuple(sections))


def check_outline(outline: Outline, filler: Filler) -> None:
    """Raises DefinitionError where the outline names a figure or list there is not, said now or not."""
    for chapter in outline.chapters:
        if unknown := set(chapter.lists) - LISTS.keys():
            raise DefinitionError(f"thuyết minh, mục {chapter.id}: không có danh sách {', '.join(sorted(unknown))}")
        filler.check(chapter.sentences, chapter.form)


def _chapter(chapter: Chapter, told: Boards, remarks: Sequence[Remark]) -> Iterator[Paragraph]:
    said = [
        *(_of_form(chapter, told) if chapter.form else ()),
        *(paragraph for name in chapter.lists for paragraph in LISTS[name](told)),
    ]
    if not said:
        said = [(Gap(_MISSING if chapter.lists else _NOT_ASKED),)]
    yield from said
    yield from _remarks([one for one in remarks if one.form in chapter.remarks])


def _of_form(chapter: Chapter, told: Boards) -> Iterator[Paragraph]:
    """What the form says and, beside it, what others say, each under what part of the units it speaks for."""
    filler = told.filler
    tables = filler.now.by_form.get(chapter.form, ())
    said = list(filler.said(chapter.sentences, chapter.form))
    if chapter.form not in filler.forms:
        yield (Gap(_NOT_ASKED),)
    elif not tables or not tables[0].coverage.reporting:
        sent = _NOT_ADDED if told.added_up else _NOT_COUNTED
        yield (Gap(f"{_MISSING}: {sent if chapter.form in told.sent else _NOT_SENT}"),)
        said = [one for one in said if _others_speak(one, chapter, filler)]
    elif chapter.nothing and _is_nothing(filler.now, tables[0].form):
        yield opening((chapter.form,), (), filler)
        yield (chapter.nothing,)
        said = [one for one in said if _others_speak(one, chapter, filler)]
    warned = set[str]()
    for forms, group in groupby(said, key=lambda one: forms_of(one, filler) or (chapter.form,)):
        paragraphs = list(group)
        if any(filler.now.units(form) for form in forms):
            yield opening(forms, paragraphs, filler)
        for form in (one for one in forms if one not in warned):
            yield from _off(filler.forms[form], filler)
        warned.update(forms)
        yield from paragraphs


def _off(form: Form, filler: Filler) -> Iterator[Paragraph]:
    """The sums of the form that its totals do not keep, so that nobody signs them unaware."""
    totals = {column.number: filler.now.cell(form.code, column.number) for column in form.numbers}
    for rule, off in breaks_in(form, totals) if form.has_total else ():
        yield (Gap(f"tổng không khớp: {rule}, chênh {count_text(off)}; {WHERE_WHY}", blank=False),)


def _others_speak(said: Paragraph, chapter: Chapter, filler: Filler) -> bool:
    """Whether a sentence rests on other forms than the chapter's alone, which units sent."""
    forms = forms_of(said, filler)
    return chapter.form not in forms and any(filler.now.units(form) for form in forms)


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
