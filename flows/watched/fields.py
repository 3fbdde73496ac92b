"""What the form of parameters shows: choices where there are some, Vietnamese titles, one line of explanation."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from flows.locality.localities import folders, load_locality
from flows.machine.clock import in_vietnam, now
from flows.machine.settings import settings
from kstt.form import DefinitionError

HERE = settings().locality
EVERYBODY = "toàn địa phương"
_PERIOD = r"20\d\d(-(Q[1-4]|6M|9M))?"


def _field(title: str, told: str, **more: Any) -> Any:
    """How a parameter is shown; Prefect itself would put the name from the program's text over it."""
    return Field(json_schema_extra={"title": title, "description": told} | more)


def _units() -> list[str]:
    """The units of the installation's locality as they are today, as a list to choose from."""
    try:
        register = load_locality(HERE).register.valid_on(now().date())
    except DefinitionError:  # told by the run itself, and by `kstt doctor`
        return []
    return [f"{unit.code} {unit.name}" for unit in register.units]


PeriodText = Annotated[
    str, Field(pattern=f"^{_PERIOD}$"), _field("Kỳ báo cáo", "Ví dụ 2026-Q1, 2026-6M, 2026-9M hoặc 2026.")
]
PeriodOrNone = Annotated[
    str,
    Field(pattern=f"^({_PERIOD})?$"),
    _field(
        "Kỳ báo cáo", "Ví dụ 2026-Q1, 2026-6M. Để trống: kỳ đang đến hạn theo lịch, dự thảo hay phát hành tùy ngày."
    ),
]
LocalityId = Annotated[str, _field("Địa phương", "Thư mục trong localities.", enum=sorted(folders()))]
Raw = Annotated[str, _field("Thư mục tệp đã nhận", "Để trống là thư mục ghi trong kstt.toml.")]
Out = Annotated[str, _field("Thư mục kết quả", "Để trống là thư mục ghi trong kstt.toml.")]
Prove = Annotated[bool, _field("Chứng minh số liệu", "Tính lại mọi công thức bằng chương trình khác sau khi lập.")]
Draft = Annotated[bool, _field("Dự thảo", "Kiểm tra và lập báo cáo nhưng không phát hành; chỉ khi ghi rõ kỳ.")]
UnitName = Annotated[
    str,
    _field(
        "Đơn vị đính chính",
        "Đơn vị gửi số liệu sửa; nhiều đơn vị thì chọn toàn địa phương.",
        enum=[EVERYBODY, *_units()],
    ),
]
Reason = Annotated[
    str,
    Field(min_length=5),
    _field("Lý do", "Bắt buộc, ví dụ số công văn. Được ghi vào sổ cái cùng người chạy và thời điểm."),
]
Moment = Annotated[
    datetime | None, _field("Giả định lúc", "Chỉ để diễn tập: làm như đang ở thời điểm này. Bình thường để None.")
]


def moment(given: datetime | None) -> datetime:
    """The time a flow works with, in Việt Nam: the one given for a rehearsal, else now."""
    return in_vietnam(given) if given else now()
