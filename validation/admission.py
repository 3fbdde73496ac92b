"""Admits a file's forms to a period: whose they are, which of them are of the period, what stands twice."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from kstt.finding import Finding
from kstt.mention import Mention
from kstt.period import Period
from kstt.unit import Register, Unit
from validation.attribution import Evidence, former_blank, of_period, only_signed, whose
from validation.bygone import bygone
from validation.claims import Claim, counting, without_empty_copies
from validation.parsed import Parsed
from validation.telling import tell

_SIGNED = "Đơn vị báo cáo lấy theo chỗ ký «{}»: đầu biểu và tên tệp đều không ghi"
_FORMER_BLANK = "Tệp lập trên biểu mẫu trống của {}, đầu các biểu đã ghi kỳ này: lấy theo đầu biểu"
_NOTHING = "Trang «{}»: biểu {} ghi không phát sinh, tính là đã báo cáo và không có dòng nào"


@dataclass(slots=True)
class Admission:
    """The unit (None if unknown), the forms that count by code, findings, and what was left aside (Vietnamese)."""

    unit: Unit | None
    forms: dict[str, Parsed] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    set_aside: list[str] = field(default_factory=list)


def admit(
    claims: Sequence[Claim],
    wrong: Sequence[tuple[str, int, str]],
    evidence: Evidence,
    register: Register,
    period: Period,
) -> Admission:
    """What of a readable file belongs to the period. `wrong` are tables not understood: (sheet, row, why).

    `evidence` says where the file lies, what its stamp holds and what sheets without a form say, which names the unit
    where no form was read. A file refused for its layout is told that and no more.
    """
    claims, copies = without_empty_copies(claims)
    mine, aside = counting(claims, period)
    seen = _with_heads(evidence, mine, wrong)
    unit, findings = bygone(seen, register, period) or whose(seen, register)
    admission = Admission(unit, findings=findings if mine else [], set_aside=copies + aside)
    if unit and not findings and (name := only_signed(seen, register)):
        admission.set_aside.append(_SIGNED.format(name))
    if former := former_blank(seen, period):
        admission.set_aside.append(_FORMER_BLANK.format(former))
    if wrong:
        admission.findings += [
            tell("submission.layout", sheet=sheet, row=row, column_at=1, found=why) for sheet, row, why in wrong
        ]
    elif claims:
        admission.findings += [*of_period(seen, period), *_only_totals(evidence, claims)]
    else:
        admission.findings += _only_totals(evidence, claims) or [tell("submission.no_form")]
    if not any(finding.severity == "refuse" for finding in admission.findings):
        _keep_one_of_each(admission, mine)
    return admission


def _only_totals(evidence: Evidence, claims: Sequence[Claim]) -> list[Finding]:
    """The findings on forms that hold a total and no line, and are not filled in elsewhere in the file.

    Beside a form that is read such a form has to be mended, and the others are judged all the same.
    """
    read = {claim.parsed.code for claim in claims}
    lone = {one.only_total: one for one in evidence.covers if one.only_total and one.only_total not in read}
    found = [
        tell("submission.only_total", form=code, sheet=one.sheet, row=one.row, column_at=1)
        for code, one in lone.items()
    ]
    return [replace(one, severity="must_fix") for one in found] if claims else found


def _with_heads(evidence: Evidence, claims: Sequence[Claim], wrong: Sequence[tuple[str, int, str]]) -> Evidence:
    """The evidence with what the heads of the forms say; without any form, what the covers do."""
    return replace(
        evidence,
        names=[name for one in (claims or evidence.covers) for name in one.names],
        passing=[name for claim in claims for name in claim.passing],
        letterheads=[name for claim in claims for name in claim.letterheads],
        signed=[name for claim in claims for name in claim.signed],
        within=[name for claim in claims for name in claim.within],
        periods=[said for claim in claims for said in claim.periods],
        said_on=_said_on(claims),
        sheets=[claim.parsed.sheet for claim in claims] or [sheet for sheet, _, _ in wrong],
    )


def _said_on(claims: Sequence[Claim]) -> dict[Mention, list[str]]:
    """The sheets by what they say of the period; nothing where all forms are on one sheet."""
    if len({claim.parsed.sheet for claim in claims}) < 2:
        return {}
    return {
        said: [claim.parsed.sheet for claim in claims if said in claim.periods]
        for one in claims
        for said in one.periods
    }


def _keep_one_of_each(admission: Admission, claims: Sequence[Claim]) -> None:
    others = dict[str, list[Parsed]]()
    for claim in claims:
        one = claim.parsed
        first = admission.forms.setdefault(one.code, one)
        if first is one:
            admission.set_aside += [_NOTHING.format(one.sheet, one.code)] if one.nothing_arose else []
            continue
        if _content(first) == _content(one):
            admission.set_aside.append(
                f"Trang «{one.sheet}»: biểu {one.code} giống hệt trang «{first.sheet}», chỉ đọc một"
            )
        else:
            others.setdefault(one.code, []).append(one)
    for code, (second, *more) in others.items():
        first = admission.forms[code]
        found, other = _where(first, second), _where(second, first)
        besides = f"; cả ở trang {', '.join(f'«{_where(one, first)}»' for one in more)}" if more else ""
        facts = {"form": code, "sheet": second.sheet, "found": found, "expected": other, "besides": besides}
        admission.findings.append(tell("submission.form_twice", **facts))


def _where(one: Parsed, other: Parsed) -> str:
    """The sheet of a table, with its first row where both are on one sheet."""
    first = min((line.row for line in one.lines), default=0)
    return f"{one.sheet}, dòng {first}" if one.sheet == other.sheet and first else one.sheet


def _content(parsed: Parsed) -> list[tuple[str, str, list[int | None]]]:
    return [(line.section, line.label, numbers) for _, line, numbers in parsed.data_lines()]
