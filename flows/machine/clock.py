"""The time of the reports, whatever time zone a machine keeps."""

from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
