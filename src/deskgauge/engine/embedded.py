"""The embedded store: one DuckDB file per generation and a pointer to the newest whole one.

DuckDB lets one process write a file or many read it. So a writer copies the present generation, changes the
copy, gives it its name when it is whole and moves the pointer; readers hold the generation they opened. A kill at
any instant leaves the pointer where it was. Generations that nobody reads are removed by the next writer.
docs/decisions/0003 says what a reader holds and what a kill leaves.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO

import duckdb

from deskgauge.engine.engines.duckdb import DuckDB
from deskgauge.engine.storage import busy, read_from, reason, written_to
from deskgauge.engine.store import (
    FORMER,
    REJECTS,
    Loaded,
    as_of_view,
    create_tables,
    is_kept,
    lacking_columns,
    replace_rejects,
)
from deskgauge.engine.upsert import Counts, upsert
from deskgauge.errors import StoreBusyError, WorkFailedError
from deskgauge.language import _
from deskgauge.model.tables import TABLES

MEMORY_LIMIT = "2GB"  # what a build may hold before it spills to disk
POINTER, LOCK = "CURRENT", "LOCK"
_WHOLE = re.compile(r"store-(\d+)\.duckdb")


@dataclass(slots=True)
class EmbeddedWriter:
    """A write into the next generation; staged rows live beside it in memory and never reach the file unread."""

    engine: DuckDB
    kept: bool = False
    _staging: bool = field(default=False)

    @property
    def stage(self) -> duckdb.DuckDBPyConnection:
        """The connection that files are staged in."""
        if not self._staging:
            self.engine.run("ATTACH ':memory:' AS staging")
            self._staging = True
        self.engine.run("USE staging")
        return self.engine.connection

    def _ask(self, sql: str) -> int:
        return int(str(self.engine.rows(sql)[0][0]))

    def load(self, tables: Sequence[str], files: Sequence[str] = ()) -> Loaded:
        """Bring the staged rows into the generation's tables, and the rejected ones of these files into theirs."""
        run = self.engine.run
        run("USE generation")
        counts = {name: self._upsert(name) for name in tables}
        rejected = replace_rejects(run, self._ask, "staging.stage.rejects", REJECTS, files)
        run("DETACH staging")
        self._staging = False
        return Loaded(counts, rejected)

    def _upsert(self, name: str) -> Counts:
        return upsert(self.engine.run, self._ask, name, f"staging.stage.{name}", name, f"{FORMER}{name}")

    def keep(self) -> None:
        """Let the write take effect when it ends."""
        self.kept = True


