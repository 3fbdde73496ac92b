"""The yearly plans of a locality and of the units that have their own, checked as strictly as data."""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations, pairwise
from pathlib import Path

from flows.locality.localities import children, find_folder, load_locality
from flows.machine.toml_files import read_toml
from kstt.form import DefinitionError
from kstt.locality import Locality
from kstt.targets.indicator import Indicator
from kstt.targets.plan_group import SELF, members
from kstt.targets.target import Plan, Target
from kstt.unit import Unit
from report_templates.definition_faults import validated
from report_templates.definitions import load_indicators

_VALUE = re.compile(r"\d+(\.\d{1,6})?")
_KINDS = {"kind:commune", "kind:division"}


def plans_for(locality: Locality, year: int) -> tuple[Plan, ...]:
    """The plans that bind units of a locality in a year: its own, then those of units that are localities themselves.

    Raises DefinitionError naming the file and what is wrong.
    """
    own = [locality.id, *children(locality.id).values()]
    paths = [find_folder(name) / f"plan-{year}.toml" for name in own]
    return tuple(read_plan(path) for path in paths if path.is_file())


def read_plan(path: Path) -> Plan:
    """One plan file; raises DefinitionError with everything that is wrong with it."""
    called = f"{path.parent.name}/{path.name}"
    plan = validated(Plan, read_toml(path, called), called)
    problems = list(_misplaced(plan, path)) or list(problems_of(plan, load_locality(plan.locality), load_indicators()))
    if problems:
        raise DefinitionError(f"{called}: {'; '.join(problems)}")
    return plan


def _misplaced(plan: Plan, path: Path) -> Iterator[str]:
    """A plan copied from another year's or locality's that still says so would judge by the other's tasks and units."""
    if path.stem != f"plan-{plan.year}":
        yield f"year ghi {plan.year}, khác năm ở tên tệp"
    if plan.locality != path.parent.name:
        yield f"locality phải là tên thư mục «{path.parent.name}», đang là «{plan.locality}»"


def problems_of(plan: Plan, locality: Locality, indicators: Sequence[Indicator]) -> Iterator[str]:
    """What is wrong with a plan: unknown indicator, group, unit; a road map that falls; a unit bound twice."""
    known = {indicator.id: indicator for indicator in indicators}
    for name, selectors in plan.groups.items():
        for selector in selectors:
            if selector not in _KINDS | {SELF} and locality.register.get(_code(selector)) is None:
                yield f"nhóm «{name}» nhắc đơn vị không có: {selector}"
    for target in plan.target:
        where = f"chỉ tiêu {target.indicator} ({target.group})"
        if target.indicator not in known:
            yield f"{where}: không có chỉ tiêu này trong indicators.toml"
        elif target.group not in plan.groups:
            yield f"{where}: không có nhóm «{target.group}»"
        else:
            yield from (f"{where}: {problem}" for problem in _value_problems(target, known[target.indicator]))
    yield from _bound_twice(plan, locality)


def _code(selector: object) -> int:
    return selector if isinstance(selector, int) else -1


def _value_problems(target: Target, indicator: Indicator) -> Iterator[str]:
    if not target.section.strip():
        yield "không ghi nguồn (section)"
    written = (*target.quarters, target.year)
    if not all(map(_VALUE.fullmatch, written)):
        yield "mức giao phải là số thập phân viết dạng chữ, ví dụ «99.5», tối đa sáu chữ số thập phân"
        return
    values = [Fraction(value) for value in written]
    if len(target.quarters) not in (0, 4):
        yield "lộ trình phải đủ bốn quý"
    rising = indicator.direction == "at_least"
    if any((before > after) if rising else (before < after) for before, after in pairwise(values)):
        yield "lộ trình thụt lùi"
    if indicator.unit == "percent" and any(not 0 <= value <= 100 for value in values):
        yield "tỷ lệ phải từ 0 đến 100"


def _bound_twice(plan: Plan, locality: Locality) -> Iterator[str]:
    for one, other in combinations(plan.target, 2):
        if one.indicator == other.indicator and {one.group, other.group} <= plan.groups.keys():
            both = set(_bound(plan, one, locality)) & set(_bound(plan, other, locality))
            if both:
                names = ", ".join(sorted(unit.name for unit in both))
                yield f"chỉ tiêu {one.indicator}: nhóm {one.group} và {other.group} cùng giao cho {names}"


def _bound(plan: Plan, target: Target, locality: Locality) -> tuple[Unit, ...]:
    return members(plan, target.group, locality, locality.register.units)
