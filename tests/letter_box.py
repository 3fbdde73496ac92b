"""A real mail server on loopback for the tests of letters: it keeps what it takes, and refuses whom it is told to."""

import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Box:
    """What the server does: `refuses` recipients, `upset` a word in heads it will not take, `letters` it took."""

    def __init__(self) -> None:
        self.refuses: set[str] = set()
        self.upset = ""
        self.letters: list[tuple[tuple[str, ...], EmailMessage]] = []
        self.port = 0

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        if address in self.refuses:
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content
        assert isinstance(content, bytes)
        message: Any = BytesParser(policy=policy.default).parsebytes(content)
        if self.upset and self.upset in message["Subject"] + message["To"]:
            return "451 4.3.0 try later"
        self.letters.append((tuple(envelope.rcpt_tos), message))
        return "250 OK"

    @property
    def recipients(self) -> list[str]:
        """To whom letters went, in their order."""
        return [address for addresses, _ in self.letters for address in addresses]


@contextmanager
def box(tls: ssl.SSLContext | None = None) -> Iterator[Box]:
    """The server on a free port, gone afterwards."""
    told = Box()
    with socket.create_server(("127.0.0.1", 0)) as free:  # the library asks for a port it can call itself
        told.port = free.getsockname()[1]
    controller = Controller(
        told, hostname="127.0.0.1", port=told.port, tls_context=tls, require_starttls=tls is not None
    )
    controller.start()
    try:
        yield told
    finally:
        controller.stop()


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 that no system trusts, and its key."""
    made, key = folder / "cert.pem", folder / "key.pem"
    subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    asked = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *subject]
    subprocess.run([*asked, "-keyout", str(key), "-out", str(made)], check=True, capture_output=True)
    return made, key
