"""Dossiers as an apology slip needs them, and which of them are overdue in a period."""

import dataclasses
from datetime import date, time

from kstt.period import Period
from kstt.spelling import plain

_WAITING = (  # states in which the clock stands still or the dossier is no longer the office's (forms.md 5.1, 5.2)
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


@dataclasses.dataclass(frozen=True, slots=True)
class Dossier:
    """One dossier of a list. `due_at` is the hour promised where the list tells it; `unit` as the list writes it."""

    code: str
    applicant: str = dataclasses.field(repr=False)  # a person's name belongs on the slip and nowhere else
    received: date
    due: date
    due_at: time | None = None
    finished: date | None = None
    procedure: str = ""
    field: str = ""
    unit: str = ""
    status: str = ""

    @property
    def waits(self) -> bool:
        """Whether it is not the office that an unfinished dossier waits for."""
        return self.finished is None and any(word in plain(self.status) for word in _WAITING)

    def overdue_in(self, period: Period) -> bool:
        """Whether it was finished late in the period, or past its due day and still open at the period's end.

        Days are compared, never hours, as columns (10) and (13) of II.06a count them (forms.md 5.2).
        """
        first, last = period.window
        if self.finished is None or self.finished > last:
            return self.due < last and not self.waits
        return first <= self.finished and self.due < self.finished
