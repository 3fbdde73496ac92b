"""The answer to a file that came by the inbox: accepted, or its faults with the returned copy; once per file."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path

from flows.inbox.waiting import Waiting
from flows.letters.letter import Letter
from flows.letters.owing import File, copies_of, open_file
from flows.letters.to_units import own_templates, returned
from flows.letters.wording import dates, file_text, moment
from flows.locality.calendars import load_calendar
from flows.locality.contacts import addresses, load_contacts
from flows.locality.localities import load_locality
from flows.received.copy_names import copy_names
from flows.record.request import Request, Run
from kstt.finding import VERDICTS
from kstt.form import DefinitionError
from kstt.locality import Locality
from kstt.reminder import short_hash
from report_templates.messages import write_message

_GOOD = ("accepted", "superseded", "after_closing")


def receipts(request: Request, run: Run, waiting: Sequence[Waiting], today: date) -> list[Letter]:
    """A letter per file that waits, as the run judged it; files that are gone are left out."""
    locality, files = load_locality(request.locality), run.record["files"]
    stems = copy_names({name: file["unit_code"] for name, file in files.items()})
    words = dates(request.period, load_calendar(locality.id, request.period.year), today)
    words["co_quan"] = locality.office
    contacts = load_contacts(locality.id, locality.register)
    found = []
    for one in waiting:
        if file := files.get(one.name):
            to = contacts.get(file["unit_code"] or 0, ()) or _sender(one)
            found.append(_receipt(request, run, one.name, to, words, locality, Path(stems[one.name]).stem))
    return found


def _receipt(
    request: Request, run: Run, name: str, to: tuple[str, ...], words: dict[str, str], locality: Locality, stem: str
) -> Letter:
    file: File = run.record["files"][name]
    unit = locality.register.get(file["unit_code"]) if file["unit_code"] is not None else None
    copy = copies_of(run.record).get(name, "")
    told = words | {
        "don_vi": unit.office if unit else "Đơn vị gửi tệp",
        "tep": name,
        "nhan_luc": moment(datetime.fromisoformat(file["received"])),
        "ket_qua": VERDICTS[file["outcome"]],
        "viec": "\n".join(_told(name, file, Path(copy).name)),
    }
    template = "tiep-nhan" if file["outcome"] in _GOOD else "tra-lai"
    subject, text = write_message(template, told, own_templates(request))
    return Letter(
        "answered",
        "unit" if unit else "sender",
        unit,
        short_hash(f"{name}\n{file['sha256']}"),
        stem,
        subject,
        text,
        to,
        returned(request, [copy] if copy else []),
        {"file": name, "sha256": file["sha256"], "verdict": file["outcome"]},
    )


def _told(name: str, file: File, copy: str) -> Iterator[str]:
    """What there is to know about a file, a line each."""
    if file["forms"]:
        yield f"Biểu đã đọc được: {', '.join(file['forms'])}."
    if file["late"]:
        yield "Tệp nhận sau hạn gửi."
    if file["unit_code"] is None:
        yield "Chưa xác định được tệp này của đơn vị nào."
    left = open_file(name, file)
    if left.faults or left.to_explain:
        yield file_text(left, {name: copy}, counts=False)
    notes = [one for one in file["findings"] if one["severity"] == "note"]
    if notes:
        yield f"Có {len(notes)} lưu ý, xem bản trả lại kèm theo «{copy}»."
    if not file["findings"]:
        yield "Không có lỗi nào; đơn vị không phải làm gì thêm với tệp này."


def _sender(one: Waiting) -> tuple[str, ...]:
    try:
        return addresses(one.sender, "")
    except DefinitionError:  # a letter may name anything as its sender
        return ()
