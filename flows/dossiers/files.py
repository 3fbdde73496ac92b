"""Lists of dossiers read in child processes with limits of time and memory, as every sent file is.

The child imports this module: nothing heavy (pandas, pandera) may be reached from here.
"""

import logging
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from flows.machine.uncollected import uncollected
from flows.machine.workers import here
from kstt.sheet import Refused
from report_templates.dossiers.listing import DossierList, Wanted, read_dossiers

SECONDS = 120.0  # 300,000 dossiers of 15 columns take some 20
_ADVICE = (
    "Xuất thành nhiều tệp, ví dụ mỗi tháng một tệp, rồi đưa vào cùng một lần; hoặc xuất ra .csv, đọc nhẹ hơn nhiều"
)
_log = logging.getLogger(__name__)


def read_lists(paths: Sequence[Path], wanted: Wanted) -> Iterator[DossierList | Refused]:
    """What each file holds, in their order, or why it is not read."""
    return here(partial(read_list, wanted=wanted), paths, too_heavy, SECONDS) if paths else iter(())


@uncollected()  # a list is hundreds of thousands of objects that stay, looked through again and again
def read_list(path: Path, wanted: Wanted) -> DossierList | Refused:
    """One list; raises OSError alone."""
    data = path.read_bytes()
    try:
        return read_dossiers(data, path.name, wanted)
    except Refused as refused:
        return refused
    except MemoryError:
        return too_heavy(path)
    except Exception:  # noqa: BLE001 - one file never stops the others; the log tells us what went wrong
        _log.exception("%s could not be read", path.name)
        what = "Chương trình không đọc được danh sách này vì một lỗi ngoài dự kiến (đã ghi nhật ký)"
        return Refused("file.unexpected", what, "Xuất lại danh sách, và báo cho người quản trị hệ thống")


def too_heavy(path: Path) -> Refused:
    """What stands for a list whose reading had to be stopped."""
    size = f"{path.stat().st_size / 2**20:.0f} MB"
    return Refused(
        "file.too_heavy", f"Danh sách quá nặng để đọc ({size}): cần quá nhiều bộ nhớ hoặc thời gian", _ADVICE
    )
