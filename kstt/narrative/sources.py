"""Says what the sentences of the narrative stand on: which forms, of how many units, and which units those were before.

A form's figures are those of the units that sent it. A line of the indicator sheet is only of those that gave it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kstt.form import Form
from kstt.narrative.content import Figure, Fragment, Gap, Paragraph, Place, Quote
from kstt.narrative.filling import Filler, Tables

_UNVERIFIED = "chưa đối chiếu với văn bản gốc"
_OTHER_UNITS = "không cùng danh sách đơn vị với kỳ này, cân nhắc khi so sánh"


@dataclass(frozen=True, slots=True)
class _Basis:
    """The units figures are of, now and in the former period (None where there is nothing to compare)."""

    now: frozenset[int]
    then: frozenset[int] | None

    @property
    def apart(self) -> bool:
        """Whether the former period's units were others."""
        return self.then is not None and self.then != self.now


def forms_of(said: Paragraph, filler: Filler) -> tuple[str, ...]:
    """The forms a sentence's figures of this period stand in, in the order they are named."""
    return tuple(dict.fromkeys(place.sheet for place in _places([said], filler)))


def opening(forms: Sequence[str], said: Iterable[Paragraph], filler: Filler) -> Paragraph:
    """The sentence before others: on which forms they stand, of how many units each; forms nobody sent are left out."""
    places = list(_places(said, filler))
    parts: list[Fragment] = ["Số liệu"]
    for form in (one for one in forms if filler.now.units(one)):
        lines = list(dict.fromkeys(place.line for place in places if place.sheet == form))
        parts += [";" if len(parts) > 1 else "", *_source(filler.forms[form], lines, filler)]
    return (*(one for one in parts if one != ""), ".")


def _places(said: Iterable[Paragraph], filler: Filler) -> Iterator[Place]:
    """Where the figures of this period stand that are of a form."""
    figures = (one for paragraph in said for one in paragraph if isinstance(one, Figure))
    for place in (place for figure in figures for place in figure.places):
        if place.period == filler.now.period and place.sheet in filler.forms:
            yield place


def _source(form: Form, lines: Sequence[str], filler: Filler) -> Iterator[Fragment]:
    """How many units a form's figures are of, and the lines that are of others."""
    whole = _basis(form, "", filler)
    bases = {line: _basis(form, line, filler) for line in lines if form.fixed and line}
    known = {line: basis for line, basis in bases.items() if basis.now}  # a line nobody gave is told as missing
    alike = len(set(known.values())) == 1 and len(known) == len(lines)
    line = lines[0] if alike else ""
    yield from (" của ", _count(filler.now, form, line), "/", _units(filler, form))
    codes = dict.fromkeys(table.view.printed_code for table in filler.now.by_form[form.code])
    yield from (" đơn vị, chi tiết tại ", Quote("; ".join(codes)))
    if form.provenance == "unverified":
        yield from (" (", Gap(_UNVERIFIED, blank=False), ")")
    if filler.then is not None and (known[line] if alike else whole).apart:
        before = _count(filler.then, form, line)
        yield from ("; kỳ so sánh là số liệu của ", before, " đơn vị, ", Gap(_OTHER_UNITS, blank=False))
    if not alike:
        yield from _other_lines(form, {line: basis for line, basis in known.items() if basis != whole}, filler)


def _other_lines(form: Form, others: Mapping[str, _Basis], filler: Filler) -> Iterator[Fragment]:
    """The lines that are of other units than the form."""
    for at, (line, basis) in enumerate(others.items()):
        units = _count(filler.now, form, line)
        yield from (", " if at else "; riêng ", Quote(f"«{line}»"), " của ", units, " đơn vị")
        if filler.then is not None and basis.apart:
            yield from (" (kỳ so sánh: ", _count(filler.then, form, line), " đơn vị)")


def _basis(form: Form, line: str, filler: Filler) -> _Basis:
    then = filler.then.units(form.code, line) if filler.then and filler.then.coverage(form.code) else None
    return _Basis(filler.now.units(form.code, line), then)


def _count(tables: Tables, form: Form, line: str) -> Figure:
    place = Place(tables.period, form.code, ("reporting",), line)
    return Figure("count", (len(tables.units(form.code, line)),), (place,))


def _units(filler: Filler, form: Form) -> Figure:
    coverage = filler.now.coverage(form.code)
    return Figure("count", (coverage.total if coverage else 0,), (Place(filler.now.period, form.code, ("units",)),))
