"""Connections to the ledger's database: one writer at a time, and the tables brought up to date on opening."""

from pathlib import Path

from sqlalchemy import URL, Connection, NullPool, create_engine, event, inspect, text

from flows.machine.hints import seen_from
from kstt.form import DefinitionError

WAIT = 60  # seconds a run waits for another one to finish
VERSION_TABLE = "ledger_version"
REVISION = "0001"  # the newest of flows/ledger/migrations; alembic is loaded only where a ledger is older
_OTHER = "sổ cái do một phiên bản kstt khác lập; hãy dùng phiên bản mới nhất và chạy kstt run"
_LOCK = 766_2026  # advisory lock of writers on PostgreSQL, one per database


class NoLedger(DefinitionError):
    """There is no ledger to read, in a place where the first run will make one."""


class WrongLetters(OSError):
    """A database has an encoding in which Vietnamese can not be kept; the message (Vietnamese) says how to make one."""


def connected(place: URL, *, write: bool) -> Connection:
    """A connection in a transaction of its own; for writing, once no other writer is at work.

    Raises NoLedger where there is none to read, WrongLetters where a database can not hold Vietnamese.
    """
    if place.get_backend_name() == "sqlite":
        return _sqlite(place, write=write)
    # A writer has to see what others entered while it waited, a reader one state of all tables.
    level = "READ COMMITTED" if write else "REPEATABLE READ"
    asked = {"connect_timeout": 10, "client_encoding": "utf8"}
    engine = create_engine(place, poolclass=NullPool, isolation_level=level, connect_args=asked)
    connection = engine.connect()
    try:
        _check_letters(connection)
        if write:
            connection.execute(text(f"SET LOCAL lock_timeout = '{WAIT}s'"))
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
    except BaseException:
        connection.close()
        raise
    return connection


def _check_letters(connection: Connection) -> None:
    """A server installed without a language gives its databases no letters, on Windows those of a code page."""
    held = connection.execute(text("SHOW server_encoding")).scalar()
    if held != "UTF8":
        raise WrongLetters(
            f"cơ sở dữ liệu dùng bảng mã {held}, không giữ được chữ Việt; lập lại với ENCODING 'UTF8' như trong "
            "tài liệu vận hành, mục PostgreSQL"
        )


def _sqlite(place: URL, *, write: bool) -> Connection:
    path = Path(place.database or "")
    if write:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            path.touch()  # SQLite itself never lets a group write, whatever the umask says
    elif not path.exists():
        raise _missing(place)
    engine = create_engine(place, poolclass=NullPool, connect_args={"timeout": WAIT, "isolation_level": None})
    begin = "BEGIN IMMEDIATE" if write else "BEGIN"

    @event.listens_for(engine, "begin")
    def _(connection: Connection) -> None:  # pysqlite itself would begin only before the first change
        connection.exec_driver_sql(begin)

    connection = engine.connect()
    try:
        connection.begin()
    except BaseException:
        connection.close()
        raise
    return connection


def migrated(connection: Connection, place: URL, *, write: bool) -> None:
    """Brings the tables up to date, inside the writer's transaction; a reader takes them as they are."""
    found = _revision(connection)
    if found == REVISION:
        return
    if not write:
        raise DefinitionError(_OTHER) if found else _missing(place)
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", "flows:ledger/migrations")
    config.set_main_option("path_separator", "os")
    try:
        command.upgrade(config, "head")
    except CommandError:
        if not found:
            raise
        raise DefinitionError(_OTHER) from None


def _revision(connection: Connection) -> str:
    if not inspect(connection).has_table(VERSION_TABLE):
        return ""
    return str(connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar() or "")  # noqa: S608


def is_busy(wrong: BaseException | None) -> bool:
    """Whether a database gave up waiting for another writer."""
    on_sqlite = getattr(wrong, "sqlite_errorname", "").startswith("SQLITE_BUSY")
    return on_sqlite or getattr(wrong, "sqlstate", "") == "55P03"


def named(place: URL) -> str:
    """A place as an officer may read it: the file, or the address without its password."""
    return place.database or "" if place.get_backend_name() == "sqlite" else place.render_as_string()


def _missing(place: URL) -> NoLedger:
    looked = seen_from(Path(named(place))) if place.get_backend_name() == "sqlite" else ""
    return NoLedger(f"chưa có sổ cái «{named(place)}»{looked}; sổ được lập khi chạy kstt run")
