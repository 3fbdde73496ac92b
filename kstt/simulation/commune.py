"""A simulated commune's dossiers over time, and form II.06a counted from them.

The example quarter is made of this. Columns are known by their key, sums by the form's own identities.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from kstt.form import DefinitionError, Form
from kstt.period import Period, before

CHANNELS = ("online", "direct", "post")
CAUSES = ("cause_complex", "cause_staff", "cause_other")
_SHARES = (76, 20, 4)  # of the channels
_DAYS = (1, 3, 5, 7, 10, 15)  # working times that procedures of communes commonly have
_LONGEST = 170  # days; no two quarters that follow each other are shorter
_FATES, _FATE_SHARES = ("early", "on_time", "overdue", "stuck"), (660, 325, 10, 5)


@dataclass(frozen=True, slots=True)
class Dossiers:
    """Some dossiers of one field that came on the same day in the same way and went the same way.

    `finished` is None for what nobody has finished yet; `cause` matters only where they are overdue.
    """

    field: str
    channel: str
    received: date
    due: date
    finished: date | None
    cause: str
    size: int


@dataclass(frozen=True, slots=True)
class Life:
    """A commune over the years: its fields with how busy they are, and how much comes in a quarter, in batches.

    What a quarter brings depends on `seed` and the quarter alone, so that one quarter's end is the next one's start.
    """

    seed: str
    fields: tuple[str, ...]
    shares: tuple[float, ...]
    batches: int
    size: int

    def received(self, quarter: Period) -> Iterator[Dossiers]:
        """What comes in a quarter."""
        random = Random(f"{self.seed}/{quarter}")  # noqa: S311 - an example needs no secrets
        first, last = quarter.window
        for field in random.choices(self.fields, self.shares, k=self.batches):
            yield _dossiers(random, field, first + timedelta(random.randrange((last - first).days + 1)), self.size)


def life(seed: str, fields: Sequence[str]) -> Life:
    """The life of the commune that a seed stands for; it gets 2,000 to 15,000 dossiers a quarter."""
    random = Random(seed)  # noqa: S311 - an example needs no secrets
    chosen = random.sample(list(fields), min(len(fields), random.randint(5, 11)))
    batches = random.randint(75, 200)
    size = max(2, 2 * random.randint(2000, 15000) // batches)
    return Life(seed, tuple(chosen), tuple(random.uniform(1, 12) for _ in chosen), batches, size)


def simulate(commune: Life, period: Period) -> tuple[Dossiers, ...]:
    """What a commune received in the period and the two quarters before: nothing waits longer than that."""
    own = period.quarters or (period,)
    ago = before(period)
    return tuple(one for quarter in (before(ago), ago, *own) for one in commune.received(quarter))


def _dossiers(random: Random, field: str, received: date, size: int) -> Dossiers:
    allowed = random.choice(_DAYS)
    due = received + timedelta(days=allowed)
    fate = random.choices(_FATES, _FATE_SHARES)[0]
    finished = {
        "early": received + timedelta(days=random.randrange(allowed)),
        "on_time": due,
        "overdue": due + timedelta(days=random.randint(1, 12)),
        "stuck": received + timedelta(days=random.randint(60, _LONGEST)),
    }[fate]
    number = random.randint(1, size) if fate in ("early", "on_time") else random.randint(1, 4)
    return Dossiers(field, random.choices(CHANNELS, _SHARES)[0], received, due, finished, random.choice(CAUSES), number)


def counted_as(one: Dossiers, first: date, last: date) -> Iterator[str]:
    """The columns of II.06a they are counted in: days compared, never hours."""
    if one.received > last or (one.finished and one.finished < first):
        return
    if one.received < first:
        yield "carried_over"
    else:
        yield "received_online" if one.channel == "online" else "received_direct"
    if one.finished is None or one.finished > last:
        yield "pending_overdue" if one.due < last else "pending_in_time"
    elif one.finished == one.due:
        yield "resolved_on_time"
    else:
        yield "resolved_early" if one.finished < one.due else "resolved_overdue"


def complete(form: Form, given: Mapping[str, int]) -> dict[int, int]:
    """Every number column of a line: what is given by key, 0 where nothing is, sums by the form's identities.

    Raises DefinitionError where the form no longer has a column that is simulated.
    """
    if unknown := sorted(given.keys() - {column.key for column in form.numbers}):
        lost = ", ".join(unknown)
        raise DefinitionError(f"biểu {form.code} không có cột số liệu «{lost}» nên không tạo được kỳ ví dụ")

    def value(number: int) -> int:
        rule = form.computed_by(number)
        return sum(map(value, rule.right)) if rule else given.get(form.column(number).key, 0)

    return {column.number: value(column.number) for column in form.numbers}


def tally(dossiers: Iterable[Dossiers], period: Period) -> dict[str, Counter[str]]:
    """Per field, how many dossiers fall into each column of II.06a."""
    counts: dict[str, Counter[str]] = {}
    for one in dossiers:
        for key in counted_as(one, *period.window):
            counts.setdefault(one.field, Counter())[key] += one.size
    return counts
