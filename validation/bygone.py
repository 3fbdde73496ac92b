"""A report by a unit that does not exist at the period's end: named, refused, and told who reports in its place."""

from collections.abc import Iterator
from datetime import timedelta

from kstt.finding import Finding
from kstt.lineage.chains import descend
from kstt.period import Period, day
from kstt.unit import Register, Unit
from validation.attribution import Evidence
from validation.telling import tell


def bygone(evidence: Evidence, register: Register, period: Period) -> tuple[Unit, list[Finding]] | None:
    """The unit of another time a file speaks of, with the finding; None where it names none, or an officer said whose.

    A name, or a code, of a unit of the period always means that unit.
    """
    if not register.others or register.get(evidence.declared or 0):
        return None
    unit = next(_named(evidence, register, Register(register.others)), None)
    if unit is None:
        return None
    return unit, [tell("submission.unit_bygone", found=unit.name, bygone=_why(unit, register, period))]


def _named(evidence: Evidence, register: Register, others: Register) -> Iterator[Unit]:
    codes = (evidence.declared, evidence.unit_code)
    yield from (unit for code in codes if code is not None and (unit := others.get(code)))
    for name in evidence.names:
        if not register.match(name):
            yield from others.match(name)
    if not evidence.names and evidence.unit_code is None:
        texts = [text for text in evidence.path if not register.within(text)]
        if len(texts) == len(evidence.path):
            yield from (unit for text in texts for unit in others.within(text))


def _why(unit: Unit, register: Register, period: Period) -> str:
    last = period.window[1]
    if unit.valid_from > last:
        return f"hoạt động từ ngày {day(unit.valid_from)}, sau kỳ này"
    every = Register((*register.units, *register.others))
    heirs = ", ".join(one.name for one in descend(every, unit, last).heirs)
    reports = f"số liệu kỳ này do {heirs} báo cáo" if heirs else "danh sách đơn vị không ghi đơn vị kế thừa"
    return f"thôi hoạt động từ ngày {day(unit.valid_to + timedelta(days=1))}, {reports}"
