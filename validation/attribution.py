"""Whose report a file is and of which period: stamp, form head, file and folder name, and what they say together."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from kstt.cover import Cover
from kstt.finding import Finding
from kstt.mention import Mention, mentions, parse
from kstt.period import Period
from kstt.unit import COMMUNE, Register, Unit
from kstt.unit_names import joined_to
from validation.telling import tell

_CODE = re.compile(r"\b\d{5}\b", re.ASCII)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a file says of itself. `names` and `periods` come from the heads of its forms, `path` is file and folders.

    `passing` are the communes named within other words of a head, where it names no unit by itself, `signed` the
    offices named at the signatures: they may contradict, and name the unit where nothing else does. What stands
    elsewhere counts where all these but the signatures are silent: `covers` are sheets without a form, `sheets` the
    names of those read. `letterheads` are the offices in the corners and titles of heads, `within` the units that lines
    of a table are named for: they may only contradict. `said_on`
    are the sheets whose forms say a period, where a file has forms on several sheets. `unit_code` and `stamp_period`
    come from the stamp of our own blank, `declared` from the officer's received.csv.
    """

    path: Sequence[str]
    names: Sequence[str] = ()
    periods: Sequence[Mention] = ()
    unit_code: int | None = None
    stamp_period: str = ""
    declared: int | None = None
    folder: str = ""
    sheets: Sequence[str] = ()
    covers: Sequence[Cover] = ()
    passing: Sequence[str] = ()
    letterheads: Sequence[str] = ()
    signed: Sequence[str] = ()
    within: Sequence[str] = ()
    said_on: Mapping[Mention, Sequence[str]] = field(default_factory=dict)


@dataclass(slots=True)
class _Said:
    """The units a file may be of, place by place: (where, what it says, units)."""

    places: list[tuple[str, str, list[Unit]]] = field(default_factory=list)

    def add(self, where: str, said: str, units: Iterable[Unit]) -> None:
        self.places.append((where, said, list(units)))

    @property
    def agreed(self) -> list[Unit]:
        """The units every place allows."""
        first, *others = [units for _, _, units in self.places]
        return [unit for unit in first if all(unit in units for units in others)]

    def __str__(self) -> str:
        return "; ".join(f"{where} «{said}»" for where, said, _ in self.places)


def whose(evidence: Evidence, register: Register) -> tuple[Unit | None, list[Finding]]:
    """The unit of a file, or the finding why it is not known. An officer's declaration settles it."""
    if evidence.declared is not None and (unit := register.get(evidence.declared)):
        return unit, []
    said = _Said()
    if evidence.unit_code is not None:
        known = register.get(evidence.unit_code)
        code = f"{evidence.unit_code} – {known.name}" if known else str(evidence.unit_code)
        said.add("mã đơn vị in sẵn trong biểu mẫu", code, [known] if known else [])
    names = [name for name in dict.fromkeys(evidence.names) if register.match(name) or not name.isdecimal()]
    for name in names:  # a code nobody has may be one of another list
        said.add("đầu biểu", name, register.match(name))
    if unknown := next((name for _, name, units in said.places if not units), None):
        return _in_path(evidence, register), [_unknown(unknown, register)]
    _add_joined(said, names, register)
    _add_coded(said, names, register)
    _add_inside(said, "tên tệp hoặc thư mục", evidence.path, register)
    if not names:
        _add_inside(said, "đầu biểu", evidence.passing, register)
    _add_covers(said, evidence.covers, register)
    if not said.places:
        _add_inside(said, "tên trang", evidence.sheets, register)
    silent, signed = not said.places, _signed(evidence, register)
    for name, units in signed:
        said.add("chỗ ký", name, units)
    if silent and len(said.places and said.agreed) != 1:
        only = f", chỉ chỗ ký ghi {' và '.join(f'«{name}»' for name, _ in signed)}" if signed else ""
        return None, [tell("submission.unit_unknown", said=f": đầu biểu và tên tệp đều không ghi{only}")]
    _add_letterheads(said, evidence.letterheads, register)
    _add_within(said, evidence.within, register)
    return _settled(said)


def _add_joined(said: _Said, names: Iterable[str], register: Register) -> None:
    """The units named beside the reporting one: «UBND phường A, UBND phường B» is no report of one of them."""
    for name in names:
        for other in joined_to(name):
            if units := _communes(register.match(other)):
                said.add("đầu biểu", other, units)


def _add_coded(said: _Said, names: Iterable[str], register: Register) -> None:
    """The units whose codes stand beside names, «UBND phường Đồ Sơn - 11737»; an unknown one may be of another list."""
    for name in names:
        for code in () if name.isdecimal() else _CODE.findall(name):
            if unit := register.get(int(code)):
                said.add("mã ở đầu biểu", f"{code} – {unit.name}", [unit])


def _add_letterheads(said: _Said, names: Iterable[str], register: Register) -> None:
    """The communes in the corner or the title of a head: its own unit may stand there, and no other one."""
    once = dict[tuple[int, ...], tuple[str, list[Unit]]]()
    for name in names:
        if units := _communes(register.match(name) or register.within(name)):
            once.setdefault(tuple(unit.code for unit in units), (name, units))
    for name, units in once.values():
        said.add("tiêu đề trang", name, units)


def _add_within(said: _Said, names: Iterable[str], register: Register) -> None:
    """The units that lines are named for: a table may name its own unit, and no other one."""
    for name in dict.fromkeys(names):
        if units := _communes(register.match(name)):
            said.add("trong bảng", name, units)


