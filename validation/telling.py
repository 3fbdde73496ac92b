"""Findings told from the rules of the register: the facts of a case put into a rule's sentence and advice."""

from dataclasses import replace
from typing import Any

from kstt.finding import Finding
from kstt.form import Form
from kstt.sheet import address
from validation.register import rule_of

NAMED = 12  # cells named in one sentence; all of them are marked
_MARKS = str.maketrans(".,", ",.")


def tell(rule: str, **facts: Any) -> Finding:
    """A finding of a rule. Facts that are fields of Finding are kept; all of them fill the sentence.

    `form` is a Form or a code. A rule of a family such as `file.macros` takes the sentence of `file`.
    """
    known = rule_of(rule)
    form, line, column = facts.get("form", ""), facts.get("line", ""), facts.get("column")
    row, at = facts.get("row", 0), facts.get("column_at", 0)
    heading = " – ".join(form.column(column).heading) if isinstance(form, Form) and column else ""
    code = form.code if isinstance(form, Form) else form
    finding = Finding(
        severity=known.severity,
        rule=rule,
        message="",
        form=code,
        sheet=facts.get("sheet", ""),
        row=row,
        column_at=at,
        line=line,
        column=column,
        found=facts.get("found"),
        expected=facts.get("expected"),
        identity=facts.get("identity", ""),
        subject=facts.get("subject", ""),
        grounds=facts.get("grounds", ()),
    )
    words: dict[str, Any] = {
        "heading": heading,
        "where": _where(line, column, heading),
        "said": "",
        "elsewhere": "",
        "besides": "",
        "near": "",
        "suspects": "",
    }
    score = isinstance(form, Form) and column and form.column(column).kind == "score"
    words["sample"] = "số điểm, ví dụ 4,27" if score else "số nguyên, ví dụ 1234"
    words |= {"suggestion": "", "cell": address(row, at) if row and at else "", "difference": finding.difference}
    shown = {name: shown_number(value) for name, value in (words | facts | {"form": code}).items()}
    return replace(finding, message=known.sentence.format_map(shown), advice=known.advice.format_map(shown))


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
