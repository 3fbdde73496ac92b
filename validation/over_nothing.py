"""A rate that is no share, of something over nothing: dossiers by no staff. It is no number, nor did nothing arise."""

from collections.abc import Iterable, Iterator, Mapping

from kstt.finding import Finding
from kstt.form import Form
from kstt.targets.indicator import SHEET, Indicator
from kstt.targets.standing import source_of
from validation.parsed import Parsed
from validation.placing import place, total_of
from validation.telling import tell

OVER_NOTHING = "cross.over_nothing"


def over_nothing_findings(
    indicators: Iterable[Indicator], sheet: Form, mine: Mapping[str, Parsed]
) -> Iterator[Finding]:
    """A finding at every denominator of the indicator sheet that is 0 where another form gives a numerator.

    `mine` are the forms of one unit that count, by code. Numerators of the `sheet` itself are shares, or stand alone.
    """
    one = mine[SHEET]
    at = {line.label: index for index, line, _ in one.data_lines()}
    for indicator in indicators:
        above, below = (source_of(indicator, part, sheet) for part in ("numerator", "denominator"))
        if above is None or below is None or below.form != SHEET or above.form not in mine or indicator.name not in at:
            continue
        index, number = at[indicator.name], below.columns[0]
        arose = total_of(mine[above.form], above.columns)
        if one.number(index, number) == 0 and arose and above.form != SHEET:
            names = {"above": indicator.numerator, "below": indicator.denominator, "arose": arose, "other": above.form}
            yield tell(OVER_NOTHING, **place(sheet, one, index, number), found=0, **names, grounds=(arose,))
