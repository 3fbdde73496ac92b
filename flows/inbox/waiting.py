"""Files taken from the inbox whose answer is still to be written: a small list on disk that survives a power cut."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

FILE = ".cho-tra-loi.json"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file that waits for its answer: its period, its name there, and whom a letter brought it from."""

    period: str
    name: str
    sender: str = ""


def read_waiting(inbox: Path) -> list[Waiting]:
    """The files that wait, in the order they came; a list that was damaged is empty, the files themselves are safe."""
    try:
        told = json.loads((inbox / FILE).read_text(encoding="utf-8"))
        return [Waiting(**one) for one in told]
    except (OSError, ValueError, TypeError):
        return []


def write_waiting(inbox: Path, waiting: list[Waiting]) -> None:
    """Replaces the list in one step."""
    half = inbox / f"{FILE}.moi"
    half.write_text(
        json.dumps([asdict(one) for one in waiting], ensure_ascii=False, indent=1), encoding="utf-8", newline="\n"
    )
    half.replace(inbox / FILE)