def only_signed(evidence: Evidence, register: Register) -> str:
    """The name of the unit at the signature, where nothing else says whose a file is; else empty."""
    signed = [name for name, _ in _signed(evidence, register)]
    bare = replace(evidence, signed=())
    return signed[0] if signed and whose(bare, register)[0] is None else ""


def _signed(evidence: Evidence, register: Register) -> list[tuple[str, list[Unit]]]:
    names = dict.fromkeys(evidence.signed)
    return [(name, units) for name in names if (units := _communes(register.match(name)))]


def _communes(units: Iterable[Unit]) -> list[Unit]:
    """The units that sign for themselves; what a division reports its commune signs."""
    return [unit for unit in units if unit.kind == COMMUNE]


def _add_inside(said: _Said, where: str, texts: Iterable[str], register: Register) -> None:
    for text in dict.fromkeys(texts):
        if inside := register.within(text):
            said.add(where, text, inside)


def _add_covers(said: _Said, covers: Iterable[Cover], register: Register) -> None:
    """What is said by a plain cover, and by other sheets where no other place names a unit."""
    silent = not said.places
    for one in covers:
        for name in dict.fromkeys(one.names if silent or one.plainly else ()):
            if units := register.match(name) or register.within(name):
                said.add(f"trang «{one.sheet}»", name, units)


def _settled(said: _Said) -> tuple[Unit | None, list[Finding]]:
    agreed = said.agreed
    if len(agreed) == 1:
        return agreed[0], []
    if not agreed:
        return None, [tell("submission.unit_conflict", found=str(said))]
    names = " hoặc ".join(unit.name for unit in agreed)
    return None, [tell("submission.unit_ambiguous", found=said.places[0][1], candidates=names)]


def _in_path(evidence: Evidence, register: Register) -> Unit | None:
    """The one unit the file name speaks of: enough to hand a refused file back, never to count it."""
    inside = [unit for part in evidence.path for unit in register.within(part)]
    return inside[0] if len(set(inside)) == 1 else None


def owner_by_name(path: Sequence[str], register: Register) -> Unit | None:
    """The unit a file that could not be read seems to be of, by its name and folders only."""
    return _in_path(Evidence(path), register)


def _unknown(name: str, register: Register) -> Finding:
    near = " hoặc ".join(f"«{unit.name}»" for unit in register.near(name))
    hint = f"; có thể là {near}" if near else ""
    return tell("submission.unit_unknown", found=name, said=f": «{name}» không có trong danh sách đơn vị", near=hint)


def of_period(evidence: Evidence, period: Period) -> list[Finding]:
    """Nothing when all that is said of the period fits the one being built, else the one finding why not."""
    stamped = Mention() if former_blank(evidence, period) else _stamped(evidence.stamp_period)
    heads, named = [one for one in (stamped, *evidence.periods) if one], mentions(evidence.path)
    told = any(one.says_which for one in (*heads, *named))
    covers = _on_covers(evidence, period, only_plain=told)
    beside = [one for one in covers if not one.fits(period)]
    every = [*heads, *named, *(beside if told else covers or mentions([evidence.folder]))]
    facts = {"expected": f"{period.name} ({period.range_text.lower()})"}
    if all(one.fits(period) for one in every):
        return [] if any(one.says_which for one in every) else [tell("submission.period_unknown", **facts)]
    inner = [*(heads or named), *beside]
    if not any(one.fits(period) or _agrees_in_part(one, period) for one in inner):
        return [tell("submission.period_wrong", found=_listed(inner[:1], evidence), **facts)]
    places = {"in sẵn trong biểu mẫu trống": [stamped], "tên tệp hoặc thư mục": named}
    return [tell("submission.period_conflict", found=_listed(every, evidence, places), **facts)]


def _on_covers(evidence: Evidence, period: Period, *, only_plain: bool) -> list[Mention]:
    """What sheets without a form say, or plain covers alone: where some fits, the former period may be named too."""
    covers = [one for cover in evidence.covers if cover.plainly or not only_plain for one in cover.periods]
    return [one for one in covers if one.fits(period)] or covers


def former_blank(evidence: Evidence, period: Period) -> str:
    """The period whose blank a file was made from, where every head was dated anew; else empty."""
    stamped = _stamped(evidence.stamp_period)
    anew = bool(evidence.periods) and all(one.says_all and one.fits(period) for one in evidence.periods)
    return str(stamped) if stamped and not stamped.fits(period) and anew else ""


_Places = Mapping[str, Sequence[Mention]]


def _listed(said: Iterable[Mention], evidence: Evidence, places: _Places = MappingProxyType({})) -> str:
    return "; ".join(dict.fromkeys(f"{one}{_where(one, evidence, places)}" for one in said))


def _where(said: Mention, evidence: Evidence, places: _Places) -> str:
    """The sheets that say so of the period, and which of the other `places` do."""
    sheets = ", ".join(f"«{sheet}»" for sheet in dict.fromkeys(evidence.said_on.get(said, ())))
    told = [f"trang {sheets}"] if sheets else []
    told += [place for place, every in places.items() if said in every]
    return f" ({'; '.join(told)})" if told else ""


def _agrees_in_part(said: Mention, period: Period) -> bool:
    """Whether the name or the dates given are the period's, be the other as it may."""
    named = said.part == period.part and said.year in (None, period.year)
    return named or said.window == period.window


def _stamped(text: str) -> Mention:
    try:
        stamped = parse(text)
    except ValueError:  # somebody typed over the hidden sheet: it says nothing then
        return Mention()
    return Mention(stamped.year, stamped.part)
