"""What the workbook of analysis and the page for phones say in the same words."""

from collections.abc import Iterable

from kstt.overview.model import Overview, Targets
from kstt.overview.since import Headline
from kstt.period import Period
from kstt.spoken import units_named
from report_templates.drawing.cells import UNSOUND

NO_COMMON = "không có đơn vị chung"
OTHERWISE = "Báo cáo thuyết minh so tổng của mọi đơn vị có số liệu ở từng kỳ nên mức tăng, giảm có thể khác."
"""What is said beside changes where the narrative report may tell others."""
UNKNOWN = "chưa có số liệu"
_NAMED = 3


def untold(view: Overview) -> str:
    """What no number tells, each after a space: of which quarters a longer period is made, and whose do not add up."""
    covers = f" {view.covers}." if view.covers else ""
    if not view.unranked:
        return covers
    names = [unit.name for unit in view.unranked]
    return covers + (
        f" Tỷ lệ đúng hạn trên tổng số hồ sơ và xếp hạng không tính {len(names)} đơn vị có số hồ sơ không cộng khớp: "
        f"{units_named(names, _NAMED)}."
    )


def nobody(view: Overview) -> str:
    """Why nobody needs attention: no praise where nobody reported, or where who has overdue dossiers stands apart."""
    if not view.coverage.reporting:
        return "Chưa có số liệu."
    if not view.overdue:
        return "Không có đơn vị nào có hồ sơ quá hạn."
    ranked = {one.unit.code for one in view.units if one.rank}
    if ranked & {one.unit.code for one in view.overdue}:
        return "Các đơn vị khác có hồ sơ quá hạn cùng tỷ lệ với đơn vị đứng đầu."
    return "Không có đơn vị nào trong số được xếp hạng có hồ sơ quá hạn."


def not_told(one: Headline, view: Overview) -> str:
    """What stands in place of a headline without a number: a rate lacks one too where nobody's numbers add up."""
    return UNSOUND if one.measure.indicator and view.coverage.reporting else UNKNOWN


def nothing_earlier(period: Period) -> str:
    """That there is nothing to compare a period with: a longer one has no quarter before it."""
    earlier = "cùng kỳ năm trước" if period.quarters else "quý trước và cùng kỳ năm trước"
    return f"Chưa có số liệu {earlier} trong thư mục kết quả để so sánh."


def rearranged(view: Overview, periods: Iterable[Period]) -> str:
    """After a space, with what units that came of mergers and splits are compared; empty where there are none."""
    if not view.retold.keys() & set(periods):
        return ""
    return (
        " Đơn vị sau sáp nhập được so với số liệu cộng lại của các đơn vị trước đó; đơn vị sau chia tách không so được."
    )


def whose(told: Targets) -> str:
    """In brackets, whose targets are counted where not all are of the locality's own plan; else empty."""
    if not told.apart:
        return ""
    some, of = sum(told.apart.values()), f"kế hoạch riêng của {units_named([*told.apart], _NAMED)}"
    return f" ({of})" if some == told.total else f" ({some} chỉ tiêu của {of})"
