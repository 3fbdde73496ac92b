"""A letter: to whom, about what, with which files; as a mail message and as plain text for pasting."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from typing import Literal

from flows.ledger.chain import Kind
from kstt.reminder import short_hash
from kstt.unit import Unit

To = Literal["unit", "desk", "leader", "sender"]
_NOWHERE = "kstt.invalid"  # where nobody set an address to send from; «invalid» is reserved for it (RFC 2606)


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter, written or sent once for its `state`; `stem` names its files, `attached` are files to go with it.

    `about` is what the ledger is told of it besides; addresses are no part of that.
    """

    kind: Kind
    to: To
    unit: Unit | None
    state: str
    stem: str
    subject: str
    text: str
    recipients: tuple[str, ...]
    attached: tuple[Path, ...] = ()
    about: Mapping[str, object] = field(default_factory=dict)

    @property
    def key(self) -> tuple[object, ...]:
        """What must not be said twice."""
        return self.kind, self.to, self.unit.code if self.unit else None, self.state

    @property
    def pasted(self) -> str:
        """The text alone, for a chat; files that belong to it are named."""
        files = "".join(f"\n(Kèm tệp: {path.name})" for path in self.attached)
        return f"{self.subject}\n\n{self.text}{files}".rstrip() + "\n"


def message_of(letter: Letter, sender: str, reply_to: Iterable[str], at: datetime) -> EmailMessage:
    """The letter as a message; the same letter at the same time gives the same bytes."""
    message = EmailMessage(policy=SMTP)
    message["From"] = sender or f"kstt@{_NOWHERE}"
    message["To"] = ", ".join(letter.recipients) or "undisclosed-recipients:;"
    if answer_to := ", ".join(reply_to):
        message["Reply-To"] = answer_to
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(at)
    message["Message-ID"] = message_id(letter, sender)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text, cte="base64")
    for path in letter.attached:
        kind = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")
        message.add_attachment(path.read_bytes(), *kind, filename=path.name)
    if letter.attached:
        message.set_boundary(f"kstt-{short_hash(letter.text)}")
    return message


def message_id(letter: Letter, sender: str) -> str:
    """An id that a mail system can recognise a second copy by."""
    return f"<{letter.state}.{short_hash(repr(letter.key))}@{sender.partition('@')[2] or _NOWHERE}>"


def write_letter(folder: Path, letter: Letter, message: EmailMessage) -> None:
    """Both forms of a letter as files."""
    (folder / f"{letter.stem}.eml").write_bytes(message.as_bytes())
    (folder / f"{letter.stem}.txt").write_text(letter.pasted, encoding="utf-8", newline="\n")
