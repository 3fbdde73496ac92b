"""From an opened book to its filled-in forms: lines, totals and sections with raw values and their places."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from kstt.cover import Cover
from kstt.explaining import Answer
from kstt.form import Form
from kstt.sheet import Book, FilledForm, Sheet
from kstt.spelling import clean, plain
from report_templates.reading.cell_problems import says_some
from report_templates.reading.filled_form import read_form, texts_in
from report_templates.reading.form_heads import unit_named, units_in_passing
from report_templates.reading.found_tables import Found, ends_of, head_above
from report_templates.reading.head_periods import period_named
from report_templates.reading.pages import joined
from report_templates.reading.recognising import find_forms
from report_templates.reading.sibling_forms import without_siblings
from report_templates.reading.stamp import STAMP_SHEET, Stamp, stamp_of
from report_templates.reading.stray_rows import goes_on
from report_templates.returned.finding_sheet import answers, former_totals

_DRAFT = re.compile(r"\b(?:nháp|draft)\b")  # «Nhap» may be «Nhập», where a form is filled in
_EXAMPLE = re.compile(r"\b(?:vi du|minh hoa|example)\b")
_NO_REPORT = "tên trang ghi là ví dụ nên không đọc; nếu là số liệu của đơn vị thì đổi tên trang"
_HEAD_ROWS = 12  # where nothing tells how long the head of a sheet is

Wrong = tuple[str, int, str]
"""A table that could not be understood: sheet, row, sentence."""


@dataclass(slots=True)
class Filled:
    """The filled-in forms of a book, what could not be understood (sheet, row, sentence), and the stamp.

    `covers` are the heads of sheets without a filled-in form, `answers` are the explanations typed on
    the sheet of findings of a copy that comes back.
    """

    forms: list[FilledForm]
    wrong: list[Wrong]
    stamp: Stamp
    covers: list[Cover]
    answers: list[Answer]


@dataclass(slots=True)
class _OnSheet:
    """What stands on one sheet; `unsure` are those of the `wrong` that may be no form: by the code of the likeliest.

    `codes` are those of all its forms, those left empty too.
    """

    forms: list[FilledForm]
    wrong: list[Wrong]
    unsure: list[tuple[str, Wrong]]
    covers: list[Cover]
    bare: bool
    codes: Collection[str] = ()


def read_forms(book: Book, forms: Sequence[Form]) -> Filled:
    """Every form in a book, empty ones left out. A hidden sheet counts like a visible one."""
    stamps = [stamp_of(sheet) for sheet in book.sheets if sheet.name == STAMP_SHEET]
    sheets = [sheet for sheet in book.sheets if sheet.name != STAMP_SHEET]
    totals = {at: total for sheet in sheets for at, total in former_totals(sheet.rows).items()}
    explained = [answer for sheet in sheets for answer in answers(sheet.rows)]
    told = _without_examples(sheets, [_read_sheet(sheet, forms, book.sheets) for sheet in sheets])
    told = _without_drafts(sheets, told)
    filled = without_siblings(forms, [form for one in told for form in one.forms])
    for form in filled:
        form.former_totals = {cell: value for (name, cell), value in totals.items() if name == form.sheet}
    named = {sheet.name: sheet for sheet in book.sheets}
    bare = [sheet for sheet, one in zip(sheets, told, strict=True) if one.bare]
    wrong = _without_harmless(told, filled)
    wrong += [(sheet.name, row, why) for sheet in bare for row, why in goes_on(sheet, filled, forms, named)]
    covers = [cover for one in told for cover in one.covers]
    return Filled(filled, wrong, stamps[-1] if stamps else Stamp(), covers, explained)


def _read_sheet(sheet: Sheet, forms: Sequence[Form], book: Sequence[Sheet]) -> _OnSheet:
    found, not_understood = find_forms(sheet, forms)
    found = joined(sheet.rows, found, forms)
    ends = ends_of(found, last := len(sheet.rows))
    heads = {end: head_above(sheet.rows, one, end, forms) for one, end in zip(found, ends, strict=True) if end < last}
    ends = [heads.get(end, end) for end in ends]
    tops = [0, *(table.top for table in found[1:])]
    read = [read_form(sheet, *table, book) for table in zip(found, tops, ends, strict=False)]
    _part_heads(found, read)
    kept = [form for form in read if form.lines or form.problems or form.nothing_arose]
    ends_at = min((table.row for table in not_understood if table.row), default=_HEAD_ROWS)
    head = found[0].top if found else min(ends_at, _HEAD_ROWS)
    return _OnSheet(
        kept,
        [(sheet.name, table.row + 1, table.why) for table in not_understood],
        [(one.code, (sheet.name, one.row + 1, one.why)) for one in not_understood if not one.sure],
        [] if kept else [_cover(sheet, read, head)],
        bare=not found and not not_understood,
        codes={form.code for form in read},
    )


def _without_examples(sheets: Sequence[Sheet], told: Sequence[_OnSheet]) -> list[_OnSheet]:
    """What stands on the sheets, but for those that show by an example how a form is filled in.

    One whose form is on no other sheet, be it empty, is told: a unit may have filled in the example itself.
    """
    shown = [
        bool(_EXAMPLE.search(plain(sheet.name)) and (one.forms or one.wrong))
        for sheet, one in zip(sheets, told, strict=True)
    ]
    real = next((form for one, example in zip(told, shown, strict=True) if not example for form in one.forms), None)
    codes = {code for one, example in zip(told, shown, strict=True) if not example for code in one.codes}
    kept: list[_OnSheet] = []
    for sheet, one, example in zip(sheets, told, shown, strict=True):
        beside = real if codes.issuperset(one.codes) else None
        if example and beside:
            beside.aside.append(f"trang «{sheet.name}» ghi là ví dụ, không đọc")
        alone = [(sheet.name, 1, _NO_REPORT)] if example and not beside else []
        kept.append(_OnSheet([], alone, [], [], bare=False) if example else one)
    return kept


def _without_drafts(sheets: Sequence[Sheet], told: Sequence[_OnSheet]) -> list[_OnSheet]:
    """What stands on the sheets, but for drafts by their own name whose forms stand on other sheets too."""
    read = [form for sheet, one in zip(sheets, told, strict=True) if not _is_draft(sheet) for form in one.forms]
    others = [form for form in read if any(says_some(value) for line in form.lines for value in line.values)]
    kept: list[_OnSheet] = []
    for sheet, one in zip(sheets, told, strict=True):
        beside = others and _is_draft(sheet) and {form.code for form in one.forms} <= {form.code for form in others}
        if beside and (one.forms or one.wrong):
            others[0].aside.append(f"trang «{sheet.name}» ghi là bản nháp, không đọc")
        kept.append(_OnSheet([], [], [], [], bare=False) if beside else one)
    return kept


def _is_draft(sheet: Sheet) -> bool:
    return bool(_DRAFT.search(clean(sheet.name).casefold()))


def _part_heads(found: Sequence[Found], read: Sequence[FilledForm]) -> None:
    """The head of a form below others begins below their lines; what stands in the lines of one beside it is none."""
    before: list[tuple[frozenset[int], range]] = []  # the columns and rows of the lines of those read so far
    for span, form in zip((table.span for table in found), read, strict=True):
        above = [rows for columns, rows in before if columns & span]
        beside = [(columns, rows) for columns, rows in before if not columns & span]
        taken = frozenset[int]().union(*above)
        form.header = [
            one
            for one in form.header
            if one[0] not in taken and not any(one[1] - 1 in columns and one[0] in rows for columns, rows in beside)
        ]
        form.head_row = max([form.head_row, *(rows.stop for rows in above)])
        if mine := [line.row for line in form.lines]:
            before.append((span, range(min(mine), max(mine) + 1)))


def _cover(sheet: Sheet, read: Sequence[FilledForm], end: int) -> Cover:
    """What the head of a sheet without a filled-in form says of unit and period; an empty form may be of any period."""
    head = FilledForm("", "", {}, [], texts_in(sheet.rows[:end]))
    names = tuple(unit_named(head) or units_in_passing(head))
    if not read:
        return Cover(sheet.name, names, tuple(period_named(head)))
    lone = next((form for form in read if form.only_total), None)
    return Cover(sheet.name, names, (), lone.code, lone.only_total) if lone else Cover(sheet.name, names, ())


def _without_harmless(told: Iterable[_OnSheet], filled: Sequence[FilledForm]) -> list[Wrong]:
    """What was not understood, but for what is perhaps no form, or a form that is read elsewhere."""
    read = {"", *(form.code for form in filled)} if filled else set[str]()
    every = list(told)
    harmless = [problem for one in every for code, problem in one.unsure if code in read]
    return [problem for one in every for problem in one.wrong if problem not in harmless]
