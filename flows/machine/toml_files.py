"""TOML files an office edits, read as they are, or a sentence in Vietnamese on where they can not be read."""

from pathlib import Path
from typing import Any

from flows.machine.causes import cause
from kstt.form import DefinitionError
from report_templates.definition_faults import toml_of


def read_toml(path: Path, name: str = "") -> dict[str, Any]:
    """What a file says; raises DefinitionError, which calls the file by `name` where it has one."""
    called = name or str(path)
    try:
        data = path.read_bytes()
    except OSError as wrong:
        raise DefinitionError(f"không mở được {called} ({cause(wrong)})") from None
    return toml_of(data, called)
