"""A locality's agenda of a year: its own plan and tasks, and the forms its units fill in because of them."""

from dataclasses import dataclass
from functools import cache

from flows.locality.localities import load_locality
from flows.locality.plans import plans_for
from flows.locality.reviews import review_lines
from flows.locality.tasks import fixed_lines, tasks_of
from kstt.form import FixedLine
from kstt.targets.target import Plan
from kstt.targets.task import Task


@dataclass(frozen=True)
class Agenda:
    """The plans that bind a locality's units, the tasks of its own plan and the procedures it is to review."""

    plans: tuple[Plan, ...]
    tasks: tuple[Task, ...]
    reviews: tuple[FixedLine, ...]

    @property
    def lines(self) -> tuple[FixedLine, ...]:
        """Tasks and reviews as printed lines of their forms."""
        return fixed_lines(self.tasks) + self.reviews


@cache
def agenda_of(locality: str, year: int) -> Agenda:
    """The agenda of a locality, read once; raises DefinitionError where a plan or its tasks are wrong."""
    plans = plans_for(load_locality(locality), year)
    own = [plan for plan in plans if plan.locality == locality]
    tasks = tuple(task for plan in own for task in tasks_of(plan))
    return Agenda(plans, tasks, review_lines(locality, year))
