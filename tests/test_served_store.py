"""The store in PostgreSQL: what readers hold, what writers wait for, what a kill and a server's own settings do."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

import deskgauge
from deskgauge.cli.main import app
from deskgauge.engine.engines.postgres import Postgres
from deskgauge.engine.served import PostgresStore
from deskgauge.errors import MissingDataError, StoreBusyError, WorkFailedError
from deskgauge.project import Workspace
from store_support import (
    IMPORTS,
    STEP,
    export,
    finished,
    generation,
    grown,
    imported,
    killed,
    one_sentence,
    started,
    state,
)
from support import company, one_row, value, write_tables


@pytest.fixture
def opened(postgres_database: str, tmp_path: Path) -> Iterator[Workspace]:
    """A company in PostgreSQL after its first import."""
    workspace = company(tmp_path / "company", grown(1), store=postgres_database)
    yield workspace
    workspace.close()


def served(workspace: Workspace) -> PostgresStore:
    """The workspace's store, known to be in PostgreSQL."""
    assert isinstance(workspace.store, PostgresStore)
    return workspace.store


def asked(workspace: Workspace, sql: str) -> list[tuple[object, ...]]:
    """Ask the server itself, beside the store."""
    with psycopg.connect(workspace.settings.store_url, autocommit=True) as connection:
        return connection.execute(sql.encode()).fetchall()


def told(workspace: Workspace, sql: str) -> None:
    """Tell the server something, beside the store."""
    with psycopg.connect(workspace.settings.store_url, autocommit=True) as connection:
        connection.execute(sql.encode())


def schemas(workspace: Workspace) -> set[str]:
    """The schemas of facts that are there."""
    return {str(name) for (name,) in asked(workspace, "SELECT nspname FROM pg_namespace WHERE nspname ~ '^deskgauge_'")}


# ---------------------------------------------------------------------- readers and writers
def test_a_reader_holds_its_generation_while_newer_are_written(opened: Workspace, tmp_path: Path) -> None:
    """Tables and facts stay as they were for a reader that has only begun; what it holds is dropped when it is gone."""
    with opened.store.read() as engine:
        imported(opened, tmp_path, [2, 3])
        assert schemas(opened) == {"deskgauge_facts_1", "deskgauge_facts_3"}
        for table in ("ticket_facts", "survey_facts", "tickets", "survey_responses"):
            assert engine.rows(f"SELECT COUNT(*) FROM {table}") == [(STEP,)]
        assert state(opened) == 3
    imported(opened, tmp_path, [4])
    assert schemas(opened) == {"deskgauge_facts_4"}


def test_readers_as_of_a_moment_see_one_snapshot(opened: Workspace, tmp_path: Path) -> None:
    with opened.store.read(facts=False) as engine:
        imported(opened, tmp_path, [2])
        assert engine.rows("SELECT COUNT(*) FROM tickets") == [(STEP,)]


def test_ten_readers_see_whole_generations_while_imports_make_them(opened: Workspace, tmp_path: Path) -> None:
    last, stop = 6, threading.Event()

    def ask() -> list[int]:
        workspace, seen = deskgauge.open(opened.path), [0]
        while seen[-1] < last and not stop.is_set():
            seen.append(state(workspace))
            time.sleep(0.1)
        return seen

    with ThreadPoolExecutor(10) as pool:
        answers = [pool.submit(ask) for _ in range(10)]
        try:
            imported(opened, tmp_path, range(2, last + 1))
            found = [one.result() for one in answers]
        finally:
            stop.set()
    assert all(seen == sorted(seen) and seen[-1] == last for seen in found)
    imported(opened, tmp_path, [last + 1])
    assert schemas(opened) == {f"deskgauge_facts_{last + 1}"}


