"""The narrative report: what is said of zero, of nothing and of what is missing; its template, letterhead and words."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st
from small_board import CITY_PLAN, LATE, board
from small_board import INDICATORS as SCORED
from small_board import now as stand
from small_city import FORMS, PERIOD, UNITS, coverage, form, locality, tables
from test_tasks import task

from flows.outputs.narrating import hold_outline
from kstt.finding import WHERE_WHY
from kstt.form import DefinitionError, Form
from kstt.letterhead import Letterhead
from kstt.narrative.content import Chapter, Demand, Figure, Outline, Paragraph, Wording
from kstt.narrative.filling import Filler, Tables
from kstt.narrative.lists import LISTS, Boards, index
from kstt.narrative.narrating import Remark, narrate
from kstt.period import Period, before
from kstt.rollup import CityLine, CityTable
from kstt.spoken import decimal_text, percent_text
from kstt.targets.index_766 import UnitIndex
from kstt.targets.scoreboard import TargetLine, score
from kstt.targets.target import Parts, Target
from kstt.targets.task import Report
from kstt.targets.taskboard import task_board
from kstt.targets.year import Year
from kstt.unit import Unit
from report_templates.definitions import load_indicators
from report_templates.dossiers.slips import TEMPLATE as SLIPS
from report_templates.narrative.document import TEMPLATE, write_narrative
from report_templates.narrative.figure_words import runs
from report_templates.narrative.outlines import load_outline
from report_templates.narrative.template import write_template

FORMER = before(PERIOD)
INDICATORS = {one.id: one for one in load_indicators()}


def made(*of: Form, period: Period = PERIOD, known: Sequence[CityTable] = ()) -> Tables:
    found: dict[str, list[CityTable]] = {}
    for table in known or tables(of):
        found.setdefault(table.form.code, []).append(table)
    return Tables(period, found)


def one_line(one: Form, numbers: dict[int, int | None]) -> list[CityTable]:
    known = coverage(UNITS[0])
    return [CityTable(one, view, (CityLine("Hộ tịch", "", numbers),), known) for view in one.cities]


def boards(now: Tables, then: Tables | None = None) -> Boards:
    filler = Filler(now, then, {one.code: one for one in FORMS}, INDICATORS)
    silent = UNITS[1:2]
    return Boards("hai-phong", filler, UNITS, silent, board(), None, (UnitIndex(UNITS[0], {"a": 9000}),), FORMER)


def text(paragraph: Paragraph, period: Period = PERIOD) -> str:
    return "".join(f"[{words}]" if marked else words for words, marked in runs(paragraph, period))


def told(now: Tables, then: Tables | None = None, remarks: Sequence[Remark] = ()) -> dict[str, list[str]]:
    narrative = narrate(load_outline(), boards(now, then), remarks)
    return {one.id: [text(said) for said in one.paragraphs] for one in narrative.sections}


def test_a_form_nobody_sent_is_a_gap_and_no_sentence() -> None:
    silent = [replace(table, coverage=coverage(*UNITS), lines=()) for table in tables([form("II.06a")])]
    for now in (made(known=silent), made(form("II.05"))):
        assert told(now)["giai_quyet"] == ["…… [«chưa có số liệu: chưa có đơn vị nào gửi biểu về nội dung này»]"]


def test_of_a_longer_period_nobody_is_said_to_have_sent_nothing() -> None:
    """A form sent in one quarter of three can not be added up; that nobody sent it is said where it is true."""
    known = replace(boards(made(form("II.05"), period=Period(2026, "9M"))), added_up=True, sent=frozenset({"II.06a"}))
    narrative = narrate(load_outline(), known, ())
    sections = {one.id: [text(said) for said in one.paragraphs] for one in narrative.sections}
    why = "không có biểu của đơn vị nào về nội dung này được tính, xem trang «Đọc khác, bỏ qua» của báo cáo"
    assert sections["giai_quyet"] == [f"…… [«chưa có số liệu: {why}»]"]
    assert "…… [«chưa có số liệu: chưa có đơn vị nào gửi biểu về nội dung này»]" in sections["mot_cua"]


def test_a_form_whose_files_do_not_count_was_sent_all_the_same() -> None:
    """As where the only file with it has a fault, or came after the period was closed."""
    known = replace(boards(made(form("II.05"))), sent=frozenset({"II.06a"}))
    sections = {one.id: [text(said) for said in one.paragraphs] for one in narrate(load_outline(), known, ()).sections}
    why = "biểu đơn vị gửi về nội dung này chưa được tính, xem trang «Nguồn số liệu» của báo cáo"
    assert sections["giai_quyet"] == [f"…… [«chưa có số liệu: {why}»]"]
    assert "…… [«chưa có số liệu: chưa có đơn vị nào gửi biểu về nội dung này»]" in sections["mot_cua"]


@pytest.mark.parametrize("added_up", [False, True])
def test_points_of_a_period_added_up_are_said_to_be_those_of_the_last_quarter(*, added_up: bool) -> None:
    (said,) = index(replace(boards(made(form("II.05"))), added_up=added_up))
    last = "điểm của quý cuối, " if added_up else ""
    whence = f"Bộ chỉ số theo Quyết định số 766/QĐ-TTg ({last}đơn vị chép từ Cổng Dịch vụ công quốc gia): 1 đơn vị"
    assert text(said).startswith(whence)


def test_points_that_several_units_gave_are_not_unknown() -> None:
    """80.50 and 80.49 of two communes against 80.5: nothing is added, and neither is lacking."""
    two = replace(CITY_PLAN, target=(Target("service_quality_index", "two", "mục II.2", "80.5"),))
    scored = score((two,), SCORED, locality(), UNITS, Year(stand(), stand()), PERIOD)
    (line,) = scored.lines
    assert (line.quarter.status, line.reporting) == ("unknown", 2)
    assert line.remark == (
        "Điểm không cộng giữa các đơn vị: 1/2 đơn vị có điểm đạt mức giao, xem trang Chỉ tiêu theo đơn vị"
    )
    higher = replace(two, target=(replace(two.target[0], year="80.51"),))
    (missed,) = score((higher,), SCORED, locality(), UNITS, Year(stand(), stand()), PERIOD).lines
    assert missed.remark.startswith("Điểm không cộng giữa các đơn vị: 0/2 đơn vị")
    narrative = narrate(load_outline(), replace(boards(made(form("II.05"))), scoreboard=scored), ())
    said = [text(one) for section in narrative.sections if section.id == "ton_tai" for one in section.paragraphs]
    assert said[0] == (
        "- Chỉ tiêu không tính chung cho nhiều đơn vị, xem trang Chỉ tiêu theo đơn vị của báo cáo: "
        "Điểm Bộ chỉ số phục vụ người dân và doanh nghiệp (QĐ 766/QĐ-TTg) (Phường Hồng Bàng; Phường Lê Chân)."
    )


def test_all_zero_is_said_in_one_sentence_of_the_units_that_reported() -> None:
    zero: dict[int, int | None] = dict.fromkeys(range(3, 15), 0)
    assert told(made(known=one_line(form("II.05"), zero)))["phan_anh"] == [
        "Số liệu của 11/12 đơn vị, chi tiết tại Mẫu nội bộ II.05 ([«chưa đối chiếu với văn bản gốc»]).",
        "Trong kỳ không phát sinh phản ánh, kiến nghị.",
    ]


def test_one_number_that_is_missing_is_not_nothing_and_not_zero() -> None:
    given: dict[int, int | None] = {3: 0, 4: 0, 5: 0, 7: 0, 8: 0, 9: 0, 10: 0, 12: 0}
    first, *_ = told(made(known=one_line(form("II.06a"), given)))["giai_quyet"][1:]
    assert "từ kỳ trước chuyển sang …… [«chưa có số liệu»] hồ sơ" in first
    assert first.endswith("trên số hồ sơ tiếp nhận trong kỳ: không phát sinh.")


def test_what_did_not_occur_has_a_sentence_of_its_own() -> None:
    given: dict[int, int | None] = {3: 9, 4: 9, 5: 0, 6: 0, 7: 9, 8: 9, 9: 0, 10: 0, 11: 0, 12: 0, 13: 0}
    said = told(made(known=one_line(form("II.06a"), given)))["giai_quyet"]
    assert "Đến cuối kỳ không còn hồ sơ đang giải quyết." in said
    assert "Không có hồ sơ giải quyết quá hạn." in said
    assert not [one for one in said if "nhiều hồ sơ giải quyết quá hạn nhất" in one]


def test_a_ranking_of_one_field_does_not_speak_of_several() -> None:
    given: dict[int, int | None] = {3: 9, 4: 9, 5: 0, 6: 0, 7: 9, 8: 8, 9: 0, 10: 1, 11: 0, 12: 0, 13: 0}
    said = told(made(known=one_line(form("II.06a"), given)))["giai_quyet"]
    ranking = next(one for one in said if one.startswith("Lĩnh vực có nhiều hồ sơ giải quyết quá hạn nhất: "))
    assert "các " not in ranking


@pytest.mark.parametrize(
    ("now", "then", "said"),
    [
        (120, 100, " (tăng 20, tức 20,00%, so với kỳ trước là 100)"),
        (80, 100, " (giảm 20, tức 20,00%, so với kỳ trước là 100)"),
        (1200, 1200, " (bằng kỳ trước)"),
        (3, 0, " (tăng 3 so với kỳ trước là 0)"),
        (0, 2, " (giảm 2, tức 100,00%, so với kỳ trước là 2)"),
        (7, None, " (kỳ trước chưa có số liệu)"),
    ],
)
def test_comparisons(now: int, then: int | None, said: str) -> None:
    one = form("II.06a")
    filler = boards(
        made(known=one_line(one, {3: now})),
        made(known=one_line(one, {3: then} if then is not None else {}), period=FORMER),
    ).filler
    assert text(filler.paragraph("[received:change]", "II.06a")) == said


def test_nothing_is_compared_where_either_period_has_nothing() -> None:
    """Of a form that is another one now, or was not sent then, the former period is not said to lack its numbers."""
    one = form("II.06a")
    given: dict[int, int | None] = {3: 5, 4: 3, 5: 2}
    then = made(known=one_line(one, given), period=FORMER)
    nothing: dict[int, int | None] = {}
    for now, former in ((given, made(form("II.05"), period=FORMER)), (nothing, then)):
        filler = boards(made(known=one_line(one, now)), former).filler
        assert filler.paragraph("[received:change][@online_intake:change]", "II.06a") == ()
    filler = boards(made(known=one_line(one, given)), then).filler
    assert text(filler.paragraph("[received:change][@online_intake:change]", "II.06a")) == " (bằng kỳ trước)" * 2
    for now, said in (((0, 0), ""), ((5, 0), " (tăng 40,00 điểm phần trăm so với kỳ trước là 60,00%)")):
        filler = boards(made(known=one_line(one, {4: now[0], 5: now[1]})), then).filler
        assert text(filler.paragraph("[@online_intake:change]")) == said  # that nothing arose now is no word on then


def test_a_ranking_begins_with_the_most_and_counts_whom_it_does_not_name() -> None:
    one = form("II.06a")
    numbers = {"A": 3, "B": 9, "C": 3, "D": 0, "E": 1, "F": None, "G": 2, "H": 5, "I": 1}
    lines = tuple(CityLine(label, "", {3: number}) for label, number in numbers.items())
    filler = boards(made(known=[CityTable(one, view, lines, coverage()) for view in one.cities])).filler
    assert text(filler.paragraph("[received:lines]", "II.06a")) == (
        "B (9), H (5), A (3), C (3), G (2) và 2 lĩnh vực khác"
    )
    assert text(filler.paragraph("[received:units]", "II.06a")).endswith(" và 2 đơn vị khác")


def test_no_rate_is_told_where_one_unit_has_too_few_and_another_too_many() -> None:
    """In the total both cancel out: 20 resolved, of which 18 early and 2 late."""
    one = form("II.06a")
    units = [{7: 10, 8: 9, 9: 0, 10: 0}, {7: 10, 8: 9, 9: 0, 10: 2}]
    sound = [{7: 10, 8: 9, 9: 0, 10: 1}] * 2
    for numbers, said in (
        (sound, "90,00%"),
        (units, f"[«không tính được: các cột của biểu không cộng khớp, {WHERE_WHY}»]"),
    ):
        lines = tuple(CityLine(unit.name, "", dict(of)) for unit, of in zip(UNITS, numbers, strict=False))
        filler = boards(made(known=[CityTable(one, view, lines, coverage()) for view in one.cities])).filler
        assert text(filler.paragraph("[@on_time_resolution][@on_time_resolution:change]")) == said


def test_nothing_is_compared_without_a_former_period_and_the_text_says_so() -> None:
    said = told(made(*FORMS))
    assert not [line for lines in said.values() for line in lines if "so với kỳ trước" in line]
    assert said["pham_vi"] == [
        "Số liệu tổng hợp từ báo cáo của 11/12 đơn vị. Chưa có số liệu của 1 đơn vị: Phường Lê Chân.",
        "[«chưa có số liệu quý IV năm 2025 trong thư mục kết quả nên báo cáo không so sánh»]",
    ]


@pytest.mark.parametrize(("silent", "others"), [(10, ""), (11, " và 1 đơn vị khác"), (12, " và 2 đơn vị khác")])
def test_of_many_silent_units_ten_are_named_and_the_others_counted(silent: int, others: str) -> None:
    known = replace(boards(made()), silent=UNITS[:silent])
    names = ", ".join(unit.name for unit in UNITS[:10])
    (first, _), (said,) = (list(LISTS[one](known)) for one in ("scope", "silent"))
    of = f"Số liệu tổng hợp từ báo cáo của {12 - silent}/12 đơn vị. "
    assert text(first) == f"{of}Chưa có số liệu của {silent} đơn vị: {names}{others}."
    assert text(said) == f"- Còn {silent} đơn vị chưa có số liệu trong báo cáo này."


def test_of_nobody_silent_nothing_is_said() -> None:
    known = replace(boards(made()), silent=())
    first, _ = LISTS["scope"](known)
    assert text(first) == "Số liệu tổng hợp từ báo cáo của 12/12 đơn vị."
    assert not list(LISTS["silent"](known))
    part = "Chưa có đơn vị nào hoạt động trong quý I: số liệu 6 tháng đầu năm 2026 chỉ gồm quý II"
    first, _ = LISTS["scope"](replace(known, covers=part))
    assert text(first) == f"Số liệu tổng hợp từ báo cáo của 12/12 đơn vị. {part}."


IN_CT = [INDICATORS[one].line.label for one in ("online_payment", "digitisation", "electronic_result", "data_reuse")]
PLAIN = "Mẫu nội bộ II.08 ([«chưa đối chiếu với văn bản gốc»])"


def sheet(*giving: int, missing: int = 2) -> list[CityTable]:
    """The indicator sheet of all but some units; so many gave each of the lines that the last sentence tells of."""
    given = dict(zip(IN_CT, giving, strict=True))
    return [
        replace(
            table,
            lines=tuple(
                replace(line, given=frozenset(unit.code for unit in UNITS[: given[line.label]]))
                if line.label in given
                else line
                for line in table.lines
            ),
            coverage=coverage(*UNITS[12 - missing :]),
        )
        for table in tables([form("CT")])
    ]


def openings(now: Tables, then: Tables | None = None) -> list[str]:
    return [line for line in told(now, then)["dien_tu"] if line.startswith(("Số liệu", "……"))]


def test_every_sentence_stands_under_the_form_its_figures_are_of() -> None:
    """Section 8 tells of II.08 and of the indicator sheet, which other units sent."""
    online = tables([form("II.08")])
    said = told(made(known=[*online, *sheet(10, 10, 10, 10)]))["dien_tu"]
    assert said[0] == f"Số liệu của 10/12 đơn vị, chi tiết tại {PLAIN}."
    assert said[1].startswith("Hồ sơ nộp trực tuyến: ")
    assert said[2] == "Số liệu của 10/12 đơn vị, chi tiết tại Biểu CT (phiếu chỉ tiêu)."
    assert said[3].startswith("Tỷ lệ thanh toán trực tuyến trên Cổng Dịch vụ công quốc gia: ")
    assert len(openings(made(known=[*online, *sheet(10, 10, 10, 10)]))) == 2


@pytest.mark.parametrize(
    ("giving", "said"),
    [
        ((7, 7, 7, 7), "Số liệu của 7/12 đơn vị, chi tiết tại Biểu CT (phiếu chỉ tiêu)."),
        (
            (10, 7, 9, 10),
            (
                "Số liệu của 10/12 đơn vị, chi tiết tại Biểu CT (phiếu chỉ tiêu); "
                f"riêng «{IN_CT[1]}» của 7 đơn vị, «{IN_CT[2]}» của 9 đơn vị."
            ),
        ),
        (
            (7, 0, 7, 7),
            (
                "Số liệu của 10/12 đơn vị, chi tiết tại Biểu CT (phiếu chỉ tiêu); "
                f"riêng «{IN_CT[0]}» của 7 đơn vị, «{IN_CT[2]}» của 7 đơn vị, «{IN_CT[3]}» của 7 đơn vị."
            ),
        ),
        (
            (10, 0, 10, 10),  # nobody gave it: its rate is told as missing
            "Số liệu của 10/12 đơn vị, chi tiết tại Biểu CT (phiếu chỉ tiêu).",
        ),
    ],
)
def test_a_line_of_the_indicator_sheet_is_of_the_units_that_gave_it(giving: tuple[int, ...], said: str) -> None:
    assert openings(made(known=[*tables([form("II.08")]), *sheet(*giving)]))[1] == said


def test_a_form_nobody_sent_silences_no_other_form() -> None:
    silent = [replace(table, coverage=coverage(*UNITS), lines=()) for table in tables([form("II.08")])]
    nothing = one_line(form("II.08"), {column.number: 0 for column in form("II.08").numbers})
    for online, first in ((silent, 1), (nothing, 2)):
        said = told(made(known=[*online, *sheet(10, 10, 10, 10)]))["dien_tu"]
        assert said[first] == "Số liệu của 10/12 đơn vị, chi tiết tại Biểu CT (phiếu chỉ tiêu)."
        assert said[first + 1].startswith("Tỷ lệ thanh toán trực tuyến")
        assert len([line for line in told(made(known=online))["dien_tu"] if "Tỷ lệ" in line]) == 0


def test_other_units_of_one_line_in_the_former_period_are_told() -> None:
    online = tables([form("II.08")])
    now = made(known=[*online, *sheet(10, 7, 9, 10)])
    then = made(known=[*online, *sheet(10, 7, 6, 10)], period=FORMER)
    assert openings(now, then)[1].endswith(
        f"; riêng «{IN_CT[1]}» của 7 đơn vị, «{IN_CT[2]}» của 9 đơn vị (kỳ so sánh: 6 đơn vị)."
    )
    then = made(known=[*online, *sheet(6, 6, 6, 6)], period=FORMER)
    assert openings(made(known=[*online, *sheet(7, 7, 7, 7)]), then)[1].endswith(
        "; kỳ so sánh là số liệu của 6 đơn vị, [«không cùng danh sách đơn vị với kỳ này, cân nhắc khi so sánh»]."
    )


def test_a_sentence_of_two_forms_names_both() -> None:
    wordings = (Wording("[received] và [II.05/total]."), Wording("[received_online]."), Wording("Không có số nào."))
    outline = Outline("", (Chapter("x", "X", form="II.06a", sentences=wordings),))
    now = made(known=[*tables([form("II.06a")]), *tables([form("II.05")], coverage(*UNITS[:3]))])
    (section,) = narrate(outline, boards(now), ()).sections
    every = [text(one) for one in section.paragraphs]
    off = [one for one in every if "tổng không khớp: " in one]  # the figures made up here keep few sums
    assert len(off) == len(set(off)) > 1
    said = [one for one in every if one not in off]
    assert said[0].startswith("Số liệu của 10/12 đơn vị, chi tiết tại ")
    assert "; của 9/12 đơn vị, chi tiết tại Mẫu nội bộ II.05" in said[0]
    assert said[2].startswith("Số liệu của 10/12 đơn vị, chi tiết tại ")
    assert "II.05" not in said[2]
    assert (len(said), said[-1]) == (5, "Không có số nào.")


def test_a_sentence_is_not_headed_by_forms_that_nobody_sent() -> None:
    wordings = (Wording("[received_online] và [II.05/total]."), Wording("[II.05/total]."))
    outline = Outline("", (Chapter("x", "X", form="II.06a", sentences=wordings),))
    (section,) = narrate(outline, boards(made(known=one_line(form("II.06a"), {4: 2}))), ()).sections
    assert [text(one) for one in section.paragraphs] == [
        "Số liệu của 11/12 đơn vị, chi tiết tại Biểu số II.06/VPCP/KSTT (tổng hợp).",
        "2 và …… [«chưa có số liệu»].",
        "…… [«chưa có số liệu»].",
    ]


def test_what_has_no_sentence_of_its_own_for_nothing_is_said_with_its_zeros_and_an_empty_list_is_a_gap() -> None:
    zero: dict[int, int | None] = dict.fromkeys(range(3, 15), 0)
    chapters = (
        Chapter("x", "X", form="II.05", sentences=(Wording("Tổng số: [total]."),)),
        Chapter("y", "Y", lists=("index",)),
    )
    known = replace(boards(made(known=one_line(form("II.05"), zero))), index=())
    of_form, of_list = narrate(Outline("", chapters), known, ()).sections
    assert [text(one) for one in of_form.paragraphs][1:] == ["Tổng số: 0."]
    assert [text(one) for one in of_list.paragraphs] == ["…… [«chưa có số liệu»]"]


def test_other_units_in_the_former_period_are_told() -> None:
    then = [replace(table, coverage=coverage(*UNITS[:3])) for table in tables([form("II.06a")])]
    first = told(made(form("II.06a")), made(known=then, period=FORMER))["giai_quyet"][0]
    assert first.endswith(
        "; kỳ so sánh là số liệu của 9 đơn vị, [«không cùng danh sách đơn vị với kỳ này, cân nhắc khi so sánh»]."
    )


def test_the_basis_of_changes_is_said_where_the_units_are_others() -> None:
    one = tables([form("II.06a")])
    then = [replace(table, coverage=coverage(*UNITS[:3])) for table in one]
    same, other = (told(made(form("II.06a")), made(known=of, period=FORMER))["pham_vi"][-1] for of in (one, then))
    assert same == "Kỳ so sánh trong báo cáo này là quý IV năm 2025."
    assert other == (
        "Kỳ so sánh trong báo cáo này là quý IV năm 2025; mức tăng, giảm tính trên tổng số liệu của mọi đơn vị có báo "
        "cáo ở từng kỳ, [«trang tổng quan và tệp phân tích chỉ tính trên các đơn vị có số liệu ở cả hai kỳ nên có thể "
        "khác»]."
    )


def test_a_longer_period_is_compared_with_the_same_of_last_year() -> None:
    period = Period(2026, "6M")
    figure = Figure("change", (1, 2), ())
    assert text((figure,), period) == " (giảm 1, tức 50,00%, so với cùng kỳ năm trước là 2)"


def test_a_ratio_that_moved_is_told_in_points_of_the_exact_ratios() -> None:
    one = INDICATORS["online_intake"]
    said = [((2, 3, 1, 3), " (tăng 33,33 điểm phần trăm so với kỳ trước là 33,33%)"),
            ((99_996, 100_000, 99_995, 100_000), " (tăng 0,001 điểm phần trăm so với kỳ trước là 99,995%)"),
            ((1, 3, 2, 6), " (bằng kỳ trước)"), ((1, 3, 0, 0), " (kỳ trước không phát sinh)"),
            ((1, 3, None, 6), " (kỳ trước chưa có số liệu)"),
            ((1, 3, 7, 6), " (kỳ trước chưa có số liệu)")]  # fmt: skip
    assert [(values, text((Figure("moved", values, (), one),))) for values, _ in said] == said


def test_more_than_the_whole_is_no_percentage_and_a_most_is_told_by_its_sign() -> None:
    one = INDICATORS["online_intake"]
    rates = {(6, 6): "100,00%", (7, 6): "…… [«chưa có số liệu»]", (0, 0): "không phát sinh"}
    assert {values: text((Figure("rate", values, (), one),)) for values in rates} == rates
    assert text((Demand(LATE, Fraction(2)), "; ", Demand(one, Fraction("99.5")))) == "≤ 2%; ≥ 99,5%"


@pytest.mark.parametrize(("wrong", "others"), [(5, ""), (7, " và 2 đơn vị khác")])
def test_of_many_units_not_counted_in_a_target_five_are_named(wrong: int, others: str) -> None:
    now = {("online_payment", UNITS[-1].code): Parts(6, 10)}
    keys = frozenset({("online_payment", unit.code) for unit in UNITS[:wrong]})
    _, (sentence,) = of_targets(Year(now, now, (), (), keys))
    named = ", ".join(unit.name for unit in UNITS[:5])
    assert sentence.endswith(f"; số liệu của 1/12 đơn vị, không tính {named}{others} vì số liệu không khớp.")


def test_targets_of_the_own_plan_only_met_or_missed_with_what_is_lacking() -> None:
    said = told(made(*FORMS))
    targets = [*said["ket_qua"], *said["ton_tai"]]
    assert (
        "- Tỷ lệ giải quyết hồ sơ đúng hạn (trên hồ sơ đã giải quyết) (Xã, phường, đặc khu, thị trấn): 97,996%, "
        "không đạt, thiếu 1 hồ sơ; mức giao ≥ 98%; số liệu của 10/12 đơn vị."
    ) in targets
    assert not [line for line in targets if "99,95" in line]  # the ward's own plan binds the ward


@pytest.mark.parametrize(
    ("part", "last", "coming"),
    [
        ("Q1", "2026-05-30", ["Báo cáo quý", "Kế hoạch hai năm"]),
        ("Q4", "2027-01-30", ["Kế hoạch hai năm"]),
        ("Y", "2027-01-30", ["Kế hoạch hai năm"]),
    ],
)
def test_what_a_plan_asks_for_again_and_again_ends_with_its_year(part: str, last: str, coming: list[str]) -> None:
    asked = {"Báo cáo quý": "quarterly", "Công khai": "continuous", "Kế hoạch hai năm": last}
    tasks = [task(name, deadline, *UNITS, title=name) for name, deadline in asked.items()]
    period = Period(2026, part)
    known = replace(boards(made(period=period)), tasks=task_board(tasks, UNITS, {}, period))
    said = [text(one) for one in LISTS["upcoming"](known)]
    assert [line.partition(" (")[0] for line in said if "thời hạn" in line] == [f"- {name}" for name in coming]
    assert any("nhiệm vụ thường xuyên" in line for line in said) == (part == "Q1")


def test_a_task_that_all_its_units_have_done_is_no_task_to_come() -> None:
    one, two = UNITS[:2]
    due = ("Họp", "2026-05-30"), ("Rà soát", "2026-06-10"), ("Báo cáo", "quarterly"), ("Việc của sở", "2026-06-01")
    tasks = [task(name, deadline, *([] if "sở" in name else [one, two]), title=name) for name, deadline in due]
    done, begun = Report("done"), Report("under_way")
    reports = {unit.code: {item.label: done for item in tasks} for unit in (one, two)}
    reports[two.code][tasks[1].label] = begun
    known = replace(boards(made()), tasks=task_board(tasks, UNITS, reports, PERIOD))
    coming = [text(said).partition(" (")[0] for said in LISTS["upcoming"](known)]
    assert coming == ["- Rà soát", "- Báo cáo", "- Việc của sở"]


def test_what_is_overdue_comes_first_and_once() -> None:
    one, two, three = UNITS[:3]
    due = ("Họp", "2026-02-10"), ("Báo cáo", "quarterly before 11"), ("Rà soát", "2026-06-10"), ("Mở", "continuous")
    tasks = [task(name, deadline, one, two, three, title=name) for name, deadline in due]
    late, begun = Report("not_started"), Report("under_way")
    reports = {unit.code: {tasks[0].label: late} for unit in (one, two)}
    reports[three.code] = {tasks[1].label: begun, tasks[3].label: late}
    known = replace(boards(made()), tasks=task_board(tasks, UNITS, reports, PERIOD))
    said = [text(paragraph) for paragraph in LISTS["upcoming"](known)]
    assert [line.partition(" (")[0] for line in said] == [
        "- Hoàn thành nhiệm vụ đã quá hạn: Họp",
        "- Hoàn thành nhiệm vụ đã quá hạn: Báo cáo",
        "- Triển khai nhiệm vụ thường xuyên chưa thực hiện: Mở",
        "- Rà soát",
        "- Tiếp tục thực hiện 1 nhiệm vụ thường xuyên của kế hoạch.",
    ]
    assert [line.rpartition("), ")[2] for line in said[:3]] == ["còn 2 đơn vị.", "còn 1 đơn vị.", "còn 1 đơn vị."]


def test_a_task_sheet_of_a_unit_without_tasks_tells_nothing_of_them() -> None:
    asked, (mine, other) = [task("1", "2026-Q1", UNITS[0], UNITS[1])], UNITS[1:3]
    under_way = {asked[0].label: Report("under_way")}
    for heard, said in (
        ([other], ["…… [«chưa có số liệu: chưa có đơn vị nào báo cáo tình hình thực hiện nhiệm vụ»]"]),
        ([mine, other], ["Theo phiếu nhiệm vụ của 1/2 đơn vị có nhiệm vụ, có 1 lượt nhiệm vụ quá hạn của 1 đơn vị."]),
    ):
        tasks = task_board(asked, UNITS, {unit.code: under_way for unit in heard}, PERIOD)
        many, *others = (text(one) for one in LISTS["tasks"](replace(boards(made()), tasks=tasks)))
        assert (many, others) == ("Kế hoạch năm có 1 nhiệm vụ.", said)


def test_a_unit_that_is_late_with_two_tasks_is_one_unit() -> None:
    one, two = UNITS[:2]
    asked = [task(name, "2026-02-10", one, two) for name in ("1", "2")]
    late, done = Report("under_way"), Report("done", date(2026, 2, 9))
    for second, said in ((late, "có 3 lượt nhiệm vụ quá hạn của 2 đơn vị."), (done, "không có nhiệm vụ quá hạn.")):
        reports = {
            one.code: {item.label: second for item in asked},
            two.code: {asked[0].label: second, asked[1].label: done},
        }
        known = replace(boards(made()), tasks=task_board(asked, UNITS, reports, PERIOD))
        assert text(list(LISTS["tasks"](known))[-1]) == f"Theo phiếu nhiệm vụ của 2/2 đơn vị có nhiệm vụ, {said}"


def test_of_a_plan_without_tasks_no_task_is_told() -> None:
    for tasks in (None, task_board([], UNITS, {}, PERIOD)):
        known = replace(boards(made()), tasks=tasks)
        assert not [*LISTS["tasks"](known), *LISTS["upcoming"](known)]


def of_targets(
    year: Year, units: Sequence[Unit] = UNITS, quarters: tuple[str, ...] = ("50",) * 4
) -> tuple[TargetLine, list[str]]:
    """The one target of a plan over the units, and what is said of it."""
    plan = replace(CITY_PLAN, target=(Target("online_payment", "all", "mục I.2", quarters[-1], quarters),))
    scored = score((plan,), SCORED, locality(), units, year, PERIOD)
    narrative = narrate(load_outline(), replace(boards(made(form("II.05"))), scoreboard=scored), ())
    sections = [section for section in narrative.sections if section.id in ("ket_qua", "ton_tai")]
    (line,) = scored.lines
    return line, [text(one) for section in sections for one in section.paragraphs if "thanh toán" in text(one)]


def test_whom_a_target_and_the_year_so_far_do_not_count_is_named_with_the_reason() -> None:
    """Of four units one gave numbers that do not agree, one lacks a quarter, and one's quarters do not join up."""
    one, two, three, four = UNITS[:4]
    now = {("online_payment", unit.code): Parts(6, 10) for unit in (two, three, four)}
    so_far = {("online_payment", two.code): Parts(16, 20)}
    keys = [frozenset({("online_payment", unit.code)}) for unit in (one, four)]
    line, said = of_targets(Year(now, so_far, (), (), *keys), UNITS[:4])
    assert (line.unsound, line.left_out, line.unsound_so_far) == ((one,), (three,), (four,))
    (sentence,) = said
    assert sentence.partition("thị trấn): ")[2] == (
        f"60,00%, đạt; mức giao ≥ 50%; số liệu của 3/4 đơn vị, không tính {one.name} vì số liệu không khớp; lũy kế từ "
        f"đầu năm (không gồm {three.name} vì thiếu số liệu của quý trước đó trong năm; không gồm {four.name} vì số "
        "liệu không khớp) 80,00%, đạt."
    )


