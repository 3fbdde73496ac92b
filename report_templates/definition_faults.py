"""What an office wrote into a TOML file, or in Vietnamese what is wrong in it: the libraries speak English only."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar, cast

from kstt.form import DefinitionError

if TYPE_CHECKING:  # the settings read TOML too, and many a command needs no more than them
    from pydantic import TypeAdapter, ValidationError

Told = TypeVar("Told")
_LINE = re.compile(r"\(at line (\d+), column (\d+)\)")
_UNUSABLE = "giá trị này không dùng được"
_MUST_BE = {
    "missing": "chưa ghi",
    "extra_forbidden": "không có khóa này",
    "unexpected_keyword_argument": "không có khóa này",
    "greater_than_equal": "nhỏ quá",
    "less_than_equal": "lớn quá",
    **dict.fromkeys(("int_type", "int_parsing", "int_from_float", "finite_number"), "phải là số nguyên"),
    **dict.fromkeys(("bool_type", "bool_parsing"), "phải là true hoặc false"),
    "string_type": "phải là chữ, đặt trong dấu nháy",
    **dict.fromkeys(("tuple_type", "list_type"), "phải là danh sách, đặt trong ngoặc vuông"),
    "path_type": "phải là đường dẫn, đặt trong dấu nháy",
    **dict.fromkeys(("model_type", "dataclass_type", "dict_type"), "phải là một mục, ghi tên mục trong ngoặc vuông"),
    **dict.fromkeys(("date_type", "date_parsing", "date_from_datetime_parsing"), "phải là ngày, ghi như 2026-03-17"),
    "date_from_datetime_inexact": "phải là ngày, không ghi giờ",
}


def toml_of(data: bytes, called: str) -> dict[str, Any]:
    """What a file says; raises DefinitionError, which calls the file as it is called."""
    try:
        return tomllib.loads(data.decode("utf-8-sig"))  # Windows' editors begin a file with a mark
    except UnicodeDecodeError:
        raise DefinitionError(f"{called} không phải tệp UTF-8; hãy lưu lại với mã UTF-8") from None
    except tomllib.TOMLDecodeError as wrong:
        place = _LINE.search(str(wrong))
        where = f"dòng {place[1]}, cột {place[2]}" if place else "cuối tệp"
        raise DefinitionError(
            f"{called} không đọc được, lỗi ở {where}; mỗi khóa ghi một dòng dạng khóa = giá trị, "
            'chữ đặt trong dấu nháy thẳng ("), đường dẫn ghi bằng dấu / như "D:/kstt"'
        ) from None


def validated(kind: type[Told], told: object, called: str) -> Told:
    """What a file says, as the kind of thing it describes; raises DefinitionError with all that is wrong in it."""
    from pydantic import ValidationError

    try:
        return adapter_of(kind).validate_python(told)
    except ValidationError as wrong:
        raise DefinitionError(f"{called}: {said(wrong)}") from None


def adapter_of(kind: type[Told]) -> "TypeAdapter[Told]":
    """What checks values of a kind and makes them."""
    return cast("TypeAdapter[Told]", _adapter(cast("Any", kind)))


@cache  # making one takes longer than most files take to be read
def _adapter(kind: Any) -> Any:
    from pydantic import TypeAdapter

    return TypeAdapter(kind)


def fault(problem: Mapping[str, Any]) -> str:
    """One thing pydantic found wrong, without the key it was found at; what our own checks say stays as it is."""
    told = problem.get("ctx", {})
    if problem["type"] == "literal_error":
        return f"phải là một trong {told['expected'].replace(' or ', ', ')}"
    own = told.get("error")
    return str(own) if isinstance(own, Exception) else _MUST_BE.get(problem["type"], _UNUSABLE)


def said(wrong: "ValidationError") -> str:
    """What a validation error says, key by key, on one line."""
    return "; ".join(f"{_place(one['loc']) or 'biểu'}: {fault(one)}" for one in wrong.errors())


def _place(keys: Iterable[str | int]) -> str:
    """Where in a file something stands, counted as people count.

    >>> _place(["extension", 0, "document"]), _place([1, "form"]), _place(["report", "form"])
    ('extension thứ 1, document', 'mục thứ 2, form', 'report, form')
    """
    said = ""
    for key in keys:
        said += f"{'' if said else 'mục'} thứ {key + 1}" if isinstance(key, int) else f", {key}" if said else key
    return said
