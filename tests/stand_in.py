"""A shell script in the place of LibreOffice, and whether what a hanging one started lives on."""

import time
from pathlib import Path


def stand_in(folder: Path, script: str) -> str:
    """A program in a folder that does what the script says."""
    program = folder / "soffice"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)
    return str(program)


def hanging(folder: Path) -> str:
    """A program that waits for a child of its own."""
    return stand_in(folder, f"sleep 60 &\necho $! > {folder}/child\nwait")


def child_ended(folder: Path) -> bool:
    """Whether the child of a hanging program is over, soon if not at once."""
    child = int((folder / "child").read_text(encoding="utf-8"))
    state = Path(f"/proc/{child}/stat")
    for _ in range(50):
        if not state.exists() or ") Z" in state.read_text(encoding="utf-8"):
            return True
        time.sleep(0.1)
    return False
