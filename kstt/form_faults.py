"""What is wrong with a form's definition: told all at once, to whoever wrote it."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kstt.mention import parse
from kstt.source import is_source
from kstt.unit import KINDS

if TYPE_CHECKING:
    from kstt.form import Form

UNVERIFIED = "Mẫu nội bộ"
"""How the printed code of a form begins that nobody held against the official text."""
_KEY = re.compile(r"[a-z][a-z0-9_]*")


def faults_of(form: "Form") -> Iterator[str]:
    """Every contradiction of a definition within itself, in Vietnamese."""
    yield from _column_faults(form)
    if strange := [kind for kind in form.filled_by if kind not in KINDS]:
        yield f"filled_by: không có loại đơn vị {', '.join(strange)}; có: {', '.join(KINDS)}"
    if sum(column.kind == "label" for column in form.columns) != 1:
        yield "phải có đúng một cột label"
    if wrong := [column.number for column in form.columns if column.choices and column.kind != "text"]:
        yield f"chỉ cột text được có danh sách chọn (choices): {wrong}"
    yield from _ratio_faults(form)
    yield from _identity_faults(form)
    yield from _continuity_faults(form)
    yield from _validity_faults(form)
    if form.counts_open and not is_source(form.counts_open):
        yield f"counts_open phải ghi biểu và cột, ví dụ «II.06a: 13», đang là «{form.counts_open}»"
    yield from _provenance_faults(form)


def _column_faults(form: "Form") -> Iterator[str]:
    numbers = [column.number for column in form.columns]
    if numbers != list(range(1, len(numbers) + 1)):
        yield f"số cột phải liên tục từ 1, đang là {numbers}"
    keys = [column.key for column in form.columns]
    if len(set(keys)) != len(keys):
        yield "hai cột có cùng key"
    if odd := [key for key in keys if not _KEY.fullmatch(key)]:
        yield f"key chỉ gồm chữ thường không dấu, chữ số và dấu _, bắt đầu bằng chữ: {', '.join(odd)}"
    needed = [
        one for one in form.columns if one.kind in ("ordinal", "label") or (one.is_number and one.blank != "zero")
    ]
    if wrong := [one.number for one in needed if one.optional]:
        yield f"chỉ cột chữ, hoặc cột số mà để trống là 0, mới có thể bỏ được (optional): {wrong}"
    headings = [column.heading for column in form.columns]
    if twice := [column.number for column in form.columns if headings.count(column.heading) > 1]:
        yield f"các cột có cùng đầu cột: {twice}"


def _provenance_faults(form: "Form") -> Iterator[str]:
    if form.provenance == "unverified" and form.legal_basis:
        yield "biểu unverified không được in căn cứ pháp lý"
    if form.provenance == "own" and form.legal_basis:
        yield "phiếu của hệ thống (own) không được in căn cứ pháp lý"
    codes = dict.fromkeys((form.printed_code, *(view.printed_code for view in form.cities)))
    if form.provenance == "unverified" and (official := [code for code in codes if not code.startswith(UNVERIFIED)]):
        yield f"biểu unverified phải in mã «{UNVERIFIED} …»; mã của văn bản ghi ở printed_codes: {', '.join(official)}"


def _continuity_faults(form: "Form") -> Iterator[str]:
    over = {column.key: column.over for column in form.numbers}
    for one in form.continuity:
        if (over.get(one.opening), over.get(one.closing)) != ("opening", "closing"):
            yield f"continuity phải nối một cột opening với một cột closing: {one.opening}, {one.closing}"


def _validity_faults(form: "Form") -> Iterator[str]:
    try:
        begin, end = parse(form.valid_from), parse(form.valid_to or form.valid_from)
    except ValueError as wrong:
        yield str(wrong)
        return
    if end.window[1] < begin.window[0]:
        yield "hết hiệu lực trước khi có hiệu lực"


def _ratio_faults(form: "Form") -> Iterator[str]:
    known = {column.number for column in form.numbers}
    for column in form.columns:
        if (column.kind == "ratio") != (column.of is not None):
            yield f"cột ({column.number}): «of» đi cùng kind = ratio"
        elif column.of and not set(column.of) <= known:
            yield f"cột ({column.number}) lấy tỷ lệ của cột không phải số: {column.of}"


def _identity_faults(form: "Form") -> Iterator[str]:
    known = {column.number for column in form.numbers}
    for rule in form.identities:
        if unknown := [number for number in rule.columns if number not in known]:
            yield f"{rule} nhắc cột không có hoặc không phải số: {unknown}"
        if rule.left in rule.right or len(set(rule.right)) != len(rule.right):
            yield f"{rule} không bao giờ có nghĩa"
    if _cycle({rule.left: rule.right for rule in reversed(form.identities) if rule.is_sum}):
        yield "các đẳng thức tính vòng tròn"


def _cycle(sums: dict[int, tuple[int, ...]]) -> bool:
    def reaches(start: int, number: int, seen: frozenset[int]) -> bool:
        parts = sums.get(number, ())
        return start in parts or any(reaches(start, part, seen | {part}) for part in parts if part not in seen)

    return any(reaches(number, number, frozenset()) for number in sums)
