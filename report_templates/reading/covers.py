"""Sheets without a filled-in form: what their heads say all the same."""

from kstt.cover import Cover
from kstt.sheet import FilledForm
from report_templates.reading.form_heads import unit_named, units_in_passing
from report_templates.reading.head_periods import period_named


def cover(sheet: str, header: list[tuple[int, int, str]]) -> Cover:
    """The head of a sheet without any form, as far as it speaks of unit and period."""
    head = FilledForm("", "", {}, [], header)
    return Cover(sheet, tuple(unit_named(head) or units_in_passing(head)), tuple(period_named(head)))
