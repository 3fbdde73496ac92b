"""Where files are judged: here, or a few of them by a second process that has loaded what judges in the meantime.

What judges (pandera) takes longer to load than a few files take to be judged.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from flows.machine.side_by_side import Beside
from flows.received.intake import forms_of
from kstt.finding import Finding
from kstt.form import FixedLine, Form
from kstt.period import Period
from validation.parsed import Parsed

_FEW = 20  # files; more take longer to travel than it takes to load here, which is done while they are being read

Findings = dict[int, list[Finding]]
Judge = Callable[[Sequence[Form], Mapping[int, Mapping[str, Parsed]], Period, frozenset[str]], Findings]


def judge(
    forms: Sequence[Form], parsed: Mapping[int, Mapping[str, Parsed]], period: Period, withdrawn: frozenset[str]
) -> Findings:
    """The findings of every file; see validation.judging."""
    from validation.judging import judge_forms

    return judge_forms(forms, parsed, period, withdrawn)


def prepare(period: Period, lines: tuple[FixedLine, ...]) -> None:
    """Makes all that judging a period's forms needs, before there is anything to judge; `lines` are those of tasks."""
    import validation.judging  # noqa: F401 - all that judges
    from validation.frames import frame_of
    from validation.schemas import failures

    for form in forms_of(period, lines):
        failures(form, frame_of(form, {}))


def judge_of(files: int, beside: Beside, meanwhile: Callable[[], object]) -> Judge:
    """Who judges so many files; `meanwhile` is done here where others do."""
    if files <= _FEW and beside.apart:
        return partial(beside.ask, meanwhile, judge)
    import validation.judging  # noqa: F401 - now, while the files are being read

    return judge