def test_what_the_year_so_far_lacks_is_what_the_sheet_says_of_it() -> None:
    """Of a road map from 30 to 60 %: judged by the quarter's 30 %, and lacking up to the year's 60 %, as the sheet."""
    one = UNITS[0]
    now, so_far = ({("online_payment", one.code): parts} for parts in (Parts(3, 10), Parts(5, 20)))
    line, (sentence,) = of_targets(Year(now, so_far), UNITS[:1], ("30", "40", "50", "60"))
    assert line.to_date
    assert (line.to_date.gap, line.to_date.gap_to_year) == (1, 7)
    assert sentence.endswith(
        "30,00%, đạt; mức giao ≥ 30%; lũy kế từ đầu năm 25,00%, không đạt, thiếu 7 giao dịch so với mức cả năm ≥ 60%."
    )
    met = {("online_payment", one.code): Parts(8, 20)}
    line, (sentence,) = of_targets(Year(now, met), UNITS[:1], ("30", "40", "50", "60"))
    assert line.to_date
    assert (line.to_date.gap, line.to_date.gap_to_year) == (0, 4)
    assert sentence.endswith("; lũy kế từ đầu năm 40,00%, đạt.")  # what the year still lacks is no lack yet


def test_that_no_target_is_met_or_missed_is_not_said_to_be_unknown() -> None:
    one = UNITS[0]
    none = "- Trong kỳ không có chỉ tiêu nào được đánh giá {}."
    for paid, first, met, missed in (
        (6, "ton_tai", "60,00%, đạt", none.format("không đạt")),
        (4, "ket_qua", none.format("đạt"), "40,00%, không đạt"),
    ):
        now = {("online_payment", one.code): Parts(paid, 10)}
        plan = replace(CITY_PLAN, target=(Target("online_payment", "all", "mục I.2", "50"),))
        scored = score((plan,), SCORED, locality(), (one,), Year(now, now), PERIOD)
        known = replace(boards(made()), scoreboard=scored, silent=())
        said = {one.id: [text(said) for said in one.paragraphs] for one in narrate(load_outline(), known, ()).sections}
        assert met in said["ket_qua"][0]
        assert missed in said["ton_tai"][0]
        assert said[first] == [none.format("không đạt" if first == "ton_tai" else "đạt")]
    unknown = score((plan,), SCORED, locality(), (one,), Year({}, {}), PERIOD)
    assert not list(LISTS["targets_met"](replace(known, scoreboard=unknown)))


