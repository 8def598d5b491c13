"""The stores by their promises: what an import changes, what a reader sees, what a kill or a full disk leaves."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest

import deskgauge
from deskgauge.cli.main import app
from deskgauge.engine.embedded import EmbeddedStore
from deskgauge.errors import StoreBusyError, WorkFailedError
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
    reopened,
    started,
    state,
)
from support import company, one_row, value, write_tables

CLI = "import sys; from deskgauge.cli.main import app; sys.exit(app(sys.argv[1:]))"


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Workspace]:
    """A company in a DuckDB file after its first import."""
    workspace = company(tmp_path / "company", grown(1))
    yield workspace
    workspace.close()


def data(workspace: Workspace) -> set[str]:
    """The names of what lies in the data folder, but for the lock and what was rejected."""
    return {path.name for path in (workspace.path / "data").iterdir()} - {"LOCK", "rejects"}


def embedded(workspace: Workspace) -> EmbeddedStore:
    """The workspace's store, known to be a file."""
    assert isinstance(workspace.store, EmbeddedStore)
    return workspace.store


# ---------------------------------------------------------------------- what an import changes
def test_the_same_folder_twice_makes_no_new_generation(store: str, tmp_path: Path) -> None:
    """Not even where some of its rows are rejected each time."""
    calls: list[dict[str, object]] = [{"call_id": "c1", "queued_at": "2026-03-02T09:00:00Z"}, {"call_id": "c2"}]
    tables = {**grown(1), "calls": calls}
    workspace = company(tmp_path / "company", tables, store=store)
    first = generation(workspace)

    report = workspace.import_files([tmp_path / "company" / "export"])

    assert generation(workspace) == first
    assert [(line.table, line.inserted, line.updated, line.unchanged, line.rejected) for line in report.lines] == [
        ("calls", 0, 0, 1, 1),
        ("survey_responses", 0, 0, STEP, 0),
        ("tickets", 0, 0, STEP, 0),
    ]


def test_rejected_rows_are_those_of_a_files_last_import(store: str, tmp_path: Path) -> None:
    """A file that was mended leaves none; another file's stay."""

    def rejected() -> list[tuple[object, ...]]:
        with workspace.store.read() as engine:
            return engine.rows("SELECT file, line FROM rejects ORDER BY file, line")

    tables: dict[str, list[dict[str, object]]] = {
        "tickets": [{"ticket_id": "t1", "created_at": "some day"}],
        "calls": [{"call_id": "c1", "queued_at": "never"}, {"queued_at": "2026-03-02T09:00:00Z"}],
        "visits": [visit("v", "2026-03-02")],
    }
    workspace = company(tmp_path / "company", tables, store=store)
    assert rejected() == [("calls.jsonl", 1), ("calls.jsonl", 2), ("tickets.jsonl", 1)]

    write_tables(tmp_path / "mended", {"calls": [{"call_id": "c1", "queued_at": "2026-03-02T09:00:00Z"}]})
    workspace.import_files([tmp_path / "mended"])

    assert rejected() == [("tickets.jsonl", 1)]


def visit(name: str, day: str) -> dict[str, object]:
    """A web visit, which moves "now" and nothing else."""
    return {"visit_id": name, "started_at": f"{day}T00:00:00Z"}


def target(value: float, **limits: object) -> dict[str, object]:
    """A target for csat; what limits it is part of the key."""
    return {"metric": "csat", "value": value, **limits}


def test_a_key_with_empty_parts_is_a_key(store: str, tmp_path: Path) -> None:
    """Of targets the metric alone is never empty: a target for all is another than one for a team or a channel.

    | team | channel | before | after |
    | ---- | ------- | ------ | ----- |
    |      |         | 0.8    | 0.9   |
    | a    |         | 0.7    | 0.7   |
    |      | email   | 0.6    | 0.5   |
    | a    | email   |        | 0.4   |
    """
    first = [target(0.8), target(0.7, team_id="a"), target(0.6, channel="email")]
    workspace = company(tmp_path / "company", {**grown(1), "targets": first}, store=store)
    second = [target(0.9), target(0.7, team_id="a"), target(0.5, channel="email")]
    write_tables(tmp_path / "second", {"targets": [*second, target(0.4, team_id="a", channel="email")]})

    (line,) = workspace.import_files([tmp_path / "second"]).lines

    assert (line.inserted, line.updated, line.unchanged) == (1, 2, 1)
    with workspace.store.read() as engine:
        kept = engine.rows("SELECT team_id, channel, value FROM targets ORDER BY value")
    assert kept == [("a", "email", 0.4), (None, "email", 0.5), ("a", None, 0.7), (None, None, 0.9)]


