"""The folder of received files: which of them are submissions, when each came, and what the officer declared."""

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from pathlib import Path

from flows.machine.clock import VIETNAM, in_vietnam
from flows.machine.csv_files import Row, read_csv
from flows.machine.hints import seen_from
from flows.machine.ordering import in_order
from flows.machine.publishing import PLACE
from kstt.form import DefinitionError
from kstt.spelling import clean
from kstt.unit import Register
from report_templates.files.kinds import COMPOUND, SPACE_2003, ZIP

LIST = "received.csv"
KEPT = "da-nhan"  # folder of the files kept under their hashes, which is no place to send files to

_BOOKS = {".xlsx", ".xlsm", ".xls", ".ods", ".fods", ".xlsb", ".xltx", ".xlt", ".htm", ".html", ".mht", ".mhtml", ".et"}
_NOT_BOOKS = {".doc", ".docx", ".odt", ".rtf", ".csv", ".pdf", ".zip", ".rar", ".7z"}  # sent all the same: refused
_NOT_BOOKS |= {".numbers", ".gsheet", ".lnk"}
_NOT_BOOKS |= {".jpg", ".jpeg", ".png", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".heic"}
_NO_LETTER = re.compile("[\udc80-\udcff]")  # how Python hands over a byte of a name that is no letter


@dataclass(frozen=True, slots=True)
class Received:
    """A received file; `name` is its path below the folder with forward slashes.

    `folder` is the name of the folder handed to the run, e.g. `2026-Q1`: it speaks of the period where nothing else
    does. `of` is the name it had there, where the folder has it no more (flows.run.former_files).
    """

    path: Path
    name: str
    received: datetime
    declared: int | None = None
    folder: str = ""
    of: str = ""

    @property
    def sent_as(self) -> str:
        """The name the unit's file came under: it may say whose it is."""
        return self.of or self.name


@dataclass(frozen=True, slots=True)
class Inbox:
    """All of a folder: submissions by name, and the names of files that are none.

    `lost` are the names of files it has no more and that are kept nowhere, though they might count; `held` those of
    which it says otherwise by now when they came or whose they are, in a closed period.
    """

    files: tuple[Received, ...]
    ignored: tuple[str, ...]
    lost: tuple[str, ...] = ()
    held: tuple[str, ...] = ()


def hold_there(folder: Path) -> None:
    """Raises DefinitionError where there is no such folder of received files."""
    if not folder.is_dir():
        raise DefinitionError(
            f"không có thư mục {folder}{seen_from(folder)}; hãy tạo thư mục này và chép tệp đã nhận của kỳ vào đó"
        )


def look_into(folder: Path, register: Register) -> Inbox:
    """Every file below a folder, any depth, but those kept. Times come from received.csv, else from the file.

    Raises DefinitionError when the folder or its received.csv can not be used, or declares a unit nobody knows; OSError
    when a folder in it can not be read: whoever sent what lies there would count as silent.
    """
    hold_there(folder)
    told = _told(folder / LIST)
    inside = ((path.relative_to(folder), path) for path in in_order(_below(folder)))
    named = [(spelled(name), path) for name, path in inside if not _of_ours(name) and path.is_file()]
    own = spelled(Path(folder.resolve().name))
    files = tuple(_received(name, path, told.get(clean(name)), own) for name, path in named if is_submission(path))
    if unknown := told.keys() - {clean(name) for name, _ in named}:
        listed = ", ".join(sorted(unknown))
        raise DefinitionError(
            f"{LIST} nhắc tệp không có trong thư mục: {listed}; hãy sửa tên trong {LIST}, hoặc chép lại tệp vào thư mục"
        )
    if strange := sorted({one.declared for one in files if one.declared and not register.get(one.declared)}):
        listed = ", ".join(map(str, strange))
        raise DefinitionError(f"{LIST} ghi mã đơn vị không có trong danh sách: {listed}; xem mã: kstt units list")
    return Inbox(files, tuple(name for name, path in named if not is_submission(path) and path.name != LIST))