@pytest.mark.parametrize("part", ["Q2", "Q4", "Y"])
def test_what_the_year_so_far_is_judged_by_is_said_where_the_quarter_tells_nothing(part: str) -> None:
    """The sheet judges both halves: of a target not due in a quarter alone the fourth one ends the whole year."""
    one, *_ = UNITS
    bound = Target("staff_productivity", "all", "mục II.1", "5280"), Target("online_payment", "all", "mục I.2", "60")
    now, so_far = (
        {("staff_productivity", one.code): Parts(dossiers, 1), ("online_payment", one.code): Parts(paid, of)}
        for dossiers, paid, of in ((1300, 0, 0), (5100, 40, 100))
    )
    period = Period(2026, part)
    year = Year(now, now if period.quarters else so_far)
    scored = score((replace(CITY_PLAN, target=bound),), SCORED, locality(), (one,), year, period)
    known = replace(boards(made(period=period)), scoreboard=scored)
    said = [
        text(paragraph).replace(" (Xã, phường, đặc khu, thị trấn)", "") for paragraph in LISTS["targets_open"](known)
    ]
    staff, paid = (INDICATORS[one.indicator].name for one in bound)
    paying = (
        f"- {paid}: trong kỳ không phát sinh; lũy kế từ đầu năm 40,00%, không đạt, thiếu 20 giao dịch; mức giao ≥ 60%."
    )
    working = (
        "lũy kế từ đầu năm 5.100,00 hồ sơ/người/năm, không đạt, thiếu 180 hồ sơ; mức giao ≥ 5.280 hồ sơ/người/năm."
    )
    assert (
        said
        == {
            "Q2": [paying, f"- Chỉ tiêu chưa đến kỳ đánh giá: {staff}."],
            "Q4": [paying, f"- {staff}: trong kỳ chưa đến kỳ đánh giá; {working}"],
            "Y": [f"- Chỉ tiêu không phát sinh: {paid}."],
        }[part]
    )


