"""What is shipped to run the program as a service: every command, variable and address in it is one that exists."""

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from configparser import ConfigParser
from datetime import datetime
from pathlib import Path
from shutil import which
from typing import Any

import prefect.settings
import pytest
import yaml
from typer.main import get_command

from flows.cli.app import app
from flows.ledger.store import place_of
from flows.machine.settings import settings

DEPLOY = Path(__file__).parents[1] / "deploy"
BIN = Path(sys.executable).parent
UNITS = sorted(DEPLOY.glob("*.service"))
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
_OTHERS = {"DO_NOT_TRACK", "TZ", "PYTHONUNBUFFERED"}  # read by libraries and by Python itself


class Unit(ConfigParser):
    """A unit file; of several Environment= lines all count."""

    def optionxform(self, optionstr: str) -> str:
        return optionstr


def unit(path: Path) -> Unit:
    told = Unit(strict=False, interpolation=None)
    told.read(path, encoding="utf-8")
    return told


def commands() -> Iterator[list[str]]:
    """Every command line of units, containers and cron, from the program's name on."""
    for path in UNITS:
        yield shlex.split(unit(path)["Service"]["ExecStart"])
    for service in COMPOSE["services"].values():
        if "command" in service:
            yield service["command"]
    for line in (DEPLOY / "kstt.cron").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            yield shlex.split(line.rpartition("&&")[2].partition(">>")[0])


def variables() -> Iterator[tuple[str, str]]:
    """Every variable that is set, and to what."""
    for path in DEPLOY.glob("*.service"):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("Environment="):
                yield from (one.partition("=")[::2] for one in line.removeprefix("Environment=").split())
    for service in COMPOSE["services"].values():
        yield from service["environment"].items()
    for line in (DEPLOY / "kstt.env.example").read_text(encoding="utf-8").splitlines():
        if found := re.fullmatch(r"#?([A-Z_]+)=(.+)", line):
            yield found[1], found[2]


@pytest.mark.parametrize("words", list(commands()), ids=" ".join)
def test_every_command_exists(words: list[str]) -> None:
    name, *rest = Path(words[0]).name, *words[1:]
    assert (BIN / name).is_file()
    if name == "kstt":
        known: Any = get_command(app)
        assert rest[0] in known.commands
        known.commands[rest[0]].make_context(
            rest[0], [one for one in rest[1:] if one not in (">>", "cron.log", "2>&1")]
        )
    else:
        shown = subprocess.run([BIN / name, *rest[:2], "--help"], capture_output=True, text=True, check=True).stdout
        assert [one for one in rest if one.startswith("--") and one not in shown] == []


def test_every_variable_is_read_by_somebody(monkeypatch: pytest.MonkeyPatch) -> None:
    told = [(name, value) for name, value in variables() if not name.startswith("POSTGRES_")]
    assert len(told) > 15
    strange = {name for name, _ in told if not name.startswith("KSTT_") and not hasattr(prefect.settings, name)}
    assert strange <= _OTHERS
    for name, value in told:
        monkeypatch.setenv(name, value.replace("${KSTT_PASSWORD}", "x"))
    assert settings().smtp.password.get_secret_value() == "change-me"
    assert place_of(Path("out")).database == "kstt"


def test_the_guide_shows_the_cron_lines_that_are_shipped() -> None:
    lines = (DEPLOY / "kstt.cron").read_text(encoding="utf-8").splitlines()
    shown = (DEPLOY.parent / "docs" / "tuan-bao-cao.md").read_text(encoding="utf-8")
    assert "```\n{}\n```".format("\n".join(one for one in lines if not one.startswith("#"))) in shown


