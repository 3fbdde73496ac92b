"""What Jinja finds wrong in an office's template, in Vietnamese."""

import re

from jinja2 import TemplateError, TemplateSyntaxError, UndefinedError

_NAME = re.compile(r"'([^']*)' (?:is undefined|has no attribute)|has no attribute '([^']*)'")


def told(wrong: TemplateError) -> str:
    """The fault in one clause: an unknown word by name, a wrong tag by its line; else what kind it is."""
    if isinstance(wrong, UndefinedError) and (name := _NAME.search(str(wrong))):
        return f"không có từ «{name[1] or name[2]}»"
    if isinstance(wrong, TemplateSyntaxError):
        return f"dòng {wrong.lineno}: viết sai cú pháp, mỗi từ phải nằm giữa {{{{ và }}}}"
    return f"lỗi {type(wrong).__name__}"
