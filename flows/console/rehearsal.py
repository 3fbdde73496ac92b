"""A rehearsal on the console: one file, its verdict, its findings."""

from pathlib import Path

from rich.markup import escape

from flows.machine.terminal import console
from flows.received.collecting import Case
from kstt.finding import SEVERITIES, VERDICTS, Finding
from kstt.spoken import ended


def show_case(case: Case, copy: Path | None) -> None:
    """The rehearsal of one file."""
    unit = case.unit.name if case.unit else "chưa rõ đơn vị"
    console.print(f"[bold]{escape(case.received.name)}[/] – {escape(unit)}: {VERDICTS[case.submission.verdict]}")
    for finding in case.findings:
        console.print(f"  - {_line(finding)}", soft_wrap=True)
    for sentence in case.set_aside:
        console.print(f"  - lưu ý: {escape(sentence)}", soft_wrap=True)
    if copy:
        console.print(f"  Bản đánh dấu: {escape(str(copy))}", soft_wrap=True)


def _line(finding: Finding) -> str:
    place = f"trang «{finding.sheet}» ô {finding.cell}: " if finding.cell else ""
    said = " ".join(ended(sentence) for sentence in (finding.message, finding.advice) if sentence)
    return f"{SEVERITIES[finding.severity]}: {escape(place + said)}"
