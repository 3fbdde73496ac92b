"""TOML files an office edits, read as they are, or a sentence in Vietnamese on where they can not be read."""

import re
import tomllib
from pathlib import Path
from typing import Any

from flows.machine.causes import cause
from kstt.form import DefinitionError

_LINE = re.compile(r"\(at line (\d+), column (\d+)\)")


def read_toml(path: Path, name: str = "") -> dict[str, Any]:
    """What a file says; raises DefinitionError, which calls the file by `name` where it has one."""
    called = name or str(path)
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))  # Windows' editors begin a file with a mark
    except UnicodeDecodeError:
        raise DefinitionError(f"{called} không phải tệp UTF-8; hãy lưu lại với mã UTF-8") from None
    except tomllib.TOMLDecodeError as wrong:
        place = _LINE.search(str(wrong))
        where = f"dòng {place[1]}, cột {place[2]}" if place else "cuối tệp"
        raise DefinitionError(
            f"{called} không đọc được, lỗi ở {where}; mỗi khóa ghi một dòng dạng khóa = giá trị, chữ đặt trong dấu nháy"
        ) from None
    except OSError as wrong:
        raise DefinitionError(f"không mở được {called} ({cause(wrong)})") from None
