"""The command `kstt prove`."""

from pathlib import Path

import typer

from flows.cli_words import OUT, Out, PeriodText
from flows.speaking import complain, say


def prove(period: PeriodText, out: Out = OUT) -> None:
    """Chứng minh số liệu của kỳ: tính lại bằng công cụ độc lập, cộng lại, so sánh; ghi chung-minh.txt."""
    from kstt.period import parse

    folder = out / str(parse(period))
    if not (folder / "run.json").is_file():
        complain(f"Chưa có lần chạy nào cho kỳ {period} trong {out}. Hãy chạy: kstt run {period}")
        raise typer.Exit(2)
    raise typer.Exit(0 if proved(folder) else 1)


def proved(folder: Path) -> bool:
    """Proves the last run of a folder, says what came of it, and whether everything holds."""
    from flows.proof_record import lines_of
    from flows.proving import prove as prove_folder
    from kstt.proof import PROOF_TEXT

    proof = prove_folder(folder)
    for line in lines_of(proof):
        say(line)
    say(f"Kết quả: {folder / PROOF_TEXT}")
    return proof.proved
