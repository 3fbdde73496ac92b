"""Why a server did not do what it was asked, in Vietnamese."""

import smtplib
from http.client import HTTPException
from ssl import SSLCertVerificationError
from urllib.error import HTTPError

from flows.machine.causes import cause

PROBLEMS = (OSError, HTTPException, smtplib.SMTPException, ValueError)  # what asking a server may raise


def why(wrong: Exception, patience: float) -> str:
    """The sentence for one of PROBLEMS; `patience` in seconds is how long the server was waited for."""
    match wrong:
        case smtplib.SMTPAuthenticationError():
            return "máy chủ từ chối tên hoặc mật khẩu"
        case HTTPError(code=401):
            return "máy chủ đòi tên và mật khẩu; hãy đặt biến PREFECT_API_AUTH_STRING như ở máy chủ"
        case smtplib.SMTPNotSupportedError():
            return "máy chủ không có STARTTLS hoặc không cho đăng nhập"
        case TimeoutError() | smtplib.SMTPServerDisconnected():
            return f"ngắt kết nối hoặc không trả lời trong {patience:.0f} giây"
        case SSLCertVerificationError():
            return "không tin được chứng thư của máy chủ; chứng thư nội bộ thì đặt ca_file trong kstt.toml, mục smtp"
        case smtplib.SMTPResponseException():
            return f"máy chủ không nhận ({wrong.smtp_code} {reply(wrong.smtp_error)})"
    reason = getattr(wrong, "reason", wrong)  # the web client wraps what the system said
    return f"không kết nối được ({cause(reason) if isinstance(reason, Exception) else reason})"


def reply(said: bytes | str) -> str:
    """What a mail server said, in one line."""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return " ".join(text.split())