def _of_ours(name: Path) -> bool:
    """Whether a file is one of those kept, or of an example that is being written or was left half written."""
    return KEPT in name.parts[:-1] or name.parts[0].startswith(PLACE)


def _below(folder: Path) -> Iterator[Path]:
    def closed(wrong: OSError) -> None:
        raise wrong

    return (Path(home, name) for home, _, names in os.walk(folder, onerror=closed) for name in names)


def spelled(path: Path) -> str:
    r"""A path as text that any file can hold: archives of old systems leave names behind that are not UTF-8.

    >>> spelled(Path("cu", "B\udce1o c\udce1o.xlsx"))
    'cu/B%E1o c%E1o.xlsx'
    """
    return _NO_LETTER.sub(lambda found: f"%{ord(found[0]) - 0xDC00:02X}", path.as_posix())


def is_submission(path: Path) -> bool:
    """Office programs leave lock files (~$…) and systems hidden ones (.…) behind; those are no submissions.

    A file whose name lost its ending («BC quý 1.2026») is one where it begins like a workbook, and so is an .xml.
    """
    if path.name == LIST or path.name.startswith(("~$", ".")):
        return False
    if path.suffix.lower() == ".xml":  # which letters between offices come with
        return path.is_file() and SPACE_2003 in _beginning(path, 8192).replace(b"\0", b"")  # be it UTF-16
    if any(letter.isalpha() for letter in path.suffix):
        return path.suffix.lower() in _BOOKS | _NOT_BOOKS
    return path.is_file() and _beginning(path, 8).startswith((ZIP, COMPOUND))


def _beginning(path: Path, size: int) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(size)
    except OSError:
        return b""


def _received(name: str, path: Path, told: tuple[datetime | None, int | None] | None, folder: str) -> Received:
    when, declared = told or (None, None)
    when = when or datetime.fromtimestamp(path.stat().st_mtime, VIETNAM)
    return Received(path, name, when.replace(microsecond=0), declared, folder)  # as it is told everywhere else


def _told(path: Path) -> dict[str, tuple[datetime | None, int | None]]:
    if not path.is_file():
        return {}
    columns, rows = read_csv(path, separator=separator)
    if "file" not in columns:
        raise DefinitionError(f"{LIST}: dòng đầu phải là file,received,unit_code, cách nhau bằng dấu , hoặc ;")
    return dict(map(_declared, rows))


def separator(text: str) -> str:
    """What stands between the columns of a list: Excel writes semicolons where the comma is the decimal sign."""
    heading = text.partition("\n")[0]
    return ";" if ";" in heading and "," not in heading else ","


def _declared(row: Row) -> tuple[str, tuple[datetime | None, int | None]]:
    file, time, code = (row.cells.get(name, "").strip() for name in ("file", "received", "unit_code"))
    if not file:
        raise DefinitionError(f"{row.where}, cột file: để trống, không rõ của tệp nào")
    try:
        when = moment(time) if time else None
    except ValueError as wrong:
        raise DefinitionError(f"{row.where}, cột received: «{time}» {wrong}; hãy ghi như 2026-03-16 08:30") from None
    if code and not code.isdecimal():
        raise DefinitionError(f"{row.where}, cột unit_code: «{code}» không phải mã đơn vị, ví dụ 11455")
    return clean(file), (when and in_vietnam(when), int(code) if code else None)


def moment(text: str) -> datetime:
    """The time a list tells, also as Excel rewrites it when it saves one, by whichever country's custom.

    Raises ValueError with the reason in Vietnamese, above all where day and month could be confused.
    """
    with suppress(ValueError):
        return datetime.fromisoformat(text)
    found = set[datetime]()
    for custom in product(("%d/%m/%Y", "%m/%d/%Y"), ("", " %H:%M", " %H:%M:%S")):
        with suppress(ValueError):
            found.add(datetime.strptime(text, "".join(custom)))  # noqa: DTZ007 - local time, as in the list
    if len(found) == 1:
        return found.pop()
    raise ValueError("không rõ ngày nào, tháng nào" if found else "không phải giờ nhận")
