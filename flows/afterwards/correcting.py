"""A late correction: who asked for it and why goes into the ledger, then the report is issued anew."""

from dataclasses import replace

from flows.duty import nothing_received
from flows.inbox.answering import Story
from flows.ledger.closing import closing_of
from flows.ledger.history import unit_of
from flows.ledger.recording import CORRECTION, ISSUED, NOT_ENTERED, latest
from flows.ledger.store import place_of, writing
from flows.locality.localities import load_locality
from flows.record.request import Request, Run
from kstt.form import DefinitionError
from kstt.spelling import clean


def correct(request: Request, unit: str, why: str, story: Story) -> Run:
    """Issues a period anew for the sake of a unit (code or name; empty: the whole locality), with the reason.

    A second try after a failure enters the reason once. Where nothing changed the reason stays in the ledger all the
    same, and the run's remark says both. Raises DefinitionError where the reason is missing, nothing was
    issued yet, the period is closed, or no file is there: a wrong folder would withdraw every unit's report.
    """
    reason = clean(why)
    if not reason:
        raise DefinitionError("đính chính phải có lý do; lý do được ghi vào sổ cái")
    if not request.period.quarters and nothing_received(request):
        raise DefinitionError(f"trong {request.raw} không có tệp nào của kỳ; tệp nằm ở nơi khác thì thêm --raw THƯ MỤC")
    register = load_locality(request.locality).register.valid_on(request.period.window[1])
    body = {"unit_code": unit_of(unit, register).code if unit else None, "why": reason}
    with writing(place_of(request.out, request.ledger), make=False) as ledger:
        entries = list(ledger.entries(request.locality, str(request.period)))
        issued = latest(entries).get((ISSUED,))
        if issued is None:
            raise DefinitionError(f"kỳ {request.period} chưa phát hành báo cáo nào, không có gì để đính chính")
        if closing := closing_of(entries):
            raise DefinitionError(
                f'kỳ {request.period} {closing.sentence}; mở lại trước: kstt reopen {request.period} --why "lý do"'
            )
        known = entries[-1].kind == CORRECTION and entries[-1].told == body
        if not known:
            ledger.append(request.locality, str(request.period), [(CORRECTION, body)])
    done = story(request)
    if done.record["issue"] != issued["issue"]:
        return done
    noted = "lý do đính chính đã có trong sổ cái" if known else "đã ghi lý do đính chính"
    return replace(done, remark=f"{noted}; {done.remark.replace(NOT_ENTERED, '')}")
