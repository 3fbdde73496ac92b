"""Files that count because they came last, which is in doubt: by their names, or by a year between them and the others.

«sửa lần 1» may be forwarded after «sửa lần 2», an old draft after the report; a year in received.csv may be typed
wrong. Only the office can tell.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from flows.machine.clock import in_vietnam
from flows.received.collecting import Case
from kstt.period import day
from kstt.submission import Submission, named_later

_LONG = timedelta(days=300)  # two months less than a year: a correction may come as late as that


def out_of_order(cases: Sequence[Case], counts: Mapping[tuple[int, str], str]) -> Iterator[tuple[str, str]]:
    """The files that count, each with a sentence on a good one of the same unit and form that may be the later one.

    Who sent the same figures twice is not asked. `counts` is what kstt.submission.counting gives for the cases.
    """
    by_name = {case.received.name: case for case in cases}
    for case in cases:
        one = case.submission
        for code in case.forms if one.good else ():
            counting = by_name[counts[one.unit_code or 0, code]]
            if _said(case, code) == _said(counting, code):
                continue
            if named_later(one, counting.submission):
                yield counting.received.name, _sentence(code, one.file)
            elif counting.submission.received - one.received > _LONG:
                yield counting.received.name, _apart(code, counting.submission, one)


def _said(case: Case, code: str) -> tuple[object, ...]:
    """What stands on a form, whatever cells it stands in."""
    numbers = Counter((line.section, line.label, *given) for _, line, given in case.forms[code].data_lines())
    return numbers, Counter(cell[2:] for of_form in case.taken.texts for cell in of_form if cell[0] == code)


def _sentence(code: str, file: str) -> str:
    return (
        f"biểu {code} tính theo tệp này vì nhận sau cùng, nhưng theo tên tệp thì «{file}» cùng đơn vị là bản sau và có "
        "số liệu khác: hỏi lại đơn vị bản nào đúng; nếu là bản kia, gửi lại bản đó"
    )


def _apart(code: str, counting: Submission, one: Submission) -> str:
    last, first = (day(in_vietnam(sent.received).date()) for sent in (counting, one))
    return (
        f"biểu {code} tính theo tệp này vì ghi nhận ngày {last}, còn «{one.file}» cùng đơn vị, số liệu khác, ghi nhận "
        f"ngày {first}: cách nhau gần một năm trở lên, kiểm tra năm trong received.csv (hoặc ngày của tệp)"
    )
