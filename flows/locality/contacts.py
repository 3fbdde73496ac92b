"""Where a unit's mail goes: contacts.csv of a locality, codes and addresses of offices, never a person's name."""

import re
from pathlib import Path

from flows.locality.localities import CONTACTS, find_folder
from flows.machine.csv_files import read_csv
from kstt.form import DefinitionError
from kstt.unit import Register

_COLUMNS = ("code", "email")
_ADDRESS = re.compile(r"[A-Za-z0-9._%+'-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_LONGEST = 254  # octets of an address, RFC 5321

Contacts = dict[int, tuple[str, ...]]


def load_contacts(locality: str, register: Register) -> Contacts:
    """The addresses of each unit by its code; empty where an office keeps no list.

    Its own list in ./localities comes before one beside the units. Raises DefinitionError naming the line.
    """
    places = (Path("localities") / locality / CONTACTS, find_folder(locality) / CONTACTS)
    path = next((place for place in places if place.is_file()), None)
    return _told(path, register) if path else {}


def addresses(text: str, where: str) -> tuple[str, ...]:
    """The addresses of a text, several separated by ; – raises DefinitionError for what is none."""
    found = tuple(dict.fromkeys(part.strip() for part in text.split(";") if part.strip()))
    if wrong := next((one for one in found if not _ADDRESS.fullmatch(one) or len(one) > _LONGEST), ""):
        raise DefinitionError(
            f"{where}: «{wrong}» không phải địa chỉ thư; chỉ ghi địa chỉ như vanthu@example.gov.vn, không ghi họ tên"
        )
    return found


def _told(path: Path, register: Register) -> Contacts:
    columns, rows = read_csv(path, beyond="nhiều địa chỉ thì cách nhau bằng dấu ;")
    if columns != _COLUMNS:
        raise DefinitionError(f"{CONTACTS} phải có đúng hai cột code,email; không ghi họ tên cá nhân trong tệp này")
    found: Contacts = {}
    for row in rows:
        code = row.cells["code"].strip()
        if not code.isdecimal() or register.get(int(code)) is None:
            raise DefinitionError(f"{row.where}: «{code}» không phải mã đơn vị trong danh sách")
        if int(code) in found:
            raise DefinitionError(f"{CONTACTS} ghi hai lần đơn vị {code}; nhiều địa chỉ thì cách nhau bằng dấu ;")
        found[int(code)] = addresses(row.cells["email"], row.where)
    return found


def sender_of(address: str, contacts: Contacts) -> int | None:
    """The one unit an address belongs to; None where none or several have it."""
    wanted = address.strip().casefold()
    found = [code for code, known in contacts.items() if wanted in {one.casefold() for one in known}]
    return found[0] if len(found) == 1 else None
