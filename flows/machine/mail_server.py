"""The mail server: one connection for all letters, opened when the first one goes out; a bad letter stops none."""

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage

from flows.machine.settings_model import Smtp
from flows.machine.unreachable import PROBLEMS, reply, why


@dataclass(frozen=True, slots=True)
class Handed:
    """What became of a letter: how many recipients the server took it for, whom it refused and why, else a problem."""

    taken: int = 0
    refused: tuple[tuple[str, str], ...] = ()
    problem: str = ""


def connected(smtp: Smtp, patience: float) -> smtplib.SMTP:
    """A connection that was greeted, made safe and signed in to, as set; raises one of PROBLEMS."""
    trust = ssl.create_default_context() if smtp.ssl or smtp.starttls else None
    if trust and smtp.ca_file:
        trust.load_verify_locations(smtp.ca_file)
    if smtp.ssl:
        server: smtplib.SMTP = smtplib.SMTP_SSL(smtp.host, smtp.port, timeout=patience, context=trust)
    else:
        server = smtplib.SMTP(smtp.host, smtp.port, timeout=patience)
    try:
        if smtp.starttls and not smtp.ssl:
            server.starttls(context=trust)
        if smtp.user:
            server.login(smtp.user, smtp.password.get_secret_value())
    except BaseException:
        server.close()
        raise
    return server


class Post:
    """Takes letters to the server. One that can not be reached is asked once only: `down` is why."""

    def __init__(self, smtp: Smtp) -> None:
        self._smtp = smtp
        self._server: smtplib.SMTP | None = None
        self.down = ""

    def reach(self) -> str:
        """Connects where there is no living connection; what keeps it from that, empty where nothing does."""
        if self._server and not self.down:
            try:
                self._server.noop()
            except PROBLEMS:
                self._forget()
        if self._server is None and not self.down:
            try:
                self._server = connected(self._smtp, self._smtp.timeout)
            except PROBLEMS as wrong:
                self.down = f"máy chủ thư {self._smtp.host}:{self._smtp.port}: {why(wrong, self._smtp.timeout)}"
        return self.down

    def deliver(self, message: EmailMessage, recipients: tuple[str, ...]) -> Handed:
        """Hands a letter over; never raises for what a server does."""
        if problem := self.reach():
            return Handed(problem=problem)
        assert self._server  # noqa: S101 - reached
        try:
            refused = self._server.send_message(message, self._smtp.sender, recipients)
        except smtplib.SMTPRecipientsRefused as wrong:
            refused = wrong.recipients
        except (smtplib.SMTPServerDisconnected, OSError) as wrong:
            self._forget()
            return Handed(problem=f"không rõ máy chủ đã nhận thư chưa: {why(wrong, self._smtp.timeout)}")
        except (smtplib.SMTPException, ValueError) as wrong:
            return Handed(problem=why(wrong, self._smtp.timeout))
        told = tuple((one, f"{code} {reply(said)}") for one, (code, said) in sorted(refused.items()))
        return Handed(len(recipients) - len(told), told)

    def close(self) -> None:
        """Says goodbye where somebody is still listening."""
        if self._server:
            with suppress(*PROBLEMS):
                self._server.quit()
            self._forget()

    def _forget(self) -> None:
        if self._server:
            self._server.close()
        self._server = None
