"""The store in a PostgreSQL server: canonical tables in one schema, each generation of facts in its own.

A write is one transaction: it upserts the tables, makes facts in a new schema and moves the pointer; readers
follow the pointer they saw when they began. Schemas that nobody needs any more are dropped afterwards, if no
reader is in the way.
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
from deskgauge.engine.store import REJECT_COLUMNS, REJECTS, Loaded, as_of_view, create_tables
from deskgauge.engine.upsert import Counts, columns_of, upsert
from deskgauge.errors import StoreBusyError, WorkFailedError
from deskgauge.model.tables import TABLES

try:
    import psycopg
except ModuleNotFoundError:
    raise WorkFailedError(
        "A store in PostgreSQL needs psycopg, which is not installed: pip install 'deskgauge[postgres]'"
    ) from None

SCHEMA = "deskgauge"
LOCK = 0x6465736B  # "desk"
BLOCK = 1 << 20


class PostgresWriter:
    """A write in one transaction; files are staged in DuckDB and copied over."""

    def __init__(self, engine: Postgres) -> None:
        self.engine = engine
        self.kept = False

    @cached_property
    def stage(self) -> duckdb.DuckDBPyConnection:
        """The connection that files are staged in."""
        return guarded(duckdb.connect())

    def _ask(self, sql: str) -> int:
        return int(str(self.engine.rows(sql)[0][0]))

    def load(self, tables: Sequence[str]) -> Loaded:
        """Copy the staged rows over and bring them into the tables, and the rejected ones into theirs."""
        counts = {name: self._load(name) for name in tables}
        self.engine.native(f"CREATE TEMP TABLE staged (LIKE {SCHEMA}.{REJECTS})")
        self._copy("rejects", ", ".join(REJECT_COLUMNS))
        listed = ", ".join(REJECT_COLUMNS)
        self.engine.native(f"DELETE FROM {SCHEMA}.{REJECTS} WHERE file IN (SELECT file FROM staged)")
        self.engine.native(f"INSERT INTO {SCHEMA}.{REJECTS} ({listed}) SELECT {listed} FROM staged")
        self.engine.native("DROP TABLE staged")
        self.stage.close()
        return Loaded(counts)

    def _load(self, name: str) -> Counts:
        self.engine.native(f"CREATE TEMP TABLE staged (LIKE {SCHEMA}.{name})")
        self._copy(name, columns_of(TABLES[name]))
        self.engine.native("ANALYZE staged")
        counts = upsert(self.engine.native, self._ask, name, "staged", f"{SCHEMA}.{name}")
        self.engine.native("DROP TABLE staged")
        if counts.inserted or counts.updated:
            self.engine.native(f"ANALYZE {SCHEMA}.{name}")
        return counts

    def _copy(self, name: str, columns: str) -> None:
        """Copy one staged table through a file: both ends read and write CSV far faster than Python could."""
        with tempfile.TemporaryDirectory(prefix="deskgauge-load-") as folder:
            file = Path(folder) / "rows.csv"
            form = "FORMAT csv, HEADER false, NULLSTR '\\N', FORCE_QUOTE *"
            self.stage.execute(f"COPY (SELECT {columns} FROM stage.{name}) TO '{file}' ({form})")
            into = f"COPY staged ({columns}) FROM STDIN (FORMAT csv, NULL '\\N')"
            with self.engine.connection.cursor() as cursor, cursor.copy(into) as copy, file.open("rb") as rows:
                while block := rows.read(BLOCK):
                    copy.write(block)

    def keep(self) -> None:
        """Let the write take effect when it ends."""
        self.kept = True


class PostgresStore:
    """The schema of Deskgauge in a PostgreSQL database."""

    def __init__(self, url: str) -> None:
        self.url = url

    def _connect(self) -> psycopg.Connection[tuple[object, ...]]:
        try:
            connection = psycopg.connect(self.url, connect_timeout=10)
        except psycopg.OperationalError as error:
            where = psycopg.conninfo.conninfo_to_dict(self.url)
            raise WorkFailedError(
                f"PostgreSQL at {where.get('host')}:{where.get('port', 5432)} cannot be reached: "
                f"{str(error).splitlines()[-1]}"
            ) from None
        # Equal ids must be equal and ordered alike whatever the server's language; JIT costs more than it gives here.
        connection.execute("SET timezone = 'UTC'")
        connection.execute("SET jit = off")
        connection.execute("SET client_min_messages = warning")
        return connection

    def _facts(self, connection: psycopg.Connection[tuple[object, ...]]) -> int | None:
        found = connection.execute("SELECT to_regclass('deskgauge.generation') IS NOT NULL").fetchone()
        if not found or not found[0]:
            return None
        row = connection.execute("SELECT number FROM deskgauge.generation").fetchone()
        return int(str(row[0])) if row else None

    def exists(self) -> bool:
        """Say whether a generation of facts is there."""
        with self._connect() as connection:
            return self._facts(connection) is not None

    def describe(self) -> str:
        """Say which generation is there."""
        with self._connect() as connection:
            number = self._facts(connection)
            return "no data yet in PostgreSQL" if number is None else f"generation {number} in PostgreSQL"

    @contextmanager
    def read(self, as_of: datetime | None = None) -> Iterator[Postgres]:
        """Open the newest generation in one read-only snapshot; with ``as_of`` the tables as they stood then."""
        with self._connect() as connection:
            number = self._facts(connection)
            if number is None:
                raise WorkFailedError(
                    "There is no data in the PostgreSQL store yet. Import some with `deskgauge import`."
                )
            connection.rollback()
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            number = self._facts(connection)
            engine = Postgres(connection)
            if as_of is None:
                connection.execute(f"SET LOCAL search_path = {SCHEMA}_facts_{number}, {SCHEMA}")
            else:
                connection.execute(f"SET LOCAL search_path = pg_temp, {SCHEMA}")
                for table in TABLES.values():
                    source = as_of_view(table, f"{SCHEMA}.{table.name}", as_of)
                    engine.native(f"CREATE TEMP VIEW {table.name} AS {source}")
            yield engine
            connection.rollback()

    @contextmanager
    def write(self) -> Iterator[PostgresWriter]:
        """Make the next generation in one transaction, kept or rolled back at the end."""
        with self._connect() as connection:
            locked = connection.execute("SELECT pg_try_advisory_xact_lock(%s)", (LOCK,)).fetchone()
            if not locked or not locked[0]:
                raise StoreBusyError(
                    "Another process is writing to the PostgreSQL store. Wait until it is done, then try again."
                )
            engine = Postgres(connection)
            engine.native(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
            for statement in create_tables(Postgres.types, f"{SCHEMA}."):
                engine.native(statement)
            engine.native(f"CREATE TABLE IF NOT EXISTS {SCHEMA}.generation (number INTEGER)")
            number = (self._facts(connection) or 0) + 1
            engine.native(f"CREATE SCHEMA {SCHEMA}_facts_{number}")
            engine.native(f"SET LOCAL search_path = {SCHEMA}_facts_{number}, {SCHEMA}")
            writer = PostgresWriter(engine)
            yield writer
            if not writer.kept:
                connection.rollback()
                return
            engine.native(f"DELETE FROM {SCHEMA}.generation")
            engine.native(f"INSERT INTO {SCHEMA}.generation VALUES ({number})")
            connection.commit()
            self._drop_older(connection, number)

    def _drop_older(self, connection: psycopg.Connection[tuple[object, ...]], number: int) -> None:
        """Drop the facts of earlier generations; one that is still read is left for the next writer."""
        older = connection.execute(
            "SELECT nspname FROM pg_namespace WHERE starts_with(nspname, 'deskgauge_facts_') AND nspname <> %s",
            (f"{SCHEMA}_facts_{number}",),
        ).fetchall()
        connection.commit()
        for (name,) in older:
            with suppress(psycopg.errors.LockNotAvailable, psycopg.errors.DeadlockDetected), connection.transaction():
                connection.execute("SET LOCAL lock_timeout = '1s'")
                connection.execute(f'DROP SCHEMA "{name}" CASCADE')
