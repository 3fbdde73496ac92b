"""What an operator should do about a run that failed, in Vietnamese; and which faults heal by themselves."""

from flows.machine.causes import cause
from flows.machine.faults import sentence
from flows.machine.publishing import Locked

_AGAIN = "lượt sau sẽ tự làm lại"


def can_heal(fault: object) -> bool:
    """Whether trying again may help: a file held open, a disk or a database away. Wrong data never heal."""
    return isinstance(fault, OSError | Locked)


def advice(fault: Exception) -> str:
    """What happened and what to do, as the last message of a run that nobody watched."""
    if isinstance(fault, Locked):
        return f"{fault} Báo cáo cũ vẫn nguyên vẹn; {_AGAIN}. Còn lặp lại thì chạy kstt doctor để biết chỗ hỏng."
    if told := sentence(fault):
        return f"{told.rstrip('.')}. Việc cần làm: sửa chỗ vừa nêu rồi chạy lại; {_AGAIN}. Báo cáo cũ vẫn nguyên vẹn."
    if isinstance(fault, OSError):
        place = f" «{fault.filename}»" if fault.filename else ""
        return (
            f"Không đọc hoặc ghi được{place} ({cause(fault)}). Việc cần làm: kiểm tra ổ đĩa, mạng, quyền "
            f"của thư mục (kstt doctor); {_AGAIN}."
        )
    return (
        f"Chương trình gặp lỗi ngoài dự kiến ({type(fault).__name__}). Việc cần làm: gửi nhật ký của lượt chạy này "
        "(thẻ Logs) cho người quản trị. Báo cáo cũ và tệp đã nhận vẫn nguyên vẹn."
    )
