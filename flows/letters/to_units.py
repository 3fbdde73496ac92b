"""The letter to each unit that owes something: what is missing, with the returned copies of its open files."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from flows.letters.letter import Letter
from flows.letters.situation import Situation
from flows.letters.wording import dates, owed_text
from flows.record.request import Request, base_of
from kstt.form import DefinitionError
from kstt.reminder import Owed, Phase, fingerprint
from kstt.spelling import plain
from report_templates.messages import write_message

_TEMPLATES: dict[Phase, str] = {"before": "nhac-truoc-han", "last_day": "nhac-ngay-cuoi", "after": "nhac-qua-han"}


def unit_letters(situation: Situation) -> list[Letter]:
    """A letter per unit that owes something, in the units' order.

    Raises DefinitionError for a template that can not be filled in or a returned copy that is gone.
    """
    return [_letter(owed, situation) for owed in situation.owed]


def own_templates(request: Request) -> Path:
    """Where an office keeps its own wording."""
    return base_of(request.out) / "templates"


def returned(request: Request, copies: Sequence[str]) -> tuple[Path, ...]:
    """Returned copies that go with a letter; raises DefinitionError where one is gone."""
    paths = tuple(request.folder / copy for copy in copies)
    if gone := next((path for path in paths if not path.is_file()), None):
        raise DefinitionError(f"không còn bản trả lại {gone}: hãy chạy lại kstt run {request.period}")
    return paths


def _letter(owed: Owed, situation: Situation) -> Letter:
    unit, phase = owed.unit, situation.phase
    deadline = situation.told.deadline
    names = {file: Path(copy).name for file, copy in situation.copies.items()}
    words = dates(situation.request.period, situation.calendar, situation.today) | {
        "don_vi": unit.office,
        "co_quan": situation.locality.office,
        "viec": owed_text(owed, names),
    }
    subject, text = write_message(template_of(owed, phase), words, own_templates(situation.request))
    copies = [situation.copies[file.name] for file in owed.files]
    return Letter(
        "reminded",
        "unit",
        unit,
        fingerprint(owed, phase, deadline),
        f"{unit.code}_{plain(unit.name).replace(' ', '-')}",
        subject,
        text,
        situation.contacts.get(unit.code, ()),
        returned(situation.request, copies),
        {"phase": phase, "as_of": situation.today.isoformat(), "owed": list(_owed_kinds(owed))},
    )


def template_of(owed: Owed, phase: Phase) -> str:
    """Which letter: nobody who sent a good report in time is told that it is overdue."""
    if owed.only_late:
        return "gui-muon"
    return "giai-trinh" if owed.only_to_explain else _TEMPLATES[phase]


def _owed_kinds(owed: Owed) -> Iterator[str]:
    """What a letter is about, for the ledger."""
    told = {
        "missing": not owed.sent,
        "forms": owed.sent and bool(owed.forms),
        "faults": any(file.faults for file in owed.files),
        "explanations": any(file.to_explain for file in owed.files),
        "late": bool(owed.late),
    }
    return (kind for kind, holds in told.items() if holds)
