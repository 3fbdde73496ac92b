"""Why the system or a ledger's file refused something, in Vietnamese."""

import errno
import re

_OF_SYSTEM = {
    errno.EACCES: "không có quyền",
    errno.EPERM: "không có quyền",
    errno.EROFS: "ổ đĩa chỉ đọc",
    errno.ENOSPC: "đĩa đã đầy",
    errno.EDQUOT: "hết dung lượng được cấp",
    errno.ENOENT: "không có tệp hoặc thư mục này",
    errno.ENOTDIR: "có phần đường dẫn không phải thư mục",
    errno.EISDIR: "là thư mục, không phải tệp",
    errno.EEXIST: "không phải thư mục, hoặc đã có tệp cùng tên",
    errno.ENAMETOOLONG: "tên quá dài",
    errno.EIO: "ổ đĩa hoặc mạng không đọc, ghi được",
    errno.ECONNREFUSED: "máy chủ từ chối kết nối",
    errno.EHOSTUNREACH: "không tới được máy chủ",
    errno.ENETUNREACH: "không có mạng",
}
_OF_WINDOWS = dict.fromkeys((53, 55, 59, 64, 67, 1231), "không tới được máy chủ hoặc thư mục mạng") | {
    21: "ổ đĩa chưa sẵn sàng",
    32: "đang mở ở chương trình khác",
    33: "đang mở ở chương trình khác",
    123: "tên có ký tự không được phép",
    206: "tên quá dài",
    1117: "ổ đĩa hoặc mạng không đọc, ghi được",
}
"""What Windows says more exactly than by the errno Python makes of it."""
_OF_SQLITE = {
    "SQLITE_NOTADB": "không phải tệp sổ cái",
    "SQLITE_READONLY": "không có quyền ghi",
    "SQLITE_CANTOPEN": "không có quyền, hoặc không có thư mục này",
    "SQLITE_FULL": "đĩa đã đầy",
    "SQLITE_CORRUPT": "tệp đã hỏng",
    "SQLITE_CONSTRAINT": "sổ cái đã bị sửa; hãy chạy: kstt ledger verify",
    "SQLITE_IOERR": "ổ đĩa hoặc mạng không đọc, ghi được",
}
_OF_POSTGRES = {  # libpq tells in words only why it could not connect
    "password authentication failed": "máy chủ từ chối tên hoặc mật khẩu",
    "no password supplied": "máy chủ đòi mật khẩu",
    "no pg_hba.conf entry": "máy chủ không cho máy này hoặc người dùng này kết nối",
    "Connection refused": "máy chủ không chạy, hoặc sai cổng",
    "failed to resolve host": "không có máy chủ tên này",
    "timeout expired": "máy chủ không trả lời",
    "server closed the connection": "mất kết nối với máy chủ",
    "terminating connection": "mất kết nối với máy chủ",
    "the connection is lost": "mất kết nối với máy chủ",
    "is starting up": "máy chủ đang khởi động",
    "is shutting down": "máy chủ đang dừng",
    "too many clients": "máy chủ đã hết chỗ kết nối",
    "permission denied": "người dùng này không có quyền trong cơ sở dữ liệu",
    "read-only transaction": "cơ sở dữ liệu chỉ đọc",
    "No space left on device": "đĩa của máy chủ đã đầy",
}
_NO_DATABASE = re.compile(r'database "(.+)" does not exist')


def cause(wrong: BaseException) -> str:
    r"""The cause in a few words; what nobody knows yet stays as the system says it, in one line.

    >>> cause(PermissionError(13, "Permission denied")), cause(OSError("strange\nindeed"))
    ('không có quyền', 'strange')
    """
    if told := _OF_WINDOWS.get(getattr(wrong, "winerror", None) or 0):
        return told
    if isinstance(wrong, OSError) and wrong.errno in _OF_SYSTEM:
        return _OF_SYSTEM[wrong.errno]
    name = getattr(wrong, "sqlite_errorname", "")
    said = str(wrong).strip()
    known = next((words for of, words in _OF_SQLITE.items() if name.startswith(of)), "")
    known = known or next((words for of, words in _OF_POSTGRES.items() if of in said), "")
    if missing := _NO_DATABASE.search(said):
        known = f"máy chủ không có cơ sở dữ liệu «{missing[1]}»"
    return known or getattr(wrong, "strerror", None) or said.partition("\n")[0]
