"""Lists of dossiers as one-stop systems export them, made so that a period counts known numbers."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from papers import workbook

from kstt.period import Period, day
from kstt.sheet import Value

HEADS = ("STT", "Mã hồ sơ", "Chủ hồ sơ", "Kênh thực hiện", "Lĩnh vực", "Đơn vị", "Ngày tiếp nhận", "Ngày hẹn trả",
         "Ngày kết thúc xử lý", "Trạng thái")  # fmt: skip
_WEEK = timedelta(days=7)


def listed(*rows: Sequence[Value], heads: Sequence[Value] = HEADS) -> bytes:
    """A workbook with one list."""
    return workbook({"DS": [["DANH SÁCH HỒ SƠ"], [], heads, *rows]})


def rows_for(period: Period, unit: str, field: str, numbers: Mapping[str, int], begin: int = 1) -> list[list[Value]]:
    """Rows that count as the numbers by the columns' keys; what came in is as much as what became of it."""
    came = [key for key in ("received_online", "received_direct", "carried_over") for _ in range(numbers.get(key, 0))]
    return [
        [at, f"H15-{unit}-{field}-{at:04}", "Nguyễn Văn Thử", *_channel(key), field, unit, *_days(period, key, end)]
        for at, (key, end) in enumerate(zip(came, _ends(numbers), strict=True), start=begin)
    ]


def _ends(numbers: Mapping[str, int]) -> Iterator[str]:
    for key in ("resolved_early", "resolved_on_time", "resolved_overdue", "pending_in_time", "pending_overdue"):
        yield from [key] * numbers.get(key, 0)


def _channel(key: str) -> list[Value]:
    return ["Trực tuyến" if key == "received_online" else "Trực tiếp"]


def _days(period: Period, came: str, end: str) -> list[Value]:
    first, last = period.window
    received = first - _WEEK if came == "carried_over" else first + _WEEK
    due = first + 2 * _WEEK if end != "pending_in_time" else last + _WEEK
    finished = {
        "resolved_early": due - timedelta(days=1),
        "resolved_on_time": due,
        "resolved_overdue": due + timedelta(days=1),
    }.get(end)
    return [_told(received), _told(due), _told(finished), "Đã trả kết quả" if finished else "Đang xử lý"]


def _told(one: date | None) -> str:
    return day(one) if one else ""
