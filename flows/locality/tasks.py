"""The task files of the localities: every task of a year's plan, read as strictly as data, and as lines of the form."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from flows.locality.localities import find_folder, load_locality
from flows.machine.csv_files import read_csv
from kstt.form import DefinitionError, FixedLine
from kstt.locality import Locality
from kstt.spelling import clean
from kstt.targets.deadline import read_deadline
from kstt.targets.plan_group import members
from kstt.targets.target import Plan
from kstt.targets.task import Task

_COLUMNS = (
    "number", "group", "title", "lead", "owners", "support", "deadline", "deadline_text", "product", "section",
)  # fmt: skip
_NEEDED = ("number", "group", "title", "lead", "section")


def tasks_of(plan: Plan) -> tuple[Task, ...]:
    """The tasks of a plan, from its locality's folder; none where the plan has no task file.

    Raises DefinitionError naming the file and the line that is wrong.
    """
    path = find_folder(plan.locality) / f"tasks-{plan.year}.csv"
    return read_tasks(path, plan, load_locality(plan.locality)) if path.is_file() else ()


def read_tasks(path: Path, plan: Plan, locality: Locality) -> tuple[Task, ...]:
    """The tasks of one file in its order; raises DefinitionError naming the file and the line that is wrong."""
    name = f"{path.parent.name}/{path.name}"
    columns, rows = read_csv(path, name, whole=True)
    if columns != _COLUMNS:
        raise DefinitionError(f"{name} dòng 1: các cột phải là {','.join(_COLUMNS)}")
    found: dict[str, Task] = {}
    for row in rows:
        try:
            task = _task({name: clean(text) for name, text in row.cells.items()}, plan, locality)
        except ValueError as wrong:
            raise DefinitionError(f"{row.where}: {wrong}") from None
        if found.setdefault(task.number, task) is not task:
            raise DefinitionError(f"{row.where}: hai nhiệm vụ cùng số «{task.number}»")
    return tuple(found.values())


def fixed_lines(tasks: Iterable[Task]) -> tuple[FixedLine, ...]:
    """The tasks as printed lines of the task sheet: lead, support, deadline and product stand in its first words."""
    return tuple(
        FixedLine(task.number, task.label, (task.lead, task.support, task.deadline_text, task.product))
        for task in tasks
    )


def _task(row: Mapping[str, str], plan: Plan, locality: Locality) -> Task:
    if empty := [name for name in _NEEDED if not row[name]]:
        raise ValueError(f"cột {empty[0]} để trống")
    return Task(
        number=row["number"],
        group=row["group"],
        title=row["title"],
        lead="; ".join(_parts(row["lead"])),
        owners=_owners(row["owners"], plan, locality),
        support="; ".join(_parts(row["support"])),
        deadline=read_deadline(row["deadline"]),
        deadline_text=row["deadline_text"],
        product=row["product"],
        section=row["section"],
    )


def _owners(text: str, plan: Plan, locality: Locality) -> tuple[int, ...]:
    """The codes of the units named, by code or by a group of the plan, in their printed order."""
    codes = {code for part in _parts(text) for code in _codes(part, plan, locality)}
    return tuple(unit.code for unit in locality.register.units if unit.code in codes)


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


def _codes(owner: str, plan: Plan, locality: Locality) -> Sequence[int]:
    if owner in plan.groups:
        return [unit.code for unit in members(plan, owner, locality, locality.register.units)]
    if owner.isascii() and owner.isdigit() and locality.register.get(int(owner)):
        return [int(owner)]
    raise ValueError(f"cơ quan thực hiện «{owner}» không phải mã đơn vị hay nhóm của kế hoạch")
