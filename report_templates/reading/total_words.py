"""The words by which a row is a total, or only compares the total above it with something."""

import re
from functools import lru_cache

from kstt.form import Form
from kstt.mention import mention
from kstt.sheet import Line
from kstt.spelling import has_diacritics, plain
from kstt.typed import says_nothing
from kstt.unit_names import COMMITTEE, TYPE

_TOTAL = re.compile(
    r"^(?:tổng|tổng số|tổng cộng|cộng|tổng (?:số )?điểm|tổng số hồ sơ|tổng toàn (?:xã|phường|đơn vị)|"
    r"toàn (?:xã|phường))[\s:.\d()+=ivx]*$"
)
_TOTAL_OF_FIELDS = re.compile(
    r"^(?:[σ∑]|t\W*c(?:ộng)?\W*$|tiểu cộng|total\b|toàn (?:xã|phường|đơn vị|đặc khu)\b|"
    r"(?:tổng|cộng)\s*(?:$|[:(\d]|[a-hđ]\W*$|(?:số|cộng|chung|dồn|hồ sơ|tthc|toàn|các|cả|trong kỳ|kỳ|quý|trang|"
    r"mục|phần|nhóm|khối|cấp|lĩnh vực|đơn vị|ubnd|phường|xã|đặc khu|phòng|văn phòng|ban|trung tâm)(?![^\W_])))"
)
_SUMMARY = "tổng hợp"  # a numbered row may be a field of that name
_PLAIN_TOTAL = re.compile(  # typed without diacritics, where «cong» may also begin Công Thương
    r"^(?:(?:tong|tong so|tong cong|cong|tong so ho so|tong chung|cong chung|cong don)(?: [a-h]|[ \divx]*)|"
    r"tong (?:so|cong) (?:toan|ho|tthc|cac).*)$"
)
_MISTONED = re.compile(r"^(?:tong (?:so|cong)|cong (?:muc|phan))[ \divx]*$")  # «Tống số», «Tổng công»
_CARRIED = re.compile(  # the sum of the page before, written again on the next, or of this page for it
    r"^\W*(?:(?:số|số liệu|cộng|tổng|tổng số|tổng cộng|lũy kế|luỹ kế)\s+)?(?:(?:từ )?trang (?:trước|này|\d+)\s*)?"
    r"(?:(?:mang|chuyển) (?:sang|xuống|qua)(?: trang)?(?: sau| bên| tiếp(?: theo)?| \d+)?|"
    r"chuyển trang(?: sau| tiếp| \d+)?|(?<=trang trước))\W*$"
)
_COMMENT = re.compile(  # rows below the total that compare it with something
    r"^\W*(?:tỷ lệ|tỉ lệ|so với|so sánh|tăng|giảm|cùng kỳ|(?:kỳ|quý|năm|tháng) trước|lũy kế|luỹ kế|ghi chú|kiểm tra|"
    r"đối chiếu|chênh lệch|số liệu|quý i{1,3}v?\b|quý [1-4]|quý iv|bình quân|trung bình|(?:số )?điện thoại)\b"
)
_OF_A_PART = re.compile(  # «Tổng trực tuyến»: says again what one column of the total above it holds
    r"^\W*(?:tổng|cộng)(?: số| cộng)?(?: hồ sơ| hs| tthc)*\W+(?:(?:nộp|tiếp nhận|nhận|qua|giải quyết|trả|bị) ){0,3}"
    r"(?:trực tuyến|trực tiếp|bưu chính|bcci|(?:quá|trễ|trước|đúng|trong) hạn|toàn trình|một phần|liên thông)\W*$"
)
_FIGURES_OF = r"(?:(?:số liệu|số|kết quả|thực hiện|báo cáo)\W+(?:của\W+)?)?"
_OTHER_TIME = re.compile(  # names no field wherever it stands
    rf"^\W*{_FIGURES_OF}(?:"
    r"(?:tỷ lệ|tỉ lệ|so với|so sánh|bình quân|(?:kỳ|quý|năm|tháng) trước|cùng kỳ|lũy kế|luỹ kế)\b(?! chuyển)|"
    r"(?:(?:quý|tháng) ?(?:[ivx]+|\d+)\W*)?(?:năm )?20\d\d\W*$|tháng ?\d+\W*$)|"
    r"^\W*(?:%|chênh lệch\b|kiểm tra chéo\b|tăng\W+giảm\b|(?:tăng|giảm)\b.*\bso với\b|"
    r"(?:thời gian|số ngày|ngày)\b.*\b(?:bình quân|trung bình)\b|"
    r"(?:kế hoạch|chỉ tiêu) (?:năm|quý|(?:được )?giao|đề ra)\b|ước thực hiện\b)"
)
_ANY_TIME = re.compile(  # a period and nothing else
    rf"^\W*{_FIGURES_OF}(?:(?:quý|tháng) ?(?:[ivx]+|\d+)(?:\W*(?:năm )?20\d\d)?|năm 20\d\d|"
    r"(?:kỳ|quý|năm|tháng) (?:trước|này)|(?:lũy kế|luỹ kế|cùng kỳ)\b.*)\W*$"
)
_PERIOD = re.compile(  # which may be the reported one
    rf"^\W*{_FIGURES_OF}(?:(?:quý|tháng) ?(?:[ivx]+|\d+)(?:\W*(?:năm )?20\d\d)?|năm 20\d\d|"
    r"(?:kỳ|quý|tháng) này|trong (?:kỳ|quý))\W*$"
)
_KI = re.compile(r"\bkì\b")
_PART = re.compile(r"^\W*trong đó\b")  # repeats what its parent counts
_LISTED = re.compile(r"^\W*(?:t\W?đ(?:ó)?|(?:bao )?gồm(?: có)?)\s*:")  # so does what is listed without an ordinal
_EXAMPLE = re.compile(r"^\W*(?:ví dụ|vd)\b")
_UNIT = re.compile(rf"^\W*(?:{COMMITTEE} )?{TYPE} ?\w")
_DEPARTMENT = re.compile(r"^\W*(?:văn phòng|phòng(?!\W+(?:cháy|chống|bệnh|thủ|không)\b)|trung tâm|bộ phận)\b")
_OFFICE = re.compile(rf"^\W*{COMMITTEE} (?:phường|xã|đặc khu|p\.|x\.)")
_SUM_OF_OTHER_TIME = re.compile(  # «Tổng cộng lũy kế»: the total of something else than the lines above it
    r"^\W*(?:tổng|cộng)(?: số| cộng)?(?: hồ sơ)?\W+(?:lũy kế|luỹ kế|cùng kỳ|(?:kỳ|quý|năm|tháng) trước|năm 20\d\d\W*$)"
)


