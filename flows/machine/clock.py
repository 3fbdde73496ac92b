"""The time of the reports, whatever time zone a machine keeps."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
_SLACK = timedelta(minutes=5)  # clocks of two desks on one ledger never agree to the second
_BUILT = 2026  # no clock is right that shows an earlier year


def now() -> datetime:
    """The time in Việt Nam, in whole seconds."""
    return datetime.now(VIETNAM).replace(microsecond=0)


def impossible(when: datetime) -> bool:
    """Whether a clock shows a time before this program was made, as one without its battery does."""
    return when.year < _BUILT


def behind(when: datetime, seen: datetime) -> bool:
    """Whether a clock shows clearly less than what was entered already."""
    return when < seen - _SLACK


def in_vietnam(when: datetime) -> datetime:
    """A time somebody gave, in Việt Nam; one without a zone is meant as it is told there."""
    return when.astimezone(VIETNAM) if when.tzinfo else when.replace(tzinfo=VIETNAM)
