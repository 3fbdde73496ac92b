"""The page for phones: one file that asks nobody for anything, read, sorted and printed in a real browser."""

import base64
import hashlib
import html as entities
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import mutation
import pytest
from browser import Tab, browser
from lxml import html
from papers import in_process
from small_board import points_apart
from small_city import UNITS
from small_quarters import FIELDS, QUARTER_AGO, Counts, Lines, known, lines_of

from flows.locality.agenda import agenda_of
from flows.locality.localities import load_locality
from flows.machine import side_by_side, workers
from flows.proof.evidence import evidence_of
from flows.proof.page import page_against_figures
from flows.proof.proving import COMPARISONS, prove
from flows.quarter import run_quarter
from flows.received.intake import forms_of
from flows.record.request import Request
from flows.run import building
from flows.sample.quarter import write_sample
from kstt.mention import parse
from kstt.overview.model import Overview, overview
from kstt.overview.turnout import Turnout
from kstt.period import Period
from report_templates.page.charts import charts_of
from report_templates.page.document import write_page
from report_templates.page.front import TARGET_HEADINGS, front_of, target_table
from report_templates.page.units import unit_pages

SAMPLES = Path(__file__).parent / "samples" / "2026-Q1"
DO_SON = "dv-11455"
WIDTHS = [390, 1280]
FIRST = UNITS[0].code, FIELDS[0]
Made = tuple[Path, Overview]


@pytest.fixture(scope="module")
def seven(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Seven of 114 units reported."""
    return _made(Request(parse("2026-Q1"), "hai-phong", SAMPLES, tmp_path_factory.mktemp("seven")))


@pytest.fixture(scope="module")
def everybody(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """An example quarter of all units, and of a ward with a plan the one before it too."""
    place = tmp_path_factory.mktemp("everybody")
    return _sampled(place, "hai-phong", "2026-Q2")


@pytest.fixture(scope="module")
def two_quarters(tmp_path_factory: pytest.TempPathFactory) -> Made:
    place = tmp_path_factory.mktemp("ward")
    _sampled(place, "nam-do-son", "2026-Q1")
    return _sampled(place, "nam-do-son", "2026-Q2")


def _sampled(place: Path, locality: str, period: str) -> Made:
    when, raw = parse(period), place / "raw" / period
    forms = forms_of(when, agenda_of(locality, when.year).lines)
    write_sample(raw, period=when, locality=load_locality(locality), forms=forms, seed=7)
    return _made(Request(when, locality, raw, place / "out"))


def _made(request: Request) -> Made:
    kept: list[Overview] = []
    with pytest.MonkeyPatch.context() as patch:
        write = building.write_page
        patch.setattr(building, "write_page", lambda target, view: (kept.append(view), write(target, view)))
        patch.setattr(workers, "each", in_process)
        patch.setattr(side_by_side, "MANY", sys.maxsize)  # another process would keep the overview to itself
        run_quarter(request, in_process)
    return request.folder / request.page, kept[0]


@pytest.fixture(scope="module")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tab]:
    with browser(tmp_path_factory.mktemp("chromium")) as page:
        yield page


def test_the_same_overview_gives_the_same_bytes(seven: Made, tmp_path: Path) -> None:
    write_page(tmp_path / "again.html", seven[1])
    assert (tmp_path / "again.html").read_bytes() == seven[0].read_bytes()


def test_style_and_script_are_the_only_ones_allowed_and_nothing_is_asked_of_the_network(seven: Made) -> None:
    text = seven[0].read_text(encoding="utf-8")
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]+)"', text)
    for part in ("style", "script"):
        (inside,) = re.findall(f"<{part}>(.*?)</{part}>", text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
        assert f"{part}-src 'sha256-{digest}'" in entities.unescape(policy)
    assert entities.unescape(policy).startswith("default-src 'none';")
    assert not re.search(r"""(?:src|srcset|action|data)=|href="[^#]|url\(|@import|//[a-z]|\son\w+=|\sstyle=""", text)


