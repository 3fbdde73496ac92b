"""How a command ends that went wrong: a sentence where there is one, an apology and a file where there is none."""

import errno
import os
import sys
import tempfile
import traceback
from pathlib import Path
from typing import NoReturn

from flows.machine.causes import cause
from flows.machine.logbook import failed
from flows.machine.publishing import Locked
from flows.machine.speaking import complain
from kstt.form import DefinitionError
from kstt.sheet import Refused

_OF_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS)
_NO_MEMORY = "máy không đủ bộ nhớ; hãy đóng bớt chương trình khác, hoặc nâng giới hạn bộ nhớ, rồi chạy lại."


def end_with(fault: Exception) -> NoReturn:
    """Ends the program: code 2 where the office has to mend something, 1 where a file is out of reach, 3 otherwise."""
    if isinstance(fault, OSError) and fault.errno == errno.EINVAL and _nobody_reads():
        sys.exit(1)
    failed(fault)
    if isinstance(fault, Locked):
        complain(str(fault))
        sys.exit(1)
    if isinstance(fault, OSError) and not _ours(fault):
        where = f" «{fault.filename}»" if fault.filename else ""
        complain(f"Không đọc hoặc ghi được{where}: {cause(fault)}. Kiểm tra quyền, ổ đĩa, mạng: kstt doctor")
        sys.exit(1)
    if told := sentence(fault):
        complain(told)
        sys.exit(2)
    complain(f"Chương trình gặp lỗi ngoài dự kiến; {details_kept(fault)}")
    sys.exit(3)


def _nobody_reads() -> bool:
    """Whether what the program says goes nowhere, as after `kstt calendar | more`; only Windows names that no better.

    What is not yet said is let go, or Python would complain of it while it ends.
    """
    try:
        print(flush=True)  # noqa: T201 - what could not be said before is forgotten: only a new line shows it
    except OSError:
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8", newline="\n")  # noqa: SIM115 - it closes with the program
        return True
    return False


def _ours(fault: OSError) -> bool:
    """Whether a file is missing where its folder is there: a drive or share that is away is no fault of ours.

    Of a disk that is full the system says no more than that.
    """
    if not fault.filename:
        return fault.errno not in _OF_DISK
    return isinstance(fault, FileNotFoundError) and Path(fault.filename).parent.exists()


def details_kept(fault: Exception) -> str:
    """Where the details of a fault of ours are; beside the working folder's files, else in the system's own."""
    for folder in (Path(), Path(tempfile.gettempdir())):
        log = folder / "kstt-loi.log"
        try:
            log.write_text("".join(traceback.format_exception(fault)), encoding="utf-8", newline="\n")
        except OSError:
            continue
        return f"chi tiết đã ghi vào {log.resolve()}. Hãy gửi tệp này cho người quản trị."
    return "không ghi được chi tiết vào đâu. Hãy báo cho người quản trị."


def sentence(fault: Exception) -> str:
    """What an error says in Vietnamese; empty where it says nothing to an officer."""
    if isinstance(fault, Refused):
        return f"{fault.reason}. {fault.advice}."
    if isinstance(fault, MemoryError) or "can't start new thread" in str(fault):
        return f"Không chạy được: {_NO_MEMORY}"
    told = isinstance(fault, DefinitionError) or (isinstance(fault, ValueError) and str(fault).startswith("«"))
    return f"Không chạy được: {fault}" if told else ""