def test_nothing_of_some_is_not_nothing_where_another_unit_has_something_that_can_not_be_told() -> None:
    one, *others = UNITS
    now = {("online_payment", unit.code): Parts(0, 0) for unit in others}
    line, _ = of_targets(Year(now, now))
    assert line.quarter.status == "none"
    line, said = of_targets(Year(now, now, unsound=frozenset({("online_payment", one.code)})))
    assert line.quarter.status == "unknown"
    (sentence,) = said
    assert sentence.startswith("- Chỉ tiêu [«chưa có số liệu»]: Tỷ lệ thanh toán trực tuyến")
    assert sentence.endswith(f"thị trấn), không tính {one.name} vì số liệu không khớp.")


def test_remarks_stand_under_their_heading_as_they_were_written() -> None:
    remarks = [Remark("QH", "Xã A", "Hộ tịch", "Hệ thống lỗi 3 ngày"), Remark("CT", "Xã B", "Tỷ lệ", "<b>&")]
    said = told(made(*FORMS), remarks=remarks)
    assert said["nguyen_nhan"][-2:] == ["Ghi chú, kiến nghị của đơn vị:", "- Xã A, Hộ tịch: «Hệ thống lỗi 3 ngày»"]
    assert said["dien_tu"][-1] == "- Xã B, Tỷ lệ: «<b>&»"


