"""Words that offices write by their first letters, in headings and in the names of indicators and tasks."""

import re

from kstt.spelling import has_diacritics, unaccented

_SHORT = {
    "sl": "số lượng",
    "hs": "hồ sơ",
    "gq": "giải quyết",
    "xl": "xử lý",
    "tthc": "thủ tục hành chính",
    "pakn": "phản ánh, kiến nghị",
    "dvc": "dịch vụ công",
    "dvctt": "dịch vụ công trực tuyến",
    "dvcqg": "dịch vụ công quốc gia",
    "dvbc": "dịch vụ bưu chính",
    "bcci": "bưu chính công ích",
    "ccmc": "cơ chế một cửa",
    "mclt": "một cửa liên thông",
    "bpmc": "bộ phận một cửa",
}
_IS_SHORT = re.compile(rf"\b(?:{'|'.join(_SHORT)})\b", re.IGNORECASE)


def in_full(words: str) -> str:
    """The words with those written by their first letters in full; without diacritics where the others have none.

    >>> in_full("Số TTHC có PAKN"), in_full("So TTHC")
    ('Số thủ tục hành chính có phản ánh, kiến nghị', 'So thu tuc hanh chinh')
    """
    full = _IS_SHORT.sub(lambda short: _SHORT[short[0].casefold()], words)
    return full if has_diacritics(words) else unaccented(full)
