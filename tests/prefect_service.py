"""A real Prefect server on loopback with a home of its own, and `kstt serve` beside it; both end with the test."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

_BIN = Path(sys.executable).parent
_SERVING = "Đang phục vụ"
_PATIENCE = 90.0  # seconds, for a machine with much to do
_LONGEST = 400.0  # seconds for a run: where the server dies as it gives a run its turn, the run waits some minutes


class Service:
    """Server and `kstt serve`, in a folder of an office; either may be killed and started again."""

    def __init__(self, office: Path, home: Path, environment: Mapping[str, str]) -> None:
        self.office, self.home = office, home
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = os.environ | {
            "PREFECT_HOME": str(home),
            "PREFECT_API_URL": f"{self.url}/api",
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "prefect.server.concurrency.lease_storage.filesystem",
            "PREFECT_RUNNER_POLL_FREQUENCY": "1",
            "DO_NOT_TRACK": "1",
        }
        temporary = home / "tmp"
        temporary.mkdir()
        (temporary / "runner_storage").touch()  # where Prefect would keep something: here it is another account's
        self.environment |= {"TMPDIR": str(temporary), **environment}
        self.server: subprocess.Popen[bytes] | None = None
        self.served: subprocess.Popen[bytes] | None = None

    def start_server(self) -> None:
        """Starts the server and waits until it answers."""
        bound = ("--host", "127.0.0.1", "--port", str(self.port))
        self.server = self._start("server.log", _BIN / "prefect", "server", "start", *bound)
        _until(lambda: bool(self.ask("GET", "/health")), "the server does not answer", self.log)

    def kill_server(self) -> None:
        """As when the power fails."""
        assert self.server
        _end(self.server, signal.SIGKILL)

    def serve(self) -> None:
        """Starts `kstt serve` and waits until it says that it serves."""
        before = self.log().count(_SERVING)
        self.served = self._start("serve.log", _BIN / "kstt", "serve")
        _until(lambda: self.log().count(_SERVING) > before, "nothing is served", self.log)

    def rests(self) -> None:
        """Waits until the processes of runs have ended, which they do some time after their runs."""
        assert self.served
        threads = Path(f"/proc/{self.served.pid}/task")
        _until(
            lambda: not any(one.read_text() for one in threads.glob("*/children")), "a run's process goes on", self.log
        )

    def says(self, words: str) -> None:
        """Waits until `kstt serve` has said something."""
        _until(lambda: words in (self.home / "serve.log").read_text(encoding="utf-8"), f"no «{words}»", self.log)

    def stop_serving(self, how: signal.Signals) -> int:
        """Ends `kstt serve` as a signal does; gives its exit code."""
        assert self.served
        self.served.send_signal(how)
        return self.served.wait(30)

    def press_ctrl_c(self) -> int:
        """Ends it as a terminal does, which tells the processes of its runs too; gives its exit code."""
        assert self.served
        os.killpg(self.served.pid, signal.SIGINT)
        return self.served.wait(60)

    def start(self, name: str, **parameters: Any) -> str:
        """Starts a run of a deployment as the screen does; gives its id."""
        deployment = self.ask("GET", f"/deployments/name/{name}/{name}")
        asked = {"parameters": parameters, "state": {"type": "SCHEDULED"}}
        return str(self.ask("POST", f"/deployments/{deployment['id']}/create_flow_run", asked)["id"])

    def refuses(self, name: str, **parameters: Any) -> bool:
        """Whether the server takes no run of a deployment with such parameters."""
        try:
            self.start(name, **parameters)
        except HTTPError as wrong:
            return wrong.code in (HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY)
        return False

    def missed(self, name: str, number: int) -> list[str]:
        """So many rounds of each schedule from its past, the oldest first; gives the ids of those that are new."""
        deployment = self.ask("GET", f"/deployments/name/{name}/{name}")
        now = datetime.now(UTC)
        window = {"start_time": (now - timedelta(days=100)).isoformat(), "end_time": now.isoformat()}
        late = {"expected_start_time": {"before_": now.isoformat()}, "deployment_id": {"any_": [deployment["id"]]}}
        asked = {"flow_runs": late, "sort": "EXPECTED_START_TIME_ASC"}
        before = {one["id"] for one in self.ask("POST", "/flow_runs/filter", asked)}
        self.ask("POST", f"/deployments/{deployment['id']}/schedule", window | {"min_runs": number, "max_runs": number})
        found = self.ask("POST", "/flow_runs/filter", asked)
        return [one["id"] for one in found if one["id"] not in before]

    def planned(self, name: str) -> int:
        """How many rounds of a deployment the server has planned; waits until there are some."""
        deployment = self.ask("GET", f"/deployments/name/{name}/{name}")
        found: list[object] = []

        def some() -> bool:
            asked = {"deployment_id": {"any_": [deployment["id"]]}, "state": {"type": {"any_": ["SCHEDULED"]}}}
            found[:] = self.ask("POST", "/flow_runs/filter", {"flow_runs": asked})
            return bool(found)

        _until(some, f"{name} is never planned", self.log)
        return len(found)

    def begun(self, run: str) -> None:
        """Waits until a run is at work."""
        _until(lambda: self.ask("GET", f"/flow_runs/{run}")["state"]["type"] == "RUNNING", "no start", self.log)

    def ended(self, run: str) -> tuple[str, str]:
        """Waits for the end of a run; gives the name of its state and its message."""
        state: dict[str, Any] = {}

        def over() -> bool:
            state.update(self.ask("GET", f"/flow_runs/{run}")["state"])
            return state["type"] in ("COMPLETED", "FAILED", "CRASHED", "CANCELLED")

        _until(over, f"run {run} does not end", self.log, _LONGEST)
        return state["name"], state["message"] or ""

    def run(self, name: str, **parameters: Any) -> tuple[str, str]:
        """A run from its start to its end."""
        return self.ended(self.start(name, **parameters))

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """An answer of the server's API; raises URLError where there is none."""
        data = None if body is None else json.dumps(body).encode()
        head = {"content-type": "application/json"}
        asked = Request(f"{self.url}/api{path}", data, head, method=method)  # noqa: S310
        end = time.monotonic() + _PATIENCE
        while True:
            try:
                with urlopen(asked, timeout=20) as answer:  # noqa: S310 - loopback
                    return json.loads(answer.read() or b"null")
            except HTTPError as wrong:
                if wrong.code != HTTPStatus.SERVICE_UNAVAILABLE or time.monotonic() > end:
                    raise
                time.sleep(0.5)  # its database is busy: it asks to be asked again

    def artifacts(self) -> dict[str, str]:
        """The newest version of every artifact by its key."""
        found = self.ask("POST", "/artifacts/latest/filter", {})
        return {one["key"]: one["data"] for one in found}

    def log(self) -> str:
        """What server and `kstt serve` printed."""
        return "".join(path.read_text(encoding="utf-8", errors="replace") for path in sorted(self.home.glob("*.log")))

    def said(self) -> str:
        """What the newest `kstt serve` printed."""
        return "".join((self.home / "serve.log").read_text(encoding="utf-8").rpartition(_SERVING)[1:])

    def end(self) -> None:
        """Leaves no process behind."""
        for process in (self.served, self.server):
            if process:
                _end(process, signal.SIGKILL)

    def _start(self, log: str, *command: object) -> subprocess.Popen[bytes]:
        with (self.home / log).open("ab") as file:
            return subprocess.Popen(
                list(map(str, command)),
                cwd=self.office,
                env=self.environment,
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )


@contextmanager
def service(office: Path, home: Path, **environment: str) -> Iterator[Service]:
    """Server and `kstt serve` at work; killed with all their children at the end."""
    home.mkdir(parents=True, exist_ok=True)
    made = Service(office, home, environment)
    try:
        made.start_server()
        made.serve()
        yield made
    finally:
        made.end()


def _end(process: subprocess.Popen[bytes], how: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, how)
    process.wait(30)


def _until(there: Callable[[], bool], complaint: str, log: Callable[[], str], patience: float = _PATIENCE) -> None:
    end = time.monotonic() + patience
    while time.monotonic() < end:
        with suppress(URLError, OSError):
            if there():
                return
        time.sleep(0.3)
    raise TimeoutError(f"{complaint}\n{log()[-4000:]}")


def _free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])
