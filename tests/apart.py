"""Commands as an office runs them: a process of its own, in a folder of its own, with nothing of ours around it."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

KSTT = Path(sys.executable).with_name("kstt")
SMALL = "nam-do-son"  # five units: the smallest example quarter
MADE = {"TZ": "Asia/Ho_Chi_Minh", "LC_ALL": "C.UTF-8"}


def kstt(
    home: Path, *words: str, program: Path = KSTT, code: int = 0, environment: Mapping[str, str] = MADE
) -> subprocess.CompletedProcess[str]:
    """Runs the program in a working folder; fails with what it said where it ends otherwise than foreseen."""
    home.mkdir(parents=True, exist_ok=True)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("KSTT_", "LC_", "LANG", "PREF"))}
    done = subprocess.run(
        [program, *words], cwd=home, env=kept | environment, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done


def quarter(home: Path, program: Path = KSTT, environment: Mapping[str, str] = MADE) -> None:
    """The smallest example quarter, made and run."""
    for words in (["sample", "2026-Q1"], ["run", "2026-Q1", "--no-prefect"]):
        kstt(home, *words, "--locality", SMALL, program=program, environment=environment)
