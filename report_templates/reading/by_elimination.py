"""Headings nobody knows, where all others leave them one place: the labels' own, and one group over known columns.

Only in a table that says which form it is and has that many columns. What a column of numbers counts is never inferred
from its place: its own words must be known.
"""

from collections.abc import Mapping, Sequence

from kstt.form import Form
from report_templates.reading.headings import Path, accepted, is_added, names
from report_templates.reading.other_headings import may_count_other


def by_elimination(form: Form, observed: Sequence[Path], known: Mapping[int, Sequence[int]]) -> dict[int, list[int]]:
    """The places of the columns whose headings are not known, by number; none where they leave any doubt.

    `known` are the places (0-based in `observed`) of headings that mean a column.
    """
    headed = [at for at, path in enumerate(observed) if path and not is_added(path[-1])]
    own = dict(zip((column.number for column in form.columns), headed, strict=False))
    lacking = [number for number, places in known.items() if not places]
    if len(headed) != len(form.columns) or not lacking:
        return {}
    if any(places not in ([], [own[number]]) for number, places in known.items()):
        return {}
    under = [number for number in lacking if number != form.label.number]
    if not under or _one_group(form, {number: observed[own[number]] for number in under}):
        return {number: [own[number]] for number in lacking}
    return {}


def _one_group(form: Form, paths: Mapping[int, Path]) -> bool:
    """Whether columns are all those of one group, with their own last words under one heading that is not known."""
    levels = dict(accepted(form))
    groups = {column.number: column.heading[0] for column in form.columns if len(column.heading) > 1}
    group = groups.get(min(paths), "")
    whole = {number for number, heading in groups.items() if heading == group}
    own = all(len(path) > 1 and names(path[-1], levels[number]) for number, path in paths.items())
    named = {path[0] for path in paths.values()}
    return own and whole == paths.keys() and len(named) == 1 and not any(map(may_count_other, named))
