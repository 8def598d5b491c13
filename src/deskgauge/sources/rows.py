"""The rows of one file as DuckDB reads them: a relation, its columns, where its lines are and what broke."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from deskgauge.sources.casts import literal, quoted
from deskgauge.sources.inputs import InputFile

Connection = duckdb.DuckDBPyConnection
LINE = "_line"
"""The column of a relation that holds the line of its row, where the relation has one."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A line that is no row: where it is, what is wrong and its text."""

    line: int | None
    reason: str
    row: str


@dataclass(frozen=True, slots=True)
class Rows:
    """One table-shaped part of a file.

    ``relation`` is SQL for a FROM clause whose columns are c0, c1, … in the order of ``columns`` (and ``_line`` where
    ``has_line``), of the SQL types in ``types``. ``line_of`` gives the lines of rows by their ordinals from 1, where
    the relation has no line column. ``damaged`` tells, after the relation was read, whether rows were lost, and
    ``repair`` makes the relation anew, row by row, with the broken lines in ``faults``; ``late_faults`` are known
    only when that was read. ``raw`` is a table that can go once the rows are loaded.
    """

    name: str
    columns: tuple[str, ...]
    relation: str
    types: tuple[str, ...] = ()
    has_line: bool = False
    encoding: str | None = None
    faults: Sequence[Fault] = ()
    line_of: Callable[[Sequence[int]], dict[int, int]] | None = None
    damaged: Callable[[], bool] | None = None
    repair: Callable[[], Rows] | None = None
    raw: str | None = None
    late_faults: Callable[[], list[Fault]] | None = None

    def text(self, position: int) -> str:
        """Return the SQL of a column's value as text; an empty text is NULL, lists and objects are JSON."""
        name = f"c{position}"
        kind = self.types[position] if self.types else "VARCHAR"
        if kind.endswith("]") or kind.startswith(("STRUCT", "MAP", "LIST", "UNION")):
            return f"CAST(to_json({name}) AS VARCHAR)"
        if kind in {"VARCHAR", "JSON"}:
            return f"nullif({name}, '')"
        return f"CAST({name} AS VARCHAR)"

    def as_json(self) -> str:
        """Return the SQL of the whole row as a JSON object of texts."""
        pairs = ", ".join(f"{literal(name)}, {self.text(at)}" for at, name in enumerate(self.columns))
        return f"CAST(json_object({pairs}) AS VARCHAR)"


@dataclass(slots=True)
class Reading:
    """What reading needs: a connection, a folder for temporary files, and the encoding where it is given."""

    con: Connection
    scratch: Path
    encoding: str | None = None
    errors: type[Exception] = duckdb.Error
    starts: Callable[[str], None] = lambda shown: None
    _count: list[int] = field(default_factory=lambda: [0])

    def temporary(self, ending: str) -> Path:
        """Return the path of a new temporary file."""
        self._count[0] += 1
        return self.scratch / f"{self._count[0]}{ending}"

    def temporary_name(self, start: str) -> str:
        """Return a new name."""
        self._count[0] += 1
        return f"{start}_{self._count[0]}"

    def temporary_table(self) -> str:
        """Return the qualified name of a new table for raw rows; staging drops all of them at its end."""
        return f"stage.{self.temporary_name('_raw')}"

    def all(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run a statement and return its rows."""
        return self.con.execute(sql, list(parameters)).fetchall()

    def count(self, sql: str) -> int:
        """Run a statement that counts and return its number."""
        return int(self.all(sql)[0][0])


Reader = Callable[[Reading, InputFile], list[Rows]]
"""Opens a file: its table-shaped parts, one for most formats, several for a workbook."""


def path_literal(path: Path) -> str:
    """Return a path as an SQL literal that no reader takes for a pattern."""
    text = str(path.absolute())
    for sign in "[*?":
        text = text.replace(sign, f"[{sign}]")
    return literal(text)


def select_renamed(names: Sequence[str], source: str) -> str:
    """Return a relation with the columns c0, c1, … for those of a source, by their names."""
    columns = ", ".join(f"{quoted(name)} AS c{at}" for at, name in enumerate(names))
    return f"(SELECT {columns} FROM {source})"