def test_the_browser_asks_for_the_file_only_and_forbids_more(tab: Tab, seven: Made) -> None:
    tab.requests.clear()
    tab.complaints.clear()
    tab.open(seven[0])
    assert [one for one in tab.requests if one != "about:blank"] == [seven[0].as_uri()]
    assert tab.complaints == []
    assert tab.run("fetch('http://127.0.0.1:9/').then(() => 'sent', () => 'kept')") == "kept"
    assert any("Content Security Policy" in one for one in tab.complaints)


def test_what_units_wrote_stays_text(tab: Tab, seven: Made, tmp_path: Path) -> None:
    evil = "<img src=x onerror=\"document.title='!'\"><b>&amp;'"
    view = seven[1]
    lines = tuple(replace(one, unit=replace(one.unit, name=evil)) for one in view.units)
    sent = tuple(
        replace(one, unit=replace(one.unit, name=evil), state="missing", rounds=0) for one in view.turnout.units
    )
    late = tuple(replace(one, field=evil, remark=evil) for one in view.overdue)
    spoilt = replace(view, units=lines, turnout=Turnout(sent), overdue=late)
    spoilt = replace(spoilt, locality=replace(view.locality, name=evil))
    write_page(tmp_path / "evil.html", spoilt)
    tab.open(tmp_path / "evil.html")
    assert tab.run("document.querySelectorAll('img, b').length") == 0
    assert tab.run("document.title").startswith("Tổng quan")
    assert tab.run("document.querySelector('header p').textContent") == evil
    assert tab.run("document.querySelector('.units tbody th').textContent") == evil
    assert tab.run("[...document.querySelectorAll('svg text')].some((one) => one.textContent.startsWith('<img'))")


@pytest.mark.parametrize("made", ["seven", "everybody"])
def test_a_city_s_quarter_holds_against_its_figures(made: str, request: pytest.FixtureRequest) -> None:
    evidence = evidence_of(request.getfixturevalue(made)[0].parent)
    assert [one for compare in COMPARISONS for tally in compare(evidence) for one in tally.differences] == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("made", ["seven", "everybody", "two_quarters"])
def test_nothing_is_wider_than_the_window(tab: Tab, made: str, width: int, request: pytest.FixtureRequest) -> None:
    path, view = request.getfixturevalue(made)
    for part in ("", f"dv-{view.units[0].unit.code}"):
        tab.open(path, width, part=part)
        assert tab.run("document.documentElement.scrollWidth") <= width
        outside = "[...document.querySelectorAll('svg text')].filter((one) => one.getClientRects().length)"
        cut = f"""{outside}.filter((one) => {{
            const box = one.getBoundingClientRect(), all = one.ownerSVGElement.getBoundingClientRect();
            return box.left < all.left - 1 || box.right > all.right + 1 }}).map((one) => one.textContent)"""
        assert tab.run(cut) == []


def test_everything_can_be_read_without_script(tab: Tab, two_quarters: Made) -> None:
    path, view = two_quarters
    tab.open(path, script=False)
    tree = html.fromstring(path.read_bytes())
    assert len(tree.xpath("//*[@id='tong-quan']//tbody/tr[@data-unit]")) == len(view.units)
    tab.open(path, 390, script=False, part=f"dv-{view.units[1].unit.code}")
    # the protocol may still look at the page
    shown = "[...document.querySelectorAll('h2')].filter((one) => one.offsetParent).map((one) => one.textContent)"
    assert tab.run(shown) == [view.units[1].unit.name]
    assert tab.run("getComputedStyle(document.querySelector('.picker')).display") == "none"


