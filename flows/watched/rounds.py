"""The other flows: files that came in, reminders, and the correction somebody asks for on the screen."""

from typing import Any

from prefect import flow
from prefect.runtime import flow_run
from prefect.states import Completed, Failed

from flows.afterwards.correcting import correct
from flows.duty import reminded, request_for, told
from flows.inbox.answering import Asked
from flows.inbox.folder import Intake, take_inbox
from flows.letters.outcomes import BECAME
from flows.letters.reminding import remind as remind_units
from flows.machine.settings import settings
from flows.watched.artifacts import show
from flows.watched.fields import EVERYBODY, HERE, LocalityId, Moment, PeriodText, Reason, UnitName, moment
from flows.watched.proofs import issued_alone
from flows.watched.states import nothing_due, telling
from flows.watched.story import one_at_a_time, patient, story
from kstt.mention import parse
from kstt.reminder import PHASES


def _named(what: str) -> str:
    return f"{what} {flow_run.parameters.get('locality', '')}".strip()


def _asked(locality: str) -> Asked:
    now = settings()
    return Asked(locality, now.folders.raw, now.folders.out, now.messages.send, draft=True)


@flow(name="collect", flow_run_name=lambda: _named("nhận tệp"))
@telling
def collect(locality: LocalityId = HERE, now: Moment = None) -> Any:
    """Takes what lies complete in the inbox, judges it, writes returned copies and answers; issues nothing."""
    asked, at = _asked(locality), moment(now)
    with one_at_a_time(f"{asked.locality}-inbox"):
        done = patient("nhan-tep", lambda: take_inbox(asked, story, clock=lambda: at))
    for run in done.runs:
        show(run)
    if done.problems:
        return Failed(message=f"{'; '.join(done.problems)}. Tệp vẫn còn trong hộp nhận; lượt sau sẽ thử lại")
    return Completed(message=_taken(done)) if done else nothing_due("Hộp nhận không có tệp mới")


def _taken(done: Intake) -> str:
    aside = f", để riêng {len(done.unclear)} tệp không rõ" if done.unclear else ""
    runs = "; ".join(f"kỳ {run.record['period']}: {told(run)}" for run in done.runs)
    return f"Nhận {len(done.moved)} tệp{aside}, trả lời {len(done.outcomes)} tệp. {runs}".strip()


@flow(name="remind", flow_run_name=lambda: _named("nhắc việc"))
@telling
def remind(locality: LocalityId = HERE, now: Moment = None) -> Any:
    """Writes letters to who owes something, each once per state; sends them where the settings allow it."""
    asked, at = _asked(locality), moment(now)
    request = patient("kiem-tra-tep", lambda: reminded(asked, at.date(), story))
    if request is None:
        return nothing_due("Hôm nay không nhắc kỳ nào")
    when = at if asked.send else None
    done = patient("soan-thu", lambda: remind_units(request, at.date(), send=asked.send, at=when))
    counts = ", ".join(f"{BECAME[became]}: {number}" for became, number in done.counts.items())
    sentence = f"Nhắc việc {request.period.phrase}, giai đoạn {PHASES[done.phase]}. {counts}. Thư: {done.folder}"
    return (
        Failed(message=f"{sentence}. Có thư chưa gửi được: kiểm tra máy chủ thư (kstt doctor)")
        if done.failed
        else (Completed(message=sentence))
    )


@flow(name="correction", flow_run_name=lambda: f"đính chính {flow_run.parameters['period']}")
@telling
def correction(period: PeriodText, unit: UnitName, reason: Reason) -> Any:
    """Issues a period anew after a unit's late correction; the reason goes into the ledger. What went out is proved."""
    request = request_for(_asked(HERE), parse(period), draft=False)
    code = "" if unit == EVERYBODY else unit.partition(" ")[0]
    run = patient("dinh-chinh", lambda: correct(request, code, reason, story))
    show(run)
    return issued_alone(run, told(run))
