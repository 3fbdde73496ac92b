"""Commands on what an office defines: forms, units, plans and indicators."""

from pathlib import Path
from typing import Annotated

import typer

from flows.cli.words import HOME, OUT, LocalityId, Out, PeriodText
from flows.machine.speaking import complain, say

forms_app = typer.Typer(help="Biểu mẫu: danh sách, chi tiết, kiểm tra, tạo từ biểu trống.", no_args_is_help=True)
units_app = typer.Typer(help="Danh sách đơn vị của địa phương.", no_args_is_help=True)
plans_app = typer.Typer(help="Kế hoạch năm: kiểm tra và xem chỉ tiêu.", no_args_is_help=True)
indicators_app = typer.Typer(help="Chỉ tiêu: danh sách và chi tiết.", no_args_is_help=True)


@forms_app.command("list")
def forms_list() -> None:
    """Liệt kê các biểu."""
    from flows.console.runs import show_forms
    from report_templates.definitions import load_forms

    show_forms(load_forms())


@forms_app.command("show")
def forms_show(code: Annotated[str, typer.Argument(metavar="MÃ BIỂU", help="Ví dụ II.06a")]) -> None:
    """In chi tiết một biểu: cột, đẳng thức, quy tắc; biểu đã thay đổi thì in từng bản, bản cũ trước."""
    from flows.console.rule_book import chapter
    from flows.machine.terminal import show_page
    from report_templates.definitions import load_forms

    versions = [form for form in load_forms() if form.code.casefold() == code.casefold()]
    if not versions:
        complain(f"Không có biểu {code}. Xem danh sách: kstt forms list")
        raise typer.Exit(2)
    for form in sorted(versions, key=lambda form: form.days):
        show_page(chapter(form))


@forms_app.command("check")
def forms_check(
    folder: Annotated[
        Path | None, typer.Argument(metavar="NƠI", help="Tệp, hoặc thư mục định nghĩa; bỏ trống: bộ có sẵn")
    ] = None,
) -> None:
    """Kiểm tra các định nghĩa biểu, chỉ tiêu, quy tắc và đề cương thuyết minh."""
    from flows.console.rule_words import PLACEHOLDERS
    from flows.outputs.narrating import hold_outline
    from report_templates.definitions import FORMS, load_forms, load_indicators
    from validation.register import hold_against, rules

    forms = load_forms(folder or FORMS)
    if not forms:
        complain(f"Không có định nghĩa biểu (*.toml) nào trong {folder}")
        raise typer.Exit(2)
    if folder is None:
        hold_against(forms, PLACEHOLDERS)
        hold_outline(forms)
    say(f"{len(forms)} biểu, {len(load_indicators())} chỉ tiêu, {len(rules())} quy tắc: hợp lệ")


@forms_app.command("rules")
def forms_rules(
    target: Annotated[Path, typer.Argument(metavar="TỆP", help="Tệp Markdown cần ghi")] = Path(
        "docs/so-tay-quy-tac.md"
    ),
) -> None:
    """Ghi sổ tay quy tắc từ các định nghĩa."""
    from flows.console.rule_book import rule_book

    if not target.parent.is_dir():
        complain(f"Không có thư mục {target.parent}; hãy ghi tệp cần ghi, ví dụ: kstt forms rules so-tay-quy-tac.md")
        raise typer.Exit(2)
    target.write_text(rule_book(), encoding="utf-8", newline="\n")
    say(f"Đã ghi {target}")


@forms_app.command("import")
def forms_import(
    source: Annotated[
        Path, typer.Argument(metavar="TỆP", exists=True, dir_okay=False, help="Biểu mẫu trống chính thức (.xlsx)")
    ],
    target: Annotated[Path | None, typer.Argument(metavar="ĐÍCH", help="Tệp .toml cần ghi")] = None,
) -> None:
    """Tạo bản nháp định nghĩa biểu từ một biểu mẫu trống chính thức."""
    from flows.machine.hints import quoted
    from report_templates.drafting import draft_definition
    from report_templates.files.opening import open_book

    path = target or source.with_suffix(".toml")
    if path.exists():  # perhaps a definition somebody read line by line
        complain(f"Đã có {path}; hãy ghi tên tệp khác")
        raise typer.Exit(2)
    text = draft_definition(open_book(source.read_bytes(), source.name))
    path.write_text(text, encoding="utf-8", newline="\n")
    say(f"Đã ghi bản nháp {path}; hãy đọc lại, bổ sung đẳng thức rồi chạy: kstt forms check {quoted(str(path))}")


@units_app.command("import")
def units_import(
    province: Annotated[int, typer.Option("--province", metavar="MÃ", help="Mã tỉnh, thành phố (Hải Phòng: 31)")],
    locality: LocalityId = HOME,
) -> None:
    """Lập localities/<mã> từ danh sách xã, phường, đặc khu chính thức của một tỉnh, thành phố."""
    from flows.locality.founding import found

    path, number, sentences = found(locality, province)
    say(f"Đã ghi {number} đơn vị vào {path}")
    for sentence in sentences:
        say(sentence)