def test_more_remarks_than_a_page_holds_are_not_dropped_in_silence() -> None:
    remarks = [Remark("QH", "Xã A", f"Dòng {at}", "chậm") for at in range(31)]
    assert told(made(*FORMS), remarks=remarks)["nguyen_nhan"][-1].startswith("[«còn 1 ghi chú khác")
    assert told(made(*FORMS), remarks=remarks[:30])["nguyen_nhan"][-1] == "- Xã A, Dòng 29: «chậm»"


def test_every_form_with_remarks_has_one_heading_for_them() -> None:
    kept = [code for chapter in load_outline().chapters for code in chapter.remarks]
    assert sorted(kept) == sorted(one.code for one in FORMS if any(c.key == "remark" for c in one.texts))


@pytest.mark.parametrize(
    ("wording", "told_of"),
    [
        ("[recieved]", "biểu II.06a không có cột số liệu «recieved»"),
        ("[QX/overdue]", "biểu QX không có cột số liệu «overdue»"),
        ("[@online]", "không có tỷ lệ «online»"),
        ("[received:chnge]", "không hiểu tên số liệu trong «[received:chnge]»"),
        ("[received", "không hiểu tên số liệu trong «[received»"),
    ],
)
def test_a_name_of_no_figure_is_refused_even_where_nothing_is_said(wording: str, told_of: str) -> None:
    outline = Outline("", (Chapter("a", "A", form="II.06a", sentences=(Wording(wording),)),))
    with pytest.raises(DefinitionError, match=re.escape(told_of)):
        narrate(outline, boards(made(form("II.05"))), ())


