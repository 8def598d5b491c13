"""The embedded store in hard times: many at once, kills at any instant, broken files, full disks, no rights."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
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
from support import company, one_row, write_tables

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


def test_ten_readers_see_whole_generations_while_six_imports_make_them(opened: Workspace, tmp_path: Path) -> None:
    """Seven threads and three processes ask until they see the last import; none errs, none goes back, none mixes."""
    last = 7

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
@pytest.mark.parametrize("seed", range(4))
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