class EmbeddedStore:
    """The generations in a project's data folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    # ---------------------------------------------------------------- generations
    def _path(self, number: int) -> Path:
        return self.folder / f"store-{number}.duckdb"

    def _whole(self) -> list[int]:
        """Return the numbers of the generations that are whole; what is being made has another name."""
        found = (_WHOLE.fullmatch(path.name) for path in self.folder.glob("store-*.duckdb"))
        return sorted(int(match[1]) for match in found if match)

    def current(self) -> int | None:
        """Return the number of the present generation; where the pointer is missing, of the newest that is whole."""
        pointer = self.folder / POINTER
        try:
            text = pointer.read_text(encoding="ascii", errors="replace").strip()
        except FileNotFoundError:
            return max(self._whole(), default=None)
        except OSError as error:
            raise WorkFailedError(
                _("The store in {folder} cannot be read: {error}.", folder=self.folder, error=reason(error))
            ) from error
        if not text.isdigit():
            said = _("{pointer} names no generation but holds {text}.", pointer=pointer, text=repr(text[:20]))
            raise WorkFailedError(f"{said} {self._cure()}")
        return int(text)

    def _cure(self) -> str:
        newest = max(self._whole(), default=None)
        if newest is None:
            return _("Remove it and import again.")
        return _("Remove it, and {name}, the newest that is whole, is read.", name=self._path(newest).name)

    def _missing(self, number: int) -> WorkFailedError:
        file, name = self.folder / POINTER, self._path(number).name
        said = _("The generation that {file} names is missing: {name}.", file=file, name=name)
        return WorkFailedError(f"{said} {self._cure()}")

    def exists(self) -> bool:
        """Say whether a generation is there."""
        return self.current() is not None

    def describe(self) -> str:
        """Say which generation is there and how large it is."""
        number = self.current()
        if number is None:
            return _("no data yet in {folder}", folder=self.folder)
        path, lock = self._hold()
        with lock:
            return _(
                "generation {number} in {folder}, {size} MB",
                number=number,
                folder=self.folder,
                size=f"{path.stat().st_size / 1e6:.1f}",
            )

    # ---------------------------------------------------------------- reading
    @contextmanager
    def read(self, as_of: datetime | None = None, *, facts: bool = True) -> Iterator[DuckDB]:
        """Open the newest generation read-only and hold it until the end."""
        path, lock = self._hold()
        with lock, read_from(path), closing(_engine(path, as_of, facts=facts)) as engine:
            yield engine

    def generation(self) -> str | None:
        """Return the number of the present generation and the instant that its file was made."""
        number = self.current()
        if number is None:
            return None
        try:
            return _named(self._path(number))
        except FileNotFoundError:
            raise self._missing(number) from None

    def hold(self) -> EmbeddedGeneration:
        """Open the newest generation for many threads and hold it until it is closed."""
        path, lock = self._hold()
        return EmbeddedGeneration(path, lock)

    def _hold(self) -> tuple[Path, IO[bytes]]:
        """Take a shared lock on the newest generation; it may be replaced and removed in between, so look again."""
        for __ in range(100):
            number = self.current()
            if number is None:
                raise WorkFailedError(
                    _("There is no data in {folder} yet. Import some with `deskgauge import`.", folder=self.folder)
                )
            path = self._path(number)
            with suppress(FileNotFoundError), read_from(path):
                lock = path.open("rb")
                fcntl.flock(lock, fcntl.LOCK_SH)
                if path.exists():
                    return path, lock
                lock.close()
            if self.current() == number:
                raise self._missing(number)
        raise WorkFailedError(_("The store in {folder} changes faster than it can be opened.", folder=self.folder))

    # ---------------------------------------------------------------- writing
    @contextmanager
    def write(self) -> Iterator[EmbeddedWriter]:
        """Make the next generation; it becomes the present one at the end, if it is to be kept."""
        with written_to(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            with self._only_writer():
                number = self.current()
                if number is not None and not self._path(number).exists():
                    raise self._missing(number)
                self._remove_unread(number)
                path = self.folder / f"building-{max([number or 0, *self._whole()]) + 1}.duckdb"
                try:
                    if number is not None:
                        shutil.copyfile(self._path(number), path)
                    with self._generation(path) as writer:
                        yield writer
                    if writer.kept:
                        self._publish(path)
                finally:
                    self._remove_unread(self.current())

    @contextmanager
    def _generation(self, path: Path) -> Iterator[EmbeddedWriter]:
        """Open the file of a generation to write; at the end all of it is in that one file."""
        with closing(_workplace(self.folder / "spill")) as connection:
            connection.execute(f"ATTACH '{_quoted(path)}' AS generation")
            connection.execute("USE generation")
            writer = EmbeddedWriter(DuckDB(connection))
            _prepare(connection)
            yield writer
            if writer.kept:
                connection.execute("USE memory")
                connection.execute("CHECKPOINT generation")
                connection.execute("DETACH generation")

    @contextmanager
    def _only_writer(self) -> Iterator[None]:
        with (self.folder / LOCK).open("a+b") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                lock.seek(0)
                holder = lock.read(20).decode("ascii", errors="replace").strip()
                raise StoreBusyError(busy(self.folder, holder)) from None
            lock.truncate(0)
            lock.write(str(os.getpid()).encode())
            lock.flush()
            try:
                yield
            finally:
                lock.truncate(0)

    def _publish(self, path: Path) -> None:
        """Give a generation its name and move the pointer to it; each step is on the disk before the next."""
        number = int(path.stem.removeprefix("building-"))
        _sync(path)
        path.replace(self._path(number))
        pointer = self.folder / f"{POINTER}.next"
        pointer.write_text(str(number), encoding="ascii")
        _sync(pointer)
        pointer.replace(self.folder / POINTER)
        _sync(self.folder)

    def _remove_unread(self, number: int | None) -> None:
        """Remove generations that no reader holds, and what a kill left half made; only the writer calls this."""
        for path in self.folder.glob("building-*"):
            path.unlink()
        shutil.rmtree(self.folder / "spill", ignore_errors=True)
        for old in self._whole():
            if old != number:
                with suppress(BlockingIOError), self._path(old).open("rb") as file:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    self._path(old).unlink()
        for beside in self.folder.glob("store-*.duckdb.*"):
            # A reader that was killed while it spilled leaves a folder; its generation may be gone by now.
            if beside.is_dir() and not beside.with_suffix("").exists():
                shutil.rmtree(beside, ignore_errors=True)


class EmbeddedGeneration:
    """One generation's file, open read-only in this process; each reader has a connection of its own over it.

    Connections are kept for the next reader: to open a file of a gigabyte takes longer than most questions.
    """

    def __init__(self, path: Path, lock: IO[bytes]) -> None:
        self._path, self._lock = path, lock
        self._free: list[DuckDB] = []
        self._turn = threading.Lock()
        try:
            self.name = _named(path)
            with read_from(path):
                self._first = _engine(path, None, facts=True)
        except BaseException:
            lock.close()
            raise

    @contextmanager
    def read(self, as_of: datetime | None = None, *, facts: bool = True) -> Iterator[DuckDB]:
        """Open the generation, or its tables alone; what went wrong on a connection goes with it."""
        with read_from(self._path):
            if not facts or as_of is not None:
                with closing(_engine(self._path, as_of, facts=facts)) as engine:
                    yield engine
                return
            with self._turn:
                engine = self._free.pop() if self._free else self._first.beside()
            try:
                yield engine
            except BaseException:
                engine.close()
                raise
            self._free.append(engine)

    def close(self) -> None:
        """Close all connections and let the file go."""
        with self._lock:
            for engine in (*self._free, self._first):
                engine.close()
            self._free.clear()


# -------------------------------------------------------------------- connections
def _named(path: Path) -> str:
    """Return a generation's name: numbers begin anew where somebody removed the data folder."""
    return f"{path.stem.removeprefix('store-')}-{path.stat().st_mtime_ns:x}"


