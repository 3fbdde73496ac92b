"""Mail that was saved as .eml: its attachments, its sender, when it arrived. Nothing of its text is looked at."""

import re
from collections.abc import Iterator
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parseaddr, parsedate_to_datetime
from pathlib import Path

from flows.machine.clock import VIETNAM
from kstt.spelling import clean

_OF_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)\s*(\.|$)", re.IGNORECASE)
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]+')
_LONGEST = 120  # letters of a name; systems allow 255 bytes


def read_mail(path: Path) -> EmailMessage:
    """A saved letter; what is none is one without attachments."""
    with path.open("rb") as file:
        message: EmailMessage = BytesParser(policy=policy.default).parse(file)
    return message


def attachments(message: EmailMessage) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of every file attached, also of forwarded letters; pictures inside a text are none."""
    for part in message.walk():
        name, picture = part.get_filename(), part.get_content_maintype() == "image"
        if name and not part.is_multipart() and not (picture and part.get_content_disposition() == "inline"):
            data = part.get_payload(decode=True)
            yield safe_name(name), data if isinstance(data, bytes) else b""


def sender(message: EmailMessage) -> str:
    """The bare address a letter says it is from; never the name beside it."""
    try:
        return parseaddr(str(message["From"] or ""))[1]
    except (ValueError, IndexError):
        return ""


def arrived(message: EmailMessage, at_latest: datetime) -> datetime:
    """When the office's own mail server took the letter, as it notes on top; the given time at the latest."""
    stamp = str((message.get_all("Received") or [""])[0]).rpartition(";")[2].strip()
    try:
        told = parsedate_to_datetime(stamp)
    except (ValueError, TypeError, IndexError):
        return at_latest
    return at_latest if told.tzinfo is None or told > at_latest else told.astimezone(VIETNAM)


def safe_name(name: str) -> str:
    r"""A name that is a file in its folder and nothing else.

    >>> safe_name("../../BC quy 1.xlsx"), safe_name("~$x.xlsx"), safe_name("C:\\a\\b.xlsx")
    ('BC quy 1.xlsx', '_x.xlsx', 'b.xlsx')
    >>> safe_name("Aux.xlsx")  # Windows' own name of a device, whatever ending it has
    '_Aux.xlsx'
    """
    last = re.split(r"[\\/]", clean(name))[-1]
    kept = _NOT_IN_NAMES.sub("_", last).removeprefix("~$").strip(" .")
    kept = f"_{kept}" if last.startswith(("~$", ".")) or _OF_DEVICES.match(kept) else kept
    stem, suffix = Path(kept).stem, Path(kept).suffix
    return (stem[: _LONGEST - len(suffix)] + suffix) if stem.strip("_") else f"tep-dinh-kem{suffix}"
