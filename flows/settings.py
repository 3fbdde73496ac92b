"""The settings of an installation: kstt.toml and the environment, read anew by whoever asks. Loads nothing heavy."""

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.causes import cause
from kstt.form import DefinitionError

if TYPE_CHECKING:
    from flows.settings_model import Settings

FILE = Path("kstt.toml")
PREFIX = "KSTT_"
CONFIG = "KSTT_CONFIG"  # names another file than ./kstt.toml
_LINE = re.compile(r"\(at line (\d+), column (\d+)\)")


def settings() -> "Settings":
    """The settings as they are now: defaults, over them the file, over that the environment.

    Raises DefinitionError with a Vietnamese sentence that names the key or the variable.
    """
    from flows.settings_model import checked

    return checked(_told(file_of(os.environ)), os.environ)


def file_of(environ: Mapping[str, str]) -> Path | None:
    """The file of settings; None where there is none. One that is asked for has to be there."""
    asked = environ.get(CONFIG, "")
    path = Path(asked) if asked else FILE
    if path.is_file():
        return path
    if asked:
        raise DefinitionError(f"biến {CONFIG} chỉ tới «{asked}» nhưng không có tệp này")
    return None


def _told(path: Path | None) -> dict[str, Any]:
    if path is None:
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))  # Windows' editors begin a file with a mark
    except UnicodeDecodeError:
        raise DefinitionError(f"{path} không phải tệp UTF-8; hãy lưu lại với mã UTF-8") from None
    except tomllib.TOMLDecodeError as wrong:
        place = _LINE.search(str(wrong))
        where = f"dòng {place[1]}, cột {place[2]}" if place else "cuối tệp"
        raise DefinitionError(
            f"{path} không đọc được, lỗi ở {where}; mỗi khóa ghi một dòng dạng khóa = giá trị, chữ đặt trong dấu nháy"
        ) from None
    except OSError as wrong:
        raise DefinitionError(f"không mở được {path} ({cause(wrong)})") from None
