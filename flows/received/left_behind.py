"""Lines of a good file that the file which took its place no longer has: their figures do not count.

A correction may drop a line; a unit that sends its fields in two files did not mean to. Only the office can tell.
"""

from collections.abc import Iterator, Mapping, Sequence

from flows.received.collecting import Case
from kstt.form import Form
from kstt.sheet import Line
from kstt.spelling import field_key
from kstt.spoken import first_of

_SHOWN = 12  # lines named in one sentence

Name = tuple[str, str]


def left_behind(
    cases: Sequence[Case],
    counts: Mapping[tuple[int, str], str],
    forms: Sequence[Form],
    others: Sequence[Case] | None = None,
) -> Iterator[tuple[str, str]]:
    """The files that count, each with a sentence on lines that only another good file of the same unit and form has.

    `counts` is what kstt.submission.counting gives for the cases; `others` are those of them that are held against the
    files that count, by themselves all.
    """
    by_name = {case.received.name: case for case in cases}
    named_lines = [form.code for form in forms if form.lines != "unit"]
    for case in cases if others is None else others:
        one = case.submission
        for code in named_lines if one.good else ():
            counting = counts.get((one.unit_code or 0, code), one.file)
            if code in case.forms and counting != one.file:
                lines, named = _filled(case, code), set(map(_name, by_name[counting].forms[code].lines))
                if lost := [label for name, label in lines.items() if name not in named]:
                    yield counting, _sentence(code, one.file, lost)


def _filled(case: Case, code: str) -> dict[Name, str]:
    """The labels of lines on which something is counted; on a form without numbers, something said."""
    one = case.forms[code]
    said = {row for cells in case.taken.texts for form, row, *_ in cells if form == code and not one.number_columns}
    return {_name(line): line.label for _, line, numbers in one.data_lines() if any(numbers) or line.row in said}


def _name(line: Line) -> Name:
    """Section and field of a line, however they are spelt."""
    return field_key(line.section), field_key(line.label)


def _sentence(code: str, file: str, lost: Sequence[str]) -> str:
    named = first_of([f"«{label}»" for label in lost], _SHOWN)
    return f"biểu {code} tính theo tệp này, không tính {len(lost)} dòng chỉ có ở tệp «{file}» cùng đơn vị: {named}"
