"""Letters handed over, each state once: the ledger is asked before and told right after, one letter at a time."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from typing import Any, Literal

from flows.chain import Entry, Kind
from flows.contacts import addresses
from flows.ledger import Ledger, Unavailable, place_of, reading, writing
from flows.letters import Letter, message_id, message_of, write_letter
from flows.mail_server import Handed, Post
from flows.publishing import aside
from flows.request import Request
from flows.settings_model import Settings
from kstt.form import DefinitionError
from kstt.period import day

How = Literal["sent", "written"]
Became = Literal["sent", "written", "sent_before", "written_before", "no_address", "failed"]
BECAME: dict[Became, str] = {
    "sent": "đã gửi",
    "written": "đã soạn",
    "sent_before": "đã gửi từ trước",
    "written_before": "đã soạn từ trước",
    "no_address": "chưa có địa chỉ thư",
    "failed": "chưa gửi được",
}
_EARLIER: dict[Became, str] = {"sent_before": "da-gui", "written_before": "da-soan"}
_KINDS: tuple[Kind, ...] = ("reminded", "answered")
Known = dict[tuple[object, ...], dict[How, str]]


@dataclass(frozen=True, slots=True)
class Mail:
    """How letters are made: from whom, where answers go, the time they bear. Without `post` none leaves the house."""

    sender: str
    reply_to: tuple[str, ...]
    at: datetime
    post: Post | None = None

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


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a letter, with a remark in Vietnamese where there is more to say."""

    letter: Letter
    became: Became
    remark: str = ""


def known_in(entries: Iterable[Entry]) -> Known:
    """When each letter was sent or written before, as a day, by what must not be said twice."""
    found: Known = {}
    for entry in entries:
        if entry.kind in _KINDS:
            told = entry.told
            key = entry.kind, told["to"], told["unit_code"], told["state"]
            found.setdefault(key, {})[told["how"]] = day(datetime.fromisoformat(entry.at).date())
    return found


def known(request: Request) -> Known:
    """What the ledger knows of a period's letters; nothing where there is no ledger yet."""
    try:
        with reading(place_of(request.out, request.ledger)) as ledger:
            return known_in(_entries(ledger, request))
    except DefinitionError:
        return {}


def before(letter: Letter, told: Known) -> Outcome | None:
    """What became of a letter earlier; None where it is new."""
    earlier = told.get(letter.key, {})
    if "sent" in earlier:
        return Outcome(letter, "sent_before", f"ngày {earlier['sent']}")
    if "written" in earlier:
        return Outcome(letter, "written_before", f"ngày {earlier['written']}")
    return None


def hand_over(
    request: Request, letters: Sequence[Letter], mail: Mail, folder: str, *, afresh: bool = False
) -> list[Outcome]:
    """Writes letters as files into a folder of the period's outputs and sends them where mail is open.

    `afresh` clears the folder first. What was said before lies in folders of its own.
    """
    told, made = known(request), [(letter, mail.message(letter)) for letter in letters]
    with aside(request.folder if afresh else request.folder / folder) as new:
        place = new / folder if afresh else new
        place.mkdir(exist_ok=True)
        for letter, message in made:
            write_letter(place / _shelf(letter, told, mail), letter, message)
    return _sent(request, made, mail, mail.post) if mail.post else _written(request, letters, mail)


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
