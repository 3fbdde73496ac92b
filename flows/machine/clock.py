"""The time of the reports, whatever time zone a machine keeps."""

from datetime import datetime
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def now() -> datetime:
    """The time in Việt Nam, in whole seconds."""
    return datetime.now(VIETNAM).replace(microsecond=0)


def in_vietnam(when: datetime) -> datetime:
    """A time somebody gave, in Việt Nam; one without a zone is meant as it is told there."""
    return when.astimezone(VIETNAM) if when.tzinfo else when.replace(tzinfo=VIETNAM)
