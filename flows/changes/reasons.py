"""Why a unit's figures moved between two issues: what prompted them, from the run records."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from flows.record.showing import level_of
from kstt.changes.comparison import About, about
from kstt.changes.move import Move, Origin
from kstt.changes.prompting import Doubt, Doubts, prompts
from kstt.form import Form
from kstt.rollup import Name
from validation.continuity import BACKLOG, SPLIT
from validation.register import Rule, Side, rules
from validation.same_as_before import SAME
from validation.year_to_date import YEAR_TO_DATE, watched_columns

Record = Mapping[str, Any]
File = tuple[str, Mapping[str, Any]]  # name and what the record says of it
NEW = "Lần trước biểu này chưa được tính"
OWN = "Đơn vị tự gửi lại: không thấy phát hiện nào dẫn đến thay đổi này"
REREAD = "Vẫn tệp cũ, được đọc theo chương trình, định nghĩa hoặc danh mục mới"
BACK = "Trở lại tệp nộp trước, tệp sau không còn được tính"
REVOKED = "Việc miễn đã bị hủy"
GONE = "Không còn tệp hợp lệ nào của biểu này"
TAKEN_BACK = ". Tệp «{}» đã rút: không còn trong thư mục nhận"
ADDED_UP = "Cộng lại từ các quý: tệp và ô đã đổi ở trang «Thay đổi» của báo cáo quý được sửa"
_BLOCKING = ("refuse", "must_fix")
_OF_A_LINE = (BACKLOG, SPLIT, YEAR_TO_DATE)
_ABSENT: Mapping[str, Any] = {"received": "", "sha256": "", "findings": ()}


def reasons(
    moves: Sequence[Move], before: Record, after: Record, forms: Sequence[Form], name: Name
) -> dict[About, str]:
    """One sentence in Vietnamese per move; `name` gives lines their official names.

    What had kept a form from counting is told where it counts now, and what keeps it now where it no longer does.
    """
    if "quarters" in after:
        return {about(move): ADDED_UP for move in moves}
    by_code, told = {form.code: form for form in forms}, dict[About, str]()
    for (_, code), group in groupby(moves, key=lambda move: (move.unit_code, move.form)):
        mine = list(group)
        told |= _Change(by_code[code], mine, before, after, name).reasons()
    return told


class _Change:
    """The moves of one unit's form, between the file that counted before and the one that counts now."""

    def __init__(self, form: Form, moves: Sequence[Move], before: Record, after: Record, name: Name) -> None:
        self.form, self.moves, self.name = form, moves, name
        self.unit = moves[0].unit_code
        self.before, self.after = before["files"], after["files"]
        self.old = _counting(self.before, self.unit, form.code, [one.source_before for one in moves])
        self.new = _counting(self.after, self.unit, form.code, [one.source_after for one in moves])

    def reasons(self) -> dict[About, str]:
        """By what each move is about."""
        if not self.new or not self.old:
            told = f"{GONE}{self._kept_out()}" if not self.new else f"{NEW}{self._let_in(self.new)}"
            return {about(move): told for move in self.moves}
        if self.new[1]["received"] < self.old[1]["received"]:
            return {about(move): f"{BACK}{self._kept_out()}" for move in self.moves}
        own = REREAD if self.old[1]["sha256"] == self.new[1]["sha256"] else OWN
        words = self._explained(self.new)
        prompted = prompts(self.form, self.moves, self._doubts(self.old, self.new))
        return {
            about(move): words.get((move.line, move.column)) or prompted.get((move.line, move.column), own)
            for move in self.moves
        }

    def _doubts(self, old: File, new: File) -> Doubts:
        return Doubts(
            before=self._doubts_of((old, (old[0], self.after.get(old[0], _ABSENT)))),
            between=self._doubts_of(self._between(old, new)),
            now=self._doubts_of([new]),
        )

    def _between(self, old: File, new: File) -> Iterator[File]:
        """The unit's files that came after the one that counted and until the one that counts, in their order.

        What was found in older files was settled by the one that counted; what came later prompted nothing yet.
        """
        known = {**self.before, **self.after}
        for name, file in sorted(known.items(), key=lambda one: (str(one[1]["received"]), one[0])):
            timely = old[1]["received"] <= file["received"] <= new[1]["received"]
            if file["unit_code"] == self.unit and timely and name not in (old[0], new[0]):
                yield name, file

    def _doubts_of(self, files: Sequence[File] | Iterator[File]) -> list[Doubt]:
        return [self._doubt(name, one) for name, file in files for one in file["findings"]]

    def _doubt(self, file: str, one: Mapping[str, Any]) -> Doubt:
        along, across = self._about(one)
        return Doubt(
            one["rule"],
            one["form"],
            one["sheet"],
            self._line(one),
            one["column"],
            () if _sides(rules().get(one["rule"])) else _cells(one),  # a sum of columns stands in no cell
            one["found"],
            _numbers(one),
            frozenset(along),
            frozenset(across),
            _said(file, one),
            bool(one.get("explanation") or one.get("waived")),
        )

    def _line(self, one: Mapping[str, Any]) -> str:
        fields = self.form.lines == "fields" and one["form"] == self.form.code
        return self.name(one["line"], "")[0] if fields and one["line"] else one["line"]

    def _about(self, one: Mapping[str, Any]) -> tuple[set[int], set[tuple[str, int]]]:
        """The columns of its line a finding is about, or the forms' columns whose sums it is about."""
        rule, form, column = rules().get(one["rule"]), one["form"], one["column"]
        if rule is None or column is None:
            return set(), set()
        if rule.id in _OF_A_LINE:
            return {column, *(watched_columns(form) if rule.id == YEAR_TO_DATE else ())}, set()
        if rule.id == SAME and form == self.form.code:
            return set(), {(form, number.number) for number in self.form.numbers}
        if form == self.form.code:
            for identity in self.form.identities:
                if one.get("identity") == str(identity):
                    return set(identity.columns), set()
        return set(), {(side.form, number) for side in _sides(rule) for number in side.columns} or {(form, column)}

    def _explained(self, new: File) -> dict[tuple[str, int], str]:
        """What the unit said of its new figures, where it had to, by line and column."""
        return {
            (move.line, move.column): f"Giải trình: {one['explanation']}"
            for move in self.moves
            for one in new[1]["findings"]
            if one.get("explanation")
            and one["sheet"] == move.source_after.sheet
            and one["cell"] in move.source_after.cells
        }

    def _let_in(self, new: File) -> str:
        """What had kept the form from counting: the newest file's gravest words; a waiver where that let it in."""
        waived = [
            _said(new[0], one) for one in new[1]["findings"] if one.get("waived") and one["form"] == self.form.code
        ]
        if new[0] in self.before and waived:
            return f". {waived[0]}"
        older = list(self._between(("", _ABSENT), new))
        return next((f". {said}" for name, file in reversed(older) if (said := self._blocking(name, file))), "")

    def _kept_out(self) -> str:
        """Why the file that counted counts no more: it was taken back, or by what keeps it out."""
        if not self.old:
            return ""
        name, was = self.old
        file = self.after.get(name)
        if file is None or file["unit_code"] not in (self.unit, None):
            moved = any(one["sha256"] == was["sha256"] for one in self.after.values())
            return "" if moved else TAKEN_BACK.format(name)
        if not (one := self._blocker(file)):
            return ""
        let_pass = {(was["rule"], was["sheet"], was["cell"]) for was in self.old[1]["findings"] if was.get("waived")}
        revoked = f". {REVOKED}" if (one["rule"], one["sheet"], one["cell"]) in let_pass else ""
        return f"{revoked}. {_said(name, one)}"

    def _blocking(self, name: str, file: Mapping[str, Any]) -> str:
        return _said(name, one) if (one := self._blocker(file)) else ""

    def _blocker(self, file: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """The finding a file with this form does not count for: on this form if there is one, else the first."""
        has_it = self.form.code in file["forms"] or not file["forms"]  # a refused file's forms are not known
        found = [one for one in file["findings"] if one["severity"] in _BLOCKING and has_it]
        return min(found, key=lambda one: one["form"] != self.form.code, default=None)


def _counting(files: Mapping[str, Any], unit: int, form: str, origins: Sequence[Origin]) -> File | None:
    """The file a unit's form counted from: the one its figures name, else the newest that counts and has the form."""
    named = next((one.file for one in origins if one.file in files), None)
    if named is not None:
        return named, files[named]
    counting = [
        (str(one["received"]), name)
        for name, one in files.items()
        if one["counts"] and one["unit_code"] == unit and form in one["forms"]
    ]
    return (max(counting)[1], files[max(counting)[1]]) if counting else None


def _sides(rule: Rule | None) -> list[Side]:
    """What a rule that compares sums of whole columns adds up."""
    return [side for side in (rule.left, rule.right, rule.part, rule.whole) if side] if rule else []


def _cells(one: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(cell for cell in (one["cell"], *one.get("also", ()), *one.get("suspects", ())) if cell)


def _numbers(one: Mapping[str, Any]) -> tuple[object, ...]:
    """What tells a finding from the same one with other numbers: a sum that lacks as much as before is not mended."""
    lacks = one["difference"]
    found = (one["found"], one["expected"]) if lacks is None else (lacks,)
    return (*found, one.get("key"), len(one.get("also", ())))


def _said(file: str, one: Mapping[str, Any]) -> str:
    return f"{level_of(one).capitalize()} trong «{file}»: {one['message']}"
