"""What a wrong call is told, in Vietnamese: the library of the command line speaks English only."""

import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from difflib import get_close_matches
from itertools import islice, pairwise
from pathlib import Path
from typing import Any, NoReturn

import typer

from flows.machine.hints import PERIOD, remember
from flows.machine.speaking import INTERRUPTED, NO_LETTER, OTHER_CODE, STOPPED, complain
from kstt.form import DefinitionError

WrongCall: type[Exception] = typer.BadParameter.__mro__[1]
"""The library's own base of everything wrong in a call."""

_QUOTES = "tên, đường dẫn, lý do có dấu cách phải đặt trong dấu nháy"
_NO_INTEGER = "phải là số nguyên"
_SAID = tuple(
    (re.compile(said, re.IGNORECASE), words)
    for said, words in (
        (r"No such option: (?P<x>\S+) \(Possible options: (?P<near>.+)\)", "không có tùy chọn {x}; có phải {near}?"),
        (r"No such option: (?P<x>\S+)", "không có tùy chọn {x}"),
        (r"No such command '(?P<x>.+?)'\. Did you mean (?P<near>.+)\?", "không có lệnh «{x}»; có phải: {near}?"),
        (r"No such command '(?P<x>.+?)'\.?", "không có lệnh «{x}»"),
        (r"Missing command\.?", "thiếu tên lệnh"),
        (r"Missing (?:argument|option|parameter)[: ]*'?\{?(?P<x>[^'{}.]+)\}?'?\.?", "thiếu {x}"),
        (
            r"Got unexpected extra arguments?(?:\(s\))? \((?P<x>.+)\)",
            f"thừa «{{x}}»; {_QUOTES}",
        ),
        (r"Option '(?P<x>.+)' requires an argument\.?", "sau {x} phải có giá trị"),
        (r"Option '(?P<x>.+)' does not take a value\.?", "sau {x} không ghi giá trị"),
        (r"(?:File|Dir(?:ectory)?|Path) '(?P<x>.+)' does not exist\.?", "không có «{x}»"),
        (r"(?:File|Dir(?:ectory)?|Path) '(?P<x>.+)' is not readable\.?", "không có quyền đọc «{x}»"),
        (r"File '(?P<x>.*)' is a directory\.?", "«{x}» là thư mục, cần một tệp"),
        (r"Dir(?:ectory)? '(?P<x>.+)' is a file\.?", "«{x}» là tệp, cần một thư mục"),
        (
            r"(?:Value error, )?'(?P<x>.+)' does not match the formats? .+",
            "«{x}» không phải là ngày; hãy ghi như 2026-03-17",
        ),
        (r"Input should be a valid integer.*", _NO_INTEGER),
        (r"Input should be greater than or equal to (?P<x>\S+)", "nhỏ nhất là {x}"),
        (r"Input should be less than or equal to (?P<x>\S+)", "lớn nhất là {x}"),
    )
)
_DASHED = re.compile(r"(?:-|[–—]-?)([a-z][a-z-]*)(?:=.*)?")
_STAY = ("--locality", "--raw", "--out")
_WHICH = re.compile(r"Invalid value(?: for '\{?(?P<which>.+?)\}?')?: (?P<why>.+)", re.DOTALL)


def in_vietnamese(said: str) -> str:
    """What the library says of a wrong call; what it may say one day and nobody knows yet stays as it is.

    A number among the words of a call may be the second word of a name that stands without quotes.

    >>> in_vietnamese("No such option: --locale"), in_vietnamese("Missing argument '{KỲ}'.")
    ('không có tùy chọn --locale', 'thiếu KỲ')
    """
    if found := _WHICH.fullmatch(said):
        which = f"{found['which']}: " if found["which"] else ""
        why = in_vietnamese(found["why"])
        return which + why + (f"; {_QUOTES}" if why == _NO_INTEGER and not which.startswith("-") else "")
    known = ((words, found) for pattern, words in _SAID if (found := pattern.fullmatch(said)))
    return next((words.format(**_bare(found.groupdict())) for words, found in known), said)