@units_app.command("list")
def units_list(
    period: Annotated[str, typer.Argument(metavar="KỲ", help="Chỉ đơn vị của một kỳ; bỏ trống: mọi đơn vị")] = "",
    locality: LocalityId = HOME,
) -> None:
    """Liệt kê đơn vị của địa phương: mã, tên, loại, hoạt động từ ngày nào đến ngày nào."""
    from flows.console.runs import show_units
    from flows.locality.localities import load_locality, reporting_in
    from kstt.mention import parse

    place = load_locality(locality)
    every = (*place.register.units, *place.register.others)
    show_units(reporting_in(place, parse(period)).units if period else every)


@units_app.command("check")
def units_check(locality: LocalityId = HOME) -> None:
    """Kiểm tra danh sách đơn vị của địa phương và in các lần sáp nhập, chia tách."""
    from flows.console.unit_changes import changes, namesakes
    from flows.locality.localities import load_locality

    place = load_locality(locality)
    say(f"{locality}: {len(place.register)} đơn vị: hợp lệ")
    for sentence in (*changes(place), *namesakes(place)):
        say(f"- {sentence}")


@plans_app.command("check")
def plans_check() -> None:
    """Kiểm tra mọi kế hoạch của mọi địa phương, cùng nhiệm vụ và thủ tục rà soát."""
    from flows.locality.localities import folders
    from flows.locality.plans import read_plan
    from flows.locality.reviews import review_lines
    from flows.locality.tasks import tasks_of

    for locality, folder in folders().items():
        for path in sorted(folder.glob("plan-*.toml")):
            plan = read_plan(path)
            tasks, reviews = tasks_of(plan), review_lines(locality, plan.year)
            told = f"{len(plan.target)} chỉ tiêu, {len(plan.groups)} nhóm đơn vị, {len(tasks)} nhiệm vụ"
            told += f", {len(reviews)} thủ tục rà soát" if reviews else ""
            say(f"{locality} {plan.year}: {told}: hợp lệ")
        for path in sorted(folder.glob("tasks-*.csv")):
            plan_of = path.with_name(f"plan-{path.stem.removeprefix('tasks-')}.toml")
            if not plan_of.is_file():
                say(f"- {locality}: {path.name} không được dùng khi chưa có {plan_of.name}")


@plans_app.command("show")
def plans_show(
    locality: Annotated[str, typer.Argument(metavar="ĐỊA PHƯƠNG", help="Mã địa phương (thư mục trong localities/)")],
    period: PeriodText,
    out: Out = OUT,
) -> None:
    """In lộ trình chỉ tiêu của kế hoạch năm; đánh giá theo lần chạy gần nhất của kỳ nếu có."""
    from flows.console.plans import show_plans, show_scoreboard
    from flows.locality.localities import load_locality
    from flows.locality.plans import plans_for
    from kstt.mention import parse

    place, when = load_locality(locality), parse(period)
    plans = plans_for(place, when.year)
    if not plans:
        complain(f"{place.name} chưa có kế hoạch năm {when.year} (localities/{locality}/plan-{when.year}.toml).")
        raise typer.Exit(2)
    show_plans(list(plans))
    if not (out / str(when) / "figures.parquet").is_file():
        say(f"Chưa có lần chạy nào của kỳ {when} trong {out}: chưa đánh giá.")
        return
    from flows.ledger.entered import hold_entered
    from flows.outputs.shown import recorded_scoreboard
    from flows.record.request import hold_own
    from flows.record.written import unusable

    if wrong := unusable(out / str(when)):
        complain(f"Chưa đánh giá kỳ {when}: {wrong}")
        raise typer.Exit(2)
    hold_own(out / str(when), place.id)
    hold_entered(out / str(when))
    show_scoreboard(recorded_scoreboard(when, place, out))


@indicators_app.command("list")
def indicators_list() -> None:
    """Liệt kê các chỉ tiêu."""
    from flows.console.plans import show_indicators
    from report_templates.definitions import load_indicators

    show_indicators(load_indicators())


@indicators_app.command("show")
def indicators_show(
    code: Annotated[str, typer.Argument(metavar="MÃ CHỈ TIÊU", help="Ví dụ on_time_resolution")],
) -> None:
    """In định nghĩa, nguồn số liệu, ràng buộc của một chỉ tiêu và các kế hoạch giao chỉ tiêu đó."""
    from flows.console.plans import describe
    from report_templates.definitions import load_forms, load_indicators

    found = next((one for one in load_indicators() if one.id == code), None)
    if found is None:
        complain(f"Không có chỉ tiêu {code}. Xem danh sách: kstt indicators list")
        raise typer.Exit(2)
    say(describe(found, load_forms()))
