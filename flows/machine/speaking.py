"""How the command line speaks: Vietnamese words, UTF-8 on every console."""

import re
import sys
from collections.abc import Callable
from typing import Any

from flows.machine.hints import followed

INTERRUPTED = 130
"""The exit code of a program that was told to stop, as everywhere."""
STOPPED = "Đã dừng giữa chừng; chạy lại lúc nào cũng được."
NO_LETTER = re.compile("[\ud800-\udfff]")
"""What stands for a byte that is no letter in UTF-8."""
OTHER_CODE = (
    "chữ đã gõ không đúng mã UTF-8: đặt bảng mã của cửa sổ lệnh là UTF-8 rồi gõ lại; thư mục có tên như vậy thì đổi tên"
)


def say(text: str) -> None:
    """A line for the officer."""
    print(followed(text))  # noqa: T201 - this is what a command line does


def complain(text: str) -> None:
    """A line about what went wrong."""
    print(followed(text), file=sys.stderr)  # noqa: T201


def translate_help() -> None:
    """Vietnamese words in the help pages; the libraries leave theirs in English."""
    from typer import core

    for kind in (core.TyperCommand, core.TyperGroup):
        setattr(kind, "get_help_option", _in_vietnamese(kind.get_help_option))  # noqa: B010 - a method of theirs
        setattr(kind, "format_help", _titled(kind.format_help))  # noqa: B010
        setattr(kind, "format_usage", _usage)  # noqa: B010
    for parameter in (core.TyperArgument, core.TyperOption):
        setattr(parameter, "display_type_rich", _type)  # noqa: B010


def _titled(of_library: Callable[..., None]) -> Callable[..., None]:
    """A help page with titles in Vietnamese; what draws it takes a tenth of a second to load, and no run needs it."""

    def format_help(command: object, context: object, formatter: object) -> None:
        from typer import rich_utils

        rich_utils.ARGUMENTS_PANEL_TITLE = "Tham số"
        rich_utils.OPTIONS_PANEL_TITLE = "Tùy chọn"
        rich_utils.COMMANDS_PANEL_TITLE = "Lệnh"
        rich_utils.DEFAULT_STRING = "[mặc định: {}]"
        rich_utils.REQUIRED_LONG_STRING = "[bắt buộc]"
        of_library(command, context, formatter)

    return format_help


def _in_vietnamese(of_library: Callable[..., Any]) -> Callable[..., Any]:
    def help_option(command: object, context: object) -> Any:
        option = of_library(command, context)
        if option is not None:
            option.help = "Hiện trang hướng dẫn này."
        return option

    return help_option


def _usage(command: Any, context: Any, formatter: Any) -> None:
    words = {"[OPTIONS]": "[TÙY CHỌN]", "COMMAND [ARGS]...": "LỆNH …"}
    pieces = (words.get(piece, _plain(piece)) for piece in command.collect_usage_pieces(context))
    formatter.write_usage(context.command_path, " ".join(pieces), "Cách dùng: ")


def _plain(piece: str) -> str:
    """An argument without the library's braces and dots: «TỆP …» for «{TỆP}...»."""
    return piece.replace("{", "").replace("}", "").replace("...", " …")


def _type(parameter: Any, *, ctx: object) -> str | None:  # noqa: ARG001 - as the library calls it
    """An option's value is named by its metavar; an argument's stands as its name; a switch has none."""
    named: str | None = parameter.metavar
    return named if parameter.param_type_name == "option" else None


def speak_utf8() -> None:
    """Windows' pipes and a bare system may still be in a code page without Vietnamese letters.

    A name may hold bytes that are no letters; they are written as numbers.
    """
    for stream in (sys.stdout, sys.stderr):
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(encoding="utf-8", errors="backslashreplace")
