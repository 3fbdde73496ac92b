"""What a scheduled round does, with Prefect or without: asks the calendar, judges, issues after the deadline."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flows.inbox.answering import Asked, Story
from flows.ledger.chain import Kind
from flows.ledger.database import NoLedger
from flows.ledger.recording import ISSUED, latest
from flows.ledger.store import place_of, reading, writing
from flows.locality.calendars import load_calendar
from flows.locality.localities import load_locality
from flows.received.folder import look_into
from flows.record.request import Request, Run
from flows.rounds import Round, period_to_remind_of, round_of
from kstt.period import Period, day

CONCLUDED: Kind = "round"


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a round: `sentence` says it in Vietnamese; there is no run where nothing had to be done."""

    sentence: str
    run: Run | None = None


def do_round(asked: Asked, now: datetime, story: Story) -> Done:
    """Does what is due at a time: a draft, the final round, or nothing.

    Where nothing was received nothing is touched. Raises what the story raises.
    """
    due = round_of(now, load_calendar(asked.locality, now.year))
    if due is None:
        return Done(f"Ngày {day(now.date())} không có kỳ nào đến hạn")
    request = request_for(asked, due.period, draft=due.kind == "draft")
    if due.kind == "final" and concluded(request) == due.deadline:
        return Done(f"{due.period.name} đã phát hành khi hết hạn {day(due.deadline)}; sửa sau đó: đính chính")
    if nothing_received(request):
        return Done(f"{due.period.name}: chưa nhận được tệp nào, không thay đổi gì")
    run = story(request)
    if due.kind == "final" and run.report:
        conclude(request, due)
    return Done(f"{due.period.name}: {told(run)}", run)


def told(run: Run) -> str:
    """How a run ended, in one sentence: units, and what the ledger says."""
    coverage = run.record["coverage"]
    return f"{coverage['reporting']}/{coverage['units']} đơn vị có số liệu; {run.remark}"


def reminded(asked: Asked, today: date, story: Story) -> Request | None:
    """The request whose units are to be reminded on a day, its files judged; None where nobody is.

    Nobody is reminded of a period that was closed.
    """
    period = period_to_remind_of(today, load_calendar(asked.locality, today.year))
    if period is None:
        return None
    request = request_for(asked, period, draft=True)
    from flows.ledger.closing import closing_said

    if closing_said(request):
        return None
    if not nothing_received(request):
        story(request)
    return request


def request_for(asked: Asked, period: Period, *, draft: bool) -> Request:
    """A request for a period of an installation."""
    return Request(period, asked.locality, asked.raw / str(period), asked.out, draft=draft)


def nothing_received(request: Request) -> bool:
    """Whether no file lies in the period's folder: then there is nothing to judge and an older report stays."""
    register = load_locality(request.locality).register
    return not request.raw.is_dir() or not look_into(request.raw, register).files


def concluded(request: Request) -> date | None:
    """The deadline whose final round was done; None where none was."""
    done = latest(_entries(request)).get((CONCLUDED,))
    return date.fromisoformat(done["deadline"]) if done else None


def conclude(request: Request, due: Round) -> None:
    """Enters into the ledger that the final round of a deadline is done, so that it is not done again."""
    with writing(place_of(request.out, request.ledger)) as ledger:
        issued = latest(ledger.entries(request.locality, str(request.period)))[(ISSUED,)]
        body: dict[str, Any] = {"deadline": due.deadline.isoformat(), "issue": issued["issue"]}
        ledger.append(request.locality, str(request.period), [(CONCLUDED, body)])


def _entries(request: Request) -> list[Any]:
    try:
        with reading(place_of(request.out, request.ledger)) as ledger:
            return list(ledger.entries(request.locality, str(request.period)))
    except NoLedger:
        return []
