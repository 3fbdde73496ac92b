"""The forms a simulated commune sends: II.06a, II.08 and the causes from its dossiers, the others plausible beside."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from random import Random

from kstt.form import FixedLine, Form
from kstt.period import Period, before, day
from kstt.rollup import CityLine
from kstt.simulation.commune import Dossiers, Life, complete, counted_as, tally
from kstt.source import read_source
from kstt.unit import Unit

_TASKS = (
    "Rà soát, niêm yết công khai thủ tục hành chính tại Bộ phận Một cửa",
    "Số hóa hồ sơ, kết quả giải quyết thủ tục hành chính",
    "Tuyên truyền, hướng dẫn người dân nộp hồ sơ trực tuyến",
    "Tự kiểm tra công tác kiểm soát thủ tục hành chính",
)


@dataclass(frozen=True)
class Quarter:
    """A commune's quarter, from which its forms are filled in; `random` decides what dossiers do not tell."""

    unit: Unit
    life: Life
    period: Period
    dossiers: tuple[Dossiers, ...]
    random: Random

    @cached_property
    def tally(self) -> dict[str, Counter[str]]:
        """Per field, how many dossiers fall into each column of II.06a."""
        return tally(self.dossiers, self.period)

    def part(self, number: int, percent: int = 100) -> int:
        """Some of a number: from that many percent of it up to all."""
        return self.random.randint(number * percent // 100, number)


def fill(forms: Iterable[Form], quarter: Quarter) -> dict[str, tuple[CityLine, ...]]:
    """Every form filled in, by its code; a form nobody simulates has no lines."""
    known = [form for form in forms if form.code in _FILLERS]
    filled = {form.code: tuple(_FILLERS[form.code](form, quarter)) for form in known}
    return {form.code: tuple(_repeating(form, filled)) for form in known}


def _repeating(form: Form, filled: Mapping[str, tuple[CityLine, ...]]) -> Iterator[CityLine]:
    """The lines of a form; one that repeats the sum of another form is told like it."""
    sums = {one.label: read_source(one.also_from) for one in form.fixed if one.also_from}
    for line in filled[form.code]:
        source, first = sums.get(line.label), form.numbers[0].number if form.numbers else 0
        if source and source.form in filled and line.numbers.get(first) is not None:
            whole = sum(one.numbers.get(at) or 0 for one in filled[source.form] for at in source.columns)
            yield replace(line, numbers={**line.numbers, first: whole})
        else:
            yield line


def _settled(form: Form, quarter: Quarter) -> Iterator[CityLine]:
    for field, counts in quarter.tally.items():
        yield CityLine(field, numbers={**complete(form, counts)})


def _causes(form: Form, quarter: Quarter) -> Iterator[CityLine]:
    causes: dict[str, Counter[str]] = {}
    for one in quarter.dossiers:
        if {"resolved_overdue", "pending_overdue"} & set(counted_as(one, *quarter.period.window)):
            causes.setdefault(one.field, Counter())[one.cause] += one.size
    for field, counts in causes.items():
        yield CityLine(field, numbers={**complete(form, counts)})


def _online(form: Form, quarter: Quarter) -> Iterator[CityLine]:
    for field, counts in quarter.tally.items():
        full, online = quarter.random.randint(4, 20), counts["received_online"]
        entirely = quarter.part(online, 60)
        given = {"services_full": full, "services_partial": quarter.random.randint(0, 9), "online_full": entirely}
        given |= {"services_used": quarter.part(full, 30), "online_partial": online - entirely}
        given |= {"online_national_portal": quarter.part(online, 80), "paid_online": quarter.part(online, 20)}
        yield CityLine(field, numbers={**complete(form, given)})


def _feedback(form: Form, quarter: Quarter) -> Iterator[CityLine]:
    random = quarter.random
    for field in quarter.life.fields[: Random(f"{quarter.life.seed}/{form.code}").randint(0, 3)]:  # noqa: S311
        old, pending = (_left_open(quarter.life, field, one) for one in (before(quarter.period), quarter.period))
        new = random.randint(3, 12)
        conduct, transferred = random.randint(0, old + new), random.randint(0, (old + new) // 4)
        both = random.randint(0, old + new - conduct)
        processed = old + new - transferred - pending
        given = {"on_conduct": conduct, "on_both": both, "on_regulation": old + new - conduct - both}
        given |= {"carried_over": old, "received": new, "transferred": transferred, "pending": pending}
        given |= {"processed": processed, "published": quarter.part(processed, 70)}
        given["processed_on_time"] = quarter.part(processed, 80)
        yield CityLine(field, numbers={**complete(form, given)})


def _left_open(life: Life, field: str, period: Period) -> int:
    """How much feedback waits at the end of a period: the same whether it ends or begins a quarter."""
    return Random(f"{life.seed}/{field}/{period.window[1]}").randint(0, 2)  # noqa: S311 - its own in every quarter


def _procedures(form: Form, quarter: Quarter) -> Iterator[CityLine]:
    number = quarter.random.randint(290, 420)
    at_desk = quarter.part(number, 95)
    given = {"procedures_commune": number, "one_stop_commune": at_desk, "workflows_commune": quarter.part(at_desk, 90)}
    yield CityLine(quarter.unit.name, numbers={**complete(form, given)})


def _indicators(form: Form, quarter: Quarter) -> Iterator[CityLine]:
    for line in form.fixed:
        parts = _parts(line, quarter) if quarter.random.random() > 0.04 else {}  # some do not know every figure
        numbers = {column.number: parts.get(column.key) for column in form.numbers}
        yield CityLine(line.label, "", {**numbers}, form.printed_words(line), line.scale)


def _parts(line: FixedLine, quarter: Quarter) -> dict[str, int]:
    denominator = quarter.random.randint(20, 400) if line.share else quarter.random.randint(4, 15)
    share = quarter.part(denominator, 75)
    numerator = share if line.share else quarter.random.randint(70 * 10**line.scale, 96 * 10**line.scale)
    parts = {"numerator": numerator, "denominator": denominator}
    return {key: value for key, value in parts.items() if key not in line.closed}


def _index(form: Form, quarter: Quarter) -> Iterator[CityLine]:
    random = Random(f"{quarter.unit.code}/{quarter.period}")  # noqa: S311 - its own, so that other forms stay as they are
    (points,) = (column.number for column in form.numbers)
    for line in form.fixed:
        most = line.maximum or 0
        yield CityLine(
            line.label, "", {points: random.randint(most * 6 // 10, most)}, form.printed_words(line), line.scale
        )


def _reviews(form: Form, quarter: Quarter) -> Iterator[CityLine]:
    year = quarter.period.window[1].year
    for field in list(quarter.tally)[: quarter.random.randint(0, 3)]:
        reviewed = quarter.random.randint(1, 8)
        numbers = complete(form, {"reviewed": reviewed, "simplified": quarter.part(reviewed, 20)})
        words = {"field": field, "lead": quarter.unit.office, "begin": f"01/{year}", "end": f"9/{year}"}
        words["content"] = "Thành phần hồ sơ, thời hạn giải quyết"
        yield CityLine(f"Nhóm thủ tục hành chính lĩnh vực {field}", "", {**numbers}, _worded(form, words))


def _tasks(form: Form, quarter: Quarter) -> Iterator[CityLine]:
    year, first = quarter.period.window[1].year, quarter.period.window[0]
    own = {"lead": quarter.unit.office, "due": f"Năm {year}", "product": "Báo cáo"}
    for line in form.fixed or [FixedLine(task, task) for task in _TASKS]:
        done = quarter.random.random() < 0.5
        words = {"status": "hoàn thành" if done else quarter.random.choice(("đang thực hiện", "chưa thực hiện"))}
        if done:
            words["done_on"] = day(first + timedelta(days=quarter.random.randrange(80)))
        words |= {} if form.fixed else own
        yield CityLine(line.label, texts=form.printed_words(line) | _worded(form, words))


def _worded(form: Form, words: Mapping[str, str]) -> dict[int, str]:
    return {column.number: words[column.key] for column in form.texts if column.key in words}


_FILLERS: dict[str, Callable[[Form, Quarter], Iterator[CityLine]]] = {
    "II.04": _reviews,
    "II.05": _feedback,
    "II.06a": _settled,
    "II.07b": _procedures,
    "II.08": _online,
    "CT": _indicators,
    "I766": _index,
    "NV": _tasks,
    "QH": _causes,
}
