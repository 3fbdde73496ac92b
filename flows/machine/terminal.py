"""The console all commands print on."""

import sys

from rich.console import Console

console = Console(width=None if sys.stdout.isatty() else 140)  # a pipe or log is no narrow terminal
