"""Tables that carry the code of another form of the same series, such as II.06b, beside the form itself.

The forms of a series share their columns, so that only the printed code tells them apart. A lone table is read
whatever letter it carries, and that is noted: clerks copy heads.
"""

import re
from collections.abc import Sequence

from kstt.form import Form
from kstt.sheet import FilledForm

_ASIDE = "biểu {} chỉ đọc ở trang này; trang «{}» ghi biểu {}, không đọc"
_OTHERWISE = "đầu biểu ghi mã {}, các cột là của biểu {}: đã đọc theo các cột"
_CODE = re.compile(r"\bii\W*(\d\d)\s*([a-eđg])\W+vp")


def without_siblings(forms: Sequence[Form], filled: Sequence[FilledForm]) -> list[FilledForm]:
    """The forms but for those headed with another letter of the series, where one headed with its own is filled in."""
    known = {form.code for form in forms}
    said = {id(one): _codes(one) for one in filled}
    kept: list[FilledForm] = []
    for one in filled:
        proper = next((other for other in filled if other.code == one.code and one.code in said[id(other)]), None)
        others = [] if one.code in said[id(one)] else sorted(said[id(one)])
        if proper and one is not proper and others and known.isdisjoint(others):
            proper.aside.append(_ASIDE.format(one.code, one.sheet, others[0]))
            continue
        copied = (code for code in others if code in known or code[:-1] == one.code[:-1])
        one.aside += [_OTHERWISE.format(code, one.code) for code in copied]
        kept.append(one)
    return kept


def _codes(one: FilledForm) -> set[str]:
    """The codes printed above a table, as II.06a."""
    above = (text.casefold() for row, _, text in one.header if row >= one.head_row)
    return {f"II.{found[1]}{found[2]}" for text in above for found in _CODE.finditer(text)}
