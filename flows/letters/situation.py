"""How a period stands on a day, for reminders: calendar, deliveries, what each unit owes, and what is nobody's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flows.ledger.closing import closing_said
from flows.ledger.delivering import timeliness_in, timeliness_of
from flows.letters.owing import copies_of, open_files
from flows.locality.calendars import load_calendar
from flows.locality.contacts import Contacts, load_contacts
from flows.locality.localities import load_locality
from flows.machine.publishing import sha256_of
from flows.received.folder import look_into
from flows.record.by_quarter import ask_each
from flows.record.read_back import damaged, read_run
from flows.record.request import Request, hold_own
from flows.record.showing import Record
from kstt.form import DefinitionError
from kstt.locality import Locality
from kstt.reminder import Owed, Phase, owed_by, phase_of
from kstt.send_days import Calendar
from kstt.timeliness import Timeliness


@dataclass(frozen=True, slots=True)
class Situation:
    """A period on a day.

    `copies` are returned copies by file, as paths below the period's folder of outputs; `strangers` the files nobody
    knows the unit of.
    """

    request: Request
    locality: Locality
    calendar: Calendar
    today: date
    told: Timeliness
    owed: tuple[Owed, ...]
    copies: Mapping[str, str]
    strangers: tuple[str, ...]
    contacts: Contacts

    @property
    def phase(self) -> Phase:
        """Where the day lies from the deadline."""
        return phase_of(self.today, self.told.deadline)


def situation_of(request: Request, today: date, forms: Sequence[str] = ()) -> Situation:
    """How a period stands by its last run and the ledger; `forms` are those every unit has to send.

    Raises DefinitionError where the period is closed or added up from quarters, files wait to be judged, or nobody can
    know who sent something, a damaged record included: no unit is told it is overdue because a folder is away.
    """
    locality = load_locality(request.locality)
    if wrong := damaged(request.folder):
        raise DefinitionError(wrong)
    record = read_run(request.folder)
    _refuse(request, record, locality)
    told = timeliness_in(record, request.out)[0] if record else timeliness_of(request.locality, request.period, ())
    if not record and not request.raw.is_dir() and phase_of(today, told.deadline) == "after":
        raise DefinitionError(
            f"kỳ {request.period} chưa chạy và không có thư mục {request.raw}: chưa biết ai đã gửi; "
            f"hãy chép tệp đã nhận vào đó rồi chạy: kstt run {request.period}"
        )
    if strange := [form for form in forms if form not in told.forms]:
        known = ", ".join(told.forms)
        raise DefinitionError(f"kstt.toml, mục messages, khóa forms: không có biểu {', '.join(strange)}; có: {known}")
    units = locality.register.valid_on(request.period.window[1]).units
    return Situation(
        request,
        locality,
        load_calendar(locality.id, request.period.year),
        today,
        told,
        tuple(owed_by(units, told, open_files(record), forms)),
        copies_of(record),
        tuple(name for name, file in record["files"].items() if file["unit_code"] is None) if record else (),
        load_contacts(locality.id, locality.register),
    )


def _refuse(request: Request, record: Record | None, locality: Locality) -> None:
    """Nobody is reminded by figures that are out of date, or of a period that is over."""
    period = request.period
    hold_own(request.folder, locality.id)
    inbox = look_into(request.raw, locality.register).files if request.raw.is_dir() else ()
    if (record and "quarters" in record) or (period.quarters and not inbox):
        raise DefinitionError(ask_each(period, "kstt remind"))
    judged = {name: file["sha256"] for name, file in record["files"].items()} if record else {}
    if fresh := [one.name for one in inbox if judged.get(one.name) != sha256_of(one.path)]:
        told = f"{len(fresh)} tệp trong {request.raw} chưa được kiểm tra (ví dụ «{fresh[0]}»)"
        raise DefinitionError(f"{told}: hãy chạy trước kstt run {period}")
    if record and (closing := closing_said(request)):
        way = f'kstt reopen {period} --why "lý do"'
        raise DefinitionError(f"kỳ {period} {closing}, không nhắc nữa; cần nhận tiếp thì mở lại: {way}")
