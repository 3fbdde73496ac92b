"""Apology slips as a Word document: the office's template filled in, a page for every overdue dossier.

The wording stands in the template, which an office may edit in Word; only names and dates are put in from here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path

from kstt.dossiers.dossier import Dossier
from report_templates.word.filling import filled

NAME = "phieu-xin-loi.docx"
TEMPLATE = Path(__file__).parents[1] / "templates" / NAME


@dataclass(frozen=True, slots=True)
class Sender:
    """Who apologises: the office as it signs, and the office above it where the letterhead names one."""

    office: str
    above: str = ""


def write_slips(target: Path, sender: Sender, dossiers: Sequence[Dossier], template: Path = TEMPLATE) -> None:
    """A slip per dossier, in the given order; the same dossiers always give the same bytes.

    Raises DefinitionError where the template can not be filled in.
    """
    words = {"office": sender.office, "above": sender.above, "slips": [_words(one) for one in dossiers]}
    target.write_bytes(filled(template, words))


def _words(one: Dossier) -> dict[str, str]:
    """What a template may say of a dossier."""
    return {
        "code": one.code,
        "applicant": one.applicant,
        "procedure": one.procedure,
        "field": one.field,
        "received": spelt(one.received),
        "due": spelt(one.due) if one.due else "",
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
