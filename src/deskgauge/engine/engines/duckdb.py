"""DuckDB: the default engine, whose dialect ours is; our functions are its macros."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import ClassVar

import duckdb

from deskgauge.engine.base import OWN_FUNCTIONS, literal
from deskgauge.errors import UsageError
from deskgauge.language import _
from deskgauge.model.tables import Type

MACROS: Mapping[str, str] = {
    "SECONDS": "(epoch_us(b) - epoch_us(a)) / 1e6",
    "MICROS": "epoch_us(t)",
    "DAY_US": "epoch_us(t) - epoch_us(CAST(CAST(t AS DATE) AS TIMESTAMP))",
    "PLUS_SECONDS": "t + to_microseconds(CAST(s * 1e6 AS BIGINT))",
    "SORTED": "list_sort(list(x) FILTER (WHERE condition))",
    "NUMBER": "TRY_CAST(NULLIF(regexp_replace(x, '[^0-9.]', '', 'g'), '') AS DOUBLE)",
    "JSON_ITEMS": "unnest(from_json(x, '[\"VARCHAR\"]'))",
}


WRONG_OPTIMIZERS = ("outer_join_simplification",)
"""Steps of DuckDB's optimizer that give wrong rows, switched off where the version has them.

2.0.0 turns a LEFT JOIN that keeps the unmatched rows into an anti-join and loses the join's own condition on a CTE
that is read elsewhere under another one; docs/decisions/0002 shows the smallest such query.
"""


def guarded(connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """Switch off what would give wrong rows on a connection, and return it."""
    known = {name for (name,) in connection.execute("SELECT name FROM duckdb_optimizers()").fetchall()}
    wrong = [name for name in WRONG_OPTIMIZERS if name in known]
    _set(connection, "disabled_optimizers", f"'{','.join(wrong)}'")
    return connection


def _set(connection: duckdb.DuckDBPyConnection, name: str, value: str) -> None:
    """Change a setting; where another connection over the same file in this process locked them, it is as it is."""
    try:
        connection.execute(f"SET {name} = {value}")
    except duckdb.InvalidInputException:
        if connection.execute("SELECT current_setting('lock_configuration')").fetchall() != [(True,)]:
            raise


class DuckDB:
    """DuckDB over one open connection."""

    name: ClassVar[str] = "duckdb"
    types: ClassVar[Mapping[Type, str]] = {
        Type.TEXT: "VARCHAR",
        Type.INSTANT: "TIMESTAMP",
        Type.DATE: "DATE",
        Type.BOOLEAN: "BOOLEAN",
        Type.INTEGER: "BIGINT",
        Type.NUMBER: "DOUBLE",
        Type.MONEY: "DECIMAL(18, 4)",
        Type.JSON: "VARCHAR",
    }

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = guarded(connection)
        for name, parameters in OWN_FUNCTIONS.items():
            connection.execute(f"CREATE OR REPLACE TEMP MACRO {name}({', '.join(parameters)}) AS {MACROS[name]}")

    def locked(self) -> DuckDB:
        """Let nothing that is asked later reach a file or change a setting; return this engine."""
        for name, value in (("enable_external_access", "false"), ("lock_configuration", "true")):
            _set(self.connection, name, value)
        return self

    def beside(self) -> DuckDB:
        """Return another engine over the same locked database, for another thread."""
        return DuckDB(self.connection.cursor())

    def run(self, sql: str) -> None:
        """Run one statement."""
        self.connection.execute(sql)

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        """Run one query and return its rows; raise UsageError where a value of the question has no place in it."""
        try:
            return self.connection.execute(sql).fetchall()
        except duckdb.ConversionException as error:
            raise UsageError(_("The question cannot be computed: {error}", error=str(error).splitlines()[0])) from None

    def columns(self, query: str) -> list[str]:
        """Return the names of a query's columns."""
        found = self.connection.execute(f"SELECT * FROM ({query}) AS q LIMIT 0").description
        return [str(column[0]) for column in found or ()]

    def as_run(self, sql: str) -> str:
        """Return the statement as it is: our dialect is DuckDB's."""
        return sql

    def create_table(self, name: str, query: str, *, lasting: bool = True) -> None:
        """Create or replace a table from a query."""
        self.connection.execute(f"CREATE OR REPLACE {'' if lasting else 'TEMP '}TABLE {name} AS {query}")

    def create_view(self, name: str, query: str) -> None:
        """Create or replace a view."""
        self.connection.execute(f"CREATE OR REPLACE VIEW {name} AS {query}")

    def insert(self, table: str, rows: Sequence[Sequence[object]]) -> None:
        """Append a few rows of Python values to a table."""
        # Literals in bulk: a prepared statement row by row takes a hundred times as long.
        for start in range(0, len(rows), 1000):
            values = ", ".join(f"({', '.join(map(literal, row))})" for row in rows[start : start + 1000])
            self.connection.execute(f"INSERT INTO {table} VALUES {values}")

    def interrupt(self) -> None:
        """Stop the statement that runs on this connection; one that was closed meanwhile has none."""
        with suppress(duckdb.ConnectionException):
            self.connection.interrupt()

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()
