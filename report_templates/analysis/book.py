"""The workbook of analysis: its sheets' names, its face and styles, the ranges formulas speak of by name."""

import re
from collections.abc import Iterable
from datetime import datetime, time
from functools import cache
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from kstt.form import Form
from kstt.period import Period
from kstt.sheet import letters
from kstt.spoken import FINEST
from report_templates.drawing.look import VIETNAM, Look, new_workbook, set_page

FACE, SIZE = "Arial", 10
FRONT, UNITS, FIELDS, LATE = "Tổng quan", "Theo đơn vị", "Theo lĩnh vực", "Quá hạn"
TREND, HEAT, TURNOUT, QUALITY = "Xu hướng", "Bản đồ nhiệt", "Nộp báo cáo", "Chất lượng số liệu"
PERIODS, WORDS = "Dữ liệu các kỳ", "Từ điển"
_ANALYSIS = (FRONT, UNITS, FIELDS, LATE, TREND, HEAT, TURNOUT, QUALITY)

_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_SIGNED = '"▲ "{0};"▼ "{0};"không đổi"'
_SLIGHT = '"▲ dưới {0}";"▼ dưới {0}";"không đổi"'  # what is smaller than a printed digit is not printed as 0
_BELOW = {  # what misses its threshold, by its decimals
    f"{kind}_below{places}": {"num_format": VIETNAM + shown.format("0" * places), "align": "right", "bold": True}
    for kind, shown in (("percent", '"▼ "0.{}%'), ("scale2", '"▼ "#,##0.{}'))
    for places in range(2, FINEST + 1)
}
STYLES: dict[str, dict[str, Any]] = _BELOW | {
    "grid": {"border": 1, "border_color": "#A6A6A6"},
    "word": {"align": "left", "indent": 1},
    "worse": {"bold": True, "bg_color": "#E7E6E6"},
    "count": {"num_format": f"{VIETNAM}#,##0", "align": "right"},
    "tally": {"num_format": f"{VIETNAM}#,##0", "align": "center"},
    "scale2": {"num_format": f"{VIETNAM}#,##0.00", "align": "right"},
    "percent": {"num_format": f"{VIETNAM}0.00%", "align": "right"},
    "growth": {"num_format": VIETNAM + _SIGNED.format("0.0%"), "align": "right"},
    "points": {"num_format": VIETNAM + _SIGNED.format('0.00" điểm %"'), "align": "right"},
    "slight_growth": {"num_format": _SLIGHT.format("0,1%"), "align": "right"},
    "slight_points": {"num_format": _SLIGHT.format("0,01"), "align": "right"},
    "climb": {"num_format": '"▲ "0;"▼ "0;"="', "align": "center"},
    "moment": {"num_format": "dd/mm/yyyy hh:mm", "align": "center"},
    "title": {"bold": True, "font_size": 14, "align": "left"},
    "part": {"bold": True, "font_size": 12, "align": "left", "bottom": 2},
    "link": {"underline": 33, "font_color": "#1F3864"},  # a line lower than usual, which would hide the dot of ạ
    "quiet": {"font_color": "#595959", "italic": True},
    "flat": {"text_wrap": False},
    "big": {"bold": True, "font_size": 12},
}


class Book:
    """A workbook being written, with a sheet of data for each of the forms; the same content gives the same bytes."""

    def __init__(self, target: Path, period: Period, forms: Iterable[Form]) -> None:
        created = datetime.combine(period.window[0], time.min)
        self.workbook: Workbook = new_workbook(target, f"Phân tích {period.name}", created, FACE, SIZE)
        self.look = Look(self.workbook, STYLES, FACE, SIZE)
        names = (*_ANALYSIS, *(data_sheet(form.code) for form in forms), PERIODS, WORDS)
        self.sheets: dict[str, Worksheet] = {name: self.workbook.add_worksheet(name) for name in names}

    def define(self, name: str, sheet: str, column: int, rows: range) -> None:
        """Names a column of cells for formulas; the column counts from 1."""
        at = letters(column)
        self.workbook.define_name(name, f"={span(sheet, f'${at}${rows[0]}', f'${at}${rows[-1]}')}")

    def set_page(self, sheet: Worksheet, *repeated: int) -> None:
        """The page as `look.set_page` sets it, in this workbook's face."""
        set_page(sheet, *repeated, face=FACE)


def span(sheet: str, first: str, last: str = "") -> str:
    """A reference to cells of another sheet."""
    return f"'{sheet}'!{first}" + (f":{last}" if last else "")


def data_sheet(code: str) -> str:
    """The name of the sheet that has a form's rows."""
    return f"Dữ liệu {_FORBIDDEN.sub('_', code)}"[:31]


def table_name(code: str) -> str:
    """The name of the table object that has a form's rows."""
    return f"Bang_{_plain(code)}"


def data_name(form: Form, key: str) -> str:
    """The name of a column on the form's sheet of data: for a form's own column the key of its definition."""
    return f"DL_{_plain(form.code)}_{key}"


def period_name(part: str) -> str:
    """The name of a column on the sheet of periods."""
    return f"CK_{_plain(part)}"


def summed(names: Iterable[str], *where: str) -> str:
    """The sum of named columns where the criteria hold: each a named column and after it what it must be."""
    criteria = "".join(f",{one}" for one in where)
    return "+".join(f"SUMIFS({name}{criteria})" for name in names)


def quoted(text: str) -> str:
    """A text within a formula."""
    return '"' + text.replace('"', '""') + '"'


@cache
def _plain(code: str) -> str:
    return "".join(letter if letter.isalnum() else "_" for letter in code)