def test_tables_sort_by_number_and_by_word_with_the_unknown_last(tab: Tab, seven: Made) -> None:
    tab.open(seven[0])
    column = "[...document.querySelectorAll('.units tbody tr')].map((row) => row.cells[{}].textContent.trim())"
    press = "document.querySelectorAll('.units th button')[{}].click()"
    tab.run(press.format(3))
    rising = [one for one in tab.run(column.format(3)) if one]
    assert len(rising) == 7
    assert rising == sorted(rising, key=lambda one: int(one.replace(".", "")))
    assert tab.run(column.format(3))[7:] == [""] * 107
    tab.run(press.format(3))
    assert tab.run(column.format(3))[:7] == rising[::-1]
    assert tab.run("document.querySelectorAll('[aria-sort]').length") == 1
    assert tab.run("document.querySelector('[aria-sort]').getAttribute('aria-sort')") == "descending"
    tab.run(press.format(0))
    names = tab.run(column.format(0))
    assert names == tab.run(f"{column.format(0)}.sort(new Intl.Collator('vi').compare)")
    assert names[0].startswith("Đặc khu")


def test_a_phone_shows_what_came_of_it_beside_the_name(tab: Tab, everybody: Made) -> None:
    """Result and verdict of a target, and a unit's rate, without a finger on the glass."""
    tab.open(everybody[0], 390)
    shown = (
        "[...document.querySelectorAll('{} thead th')].filter((one) => one.getBoundingClientRect().right <= innerWidth)"
        ".map((one) => one.textContent)"
    )
    assert tab.run(shown.format("[aria-labelledby=bang-chi-tieu]"))[:3] == ["Chỉ tiêu", "Kết quả", "Đánh giá"]
    assert tab.run(shown.format("[aria-labelledby=bang-don-vi]"))[:2] == ["Đơn vị", "Đúng hạn trên tổng số"]


def test_a_table_s_name_is_never_cut_and_says_where_more_columns_are(tab: Tab, everybody: Made) -> None:
    shown = "[...document.querySelectorAll('table')].filter((one) => one.getClientRects().length)"
    cut = f"{shown}.filter((one) => one.caption.getBoundingClientRect().right > innerWidth).length"
    more = (
        f"{shown}.map((one) => [one.parentElement.scrollWidth > one.parentElement.clientWidth,"
        " getComputedStyle(one.caption, '::after').content === '\"Kéo ngang để xem hết các cột\"'])"
    )
    for width, some_wider in ((320, True), (390, True), (1280, False)):
        for part in ("", f"dv-{everybody[1].units[0].unit.code}"):
            tab.open(everybody[0], width, part=part)
            assert tab.run(cut) == 0
            told = tab.run(more)
            assert all(wider == hinted for wider, hinted in told)
            assert any(wider for wider, _ in told) == some_wider


def test_whom_targets_bind_stands_once_where_it_is_the_same_for_all(two_quarters: Made) -> None:
    lines = two_quarters[1].scoreboard.lines
    groups = {line.group for line in lines}
    for group in groups:
        mine = [line for line in lines if line.group == group]
        told = target_table(mine)
        assert (told.caption, told.headings) == (f"Chỉ tiêu trong kỳ – {group}", TARGET_HEADINGS)
        assert {len(row.cells) for row in told.rows} == {len(TARGET_HEADINGS)}
    both = [lines[0], replace(lines[0], group="Nhóm khác")]
    told = target_table(both)
    assert (told.caption, told.headings[-1]) == ("Chỉ tiêu trong kỳ", "Nhóm đơn vị")
    assert [row.cells[-1].text for row in told.rows] == [lines[0].group, "Nhóm khác"]


def test_the_keyboard_reaches_and_works_everything(tab: Tab, seven: Made) -> None:
    tab.open(seven[0], 390)
    seen = []
    for _ in range(60):
        tab.press("Tab")
        seen.append(tab.run("document.activeElement.id || document.activeElement.textContent.trim()"))
        style = "getComputedStyle(document.activeElement)"
        assert float(tab.run(f"parseFloat({style}.outlineWidth)")) >= 2, seen[-1]
        assert tab.run(f"{style}.outlineStyle") != "none", seen[-1]
    assert seen[0] == "Đến nội dung"
    assert "chon" in seen
    assert any(one.endswith("đơn vị chưa gửi") for one in seen)
    tab.run("document.querySelectorAll('.units th button')[1].focus()")
    tab.press("Enter")
    assert tab.run("document.activeElement.closest('th').getAttribute('aria-sort')") == "ascending"


