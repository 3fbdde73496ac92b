"""Letters handed over, each state once: the ledger is asked before and told right after, one letter at a time."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from flows.ledger.chain import Entry
from flows.ledger.database import NoLedger
from flows.ledger.store import Ledger, Unavailable, place_of, reading, writing
from flows.letters.letter import Letter, message_id, message_of, write_letter
from flows.letters.outcomes import Became, How, Known, Outcome, before, known_in
from flows.locality.contacts import addresses
from flows.machine.mail_server import Handed, Post
from flows.machine.publishing import aside
from flows.machine.settings_model import Settings
from flows.record.request import Request
from kstt.form import DefinitionError

_EARLIER: dict[Became, str] = {"sent_before": "da-gui", "written_before": "da-soan"}


@dataclass(frozen=True, slots=True)
class Mail:
    """How letters are made: from whom, where answers go, the time they bear. Without `post` none leaves the house."""

    sender: str
    reply_to: tuple[str, ...]
    at: datetime
    post: Post | None

    def message(self, letter: Letter) -> EmailMessage:
        """A letter as a mail message."""
        return message_of(letter, self.sender, self.reply_to, self.at)


@contextmanager
def mail_of(now: Settings, at: datetime, *, send: bool) -> Iterator[Mail]:
    """Mail as an installation is set; raises DefinitionError where letters are to be sent and no server is set."""
    sender = "".join(addresses(now.smtp.sender, "kstt.toml, mục smtp, khóa sender")[:1])
    if send and not (now.smtp.host and sender):
        raise DefinitionError(
            "chưa đặt máy chủ thư: ghi host và sender trong kstt.toml, mục smtp; kiểm tra: kstt doctor"
        )
    post = Post(now.smtp) if send else None
    try:
        yield Mail(sender, addresses(now.messages.desk, "kstt.toml, mục messages, khóa desk"), at, post)
    finally:
        if post:
            post.close()


def known(request: Request) -> Known:
    """What the ledger knows of a period's letters; nothing where there is no ledger yet."""
    try:
        with reading(place_of(request.out, request.ledger)) as ledger:
            return known_in(_entries(ledger, request))
    except NoLedger:
        return {}


def hand_over(
    request: Request, letters: Sequence[Letter], mail: Mail, folder: str, *, afresh: bool = False
) -> list[Outcome]:
    """Writes letters as files into a folder of the period's outputs and sends them where mail is open.

    `afresh` clears the folder first. What was said before lies in folders of its own.
    """
    told, made = known(request), [(letter, mail.message(letter)) for letter in letters]
    shelves: dict[str, list[tuple[Letter, EmailMessage]]] = {"": []}
    for letter, message in made:
        shelves.setdefault(_shelf(letter, told, mail), []).append((letter, message))
    if afresh:
        with aside(request.folder) as new:
            _write(new / folder, shelves)
    else:
        for shelf, some in shelves.items():
            with aside(request.folder / folder / shelf) as new:
                _write(new, {"": some})
    return _sent(request, made, mail, mail.post) if mail.post else _written(request, letters, mail)


def _write(place: Path, shelves: Mapping[str, Sequence[tuple[Letter, EmailMessage]]]) -> None:
    for shelf, made in shelves.items():
        (place / shelf).mkdir(exist_ok=True)
        for letter, message in made:
            write_letter(place / shelf, letter, message)


def _shelf(letter: Letter, told: Known, mail: Mail) -> str:
    """The folder of what was said before; what was only written is still to be sent where mail is open."""
    earlier = before(letter, told)
    if earlier is None or (earlier.became == "written_before" and mail.post and letter.recipients):
        return ""
    return _EARLIER[earlier.became]


def _written(request: Request, letters: Sequence[Letter], mail: Mail) -> list[Outcome]:
    """Enters letters that were written as files, those the ledger knows left out."""
    with writing(place_of(request.out, request.ledger)) as ledger:
        told = known_in(_entries(ledger, request))
        done = [before(letter, told) or Outcome(letter, "written") for letter in letters]
        bodies = [(one.letter.kind, _body(one.letter, "written", mail)) for one in done if one.became == "written"]
        ledger.append(request.locality, str(request.period), bodies)
    return done


def _sent(request: Request, made: Sequence[tuple[Letter, EmailMessage]], mail: Mail, post: Post) -> list[Outcome]:
    """Sends letters one by one; of those without an address the text was written, which is entered."""
    done = [_handed(request, letter, message, mail, post) for letter, message in made]
    _written(request, [one.letter for one in done if one.became == "no_address"], mail)
    return done


def _handed(request: Request, letter: Letter, message: EmailMessage, mail: Mail, post: Post) -> Outcome:
    if not letter.recipients:
        return Outcome(letter, "no_address")
    if problem := post.reach():
        return Outcome(letter, "failed", problem)
    with writing(place_of(request.out, request.ledger)) as ledger:  # so that two desks never send the same letter
        earlier = before(letter, known_in(_entries(ledger, request)))
        if earlier and earlier.became == "sent_before":
            return earlier
        handed = post.deliver(message, letter.recipients)
        if not handed.taken:
            return Outcome(letter, "failed", handed.problem or _refused(handed))
        _enter(ledger, request, letter, mail, handed)
    return Outcome(letter, "sent", _refused(handed))


def _enter(ledger: Ledger, request: Request, letter: Letter, mail: Mail, handed: Handed) -> None:
    body = _body(letter, "sent", mail) | {"recipients": handed.taken, "refused": len(handed.refused)}
    try:
        ledger.append(request.locality, str(request.period), [(letter.kind, body)])
    except Unavailable as wrong:
        raise Unavailable(
            f"Thư «{letter.stem}» đã gửi nhưng chưa ghi được vào sổ cái; đã dừng để không gửi hai lần. {wrong}"
        ) from wrong


def _refused(handed: Handed) -> str:
    told = "; ".join(f"{address} ({reason})" for address, reason in handed.refused)
    return f"máy chủ từ chối {told}" if told else ""


def _body(letter: Letter, how: How, mail: Mail) -> dict[str, Any]:
    code = letter.unit.code if letter.unit else None
    told = {"to": letter.to, "unit_code": code, "state": letter.state, "how": how}
    return told | {"message": message_id(letter, mail.sender)} | dict(letter.about)


def _entries(ledger: Ledger, request: Request) -> Iterator[Entry]:
    return ledger.entries(request.locality, str(request.period))
