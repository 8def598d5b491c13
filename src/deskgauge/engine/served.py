"""The store in a PostgreSQL server: canonical tables in one schema, each generation of facts in its own.

A write is one transaction: it upserts the tables, makes facts in a new schema and moves the pointer; readers
follow the pointer they saw when they began and hold its facts by a shared lock on one of them. Schemas that nobody
holds are dropped afterwards. docs/decisions/0003 says what a reader holds and what a kill leaves.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import cached_property
from pathlib import Path

import duckdb

from deskgauge.engine.engines.duckdb import guarded
from deskgauge.engine.engines.postgres import Postgres
from deskgauge.engine.store import (
    FORMER,
    REJECT_COLUMNS,
    REJECTS,
    GoneError,
    Loaded,
    as_of_view,
    create_tables,
    lacking_columns,
    replace_rejects,
)
from deskgauge.engine.upsert import Counts, columns_of, upsert
from deskgauge.errors import StoreBusyError, WorkFailedError
from deskgauge.language import _
from deskgauge.model.tables import TABLES

try:
    import psycopg
except ModuleNotFoundError:
    raise WorkFailedError(
        _("A store in PostgreSQL needs psycopg, which is not installed: pip install 'deskgauge[postgres]'")
    ) from None

SCHEMA = "deskgauge"
HELD = "clock"  # the fact that readers lock: always the first, so that nobody waits for anybody crosswise
LOCK = 0x6465736B  # "desk"
BLOCK = 1 << 20
MEMORY_LIMIT = "2GB"  # what staged files may hold before they spill to disk
SESSION = (
    "SET timezone = 'UTC'; "
    "SET jit = off; "  # costs more than it gives here
    "SET client_min_messages = warning; "
    "SET standard_conforming_strings = on; "  # a backslash in a value is a backslash
    "SET extra_float_digits = 1; "  # doubles come whole
    "SET client_connection_check_interval = '2s'"  # a writer that was killed lets go of its lock
)
Connection = psycopg.Connection[tuple[object, ...]]


class PostgresWriter:
    """A write in one transaction; files are staged in DuckDB and copied over."""

    def __init__(self, engine: Postgres, scratch: Path) -> None:
        self.engine = engine
        self.kept = False
        self._scratch = scratch

    @cached_property
    def stage(self) -> duckdb.DuckDBPyConnection:
        """The connection that files are staged in."""
        connection = guarded(duckdb.connect())
        connection.execute(f"SET memory_limit = '{MEMORY_LIMIT}'")
        connection.execute(f"SET temp_directory = '{_quoted(self._scratch / 'spill')}'")
        return connection

    def _ask(self, sql: str) -> int:
        return int(str(self.engine.rows(sql)[0][0]))

    def load(self, tables: Sequence[str], files: Sequence[str] = ()) -> Loaded:
        """Copy the staged rows over and bring them into the tables, the rejected ones of these files into theirs."""
        counts = {name: self._load(name) for name in tables}
        self.engine.native(f"CREATE TEMP TABLE staged (LIKE {SCHEMA}.{REJECTS})")
        self._copy("rejects", ", ".join(REJECT_COLUMNS))
        rejected = replace_rejects(self.engine.native, self._ask, "staged", f"{SCHEMA}.{REJECTS}", files)
        self.engine.native("DROP TABLE staged")
        self.stage.close()
        return Loaded(counts, rejected)

    def _load(self, name: str) -> Counts:
        self.engine.native(f"CREATE TEMP TABLE staged (LIKE {SCHEMA}.{name})")
        self._copy(name, columns_of(TABLES[name]))
        self.engine.native("ANALYZE staged")
        counts = upsert(self.engine.native, self._ask, name, "staged", f"{SCHEMA}.{name}", f"{SCHEMA}.{FORMER}{name}")
        self.engine.native("DROP TABLE staged")
        if counts.inserted or counts.updated:
            self.engine.native(f"ANALYZE {SCHEMA}.{name}")
        return counts

    def _copy(self, name: str, columns: str) -> None:
        """Copy one staged table through a file: both ends read and write CSV far faster than Python could."""
        file = self._scratch / "rows.csv"
        form = "FORMAT csv, HEADER false, NULLSTR '\\N', FORCE_QUOTE *"
        self.stage.execute(f"COPY (SELECT {columns} FROM stage.{name}) TO '{_quoted(file)}' ({form})")
        into = f"COPY staged ({columns}) FROM STDIN (FORMAT csv, NULL '\\N')"
        with self.engine.connection.cursor() as cursor, cursor.copy(into) as copy, file.open("rb") as rows:
            while block := rows.read(BLOCK):
                copy.write(block.replace(b"\0", b""))  # which PostgreSQL has no place for in a text

    def keep(self) -> None:
        """Let the write take effect when it ends."""
        self.kept = True


class PostgresStore:
    """The schema of Deskgauge in a PostgreSQL database."""

    def __init__(self, url: str) -> None:
        self.url = url

    def _where(self) -> str:
        try:
            told = psycopg.conninfo.conninfo_to_dict(self.url)
        except psycopg.Error:
            return "the address of [store] url"
        return f"{told.get('host') or 'this machine'}:{told.get('port') or 5432}"

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        """Open a connection and close it at the end; what PostgreSQL refuses is told in one sentence."""
        try:
            connection = psycopg.connect(self.url, connect_timeout=10)
        except psycopg.Error as error:
            raise WorkFailedError(
                _("PostgreSQL at {where} cannot be reached: {error}", where=self._where(), error=_last_line(error))
            ) from error
        try:
            with connection:
                connection.execute(SESSION)
                connection.commit()  # a rollback would take the settings back
                yield connection
        except psycopg.Error as error:
            raise WorkFailedError(
                _("PostgreSQL at {where} failed: {error}", where=self._where(), error=_first_line(error))
            ) from error

    def _number(self, connection: Connection) -> int | None:
        found = connection.execute("SELECT to_regclass('deskgauge.generation') IS NOT NULL").fetchone()
        if not found or not found[0]:
            return None
        row = connection.execute("SELECT number FROM deskgauge.generation").fetchone()
        return int(str(row[0])) if row else None

    def exists(self) -> bool:
        """Say whether a generation is there with its facts; where somebody dropped them, an import makes them anew."""
        with self._connected() as connection:
            number = self._number(connection)
            return number is not None and number in _schemas(connection)

    def describe(self) -> str:
        """Say which generation is there."""
        with self._connected() as connection:
            number = self._number(connection)
            return "no data yet in PostgreSQL" if number is None else f"generation {number} in PostgreSQL"

    # ---------------------------------------------------------------- reading
    @contextmanager
    def read(self, as_of: datetime | None = None, *, facts: bool = True) -> Iterator[Postgres]:
        """Open the newest generation in one read-only snapshot and hold it until the end."""
        with self._connected() as connection:
            number = self._hold(connection)
            engine = Postgres(connection)
            if facts and as_of is None:
                connection.execute("SET TRANSACTION READ ONLY")
                connection.execute(f"SET LOCAL search_path = {SCHEMA}_facts_{number}, {SCHEMA}")
            else:
                connection.execute(f"SET LOCAL search_path = pg_temp, {SCHEMA}")
                for table in TABLES.values():
                    view = as_of_view(table, f"{SCHEMA}.", as_of)
                    engine.native(f"CREATE TEMP VIEW {table.name} AS {view}")
            yield engine
            connection.rollback()

    def generation(self) -> str | None:
        """Return the number of the present generation and what PostgreSQL calls its first fact."""
        with self._connected() as connection:
            number = self._number(connection)
            return None if number is None else _named(connection, number)

    def hold(self) -> PostgresGeneration:
        """Take note of the newest generation; each reader makes sure that it still reads that one."""
        name = self.generation()
        if name is None:
            raise WorkFailedError(
                _("There is no data in the PostgreSQL store yet. Import some with `deskgauge import`.")
            )
        return PostgresGeneration(self, name)

    def _hold(self, connection: Connection) -> int:
        """Begin a snapshot that holds the newest facts; they may be replaced and dropped in between, so look again."""
        for __ in range(100):
            number = self._number(connection)
            connection.rollback()
            if number is None:
                raise WorkFailedError(
                    _("There is no data in the PostgreSQL store yet. Import some with `deskgauge import`.")
                )
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            with suppress(psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName):
                # The lock comes first: the snapshot is of the first query after it.
                connection.execute(f"LOCK TABLE {SCHEMA}_facts_{number}.{HELD} IN ACCESS SHARE MODE")
                if self._number(connection) == number:
                    return number
            connection.rollback()
            if self._number(connection) == number:
                raise WorkFailedError(
                    _("The facts of generation {number} are missing in PostgreSQL. Import again.", number=number)
                )
        raise WorkFailedError(_("The PostgreSQL store changes faster than it can be opened."))

    def name_of(self, engine: Postgres) -> str | None:
        """Return the name of the generation that an engine of ``read`` sees."""
        number = self._number(engine.connection)
        return None if number is None else _named(engine.connection, number)

    # ---------------------------------------------------------------- writing
    @contextmanager
    def write(self) -> Iterator[PostgresWriter]:
        """Make the next generation in one transaction, kept or rolled back at the end."""
        with self._connected() as connection, tempfile.TemporaryDirectory(prefix="deskgauge-load-") as scratch:
            locked = connection.execute("SELECT pg_try_advisory_xact_lock(%s)", (LOCK,)).fetchone()
            if not locked or not locked[0]:
                raise StoreBusyError(
                    _("Another process is writing to the PostgreSQL store. Wait until it is done, then try again.")
                )
            number = self._prepare(connection)
            writer = PostgresWriter(Postgres(connection), Path(scratch))
            yield writer
            if not writer.kept:
                connection.rollback()
                return
            connection.execute(f"DELETE FROM {SCHEMA}.generation")
            connection.execute("INSERT INTO deskgauge.generation VALUES (%s)", (number,))
            connection.commit()
            self._drop_older(connection, number)

    def _prepare(self, connection: Connection) -> int:
        """Make what is missing, and an empty schema for the next facts; return its number."""
        engine = Postgres(connection)
        engine.native(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
        for statement in create_tables(Postgres.types, f"{SCHEMA}."):
            engine.native(statement)
        columns = "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = %s"
        found = [(str(table), str(column)) for table, column in connection.execute(columns, (SCHEMA,))]
        for statement in lacking_columns(found, Postgres.types, f"{SCHEMA}."):
            engine.native(statement)
        engine.native(f"CREATE TABLE IF NOT EXISTS {SCHEMA}.generation (number INTEGER)")
        number = max([self._number(connection) or 0, *_schemas(connection)]) + 1
        engine.native(f"CREATE SCHEMA {SCHEMA}_facts_{number}")
        engine.native(f"SET LOCAL search_path = {SCHEMA}_facts_{number}, {SCHEMA}")
        return number

    def _drop_older(self, connection: Connection, number: int) -> None:
        """Drop the facts of earlier generations; one that is still read is left for the next writer."""
        older = [one for one in _schemas(connection) if one < number]
        connection.commit()
        for one in older:
            # Whatever keeps it from going, what was written stands.
            with suppress(psycopg.Error), connection.transaction():
                connection.execute("SET LOCAL lock_timeout = '5s'")
                connection.execute(f"LOCK TABLE {SCHEMA}_facts_{one}.{HELD} IN ACCESS EXCLUSIVE MODE NOWAIT")
                connection.execute(f"DROP SCHEMA {SCHEMA}_facts_{one} CASCADE")


class PostgresGeneration:
    """One generation in PostgreSQL; no lock lasts between two questions, which would keep the server from tidying."""

    def __init__(self, store: PostgresStore, name: str) -> None:
        self._store, self.name = store, name

    @contextmanager
    def read(self, as_of: datetime | None = None, *, facts: bool = True) -> Iterator[Postgres]:
        """Open the generation in a snapshot; raise GoneError where there is a newer one by now."""
        with self._store.read(as_of, facts=facts) as engine:
            if self._store.name_of(engine) != self.name:
                raise GoneError(_("The data has changed since the question was asked. Ask again."))
            yield engine

    def close(self) -> None:
        """Let the generation go: there is nothing to let go of."""


def _named(connection: Connection, number: int) -> str | None:
    found = connection.execute(f"SELECT CAST(to_regclass('{SCHEMA}_facts_{number}.{HELD}') AS oid)").fetchone()
    return f"{number}-{found[0]}" if found and found[0] else None


def _schemas(connection: Connection) -> list[int]:
    """Return the numbers of the generations whose facts are there."""
    named = f"SELECT nspname FROM pg_namespace WHERE nspname ~ '^{SCHEMA}_facts_[0-9]+$'"
    return sorted(int(str(name).rpartition("_")[2]) for (name,) in connection.execute(named))


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]


def _last_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[-1]
