"""That Prefect's server can not be reached or started, in a sentence with the way out; the report needs none."""

import os

from prefect.settings import PREFECT_API_URL, PREFECT_HOME

from kstt.form import DefinitionError

_WITHOUT = "chạy lại với --no-prefect thì vẫn lập được báo cáo như vậy"


def hold_home() -> None:
    """Raises DefinitionError where a server of its own could keep nothing: it would be waited for in vain."""
    home = PREFECT_HOME.value()
    if PREFECT_API_URL.value():
        return
    try:
        home.mkdir(parents=True, exist_ok=True)
        writable = os.access(home, os.W_OK)
    except OSError:
        writable = False
    if not writable:
        raise DefinitionError(
            f"Prefect không ghi được thư mục {home}; {_WITHOUT}, hoặc đặt biến PREFECT_HOME là thư mục ghi được"
        )


def no_server(wrong: Exception) -> str:
    """Why nobody watched: the server somebody named does not answer, or one of its own did not start."""
    if address := PREFECT_API_URL.value():
        told = "xem máy chủ đã mở chưa, địa chỉ ở kstt.toml (mục prefect, khóa api_url) hoặc biến PREFECT_API_URL"
        return f"máy chủ Prefect {address} không trả lời ({type(wrong).__name__}); {_WITHOUT}, hoặc {told}"
    told = "biến PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS nếu máy chậm, PREFECT_HOME nếu thư mục hỏng"
    return f"không mở được máy chủ Prefect tạm thời để theo dõi; {_WITHOUT}, hoặc đặt {told}"


def lost_server(wrong: Exception) -> str:
    """That the server went away during a run that needs it no more."""
    address = PREFECT_API_URL.value() or "tạm thời"
    return (
        f"Máy chủ Prefect {address} không trả lời nữa ({type(wrong).__name__}): kết quả vẫn đầy đủ, chỉ màn hình theo "
        "dõi thiếu lượt chạy này"
    )
