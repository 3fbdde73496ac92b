"""One issue of a report held against another: everything that changed, why, and what it led to."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from kstt.changes.change import Change
from kstt.changes.consequence import Shift, Turn
from kstt.changes.move import Move, Words

About = tuple[int, str, str, int]
BY_TODAY = "Đánh giá chỉ tiêu và thứ hạng của cả hai lần ở đây đều tính theo kế hoạch, danh mục hiện nay."
"""What is to be known where a plan or a list changed between the issues: its own effect is not among the changes."""
SO_FAR_BY_TODAY = "Lũy kế của cả hai lần ở đây đều tính theo số liệu các quý trước hiện nay."
"""The same where figures of earlier quarters changed and those the issue was made from are not kept."""


def about(move: Move) -> About:
    """What a move is about: unit code, form, line, column."""
    return move.unit_code, move.form, move.line, move.column


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed from issue `before` to issue `after`.

    `lists` names the definitions, rules and lists that are not the same, `asked` says whose correction was asked for
    and why, `idle` the same of units of which nothing changed, `reasons` why a unit's figure moved (all in Vietnamese);
    `units` gives names by code, `received` when a file came (ISO 8601, by the file's name). `by_today` is whether
    plans, lists or definitions are among what is not the same: the issue `before` was judged by others then;
    `so_far_by_today` whether the year so far is told by figures of earlier quarters that were others then. Of a
    period `added_up` from quarters no figure stands in one cell: the quarter that changed tells where.
    """

    before: int
    after: int
    changes: tuple[Change, ...] = ()
    words: tuple[Words, ...] = ()
    turns: tuple[Turn, ...] = ()
    shifts: tuple[Shift, ...] = ()
    lists: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    idle: tuple[str, ...] = ()
    reasons: Mapping[About, str] = field(default_factory=dict)
    units: Mapping[int, str] = field(default_factory=dict)
    received: Mapping[str, str] = field(default_factory=dict)
    by_today: bool = False
    so_far_by_today: bool = False
    added_up: bool = False

    @property
    def caveat(self) -> str:
        """What is to be known of the judgements; empty where both issues are told as they were."""
        return " ".join([BY_TODAY] * self.by_today + [SO_FAR_BY_TODAY] * self.so_far_by_today)

    @property
    def empty(self) -> bool:
        """Whether nothing at all changed."""
        return not (self.changes or self.words or self.turns or self.shifts or self.lists)
