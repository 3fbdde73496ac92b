"""Of which period a form is, by its head."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from kstt.mention import Mention, mention, mentions
from kstt.sheet import FilledForm
from kstt.spelling import clean, plain

_OF_YEAR = r"\s*(?:[/.\-]|năm|\s)\s*(?P<year>20\d\d)"
_MONTH = r"(?P<month>1[0-2]|0?[1-9])"
_MONTHS = (
    re.compile(
        r"\btháng\s*(?P<first>1[0-2]|0?[1-9])(?:\s*[/.\-]\s*20\d\d)?(?:\s*,\s*\d{1,2})*"
        rf"\s*(?:đến|tới|-|–|,|và)\s*(?:hết\s*)?(?:tháng\s*)?{_MONTH}{_OF_YEAR}",
        re.IGNORECASE,
    ),
    re.compile(rf"(?:kỳ báo cáo\W*|báo cáo\s+(?:kỳ\s+)?)tháng\s*{_MONTH}{_OF_YEAR}", re.IGNORECASE),
    re.compile(rf"kỳ báo cáo\W*{_MONTH}\s*/\s*(?P<year>20\d\d)\W*$", re.IGNORECASE),
    re.compile(rf"^\W*tháng\s*{_MONTH}{_OF_YEAR}\W*$", re.IGNORECASE),
)


_LAST_DAY = re.compile(  # Số liệu tính đến hết ngày 14/3/2026
    r"\b(?:tính|số liệu|chốt|lấy|tinh|so lieu|chot|lay) (?:đến|tới|den|toi) (?:hết |het )?(?:ngày |ngay )?"
    r"(?P<day>\d{1,2})(?:\s*[/.\-]\s*|\s*(?:tháng|thang)\s*)(?P<month>\d{1,2})"
    r"(?:\s*[/.\-]\s*|\s*(?:năm|nam)\s*)(?P<year>20\d\d)\b",
    re.IGNORECASE,
)
_SO_FAR = re.compile(  # «Số liệu lũy kế», «Kết quả … lũy kế từ đầu năm»; not «trong quý và lũy kế», «không lũy kế»
    r"^\W*(?:(?:so lieu|so|bieu|bang|bao cao|ket qua) )?(?:luy ke|cong don)\b|"
    r"(?<!\bva )(?<!\bkhong )(?<!\bchua )(?<!\bkem )\b(?:luy ke|cong don) (?:tu|tinh tu|den|ca nam|dau nam|cac quy)\b"
)
_DOSSIERS = re.compile(r"\d (?:ho so|hs)\b")  # «Lũy kế từ đầu năm: 5.120 hồ sơ» is a remark
_TITLE = (
    r"\b(?:bao cao|ket qua|tinh hinh|so lieu|thong ke|tong hop|thang cuoi)\b(?!.*\b(?:ngay|so voi|kem theo|ke hoach|"
    r"chuong trinh|nghi quyet|nghi dinh|quyet dinh|thong tu|chi thi|cong van|luat|de an|chi so|tieu chi|"
    r"huong dan|quy che|phuong an)\b).*"
)
_OF_TITLE = re.compile(rf"{_TITLE}\bnam (20\d\d)$")
_MONTH_OF_TITLE = re.compile(
    rf"{_TITLE}(?<!\bden )(?<!\btoi )(?<!\bhet )(?<!\d )\bthang (?P<month>1[0-2]|0?[1-9]) (?:nam )?(?P<year>20\d\d)$"
)


def period_named(form: FilledForm) -> list[Mention]:
    """What the head of a form says about its period, cell by cell, the printed legal basis left out.

    Two dates in cells of their own count together, and so do «Quý», «I», «năm» and «2026»; a month counts where neither
    quarter nor dates are named, the name of the sheet where nothing is. What stands above another table of the sheet
    counts where the own head is silent.
    """
    heads = (form.with_own_head(), form) if form.head_row > 1 else (form,)
    said = [one for told in (_period_named, _last_days) for one in next(filter(None, map(told, heads)), [])]
    return [*said, *_so_far(heads[0])]


def _period_named(form: FilledForm) -> list[Mention]:
    cells, rows, lines = [" ".join(_without_basis(text)) for _, _, text in form.header], _rows(form), _lines(form)
    said = mentions(cells)
    if not any(one.window for one in said) and (window := mention(" ".join(rows)).window):
        said.append(Mention(window=window))
    if _leaves_open(said):
        said += filter(_names_part, mentions(rows))
    if _leaves_open(said):
        said += filter(None, map(_months_reported, lines))
    said = said or [replace(one, part=None) for one in mentions(lines)]  # a year below a title names no whole year
    if not any(one.year or one.window or one.since for one in said):
        said += _years_of_titles([*cells, *lines])
    said = said or [_not_whole_year(one) for one in mentions([form.sheet])]
    if any(map(_names_part, said)):  # «Năm 2026» beside «Quý I» only names the quarter's year
        return _whole([_not_whole_year(one) for one in said])
    return said


def _leaves_open(said: Iterable[Mention]) -> bool:
    """Whether neither a part of a year nor dates are named."""
    return not any(one.window or _names_part(one) for one in said)


def _names_part(one: Mention) -> bool:
    """Whether a quarter, or a longer part of a year, is named."""
    return one.part not in (None, "Y")


def _not_whole_year(one: Mention) -> Mention:
    return replace(one, part=None) if one.part == "Y" else one


def _years_of_titles(texts: Iterable[str]) -> list[Mention]:
    titles = (_OF_TITLE.search(plain(text)) for text in texts)
    return [Mention(int(year)) for year in dict.fromkeys(found[1] for found in titles if found)]


def _last_days(form: FilledForm) -> list[Mention]:
    """The days up to which a head says its figures go."""
    found = (_LAST_DAY.search(clean(row)) for row in _rows(form))
    return [Mention(until=day) for one in found if one and (day := _day_in(one))]


def _so_far(form: FilledForm) -> list[Mention]:
    """That its own head says its figures are those of the year so far, which no quarter but the first reports."""
    said = [plain(line) for line in _lines(form)]
    return [Mention(so_far=True)] if any(_SO_FAR.search(text) and not _DOSSIERS.search(text) for text in said) else []


def _day_in(found: re.Match[str]) -> date | None:
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return None


def _whole(said: Sequence[Mention]) -> list[Mention]:
    """What is said, a quarter and its year in cells of their own as one."""
    years = {one for one in said if one == Mention(one.year)}
    if len(years) != 1:
        return list(said)
    (year,) = years
    others = [one if one.year or not one.part else replace(one, year=year.year) for one in said if one != year]
    return others if year.year in {one.year for one in others} else [*others, year]


def _months_reported(text: str) -> Mention:
    """The window of the month, or months, a head says it reports on; nothing where it names none.

    >>> str(_months_reported("Kỳ báo cáo: Tháng 3/2026")), bool(_months_reported("Đồ Sơn, ngày 16 tháng 3 năm 2026"))
    ('tháng 3 năm 2026 (từ ngày 15/2/2026 đến ngày 14/3/2026)', False)
    >>> str(_months_reported("KẾT QUẢ THÁNG 3/2026")), bool(_months_reported("Số liệu đến tháng 3/2026"))
    ('tháng 3 năm 2026 (từ ngày 15/2/2026 đến ngày 14/3/2026)', False)
    >>> str(_months_reported("Tháng 1, 2, 3 năm 2026"))
    'tháng 1 đến tháng 3 năm 2026 (từ ngày 15/12/2025 đến ngày 14/3/2026)'
    >>> str(_months_reported("Từ tháng 12/2025 đến tháng 2/2026"))
    'tháng 12 năm 2025 đến tháng 2 năm 2026 (từ ngày 15/11/2025 đến ngày 14/2/2026)'
    """
    found = next((found for pattern in _MONTHS if (found := pattern.search(clean(text)))), None)
    found = found or _MONTH_OF_TITLE.search(plain(text))
    if not found:
        return Mention()
    last = date(int(found["year"]), int(found["month"]), 14)
    first = int(found.groupdict().get("first") or last.month)
    begun = date(last.year - (first > last.month), first, 1)
    since = f" năm {begun.year}" if begun.year < last.year else ""
    several = f"tháng {first}{since} đến " if first != last.month else ""
    months = f"{several}tháng {last.month} năm {last.year}"
    return Mention(window=((begun - timedelta(days=1)).replace(day=15), last), months=months)


def _rows(form: FilledForm) -> list[str]:
    """The words of each row of the head, from left to right."""
    rows: dict[int, list[str]] = {}
    for row, _, text in sorted(form.header):
        rows.setdefault(row, []).extend(_without_basis(text))
    return [" ".join(words) for words in rows.values()]


def _lines(form: FilledForm) -> list[str]:
    """The lines of text of each cell of the head."""
    return [line for _, _, text in form.header for line in _without_basis(text)]


def _without_basis(text: str) -> Iterable[str]:
    return (line for line in text.splitlines() if "ban hành" not in line.casefold())
