"""Commands that read lists of dossiers from the one-stop systems: apology slips, and reports held against dossiers."""

from pathlib import Path
from typing import Annotated

import typer

from flows.cli.words import HOME, OUT, LocalityId, Out, PeriodText
from flows.machine.speaking import say

_SAID = 20  # of what could not be counted; the workbook has all of it


def slips(
    period: PeriodText,
    dossiers: Annotated[
        Path,
        typer.Argument(metavar="TỆP", exists=True, dir_okay=False, help="Danh sách hồ sơ của hệ thống một cửa"),
    ],
    locality: LocalityId = HOME,
    out: Out = OUT,
) -> None:
    """Lập phiếu xin lỗi và hẹn lại ngày trả kết quả cho hồ sơ quá hạn, mỗi đơn vị một tệp Word."""
    from flows.dossiers.slips import write_slips
    from flows.locality.localities import load_locality
    from kstt.mention import parse

    when = parse(period)
    done = write_slips(dossiers, out / str(when) / "phieu-xin-loi", when, load_locality(locality))
    for sentence in done.unread:
        say(f"- {sentence}")
    say(
        f"{done.dossiers} hồ sơ, {done.slips} phiếu trong {len(done.files)} tệp; "
        f"{done.waiting} hồ sơ đang chờ người nộp"
    )
    for path in done.files:
        say(f"  {path}")


def reconcile(
    period: PeriodText,
    dossiers: Annotated[
        list[Path],
        typer.Argument(metavar="TỆP", exists=True, help="Danh sách hồ sơ của hệ thống một cửa, hoặc thư mục chứa"),
    ],
    unit: Annotated[
        str, typer.Option("--unit", metavar="ĐƠN VỊ", help="Chỉ một đơn vị; hồ sơ không ghi đơn vị là của đơn vị này")
    ] = "",
    locality: LocalityId = HOME,
    out: Out = OUT,
) -> None:
    """Đối soát biểu II.06a đã báo cáo với danh sách hồ sơ: ô nào lệch, lệch bao nhiêu, do những hồ sơ nào."""
    from flows.dossiers.reconciling import write_reconciled
    from flows.ledger.history import unit_of
    from flows.locality.localities import load_locality
    from kstt.mention import parse
    from kstt.spoken import count_text
    from report_templates.dossiers.reconciliation import LEFT_OUT, remark

    when, place = parse(period), load_locality(locality)
    only = unit_of(unit, place.register.valid_on(when.window[1])) if unit else None
    done = write_reconciled(out / str(when), place, dossiers, only)
    left_out = done.content.left_out
    for name, sentence in left_out[:_SAID]:
        say(f"- {name}: {sentence}")
    if len(left_out) > _SAID:
        say(f"- và {count_text(len(left_out) - _SAID)} trường hợp khác, xem trang {LEFT_OUT}")
    for one in done.content.units:
        say(f"{one.unit.name}: {count_text(one.dossiers)} hồ sơ thuộc kỳ; {remark(one, when)}")
    if done.content.unlisted:
        say(f"{len(done.content.unlisted)} đơn vị có báo cáo nhưng không có trong danh sách hồ sơ")
    say(f"Đối soát: {done.path}")