def test_the_picker_shows_a_unit_s_own_page(tab: Tab, seven: Made) -> None:
    tab.open(seven[0], 390)
    tab.run(f"chon.value = '{DO_SON}'; chon.dispatchEvent(new Event('change'))")
    tab.run("new Promise((done) => setTimeout(done, 200))")
    shown = "[...document.querySelectorAll('h2')].filter((one) => one.offsetParent).map((one) => one.textContent)"
    assert tab.run(shown) == ["Phường Đồ Sơn"]
    assert tab.run("document.activeElement.textContent") == "Phường Đồ Sơn"
    assert tab.run("document.title").startswith("Phường Đồ Sơn")
    tab.run("history.back(); new Promise((done) => setTimeout(done, 200))")
    assert tab.run("chon.value") == "tong-quan"
    assert len(tab.run(shown)) == 6
    tab.open(seven[0], 390, part=DO_SON)
    assert tab.run("chon.value") == DO_SON


def test_headings_are_in_order_tables_have_captions_and_the_language_is_told(two_quarters: Made) -> None:
    tree = html.fromstring(two_quarters[0].read_bytes())
    assert tree.get("lang") == "vi"
    levels = [int(one.tag[1]) for one in tree.iter("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later - former <= 1 for former, later in pairwise(levels))
    assert all(table.findtext("caption") for table in tree.iter("table"))
    assert all(drawing.findtext("title") for drawing in tree.xpath("//svg[@role='img']"))
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {one.removeprefix("#") for one in tree.xpath("//a/@href")} <= set(ids)
    assert {name for one in tree.xpath("//@aria-labelledby") for name in one.split()} <= set(ids)


CONTRAST = """(() => {
  const channel = (part) => (part /= 255) <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const behind = (one) => {
    for (; one; one = one.parentElement) {
      const colour = parts(getComputedStyle(one).backgroundColor);
      if (colour.length < 4 || colour[3] > 0) return colour;
    }
    return parts(getComputedStyle(document.documentElement).backgroundColor);
  };
  const found = {};
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const one = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || !one.getClientRects().length) continue;
    const style = getComputedStyle(one);
    const [a, b] = [light(parts(one.closest("svg") ? style.fill : style.color)), light(behind(one))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const name = `${one.tagName}.${one.getAttribute("class") || ""}`;
    found[name] = Math.min(found[name] || 99, ratio);
  }
  for (const one of document.querySelectorAll("rect, circle, polyline")) {
    const style = getComputedStyle(one);
    const [a, b] = [light(parts(style.fill === "none" ? style.stroke : style.fill)), light(behind(one))];
    found[`graphic ${one.tagName}`] = 1.5 * (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  }
  return found;
})()"""


@pytest.mark.parametrize("dark", [False, True])
def test_words_stand_out_from_what_is_behind_them(tab: Tab, two_quarters: Made, dark: bool) -> None:
    """At least 4.5 to 1 for words and 3 to 1 for shapes (WCAG 2.2, 1.4.3 and 1.4.11)."""
    path, view = two_quarters
    for part in ("", f"dv-{view.units[0].unit.code}"):
        tab.open(path, dark=dark, part=part)
        background = tab.run("getComputedStyle(document.body).backgroundColor")
        assert (background == "rgb(255, 255, 255)") is not dark
        found = tab.run(CONTRAST)
        assert len(found) > 5
        assert {name: ratio for name, ratio in found.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("made", ["seven", "everybody", "two_quarters"])
def test_it_prints_on_two_pages_of_a4_and_a_unit_on_no_more(
    tab: Tab, made: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    path, view = request.getfixturevalue(made)
    for part, pages in (("", {2}), (f"dv-{view.units[0].unit.code}", {1, 2})):
        tab.open(path, part=part)
        tab.printed(tmp_path / "printed.pdf")
        data = (tmp_path / "printed.pdf").read_bytes()
        assert len(re.findall(rb"/Type\s*/Page\b", data)) in pages
        assert {
            tuple(map(round, map(float, box.split()))) for box in re.findall(rb"/MediaBox\s*\[([^\]]+)\]", data)
        } == {(0, 0, 595, 842)}


def test_the_words_are_the_overview_s(two_quarters: Made) -> None:
    view = two_quarters[1]
    front = front_of(view)
    assert [card.id for card in front.cards] == [one.measure.id for one in view.headlines]
    assert all(card.changes for card in front.cards)
    assert {chart.id for chart in charts_of(view)} >= {"ho-so", "ty-le"}
    assert front.coverage == "Số liệu của đủ 5/5 đơn vị."
    assert changes(view, Fraction(0), Fraction(0)) == {("không đổi", "")}
    tiny = Fraction(1, 10**6)
    assert changes(view, -tiny, tiny) == {("▲ dưới 0,1%", ""), ("▼ dưới 0,01 điểm %", "")}
    assert front.compared.endswith(".")
    assert "Báo cáo thuyết minh" not in front.compared


def test_nobody_is_called_the_best_where_nobody_else_is_ranked(tmp_path: Path) -> None:
    late: Counts = {"received_direct": 10, "resolved_early": 7, "resolved_overdue": 3}
    for several in (False, True):
        write_page(tmp_path / "page.html", overview(known(lines_of(0, UNITS[1:2] if several else ()) | {FIRST: late})))
        page = html.fromstring((tmp_path / "page.html").read_bytes())
        assert ("Chưa so sánh được: không có đơn vị nào khác" in page.text_content()) != several
        told = page.find('.//section[@aria-labelledby="noi-bat"]')
        assert told is not None
        words = " ".join(told.text_content().split())
        assert f"{UNITS[0].name}{' hạng 2' if several else ''} 70,00%3 hồ sơ giải quyết quá hạn" in words, words
        assert ("Tốt nhất" in words, "hạng" in words.lower()) == (several, several), words


def test_the_page_says_where_the_narrative_may_tell_another_change() -> None:
    """The narrative compares everybody's totals: where other units reported before, both may point apart."""
    same, other = lines_of(0, UNITS), lines_of(1, UNITS[1:])
    assert "Báo cáo thuyết minh" not in front_of(overview(known(same, {QUARTER_AGO: lines_of(1, UNITS)}))).compared
    assert (
        "Báo cáo thuyết minh so tổng của mọi đơn vị" in front_of(overview(known(same, {QUARTER_AGO: other}))).compared
    )


def test_points_of_several_units_are_not_counted_as_unknown() -> None:
    front = front_of(overview(replace(known(lines_of(0, UNITS)), scoreboard=points_apart())))
    assert front.met == "Trong kỳ đạt 0/2 chỉ tiêu; 1 chưa có số liệu, 1 không tính chung cho nhiều đơn vị."


def test_a_longer_period_misses_no_quarter_before_it() -> None:
    view = overview(known(lines_of(0, UNITS), period=Period(2026, "6M")))
    causes = {row.cells[-1].text for page in unit_pages(view) for row in page.overdue}
    assert causes == {"chưa nêu, hoặc không cộng được từ các quý"}
    front = front_of(view)
    assert front.compared == "Chưa có số liệu cùng kỳ năm trước trong thư mục kết quả để so sánh."


def test_the_quarter_that_dossiers_are_overdue_since_is_named_as_far_as_it_is_known() -> None:
    def told(former: Mapping[Period, Lines]) -> set[str]:
        view = overview(known(lines_of(0, UNITS), former))
        return {row.cells[-2].text for page in unit_pages(view) for row in page.overdue}

    assert told({}) == {"ít nhất từ quý I năm 2026", "–"}
    assert told({QUARTER_AGO: lines_of(1, UNITS)}) == {"ít nhất từ quý IV năm 2025", "Quý I năm 2026", "–"}


@pytest.mark.parametrize(("added_up", "behind"), [(True, " đủ các quý"), (False, "")])
def test_who_lacks_a_quarter_of_a_longer_period_is_not_said_to_have_sent_nothing(added_up: bool, behind: str) -> None:
    made = replace(known(lines_of(0, UNITS[1:]), period=Period(2026, "6M")), added_up=added_up)
    names = [name for name, _ in front_of(overview(made)).turnout]
    assert (names[0], names[-1]) == (f"đã gửi{behind}", f"chưa gửi{behind}")


def test_a_rate_of_nothing_is_not_said_to_have_been_zero() -> None:
    """100% on time a quarter ago, and nothing arose now: what can not be compared is the rate of now."""
    nothing = dict.fromkeys(lines_of(0, UNITS), dict.fromkeys(("received_direct", "resolved_early"), 0))
    made = overview(known(nothing, {QUARTER_AGO: lines_of(1, UNITS)}))
    rates = [card for card, one in zip(front_of(made).cards, made.headlines, strict=True) if one.measure.indicator]
    assert {(card.now.text, card.changes[0][1].text) for card in rates} == {("không phát sinh", "không phát sinh")}


def changes(view: Overview, of_rates: Fraction, of_counts: Fraction) -> set[tuple[str, str]]:
    """What the cards say of such changes since the quarter before."""
    since = ((one, one.since_quarter) for one in view.headlines)
    moved = [
        replace(one, since_quarter=replace(then, difference=of_rates, relative=of_counts))
        for one, then in since
        if then
    ]
    cards = front_of(replace(view, headlines=tuple(moved))).cards
    return {(card.changes[0][1].text, card.changes[0][1].tone) for card in cards}


def test_nobody_s_figures_are_unknown_and_never_zero(seven: Made) -> None:
    tree = html.fromstring(seven[0].read_bytes())
    rows = tree.xpath("//*[@class='units']//tbody/tr")
    empty = [row for row in rows if row[-1].text_content().strip() == "chưa gửi"]
    assert len(empty) == 103
    assert {cell.text_content().strip() for row in empty for cell in (row[1], *row[3:-1])} == {""}


def test_every_changed_number_of_the_page_is_found_by_the_proof(two_quarters: Made, tmp_path: Path) -> None:
    folder = mutation.copied(two_quarters[0].parent, tmp_path / "2026-Q2")
    page, evidence = folder / two_quarters[0].name, evidence_of(folder)
    assert [tally.differences for tally in page_against_figures(evidence)] == [[]]
    tree = html.fromstring(page.read_bytes())
    ranks = tree.xpath("//tr[@data-unit]/td[2]/data")
    numbers = tree.xpath("//li[@data-measure]/strong/data | //tr[@data-unit]/td/data | //tr[@data-column]/td/data")
    changed = [one for one in numbers if one not in ranks]
    assert len(changed) > 100
    for one in changed:
        one.text = f"1{one.text}"
    page.write_bytes(html.tostring(tree, encoding="utf-8"))
    (told,) = page_against_figures(evidence)
    assert len({(one.what, one.sheet) for one in told.differences}) == len(told.differences) == len(changed)
    said = {(one.sheet, one.what) for one in told.differences}
    received, ward = "Hồ sơ phải giải quyết (kể cả kỳ trước chuyển sang)", tree.findtext(".//section[@class='unit']/h2")
    assert {("Số liệu chính", received), ("Các đơn vị", f"{received}, {ward}"), (ward, "cột (3)")} <= said
    mutation.covered_up(folder)
    assert "page" in {one.check for one in prove(folder, lambda: None).differences}
