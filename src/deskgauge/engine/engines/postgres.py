"""PostgreSQL 15 and later: our dialect rendered by sqlglot, our functions as expressions of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar

import sqlglot
from sqlglot import exp

from deskgauge.engine.base import OWN_FUNCTIONS
from deskgauge.errors import UnsupportedError, UsageError
from deskgauge.language import _
from deskgauge.model.tables import Type

if TYPE_CHECKING:
    import psycopg

CANCEL_SECONDS = 5.0  # how long a server may take to say that it has heard of a cancellation
FUNCTIONS: Mapping[str, str] = {
    "SECONDS": "CAST(EXTRACT(EPOCH FROM (b - a)) AS DOUBLE PRECISION)",
    "MICROS": "CAST(EXTRACT(EPOCH FROM t) * 1000000 AS BIGINT)",
    "DAY_US": "CAST(EXTRACT(EPOCH FROM (t - DATE_TRUNC('day', t))) * 1000000 AS BIGINT)",
    "PLUS_SECONDS": "(t + MAKE_INTERVAL(secs => CAST(s AS DOUBLE PRECISION)))",
    "SORTED": "ARRAY_AGG(x ORDER BY x) FILTER (WHERE condition)",
    "NUMBER": "CASE WHEN REGEXP_REPLACE(x, '[^0-9.]', '', 'g') ~ '^([0-9]+[.]?[0-9]*|[.][0-9]+)$' "
    "THEN CAST(REGEXP_REPLACE(x, '[^0-9.]', '', 'g') AS DOUBLE PRECISION) END",
    # What is no list has no items; a text of PostgreSQL has no place for a NUL.
    "JSON_ITEMS": "JSON_ARRAY_ELEMENTS_TEXT(CASE WHEN JSON_TYPEOF(CAST(x AS JSON)) = 'array' "
    r"THEN CAST(REGEXP_REPLACE(x, '(?<!\\)((\\\\)*)\\u0000', '\1', 'g') AS JSON) END)",
}


@lru_cache(maxsize=64)
def _template(name: str) -> exp.Expr:
    return sqlglot.parse_one(FUNCTIONS[name], read="postgres")


def _fill(call: exp.Anonymous) -> exp.Expr:
    """Return one call of our function with its arguments in the engine's own words."""
    name = call.name.upper()
    given = dict(zip(OWN_FUNCTIONS[name], call.expressions, strict=True))

    def put(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.Column) and not node.table and node.name in given:
            return exp.paren(given[node.name].copy())
        return node

    return _template(name).copy().transform(put)


def _own(node: exp.Expr) -> exp.Expr:
    if isinstance(node, exp.Anonymous) and node.name.upper() in OWN_FUNCTIONS:
        return _fill(node)
    return node


@lru_cache(maxsize=4096)
def render(sql: str) -> str:
    """Return a statement of our dialect in PostgreSQL's; raise UnsupportedError for what it has no words for."""
    tree = sqlglot.parse_one(sql, read="duckdb")
    while any(call.name.upper() in OWN_FUNCTIONS for call in tree.find_all(exp.Anonymous)):
        tree = tree.transform(_own)
    try:
        return tree.sql(dialect="postgres", unsupported_level=sqlglot.ErrorLevel.RAISE)
    except sqlglot.UnsupportedError as error:
        raise UnsupportedError(_("PostgreSQL cannot compute this: {error}", error=error)) from None


class Postgres:
    """PostgreSQL over one open connection."""

    name: ClassVar[str] = "postgres"
    types: ClassVar[Mapping[Type, str]] = {
        Type.TEXT: 'TEXT COLLATE "C"',  # ties are ordered by id as text, byte by byte
        Type.INSTANT: "TIMESTAMP",
        Type.DATE: "DATE",
        Type.BOOLEAN: "BOOLEAN",
        Type.INTEGER: "BIGINT",
        Type.NUMBER: "DOUBLE PRECISION",
        Type.MONEY: "NUMERIC(18, 4)",
        Type.JSON: 'TEXT COLLATE "C"',
    }

    def __init__(self, connection: psycopg.Connection[tuple[object, ...]]) -> None:
        self.connection = connection

    def native(self, sql: str) -> None:
        """Run one statement of PostgreSQL's own dialect."""
        self.connection.execute(sql)

    def run(self, sql: str) -> None:
        """Run one statement."""
        self.native(render(sql))

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        """Run one query and return its rows; raise UsageError where a value of the question has no place in it."""
        import psycopg

        try:
            return self.connection.execute(render(sql)).fetchall()
        except psycopg.DataError as error:
            raise UsageError(_("The question cannot be computed: {error}", error=str(error).splitlines()[0])) from None

    def columns(self, query: str) -> list[str]:
        """Return the names of a query's columns."""
        found = self.connection.execute(render(f"SELECT * FROM ({query}) AS q LIMIT 0")).description
        return [column.name for column in found or ()]

    def as_run(self, sql: str) -> str:
        """Return the statement in PostgreSQL's words."""
        return render(sql)

    def create_table(self, name: str, query: str, *, lasting: bool = True) -> None:
        """Create a table from a query, and gather its statistics for the ones that read it."""
        self.native(f"CREATE {'' if lasting else 'TEMP '}TABLE {name} AS {render(query)}")
        self.native(f"ANALYZE {name}")

    def create_view(self, name: str, query: str) -> None:
        """Create a view."""
        self.native(f"CREATE VIEW {name} AS {render(query)}")

    def insert(self, table: str, rows: Sequence[Sequence[object]]) -> None:
        """Append a few rows of Python values to a table."""
        if rows:
            with self.connection.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)

    def interrupt(self) -> None:
        """Stop the statement that runs on this connection; a server that does not answer is left to itself."""
        import psycopg

        with suppress(psycopg.Error):
            self.connection.cancel_safe(timeout=CANCEL_SECONDS)
