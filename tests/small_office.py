"""An office with seven units that have sent what a quarter brings: in time, late, faulty, refused, nothing."""

from collections.abc import Mapping
from pathlib import Path

from papers import PERIOD, in_process
from test_quarter import DO_SON, FILES, HAI_AN, HONG_BANG, KIEN_AN, LE_CHAN, VINH_BAO, send

from flows.quarter import run_quarter
from flows.record.request import Request, Run

AN_DUONG = 11581
UNITS = (HONG_BANG, LE_CHAN, HAI_AN, KIEN_AN, DO_SON, AN_DUONG, VINH_BAO)
_SHIPPED = Path(__file__).parents[1] / "localities" / "hai-phong"


def settle_in(home: Path) -> Request:
    """The office's own folder with its seven units, below a working folder."""
    own = home / "localities" / "hai-phong"
    own.mkdir(parents=True, exist_ok=True)
    for name in ("locality.toml", "fields.csv"):
        (own / name).write_bytes((_SHIPPED / name).read_bytes())
    head, *rows = (_SHIPPED / "units.csv").read_text(encoding="utf-8").splitlines()
    mine = [row for row in rows if row.split(",")[0] in map(str, UNITS)]
    assert len(mine) == len(UNITS)
    (own / "units.csv").write_text("\n".join([head, *mine]) + "\n", encoding="utf-8")
    return Request(PERIOD, "hai-phong", home / "data/raw/2026-Q1", home / "data/out")


def contacts(home: Path, told: Mapping[int, str]) -> None:
    """The office's list of addresses."""
    rows = "".join(f"{code},{email}\n" for code, email in told.items())
    (home / "localities/hai-phong/contacts.csv").write_text("code,email\n" + rows, encoding="utf-8")


def run(request: Request, files: Mapping[str, tuple[bytes, str]] = FILES) -> Run:
    """A run over files as received."""
    send(request.raw, files)
    return run_quarter(request, in_process)
