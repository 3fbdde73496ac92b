"""What two forms of a unit count of the same field: their totals may agree where single fields do not.

Which columns of which forms count the same, the rules between forms say, as long as they judge; a total that differs
is theirs to tell.
"""

from collections.abc import Container, Iterator, Mapping

from kstt.finding import Finding
from kstt.form import Form
from kstt.rollup import Name
from kstt.spoken import first_of
from validation.between import of_two
from validation.parsed import Parsed
from validation.placing import lines_by_name, place_of_name, stands, sum_of
from validation.register import Side, Tells
from validation.telling import NAMED, shown_number, tell

BY_FIELD = "cross.by_field"


def by_field_findings(
    form: Form, mine: Mapping[str, Parsed], name: Name, fields: Container[str], tells: Tells
) -> Iterator[Finding]:
    """A finding per other form whose fields differ from those of a form of a unit, told at the first line that does.

    `mine` are the forms of the unit that count, by code. A name that only one form has is compared where it is one of
    the locality's `fields`; any other may be that form's own spelling of a field, and then nothing is told.
    """
    for _, left, right in of_two(mine, tells):
        if left.form == form.code:
            here, there = (_sums(mine[side.form], side, name) for side in (left, right))
            pairs = {official: (here.get(official, 0), there.get(official, 0)) for official in {**here, **there}}
            differing = {official: pair for official, pair in pairs.items() if pair[0] != pair[1]}
            sure = all(official in fields or (official in here and official in there) for official in differing)
            if differing and sure and sum(here.values()) == sum(there.values()):
                yield _told(form, mine[form.code], left, right, differing, name)


def _sums(one: Parsed, side: Side, name: Name) -> dict[str, int]:
    """By official name of a line, the sum of the side's columns."""
    named = lines_by_name(one, name).items()
    return {official: sum(sum_of(one, lines, number) for number in side.columns) for official, lines in named}


def _told(
    form: Form, one: Parsed, here: Side, there: Side, differing: Mapping[str, tuple[int, int]], name: Name
) -> Finding:
    """The finding at the first name that differs, the form's own before others, with the further ones named."""
    official, *others = differing
    lines, number, (found, expected) = lines_by_name(one, name).get(official, []), here.columns[0], differing[official]
    pairs = (" và ".join(str(shown_number(value)) for value in differing[other]) for other in others)
    more = first_of([f"«{other}» ({pair})" for other, pair in zip(others, pairs, strict=True)], NAMED)
    return tell(
        BY_FIELD,
        **place_of_name(form, one, official, lines, number),
        found=found,
        expected=expected,
        stands=stands(one, lines, number, found),
        other=there.form,
        right=" + ".join(f"({column})" for column in there.columns),
        more=f"; cũng khác ở {more}" if more else "",
        grounds=tuple(value for pair in differing.values() for value in pair),
    )
