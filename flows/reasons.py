"""Why a unit's figure moved between two issues: the finding or explanation that prompted it, from the run records."""

from collections.abc import Iterator, Mapping
from typing import Any

from flows.showing import level_of
from kstt.move import Move

Record = Mapping[str, Any]
NEW = "Đơn vị mới có số liệu của biểu này"
OWN = "Đơn vị tự gửi lại: tệp trước không có phát hiện nào ở biểu này"  # the new one may have some
GONE, ADDED_UP = "Không còn tệp hợp lệ nào của biểu này", "Cộng lại từ các quý"
_ON_LINE, _ON_FORM, _ELSEWHERE = 1, 2, 3


def reason(move: Move, before: Record, after: Record) -> str:
    """One sentence in Vietnamese."""
    if "quarters" in after:
        return ADDED_UP
    distance, _, told = min(_prompts(move, before, after), default=(_ELSEWHERE, 0, ""))
    if distance <= _ON_LINE:
        return told
    if not _counts(after, move):
        return GONE
    if not _counts(before, move):
        return f"{NEW}. {told}" if told else NEW
    return told if distance == _ON_FORM else OWN


def _counts(record: Record, move: Move) -> bool:
    files = record["files"].values()
    return any(one["counts"] and one["unit_code"] == move.unit_code and move.form in one["forms"] for one in files)


def _prompts(move: Move, before: Record, after: Record) -> Iterator[tuple[int, int, str]]:
    """Findings of the unit's files, the nearest to the figure least: at it, on its line, on its form, elsewhere.

    What was found in files older than the one that counted before was settled by that one; what was found in files that
    came after the one that counts now prompted nothing yet.
    An explanation that came with the new figure goes before them all.
    """
    at, counted = 0, before["files"].get(move.source_before.file, {"received": ""})
    counts = after["files"].get(move.source_after.file)
    for record in (after, before):
        for name, file in sorted(record["files"].items(), key=lambda one: str(one[1]["received"]), reverse=True):
            later = counts is not None and file["received"] > counts["received"]
            if file["unit_code"] == move.unit_code and file["received"] >= counted["received"] and not later:
                for one in file["findings"]:
                    at += 1
                    if name != move.source_after.file:
                        said = f"{level_of(one).capitalize()} trong «{name}»: {one['message']}"
                        yield _distance(one, move), at, said
                    elif one.get("explanation") and not _distance(one, move):
                        yield -1, at, f"Giải trình: {one['explanation']}"


def _distance(one: Mapping[str, Any], move: Move) -> int:
    if one["form"] != move.form:
        return _ELSEWHERE
    if one["line"] != move.line:
        return _ON_FORM
    return 0 if one["column"] == move.column else _ON_LINE
