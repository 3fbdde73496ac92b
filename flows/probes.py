"""Looks at the machine for `kstt doctor`: folders, disk, clock, programs, servers. A probe never raises: it tells."""

import os
import shutil
import smtplib
import socket
import tempfile
from collections.abc import Callable
from datetime import datetime
from http.client import HTTPException
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

from flows.settings_model import Smtp

_PATIENCE = 5.0  # seconds for a server to answer
_PROGRAMS = ("soffice", "libreoffice")
_WINDOWS = Path("LibreOffice/program/soffice.exe")


def unwritable(path: Path) -> str:
    """Why nothing can be written into a folder, or into the nearest one above where it is still to be made."""
    there = nearest(path)
    if not there.is_dir():
        return f"«{there}» là tệp, không phải thư mục"
    try:
        with tempfile.TemporaryFile(dir=there):
            return ""
    except OSError as wrong:
        return f"không ghi được ({wrong.strerror})"


def nearest(path: Path) -> Path:
    """A path that exists: itself, else the nearest one above."""
    return next(one for one in (path.absolute(), *path.absolute().parents) if one.exists())


def free(path: Path) -> int:
    """Bytes left where a folder is or will be."""
    return shutil.disk_usage(nearest(path)).free


def now() -> datetime:
    """The time by the system's own zone."""
    return datetime.now().astimezone()


def office() -> str:
    """Where LibreOffice is; empty where it is not."""
    found = next((place for name in _PROGRAMS if (place := shutil.which(name))), "")
    homes = (Path(os.environ[name]) / _WINDOWS for name in ("ProgramFiles", "ProgramW6432") if name in os.environ)
    return found or next((str(place) for place in homes if place.is_file()), "")


def mail_problem(smtp: Smtp) -> str:
    """What keeps a mail server from taking mail; greets it, and signs in where a user is set. Sends nothing."""

    def ask() -> None:
        with smtplib.SMTP(smtp.host, smtp.port, timeout=_PATIENCE) as server:
            if smtp.starttls:
                server.starttls()
            if smtp.user:
                server.login(smtp.user, smtp.password.get_secret_value())

    return _told(ask)


def web_problem(url: str) -> str:
    """What keeps the health page of a Prefect server from answering."""

    def ask() -> None:
        if urlsplit(url).scheme not in ("http", "https"):
            raise ValueError("địa chỉ phải bắt đầu bằng http:// hoặc https://")
        with urlopen(f"{url.rstrip('/')}/health", timeout=_PATIENCE):  # noqa: S310 - the scheme is checked above
            return

    return _told(ask)


def door_problem(address: str) -> str:
    """What keeps a scheduler such as tcp://10.0.0.5:8786 from being reached."""

    def ask() -> None:
        place = urlsplit(address if "://" in address else f"tcp://{address}")
        socket.create_connection((place.hostname or "", place.port or 8786), timeout=_PATIENCE).close()

    return _told(ask)


def _told(ask: Callable[[], None]) -> str:
    try:
        ask()
    except smtplib.SMTPAuthenticationError:
        return "máy chủ từ chối tên hoặc mật khẩu"
    except smtplib.SMTPNotSupportedError:
        return "máy chủ không có STARTTLS hoặc không cho đăng nhập"
    except (TimeoutError, smtplib.SMTPServerDisconnected):
        return f"ngắt kết nối hoặc không trả lời trong {_PATIENCE:.0f} giây"
    except (OSError, HTTPException, smtplib.SMTPException, ValueError) as wrong:
        cause = getattr(wrong, "reason", wrong)  # the web client wraps what the system said
        return f"không kết nối được ({getattr(cause, 'strerror', None) or cause})"
    return ""
