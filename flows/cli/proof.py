"""The command `kstt prove`, and what `kstt run --prove` shows of a proof."""

from pathlib import Path

import typer

from flows.cli.words import OUT, Out, PeriodText
from flows.machine.speaking import complain, say


def prove(period: PeriodText, out: Out = OUT) -> None:
    """Chứng minh số liệu của kỳ: tính lại bằng công cụ độc lập, cộng lại, so sánh; ghi chung-minh.txt."""
    from flows.proof.proving import prove as prove_folder
    from flows.record.contract import RECORD
    from flows.record.read_back import damaged
    from kstt.form import DefinitionError
    from kstt.mention import parse

    when = parse(period)
    folder = out / str(when)
    if not (folder / RECORD).is_file():
        complain(f"Chưa có lần chạy nào cho kỳ {when} trong {out}. Hãy chạy: kstt run {when}")
        raise typer.Exit(2)
    if wrong := damaged(folder):
        raise DefinitionError(wrong)
    prove_folder(folder)
    raise typer.Exit(0 if shown(folder) else 1)


def shown(folder: Path) -> bool:
    """Says what the proof in a folder came to, and whether everything holds."""
    from flows.proof.record import in_short, read_proof
    from kstt.proof import PROOF_TEXT

    say(in_short((folder / PROOF_TEXT).read_text(encoding="utf-8")))
    say(f"Từng trang đã được chứng minh thế nào: {folder / PROOF_TEXT}")
    return bool(read_proof(folder)["result"] == "proved")
