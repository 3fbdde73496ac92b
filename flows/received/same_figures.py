"""Files of two units with the same numbers on the same lines: one may be the other's with the name changed.

Only the office can tell which of the two is right, so nothing is held back.
"""

from collections.abc import Iterator, Mapping, Sequence

from flows.received.collecting import Case
from kstt.spelling import field_key
from validation.parsed import Parsed

_FEWEST = 12  # numbers other than 0; fewer may be the same by chance


def same_figures(cases: Sequence[Case], counts: Mapping[tuple[int, str], str]) -> Iterator[tuple[str, str]]:
    """The files that count and repeat another unit's form number by number, each with a sentence.

    `counts` is what kstt.submission.counting gives for the cases.
    """
    seen: dict[tuple[object, ...], Case] = {}
    for case in cases:
        for code, parsed in case.forms.items():
            lines = _lines(parsed)
            many = sum(map(bool, (number for _, _, *numbers in lines for number in numbers)))
            if case.unit and many >= _FEWEST and counts.get((case.unit.code, code)) == case.received.name:
                first = seen.setdefault((code, *lines), case)
                if first is not case and first.unit:
                    yield case.received.name, _sentence(code, first.received.name, first.unit.name)


def _lines(parsed: Parsed) -> list[tuple[object, ...]]:
    """Section, field and numbers of every line, in an order of their own."""
    every = parsed.data_lines()
    return sorted(
        (field_key(line.section), field_key(line.label), *(number or 0 for number in numbers))
        for _, line, numbers in every
    )


def _sentence(code: str, file: str, unit: str) -> str:
    return (
        f"biểu {code} giống hệt từng số với tệp «{file}» của {unit}: "
        "hỏi lại hai đơn vị, có thể một tệp được chép từ tệp kia rồi chỉ đổi tên đơn vị"
    )
