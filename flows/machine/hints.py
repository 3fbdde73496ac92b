"""Commands named to an officer carry the folders and the locality that were given: to follow them is to stay there."""

import re
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

_HINT = re.compile(
    r"kstt((?: [a-z][a-z-]*(?!\w))+)((?: (?:\d{4}-(?:Q[1-4]|[69]M)|\d{4,5}|<\w+>)(?![\w-]))*)(?! --help)(?!\w)"
)
PERIOD = "KỲ"
Options = Mapping[str, Collection[str]]
"""By the name of a command, as it is typed after kstt, the options it takes."""

_given: list[tuple[str, str]] = []
_known: dict[str, Collection[str]] = {}
_OF_PERIOD = "--raw"  # the folder of one period's files is no other's


def remember(given: Sequence[tuple[str, str]], known: Options) -> None:
    """What was given with the command that runs now: options, and its period as PERIOD."""
    _given[:] = given
    _known.clear()
    _known.update(known)


def forget() -> None:
    """The command has ended."""
    remember([], {})


def followed(text: str) -> str:
    """A text with what was given added to every command it names, once.

    >>> remember([("--out", "kho 2/out")], {"run": {"--out"}, "ledger verify": {"--out"}, "doctor": ()})
    >>> followed("hãy chạy: kstt run 2026-Q1; rồi kstt ledger verify. Xem: kstt doctor")
    'hãy chạy: kstt run 2026-Q1 --out "kho 2/out"; rồi kstt ledger verify --out "kho 2/out". Xem: kstt doctor'
    >>> remember([("--out", "")], {"run": {"--out"}})
    >>> followed("hãy chạy: kstt run")
    'hãy chạy: kstt run --out ""'
    >>> forget()
    """
    return _HINT.sub(_whole, text) if _given else text


def seen_from(path: Path) -> str:
    """Behind a path that is not there: the folder it was looked for in, which may not be the one that was meant.

    >>> seen_from(Path("data/raw")) == f" tại «{Path.cwd()}»", seen_from(Path("data/raw").absolute())
    (True, '')
    """
    return "" if path.is_absolute() else f" tại «{Path.cwd()}»"


def _whole(found: re.Match[str]) -> str:
    words = found[1].split()
    name = next((name for size in (2, 1) if (name := " ".join(words[:size])) in _known), "")
    mine = dict(_given).get(PERIOD) in found[2].split()
    takes = _known.get(name, ())
    told = ((option, value) for option, value in _given if option in takes and (mine or option != _OF_PERIOD))
    more = "".join(f" {option} {quoted(value)}" for option, value in told)
    at = len(f"kstt {name}") if len(words) > len(name.split()) else len(found[0])
    told_already = found.string.startswith(more, found.start() + at)  # what is written into a file is printed too
    return found[0] if told_already else found[0][:at] + more + found[0][at:]


def quoted(value: str) -> str:
    """A word of a call as it is typed."""
    return f'"{value}"' if re.search(r"\s", value) or not value else value
