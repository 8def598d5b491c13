"""The embedded store: one DuckDB file per generation and a pointer to the newest whole one.

DuckDB lets one process write a file or many read it. So a writer copies the present generation, changes the
copy and moves the pointer; readers hold the generation they opened. A kill at any instant leaves the pointer
where it was. Generations that nobody reads are removed by the next writer.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO

import duckdb

from deskgauge.engine.engines.duckdb import DuckDB
from deskgauge.engine.store import REJECT_COLUMNS, REJECTS, Loaded, as_of_view, create_tables
from deskgauge.engine.upsert import upsert
from deskgauge.errors import StoreBusyError, WorkFailedError
from deskgauge.model.tables import TABLES

MEMORY_LIMIT = "2GB"  # what a build may hold before it spills to disk


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

    def load(self, tables: Sequence[str]) -> Loaded:
        """Bring the staged rows into the generation's tables, and the rejected ones into theirs."""
        self.engine.run("USE generation")
        counts = {name: upsert(self.engine.run, self._ask, name, f"staging.stage.{name}", name) for name in tables}
        listed = ", ".join(REJECT_COLUMNS)
        self.engine.run(f"DELETE FROM {REJECTS} WHERE file IN (SELECT file FROM staging.stage.rejects)")
        self.engine.run(f"INSERT INTO {REJECTS} ({listed}) SELECT {listed} FROM staging.stage.rejects")
        self.engine.run("DETACH staging")
        self._staging = False
        return Loaded(counts)

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

    def current(self) -> int | None:
        """Return the number of the newest whole generation."""
        with suppress(FileNotFoundError):
            text = (self.folder / "CURRENT").read_text(encoding="ascii").strip()
            if not text.isdigit():
                raise WorkFailedError(f"{self.folder / 'CURRENT'} does not name a generation: {text!r}. Import again.")
            return int(text)
        return None

    def exists(self) -> bool:
        """Say whether a generation is there."""
        return self.current() is not None

    def describe(self) -> str:
        """Say which generation is there and how large it is."""
        number = self.current()
        if number is None:
            return f"no data yet in {self.folder}"
        return f"generation {number} in {self.folder}, {self._path(number).stat().st_size / 1e6:.1f} MB"

    # ---------------------------------------------------------------- reading
    @contextmanager
    def read(self, as_of: datetime | None = None) -> Iterator[DuckDB]:
        """Open the newest generation read-only and hold it until the end."""
        path, lock = self._hold()
        try:
            connection = _past(path, as_of) if as_of else _connect(path, read_only=True)
            engine = DuckDB(connection)
            try:
                yield engine
            finally:
                engine.close()
        finally:
            lock.close()

    def _hold(self) -> tuple[Path, IO[bytes]]:
        """Take a shared lock on the newest generation; it may be replaced and removed in between, so look again."""
        for _ in range(100):
            number = self.current()
            if number is None:
                raise WorkFailedError(f"There is no data in {self.folder} yet. Import some with `deskgauge import`.")
            path = self._path(number)
            with suppress(FileNotFoundError):
                lock = path.open("rb")
                fcntl.flock(lock, fcntl.LOCK_SH)
                if path.exists():
                    return path, lock
                lock.close()
            if self.current() == number:
                raise WorkFailedError(f"The generation that {self.folder / 'CURRENT'} names is missing: {path.name}.")
        raise WorkFailedError(f"The store in {self.folder} changes faster than it can be opened.")

    # ---------------------------------------------------------------- writing
    @contextmanager
    def write(self) -> Iterator[EmbeddedWriter]:
        """Make the next generation; it becomes the present one at the end, if it is to be kept."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with self._only_writer():
            number = self.current()
            self._remove_unread(number)
            path = self._path((number or 0) + 1)
            if number is not None:
                shutil.copyfile(self._path(number), path)
            kept = False
            try:
                with self._written(path) as writer:
                    yield writer
                kept = writer.kept
            finally:
                if not kept:
                    path.unlink(missing_ok=True)
            if not kept:
                return
            self._point_to((number or 0) + 1)
            self._remove_unread((number or 0) + 1)

    @contextmanager
    def _written(self, path: Path) -> Iterator[EmbeddedWriter]:
        connection = duckdb.connect()
        try:
            connection.execute(f"SET memory_limit = '{MEMORY_LIMIT}'")
            connection.execute(f"SET temp_directory = '{_quoted(self.folder / 'spill')}'")
            connection.execute("SET preserve_insertion_order = false")
            connection.execute(f"ATTACH '{_quoted(path)}' AS generation")
            connection.execute("USE generation")
            writer = EmbeddedWriter(DuckDB(connection))
            for statement in create_tables(DuckDB.types):
                connection.execute(statement)
            _forget_facts(connection)
            yield writer
            if writer.kept:
                connection.execute("USE memory")
                connection.execute("DETACH generation")  # which writes all of it down
        finally:
            connection.close()
            shutil.rmtree(self.folder / "spill", ignore_errors=True)

    @contextmanager
    def _only_writer(self) -> Iterator[None]:
        with (self.folder / "LOCK").open("a+b") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                lock.seek(0)
                holder = lock.read().decode(errors="replace").strip() or "unknown"
                raise StoreBusyError(
                    f"Another process (number {holder}) is writing to {self.folder}. "
                    "Wait until it is done, then try again."
                ) from None
            lock.truncate(0)
            lock.write(str(os.getpid()).encode())
            lock.flush()
            yield

    def _point_to(self, number: int) -> None:
        with self._path(number).open("rb") as whole:
            os.fsync(whole.fileno())
        pointer = self.folder / "CURRENT.next"
        with pointer.open("w", encoding="ascii") as file:
            file.write(str(number))
            file.flush()
            os.fsync(file.fileno())
        pointer.replace(self.folder / "CURRENT")

    def _remove_unread(self, number: int | None) -> None:
        """Remove generations that are not the present one and that no reader holds."""
        for path in self.folder.glob("store-*.duckdb*"):
            if number is not None and path.name.split(".")[0] == f"store-{number}":
                continue
            with suppress(BlockingIOError, FileNotFoundError), path.open("rb") as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                path.unlink(missing_ok=True)


def _forget_facts(connection: duckdb.DuckDBPyConnection) -> None:
    """Drop whatever an earlier generation derived; only what was imported is carried over."""
    found = connection.execute(
        "SELECT table_name, table_type FROM information_schema.tables "
        "WHERE table_catalog = 'generation' AND table_schema = 'main'"
    ).fetchall()
    for name, kind in found:
        if name not in TABLES and name != REJECTS:
            connection.execute(f"DROP {'VIEW' if kind == 'VIEW' else 'TABLE'} {name}")


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _connect(path: Path, *, read_only: bool) -> duckdb.DuckDBPyConnection:
    try:
        return duckdb.connect(str(path), read_only=read_only, config={"enable_external_access": "false"})
    except duckdb.Error as error:
        raise WorkFailedError(f"The store {path} cannot be opened: {str(error).splitlines()[0]}") from None


def _past(path: Path, as_of: datetime) -> duckdb.DuckDBPyConnection:
    """Open a database in memory that sees the generation's tables as they stood at an instant."""
    connection = duckdb.connect()
    connection.execute(f"ATTACH '{_quoted(path)}' AS generation (READ_ONLY)")
    for table in TABLES.values():
        connection.execute(f"CREATE VIEW {table.name} AS {as_of_view(table, f'generation.main.{table.name}', as_of)}")
    return connection
