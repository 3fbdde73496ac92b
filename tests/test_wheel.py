"""The wheel alone, in a venv and a folder far from the checkout: complete, without addresses, and the same bytes."""

import re
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest
from apart import SMALL, kstt, quarter

from flows.machine.publishing import fingerprint

ROOT = Path(__file__).parents[1]
SOURCES = ("kstt", "flows", "validation", "report_templates", "localities", "docs", "deploy")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built without network from a copy of the sources in which an office left its addresses."""
    place = tmp_path_factory.mktemp("wheel")
    for name in SOURCES:
        copytree(ROOT / name, place / name, ignore=ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "prefect.yaml", "README.md", "LICENSE"):
        (place / name).write_bytes((ROOT / name).read_bytes())
    (place / "localities" / SMALL / "contacts.csv").write_text("code,email\n1,a@example.vn\n", encoding="utf-8")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", "dist"]
    subprocess.run(command, cwd=place, check=True, capture_output=True)
    (built,) = (place / "dist").glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program in a venv that holds the wheel; the libraries are borrowed from this one."""
    place = tmp_path_factory.mktemp("venv")
    venv.create(place, with_pip=False)
    (python,) = [path for path in (place / "bin/python", place / "Scripts/python.exe") if path.exists()]
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--no-deps", "--no-index", str(wheel)]
    subprocess.run(pip, check=True, capture_output=True)
    (site,) = place.rglob("site-packages")
    (site / "borrowed.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    return python.with_name("kstt")


@pytest.mark.parametrize("guide", ["van-hanh.md", "operations.md"])
def test_the_upgrade_a_guide_tells_replaces_a_program_of_the_same_version(
    guide: str, wheel: Path, tmp_path: Path
) -> None:
    told = re.findall(r"/opt/kstt/bin/pip (install .*--.+ kstt)", (ROOT / "docs" / guide).read_text(encoding="utf-8"))
    assert len(told) == 2  # to install, and to upgrade
    venv.create(tmp_path / "program", with_pip=False)
    python = tmp_path / "program" / Path(sys.executable).relative_to(sys.prefix)
    copytree(wheel.parent, tmp_path / "kho")
    with zipfile.ZipFile(tmp_path / "kho" / wheel.name, "a") as newer:
        newer.writestr("kstt/moi.txt", "mới")
    for number, (call, kho) in enumerate(zip(told, (wheel.parent, tmp_path / "kho"), strict=True)):
        words = [sys.executable, "-m", "pip", "--python", str(python), *call.replace(" kho ", f" {kho} ").split()]
        subprocess.run([*words, "--no-deps"], check=True, capture_output=True)
        assert len(list((tmp_path / "program").rglob("kstt/moi.txt"))) == number


def test_the_wheel_holds_all_the_data_and_no_addresses(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        held = {name.partition(".data/data/share/kstt/")[2] or name for name in archive.namelist()}
    sources = wheel.parents[1]
    wanted = {path.relative_to(sources).as_posix() for name in SOURCES for path in (sources / name).rglob("*.*")}
    assert wanted - held == {f"localities/{SMALL}/contacts.csv"}
    assert len(wanted) > 300


def test_the_wheel_gives_the_bytes_of_the_checkout(installed: Path, tmp_path: Path) -> None:
    asked = [installed.with_name("python"), "-P", "-c", "import kstt; print(kstt.__file__)"]
    told = subprocess.run(asked, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert Path(told.strip()).is_relative_to(installed.parents[1])
    quarter(tmp_path / "wheel", program=installed)
    quarter(tmp_path / "checkout")
    made = fingerprint(tmp_path / "wheel/data/out")
    assert f"2026-Q1/Bao-cao-KSTTHC_2026-Q1_{SMALL}.xlsx" in made
    assert made == fingerprint(tmp_path / "checkout/data/out")


def test_an_office_keeps_its_own_locality_beside_its_data(installed: Path, tmp_path: Path) -> None:
    own = tmp_path / "localities" / "xa-thu"
    copytree(ROOT / "localities" / SMALL, own)
    for path in own.glob("*.toml"):  # the plan says whose it is too
        path.write_text(path.read_text(encoding="utf-8").replace(SMALL, "xa-thu"), encoding="utf-8")
    kstt(tmp_path, "blank", "2026-Q1", "--locality", "xa-thu", program=installed)
    assert len(list(tmp_path.rglob("*.xlsx"))) == 5
