"""What quarters tell of a longer period added up from them: which ones a unit still owes, and what to ask of each."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from flows.record.read_back import read_run
from flows.record.showing import Record
from kstt.finding import VERDICTS
from kstt.mention import parse
from kstt.period import Period

Owed = Mapping[str, str]
"""By the name of a unit: what it owes in which quarter, e.g. «phải sửa (quý I), chưa gửi (quý II)»."""


BEFORE = "thiếu số liệu trước khi thành lập, sáp nhập, xem trang «Đọc khác, bỏ qua» của báo cáo"


def owed_by_quarter(record: Record, folder: Path) -> Owed:
    """What every unit that lacks in a longer period's folder still owes, as far as its quarters tell it.

    A unit founded since is not known by its code then: what it lacks is not its own to send, and the report says whose.
    """
    quarters = [parse(one["period"]) for one in record.get("quarters", ())]
    found = {one.phrase.partition(" năm")[0]: read_run(folder.parent / str(one)) for one in quarters}
    units = {code: unit["name"] for code, unit in record["units"].items() if unit["state"] != "accepted"}
    told = {name: ", ".join(_told(code, found)) for code, name in units.items()}
    known = [one["units"] for one in found.values() if one]
    younger = {name for code, name in units.items() if any(code not in every for every in known)}
    return {name: words or BEFORE for name, words in told.items() if words or name in younger}


def ask_each(period: Period, call: str) -> str:
    """That nobody sent anything for a longer period itself, and how a command is called for its quarters."""
    calls = "; ".join(f"{call} {quarter}" for quarter in period.quarters)
    return f"kỳ {period} được cộng từ các quý, đơn vị không gửi riêng; hãy gõ cho từng quý: {calls}"


def _told(code: str, quarters: Mapping[str, Record | None]) -> Iterator[str]:
    for quarter, record in quarters.items():
        state = record["units"].get(code, {}).get("state", "accepted") if record else "accepted"
        if state != "accepted":
            yield f"{VERDICTS[state]} ({quarter})"
