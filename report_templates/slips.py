"""Apology slips as a Word document: the office's template filled in, a page for every overdue dossier.

The wording stands in the template, which an office may edit in Word; only names and dates are put in from here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from kstt.dossier import Dossier
from kstt.form import DefinitionError

NAME = "phieu-xin-loi.docx"
TEMPLATE = Path(__file__).parent / "templates" / NAME
_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Sender:
    """Who apologises: the office as it signs, and the office above it where the letterhead names one."""

    office: str
    above: str = ""


def write_slips(target: Path, sender: Sender, dossiers: Sequence[Dossier], template: Path = TEMPLATE) -> None:
    """A slip per dossier, in the given order; the same dossiers always give the same bytes.

    Raises DefinitionError where the template can not be filled in.
    """
    from docx.opc.exceptions import PackageNotFoundError
    from docxtpl import DocxTemplate  # type: ignore[import-untyped]
    from jinja2 import StrictUndefined, TemplateError
    from jinja2.sandbox import SandboxedEnvironment

    words = {"office": sender.office, "above": sender.above, "slips": [_words(one) for one in dossiers]}
    document, filled = DocxTemplate(template), BytesIO()
    try:
        document.render(words, SandboxedEnvironment(undefined=StrictUndefined, autoescape=True), autoescape=True)
    except TemplateError as wrong:
        raise DefinitionError(f"mẫu phiếu {template.name} không điền được: {wrong}") from None
    except (PackageNotFoundError, BadZipFile, KeyError, SyntaxError):  # lxml's complaints are SyntaxErrors
        raise DefinitionError(f"mẫu phiếu {template.name} không phải là tệp Word (.docx) mở được") from None
    document.save(filled)
    target.write_bytes(without_times(filled.getvalue()))


def without_times(package: bytes) -> bytes:
    """The package with no time of writing in it."""
    still = BytesIO()
    with ZipFile(BytesIO(package)) as parts, ZipFile(still, "w", ZIP_DEFLATED) as copy:
        for name in parts.namelist():
            entry = ZipInfo(name, _EPOCH)
            entry.compress_type = ZIP_DEFLATED
            copy.writestr(entry, parts.read(name))
    return still.getvalue()


def _words(one: Dossier) -> dict[str, str]:
    """What a template may say of a dossier."""
    return {
        "code": one.code,
        "applicant": one.applicant,
        "procedure": one.procedure,
        "field": one.field,
        "received": spelt(one.received),
        "due": spelt(one.due),
        "due_at": _hour(one.due_at) if one.due_at else "",
        "finished": spelt(one.finished) if one.finished else "",
    }


def spelt(when: date) -> str:
    """A date as official documents spell it (Nghị định 30/2020/NĐ-CP: 0 before days under 10, before months 1 and 2).

    >>> spelt(date(2026, 2, 5)), spelt(date(2026, 3, 14))
    ('ngày 05 tháng 02 năm 2026', 'ngày 14 tháng 3 năm 2026')
    """
    month = f"{when.month:02}" if when.month < 3 else str(when.month)
    return f"ngày {when.day:02} tháng {month} năm {when.year}"


def _hour(at: time) -> str:
    return f"{at.hour} giờ {at.minute:02}" if at.minute else f"{at.hour} giờ"
