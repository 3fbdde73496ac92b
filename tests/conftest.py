"""What every test may ask for."""

import gc
from collections.abc import Iterator
from pathlib import Path

import postgres
import pytest
from hypothesis import settings
from report_alone import report_alone
from small_office import settle_in

settings.register_profile("kstt", deadline=None)  # a busy machine is no fault; time is measured in benchmarks
settings.load_profile("kstt")

gc.set_threshold(100_000)  # a run makes many cells and no circles: to search for them takes a twentieth of the time

# Longer than all others: they begin first, or one process would be left alone with them at the end.
_LONG = ("test_week.py", "test_watched.py", "test_cluster.py", "test_killed.py", "test_same_bytes.py")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite tests/golden from what is written now")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: _LONG.index(item.path.name) if item.path.name in _LONG else len(_LONG))


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update-golden"))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    with postgres.server() as address:
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def ledger_url(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An empty ledger, once as a file and once in a database of a real server; every run of the test uses it."""
    if request.param == "sqlite":
        monkeypatch.setenv("KSTT_LEDGER_URL", f"sqlite:///{tmp_path}/so-cai.sqlite")
        yield f"sqlite:///{tmp_path}/so-cai.sqlite"
        return
    with postgres.database(request.getfixturevalue("postgres_server")) as address:
        monkeypatch.setenv("KSTT_LEDGER_URL", address)
        yield address


@pytest.fixture
def without_overviews(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """For modules about what counts and why: their runs write the report alone, but in tests marked `whole`."""
    if not request.node.get_closest_marker("whole"):
        report_alone(monkeypatch.setattr)


@pytest.fixture
def seven_units(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hải Phòng with seven of its 114 units, where their number is not the point: its workbooks are drawn in less."""
    settle_in(tmp_path)
    monkeypatch.chdir(tmp_path)
