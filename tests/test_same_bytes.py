"""The same files give the same bytes in every time zone, language, order of hashes and folder."""

import os
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from apart import SMALL, in_one_process

from flows.machine.publishing import fingerprint

SAMPLES = Path(__file__).parent / "samples" / "2026-Q1"
ELSEWHERE = {
    "New York": {"TZ": "America/New_York", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "Thổ Nhĩ Kỳ": {"TZ": "Pacific/Kiritimati", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "1"},
}
HOME = {"TZ": "Asia/Ho_Chi_Minh", "LC_ALL": "vi_VN.UTF-8", "PYTHONHASHSEED": "2"}
MIDNIGHT = datetime(2026, 3, 17, 16, 59, 59, tzinfo=UTC).timestamp()  # the last second in time, by the office's clock


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Where the languages of the table are found; made here where the system has their sources but not them."""
    place = tmp_path_factory.mktemp("locales")
    for name in ("tr_TR", "vi_VN"):
        if shutil.which("localedef"):
            made = ["localedef", "-c", "-i", name, "-f", "UTF-8", str(place / f"{name}.UTF-8")]
            subprocess.run(made, check=False, capture_output=True)
    return {"LOCPATH": str(place)} if any(place.iterdir()) else {}


def outputs(home: Path, environment: dict[str, str]) -> dict[str, str]:
    """Everything that is written for an example quarter, and for files that go back, some without a noted time."""

    def call(*commands: tuple[str, ...]) -> None:
        in_one_process(home, *commands, environment=environment)

    call(("sample", "2026-Q1", "--locality", SMALL))
    raw = home / "data/raw/2026-Q1"
    made = {f"raw/{name}": sha for name, sha in fingerprint(raw).items()}
    (raw / "received.csv").unlink()
    for path in raw.iterdir():
        os.utime(path, (MIDNIGHT, MIDNIGHT))
    call(
        ("run", "2026-Q1", "--locality", SMALL, "--no-prefect"),
        ("blank", "2026-Q2", "--locality", SMALL),
        ("remind", "2026-Q1", "--locality", SMALL, "--as-of", "2026-03-18"),
        ("run", "2026-Q1", "--no-prefect", "--raw", str(SAMPLES), "--out", "back/out"),
    )
    return made | fingerprint(home / "data/out") | {f"back/{n}": s for n, s in fingerprint(home / "back/out").items()}


def test_nothing_depends_on_where_it_is_written(tmp_path: Path, spoken: dict[str, str]) -> None:
    here = outputs(tmp_path / "here", spoken | HOME)
    kinds = {Path(name).suffix for name in here}
    assert kinds >= {".xlsx", ".docx", ".html", ".json", ".parquet", ".txt", ".eml", ".csv"}
    assert any(name.startswith("back/2026-Q1/tra-lai/") for name in here)
    for place, environment in ELSEWHERE.items():
        there = outputs(tmp_path / place, spoken | environment)
        assert there == here, place
