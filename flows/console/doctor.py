"""How `kstt doctor` prints a check: one line, and what to do below it."""

from rich.markup import escape

from flows.doctor.checks import LEVELS, Check, Level
from flows.machine.terminal import console

_COLOURS: dict[Level, str] = {"ok": "green", "note": "yellow", "fault": "bold red"}


def show_check(check: Check) -> Level:
    """Prints a check and gives back its level."""
    mark = f"[{_COLOURS[check.level]}]{LEVELS[check.level]:<6}[/]"
    todo = f" → {check.todo}" if check.todo else ""
    console.print(f"{mark} {check.what}: {escape(check.found + todo)}", soft_wrap=True, highlight=False)
    return check.level
