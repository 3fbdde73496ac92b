"""The quarter as a story: received files in, returned copies and the report out. Runs with and without Prefect."""

from importlib import import_module

from flows.locality.agenda import agenda_of
from flows.locality.localities import load_locality, reporting_in
from flows.machine.logbook import begin
from flows.machine.side_by_side import Beside, side_by_side
from flows.machine.uncollected import uncollected
from flows.received.folder import KEPT, Inbox, hold_there, look_into
from flows.received.intake import Each, forms_of, take_all
from flows.received.judging import prepare
from flows.received.shelf import shelf_of
from flows.record.contract import RECORD
from flows.record.request import Request, Run, hold_own
from flows.run.log import note_received
from kstt.form import FixedLine
from kstt.locality import Locality

_OF_A_FILE = 200  # figures; a full workbook has half as many again


def run_quarter(request: Request, each: Each) -> Run:
    """The whole story with plain functions; `each` decides who takes the files in (see flows.machine.workers).

    A period longer than a quarter, for which nothing was sent, is added up from its quarters.

    Raises DefinitionError where definitions, registers or the folder are wrong, no unit reports for the period or the
    outputs there are another locality's, and Locked where an output is open in another program or the ledger can not be
    written: then nothing is published. A bad file of a unit raises nothing.
    """
    begin(str(request.period), request.locality)
    locality = hold(request)
    if is_span(request):
        from flows.run.spanning import run_span

        return run_span(request)
    inbox = look_into(request.raw, locality.register)
    if not inbox.files:
        from flows.run.former_files import hold_not_emptied

        hold_not_emptied(request)
    return run_inbox(request, inbox, each)


def hold(request: Request) -> Locality:
    """The locality of a run, once everything is there that it begins with: its units, the folder of what they sent.

    Raises DefinitionError as the run itself would. Who is about to start a server first asks here: a name typed wrong
    is told at once then.
    """
    locality = load_locality(request.locality)
    reporting_in(locality, request.period)
    hold_own(request.folder, request.locality)
    if not is_span(request):
        hold_there(request.raw)
    return locality


@uncollected()
def run_inbox(request: Request, inbox: Inbox, each: Each) -> Run:
    """The story of a quarter from the files of an inbox, wherever they lie, and those of before that still count."""
    locality = load_locality(request.locality)
    agenda = agenda_of(request.locality, request.period.year)
    note_received(inbox)
    with side_by_side(_OF_A_FILE * len(inbox.files)) as beside:
        _get_ready(beside, request, agenda.lines)
        from flows.ledger.allowances import allowances_of
        from flows.ledger.store import place_of, writing
        from flows.run.former_files import with_former_files

        with writing(place_of(request.out, request.ledger)) as ledger:
            inbox = with_former_files(request, inbox, ledger.entries(request.locality, str(request.period)))
            allowed = allowances_of(ledger, request.locality, request.period)
            forms = forms_of(request.period, agenda.lines)
            shelf = shelf_of(request, locality, forms, inbox, allowed.in_force.withdrawn)
            taken = take_all(shelf.fresh(inbox), request.period, agenda.lines, each)
            # pandas loads only here, while the child processes are already reading.
            from flows.run.building import build

            return build(request, locality, inbox, taken, ledger, shelf, beside)


def _get_ready(beside: Beside, request: Request, lines: tuple[FixedLine, ...]) -> None:
    """The second process loads first what is wanted first: where a period was run before, few files are to be read."""
    if (request.folder / RECORD).is_file():
        beside.begin(prepare, request.period, lines)
    else:
        beside.begin(import_module, "flows.run.building")


def is_span(request: Request) -> bool:
    """Whether a period is to be added up from its quarters: nobody sent anything for the period itself."""
    sent = request.raw.is_dir() and any(entry.name != KEPT for entry in request.raw.iterdir())
    return bool(request.period.quarters) and not sent