def _bare(parts: dict[str, str]) -> dict[str, str]:
    """What is suggested stands without the library's quotes."""
    return {name: text.replace("'", "") if name == "near" else text for name, text in parts.items()}


def called(app: typer.Typer) -> NoReturn:
    """Runs a command line and ends the program with its exit code; a wrong call ends it with 2 and a sentence.

    Words in another code page would be a period or a unit once what is no letter is left out; a file may be so named.
    """
    if any(NO_LETTER.search(word) and not Path(word).is_file() for word in sys.argv[1:]):
        raise DefinitionError(OTHER_CODE)
    if mistyped := _mistyped(app):
        complain(_wrong(mistyped, " ".join(_command(app))))
        sys.exit(2)
    remember(*_given(app))
    try:
        code = app(prog_name="kstt", standalone_mode=False)
    except WrongCall as wrong:
        _explain(wrong, app)
        code = 2
    except typer.Abort:
        code = INTERRUPTED
    if code == INTERRUPTED:
        complain(STOPPED)
    sys.exit(code if isinstance(code, int) else 0)


def _given(app: typer.Typer) -> tuple[list[tuple[str, str]], dict[str, set[str]]]:
    """The folders, the locality and the period in a call, and which commands take such options."""
    typed = [part for word in sys.argv[1:] for part in (word.split("=", 1) if word.startswith("--") else (word,))]
    given = [(word, value) for word, value in pairwise(typed) if word in _STAY]
    if not given:
        return [], {}
    values = {value for _, value in given}
    periods = (period for word in typed if word not in values and (period := _period(word)))
    given += [(PERIOD, period) for period in islice(periods, 1)]
    return given, dict(_options(typer.main.get_command(app), ""))


def _period(word: str) -> str:
    """The period a word of a call names; empty where it names none."""
    from kstt.mention import parse

    with suppress(ValueError):
        return str(parse(word))
    return ""


def _options(command: Any, name: str) -> Iterator[tuple[str, set[str]]]:
    for word, one in getattr(command, "commands", {}).items():
        yield from _options(one, f"{name} {word}")
    yield name.strip(), {option for parameter in command.params for option in parameter.opts}


def _explain(wrong: Any, app: typer.Typer) -> None:
    """A call without any command is answered with the help page, as everywhere."""
    if type(wrong).__name__ == "NoArgsIsHelpError":
        wrong.show()
        return
    command = wrong.ctx.command_path if wrong.ctx else " ".join(_command(app))
    complain(_wrong(in_vietnamese(wrong.format_message()), command))


def _wrong(said: str, command: str) -> str:
    return f"Lệnh không đúng: {said}{'' if said.endswith(('?', '.')) else '.'} Cách dùng: {command} --help"


def _mistyped(app: typer.Typer) -> str:
    """Which option is meant by a word with one dash, or with the long one a word processor makes of two.

    The library takes the one for letters, each an option of its own, and the other for a value.
    """
    dashed = [(word, found[1]) for word in sys.argv[1:] if (found := _DASHED.fullmatch(word))]
    if not dashed:
        return ""
    known = dict(_options(typer.main.get_command(app), ""))
    command = " ".join(list(_command(app))[1:])
    names = sorted(option.removeprefix("--") for option in {*known[command], "--help"})
    for word, meant in dashed:
        if near := [name for name in names if name.startswith(meant)] or get_close_matches(meant, names):
            return f"không có tùy chọn {word}; có phải {', '.join(f'--{name}' for name in near)}?"
    return ""


def _command(app: typer.Typer) -> Iterator[str]:
    """The command that was called: of a value that lacks or is too many the library does not say whose it is."""
    yield "kstt"
    known: Any = typer.main.get_command(app)
    for word in sys.argv[1:]:
        known = getattr(known, "commands", {}).get(word)
        if known is None:
            return
        yield word
