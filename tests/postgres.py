"""A PostgreSQL server for the tests: the one told, the one on this machine, else one started from Debian's packages."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

import psycopg

VARIABLE = "KSTT_TEST_POSTGRES"  # address of a server on which databases may be created
LOCAL = "postgresql://postgres@127.0.0.1:5432/postgres"


@contextmanager
def server() -> Iterator[str]:
    """The address of a server; raises RuntimeError where there is none and none can be started."""
    if told := os.environ.get(VARIABLE):
        yield told
    elif _answers(LOCAL):
        yield LOCAL
    else:
        with own_server() as address:
            yield address


@contextmanager
def database(address: str, laid_out: str = "") -> Iterator[str]:
    """The address of a new database, dropped afterwards; `laid_out` is what CREATE DATABASE is told besides."""
    name = f"kstt_test_{uuid4().hex}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} {laid_out}")
        try:
            before, _, after = address.partition("?")
            yield f"{before.rpartition('/')[0]}/{name}" + (f"?{after}" if after else "")
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def own_server() -> Iterator[str]:
    """A server of our own in a temporary folder, without a network address; it never runs as root."""
    binaries = _binaries()
    home = Path(tempfile.mkdtemp(prefix="kstt-pg-"))
    user = _server_user()
    if user:
        shutil.chown(home, user)
    folder = str(home / "data")

    def call(program: str, *arguments: str) -> None:
        command = [str(binaries / program), "-D", folder, *arguments]
        done = subprocess.run(command, user=user, cwd=home, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stdout}{done.stderr}")

    try:
        call("initdb", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--no-sync")
        options = f"-c listen_addresses='' -c unix_socket_directories={home} -c fsync=off"
        call("pg_ctl", "--wait", "--log", str(home / "log"), "-o", options, "start")
        yield f"postgresql://postgres@/postgres?host={home}"
    finally:
        with suppress(RuntimeError):
            call("pg_ctl", "--mode=immediate", "stop")
        shutil.rmtree(home, ignore_errors=True)


def _answers(address: str) -> bool:
    try:
        with psycopg.connect(address, connect_timeout=3) as connection:
            found = connection.execute("SELECT rolcreatedb FROM pg_roles WHERE rolname = current_user").fetchone()
    except psycopg.OperationalError:
        return False
    return bool(found and found[0])


def _binaries() -> Path:
    """Where initdb lies: on the path, or where Debian puts it."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    known = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    if not known:
        raise RuntimeError(f"no PostgreSQL: run `make office`, or name a server in {VARIABLE}")
    return known[-1].parent


def _server_user() -> str | None:
    """Whom the server runs as where we are root: it refuses to be root itself."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"
