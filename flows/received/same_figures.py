"""Files of two units with the same numbers on the same lines: one may be the other's with the name changed.

Only the office can tell which of the two is right, so nothing is held back.
"""

from collections.abc import Iterator, Mapping, Sequence

from flows.received.collecting import Case
from validation.parsed import Parsed

_FEWEST = 12  # numbers other than 0; fewer may be the same by chance


def same_figures(cases: Sequence[Case], counts: Mapping[tuple[int, str], str]) -> Iterator[tuple[str, str]]:
    """The files that count and repeat another unit's form number by number, each with a sentence.

    `counts` is what kstt.submission.counting gives for the cases.
    """
    seen: dict[tuple[object, ...], Case] = {}
    for case in cases:
        for code, parsed in case.forms.items():
            counting = counts.get((case.unit_code or 0, code))
            if case.received.name == counting and _says_much(lines := tuple(_lines(parsed))):
                first = seen.setdefault((code, lines), case)
                if first is not case and first.unit:
                    yield counting, _sentence(code, first.received.name, first.unit.name)


def _says_much(lines: Sequence[Sequence[object]]) -> bool:
    return sum(map(bool, (number for _, _, *numbers in lines for number in numbers))) >= _FEWEST


def _lines(parsed: Parsed) -> Iterator[tuple[object, ...]]:
    """Section, field and numbers of every line, as they stand: who copies a file leaves its lines in their order."""
    return ((line.section, line.label, *numbers) for _, line, numbers in parsed.data_lines())


def _sentence(code: str, file: str, unit: str) -> str:
    return (
        f"biểu {code} vẫn được tính, nhưng giống hệt từng số với tệp «{file}» của {unit}: "
        "hỏi lại hai đơn vị, có thể một tệp được chép từ tệp kia rồi chỉ đổi tên đơn vị"
    )
