"""Why the system or a ledger's file refused something, in Vietnamese."""

import errno

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
_OF_SQLITE = {
    "SQLITE_NOTADB": "không phải tệp sổ cái",
    "SQLITE_READONLY": "không có quyền ghi",
    "SQLITE_CANTOPEN": "không có quyền, hoặc không có thư mục này",
    "SQLITE_FULL": "đĩa đã đầy",
    "SQLITE_CORRUPT": "tệp đã hỏng",
    "SQLITE_IOERR": "ổ đĩa hoặc mạng không đọc, ghi được",
}


def cause(wrong: BaseException) -> str:
    r"""The cause in a few words; what nobody knows yet stays as the system says it, in one line.

    >>> cause(PermissionError(13, "Permission denied")), cause(OSError("strange\nindeed"))
    ('không có quyền', 'strange')
    """
    if isinstance(wrong, OSError) and wrong.errno in _OF_SYSTEM:
        return _OF_SYSTEM[wrong.errno]
    name = getattr(wrong, "sqlite_errorname", "")
    known = next((words for of, words in _OF_SQLITE.items() if name.startswith(of)), "")
    return known or getattr(wrong, "strerror", None) or str(wrong).strip().partition("\n")[0]
