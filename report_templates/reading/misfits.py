"""What is wrong with a table that claims to be a form: its columns twice, in another order, or lacking."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TypeGuard

from kstt.form import Form
from kstt.sheet import Value, letters
from report_templates.reading.headings import Path, may_head, meant, paths

_DEEPEST = 4  # rows of headings
TWICE = "có hai lần trở lên cạnh nhau (như kỳ trước và kỳ này), không rõ lấy số nào; mỗi bảng chỉ ghi một kỳ"
LACKING = "không thấy đầu cột"
_NAMED = 4  # columns named in one sentence
_NEAR, _OLDER = 4, 2  # one column in so many may lack: of a table meant so, of one by a former layout


def misfit(rows: Sequence[Sequence[Value]], form: Form, *, claimed: bool = False) -> tuple[int, str] | None:
    """The row (from 0) of the headings that are nearest to a form's, and a sentence on what is wrong with them.

    None where no headings are near; where the rows say they are the form, half of its columns is near.
    """
    near = _misfit(rows, form, _NEAR)
    return near or (_misfit(rows, form, _OLDER) if claimed else None)


def _misfit(rows: Sequence[Sequence[Value]], form: Form, one_in: int) -> tuple[int, str] | None:
    numbers, label = [column.number for column in form.numbers], form.label.number
    for top in range(len(rows)):
        if not may_head(form, rows, top):
            continue
        labelled, whole = set[int](), False
        for depth in range(_DEEPEST, 0, -1):
            block = rows[top : top + depth]
            observed = paths(block, 0, max(map(len, block)) - 1)
            positions = meant(form, tuple(observed))
            found = {number: positions[number] for number in numbers}
            if why := _why(form, found, one_in) or _halved(form, observed):
                return top, why
            labelled.update(positions[label])
            whole |= all(len(places) == 1 for places in found.values())
        if whole and not labelled:
            return top, f"{LACKING} {_named(form, label)} của biểu {form.code}"
        if whole and len(labelled) > 1:
            return top, f"{_repeated(form, label, sorted(labelled))}; biểu chỉ có một cột này, cột kia thì xóa"
    return None


def holds_numbers(rows: Sequence[Sequence[Value]], form: Form) -> bool:
    """Whether some row holds as many numbers as a line of the form mostly does; what only counts up is no line."""
    for row in rows:
        numbers = [float(value) for value in row if _is_number(value)]
        counts_up = all(after - before == 1 for before, after in pairwise(numbers))
        if len(numbers) * 2 > len(form.numbers) and any(numbers) and not counts_up:
            return True
    return False


def _is_number(value: Value) -> TypeGuard[float | str]:
    if isinstance(value, str):
        return value.isascii() and value.strip().isdigit()
    return isinstance(value, int | float) and not isinstance(value, bool)


def _halved(form: Form, observed: Sequence[Path]) -> str:
    """A sentence where most columns are two by a last row of headings, as «Trong kỳ» and «Lũy kế»; else empty."""
    positions = meant(form, tuple(path[:-1] for path in observed))
    why = _why(form, {column.number: positions[column.number] for column in form.numbers}, _NEAR)
    return why if why.endswith(TWICE) else ""


def _why(form: Form, found: Mapping[int, Sequence[int]], one_in: int) -> str:
    """A sentence on columns that were found, by number, at some places each (from 0); empty where too many lack."""
    lacking = [number for number, places in found.items() if not places]
    twice = [number for number, places in found.items() if len(places) > 1]
    if len(lacking) > len(found) // one_in:
        return ""
    if len(twice) > len(found) // 2:
        return f"các cột của biểu {form.code} {TWICE}"
    if lacking:
        named = ", ".join(_named(form, number) for number in lacking[:_NAMED])
        return f"{LACKING} {named}{' …' if len(lacking) > _NAMED else ''} của biểu {form.code}"
    if twice:
        said = _repeated(form, twice[0], found[twice[0]])
        return f"{said}; biểu chỉ có một cột này, nếu đã tách ra thì cộng lại, ghi vào một cột"
    return _out_of_order(form, {number: place for number, (place,) in found.items()})


def _repeated(form: Form, number: int, places: Sequence[int]) -> str:
    at = ", ".join(letters(place + 1) for place in places)
    return f"đầu cột {_named(form, number)} của biểu {form.code} có ở nhiều cột: {at}"


def _out_of_order(form: Form, places: Mapping[int, int]) -> str:
    """A sentence on the first column that stands before one of those it should follow; empty where none does."""
    pairs = ((number, other) for number in places for other in places if other < number)
    moved = next((pair for pair in pairs if places[pair[1]] > places[pair[0]]), None)
    if moved is None:
        return ""
    here, before = (f"{_named(form, number)} ở cột {letters(places[number] + 1)}" for number in moved)
    return f"các cột không theo thứ tự của biểu {form.code}: {here} đứng trước {before}"


def _named(form: Form, number: int) -> str:
    return f"({number}) «{' – '.join(form.column(number).heading)}»"
