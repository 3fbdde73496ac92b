"""The workbook of analysis: the overview for leaders, tables for analysts, and the way back to a unit's cell."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from kstt.annex import Annex
from kstt.finding import Finding, RuleTitle
from kstt.form import Form
from kstt.overview.model import Overview
from kstt.rollup import Name
from report_templates.analysis.book import Book
from report_templates.analysis.data import data_of, draw_data
from report_templates.analysis.fields import draw_fields
from report_templates.analysis.front import Places, draw_front
from report_templates.analysis.heat import draw_heat
from report_templates.analysis.late import draw_late
from report_templates.analysis.periods import compared, draw_periods
from report_templates.analysis.quality import draw_quality
from report_templates.analysis.trend import draw_trend
from report_templates.analysis.turnout import draw_turnout
from report_templates.analysis.units import draw_units
from report_templates.analysis.words import draw_words


@dataclass(frozen=True)
class AnalysisContent:
    """Everything the workbook shows; the same content always gives the same bytes.

    `figures` are the accepted ones as in figures.parquet, `forms` those in force, `name` gives official names of lines,
    `rule_title` those of rules.
    """

    view: Overview
    figures: pd.DataFrame
    forms: Sequence[Form]
    findings: Sequence[Finding]
    name: Name
    annex: Annex
    rule_title: RuleTitle


def write_analysis(target: Path, content: AnalysisContent) -> None:
    """Writes the workbook; sums, ratios and ranks are live formulas that carry the overview's numbers as results."""
    view, forms = content.view, tuple(content.forms)
    title = f"{view.locality.name} – {view.period.name}"
    data = data_of(content.figures, view.scoreboard.units, forms, content.name)
    book = Book(target, view.period, data.forms)
    told = compared(view)
    units = draw_units(book, title, view, data, told)
    draw_fields(book, title, view, data)
    late = draw_late(book, title, view, data)
    trend = draw_trend(book, title, view, told)
    draw_heat(book, title, view, data)
    turnout = draw_turnout(book, title, view, forms, data)
    draw_front(book, view, told, data, Places(units, turnout, trend, late))
    draw_quality(book, title, view, content.findings, content.annex, content.rule_title)
    draw_data(book, title, data, view.turnout)
    draw_periods(book, title, told)
    draw_words(book, title, view, data, told)
    book.workbook.close()
