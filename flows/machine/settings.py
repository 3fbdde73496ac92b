"""The settings of an installation: kstt.toml and the environment, read anew by whoever asks. Loads nothing heavy."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from flows.machine.toml_files import read_toml
from kstt.form import DefinitionError

if TYPE_CHECKING:
    from flows.machine.settings_model import Settings

FILE = Path("kstt.toml")
PREFIX = "KSTT_"
CONFIG = "KSTT_CONFIG"  # names another file than ./kstt.toml


def settings() -> "Settings":
    """The settings as they are now: defaults, over them the file, over that the environment.

    Raises DefinitionError with a Vietnamese sentence that names the key or the variable.
    """
    from flows.machine.settings_faults import checked

    file = file_of(os.environ)
    return checked(read_toml(file) if file else {}, os.environ)


def file_of(environ: Mapping[str, str]) -> Path | None:
    """The file of settings; None where there is none. One that is asked for has to be there."""
    asked = environ.get(CONFIG, "")
    path = Path(asked) if asked else FILE
    if path.is_file():
        return path
    if asked:
        raise DefinitionError(f"biến {CONFIG} chỉ tới «{asked}» nhưng không có tệp này")
    if Path(f"{FILE}.txt").is_file():  # as Notepad saves it, and Explorer hides: silently without it is another office
        raise DefinitionError(
            f"có «{FILE}.txt» mà không có {FILE}: hãy đổi tên, bỏ đuôi .txt (Windows có thể ẩn đuôi này)"
        )
    return None