def test_what_the_forms_of_this_period_do_not_ask_is_not_said() -> None:
    """A form that came later, and a column its next version brought: a run of an earlier period is none the worse."""
    known = form("II.06a")
    columns = tuple(replace(one, key="posted") if one.key == "received_direct" else one for one in known.columns)
    later = replace(known, columns=columns, valid_from="2027-Q1")
    new = replace(form("QH"), code="X.09", valid_from="2027-Q1")
    wordings = (Wording("Còn [pending]"), Wording("Bưu chính [posted][posted:change]"), Wording("A", when="posted"))
    chapters = (
        Chapter("a", "A", form="II.06a", sentences=wordings),
        Chapter("b", "B", form="X.09", sentences=(Wording("Có [overdue]", when="overdue", otherwise="Không"),)),
    )
    now = boards(made(known))
    filler = replace(now.filler, versions=(*FORMS, later, new))
    one, other = narrate(Outline("", chapters), replace(now, filler=filler), ()).sections
    assert [said[0] for said in one.paragraphs if said[0] in ("Còn ", "Bưu chính ", "A")] == ["Còn "]
    assert [text(said) for said in other.paragraphs] == [
        "…… [«chưa có số liệu: nội dung này không có biểu thu thập, cán bộ tổng hợp tự điền»]"
    ]
    office_s = "…… [«chưa có số liệu: biểu của kỳ này không có cột số liệu này»]"
    assert text(filler.paragraph("[X.09/overdue] và [II.06a/posted:units]")) == f"{office_s} và {office_s}"


