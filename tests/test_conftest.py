"""The stores that the tests run on are what they claim to be, and a skipped test fails the run."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

import deskgauge

HERE = Path(__file__).parent


def test_a_store_is_embedded_or_an_address(store: str) -> None:
    """The parameter's two values."""
    assert store == "duckdb" or store.startswith("postgresql://deskgauge@127.0.0.1:")


def test_a_database_begins_empty(postgres_database: str) -> None:
    """Nothing of another test stands in it."""
    with psycopg.connect(postgres_database) as connection:
        found = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()

    assert found == (0,)


def test_each_use_has_its_own_database(postgres_url: str, postgres_database: str) -> None:
    """What one test writes, the maintenance database does not show."""
    with psycopg.connect(postgres_database) as connection:
        connection.execute("CREATE TABLE mine (n integer)")
    with psycopg.connect(postgres_url) as connection:
        found = connection.execute("SELECT to_regclass('mine')").fetchone()

    assert found == (None,)


@pytest.mark.parametrize(
    "text", ["import pytest\ndef test(): pytest.skip('x')", "import pytest\npytest.importorskip('nope')"]
)
def test_a_skip_fails_the_run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """Of one test and of a whole file."""
    monkeypatch.setenv("PYTHONPATH", str(HERE))
    pytester.makeconftest((HERE / "conftest.py").read_text().replace('pytest_plugins = ["pytester"]', ""))
    pytester.makepyfile(test_skips=text)

    result = pytester.runpytest_subprocess("-p", "no:cacheprovider")

    assert result.ret in (pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.INTERRUPTED)
    result.stdout.fnmatch_lines(["*may not be skipped*"])


def test_the_demo_company_is_loaded_and_shared(demo_project: Path, demo_copy: Path) -> None:
    """Two years of it; whoever writes takes a copy."""
    with deskgauge.open(demo_project) as workspace, deskgauge.open(demo_copy) as own:
        asked = {"from_": "2026-09-01", "to": "2026-10-01"}
        assert workspace.query("ticket_volume", **asked).rows == own.query("ticket_volume", **asked).rows

    assert demo_project != demo_copy
