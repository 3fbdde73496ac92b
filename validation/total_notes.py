"""What is noted of totals that tell nothing: formulas without a result, and totals left from a returned copy."""

from kstt.sheet import address
from validation.parsed import Parsed, Place

UNREAD = "dòng tổng là công thức không có kết quả, lấy tổng cộng từ các dòng"
LEFT = "dòng tổng còn như trước khi sửa, lấy tổng cộng từ các dòng"


def note_unread(parsed: Parsed, formulas: dict[Place, str]) -> None:
    """Totals whose formula nobody can compute check nothing: the sums are those of the lines."""
    sums = _sums(parsed)
    for index, number in sorted(parsed.waiting):
        place = parsed.lines[index].row, parsed.columns[number]
        if place in formulas and parsed.lines[index].role == "total":
            total = sums[parsed.number_columns.index(number)]
            parsed.normalised.append((UNREAD, place, formulas[place], total))


def note_left(parsed: Parsed, former: dict[str, int]) -> None:
    """Totals that stand as they stood when the copy was returned say nothing about cells mended since."""
    if not former:
        return
    sums = _sums(parsed)
    rows = [(index, line) for index, line in enumerate(parsed.lines) if line.role != "line"]
    for index, line in rows:
        for column, number, total in zip(parsed.number_columns, parsed.numbers[index], sums, strict=True):
            place = line.row, parsed.columns[column]
            if number is not None and former.get(address(*place)) == number:
                parsed.left_as_returned.add((index, column))
                if number != total and line.role == "total":
                    parsed.normalised.append((LEFT, place, number, total))


def _sums(parsed: Parsed) -> list[int]:
    lines = [numbers for _, _, numbers in parsed.data_lines()]
    return [sum(line[at] or 0 for line in lines) for at in range(len(parsed.number_columns))]
