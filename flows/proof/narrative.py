"""The narrative report held against the forms: every number of its text, and what each number was made from.

A number is right where the document says what the narrative of the run's figures says, and the narrative has it from
where it says it has it: a sum of figures.parquet, or a cell of the report.
"""

import tempfile
from collections.abc import Iterator
from difflib import SequenceMatcher
from fractions import Fraction
from pathlib import Path

from flows.outputs.narrating import narrative_name, write_narration
from flows.proof.again import Again
from flows.proof.evidence import Evidence
from flows.proof.places import SHEETS, Places
from kstt.narrative.content import Figure, Place
from kstt.proof import Difference, Tally
from report_templates.proving.narrative_reading import numbers_in, paragraphs_of

_QUOTED = 4  # words before a number that say which one it is


def narrative_against_forms(evidence: Evidence) -> Iterator[Tally]:
    """The document's numbers, one by one, and the figures they were made from."""
    again = evidence.again
    if isinstance(again, str):  # told where the workbooks are written again
        return
    path = evidence.folder / narrative_name(again.request)
    if path.is_file():
        yield _words(path, again)
        yield _figures(path.name, evidence, again)


def _figures(file: str, evidence: Evidence, again: Again) -> Tally:
    """Every integer of every figure against the place it was taken from."""
    tally, places = Tally("narrative"), Places(evidence, again.boards.filler.then)
    for section in again.narrative.sections:
        for figure in (one for said in section.paragraphs for one in said if isinstance(one, Figure)):
            for place, value in zip(figure.places, figure.values, strict=True):
                exact = None if value is None else Fraction(value, 10**figure.scale)
                what = ": ".join(filter(None, (section.heading, _named(place))))  # what stands first has no heading
                tally.hold(places.find(place), exact, (file, "", ""), what)
    return tally


def _named(place: Place) -> str:
    """Where a number stands, in words: the sheet or form, its line, and those of its columns that have a number."""
    columns = ", ".join(f"({one})" for one in place.columns if isinstance(one, int))
    line = f"«{place.line}»" if place.line else ""
    return ", ".join(filter(None, (SHEETS.get(place.sheet, place.sheet), line, columns and f"cột {columns}")))


def _words(path: Path, again: Again) -> Tally:
    """The document's paragraphs against those of the document written again."""
    tally = Tally("narrative")
    with tempfile.TemporaryDirectory(prefix="kstt-chung-minh-") as place:
        write_narration(Path(place), again.request, again.report, again.gathered.texts)
        expected = paragraphs_of(Path(place) / path.name)
    try:
        found = paragraphs_of(path)
    except ValueError:
        tally.differences.append(Difference("narrative", path.name, what="không mở được"))
        return tally
    headings = {section.heading for section in again.narrative.sections if section.heading}
    for way, first, last, left, right in SequenceMatcher(None, expected, found, autojunk=False).get_opcodes():
        if way == "equal":
            tally.compared += sum(len(numbers_in(text)) for text in expected[first:last])
        elif last - first == right - left:
            for at, (one, other) in enumerate(zip(expected[first:last], found[left:right], strict=True), start=first):
                _paragraph(tally, path.name, _under(expected, at, headings), one, other)
        else:
            for at, text in enumerate(expected[first:last], start=first):
                tally.hold(text, None, (path.name, "", ""), f"{_under(expected, at, headings)}, thiếu đoạn")
            for text in found[left:right]:
                tally.hold(None, text, (path.name, "", ""), f"{_under(expected, first, headings)}, thừa đoạn")
    return tally


def _paragraph(tally: Tally, file: str, under: str, expected: str, found: str) -> None:
    """Number by number where only numbers differ, else as a whole."""
    mine, other = numbers_in(expected), numbers_in(found)
    if len(mine) != len(other) or mine == other:
        tally.hold(expected, found, (file, "", ""), under)
        return
    at = 0
    for order, (right, written) in enumerate(zip(mine, other, strict=True), start=1):
        at = found.index(written, at)
        before = " ".join(found[:at].split()[-_QUOTED:])
        tally.hold(right, written, (file, "", ""), f"{under}, số thứ {order}: «…{before} {written}»")
        at += len(written)


def _under(paragraphs: list[str], at: int, headings: set[str]) -> str:
    """The heading a paragraph stands under, and the how manieth it is there."""
    start = next((i for i in range(min(at, len(paragraphs) - 1), -1, -1) if paragraphs[i] in headings), -1)
    heading = paragraphs[start] if start >= 0 else "phần đầu"
    return f"mục «{heading}», đoạn {at - start}"
