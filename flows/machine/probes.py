"""Looks at the machine for `kstt doctor`: folders, disk, clock, programs, servers. A probe never raises: it tells."""

import os
import shutil
import socket
import tempfile
from base64 import b64encode
from collections.abc import Callable
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from flows.machine.causes import cause
from flows.machine.mail_server import connected
from flows.machine.settings_model import Smtp
from flows.machine.unreachable import PROBLEMS, why

_PATIENCE = 5.0  # seconds for a server to answer


def unwritable(path: Path) -> str:
    """Why nothing can be written into a folder, or into the nearest one above where it is still to be made."""
    there = nearest(path)
    if not there.is_dir():
        return f"«{there}» là tệp, không phải thư mục"
    try:
        with tempfile.TemporaryFile(dir=there):
            return ""
    except OSError as wrong:
        return f"không ghi được ({cause(wrong)})"


def closed_below(path: Path) -> str:
    """The first folder below one that is closed to us, as what others made there with rights of their own may be."""
    for folder, below, _ in os.walk(path):
        for one in (Path(folder, name) for name in sorted(below)):
            if not os.access(one, os.R_OK | os.W_OK | os.X_OK):
                return f"không đọc, ghi được «{one}» (không có quyền)"
    return ""


def read_only(path: Path) -> str:
    """Why a file that is there can not be written; nothing is."""
    try:
        path.open("r+b").close()
    except OSError as wrong:
        return f"không ghi được «{path}» ({cause(wrong)})"
    return ""


def nearest(path: Path) -> Path:
    """A path that exists: itself, else the nearest one above."""
    return next(one for one in (path.absolute(), *path.absolute().parents) if one.exists())


def free(path: Path) -> int:
    """Bytes left where a folder is or will be."""
    return shutil.disk_usage(nearest(path)).free


def disks(*paths: Path) -> list[Path]:
    """The first of the paths on every disk among them."""
    found: dict[int, Path] = {}
    for path in paths:
        found.setdefault(nearest(path).stat().st_dev, path)
    return list(found.values())


def now() -> datetime:
    """The time by the system's own zone."""
    return datetime.now().astimezone()


def mail_problem(smtp: Smtp) -> str:
    """What keeps a mail server from taking mail; greets it, and signs in where a user is set. Sends nothing."""

    def ask() -> None:
        connected(smtp, _PATIENCE).quit()

    return _told(ask)


def web_problem(url: str) -> str:
    """What keeps a Prefect server from answering, or from answering us: its health page asks for no password."""

    def ask() -> None:
        if urlsplit(url).scheme not in ("http", "https"):
            raise ValueError("địa chỉ phải bắt đầu bằng http:// hoặc https://")
        known = os.environ.get("PREFECT_API_AUTH_STRING", "")
        headers = {"Authorization": f"Basic {b64encode(known.encode()).decode()}"} if known else {}
        for page in ("health", "admin/version"):
            asked = Request(f"{url.rstrip('/')}/{page}", headers=headers)  # noqa: S310 - the scheme is checked above
            try:
                urlopen(asked, timeout=_PATIENCE).close()  # noqa: S310
            except HTTPError as refused:
                with refused:  # it holds the connection
                    raise

    return _told(ask)


def door_problem(address: str) -> str:
    """What keeps a scheduler such as tcp://10.0.0.5:8786 from being reached."""

    def ask() -> None:
        place = urlsplit(address if "://" in address else f"tcp://{address}")
        socket.create_connection((place.hostname or "", place.port or 8786), timeout=_PATIENCE).close()

    return _told(ask)


def cluster_problem(address: str) -> str:
    """What keeps work from going to a Dask scheduler."""
    return (
        door_problem(address) if find_spec("distributed") else "chưa cài thư viện distributed (pip install kstt[dask])"
    )


def _told(ask: Callable[[], None]) -> str:
    try:
        ask()
    except PROBLEMS as wrong:
        return why(wrong, _PATIENCE)
    return ""
