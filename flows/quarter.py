"""The quarter as a story: received files in, returned copies and the report out. Runs with and without Prefect."""

from flows.agenda import agenda_of
from flows.intake import Each, take_all
from flows.localities import load_locality
from flows.received import look_into
from flows.request import Request, Run


def run_quarter(request: Request, each: Each) -> Run:
    """The whole story with plain functions; `each` decides who takes the files in (see flows.workers).

    Raises DefinitionError where definitions, registers or the folder are wrong, and Locked where an output is open in
    another program. A bad file of a unit raises nothing.
    """
    locality = load_locality(request.locality)
    inbox = look_into(request.raw, locality.register)
    agenda = agenda_of(request.locality, request.period.year)
    taken = take_all(inbox, request.period, agenda.lines, each)
    # pandas and pandera load only here, while the child processes are already reading.
    from flows.building import build

    return build(request, locality, agenda, inbox, taken)
