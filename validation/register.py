"""The register of rules as code sees it: severity, sentence and advice of each, and which of them judge a period."""

import hashlib
import re
import tomllib
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

from kstt.finding import SEVERITIES, Finding, Severity
from kstt.form import DefinitionError, Form, keys_of
from kstt.mention import parse
from kstt.period import Period, in_force

PATH = Path(__file__).parent / "rules" / "register.toml"


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a rule between forms: the sum of some columns over all lines of a form."""

    form: str
    columns: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its name, how grave it is, what it says, on what ground, and from which period until which it judges.

    Up to the period `trial_until` it only notes. Only a rule on numbers that can be counted all the same is `waivable`:
    it may end, be waived for a unit or be withdrawn. `watched`, `part`, `whole` and `limits` are the columns and the
    thresholds of rules that compare with other figures.
    """

    id: str
    title: str
    severity: Severity
    sentence: str
    advice: str
    source: str
    since: Period
    left: Side | None = None
    right: Side | None = None
    until: Period | None = None
    trial_until: Period | None = None
    waivable: bool = False
    watched: tuple[Side, ...] = ()
    part: Side | None = None
    whole: Side | None = None
    limits: Mapping[str, int] = field(default_factory=dict)


_NEEDED = ("id", "title", "severity", "sentence", "advice", "source", "from")
_KEYS = {one.name for one in fields(Rule)} - {"since"} | {"from"}

Tells = Callable[[str], bool]
"""Whether a rule judges, by its id."""


@dataclass(frozen=True, slots=True)
class InForce:
    """The rules that judge: those of a period, without the withdrawn ones."""

    period: Period
    withdrawn: frozenset[str] = frozenset()

    def tells(self, rule: str) -> bool:
        """Whether a rule judges. What can not be read or is nobody's is refused under the rules of any period."""
        known = rule_of(rule)
        return known.severity == "refuse" or (
            rule not in self.withdrawn and in_force(known.since, known.until, self.period)
        )

    def told(self, findings: Iterable[Finding]) -> list[Finding]:
        """The findings of rules that judge, as grave as the rules are in the period."""
        return [replace(one, severity=self._severity(one)) for one in findings if self.tells(one.rule)]

    def _severity(self, finding: Finding) -> Severity:
        trial = rule_of(finding.rule).trial_until
        return "note" if trial and self.period.window[1] <= trial.window[1] else finding.severity


@cache
def rules() -> Mapping[str, Rule]:
    """Every rule by its id; raises DefinitionError where the register is wrong."""
    try:
        told = tomllib.loads(PATH.read_text(encoding="utf-8"))["rule"]
    except tomllib.TOMLDecodeError as wrong:
        at = re.search(r"line (\d+)", str(wrong))
        raise DefinitionError(f"{PATH.name} không đọc được, lỗi ở dòng {at[1] if at else 'cuối'}") from None
    read = [_rule(dict(one)) for one in told]
    for name in ("id", "title"):
        if len({getattr(rule, name) for rule in read}) != len(read):
            raise DefinitionError(f"{PATH.name}: hai quy tắc cùng {name}")
    return {rule.id: rule for rule in read}


def rule_of(id_: str) -> Rule:
    """The rule of an id; one of a family such as `file.macros` has the family's. KeyError where there is none."""
    return rules().get(id_) or rules()[id_.split(".", maxsplit=1)[0]]


def title_of(id_: str) -> str:
    """What an officer calls a rule; every rule of a family such as `file.macros` by the family's name.

    >>> title_of("cell.negative"), title_of("file.macros")
    ('Số âm', 'Tệp không nhận được')
    """
    return rule_of(id_).title


def register_hash() -> str:
    """A short hash of the register's content: every output names the rules it was judged by."""
    return hashlib.sha256(PATH.read_bytes()).hexdigest()[:16]


def hold_against(forms: Sequence[Form], words: Container[str]) -> None:
    """Raises DefinitionError where a rule names a form, a column or a word in braces that nobody knows."""
    numbers: dict[str, set[int]] = {}
    for form in forms:
        numbers.setdefault(form.code, set()).update(column.number for column in form.numbers)
    for rule in rules().values():
        for side in filter(None, (rule.left, rule.right, rule.part, rule.whole, *rule.watched)):
            if strange := [number for number in side.columns if number not in numbers.get(side.form, ())]:
                raise DefinitionError(f"{_called(rule.id)}: biểu {side.form} không có cột số {strange}")
            judged = [form for form in forms if form.code == side.form and _judges(rule, form)]
            for number in side.columns:
                if len(keys := keys_of(number, judged)) > 1:
                    raise DefinitionError(
                        f"{_called(rule.id)}: các bản của biểu {side.form} để ở cột ({number}) những cột khác nhau: "
                        f"{', '.join(keys)}; hãy ghi until ở quy tắc cũ và thêm quy tắc mới cho bản mới"
                    )
        named = (word for text in (rule.sentence, rule.advice) for _, word, _, _ in Formatter().parse(text) if word)
        if unknown := [word for word in named if word not in words]:
            raise DefinitionError(f"{_called(rule.id)}: không rõ chữ trong ngoặc nhọn: {', '.join(unknown)}")


def _judges(rule: Rule, form: Form) -> bool:
    """Whether a rule is in force while a version of a form is."""
    first, last = form.days
    return rule.since.window[0] <= last and (rule.until is None or first <= rule.until.window[1])


def _called(rule: str) -> str:
    return f"{PATH.name}: quy tắc {rule}"


def _rule(told: dict[str, Any]) -> Rule:
    called = _called(told.get("id", "(chưa có id)"))
    if lacking := [key for key in _NEEDED if not told.get(key)]:
        raise DefinitionError(f"{called}: chưa ghi {', '.join(lacking)}")
    if strange := sorted(told.keys() - _KEYS):
        raise DefinitionError(f"{called}: không có khóa {', '.join(strange)}")
    if told["severity"] not in SEVERITIES:
        said = f"severity phải là một trong {', '.join(SEVERITIES)}, đang là «{told['severity']}»"
        raise DefinitionError(f"{called}: {said}")
    if ("left" in told) != ("right" in told):
        raise DefinitionError(f"{called}: left và right phải đi cùng nhau")
    told["since"] = told.pop("from")
    for name in told.keys() & {"since", "until", "trial_until"}:
        try:
            told[name] = parse(told[name])
        except ValueError as wrong:
            raise DefinitionError(f"{called}: {wrong}") from None
    for side in told.keys() & {"left", "right", "part", "whole"}:
        told[side] = _side(told[side])
    rule = Rule(**told | {"watched": tuple(map(_side, told.get("watched", ())))})
    if (rule.until or rule.trial_until) and not rule.waivable:
        raise DefinitionError(f"{called}: không thể thôi áp dụng vì khi đó không có số để tính; cần waivable = true")
    return rule


def _side(told: dict[str, Any]) -> Side:
    return Side(told["form"], tuple(told["columns"]))
