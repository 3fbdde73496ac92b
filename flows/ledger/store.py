"""The ledger: an append-only table of chained entries in SQLite or PostgreSQL; all else is derived by reading it.

Loads SQLAlchemy: import this module where it is used.
"""

import getpass
import os
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, fields
from datetime import datetime
from pathlib import Path
from threading import Timer

from sqlalchemy import URL, Column, Connection, Integer, MetaData, Table, Text, insert, make_url, select, update
from sqlalchemy.exc import ArgumentError, DBAPIError

from flows.ledger.chain import START, Checked, Entry, Kind, chained, check
from flows.ledger.database import WAIT, connected, is_busy, migrated, named
from flows.machine.canonical import canonical
from flows.machine.causes import cause
from flows.machine.clock import behind, impossible, now
from flows.machine.publishing import Locked
from flows.machine.settings import settings
from flows.machine.speaking import NO_LETTER, OTHER_CODE, complain
from flows.record.request import base_of
from kstt.form import DefinitionError

VARIABLE = "KSTT_LEDGER_URL"
FILE = "so-cai.sqlite"
NOTICE = 3.0  # seconds until an officer is told that the ledger is waited for
_COLUMNS = [Column(one.name, Integer if one.name == "seq" else Text) for one in fields(Entry)]
_ENTRY = Table("ledger_entry", MetaData(), *_COLUMNS)
_HEAD = Table("ledger_head", MetaData(), Column("seq", Integer), Column("hash", Text))


Stamp = tuple[str, str]  # when, by whom


class Unavailable(Locked):
    """The ledger can not be read or written now; the message is for the officer."""


