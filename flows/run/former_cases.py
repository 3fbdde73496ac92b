"""Which files the folder has no more still count, once all are judged (see flows.run.former_files); each says why."""

from collections.abc import Iterator, Sequence

from flows.received.collecting import Case
from flows.received.folder import KEPT
from flows.received.left_behind import left_behind
from kstt.form import Form
from kstt.period import day
from kstt.submission import counting

_GONE = "Không còn trong thư mục nhận; kỳ đã chốt số liệu nên vẫn như khi chốt, theo bản lưu trong {kept}"
_COUNTS = (
    "Bản cũ của tệp «{of}», vẫn tính cho biểu {forms}: bản chép đè lên nó còn lỗi, thiếu biểu này hoặc nhận sau khi "
    "chốt số liệu"
)
_TAKEN_BACK = (
    "Đã chép đè lên tệp của {unit} nhận ngày {day}, nên tệp đó không còn được tính. Nếu chép nhầm: chép bản lưu {kept} "
    "vào thư mục nhận với tên khác rồi chạy lại"
)


def without_taken_back(cases: Sequence[Case]) -> list[Case]:
    """The cases but those that a file of another unit was copied over: nobody wants them to count.

    The file that took their place says so, where nothing else of that unit is good.
    """
    by_name = {case.received.name: case for case in cases}
    left = list[Case]()
    for case in cases:
        over = by_name.get(case.received.of)
        if over and over.eligible and over.unit and over.unit != case.unit:
            over.set_aside += _missed(case, cases)
        else:
            left.append(case)
    return left


def _missed(case: Case, cases: Sequence[Case]) -> Iterator[str]:
    """What is said of a good file that was taken back and has forms which its unit sent nowhere else."""
    others = [one for one in cases if one is not case and one.unit == case.unit and one.submission.good]
    if case.unit and case.submission.good and not set(case.forms) <= {form for one in others for form in one.forms}:
        kept = f"{KEPT}/{case.received.path.name}"
        yield _TAKEN_BACK.format(unit=case.unit.name, day=day(case.received.received.date()), kept=kept)


def still_counting(cases: Sequence[Case], forms: Sequence[Form]) -> list[Case]:
    """The cases but former ones of which nothing counts; but what a closed period knew is there as it was.

    What counts in the place of a former one says which of its lines it lacks.
    """
    counts = counting(case.submission for case in cases)
    codes = dict[str, list[str]]()
    for (_, code), name in counts.items():
        codes.setdefault(name, []).append(code)
    left, dropped = list[Case](), list[Case]()
    for case in cases:
        of, name = case.received.of, case.received.name
        if of == name:
            case.set_aside.append(_GONE.format(kept=KEPT))
        elif of and name in codes:
            case.set_aside.append(_COUNTS.format(of=of, forms=", ".join(sorted(codes[name]))))
        (dropped if of and of != name and name not in codes else left).append(case)
    by_name = {case.received.name: case for case in left}
    for name, sentence in left_behind(cases, counts, forms, dropped):
        by_name[name].set_aside.append(sentence)
    return left
