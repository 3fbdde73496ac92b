"""What the form of parameters shows: choices where there are some, Vietnamese titles, one line of explanation."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from prefect import Flow
from pydantic import Field

from flows.inbox import now as the_time
from flows.localities import folders, load_locality
from flows.received import VIETNAM
from flows.settings import settings
from kstt.form import DefinitionError

EVERYBODY = "toàn địa phương"
_PERIOD = r"20\d\d(-(Q[1-4]|6M|9M))?"
_TITLES = {
    "period": ("Kỳ báo cáo", "Ví dụ 2026-Q1, 2026-6M, 2026. Để trống (chỉ ở báo cáo quý): kỳ đang đến hạn theo lịch."),
    "locality": ("Địa phương", "Để trống là địa phương ghi trong kstt.toml."),
    "raw": ("Thư mục tệp đã nhận", "Để trống là thư mục ghi trong kstt.toml."),
    "out": ("Thư mục kết quả", "Để trống là thư mục ghi trong kstt.toml."),
    "prove": ("Chứng minh số liệu", "Tính lại mọi công thức bằng chương trình khác sau khi lập (kstt prove)."),
    "draft": ("Dự thảo", "Kiểm tra và lập báo cáo nhưng không phát hành."),
    "now": ("Giả định lúc", "Chỉ để diễn tập: làm như đang ở thời điểm này. Bình thường để None."),
    "unit": ("Đơn vị đính chính", "Chọn đơn vị gửi số liệu sửa; nhiều đơn vị hoặc danh mục sửa: toàn địa phương."),
    "reason": ("Lý do", "Bắt buộc. Được ghi vào sổ cái cùng người chạy và thời điểm, ví dụ số công văn."),
}


def _units() -> list[str]:
    """The units of the installation's locality as they are today, as a list to choose from."""
    try:
        register = load_locality(settings().locality).register.valid_on(the_time().date())
    except DefinitionError:  # told by the run itself, and by `kstt doctor`
        return []
    return [f"{unit.code} {unit.name}" for unit in register.units]


PeriodText = Annotated[str, Field(pattern=f"^{_PERIOD}$")]
PeriodOrNone = Annotated[str, Field(pattern=f"^({_PERIOD})?$")]
LocalityId = Annotated[str, Field(json_schema_extra={"enum": ["", *sorted(folders())]})]
UnitName = Annotated[str, Field(json_schema_extra={"enum": [EVERYBODY, *_units()]})]
Reason = Annotated[str, Field(min_length=5)]
Moment = datetime | None


def moment(given: datetime | None) -> datetime:
    """The time a flow works with, in Việt Nam: the one given for a rehearsal, else now."""
    if given is None:
        return the_time()
    return given.astimezone(VIETNAM) if given.tzinfo else given.replace(tzinfo=VIETNAM)


def titled(flow: Flow[Any, Any]) -> Flow[Any, Any]:
    """The flow with the titles of its parameters as the screen shows them."""
    shown: Mapping[str, dict[str, Any]] = flow.parameters.properties
    for name, told in shown.items():
        told["title"], told["description"] = _TITLES[name]
    return flow
