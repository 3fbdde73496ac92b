"""Findings told from the rules of the register: the facts of a case put into a rule's sentence and advice."""

from dataclasses import replace
from typing import Any

from kstt.finding import Finding
from kstt.form import Form
from validation.register import rule_of

NAMED = 12  # cells named in one sentence; all of them are marked
_QUOTED = 100  # characters of a cell that are quoted; the whole text is in the unit's own file
_QUOTE = "«{found}»"
_KEPT = ("sheet", "row", "column_at", "line", "column", "found", "expected", "identity", "subject", "grounds")
_MAY_BE_SAID = ("said", "elsewhere", "besides", "near", "suspects", "suggestion")  # words a sentence does without
_MARKS = str.maketrans(".,", ",.")


def tell(rule: str, **facts: Any) -> Finding:
    """A finding of a rule. Facts that are fields of Finding are kept; all of them fill the sentence.

    `form` is a Form or a code. A rule of a family such as `file.macros` takes the sentence of `file`.
    """
    known, form = rule_of(rule), facts.get("form", "")
    if _QUOTE in known.sentence:
        facts["found"] = _quoted(facts["found"])
    code = form.code if isinstance(form, Form) else form
    kept = {name: facts[name] for name in _KEPT if name in facts}
    finding = Finding(known.severity, rule, "", form=code, **kept)
    column = form.column(finding.column) if isinstance(form, Form) and finding.column else None
    heading = " – ".join(column.heading) if column else ""
    words: dict[str, Any] = dict.fromkeys(_MAY_BE_SAID, "") | {
        "heading": heading,
        "where": _where(finding.line, finding.column, heading),
        "sample": "số điểm, ví dụ 4,27" if column and column.kind == "score" else "số nguyên, ví dụ 1234",
        "cell": finding.cell,
        "difference": finding.difference,
    }
    shown = {name: shown_number(value) for name, value in (words | facts | {"form": code}).items()}
    return replace(finding, message=known.sentence.format_map(shown), advice=known.advice.format_map(shown))


def _quoted(found: Any) -> Any:
    """What was found as a sentence quotes it: of a text as long as a paragraph its start, to the end of a word."""
    if not isinstance(found, str) or len(found) <= _QUOTED:
        return found
    start = found[:_QUOTED]
    return f"{start.rpartition(' ')[0] or start}…"


def shown_number(value: Any) -> Any:
    """A number as Vietnamese readers write it; anything else unchanged.

    >>> shown_number(-1234567), shown_number(1234.5), shown_number("1.2")
    ('-1.234.567', '1.234,5', '1.2')
    """
    if not isinstance(value, int | float) or isinstance(value, bool):
        return value
    return f"{value:,}".translate(_MARKS)


def _where(line: str, column: int | None, heading: str) -> str:
    place = f"cột ({column})" + (f" {heading}" if heading else "")
    return f"Dòng «{line}», {place}" if line else place[:1].upper() + place[1:]