def test_changed_rows_replace_and_new_rows_add(store: str, tmp_path: Path) -> None:
    """A value that becomes empty is a change; one that a file does not carry is empty."""
    rows: list[dict[str, object]] = [
        {"ticket_id": f"t{i}", "created_at": "2026-03-02T09:00:00Z", "channel": "email"} for i in range(4)
    ]
    workspace = company(tmp_path / "company", {"tickets": rows}, store=store)
    first = generation(workspace)
    changed = [rows[0], {**rows[1], "channel": "web"}, {**rows[2], "channel": None}, {**rows[3], "ticket_id": "t9"}]
    write_tables(tmp_path / "second", {"tickets": changed})

    (line,) = workspace.import_files([tmp_path / "second"]).lines

    assert (line.inserted, line.updated, line.unchanged) == (1, 2, 1)
    assert generation(workspace) == first + 1
    found = workspace.query("ticket_volume", by=["channel"]).rows
    assert [(row["channel"], row["n"]) for row in found] == [("email", 3), ("web", 1), (None, 1)]


# ---------------------------------------------------------------------- settings
OFFICE: Mapping[str, object] = {"time_zone": "UTC", "mon": ["09:00-17:00"], "tue": ["09:00-17:00"]}
HISTORY: dict[str, list[dict[str, object]]] = {
    "tickets": [{"ticket_id": "t1", "created_at": "2026-03-02T16:00:00Z", "channel": "fax"}],
    "messages": [{"message_id": "m1", "ticket_id": "t1", "at": "2026-03-03T10:00:00Z", "author_kind": "agent"}],
    "ticket_events": [
        {
            "event_id": f"e{hour}",
            "ticket_id": "t1",
            "at": f"2026-03-03T{hour}:00Z",
            "field": "status",
            "new_value": word,
        }
        for hour, word in [("11:00", "solved"), ("11:01", "open"), ("12:00", "solved")]
    ],
    "visits": [visit("now", "2026-04-01")],
}


def test_facts_follow_the_settings_by_themselves(store: str, tmp_path: Path) -> None:
    """Calendar, vocabulary, ignored reopenings and zone make facts anew with the next question, each once."""
    workspace = company(tmp_path / "company", HISTORY, store=store)
    first = generation(workspace)
    assert one_row(workspace, "first_response_time", clock="business")["n"] == 0
    assert value(workspace, "reopen_rate") == 1
    assert one_row(workspace, "ticket_volume", by=["channel"])["channel"] == "other"
    settings: dict[str, object] = {"company": {"calendar": "office"}, "calendars": {"office": OFFICE}}

    workspace = reopened(workspace, settings)
    assert value(workspace, "first_response_time", clock="business") == 2 * 3600
    assert value(workspace, "reopen_rate") == 1
    assert generation(workspace) == first + 1

    workspace = reopened(workspace, {**settings, "settings": {"ignore_reopen_under": "2m"}})
    assert value(workspace, "reopen_rate") == 0
    assert generation(workspace) == first + 2

    workspace = reopened(workspace, {**settings, "labels": {"channel": {"fax": "in_person"}}})
    assert one_row(workspace, "ticket_volume", by=["channel"])["channel"] == "in_person"
    assert value(workspace, "reopen_rate") == 1
    assert generation(workspace) == first + 3

    workspace = reopened(workspace, {"company": {"time_zone": "Asia/Tokyo"}})
    day = workspace.query("ticket_volume", grain="day", from_="2026-03-03", to="2026-03-04").rows[0]
    assert (day["n"], str(day["period_start"])) == (1, "2026-03-03 00:00:00+09:00")
    assert one_row(workspace, "first_response_time", clock="business")["n"] == 0


def test_what_only_judges_makes_no_facts_anew(store: str, tmp_path: Path) -> None:
    """Targets, names and least numbers of rows are of the answer."""
    workspace = company(tmp_path / "company", HISTORY, store=store)
    first = generation(workspace)
    assert one_row(workspace, "reopen_rate")["too_few"]

    judged = {"settings": {"min_n": 1}, "company": {"name": "Another", "language": "pl"}}
    workspace = reopened(workspace, {**judged, "targets": [{"metric": "reopen_rate", "value": 0.1}]})

    row = one_row(workspace, "reopen_rate")
    assert (row["too_few"], row["target"]) == (False, 0.1)
    assert generation(workspace) == first