def test_the_outline_is_held_against_the_definitions_without_a_run() -> None:
    hold_outline(FORMS)
    with pytest.raises(DefinitionError, match="biểu QH không có cột số liệu «overdue»"):
        hold_outline([one for one in FORMS if one.code != "QH"])


def test_a_list_nobody_knows_is_refused() -> None:
    with pytest.raises(DefinitionError, match="mục a: không có danh sách tasks_done"):
        narrate(Outline("", (Chapter("a", "A", lists=("tasks_done",)),)), boards(made()), ())


def test_every_list_is_used() -> None:
    assert {name for chapter in load_outline().chapters for name in chapter.lists} == LISTS.keys()


def write(target: Path, letterhead: Letterhead | None = None, template: Path = TEMPLATE) -> Path:
    known = boards(made(*FORMS))
    narrative = narrate(load_outline(), known, [Remark("QH", "Xã A", "Hộ tịch", "<w:p>&{{ x }}")])
    head = (letterhead or Letterhead()).of(locality())
    write_narrative(target, narrative, head, locality().office, known.filler.paragraph, template)
    return target


def words_of(path: Path) -> str:
    document = Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*cells, *(paragraph.text for paragraph in document.paragraphs)])


def test_the_letterhead_is_the_locality_s_unless_the_office_says_otherwise(tmp_path: Path) -> None:
    own = words_of(write(tmp_path / "own.docx"))
    for said in ("ỦY BAN NHÂN DÂN\nTHÀNH PHỐ HẢI PHÒNG", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Số: ……/BC-UBND",
                 "Hải Phòng, ngày …… tháng …… năm 2026", "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH",
                 "Kính gửi: Văn phòng Chính phủ",
                 "Nơi nhận:\n- Như trên;\n- Lưu: VT."):  # fmt: skip
        assert said in own
    head = Letterhead(superior="UBND TỈNH A", issuer="Sở Nội vụ", symbol="BC-SNV", place="Huế",
                      signatory="GIÁM ĐỐC", recipients=("UBND tỉnh A", "Trang TTĐT"))  # fmt: skip
    other = words_of(write(tmp_path / "other.docx", head))
    assert "TM. ỦY BAN" not in other
    for said in ("ỦY BAN NHÂN DÂN TỈNH A\nSỞ NỘI VỤ", "Số: ……/BC-SNV", "Huế, ngày", "GIÁM ĐỐC",
                 "- Như trên;\n- Trang TTĐT;\n- Lưu: VT."):  # fmt: skip
        assert said in other


