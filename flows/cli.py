"""The command line. It parses arguments and shows results; heavy libraries load only in the command that needs them.

Exit codes: 0 done (for `run`: a report was written), 1 no report could be written or a file has faults, 2 the call or
the office's own data are wrong, 3 a fault of the program.
"""

import sys
import traceback
from pathlib import Path
from typing import Annotated

import typer

from flows.speaking import complain, say, translate_help

translate_help()
app = typer.Typer(
    name="kstt",
    help="Tổng hợp báo cáo kiểm soát thủ tục hành chính từ tệp Excel của các đơn vị.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
forms_app = typer.Typer(help="Biểu mẫu: danh sách, chi tiết, kiểm tra, tạo từ biểu trống.", no_args_is_help=True)
units_app = typer.Typer(help="Danh sách đơn vị của địa phương.", no_args_is_help=True)
plans_app = typer.Typer(help="Kế hoạch năm: kiểm tra và xem chỉ tiêu.", no_args_is_help=True)
indicators_app = typer.Typer(help="Chỉ tiêu: danh sách và chi tiết.", no_args_is_help=True)
app.add_typer(plans_app, name="plans")
app.add_typer(indicators_app, name="indicators")
app.add_typer(forms_app, name="forms")
app.add_typer(units_app, name="units")

PeriodText = Annotated[str, typer.Argument(metavar="KỲ", help="Kỳ báo cáo: 2026-Q1, 2026-6M, 2026-9M, 2026")]
LocalityId = Annotated[str, typer.Option("--locality", metavar="MÃ", help="Địa phương (thư mục trong localities/)")]
Out = Annotated[Path, typer.Option("--out", metavar="THƯ MỤC", help="Nơi ghi kết quả, thay cho data/out")]
RAW, OUT, HOME = Path("data/raw"), Path("data/out"), "hai-phong"


@app.command()
def run(
    period: PeriodText,
    locality: LocalityId = HOME,
    raw: Annotated[Path | None, typer.Option("--raw", metavar="THƯ MỤC", help="Thư mục tệp đã nhận")] = None,
    out: Out = OUT,
    prefect: Annotated[bool, typer.Option("--prefect/--no-prefect", help="Có hay không theo dõi bằng Prefect")] = True,
) -> None:
    """Lập báo cáo của một kỳ: đọc, kiểm tra, trả lại tệp sai, tổng hợp, ghi báo cáo."""
    from flows.console import progress, show_run
    from flows.quarter import run_quarter
    from flows.request import Request
    from kstt.period import parse

    when = parse(period)
    request = Request(when, locality, raw or RAW / str(when), out)
    if prefect:
        from flows.watched import watched

        done = watched(request)
    else:
        done = run_quarter(request, progress)
    show_run(done)
    raise typer.Exit(0 if done.report else 1)


@app.command()
def check(
    files: Annotated[list[Path], typer.Argument(metavar="TỆP…", exists=True, dir_okay=False, help="Tệp cần kiểm tra")],
    period: Annotated[str, typer.Option("--period", metavar="KỲ", help="Kỳ báo cáo; bỏ trống thì theo tệp")] = "",
    locality: LocalityId = HOME,
    hand_back: Annotated[bool, typer.Option("--return", help="Ghi bản đánh dấu lỗi bên cạnh tệp")] = False,
) -> None:
    """Kiểm tra thử tệp của đơn vị trước khi gửi: cùng quy tắc, không ghi nhận gì."""
    from flows.rehearsal import rehearse
    from flows.rehearsal_console import show_case

    cases = rehearse(files, period, locality, write_copies=hand_back)
    for case, copy in cases:
        show_case(case, copy)
    raise typer.Exit(0 if all(case.submission.verdict == "accepted" for case, _ in cases) else 1)


@app.command()
def status(period: PeriodText, out: Out = OUT) -> None:
    """Tình hình nộp báo cáo của kỳ, theo lần chạy gần nhất."""
    from flows.console import show_status
    from flows.contract import read_run
    from kstt.period import parse

    record = read_run(out / str(parse(period)))
    if record is None:
        complain(f"Chưa có lần chạy nào cho kỳ {period} trong {out}. Hãy chạy: kstt run {period}")
        raise typer.Exit(2)
    show_status(record)


@app.command()
def blank(period: PeriodText, locality: LocalityId = HOME, out: Out = OUT) -> None:
    """Tạo biểu mẫu trống cho từng đơn vị của kỳ."""
    from flows.issuing import issue_blanks
    from kstt.period import parse

    folder, number = issue_blanks(parse(period), locality, out)
    say(f"Đã tạo {number} biểu mẫu trống trong {folder}")


@app.command()
def sample(
    period: PeriodText,
    locality: LocalityId = HOME,
    seed: Annotated[int, typer.Option("--seed", help="Số khởi tạo: cùng số thì cùng tệp")] = 7,
    raw: Annotated[Path, typer.Option("--raw", metavar="THƯ MỤC", help="Nơi ghi, thay cho data/raw")] = RAW,
) -> None:
    """Tạo một kỳ ví dụ: tệp nộp mô phỏng của mọi đơn vị, kèm đáp án truth.json."""
    from flows.agenda import agenda_of
    from flows.intake import forms_of
    from flows.localities import load_locality
    from flows.sample import write_sample
    from kstt.period import parse

    when = parse(period)
    forms = forms_of(when, agenda_of(locality, when.year).lines)
    done = write_sample(raw / str(when), period=when, locality=load_locality(locality), forms=forms, seed=seed)
    say(f"Đã tạo kỳ ví dụ trong {done.folder}")


@app.command()
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
    from flows.localities import load_locality
    from flows.slips import write_slips
    from kstt.period import parse

    when = parse(period)
    done = write_slips(dossiers, out / str(when) / "phieu-xin-loi", when, load_locality(locality))
    for sentence in done.unread:
        say(f"- {sentence}")
    say(
        f"{done.dossiers} hồ sơ, {done.slips} phiếu trong {len(done.files)} tệp; {done.waiting} hồ sơ đang chờ người nộp"
    )
    for path in done.files:
        say(f"  {path}")


@forms_app.command("list")
def forms_list() -> None:
    """Liệt kê các biểu."""
    from flows.console import show_forms
    from report_templates.definitions import load_forms

    show_forms(load_forms())


@forms_app.command("show")
def forms_show(code: Annotated[str, typer.Argument(metavar="MÃ BIỂU", help="Ví dụ II.06a")]) -> None:
    """In chi tiết một biểu: cột, đẳng thức, quy tắc."""
    from flows.rule_book import chapter
    from report_templates.definitions import load_forms

    form = next((form for form in load_forms() if form.code.casefold() == code.casefold()), None)
    if form is None:
        complain(f"Không có biểu {code}. Xem danh sách: kstt forms list")
        raise typer.Exit(2)
    say(chapter(form))


@forms_app.command("check")
def forms_check(
    folder: Annotated[
        Path | None, typer.Argument(metavar="THƯ MỤC", help="Thư mục định nghĩa; bỏ trống: bộ có sẵn")
    ] = None,
) -> None:
    """Kiểm tra các định nghĩa biểu, chỉ tiêu và quy tắc."""
    from report_templates.definitions import FORMS, load_forms, load_indicators
    from validation.register import rules

    forms = load_forms(folder or FORMS)
    say(f"{len(forms)} biểu, {len(load_indicators())} chỉ tiêu, {len(rules())} quy tắc: hợp lệ")


@forms_app.command("rules")
def forms_rules(
    target: Annotated[Path, typer.Argument(metavar="TỆP", help="Tệp Markdown cần ghi")] = Path(
        "docs/so-tay-quy-tac.md"
    ),
) -> None:
    """Ghi sổ tay quy tắc từ các định nghĩa."""
    from flows.rule_book import rule_book

    target.write_text(rule_book(), encoding="utf-8")
    say(f"Đã ghi {target}")


@forms_app.command("import")
def forms_import(
    source: Annotated[Path, typer.Argument(metavar="TỆP", exists=True, help="Biểu mẫu trống chính thức (.xlsx)")],
    target: Annotated[Path | None, typer.Argument(metavar="ĐÍCH", help="Tệp .toml cần ghi")] = None,
) -> None:
    """Tạo bản nháp định nghĩa biểu từ một biểu mẫu trống chính thức."""
    from report_templates.drafting import draft_definition
    from report_templates.opening import open_book

    text = draft_definition(open_book(source.read_bytes(), source.name))
    path = target or source.with_suffix(".toml")
    path.write_text(text, encoding="utf-8")
    say(f"Đã ghi bản nháp {path}; hãy đọc lại, bổ sung đẳng thức rồi chạy: kstt forms check")


@units_app.command("import")
def units_import(
    province: Annotated[int, typer.Option("--province", metavar="MÃ", help="Mã tỉnh, thành phố (Hải Phòng: 31)")],
    locality: LocalityId = HOME,
) -> None:
    """Ghi danh sách xã, phường, đặc khu của một tỉnh vào localities/<mã>/units.csv."""
    from flows.localities import communes_of, write_units

    units = communes_of(province)
    path = Path("localities") / locality / "units.csv"
    if not units:
        complain(f"Không có đơn vị nào thuộc tỉnh mã {province}")
        raise typer.Exit(2)
    write_units(path, units)
    say(f"Đã ghi {len(units)} đơn vị vào {path}")


@plans_app.command("check")
def plans_check() -> None:
    """Kiểm tra mọi kế hoạch của mọi địa phương."""
    from flows.localities import folders
    from flows.plans import read_plan

    for locality, folder in folders().items():
        for path in sorted(folder.glob("plan-*.toml")):
            plan = read_plan(path)
            say(f"{locality} {plan.year}: {len(plan.target)} chỉ tiêu, {len(plan.groups)} nhóm đơn vị: hợp lệ")


@plans_app.command("show")
def plans_show(
    locality: Annotated[str, typer.Argument(metavar="ĐỊA PHƯƠNG")],
    period: PeriodText,
    out: Out = OUT,
) -> None:
    """In lộ trình chỉ tiêu của kế hoạch năm; đánh giá theo lần chạy gần nhất của kỳ nếu có."""
    from flows.localities import load_locality
    from flows.plan_console import show_plans, show_scoreboard
    from flows.plans import plans_for
    from kstt.period import parse

    place, when = load_locality(locality), parse(period)
    plans = plans_for(place, when.year)
    show_plans(list(plans), place)
    if (out / str(when) / "figures.parquet").is_file():
        from flows.targets import recorded_scoreboard

        show_scoreboard(recorded_scoreboard(when, place, out))
    else:
        say(f"Chưa có lần chạy nào của kỳ {when} trong {out}: chưa đánh giá.")


@indicators_app.command("list")
def indicators_list() -> None:
    """Liệt kê các chỉ tiêu."""
    from flows.plan_console import show_indicators
    from report_templates.definitions import load_indicators

    show_indicators(load_indicators())


@indicators_app.command("show")
def indicators_show(
    code: Annotated[str, typer.Argument(metavar="MÃ CHỈ TIÊU", help="Ví dụ on_time_resolution")],
) -> None:
    """In định nghĩa, nguồn số liệu, ràng buộc của một chỉ tiêu và các kế hoạch giao chỉ tiêu đó."""
    from flows.plan_console import describe
    from report_templates.definitions import load_forms, load_indicators

    found = next((one for one in load_indicators() if one.id == code), None)
    if found is None:
        complain(f"Không có chỉ tiêu {code}. Xem danh sách: kstt indicators list")
        raise typer.Exit(2)
    say(describe(found, load_forms()))


def main() -> None:
    """The entry point: faults of data are told in Vietnamese, faults of ours are logged and apologised for."""
    from kstt.form import DefinitionError
    from kstt.sheet import Refused

    try:
        app()
    except Refused as told:
        complain(f"{told.reason}. {told.advice}".replace("..", "."))
        sys.exit(2)
    except (DefinitionError, ValueError, FileNotFoundError, PermissionError) as wrong:
        _told_or_logged(wrong)
    except Exception as fault:  # noqa: BLE001 - an officer never sees a traceback
        _logged(fault)


def _told_or_logged(wrong: Exception) -> None:
    from kstt.form import DefinitionError

    if isinstance(wrong, ValueError) and (isinstance(wrong, DefinitionError) or str(wrong).startswith("«")):
        complain(f"Không chạy được: {wrong}")
        sys.exit(2)
    _logged(wrong)


def _logged(fault: Exception) -> None:
    from flows.publishing import Locked

    if isinstance(fault, Locked):
        complain(str(fault))
        sys.exit(1)
    log = Path("kstt-loi.log")
    log.write_text("".join(traceback.format_exception(fault)), encoding="utf-8")
    complain(
        f"Chương trình gặp lỗi ngoài dự kiến; chi tiết đã ghi vào {log.resolve()}. Hãy gửi tệp này cho người quản trị."
    )
    sys.exit(3)
