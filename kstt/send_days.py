"""When reports are sent: rules as data, dated extensions, and the days they give for a period."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from typing import ClassVar, Literal

from kstt.form import DefinitionError
from kstt.period import Period, day
from kstt.term import Kind, Term, is_key, term_of
from kstt.workdays import WorkDays

Who = Literal["unit", "locality"]
_STRICT: dict[str, str] = {"extra": "forbid"}
_DAYS = range(15, 29)  # after the cut-off on the 14th, and in every month


@dataclass(frozen=True, slots=True)
class SendRule:
    """When units send to the locality, or the locality sends up, for some kinds of terms.

    `first_day` and `last_day` are days of the month in which the term ends; instead of a last day, `working_days`
    counts from the cut-off. `day_off` says whether a last day on which nobody works stays or moves to the next working
    day. A rule holds for terms that end between `valid_from` and `valid_to`, so a new one changes nothing of the past.
    It is `proposed` until somebody held it against a document that binds the locality.
    """

    __pydantic_config__: ClassVar = _STRICT
    who: Who
    of: tuple[Kind, ...]
    source: str
    first_day: int = 15
    last_day: int | None = None
    working_days: int | None = None
    day_off: Literal["stays", "next"] = "stays"
    valid_from: date = date.min
    valid_to: date = date.max
    provenance: Literal["sourced", "proposed"] = "proposed"
    note: str = ""

    def __post_init__(self) -> None:
        if not self.source.strip():
            raise ValueError("chưa ghi nguồn (source)")
        if (self.last_day is None) == (self.working_days is None):
            raise ValueError("phải ghi hoặc last_day, hoặc working_days")
        if self.first_day not in _DAYS or (self.last_day or self.first_day) not in _DAYS:
            raise ValueError(f"ngày gửi phải từ {_DAYS[0]} đến {_DAYS[-1]}")
        if self.first_day > (self.last_day or self.first_day):
            raise ValueError("first_day sau last_day")
        if self.working_days is not None and not 1 <= self.working_days <= _DAYS[-1]:
            raise ValueError(f"working_days phải từ 1 đến {_DAYS[-1]}")
        if self.valid_from > self.valid_to:
            raise ValueError("valid_from sau valid_to")

    def speaks_of(self, term: Term, who: Who) -> bool:
        """Whether the rule says when somebody sends a term's report."""
        return self.who == who and term.kind in self.of and self.valid_from <= term.window[1] <= self.valid_to

    def last(self, term: Term, days: WorkDays) -> date:
        """The last day for sending, by this rule alone."""
        end = term.window[1]
        if self.working_days is not None:
            return days.after(end, self.working_days)
        last = end.replace(day=self.last_day or self.first_day)
        return days.at_or_after(last) if self.day_off == "next" else last


@dataclass(frozen=True, slots=True)
class Extension:
    """A dated exception: the last day for one period, by the document that says so."""

    __pydantic_config__: ClassVar = _STRICT
    period: str
    last: date
    document: str
    who: Who = "unit"

    def __post_init__(self) -> None:
        if not is_key(self.period):
            raise ValueError(
                f"gia hạn: «{self.period}» không phải là kỳ; hãy ghi như 2026-Q1, 2026-6M, 2026 hoặc 2026-M03"
            )
        if not self.document.strip():
            raise ValueError(f"gia hạn kỳ {self.period}: chưa ghi số văn bản (document)")


@dataclass(frozen=True, slots=True)
class SendDays:
    """When a term's reports are sent: from `first` to `last`, by a rule, or by an extension of its last day."""

    term: Term
    first: date
    last: date
    rule: SendRule
    extension: Extension | None = None


@dataclass(frozen=True)
class Calendar:
    """The reporting calendar of a locality around a year. Of its rules and extensions the first that fits counts."""

    rules: tuple[SendRule, ...]
    extensions: tuple[Extension, ...] = ()
    days: WorkDays = field(default_factory=WorkDays)

    def sending(self, term: Term, who: Who = "unit") -> SendDays | None:
        """When a term's reports are sent; None where the calendar asks for none."""
        rule = next((rule for rule in self.rules if rule.speaks_of(term, who)), None)
        if rule is None:
            return None
        first = term.window[1].replace(day=rule.first_day)
        given = next((one for one in self.extensions if (one.who, one.period) == (who, term.key)), None)
        last = given.last if given else rule.last(term, self.days)
        if last <= term.window[1]:
            raise DefinitionError(
                f"lịch báo cáo, kỳ {term.key}: hạn gửi {day(last)} không sau ngày chốt số liệu {day(term.window[1])}"
            )
        return SendDays(term, min(first, last), last, rule, given)

    def deadline(self, period: Period) -> date:
        """The last day on which a unit sends in time; raises DefinitionError where the calendar says none."""
        sending = self.sending(term_of(period))
        if sending is None:
            raise DefinitionError(f"lịch báo cáo chưa ghi hạn gửi của đơn vị cho kỳ {period}")
        return sending.last


def overlapping(rules: Sequence[SendRule]) -> str:
    """The first kind of report that two rules speak of for the same time; empty where none does."""
    for one, other in combinations(rules, 2):
        both = set(one.of) & set(other.of) if one.who == other.who else set()
        if both and one.valid_from <= other.valid_to and other.valid_from <= one.valid_to:
            return f"{one.who}, {min(both)}"
    return ""