def test_a_question_makes_facts_for_itself_while_another_process_writes(store: str, tmp_path: Path) -> None:
    """Changed settings need a new generation; where none can be made just now, the answer is right all the same."""
    workspace = company(tmp_path / "company", HISTORY, store=store)
    first = generation(workspace)
    workspace = reopened(workspace, {"settings": {"ignore_reopen_under": "2m"}})

    with workspace.store.write():
        assert value(workspace, "reopen_rate") == 0
        assert value(workspace, "reopen_rate", as_of="2026-03-03T11:30:00Z") is None
    assert generation(workspace) == first

    assert value(workspace, "reopen_rate") == 0
    assert generation(workspace) == first + 1


# ---------------------------------------------------------------------- as of
def test_as_of_shows_what_was_known_then(store: str, tmp_path: Path) -> None:
    """History is cut at the instant asked, which is "now"; what a column says of a later time is hidden.

    | ticket | created | reply   | solved                  |
    | ------ | ------- | ------- | ----------------------- |
    | t1     | 1 March | 3 March | 5 March, by its history |
    | t2     | 2 March | none    | 6 March, by status_at   |
    """
    solved: dict[str, object] = {"status": "solved"}
    tables: dict[str, list[dict[str, object]]] = {
        "tickets": [
            {"ticket_id": "t1", "created_at": "2026-03-01T00:00:00Z", **solved},
            {"ticket_id": "t2", "created_at": "2026-03-02T00:00:00Z", **solved, "status_at": "2026-03-06T00:00:00Z"},
        ],
        "ticket_events": [
            {"event_id": "e", "ticket_id": "t1", "at": "2026-03-05T00:00:00Z", "field": "status", "new_value": "solved"}
        ],
        "messages": [{"message_id": "m", "ticket_id": "t1", "at": "2026-03-03T00:00:00Z", "author_kind": "agent"}],
    }  # fmt: skip
    workspace = company(tmp_path / "company", tables, store=store)
    first = generation(workspace)

    def seen(at: str | None) -> tuple[object, ...]:
        answer = workspace.query("active_tickets", "first_response_time", "tickets_solved", as_of=at,
                                 from_="2026-03-01", to="2026-03-08")  # fmt: skip
        active, response, solved = answer.rows
        through = answer.data_through
        return active["value"], response["n"], response["n_open"], solved["value"], through and through.isoformat()

    assert seen("2026-03-01T12:00:00Z") == (1, 0, 1, 0, "2026-03-01T12:00:00")
    assert seen("2026-03-02T12:00:00Z") == (2, 0, 2, 0, "2026-03-02T12:00:00")
    assert seen("2026-03-04") == (2, 1, 1, 0, "2026-03-04T00:00:00")
    assert seen("2026-03-05T00:00:00Z") == (1, 1, 1, 1, "2026-03-05T00:00:00")
    assert seen("2026-03-05T23:59:59Z") == (1, 1, 1, 1, "2026-03-05T23:59:59")
    assert seen("2026-03-06T00:00:00Z") == (0, 1, 0, 2, "2026-03-06T00:00:00")
    assert seen(None) == (0, 1, 0, 2, "2026-03-06T00:00:00")
    assert seen("2026-02-01") == (None, 0, 0, 0, "2026-02-01T00:00:00")
    assert generation(workspace) == first


