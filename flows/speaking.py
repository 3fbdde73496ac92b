"""How the command line speaks: Vietnamese words, UTF-8 on every console."""

import sys


def say(text: str) -> None:
    """A line for the officer."""
    print(text)  # noqa: T201 - this is what a command line does


def complain(text: str) -> None:
    """A line about what went wrong."""
    print(text, file=sys.stderr)  # noqa: T201


def translate_help() -> None:
    """Vietnamese titles in the help pages; the libraries leave theirs in English."""
    from typer import rich_utils

    rich_utils.ARGUMENTS_PANEL_TITLE = "Tham số"
    rich_utils.OPTIONS_PANEL_TITLE = "Tùy chọn"
    rich_utils.COMMANDS_PANEL_TITLE = "Lệnh"
    rich_utils.ERRORS_PANEL_TITLE = "Lỗi"


def speak_utf8() -> None:
    """Windows' pipes and a bare system may still be in a code page without Vietnamese letters."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure and getattr(stream, "encoding", "").lower() not in ("utf-8", "utf8"):
            reconfigure(encoding="utf-8")