def _engine(path: Path, as_of: datetime | None, *, facts: bool) -> DuckDB:
    """Open a generation with its facts, or its tables alone as they stood at an instant."""
    engine = DuckDB(_connect(path) if facts and as_of is None else _tables_of(path, as_of))
    return engine.locked()


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _connect(path: Path) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(path), read_only=True, config={"enable_external_access": "false"})


def _workplace(spill: Path) -> duckdb.DuckDBPyConnection:
    """Return a database in memory that spills to a folder; left alone it would spill to the current one."""
    connection = duckdb.connect()
    connection.execute(f"SET memory_limit = '{MEMORY_LIMIT}'")
    connection.execute(f"SET temp_directory = '{_quoted(spill)}'")
    return connection


def _tables_of(path: Path, as_of: datetime | None) -> duckdb.DuckDBPyConnection:
    """Open a database in memory that sees the generation's tables, as they stood at an instant where one is given."""
    connection = _workplace(Path(tempfile.gettempdir()) / f"deskgauge-spill-{os.getpid()}")
    connection.execute(f"ATTACH '{_quoted(path)}' AS generation (READ_ONLY)")
    for table in TABLES.values():
        connection.execute(f"CREATE VIEW {table.name} AS {as_of_view(table, 'generation.main.', as_of)}")
    return connection


def _prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the tables and columns that are missing, and drop whatever an earlier generation derived."""
    for statement in create_tables(DuckDB.types):
        connection.execute(statement)
    of_ours = "table_catalog = 'generation' AND table_schema = 'main'"
    columns = f"SELECT table_name, column_name FROM information_schema.columns WHERE {of_ours}"
    for statement in lacking_columns(connection.execute(columns).fetchall(), DuckDB.types):
        connection.execute(statement)
    found = f"SELECT table_name, table_type FROM information_schema.tables WHERE {of_ours}"
    for name, kind in connection.execute(found).fetchall():
        if not is_kept(str(name)):
            connection.execute(f"DROP {'VIEW' if kind == 'VIEW' else 'TABLE'} {name}")


# -------------------------------------------------------------------- files
def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