def test_what_a_unit_wrote_is_text_and_nothing_else(tmp_path: Path) -> None:
    assert "- Xã A, Hộ tịch: «<w:p>&{{ x }}»" in words_of(write(tmp_path / "a.docx"))


def test_gaps_are_marked_in_yellow_and_nothing_else_is(tmp_path: Path) -> None:
    document = Document(str(write(tmp_path / "a.docx")))
    marked = {run.text for paragraph in document.paragraphs for run in paragraph.runs if run.font.highlight_color}
    assert "«chưa đối chiếu với văn bản gốc»" in marked
    assert all(one.startswith("«") for one in marked)


def test_the_shipped_template_is_the_built_one(tmp_path: Path, update_golden: bool) -> None:
    built = TEMPLATE if update_golden else tmp_path / "built.docx"
    write_template(built, load_outline())
    assert built.read_bytes() == TEMPLATE.read_bytes()


@pytest.mark.parametrize("template", [TEMPLATE, SLIPS], ids=lambda path: path.stem)
def test_word_finds_the_properties_of_paragraphs_in_the_order_of_the_standard(template: Path) -> None:
    order = "pStyle keepNext keepLines pageBreakBefore numPr pBdr shd tabs spacing ind contextualSpacing jc"
    parts = Document(str(template)).element.iter(qn("w:pPr"))
    found = [[part.tag.rpartition("}")[2] for part in one if part.tag != qn("w:rPr")] for one in parts]
    assert any("pBdr" in names for names in found)
    assert [names for names in found if names != sorted(names, key=order.split().index)] == []


def test_an_office_words_its_own_sentences_with_figures(tmp_path: Path) -> None:
    document, changed = Document(str(TEMPLATE)), BytesIO()
    heading = next(one for one in document.paragraphs if one.text.startswith("10. "))
    heading.runs[0].text = "{{r viet(“Riêng trực tuyến [II.06a/4] hồ sơ”) }}"
    document.save(changed)
    (tmp_path / "own.docx").write_bytes(changed.getvalue())
    now = made(*FORMS).cell("II.06a", 4)
    said = words_of(write(tmp_path / "a.docx", template=tmp_path / "own.docx"))
    assert f"Riêng trực tuyến {now:,} hồ sơ".replace(",", ".") in said


def test_a_template_that_asks_for_what_there_is_not_is_refused(tmp_path: Path) -> None:
    for text_, wrong in (("muc.giai_quyet", "muc.giai_quyt"), ("10. Nghiên cứu", "{{r viet('[II.06a/x]') }}")):
        document = Document(str(TEMPLATE))
        for run in (run for paragraph in document.paragraphs for run in paragraph.runs):
            run.text = run.text.replace(text_, wrong)
        document.save(str(tmp_path / "thuyet-minh.docx"))
        with pytest.raises(DefinitionError, match=r"mẫu thuyet-minh\.docx không điền được|không có cột số liệu «x»"):
            write(tmp_path / "a.docx", template=tmp_path / "thuyet-minh.docx")


@given(st.integers(0, 10**9), st.integers(1, 10**9))
def test_a_percentage_is_never_whole_that_is_not(part: int, whole: int) -> None:
    exact = Fraction(min(part, whole), whole)
    shown = percent_text(exact)
    assert (shown == "100,00%") == (exact == 1)
    assert (shown == "0,00%") == (exact == 0)
    number = Fraction(shown.rstrip("%").replace(".", "").replace(",", "."))
    assert abs(number - exact * 100) <= Fraction(1, 200)


@given(st.fractions(-1000, 1000), st.integers(0, 6))
def test_decimals_are_half_up_and_never_a_negative_zero(number: Fraction, places: int) -> None:
    shown = decimal_text(number, places)
    read = Fraction(shown.replace(".", "").replace(",", "."))
    assert abs(read - number) <= Fraction(1, 2 * 10**places)
    assert not (shown.startswith("-") and read == 0)
