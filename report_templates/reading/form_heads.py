"""Whose report a form is, by its head, the place of its signature, or its lines."""

import re
from collections.abc import Iterable, Sequence

from kstt.sheet import FilledForm
from kstt.spelling import clean, has_diacritics, plain, unaccented
from kstt.unit_names import CENTRE, COMMITTEE, TYPE
from report_templates.reading.total_words import names_a_unit

_UNIT = re.compile(
    r"(?:(?<!\bmã )(?:đơn vị|đv) (?:lập )?(?:báo cáo|b/c)\s*[:.\-–]?|(?:đơn vị gửi|cơ quan(?: gửi)?) báo cáo\s*:|"
    r"\bđvbc\s*:|tên (?:đơn vị|cơ quan)(?: báo cáo)?\s*:|"
    r"^\W*(?:đơn vị|cơ quan)(?! (?:tiếp )?nhận báo cáo| cấp trên| (?:chủ |quản |nhận)\w*)(?: [^\W\d]+){0,4}\s*:"
    r"(?=\s*(?:ubnd|ủy ban|uỷ ban|phường|xã|đặc khu|p\.|x\.|trung tâm|tt\.? ?p)))\s*(.*)",
    re.IGNORECASE,
)
_CODE = re.compile(r"\bmã (?:số )?(?:đơn vị|đv|đvhc|xã|phường)(?: báo cáo)?\W+(\d{5})\b", re.IGNORECASE)
_BARE_OFFICE = re.compile(rf"^\W*{COMMITTEE}\W*$", re.IGNORECASE)
_COMMUNE = re.compile(rf"^\W*({TYPE}\s*\w.*)$", re.IGNORECASE)
_OFFICE = re.compile(rf"^\W*((?:{CENTRE}(?: của)?(?: ubnd)?|{COMMITTEE})\s+{TYPE}.*)$", re.IGNORECASE)
_PLAINLY = {pattern: re.compile(unaccented(pattern.pattern), re.IGNORECASE) for pattern in (_UNIT, _OFFICE, _CODE)}
_PASSING = re.compile(
    rf"((?:\b(?:phường|xã|đặc khu|thị trấn)\s*:?\s+|\b{COMMITTEE}\s+(?:p|x|đk)\.\s*)[^\W\d_].*|"
    r"^\W*ubnd\s+(?!thành|tp|tỉnh|quận|huyện)[^\W\d_].*|^\W*(?:p|x|đk)\.\s*[^\W\d_][^,;:()]{1,30})$",
    re.IGNORECASE,
)
_RECEIVER = re.compile(r"[\W_]+(?:đơn vị|cơ quan|nơi)(?: gửi| tiếp)? nhận\b", re.IGNORECASE)  # typed on the same line
_OTHERS = re.compile(r"\bnhan bao cao\b|\bnoi nhan\b|\bkinh gui\b|\bnguoi\b")  # lines that name somebody else
_TITLE = re.compile(r"(?:bao cao|bieu|tinh hinh|ket qua|tong hop|so lieu)\b")
_ALONE = re.compile(r"^\W*((?:phường|xã|đặc khu)\s+\w[^,;:()]{1,30})$", re.IGNORECASE)
_SIGNED_FOR = re.compile(
    r"^\W*(?:(?:t/?m|k/?t|t/?l|t/?uq|q)\s*[.,]?\s+|xác nhận của\s+|lãnh đạo\s+|(?:phó\s+)?chủ tịch\s+)*", re.IGNORECASE
)  # what stands before the office
_FOR = re.compile(r"^\W*(?:t/?m|k/?t|t/?l|t/?uq)\s*[.,]", re.IGNORECASE)  # whoever signs for it
_DOTTED = re.compile(r"[.…_]{2,}|…")  # where a name is to be filled in: «UBND phường ……Đồ Sơn……»
_CITY = re.compile(r"[,;]\s*(?:thành phố|tp)\b.*$", re.IGNORECASE)
_TO_FILL_IN = re.compile(  # printed words of a blank, as plain has them: «UBND xã/phường …», «[Tên đơn vị]»
    r"(?:(?:ubnd|uy ban nhan dan|ten|don vi|co quan|bao cao|ghi|ro|dien|xa|phuong|dac khu|thi tran)(?: |$))*"
)


def units_in_passing(form: FilledForm) -> list[str]:
    """Communes named within other words of a head, «… của UBND phường Đồ Sơn», from the name's type on."""
    lines = (clean(line) for _, _, text in form.header for line in text.splitlines())
    found = (_PASSING.search(line) for line in lines if not _OTHERS.search(plain(line)))
    return [one[1] for one in found if one]


def unit_named(form: FilledForm) -> list[str]:
    """The reporting unit as the head of a form writes it, the surest first, and its code; empty where it is left blank.

    What stands above another table of the sheet counts where the form's own head is silent.
    """
    return (form.head_row > 1 and _unit_named(form.with_own_head())) or _unit_named(form)