def test_a_reader_that_is_overtaken_looks_again(
    opened: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between reading the pointer and holding its facts two imports pass and drop them."""
    store = served(opened)
    real, overtaken = store._number, list[int]()

    def late(connection: psycopg.Connection[tuple[object, ...]]) -> int | None:
        number = real(connection)
        if not overtaken:
            overtaken.append(1)
            imported(opened, tmp_path, [2, 3])
            assert schemas(opened) == {"deskgauge_facts_3"}
        return number

    monkeypatch.setattr(store, "_number", late)
    with store.read() as engine:
        assert engine.rows("SELECT COUNT(*) FROM ticket_facts") == [(3 * STEP,)]


def test_a_late_writer_drops_nothing_newer(opened: Workspace, tmp_path: Path) -> None:
    """One that was slow to drop what is older than its own generation meets one that is newer."""
    imported(opened, tmp_path, [2, 3])
    store = served(opened)
    with psycopg.connect(store.url) as connection:
        store._drop_older(connection, 2)
    assert schemas(opened) == {"deskgauge_facts_3"}
    assert state(opened) == 3


def test_of_two_processes_that_import_one_is_told_at_once(
    opened: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    second = export(tmp_path, 2)
    with opened.store.write():
        with pytest.raises(StoreBusyError), opened.store.write():
            pass
        assert app(["import", str(second), "--project", str(opened.path)]) == 1
        sentence = "Another process is writing to the PostgreSQL store. Wait until it is done, then try again."
        assert one_sentence(capsys.readouterr().err) == sentence
        assert state(opened) == 1
    assert app(["import", str(second), "--project", str(opened.path)]) == 0
    assert state(opened) == 2


def test_two_processes_import_until_both_are_done(opened: Workspace, tmp_path: Path) -> None:
    """Each of two programs brings rows of its own, and tries again when the other one writes; nothing is lost."""
    program = (
        "import sys, time\nimport deskgauge\nfrom deskgauge.errors import StoreBusyError\n"
        "workspace = deskgauge.open(sys.argv[1])\n"
        "for export in sys.argv[2:]:\n"
        "    while True:\n"
        "        try:\n            workspace.import_files([export])\n            break\n"
        "        except StoreBusyError:\n            time.sleep(0.05)\n"
    )
    writers = []
    for name in "ab":
        exports = []
        for number in range(3):
            rows = [{"ticket_id": f"{name}{number}{i}", "created_at": "2026-03-02T08:00:00Z"} for i in range(5)]
            write_tables(tmp_path / f"{name}{number}", {"tickets": rows})
            exports.append(tmp_path / f"{name}{number}")
        writers.append(started(program, opened.path, *exports))
    assert [(status, err) for status, _, err in map(finished, writers)] == [(0, "")] * 2
    assert value(opened, "ticket_volume") == STEP + 30
    assert len(schemas(opened)) == 1


# ---------------------------------------------------------------------- killed
@pytest.mark.parametrize("wait", [0.2, 0.7])
def test_a_kill_leaves_the_last_whole_generation_and_no_lock(opened: Workspace, tmp_path: Path, wait: float) -> None:
    process = started(IMPORTS, opened.path, *(export(tmp_path, number) for number in range(2, 12)))
    assert process.stdout
    assert process.stdout.readline() == "ready\n"
    time.sleep(wait)
    killed(process)

    assert 1 <= state(opened) <= 11
    deadline = time.monotonic() + 20
    while True:
        try:
            imported(opened, tmp_path, [12])
            break
        except StoreBusyError:
            assert time.monotonic() < deadline
            time.sleep(0.1)
    assert state(opened) == 12
    assert schemas(opened) == {f"deskgauge_facts_{generation(opened)}"}


def test_a_writer_that_was_killed_in_a_long_statement_lets_go(opened: Workspace, tmp_path: Path) -> None:
    """The server looks every two seconds whether the other end is still there."""
    program = (
        "import sys\nimport deskgauge\n"
        "with deskgauge.open(sys.argv[1]).store.write() as writer:\n"
        "    print('writing', flush=True)\n    writer.engine.native('SELECT pg_sleep(120)')\n"
    )
    process = started(program, opened.path)
    assert process.stdout
    assert process.stdout.readline() == "writing\n"
    time.sleep(0.3)
    killed(process)
    began = time.monotonic()
    while True:
        try:
            imported(opened, tmp_path, [2])
            break
        except StoreBusyError:
            assert time.monotonic() - began < 30
            time.sleep(0.2)
    assert state(opened) == 2


def test_a_write_that_fails_leaves_no_trace(opened: Workspace) -> None:
    def fail() -> None:
        with opened.store.write() as writer:
            writer.engine.run("DELETE FROM deskgauge.tickets")
            writer.keep()
            writer.engine.run("SELECT 1 / (SELECT 0)")

    with pytest.raises(WorkFailedError, match=r"PostgreSQL at 127.0.0.1:\d+ failed: division by zero"):
        fail()
    assert schemas(opened) == {"deskgauge_facts_1"}
    assert state(opened) == 1


# ---------------------------------------------------------------------- the server's own ways
@contextmanager
def set_for_all(workspace: Workspace, **settings: str) -> Iterator[None]:
    """Let every new connection to the database begin with other settings."""
    name = workspace.settings.store_url.rpartition("/")[2]
    for setting, to in settings.items():
        told(workspace, f"ALTER DATABASE {name} SET {setting} = '{to}'")
    yield


def test_a_session_is_of_its_own_mind(opened: Workspace, tmp_path: Path) -> None:
    """Zone, backslashes and digits as a database is set to have them change no answer, in or out of snapshots."""
    rows = [{"ticket_id": "x", "created_at": "2026-03-02T09:00:00Z", "priority": "a\\' or 1=1 --", "brand": "b"}]
    write_tables(tmp_path / "odd", {"tickets": rows})
    opened.import_files([tmp_path / "odd"])
    before = opened.query("ticket_volume", "csat", by=["channel"], grain="hour").to_json()

    with set_for_all(opened, timezone="Asia/Kathmandu", standard_conforming_strings="off", extra_float_digits="-9",
                     datestyle="SQL, DMY", jit="on", default_transaction_isolation="serializable"):  # fmt: skip
        assert opened.query("ticket_volume", "csat", by=["channel"], grain="hour").to_json() == before
        assert value(opened, "ticket_volume", where="priority = 'a\\'' or 1=1 --'") == 1
        assert value(opened, "ticket_volume", where="priority = 'b\\'") == 0
        assert value(opened, "ticket_volume", as_of="2026-03-02T09:00:00Z") == STEP + 1
        with opened.store.read() as engine:
            assert isinstance(engine, Postgres)
            shown = [engine.connection.execute(f"SHOW {name}").fetchone() for name in ("timezone", "jit")]
            assert shown == [("UTC",), ("off",)]
        imported(opened, tmp_path, [2])
        assert one_row(opened, "ticket_volume")["n"] == 2 * STEP + 1


def test_reading_needs_no_right_to_write(opened: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with set_for_all(opened, default_transaction_read_only="on"):
        assert state(opened) == 1
        assert app(["import", str(export(tmp_path, 2)), "--project", str(opened.path)]) == 1
        sentence = one_sentence(capsys.readouterr().err)
        assert "failed: cannot execute CREATE SCHEMA in a read-only transaction" in sentence


def test_a_reader_cannot_write(opened: Workspace) -> None:
    with (
        pytest.raises(WorkFailedError, match="cannot execute DELETE in a read-only transaction"),
        opened.store.read() as engine,
    ):
        engine.run("DELETE FROM tickets")


def test_facts_that_somebody_dropped_are_made_anew_by_an_import(opened: Workspace, tmp_path: Path) -> None:
    """Even by one that brings nothing new."""
    told(opened, "DROP SCHEMA deskgauge_facts_1 CASCADE")
    with pytest.raises(MissingDataError, match="deskgauge import"):
        opened.query("ticket_volume")
    with (
        pytest.raises(WorkFailedError, match=r"The facts of generation 1 are missing in PostgreSQL\. Import again\."),
        opened.store.read(),
    ):
        pass
    imported(opened, tmp_path, [1])
    assert state(opened) == 1


def test_a_text_with_what_postgresql_cannot_hold_is_imported(postgres_database: str, tmp_path: Path) -> None:
    """A NUL in a text goes; tags that are no list are none."""
    at = "2026-03-02T09:00:00Z"
    tickets: list[dict[str, object]] = [
        {"ticket_id": "t1", "created_at": at, "brand": "a\0b", "tags": ["x\0y", "back\\u0000slash"]},
        {"ticket_id": "t2", "created_at": at, "brand": "\\N", "tags": '{"not": "a list"}'},
        {"ticket_id": "t3", "created_at": at, "brand": "a \"b\",\n'c'\\", "tags": ["c", "c", None]},
    ]
    workspace = company(tmp_path / "company", {"tickets": tickets}, store=postgres_database)
    rows = workspace.query("ticket_volume", by=["brand"]).rows
    assert {row["brand"] for row in rows} == {"ab", "\\N", "a \"b\",\n'c'\\"}
    tags = [(row["tag"], row["n"]) for row in workspace.query("ticket_volume", by=["tag"]).rows]
    assert tags == [("back\\u0000slash", 1), ("c", 1), ("xy", 1), (None, 1)]


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("postgresql://127.0.0.1:1/none", "PostgreSQL at 127.0.0.1:1 cannot be reached"),
        ("postgresql://127.0.0.1:1/none?no_such_option=1", "cannot be reached: invalid URI query parameter"),
        ("postgresql:///none?host=/nowhere", "PostgreSQL at /nowhere:5432 cannot be reached"),
    ],
)
def test_a_server_that_is_not_there_is_told(
    tmp_path: Path, url: str, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    company(tmp_path, {}, store=url)
    assert app(["query", "csat", "--project", str(tmp_path)]) == 1
    assert sentence in one_sentence(capsys.readouterr().err)


def test_a_database_that_is_not_there_is_told(
    postgres_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    company(tmp_path, {}, store=postgres_url.rpartition("/")[0] + "/nobodys")
    for words in (["query", "csat"], ["scorecard"], ["import", str(export(tmp_path, 1))]):
        assert app([*words, "--project", str(tmp_path)]) == 1
        assert 'database "nobodys" does not exist' in one_sentence(capsys.readouterr().err)
