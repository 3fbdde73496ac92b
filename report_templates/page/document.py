"""The page for phones: one HTML file with the overview, the table of units and a page per unit.

It asks no network for anything and forbids itself to: style and script stand in it, named by their hashes.
"""

import base64
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from kstt.overview.measure import Measure
from kstt.overview.model import Overview
from kstt.overview.trend import Point
from kstt.targets.target import Parts
from report_templates.page.charts import charts_of
from report_templates.page.front import front_of
from report_templates.page.said import Row, Said, count, rate
from report_templates.page.units import HEADINGS, unit_pages, unit_rows

_FOLDER = Path(__file__).parents[1] / "templates" / "page"


@dataclass(frozen=True, slots=True)
class Inlined:
    """Style and script of the page, with the policy that allows these two and nothing else."""

    style: Markup
    script: Markup
    policy: str


def write_page(target: Path, view: Overview) -> None:
    """Writes the page; the same overview gives the same bytes."""
    text = (
        _template()
        .get_template("tong-quan.html.j2")
        .render(
            view=view,
            front=front_of(view),
            charts=charts_of(view),
            trend=[*_trend(view)],
            measures=["Quý", *(one.measure.name for one in view.headlines)],
            headings=HEADINGS,
            rows=[*unit_rows(view)],
            pages=[*unit_pages(view)],
            inlined=_inlined(),
        )
    )
    target.write_text(text, encoding="utf-8", newline="\n")


def _trend(view: Overview) -> list[Row]:
    """The numbers behind the charts, a row per quarter."""
    rows = []
    for point in view.trend:
        said = [Said(point.lacking)] if point.lacking else [_measured(one.measure, point) for one in view.headlines]
        empty = [Said("")] * (len(view.headlines) - len(said))
        rows.append(Row((Said(point.period.name), *said, *empty)))
    return rows


def _measured(measure: Measure, point: Point) -> Said:
    parts = point.sums.get(measure.id, Parts())
    return rate(measure.indicator, parts) if measure.indicator else count(parts.numerator)


@cache
def _template() -> Environment:
    return Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _inlined() -> Inlined:
    style, script = ((_FOLDER / name).read_text(encoding="utf-8") for name in ("page.css", "page.js"))
    allowed = f"style-src {_hash(style)}; script-src {_hash(script)}"
    policy = f"default-src 'none'; {allowed}; base-uri 'none'; form-action 'none'"
    return Inlined(Markup(style), Markup(script), policy)  # noqa: S704 - our own files, never a unit's words


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