# ---------------------------------------------------------------------- many at once
def test_a_second_writer_is_told_at_once(opened: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One sentence with the number of the process, exit status 1; the first is not disturbed."""
    second = export(tmp_path, 2)
    with opened.store.write() as writer:
        began = time.monotonic()
        assert app(["import", str(second), "--project", str(opened.path)]) == 1
        assert time.monotonic() - began < 10
        told = one_sentence(capsys.readouterr().err)
        assert "Another process (number " in told
        assert "Wait until it is done, then try again." in told
        assert writer.engine.rows("SELECT COUNT(*) FROM tickets") == [(STEP,)]
        assert state(opened) == 1
    assert app(["import", str(second), "--project", str(opened.path)]) == 0
    assert state(opened) == 2


def test_a_write_that_is_not_kept_or_fails_leaves_no_trace(opened: Workspace) -> None:
    before = data(opened)
    with opened.store.write() as writer:
        writer.engine.run("DELETE FROM tickets")
    with suppress(ZeroDivisionError), opened.store.write() as writer:
        writer.engine.run("DELETE FROM tickets")
        writer.keep()
        raise ZeroDivisionError
    assert data(opened) == before == {"CURRENT", "store-1.duckdb"}
    assert state(opened) == 1


def test_a_generation_stays_while_it_is_read(opened: Workspace, tmp_path: Path) -> None:
    """A reader keeps its file and its numbers through two imports; the next import after it removes the file."""
    with opened.store.read() as engine:
        imported(opened, tmp_path, [2, 3])
        assert data(opened) == {"CURRENT", "store-1.duckdb", "store-3.duckdb"}
        assert engine.rows("SELECT COUNT(*) FROM ticket_facts") == [(STEP,)]
        assert state(opened) == 3
    imported(opened, tmp_path, [4])
    assert data(opened) == {"CURRENT", "store-4.duckdb"}


READS = """
import sys, time
sys.path.insert(0, sys.argv[1])
import deskgauge
from store_support import state
workspace = deskgauge.open(sys.argv[2])
print("ready", flush=True)
seen = []
while not seen or seen[-1] < int(sys.argv[3]):
    seen.append(state(workspace))
    time.sleep(0.2)
assert seen == sorted(seen), seen
print(len(seen))
"""


def test_ten_readers_see_whole_generations_while_ten_imports_make_them(opened: Workspace, tmp_path: Path) -> None:
    """Seven threads and three processes ask until they see the last import; none errs, none goes back, none mixes."""
    last = 11

    def ask() -> list[int]:
        workspace, seen = deskgauge.open(opened.path), [0]
        while seen[-1] < last and not stop.is_set():
            seen.append(state(workspace))
            time.sleep(0.2)  # leaves the processor to the imports
        return seen

    stop = threading.Event()
    readers = [started(READS, Path(__file__).parent, opened.path, last) for _ in range(3)]
    with ThreadPoolExecutor(7) as pool:
        answers = [pool.submit(ask) for _ in range(7)]
        try:
            imported(opened, tmp_path, range(2, last + 1))
            found = [one.result() for one in answers]
        finally:
            stop.set()
            told = [finished(reader, 60) for reader in readers]
    assert all(seen == sorted(seen) and seen[-1] == last for seen in found)
    assert [(status, err) for status, _, err in told] == [(0, "")] * 3
    imported(opened, tmp_path, [last + 1])
    assert data(opened) == {"CURRENT", f"store-{last + 1}.duckdb"}


# ---------------------------------------------------------------------- killed
@pytest.mark.parametrize("seed", range(6))
def test_a_kill_at_any_instant_leaves_the_last_whole_generation(opened: Workspace, tmp_path: Path, seed: int) -> None:
    """A program that imports one export after another is killed somewhere in between."""
    exports = [export(tmp_path, number) for number in range(2, 12)]
    process = started(IMPORTS, opened.path, *exports)
    assert process.stdout
    assert process.stdout.readline() == "ready\n"
    time.sleep(Random(seed).uniform(0, 1.5))
    killed(process)

    present = generation(opened)
    assert state(opened) == present
    opened.import_files([export(tmp_path, 12)])
    assert state(opened) == 12
    assert data(opened) == {"CURRENT", f"store-{generation(opened)}.duckdb"}


DIES = """
import os, shutil, sys
from pathlib import Path
import deskgauge
from deskgauge.engine import embedded
syncs = []

def die(*_):
    os.kill(os.getpid(), 9)

def half(source, copy):
    Path(copy).write_bytes(Path(source).read_bytes()[:5000])
    die()

def sync(path, real=embedded._sync):
    syncs.append(path)
    real(path)
    if f"sync {len(syncs)}" == sys.argv[1]:
        die()

embedded._sync = sync
if sys.argv[1] == "half a copy":
    shutil.copyfile = half
if sys.argv[1] == "before the checkpoint":
    embedded.EmbeddedWriter.keep = die
deskgauge.open(sys.argv[2]).import_files([sys.argv[3]])
"""


@pytest.mark.parametrize(
    ("at", "left", "seen"),
    [
        ("half a copy", {"building-2.duckdb"}, 1),
        ("before the checkpoint", {"building-2.duckdb", "building-2.duckdb.wal"}, 1),
        ("sync 1", {"building-2.duckdb"}, 1),  # whole, without its name
        ("sync 2", {"store-2.duckdb", "CURRENT.next"}, 1),  # with its name, not pointed to
        ("sync 3", {"store-2.duckdb"}, 2),  # the old one not removed
    ],
)
def test_a_kill_between_two_steps(opened: Workspace, tmp_path: Path, at: str, left: set[str], seen: int) -> None:
    """Each step of a write, what a kill after it leaves, and that the next import clears it away."""
    status, _, err = finished(started(DIES, at, opened.path, export(tmp_path, 2)))
    assert status == -9, err

    assert data(opened) >= {"CURRENT", "store-1.duckdb"} | left - {"building-2.duckdb.wal"}
    assert state(opened) == seen
    opened.import_files([export(tmp_path, 3)])
    assert state(opened) == 3
    assert data(opened) == {"CURRENT", f"store-{generation(opened)}.duckdb"}


def test_a_kill_of_the_very_first_import(tmp_path: Path) -> None:
    workspace = company(tmp_path / "company", {})
    for at, exists in [("before the checkpoint", False), ("sync 2", True)]:
        finished(started(DIES, at, workspace.path, export(tmp_path, 1)))
        assert workspace.store.exists() == exists
    assert state(workspace) == 1  # whole, and there is no other
    workspace.import_files([export(tmp_path, 2)])
    assert state(workspace) == 2


def test_what_killed_readers_and_writers_left_is_cleared_away(opened: Workspace, tmp_path: Path) -> None:
    """Half-made files, folders that a reader spilled to: none stops an import, all go with it."""
    folder = opened.path / "data"
    for name in ("building-7.duckdb", "building-7.duckdb.wal", "CURRENT.next"):
        (folder / name).write_bytes(b"half")
    for name in ("store-1.duckdb.tmp", "store-0.duckdb.tmp", "spill"):
        (folder / name).mkdir()
        (folder / name / "duckdb_temp_block-1.block").write_bytes(b"half")

    imported(opened, tmp_path, [2])
    assert state(opened) == 2
    assert data(opened) == {"CURRENT", "store-2.duckdb"}


# ---------------------------------------------------------------------- broken
@pytest.mark.parametrize("held", [b"", b"two", b"\xff\xfe", b"-1", b"1.5", "²".encode()])
def test_a_pointer_that_names_nothing_is_told_with_the_way_out(
    opened: Workspace, tmp_path: Path, held: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither questions nor imports guess, and nothing is removed; without the pointer the newest is read."""
    pointer = opened.path / "data" / "CURRENT"
    pointer.write_bytes(held)
    second = str(export(tmp_path, 2))
    for words in (["query", "ticket_volume"], ["scorecard"], ["import", second], ["check"]):
        assert app([*words, "--project", str(opened.path)]) == 1
        told = one_sentence(capsys.readouterr().err)
        assert "CURRENT names no generation" in told
        assert "Remove it, and store-1.duckdb, the newest that is whole, is read." in told
    pointer.unlink()
    assert state(opened) == 1
    imported(opened, tmp_path, [2])
    assert state(opened) == 2


def test_a_pointer_to_a_file_that_is_gone_is_told_and_nothing_is_removed(
    opened: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (opened.path / "data" / "CURRENT").write_text("7", encoding="ascii")
    second = str(export(tmp_path, 2))
    for words in (["query", "ticket_volume"], ["import", second]):
        assert app([*words, "--project", str(opened.path)]) == 1
        told = one_sentence(capsys.readouterr().err)
        assert "CURRENT names is missing: store-7.duckdb. Remove it, and store-1.duckdb" in told
    assert data(opened) == {"CURRENT", "store-1.duckdb"}


@pytest.mark.parametrize("fault", ["empty", "text", "cut", "zeros"])
def test_a_broken_file_is_told(
    opened: Workspace, tmp_path: Path, fault: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Questions, also those of an earlier moment, and imports say which file it is."""
    file = opened.path / "data" / "store-1.duckdb"
    whole = file.read_bytes()
    broken = {
        "empty": b"",
        "text": b"This is no database.\n" * 500,
        "cut": whole[: len(whole) // 3],
        "zeros": whole[:4096] + bytes(8192) + whole[12288:],
    }
    file.write_bytes(broken[fault])
    second = str(export(tmp_path, 2))
    question = ["query", "ticket_volume"]
    for words in (question, [*question, "--as-of", "2026-03-02"], ["scorecard"], ["import", second]):
        assert app([*words, "--project", str(opened.path)]) == 1, words
        told = one_sentence(capsys.readouterr().err)
        assert "store" in told
        assert str(opened.path / "data") in told
    assert file.read_bytes() == broken[fault]
    assert data(opened) == {"CURRENT", "store-1.duckdb"}


# ---------------------------------------------------------------------- no room, no right
FULL = """
import resource, signal, sys
from deskgauge.cli.main import app
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
room = int(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
sys.exit(app(sys.argv[2:]))
"""


def test_a_full_disk_is_told_and_changes_nothing(opened: Workspace, tmp_path: Path) -> None:
    """No file may grow over what is left: while copying, while loading or making facts, or at the checkpoint."""
    many = {
        "tickets": [{"ticket_id": f"x{i}", "created_at": "2026-03-02", "subject": f"{i**9:x}"} for i in range(3000)]
    }
    write_tables(tmp_path / "many", many)
    size = (opened.path / "data" / "store-1.duckdb").stat().st_size
    for room in (size // 2, size + 10_000, size + 300_000):
        words = ["import", tmp_path / "many", "--project", opened.path]
        status, out, err = finished(started(FULL, room, *words))
        assert (status, out) == (1, ""), (room, err)
        assert one_sentence(err).startswith(f"Nothing was stored in {opened.path / 'data'}: "), (room, err)
        assert data(opened) == {"CURRENT", "store-1.duckdb"}
    assert state(opened) == 1


def test_a_folder_without_the_right_to_write_can_be_asked_but_not_filled(opened: Workspace, tmp_path: Path) -> None:
    """Questions need no right to write, not even where the settings have changed since the import."""
    project = ["--project", opened.path]
    second = export(tmp_path, 2)
    question = ["query", "ticket_volume", "--by", "channel", "--format", "csv", *project]
    folder = opened.path / "data"
    folder.chmod(0o555)
    (folder / "LOCK").chmod(0o444)
    try:
        status, out, err = finished(started(CLI, "import", second, *project, weak=True))
        assert (status, out) == (1, "")
        assert one_sentence(err).startswith(f"Nothing was stored in {folder}: Permission denied: ")
        assert finished(started(CLI, *question, weak=True))[0] == 0
        reopened(opened, {"labels": {"channel": {"web": "chat"}}})
        status, out, err = finished(started(CLI, *question, weak=True))
        assert status == 0, err
        assert ",chat,5," in out
    finally:
        folder.chmod(0o755)
    assert data(opened) == {"CURRENT", "store-1.duckdb"}


@pytest.mark.parametrize("words", [["query", "csat"], ["import", "export"], ["doctor"], ["scorecard"]])
def test_a_file_in_the_place_of_the_data_folder_is_told(
    tmp_path: Path, words: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    company(tmp_path, {})
    export(tmp_path, 1).rename(tmp_path / "export")
    (tmp_path / "data").write_text("not a folder", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert app(words) == 1
    assert "Traceback" not in one_sentence(capsys.readouterr().err)


def test_a_store_of_an_earlier_version_gets_the_columns_that_it_lacks(opened: Workspace, tmp_path: Path) -> None:
    with opened.store.write() as writer:
        writer.engine.run("ALTER TABLE tickets DROP COLUMN brand")
        writer.engine.run("DROP TABLE calls")
        writer.keep()
    imported(opened, tmp_path, [2])
    assert state(opened) == 2
    assert one_row(opened, "ticket_volume", by=["brand"])["brand"] is None


def test_reading_and_writing_without_data(tmp_path: Path) -> None:
    """The store itself says what is the matter, whoever asks."""
    store = EmbeddedStore(tmp_path / "nowhere")
    assert not store.exists()
    assert store.describe() == f"no data yet in {tmp_path / 'nowhere'}"
    with pytest.raises(WorkFailedError, match="There is no data"), store.read():
        pass
    with store.write(), pytest.raises(StoreBusyError), store.write():
        pass
    assert not store.exists()
