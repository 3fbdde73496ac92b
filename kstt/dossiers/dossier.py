"""Dossiers as one-stop systems list them, and in which columns of II.06a a period counts each."""

import dataclasses
import re
from collections.abc import Iterator
from datetime import date, time, timedelta
from functools import lru_cache
from typing import Literal

from kstt.period import Period
from kstt.spelling import clean, plain
from kstt.unit import Register, Unit

Window = tuple[date, date]
Channel = Literal["online", "direct", ""]
NEW = "received_new"
"""Received in the period by a channel the list does not tell: column (4) or (5)."""

_WAITING = (  # states in which the clock stands still or the dossier is no longer the office's
    "moi dang ky",
    "khong duoc tiep nhan",
    "tu choi",
    "yeu cau bo sung",
    "cho bo sung",
    "nghia vu tai chinh",
    "rut ho so",
    "tam dung",
    "dung xu ly",
)
_NOT_ADMITTED = ("moi dang ky", "cho tiep nhan", "khong duoc tiep nhan", "tu choi tiep nhan")
_WITHDRAWN = ("rut ho so", "tra lai", "huy")
_FINISHED = (
    *("da xu ly xong", "da tra", "co ket qua", "hoan thanh", "hoan tat", "da giai quyet", "da ket thuc"),
    *("cho tra ket qua", "ket thuc xu ly"),
    *("tu choi giai quyet", "khong giai quyet"),  # a refusal is a result too
)
_NOT_YET = ("chua",)
_INTAKE = {"online": "received_online", "direct": "received_direct", "": NEW}
_OFFICE = re.compile(r"\b(?:UBND|(?:ủy|uỷ) ban nhân dân)\b.*", re.IGNORECASE)
_DAY = timedelta(days=1)


@dataclasses.dataclass(frozen=True, slots=True)
class Dossier:
    """One dossier of a list. `due_at` is the hour promised where the list tells it; `unit` as the list writes it."""

    code: str
    applicant: str = dataclasses.field(repr=False)  # a person's name belongs on the slip and nowhere else
    received: date
    due: date | None
    due_at: time | None = None
    finished: date | None = None
    procedure: str = ""
    field: str = ""
    unit: str = ""
    status: str = ""
    channel: Channel = ""

    def __reduce__(self) -> tuple[type["Dossier"], tuple[object, ...]]:
        """Travels between processes twice as fast as dataclasses do by themselves: there are hundreds of thousands."""
        return Dossier, tuple(getattr(self, name) for name in self.__slots__)

    @property
    def admitted(self) -> bool:
        """Whether the office took it in at all."""
        return not self._is(_NOT_ADMITTED)

    @property
    def waits(self) -> bool:
        """Whether it is not the office that an unfinished dossier waits for."""
        return self.finished is None and self._is(_WAITING)

    @property
    def withdrawn(self) -> bool:
        """Whether it went back without being decided."""
        return self._is(_WITHDRAWN) and not self._is(("bo sung",))

    @property
    def without_end(self) -> bool:
        """Whether it is said to have come to its end, but not when: no period can count it."""
        return self.finished is None and (self.withdrawn or (self._is(_FINISHED) and not self._is(_NOT_YET)))

    def overdue_in(self, period: Period) -> bool:
        """Whether it was finished late in the period, or past its due day and still open at the period's end.

        Also what was sent back too late, which II.06a counts as in time: its applicant waited all the same.
        """
        first, last = period.window
        if self.due is None or not self.admitted:
            return False
        if self.finished is None or self.finished > last:
            return self.due < last and not self.waits
        return first <= self.finished and self.due < self.finished

    def _is(self, states: tuple[str, ...]) -> bool:
        return _says(self.status, states)


@lru_cache(maxsize=4096)  # systems have some ten states
def _says(status: str, states: tuple[str, ...]) -> bool:
    words = f" {plain(status)} "
    return any(f" {state} " in words for state in states)


def named_by(words: str, register: Register) -> list[Unit]:
    """The units that a list may mean: a unit's name or code, also behind the department that handles the dossier."""
    if words.isdecimal():
        known = register.get(int(words))
        return [known] if known else []
    office = _OFFICE.search(clean(words))
    return register.match(words) or (register.match(office[0]) if office else [])


def counted_in(one: Dossier, window: Window) -> tuple[str, str] | None:
    """The columns of II.06a, by key, in which a dossier came in and stands at the end; None where it is not counted.

    Days are compared, never hours. Withdrawn dossiers and those without a due day count as in time, waiting ones as
    not yet due, as public one-stop systems do.
    """
    first, last = window
    if not one.admitted or one.received > last or (one.finished and one.finished < first):
        return None
    came = "carried_over" if one.received < first else _INTAKE[one.channel]
    if one.finished is None or one.finished > last:
        late = one.due is not None and one.due < last and not one.waits
        return came, "pending_overdue" if late else "pending_in_time"
    if one.due is None or one.withdrawn or one.finished == one.due:
        return came, "resolved_on_time"
    return came, "resolved_early" if one.finished < one.due else "resolved_overdue"


def doubts(one: Dossier, window: Window) -> Iterator[tuple[str, str]]:
    """Where else somebody may count a dossier: a column's key, or nothing for not at all, and why in Vietnamese."""
    counted = counted_in(one, window) or ("",)
    for key, why in (*_at_an_edge(one, window), *_of_its_state(one, window[1])):
        if key not in counted:
            yield key, why


def _at_an_edge(one: Dossier, window: Window) -> Iterator[tuple[str, str]]:
    """What a day more or less at either end of the period would change."""
    first, last = window
    if one.received in (first, first - _DAY):
        yield (_INTAKE[one.channel] if one.received < first else "carried_over"), "nhận sát ngày đầu kỳ"
    if one.received == last:
        yield "", "nhận đúng ngày cuối kỳ"
    if one.finished in (first, first - _DAY):
        yield (_ended(one, one.finished) if one.finished < first else ""), "kết thúc sát ngày đầu kỳ"
    if one.finished in (last, last + _DAY):
        yield (_ended(one, one.finished) if one.finished > last else "pending_in_time"), "kết thúc sát ngày cuối kỳ"


def _of_its_state(one: Dossier, last: date) -> Iterator[tuple[str, str]]:
    """What is a matter of opinion: hours of the due day, no due day, withdrawn, waiting."""
    if one.withdrawn:
        yield "", "rút hồ sơ, trả lại"
    elif one.finished and one.due in (one.finished, None):
        yield "resolved_early", "kết thúc đúng ngày hẹn trả" if one.due else "không có ngày hẹn trả"
    if one.due and (one.finished is None or one.finished > last):
        if one.due == last:
            yield "pending_overdue", "hẹn trả đúng ngày cuối kỳ"
        elif one.waits and one.due < last:
            yield "pending_overdue", "quá ngày hẹn trả nhưng đang chờ hoặc dừng xử lý"


def _ended(one: Dossier, finished: date) -> str:
    """The column of a finished dossier in the period of its end."""
    counted = counted_in(one, (one.received, finished))
    return counted[1] if counted else ""
