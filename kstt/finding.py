"""A finding: one cause, one place, one sentence."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal

from kstt.sheet import address

Severity = Literal["refuse", "must_fix", "must_explain", "note"]
Verdict = Literal["accepted", "must_fix", "refused"]
SEVERITIES: dict[Severity, str] = {
    "refuse": "từ chối",
    "must_fix": "phải sửa",
    "must_explain": "phải giải trình",
    "note": "lưu ý",
}
CHECKED_BY_QUARTER = "Kỳ này cộng từ các quý, không có tệp riêng để kiểm tra: phát hiện xem ở báo cáo của từng quý."
"""What is said in place of findings where a period is the sum of its quarters."""
WHERE_WHY = "lý do ở trang «Đọc khác, bỏ qua» hoặc «Giải trình» của báo cáo"
"""Where the report says why numbers do not add up: quarters that do not join up, or a rule that was waived."""
DISAGREE = "số liệu không khớp"
"""What is said of units that are not counted though they gave numbers: sums, or a part and its whole, do not agree."""
LACKING = "thiếu số liệu của quý trước đó trong năm"
"""What is said of units of the period that are not in the year so far."""
EXPLAINED, WAIVED = "đã giải trình", "được miễn"
LEVELS = (*SEVERITIES.values(), EXPLAINED, WAIVED)
VERDICTS = {
    "accepted": "chấp nhận",
    "must_fix": "phải sửa",
    "refused": "từ chối",
    "superseded": "đã được thay thế",
    "after_closing": "nhận sau khi chốt số liệu",
    "missing": "chưa gửi",
}
RuleTitle = Callable[[str], str]
"""What an officer calls a rule, by its id."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong. `found` and `expected` are numbers where they can be, else words, else None.

    `row` and `column_at` are the place on the sheet (0 where a finding concerns the whole file); `column` is the
    form's column number. `message` is one plain Vietnamese sentence, `advice` what the unit should do. `suspects` are
    the addresses of other cells that may be wrong instead; `expected` is only what would suit this cell then. `also`
    are the addresses of further cells of the same cause, such as the rest of a column. `left_blank` says that its cell
    was left blank and only counted as 0. `identity` is the relation of columns it tells of, as its sentence writes it.

    `subject` is the line's official name where it has one, `grounds` further numbers the rule looked at: an explanation
    is of all of them. `explanation` is what settled it, with who said so and when; `waived` why it is let pass.
    """

    severity: Severity
    rule: str
    message: str
    advice: str = ""
    form: str = ""
    sheet: str = ""
    row: int = 0
    column_at: int = 0
    line: str = ""
    column: int | None = None
    found: Any = None
    expected: Any = None
    file: str = ""
    unit_code: int | None = None
    suspects: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    left_blank: bool = False
    identity: str = ""
    subject: str = ""
    grounds: tuple[int, ...] = ()
    explanation: str = ""
    explained_by: str = ""
    explained_at: str = ""
    waived: str = ""

    @property
    def level(self) -> str:
        """How grave it is now, in Vietnamese: an explanation settles it, a waiver lets it pass."""
        return WAIVED if self.waived else EXPLAINED if self.explanation else SEVERITIES[self.severity]

    @property
    def owed(self) -> bool:
        """Whether the unit has yet to explain it."""
        return self.severity == "must_explain" and not self.explanation

    @property
    def key(self) -> str:
        """What an explanation of it is known by: rule, form, line and column, and a fingerprint of the numbers."""
        stem = "|".join((self.rule, self.form, self.subject or self.line, str(self.column or "")))
        return f"{stem}|{self._fingerprint}" if self.severity == "must_explain" else stem

    @property
    def _fingerprint(self) -> str:
        numbers = json.dumps([self.found, self.expected, *self.grounds], ensure_ascii=False, default=str)
        return hashlib.sha256(numbers.encode()).hexdigest()[:12]

    @property
    def difference(self) -> int | float | None:
        """Found minus expected, where both are numbers."""
        if isinstance(self.found, int | float) and isinstance(self.expected, int | float):
            return self.found - self.expected
        return None

    @property
    def stands(self) -> Any:
        """What is found as a reader of the file sees it: a blank is not the 0 it counts as."""
        return "(để trống)" if self.left_blank else self.found

    @property
    def cell(self) -> str:
        """The address, e.g. C8; empty where the finding concerns the whole file."""
        return address(self.row, self.column_at) if self.row else ""

    @property
    def cells(self) -> tuple[str, ...]:
        """The addresses of all cells of its cause; empty where it concerns the whole file."""
        return (self.cell, *self.also) if self.cell else ()

    def within(self, file: str, unit_code: int | None) -> "Finding":
        """The same finding, in a known file of a known unit."""
        return replace(self, file=file, unit_code=unit_code)


def levels_of(findings: Iterable[Finding]) -> str:
    """How many findings there are of each level, in words: «2 phải sửa, 1 lưu ý»."""
    counts = Counter(finding.level for finding in findings)
    return ", ".join(f"{counts[level]} {level}" for level in LEVELS if counts[level])


def verdict(findings: Iterable[Finding]) -> Verdict:
    """What the findings of one submission make of it."""
    severities = {finding.severity for finding in findings}
    if "refuse" in severities:
        return "refused"
    return "must_fix" if "must_fix" in severities else "accepted"
