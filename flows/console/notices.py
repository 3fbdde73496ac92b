"""What an officer has to look into after a run, in a sentence each; empty where there is nothing of the kind."""

from pathlib import Path

from flows.record.edited import EDITED, kept_in
from flows.record.showing import Record, explanations, owing_units, uneven_units
from kstt.finding import WHERE_WHY
from kstt.spoken import units_named

_NAMED = 20  # units in one sentence


def listed(record: Record) -> str:
    """Things beside the forms that the report lists, such as a copy of another unit's numbers."""
    aside = len(record["set_aside"])
    return f"{aside} điều ở cuối trang «Đọc khác, bỏ qua» của báo cáo" if aside else ""


def explained(record: Record) -> str:
    """Explanations given and owed, and by whom."""
    owed, given = explanations(record)
    of = f"; còn thiếu của: {units_named(owing_units(record), _NAMED)}" if owed else ""
    return f"còn thiếu {owed}, đã có {given}{of}" if owed or given else ""


def uneven(record: Record) -> str:
    """Units whose quarters do not add up."""
    units = uneven_units(record)
    return f"{WHERE_WHY}: {units_named(units, _NAMED)}" if units else ""


def kept(folder: Path) -> str:
    """Outputs that somebody worked in and something else has taken the place of."""
    number = kept_in(folder)
    said = f"{number} tệp có người sửa trong thư mục kết quả; tệp của đơn vị chỉ được tính khi nằm ở thư mục nhận"
    return f"{folder / EDITED}: {said}" if number else ""
