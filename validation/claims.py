"""Several tables of one form in a file: which of them count, and why the others do not."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kstt.mention import Mention, mention
from kstt.period import Period
from kstt.spelling import field_key, plain
from validation.parsed import Parsed

_EMPTY = "Trang «{}»: biểu {} chỉ có số 0, đã có số liệu ở trang «{}», không đọc"
_MONTHLY = "Trang «{}»: biểu {} của một tháng, đã có biểu của cả kỳ ở trang «{}», không đọc"
_SAMPLE = "Trang «{}»: trang mẫu không ghi đơn vị báo cáo, đã có biểu {} ở trang «{}», không đọc"
_ADDED = "Trang «{}»: biểu {} là một phần của biểu ở trang «{}», cộng lại khớp từng số, không đọc"
_MONTH = re.compile(r"^(?:thang|t) ?0?(?:[1-9]|1[0-2])(?: (?:nam )?20\d\d)?$")
_CALLED_SAMPLE = re.compile(r"^(?:(?:bieu|ban|form|trang) )?mau(?: (?:bieu|bao cao|bc))?(?: \d)?$")

Kept = tuple[list["Claim"], list[str]]
"""The claims that count, and a sentence on each of the others."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One form of a file and what its head says: the unit's name and the period, each as often as it stands there.

    `passing` are communes it names within other words, `letterheads` the offices in its corner and title, `signed` the
    offices it is signed for, `within` the units its lines are named for.
    """

    parsed: Parsed
    names: Sequence[str]
    periods: Sequence[Mention]
    passing: Sequence[str] = ()
    letterheads: Sequence[str] = ()
    signed: Sequence[str] = ()
    within: Sequence[str] = ()


def counting(claims: Sequence[Claim], period: Period) -> Kept:
    """The claims to look at, of a file's forms for a period."""
    kept, aside = _of_period(claims, period)
    for without in (_without_months, _without_samples, _without_parts):
        kept, further = without(kept, period)
        aside += further
    return kept, aside


def without_empty_copies(claims: Sequence[Claim]) -> tuple[list[Claim], list[str]]:
    """The claims but for forms with nothing but 0 that are filled in elsewhere in the file, and a sentence on each."""
    filled = {claim.parsed.code: claim.parsed for claim in reversed(claims) if not _is_empty(claim.parsed)}
    copies = [claim.parsed for claim in claims if claim.parsed.code in filled and _is_empty(claim.parsed)]
    aside = [_EMPTY.format(one.sheet, one.code, filled[one.code].sheet) for one in copies]
    return [claim for claim in claims if not any(claim.parsed is one for one in copies)], aside


def _is_empty(parsed: Parsed) -> bool:
    return not (parsed.broken or parsed.nothing_arose or any(map(any, parsed.numbers)))


def _of_period(claims: Sequence[Claim], period: Period) -> tuple[list[Claim], list[str]]:
    """The claims to look at: those of the period where a file holds several periods, else all of them."""
    fitting = [claim for claim in claims if all(said.fits(period) for said in claim.periods)]
    others = [claim for claim in claims if claim not in fitting]
    codes = {claim.parsed.code for claim in fitting}
    if not fitting or any(claim.parsed.code not in codes for claim in others):
        return list(claims), []
    told = [next(said for said in claim.periods if not said.fits(period)) for claim in others]
    aside = [
        f"Trang «{claim.parsed.sheet}»: biểu {claim.parsed.code} của kỳ khác ({said}), không đọc"
        for claim, said in zip(others, told, strict=True)
    ]
    return fitting, aside


def _without_months(claims: Sequence[Claim], period: Period) -> tuple[list[Claim], list[str]]:
    """The claims but for forms on sheets named after months where one alone is named after the period itself."""
    kept, aside = list(claims), list[str]()
    for code in dict.fromkeys(claim.parsed.code for claim in claims):
        mine = [claim for claim in claims if claim.parsed.code == code]
        monthly = [claim for claim in mine if _MONTH.match(plain(claim.parsed.sheet))]
        whole = [claim.parsed for claim in mine if claim not in monthly]
        said = mention(whole[0].sheet) if monthly and len(whole) == 1 and not whole[0].nothing_arose else Mention()
        if said.part and said.fits(period):
            kept = [claim for claim in kept if claim not in monthly]
            aside += [_MONTHLY.format(claim.parsed.sheet, code, whole[0].sheet) for claim in monthly]
    return kept, aside


def _without_samples(claims: Sequence[Claim], _: Period) -> Kept:
    """The claims but for forms on sheets called «Mẫu» that name no unit, where such a form stands on another sheet."""
    samples = [one for one in claims if _is_sample(one)]
    real = {one.parsed.code: one.parsed.sheet for one in reversed(claims) if one not in samples}
    left = [one.parsed for one in samples if one.parsed.code in real]
    aside = [_SAMPLE.format(one.sheet, one.code, real[one.code]) for one in left]
    return [claim for claim in claims if not any(claim.parsed is one for one in left)], aside


def _is_sample(claim: Claim) -> bool:
    return bool(_CALLED_SAMPLE.match(plain(claim.parsed.sheet))) and not (claim.names or claim.passing or claim.signed)


def _without_parts(claims: Sequence[Claim], _: Period) -> Kept:
    """The claims but for those that another adds up, line by line: each office's table beside that of all of them."""
    kept, aside = list(claims), list[str]()
    for code in dict.fromkeys(claim.parsed.code for claim in claims):
        mine = [claim.parsed for claim in claims if claim.parsed.code == code]
        if whole := next(_sums_of_others(mine), None):
            kept = [claim for claim in kept if claim.parsed is whole or claim.parsed.code != code]
            aside += [_ADDED.format(one.sheet, code, whole.sheet) for one in mine if one is not whole]
    return kept, aside


def _sums_of_others(tables: Sequence[Parsed]) -> Iterator[Parsed]:
    """The table whose lines are the sums of the lines of all others: several with numbers, none a copy of another."""
    counts = [_counts(one) for one in tables]
    alike = any(one in counts[:at] for at, one in enumerate(counts))
    if len(tables) < 3 or alike or any(one.broken for one in tables) or not all(counts):
        return
    for at, one in enumerate(tables):
        others = Counter[tuple[str, int]]()
        for other in (*counts[:at], *counts[at + 1 :]):
            others.update(other)
        if counts[at] == others:
            yield one


def _counts(parsed: Parsed) -> Counter[tuple[str, int]]:
    """The numbers of a form but 0, by the name of the line and the column's place."""
    found = Counter[tuple[str, int]]()
    for _, line, numbers in parsed.data_lines():
        found.update({(field_key(line.label), at): number for at, number in enumerate(numbers) if number})
    return found