class Ledger:
    """An open ledger. One opened for writing keeps other writers waiting until it has appended or is closed."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @property
    def place(self) -> str:
        """Where it is, as an officer may read it."""
        return named(self._connection.engine.url)

    def entries(self, locality: str = "", period: str = "", kinds: Sequence[Kind] = ()) -> Generator[Entry, None, None]:
        """Entries in their order, of one locality, period and some kinds where these are given."""
        asked = select(_ENTRY).order_by(_ENTRY.c.seq)
        for column, value in ((_ENTRY.c.locality, locality), (_ENTRY.c.period, period)):
            asked = asked.where(column == value) if value else asked
        asked = asked.where(_ENTRY.c.kind.in_(kinds)) if kinds else asked
        with (
            told("Không đọc được sổ cái", self._connection.engine.url),
            self._connection.execute(asked, execution_options={"yield_per": 500}) as rows,
        ):
            for row in rows:
                yield Entry(*row)

    def last(self) -> Entry | None:
        """The newest entry, without reading those before it."""
        with told("Không đọc được sổ cái", self._connection.engine.url):
            row = self._connection.execute(select(_ENTRY).order_by(_ENTRY.c.seq.desc()).limit(1)).one_or_none()
        return Entry(*row) if row else None

    def append(
        self, locality: str, period: str, bodies: Sequence[tuple[Kind, object]], by: Stamp | None = None
    ) -> None:
        """Appends entries in one step: all of them or none. Raises Unavailable, with everything as it was.

        Raises DefinitionError where somebody typed what is no letter in UTF-8.
        `by` is when and by whom something was entered before, in a ledger that is made once more.
        """
        seq, last = self.head()
        if by is None:
            self._tell_of_clock()
        at, user = by or (now().isoformat(), who())
        added: list[Entry] = []
        for number, (kind, body) in enumerate(bodies, start=seq + 1):
            if NO_LETTER.search(text := canonical(body)):
                raise DefinitionError(OTHER_CODE)
            added.append(chained(Entry(number, at, user, kind, locality, period, text), last))
            last = added[-1].hash
        what = "Chưa ghi được vào sổ cái, hãy chạy lại để ghi"
        with told(what, self._connection.engine.url), _patiently(self._connection.engine.url):
            if added:
                self._connection.execute(insert(_ENTRY), [asdict(entry) for entry in added])
                self._connection.execute(update(_HEAD).values(seq=added[-1].seq, hash=last))
            self._connection.commit()

    def _tell_of_clock(self) -> None:
        """The order of entries is their number; what they say of when would be wrong without a word."""
        last = self.last()
        if last and behind(now(), seen := datetime.fromisoformat(last.at)):
            complain(
                f"Lưu ý: đồng hồ của máy ({now():%H:%M %d/%m/%Y}) chạy lùi so với mục cuối của sổ cái "
                f"({seen:%H:%M %d/%m/%Y}); hãy chỉnh lại ngày giờ của máy. Xem: kstt doctor"
            )

    def take_over(self, taken: Iterable[Entry], head: tuple[int, str]) -> None:
        """Takes entries of another ledger as they are, hashes included; what is wrong in it stays visible.

        `head` is what that ledger noted as its last. Raises DefinitionError where there are entries already.
        """
        if self.head()[0]:
            raise DefinitionError("sổ cái đã có mục; chỉ nhập được vào sổ cái còn trống")
        entries = [asdict(entry) for entry in taken]
        with told("Không ghi được sổ cái", self._connection.engine.url):
            if entries:
                self._connection.execute(insert(_ENTRY), entries)
            seq, last = head
            self._connection.execute(update(_HEAD).values(seq=seq, hash=last))
            self._connection.commit()

    def verify(self, known: str = "") -> Checked:
        """Checks the whole chain; `known` is a hash noted earlier that must be in it."""
        with closing(self.entries()) as entries:  # which ends early at a fault
            return check(entries, self.head(), known)

    def head(self) -> tuple[int, str]:
        """The last entry as the ledger noted it: its number and hash."""
        with told("Không đọc được sổ cái", self._connection.engine.url):
            row = self._connection.execute(select(_HEAD)).one_or_none()
        return (row.seq, row.hash) if row else (0, START)


@contextmanager
def writing(place: URL, *, make: bool = True) -> Iterator[Ledger]:
    """The ledger at a place, made where there is none, for one writer at a time.

    Without `make` it raises NoLedger there: what speaks of a former run is at the wrong place. Raises Unavailable where
    it can not be reached or written, or stays busy; DefinitionError where another version of the program made it, or
    the clock can not be right: workbooks and papers can not even bear such a date.
    """
    if impossible(now()):
        raise DefinitionError(f"đồng hồ của máy ghi năm {now().year}; hãy chỉnh lại ngày giờ của máy rồi chạy lại")
    if not make:
        with reading(place):
            pass
    yield from _opened(place, write=True)


@contextmanager
def reading(place: URL) -> Iterator[Ledger]:
    """The ledger at a place, as it is now; raises DefinitionError where there is none."""
    yield from _opened(place, write=False)


def _opened(place: URL, *, write: bool) -> Iterator[Ledger]:
    with told("Không mở được sổ cái", place), _patiently(place):
        connection = connected(place, write=write)
    with connection:
        with told("Không mở được sổ cái", place):
            migrated(connection, place, write=write)
        yield Ledger(connection)


@contextmanager
def _patiently(place: URL) -> Iterator[None]:
    """Says, after some seconds, what is waited for: a silent minute looks like a program that hangs."""
    what = f"Đang đợi sổ cái «{named(place)}»: lần chạy hoặc chương trình khác đang giữ; đợi tối đa {WAIT} giây"
    notice = Timer(NOTICE, complain, [what])
    notice.daemon = True
    notice.start()
    try:
        yield
    finally:
        notice.cancel()


def place_of(out: Path, address: str = "") -> URL:
    """Where the ledger is: at an address, as set, else a file beside the folder of outputs."""
    told = address or settings().ledger_url
    try:
        place = make_url(told) if told else URL.create("sqlite", database=str(base_of(out) / FILE))
    except (ArgumentError, ValueError):  # a port that is no number
        place = URL.create("")
    kind = place.get_backend_name()
    if kind == "postgresql" and "@" not in (place.host or ""):
        return place.set(drivername="postgresql+psycopg")
    if kind == "sqlite" and place.database:
        return place
    where = VARIABLE if os.environ.get(VARIABLE) else "kstt.toml: ledger_url"
    raise DefinitionError(
        f"{where} phải có dạng postgresql://người-dùng:mật-khẩu@máy-chủ:cổng/tên hoặc sqlite:///đường-dẫn; "
        "trong mật khẩu viết @ thành %40, % thành %25"
    )


def who() -> str:
    """Who runs the program: `who` where an office sets it, else the user of the operating system."""
    try:
        return settings().who or getpass.getuser()
    except (KeyError, OSError):
        return "không rõ"


@contextmanager
def told(what: str, place: URL | Path) -> Iterator[None]:
    """Turns what a database or a folder refuses into a sentence."""
    where = named(place) if isinstance(place, URL) else place
    try:
        yield
    except (DBAPIError, OSError) as wrong:
        of_system = getattr(wrong, "orig", None) or wrong
        if is_busy(of_system):
            raise Unavailable(
                f"Sổ cái «{where}» đang có một lần chạy khác ghi, hoặc đang mở trong chương trình khác: "
                "hãy đợi xong, hoặc đóng chương trình đó, rồi chạy lại."
            ) from wrong
        raise Unavailable(f"{what}: «{where}» ({cause(of_system)}).") from wrong
