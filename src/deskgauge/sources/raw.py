"""The files of a mapping as raw tables: all columns as text, each row with its place, which gives file and line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import duckdb

from deskgauge.sources.casts import literal, quoted
from deskgauge.sources.mapping import FileSpec
from deskgauge.sources.reading import unreadable
from deskgauge.sources.rows import LINE, Reading, Rows

_PART = 1 << 40
"""A place is the number of the part times this, and the row's line or ordinal in it."""

Place = tuple[str, int | None]


@dataclass(frozen=True, slots=True)
class Part:
    """One table-shaped part of an input file, and the name that it is shown by."""

    shown: str
    rows: Rows


@dataclass(frozen=True, slots=True)
class RawTable:
    """A relation of all parts of one kind of file: ``_line`` holds places, the other columns are text."""

    relation: str
    columns: tuple[str, ...]
    parts: tuple[Part, ...] = ()

    @property
    def shown(self) -> str:
        """The names of the files, for messages and reports."""
        return ", ".join(part.shown for part in self.parts)

    def source(self, mapping: str) -> str:
        """Return the SQL of the rows' ``_source``: the mapping and the file."""
        labels = [literal(f"{mapping}:{part.shown}") for part in self.parts]
        if len(labels) == 1:
            return labels[0]
        cases = " ".join(f"WHEN {at} THEN {label}" for at, label in enumerate(labels))
        return f"CASE CAST({LINE} // {_PART} AS INTEGER) {cases} END"

    def places(self, found: Sequence[int]) -> dict[int, Place]:
        """Return the file and the line of each place."""
        result: dict[int, Place] = {}
        for at, part in enumerate(self.parts):
            own = sorted(place % _PART for place in found if place // _PART == at)
            if part.rows.has_line or part.rows.line_of is None:
                lines = {one: one for one in own}
            else:
                lines = part.rows.line_of(own)
            result |= {at * _PART + one: (part.shown, lines.get(one)) for one in own}
        return result

    def as_json(self) -> str:
        """Return a relation of each row's place and its JSON."""
        pairs = ", ".join(f"{literal(name)}, {quoted(name)}" for name in self.columns)
        return f"(SELECT {LINE}, CAST(json_object({pairs}) AS VARCHAR) AS json FROM {self.relation})"


def materialise(reading: Reading, parts: Sequence[Part], spec: FileSpec, null: Sequence[str]) -> RawTable:
    """Read the parts of one kind of file into raw tables; optional columns that are missing are empty.

    Raises UsageError where a file cannot be read at all.
    """
    done, selects = [], []
    columns: dict[str, str] = {}
    for at, part in enumerate(parts):
        table, rows = _read(reading, part, null)
        done.append(replace(part, rows=rows))
        columns |= {name.lower(): name for name in rows.columns if name.lower() not in columns}
        place = f"{LINE} + {at * _PART}" if rows.has_line else f"rowid + 1 + {at * _PART}"
        names = ", ".join(quoted(name) for name in rows.columns)
        selects.append(f"SELECT {place} AS {LINE}, {names} FROM {table}")
    missing = [name for name in spec.optional if name.lower() not in columns]
    return _union(reading, selects, [*columns.values(), *missing], missing, tuple(done))


def empty(reading: Reading, spec: FileSpec) -> RawTable:
    """Return a table without rows for a file that is not there, with the columns it would have."""
    names = list(dict.fromkeys((*spec.header, *spec.optional)))
    return _union(reading, [f"SELECT CAST(NULL AS BIGINT) AS {LINE} WHERE FALSE"], names, names, ())


def _union(
    reading: Reading, selects: Sequence[str], columns: Sequence[str], missing: Sequence[str], parts: tuple[Part, ...]
) -> RawTable:
    view = reading.temporary_table()
    nulls = "".join(f", CAST(NULL AS VARCHAR) AS {quoted(name)}" for name in missing)
    reading.con.execute(f"CREATE VIEW {view} AS SELECT *{nulls} FROM ({' UNION ALL BY NAME '.join(selects)})")
    return RawTable(view, tuple(columns), parts)


def _read(reading: Reading, part: Part, null: Sequence[str]) -> tuple[str, Rows]:
    """Read one part into a table of its own, over a mended copy where it is damaged; return the rows with faults."""
    table = reading.temporary_table()
    reading.starts(part.shown)
    try:
        reading.con.execute(f"CREATE TABLE {table} AS {_texts(part.rows, null)}")
        if part.rows.damaged is None or not part.rows.damaged():
            return table, part.rows
    except duckdb.Error as error:
        if part.rows.repair is None:
            raise unreadable(part.shown, error) from error
    if part.rows.repair is None:
        return table, part.rows
    mended = part.rows.repair()
    try:
        reading.con.execute(f"CREATE OR REPLACE TABLE {table} AS {_texts(mended, null)}")
    except duckdb.Error as error:
        raise unreadable(part.shown, error) from error
    late = mended.late_faults() if mended.late_faults else []
    return table, replace(mended, faults=[*mended.faults, *late])


def _texts(rows: Rows, null: Sequence[str]) -> str:
    columns = []
    for at, name in enumerate(rows.columns):
        text = rows.text(at)
        if null:
            text = f"CASE WHEN trim({text}) NOT IN ({', '.join(literal(one) for one in null)}) THEN {text} END"
        columns.append(f"{text} AS {quoted(name)}")
    line = [f"CAST({LINE} AS BIGINT) AS {LINE}"] if rows.has_line else []
    return f"SELECT {', '.join([*line, *columns])} FROM {rows.relation} AS r"
