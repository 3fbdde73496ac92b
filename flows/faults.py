"""How a command ends that went wrong: a sentence where there is one, an apology and a file where there is none."""

import sys
import traceback
from pathlib import Path
from typing import NoReturn

from flows.logbook import failed
from flows.publishing import Locked
from flows.speaking import complain
from kstt.form import DefinitionError
from kstt.sheet import Refused


def end_with(fault: Exception) -> NoReturn:
    """Ends the program: code 2 where the office has to mend something, 1 where a file is in use, 3 otherwise."""
    failed(fault)
    if isinstance(fault, Locked):
        complain(str(fault))
        sys.exit(1)
    if told := sentence(fault):
        complain(told)
        sys.exit(2)
    log = Path("kstt-loi.log")
    log.write_text("".join(traceback.format_exception(fault)), encoding="utf-8")
    complain(
        f"Chương trình gặp lỗi ngoài dự kiến; chi tiết đã ghi vào {log.resolve()}. Hãy gửi tệp này cho người quản trị."
    )
    sys.exit(3)


def sentence(fault: Exception) -> str:
    """What an error says in Vietnamese; empty where it says nothing to an officer."""
    if isinstance(fault, Refused):
        return f"{fault.reason}. {fault.advice}".replace("..", ".")
    told = isinstance(fault, DefinitionError) or (isinstance(fault, ValueError) and str(fault).startswith("«"))
    return f"Không chạy được: {fault}" if told else ""
