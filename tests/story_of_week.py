"""Tells the week of tests/test_week.py in docs/tuan-bao-cao.md: what the program printed, and pictures of the screen.

    python tests/story_of_week.py [--no-pictures]

Needs Chromium for the pictures and pngquant for making them small. What stands between the page's marks is replaced.
"""

import base64
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

from browser import Tab, browser
from prefect_service import Service, service
from week import EAST, ID, NORTH, SAME, WARD, WEST, drop, make_office

from flows.machine.clock import VIETNAM

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "tuan-bao-cao.md"
PICTURES = ROOT / "docs" / "hinh"
_BLOCK = re.compile(r"(<!-- (?P<name>[a-z-]+) -->\n```\n).*?(```\n)", re.DOTALL)
CORRECTION = {"period": "2026-Q1", "unit": f"{SAME} Phường Đồ Sơn", "reason": "Công văn 12 của phường Đồ Sơn"}


def main(*, pictures: bool) -> None:
    with tempfile.TemporaryDirectory(prefix="kstt-") as place:
        office, home = Path(place) / "office", Path(place) / "prefect"
        office.mkdir()
        os.chdir(office)
        told = tell(office, home, pictures=pictures)
    page = PAGE.read_text(encoding="utf-8")
    names = {found["name"] for found in _BLOCK.finditer(page)}
    if names != set(told):
        raise SystemExit(f"marks of the page: {sorted(names ^ set(told))}")
    PAGE.write_text(_BLOCK.sub(lambda found: f"{found[1]}{told[found['name']]}{found[3]}", page), encoding="utf-8")


def tell(office: Path, home: Path, *, pictures: bool) -> dict[str, str]:
    """The week; gives what was printed by the names of the page's marks."""
    os.environ |= {"KSTT_LOCALITY": ID, "KSTT_WHO": "cán bộ tổng hợp"}
    make_office(office)
    told = {"blank": kstt("blank", "2026-Q1")}
    with service(office, home, KSTT_LOCALITY=ID, KSTT_WHO="cán bộ tổng hợp") as prefect:
        served = prefect.log().partition("Đang phục vụ")
        told["serve"] = re.sub(r":\d+/api", ":4200/api", f"{served[1]}{served[2].splitlines()[0]}\n")

        def run(name: str, **parameters: str) -> str:
            state, message = prefect.run(name, **parameters)
            return f"{state}: {message}\n"

        drop(office, (WARD, EAST))
        drop(office, (SAME,), wrong=True)
        told["sunday"] = run("collect", now=at(15, "09:00"))
        told["returned"] = listed(office / "data/out/2026-Q1", "tra-lai", "tra-loi")
        told["monday"] = run("remind", now=at(16, "08:00")) + run("quarterly-report", now=at(16, "09:05"))
        told["letter"] = letter(office)
        told["draft"] = kstt("status", "2026-Q1")
        drop(office, (WEST, NORTH))
        drop(office, (SAME,))
        told["tuesday"] = run("collect", now=at(17, "16:00"))
        told["deadline"] = run("quarterly-report", now=at(18, "00:05"))
        drop(office, (SAME,), corrected=True, name="do-son dinh chinh.xlsx")
        told["late"] = run("collect", now=at(19, "10:00")) + run("quarterly-report", now=at(19, "11:05"))
        told["correction"] = run("correction", **CORRECTION)
        told["difference"] = shortened(kstt("diff-report", "2026-Q1", "1", "2"))
        told["failed"] = failed(prefect, office)
        if pictures:
            take_pictures(prefect)
    told["ledger"] = kstt("rebuild") + re.sub(r"(mã cuối \w{8})\w+", r"\1…", kstt("ledger", "verify"))
    return told


def failed(prefect: Service, office: Path) -> str:
    """What a run says where the office's own list is broken."""
    units = office / "localities" / ID / "units.csv"
    whole = units.read_bytes()
    units.write_bytes(whole.replace(b"11740,", b"117x0,"))
    try:
        state, message = prefect.run("quarterly-report", period="2026-Q1")
    finally:
        units.write_bytes(whole)
    return f"{state}: {message}\n"


def kstt(*words: str) -> str:
    """What a command prints."""
    command = [Path(sys.executable).with_name("kstt"), *words]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def shortened(text: str) -> str:
    """The first rows of a table that says the same of many figures, and what stands below it."""
    lines = text.splitlines()
    end = max(at for at, line in enumerate(lines) if line.startswith("└"))
    return "\n".join([*lines[:7], "…", *lines[end + 1 :]]) + "\n"


def listed(folder: Path, *names: str) -> str:
    return "".join(
        f"{path.relative_to(folder.parents[2])}\n" for name in names for path in sorted((folder / name).iterdir())
    )


def letter(office: Path) -> str:
    """The letter to the ward whose file had a fault."""
    (path,) = (office / "data/out/2026-Q1/nhac-viec").glob("*do-son*.txt")
    return path.read_text(encoding="utf-8")


def at(day: int, clock: str) -> str:
    return f"2026-03-{day}T{clock}:00+07:00"


def take_pictures(prefect: Service) -> None:
    """Pictures of the screen, each small enough for a page."""
    PICTURES.mkdir(exist_ok=True)
    form = f"/deployments/deployment/{prefect.ask('GET', '/deployments/name/correction/correction')['id']}/run"
    runs = prefect.ask("POST", "/flow_runs/filter", {"sort": "START_TIME_DESC"})
    wrong = next(run["id"] for run in runs if run["state"]["type"] == "FAILED")
    pages = {
        "luot-chay": "/runs",
        "viec": "/deployments",
        "dinh-chinh": f"{form}?parameters={quote(json.dumps(CORRECTION))}",
        "that-bai": f"/runs/flow-run/{wrong}?tab=Details",
    }
    for one in prefect.ask("POST", "/artifacts/latest/filter", {}):
        pages[one["key"].removeprefix(f"{ID}-2026-q1-")] = f"/artifacts/artifact/{one['latest_id']}"
    with tempfile.TemporaryDirectory() as profile, browser(Path(profile)) as tab:
        tab.ask("Emulation.setTimezoneOverride", timezoneId=str(VIETNAM))
        for name, path in pages.items():
            picture(tab, f"{prefect.url}{path}", PICTURES / f"{name}.png", 1350 if name == "luot-chay" else 950)


def picture(tab: Tab, url: str, target: Path, height: int) -> None:
    """A page of the screen as a small PNG, a while after everything has come and faded in."""
    size = {"width": 1400, "height": height, "deviceScaleFactor": 1, "mobile": False}
    tab.ask("Emulation.setDeviceMetricsOverride", **size)
    tab.ask("Page.navigate", url="about:blank")
    tab.ask("Page.navigate", url=url)
    time.sleep(8)
    target.write_bytes(base64.b64decode(tab.ask("Page.captureScreenshot")["data"]))
    subprocess.run(["pngquant", "--force", "--speed", "1", "--output", target, "64", target], check=True)


if __name__ == "__main__":
    main(pictures="--no-pictures" not in sys.argv)
