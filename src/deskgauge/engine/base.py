"""An engine: a connection and a table of differences.

SQL is written once, in DuckDB's dialect plus a few functions of our own; an engine says how it renders those
functions, what it calls the logical types, and runs the text. Whatever an engine's table does not name it
cannot do, and the question fails with a sentence that says so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import ClassVar, Protocol

from deskgauge.model.tables import Type

OWN_FUNCTIONS: Mapping[str, tuple[str, ...]] = {
    "SECONDS": ("a", "b"),  # seconds from instant a to instant b
    "MICROS": ("t",),  # microseconds since 1970
    "DAY_US": ("t",),  # microseconds since the UTC day began
    "PLUS_SECONDS": ("t", "s"),  # an instant s seconds later
    "SORTED": ("x", "condition"),  # aggregate: the values that hold a condition, in order
    "NUMBER": ("x",),  # the number in a text, null where there is none
    "JSON_ITEMS": ("x",),  # one row per text of a JSON list
}
"""Our own functions and their parameters; rendered by every engine's ``functions``."""

LITERAL = r"'(?:[^']|'')*'"
_WORK = re.compile(rf"--[^\n]*|{LITERAL}|\bWORK_US\((\w+), ([\w.]+|\$\w+)\)")  # comments and texts stay as they are


class Engine(Protocol):
    """What the planner and the builder need of an engine."""

    name: ClassVar[str]
    types: ClassVar[Mapping[Type, str]]

    def run(self, sql: str) -> None:
        """Run one statement written in our dialect."""
        ...

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        """Run one query written in our dialect and return its rows."""
        ...

    def columns(self, query: str) -> list[str]:
        """Return the names of the columns that a query written in our dialect gives, without running it."""
        ...

    def as_run(self, sql: str) -> str:
        """Return a statement written in our dialect as the engine gets it."""
        ...

    def create_table(self, name: str, query: str, *, lasting: bool = True) -> None:
        """Create a table from a query written in our dialect; one that is not lasting goes with the connection."""
        ...

    def create_view(self, name: str, query: str) -> None:
        """Create a view of a query written in our dialect."""
        ...

    def insert(self, table: str, rows: Sequence[Sequence[object]]) -> None:
        """Append a few rows of Python values to a table."""
        ...

    def interrupt(self) -> None:
        """Stop what runs on this engine just now, from any thread; the one who waits for it gets an error."""
        ...


def with_working_clock(sql: str, width: int) -> str:
    """Spell out ``WORK_US(w, t)``: the reading of the working clock at t by the row w of ``working_days``.

    A reading is the working time before the UTC day plus what lies before t in each of the day's open spans;
    ``width`` is how many spans a day has at most.
    """

    def reading(match: re.Match[str]) -> str:
        row, at = match.groups()
        if row is None:
            return match.group()
        spans = [
            f"CASE WHEN DAY_US({at}) <= {row}.open{i}_us THEN 0 WHEN DAY_US({at}) >= {row}.close{i}_us "
            f"THEN {row}.close{i}_us - {row}.open{i}_us ELSE DAY_US({at}) - {row}.open{i}_us END"
            for i in range(1, width + 1)
        ]
        return f"CASE WHEN {at} IS NOT NULL THEN {row}.before_us + {' + '.join(spans)} END"

    return _WORK.sub(reading, sql)


def empty_table(engine: Engine, name: str, columns: Mapping[str, str]) -> None:
    """Make an empty table of columns whose types are in the engine's own words."""
    native = getattr(engine, "native", engine.run)
    native(f"DROP TABLE IF EXISTS {name}")
    native(f"CREATE TABLE {name} ({', '.join(f'{column} {kind}' for column, kind in columns.items())})")


def quoted(name: str) -> str:
    """Return the name of a column as SQL can hold it: ``at`` and ``date`` are words of some engines."""
    return f'"{name}"'


def literal(value: object) -> str:
    """Return a Python value as a literal of our dialect: text, number, instant, truth or null."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        return repr(value)
    if hasattr(value, "isoformat"):
        text = value.isoformat(sep=" ") if hasattr(value, "hour") else value.isoformat()
        return f"{'TIMESTAMP' if hasattr(value, 'hour') else 'DATE'} '{text}'"
    return "'" + str(value).replace("'", "''") + "'"