def letterheads(form: FilledForm) -> list[str]:
    """The offices in the corner and the title of a head, be the reporting unit named there besides: «UBND PHƯỜNG …»."""
    own = form.with_own_head() if form.head_row > 1 else form
    lines = _lines(own)
    titles = (line for *_, line in lines if line.isupper() or _TITLE.match(plain(line)))
    in_titles = [found[1] for line in titles if not _OTHERS.search(plain(line)) and (found := _PASSING.search(line))]
    return _filled_in([*_offices(lines), *_alone(lines), *in_titles])


def signed_for(form: FilledForm) -> list[str]:
    """The offices a form is signed for, or that are said to report, below its table: «TM. UBND PHƯỜNG ĐỒ SƠN»."""
    lines = [clean(line) for text in form.foot for line in text.splitlines()]
    offices = (_SIGNED_FOR.sub("", line) for line in lines if line.isupper() or _FOR.match(line))
    signed = [found[1].strip(" .…:") for line in offices if (found := _typed(_OFFICE, line).match(line))]
    signed += [f"UBND {name}" for name in _signed_below(lines)]
    below = (found[1].strip(" .…:") for line in lines if (found := _typed(_UNIT, line).search(line)))
    return [*signed, *(name for name in below if name)]


def _signed_below(lines: Sequence[str]) -> Iterable[str]:
    """The communes whose names stand in a row of their own below «TM. ỦY BAN NHÂN DÂN»."""
    bare = any(_BARE_OFFICE.match(_SIGNED_FOR.sub("", line)) for line in lines)
    return [found[1].strip(" .…:") for line in lines if bare and line.isupper() and (found := _COMMUNE.match(line))]


def units_within(form: FilledForm) -> list[str]:
    """The units that lines or sections of a table are named for: «UBND phường Nam Đồ Sơn» above some of the lines."""
    return [line.label for line in form.lines if line.role != "total" and names_a_unit(line)]


def _unit_named(form: FilledForm) -> list[str]:
    lines = _lines(form)
    after = [
        _whole(found[1] or _beside(form, *place), lines, at)
        for at, (*place, line) in enumerate(lines)
        if (found := _typed(_UNIT, line).search(line))
    ]
    named = _filled_in(_RECEIVER.split(name)[0] for name in after)
    codes = [found[1] for *_, line in lines if (found := _typed(_CODE, line).search(line))]
    return [*(named or _filled_in(_offices(lines)) or _alone(lines)), *codes]


def _lines(form: FilledForm) -> list[tuple[int, int, str]]:
    """The lines of a head, with the row and the column of their cells."""
    return [(row, column, clean(line)) for row, column, text in form.header for line in text.splitlines()]


def _offices(lines: Sequence[tuple[int, int, str]]) -> list[str]:
    """The offices that stand in lines of their own, in one line or in two below each other."""
    offices = [found[1] for *_, line in lines if (found := _typed(_OFFICE, line).match(line))]
    return [*offices, *_below_each_other(lines)]


def _filled_in(names: Iterable[str]) -> list[str]:
    """The names without the dots of a blank, but for those that hold its printed words alone."""
    written = [clean(_DOTTED.sub(" ", name)).strip(" .…:;") for name in names]
    return [name for name in written if not _TO_FILL_IN.fullmatch(plain(_CITY.sub("", name)))]


def _whole(name: str, lines: Sequence[tuple[int, int, str]], at: int) -> str:
    """The name with the line below it, where that goes on with it: «Đơn vị báo cáo: UBND» above «phường Đồ Sơn»."""
    if not _BARE_OFFICE.match(name):
        return name
    row, column, _ = lines[at]
    below = next((text for r, c, text in lines[at + 1 :] if c == column and r - row <= 1), "")
    return f"UBND {found[1]}" if (found := _COMMUNE.match(below)) else name


def _typed(pattern: re.Pattern[str], line: str) -> re.Pattern[str]:
    """The pattern as somebody types it who typed the line: with diacritics or without."""
    return pattern if has_diacritics(line) else _PLAINLY[pattern]


def _alone(lines: Sequence[tuple[int, int, str]]) -> Iterable[str]:
    """«Phường Đồ Sơn» and no more; «Xã hội hóa» is no commune."""
    found = (_ALONE.match(line) for *_, line in lines)
    return (one[1] for one in found if one and one[1].split()[-1][:1].isupper() and not one[1].isdigit())


def _below_each_other(lines: Sequence[tuple[int, int, str]]) -> Iterable[str]:
    """«ỦY BAN NHÂN DÂN» above «XÃ AN LÃO», in one cell or in two below each other."""
    for at, (row, column, line) in enumerate(lines):
        if _BARE_OFFICE.match(line):
            below = (text for r, c, text in lines[at + 1 :] if c == column and r - row <= 2)
            if found := _COMMUNE.match(next(below, "")):
                yield f"UBND {found[1]}"


def _beside(form: FilledForm, row: int, column: int) -> str:
    """The name typed into the cell to the right of «Đơn vị báo cáo:»; a title or another entry is no name."""
    text = next((clean(text) for r, c, text in form.header if r == row and c > column), "")
    return "" if ":" in text or text.isupper() else text