def test_cron_gives_the_program_what_systemd_gives_it(tmp_path: Path) -> None:
    """Without the ledger's address the rounds of an office on PostgreSQL would begin a second ledger."""
    (tmp_path / "kstt.env").write_text(
        (DEPLOY / "kstt.env.example").read_text(encoding="utf-8").replace("#KSTT_", "KSTT_"), encoding="utf-8"
    )
    program = tmp_path / "kstt"
    program.write_text('#!/bin/sh\necho "$1 $2 in $PWD: $KSTT_LEDGER_URL"\n', encoding="utf-8")
    program.chmod(0o755)
    for line in (DEPLOY / "kstt.cron").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            places = {"/etc/kstt": tmp_path, "/opt/kstt/bin": tmp_path, "cd /srv/kstt ": f"cd {tmp_path} "}
            told = line.split(maxsplit=6)[6].replace("\\%", "%")  # as cron hands it to the shell
            for place, here in places.items():
                told = told.replace(place, str(here))
            subprocess.run(["/bin/sh", "-c", told], env={}, check=True)
    told = (tmp_path / "cron.log").read_text(encoding="utf-8")
    address = "postgresql://kstt:change-me@127.0.0.1:5432/kstt"
    now = datetime.now()  # noqa: DTZ005 - the shell's own
    calls = ("round ", f"remind {now.year}-Q{now.month // 3}", "backup /srv/kstt-backup")
    assert told == "".join(f"{one} in {tmp_path}: {address}\n" for one in calls)


def test_nobody_outside_reaches_the_server_and_nobody_without_a_password() -> None:
    (start,) = [words for words in commands() if Path(words[0]).name == "prefect" and "127.0.0.1" in words]
    assert start[-4:] == ["--host", "127.0.0.1", "--port", "4200"]
    assert [port for one in COMPOSE["services"].values() for port in one.get("ports", ())] == ["127.0.0.1:4200:4200"]
    for one in ("PREFECT_SERVER_API_AUTH_STRING", "PREFECT_API_AUTH_STRING"):
        assert [name for name, _ in variables()].count(one) == 2
    for service in ("server", "worker"):
        assert COMPOSE["services"][service]["environment"]["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"


def test_the_servers_screen_is_laid_out_where_its_user_may_write() -> None:
    """The program's folder belongs to root: without a place of its own the server has no page to show."""
    server = unit(DEPLOY / "kstt-server.service")["Service"]
    assert dict(variables())["PREFECT_UI_STATIC_DIRECTORY"].startswith("/home/kstt/")  # the image's user
    place = next(line for line in (DEPLOY / "kstt-server.service").read_text().splitlines() if "UI_STATIC" in line)
    assert place.partition("DIRECTORY=")[2].startswith(f"{server['ReadWritePaths']}/")


def test_containers_wait_for_the_database_they_use() -> None:
    services = COMPOSE["services"]
    assert services["server"]["depends_on"] == {"db": {"condition": "service_healthy"}}
    assert services["worker"]["depends_on"] == {"server": {"condition": "service_healthy"}}
    assert "healthcheck" in services["server"]
    assert "CREATE DATABASE prefect;" in (DEPLOY / "databases.sql").read_text(encoding="utf-8")
    assert services["db"]["healthcheck"]["test"][-1] == "prefect"
    used = {value.rpartition("/")[2] for _, value in variables() if "@db:" in value}
    assert used == {"prefect", services["db"]["environment"]["POSTGRES_USER"]}


def test_systemd_takes_the_units(tmp_path: Path) -> None:
    """By its own check where it is; its grammar at least everywhere."""
    for path in DEPLOY.glob("kstt-*"):
        text = path.read_text(encoding="utf-8").replace("/opt/kstt/bin", str(BIN)).replace("User=kstt", "User=root")
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    made = sorted(tmp_path.iterdir())
    assert len(made) == 4
    assert {path.name: unit(path).has_section("Unit") for path in made} == {path.name: True for path in made}
    if which("systemd-analyze"):
        verify = ["systemd-analyze", "verify", *map(str, made)]
        done = subprocess.run(verify, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")


def test_the_example_of_the_makefile_stays_out_of_the_offices_ledger() -> None:
    """What a ledger holds it holds for ever: the example's units would count as having sent."""
    made = (DEPLOY.parent / "Makefile").read_text(encoding="utf-8").replace("$(EXAMPLE)", "data/example")
    (run,) = [line.split() for line in made.splitlines() if line.startswith("\t$(BIN)/kstt run")]
    assert "EXAMPLE := data/example" in made
    assert place_of(Path(run[run.index("--out") + 1])) != place_of(settings().folders.out)
