"""What every test may ask for, and two rules of the run: nothing is skipped; real data only where it is given."""

from __future__ import annotations

import itertools
import os
import shutil
import tempfile
from collections.abc import Callable, Generator, Iterator
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

import hypothesis
import pytest

import cluster

HOME = "DESKGAUGE_TEST_POSTGRES"  # the folder of this run's PostgreSQL, told to the workers
DEMO = "DESKGAUGE_TEST_DEMO"  # and that of its demo company
DATA = "DESKGAUGE_DATA"  # the folder of real data, given by `make realdata DATA=…`

pytest_plugins = ["pytester"]
# No example fails for being slow: a busy machine is no fault, and speed lives in `make bench`.
hypothesis.settings.register_profile("deskgauge", deadline=None)
hypothesis.settings.load_profile("deskgauge")
collect_ignore = [] if os.environ.get(DATA) else ["realdata"]
_numbers = itertools.count()


def pytest_configure(config: pytest.Config) -> None:
    """The process that begins the run sets aside what all workers share; they find it in their environment."""
    if not hasattr(config, "workerinput"):
        os.environ[HOME] = tempfile.mkdtemp(prefix="deskgauge-postgres-")
        os.environ[DEMO] = tempfile.mkdtemp(prefix="deskgauge-demo-")


def pytest_unconfigure(config: pytest.Config) -> None:
    """The process that began the run stops PostgreSQL and removes the company when all workers are done."""
    if not hasattr(config, "workerinput"):
        cluster.stop(Path(os.environ.pop(HOME)))
        shutil.rmtree(os.environ.pop(DEMO), ignore_errors=True)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A skipped test fails: a test that did not run has shown nothing."""
    report = yield
    if report.skipped:
        report.outcome = "failed"
        report.longrepr = f"a test may not be skipped: {report.longrepr}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The same for a whole file."""
    report = yield
    if report.skipped:
        report.outcome = "failed"
        report.longrepr = f"a file of tests may not be skipped: {report.longrepr}"
    return report


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages as wide as they need, whatever the terminal that the tests run in says."""
    monkeypatch.delenv("COLUMNS", raising=False)


@pytest.fixture(scope="session")
def postgres_url() -> str:
    """The address of a real PostgreSQL, its maintenance database."""
    return cluster.url(Path(os.environ[HOME]))


@pytest.fixture
def postgres_database(postgres_url: str) -> Iterator[str]:
    """The address of a new empty database, dropped afterwards."""
    import psycopg

    name = f"test_{os.getpid()}_{next(_numbers)}"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    yield postgres_url.rpartition("/")[0] + f"/{name}"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["duckdb", "postgres"])
def store(request: pytest.FixtureRequest) -> str:
    """The store that a company is kept in, one test run for each engine: "duckdb", or the address of a database."""
    if request.param == "duckdb":
        return "duckdb"
    address: str = request.getfixturevalue("postgres_database")
    return address


@pytest.fixture(scope="session")
def demo_project() -> Path:
    """The folder of a loaded demo company of 8,000 tickets, shared by all workers: only to be read.

    A test that writes into it takes ``demo_copy``.
    """
    from shared_demo import loaded  # here: a run without such a test need not load what makes it

    return loaded(Path(os.environ[DEMO]))


@pytest.fixture
def demo_copy(demo_project: Path, tmp_path: Path) -> Path:
    """The same company in a folder of the test's own, without its export."""
    return Path(shutil.copytree(demo_project, tmp_path / "company", ignore=shutil.ignore_patterns("files")))


@pytest.fixture(scope="session")
def script() -> Callable[[str], ModuleType]:
    """Loads a program of the folder scripts by its name, so that its functions can be called."""

    def load(name: str) -> ModuleType:
        path = Path(__file__).parent.parent / "scripts" / f"{name}.py"
        loader = SourceFileLoader(name, str(path))
        spec = spec_from_loader(name, loader)
        assert spec
        module = module_from_spec(spec)
        loader.exec_module(module)
        return module

    return load


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real data that `make realdata DATA=…` was given."""
    return Path(os.environ[DATA])