def says_total(form: Form, line: Line) -> bool:
    """Whether a row is a total by its words."""
    return _says_total(line.label, line.section, form.lines)


@lru_cache(maxsize=4096)  # every row is asked several times
def _says_total(label: str, ordinal: str, lines: str) -> bool:
    words = label.casefold()
    if _CARRIED.match(words) or _SUM_OF_OTHER_TIME.match(words) or _OF_A_PART.match(words):
        return False
    if _TOTAL.match(words) or _TOTAL.match(ordinal.casefold()):
        return True
    if lines not in ("fields", "unit"):
        return False
    if words == _SUMMARY:
        return lines == "unit" or not ordinal.isdigit()
    plainly = _MISTONED if has_diacritics(words) else _PLAIN_TOTAL
    return bool(plainly.match(plain(words))) or bool(_TOTAL_OF_FIELDS.match(_unspaced(words)))


def says_summary(line: Line) -> bool:
    """Whether a row with a number is called «Tổng hợp», a total or a field of that name."""
    return line.label.casefold() == _SUMMARY and line.section.isdigit()


def says_part(line: Line) -> bool:
    """Whether a row repeats some of what the row above it counts, by its words: «Trong đó: trực tuyến»."""
    label = line.label.casefold()
    listed = _LISTED.match(label) and not line.section.isdigit()
    return bool(listed or _PART.match(label) or _PART.match(line.section.casefold()))


def _unspaced(words: str) -> str:
    """T ổ n g  c ộ n g, as headings are sometimes spread, written together."""
    return words.replace(" ", "") if all(len(word) == 1 for word in words.split()) else words


def carries_over(line: Line) -> bool:
    """Whether a row only repeats the sum of a page: «Mang sang», «Cộng trang trước»."""
    return bool(_CARRIED.match(line.label.casefold()))


def compares(line: Line) -> bool:
    """Whether a row below the total only compares it with something, or tells a part of it once more."""
    if line.section:
        return False
    words = _words(line.label)
    said = _COMMENT.match(words) or _OF_A_PART.match(words)
    return bool(said) or (line.filled and _names_a_period(line.label))


@lru_cache(maxsize=4096)
def _names_a_period(label: str) -> bool:
    return bool(mention(label).part)


def _words(label: str) -> str:
    """A label in small letters, «kì» as «kỳ»."""
    return _KI.sub("kỳ", label.casefold())


def tells_another_time(line: Line) -> bool:
    """Whether a row holds shares or the figures of another period, wherever it stands: «Giảm nghèo» is a field."""
    return not has_ordinal(line) and of_another_time(line.label)


def of_another_time(text: str) -> bool:
    """Whether words name shares, or the figures of another period or to compare with."""
    words = _words(text)
    return bool(_OTHER_TIME.match(words) or _SUM_OF_OTHER_TIME.match(words))


def names_a_time(line: Line) -> bool:
    """Whether a label is the name of a period and no more, as above a block of its figures: «Quý IV năm 2025»."""
    return bool(_ANY_TIME.match(_words(line.label)))


def names_a_period(line: Line) -> bool:
    """Whether a label is the name of a month, quarter or year: its figures may be those of the period reported."""
    return bool(_PERIOD.match(_words(line.label)))


def has_ordinal(line: Line) -> bool:
    """Whether a row is numbered or lettered; a dash is no ordinal."""
    return any(map(str.isalnum, line.section))


def is_example(line: Line) -> bool:
    """Whether a row only shows how to fill in the form: «Ví dụ: Hộ tịch»."""
    return any(_EXAMPLE.match(text.casefold()) for text in (line.label, line.section))


def names_a_unit(line: Line) -> bool:
    """Whether a label begins like the name of a unit; «Xã hội» does too."""
    return bool(_UNIT.match(line.label.casefold()))


def names_the_office(line: Line) -> bool:
    """Whether a label is the name of a commune's office, which is no field: «UBND phường Đồ Sơn»."""
    return bool(_OFFICE.match(line.label.casefold()))


def is_same_office(line: Line, other: Line) -> bool:
    """Whether two rows are named for one office, as its total above the lines and below them again."""
    return names_the_office(line) and other.label == line.label


def names_a_department(line: Line) -> bool:
    """Whether a label is the name of a part of a commune's office: «Phòng Kinh tế»; «Phòng, chống thiên tai» is not."""
    return bool(_DEPARTMENT.match(line.label.casefold()))


def only_words(line: Line) -> bool:
    """Whether a row without a number of its own holds words and no digit, as the names of those who sign."""
    words = [value for value in line.values if value not in ("", None)]
    said = all(isinstance(value, str) and not any(map(str.isdigit, value)) for value in words)
    return not line.section and bool(words) and said and not all(says_nothing(str(value)) for value in words)
