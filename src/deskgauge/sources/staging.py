"""The stage: typed tables in the shape of the canonical ones, filled file by file, one row a key in the end.

A row that cannot be read never reaches its table: it stands in ``stage.rejects`` with its file, line and reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from deskgauge.engine.engines.duckdb import DuckDB
from deskgauge.model.tables import BOOKKEEPING, Column, Table
from deskgauge.sources.casts import LocalTimes, cast, literal, local_time, quoted, reason
from deskgauge.sources.rows import LINE, Fault, Reading

_WORKING = {"_file": "INTEGER", "_line": "BIGINT", "_reason": "VARCHAR", "_row": "VARCHAR", "_moved": "BOOLEAN",
            "_first": "BOOLEAN"}  # fmt: skip
_REASONS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Load:
    """What goes from one relation into one table.

    ``source`` is the SQL of ``_source``. ``texts`` gives the SQL text of each column that the relation has, over the
    relation's own columns; ``typed`` the value of those that need no cast; ``local`` how wall times are read;
    ``formats`` how dates are written. A rejected row is shown by ``row_json``, SQL over the relation, or by the
    relation ``rows`` of places and JSON. ``places`` gives file and line of the rows' ``_line``, or of their ordinals
    from 1 where the relation has no ``_line``.
    """

    table: Table
    file: str
    source: str
    relation: str
    texts: Mapping[str, str]
    row_json: str | None
    has_line: bool
    rows: str | None = None
    places: Callable[[Sequence[int]], dict[int, tuple[str, int | None]]] | None = None
    typed: Mapping[str, str] = field(default_factory=dict)
    local: Mapping[str, LocalTimes] = field(default_factory=dict)
    formats: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Loaded:
    """The counts of one load: rows read, rejected, moved forward and taken as the first pass."""

    number: int
    read: int
    rejected: int
    moved_forward: int
    first_pass: int
    reasons: tuple[tuple[str, int], ...]


class Stage:
    """The tables of the schema ``stage`` while they are filled."""

    def __init__(self, reading: Reading, loaded_at: datetime) -> None:
        self._reading, self._con, self._loaded_at = reading, reading.con, loaded_at
        self._loads: list[Load] = []
        self._tables: dict[str, Table] = {}
        self._con.execute("DROP SCHEMA IF EXISTS stage CASCADE")
        self._con.execute("CREATE SCHEMA stage")
        self._con.execute(
            "CREATE TABLE stage.rejects (table_name VARCHAR, file VARCHAR, line BIGINT, reason VARCHAR, row VARCHAR)"
        )

    def load(self, load: Load) -> Loaded:
        """Read a relation into its table and return the counts."""
        self._create(load.table)
        number = len(self._loads)
        self._loads.append(load)
        self._con.execute(self._insert(load, number))
        name = f"stage.{quoted(load.table.name)}"
        counts = self._reading.all(
            "SELECT count(*), count(_reason), count(*) FILTER (_reason IS NULL AND _moved), "
            f"count(*) FILTER (_reason IS NULL AND _first) FROM {name} WHERE _file = {number}"
        )[0]
        reasons: tuple[tuple[str, int], ...] = ()
        if counts[1]:
            self._reject(load, number)
            kind = "regexp_replace(_reason, '^(\\w+): .*: (expected|outside)', '\\1: \\2', 's')"
            reasons = tuple(
                (str(text), int(count))
                for text, count in self._reading.all(
                    f"SELECT {kind}, count(*) FROM {name} WHERE _file = {number} AND _reason IS NOT NULL "
                    f"GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {_REASONS_SHOWN}"
                )
            )
            self._con.execute(f"DELETE FROM {name} WHERE _file = {number} AND _reason IS NOT NULL")
        read, rejected, moved, first = counts
        return Loaded(number, read, rejected, moved, first, reasons)

    def undo(self, number: int) -> None:
        """Take back what a load has stored and rejected."""
        load = self._loads[number]
        self._con.execute(f"DELETE FROM stage.{quoted(load.table.name)} WHERE _file = {number}")
        self._con.execute("DELETE FROM stage.rejects WHERE file = ? AND table_name = ?", [load.file, load.table.name])

    def add_faults(self, table: str | None, file: str, faults: Sequence[Fault]) -> None:
        """Put lines that are no rows among the rejects."""
        if faults:
            lists = [[one.line for one in faults], [one.reason for one in faults], [one.row for one in faults]]
            self._con.execute(
                "INSERT INTO stage.rejects SELECT ?, ?, unnest(CAST(? AS BIGINT[])), unnest(CAST(? AS VARCHAR[])), "
                "CAST(to_json(unnest(CAST(? AS VARCHAR[]))) AS VARCHAR)",
                [table, file, *lists],
            )

    def finish(self) -> dict[int, int]:
        """Keep the last row of each key and drop what only the filling needed; return duplicates by load number."""
        duplicates: dict[int, int] = {}
        for table in self._tables.values():
            duplicates |= self._keep_last(table)
            for column in _WORKING:
                self._con.execute(f"ALTER TABLE stage.{quoted(table.name)} DROP COLUMN {column}")
        for (name,) in self._reading.all(
            "SELECT view_name FROM duckdb_views() WHERE database_name = current_database() AND schema_name = 'stage' "
            "AND starts_with(view_name, '_raw_') "
            "ORDER BY view_oid DESC"
        ):
            self._con.execute(f"DROP VIEW stage.{quoted(name)}")
        for (name,) in self._reading.all(
            "SELECT table_name FROM duckdb_tables() WHERE database_name = current_database() AND schema_name = 'stage' "
            "AND starts_with(table_name, '_raw_')"
        ):
            self._con.execute(f"DROP TABLE stage.{quoted(name)}")
        for (name,) in self._reading.all(
            "SELECT table_name FROM duckdb_tables() WHERE temporary AND (starts_with(table_name, 'deskgauge_rejects_') "
            "OR table_name IN ('_reject_places', '_superseded'))"
        ):
            self._con.execute(f"DROP TABLE temp.{quoted(name)}")
        return duplicates

    def _create(self, table: Table) -> None:
        if table.name not in self._tables:
            self._tables[table.name] = table
            columns = [f"{quoted(one.name)} {DuckDB.types[one.type]}" for one in table.all_columns]
            columns += [f"{name} {kind}" for name, kind in _WORKING.items()]
            self._con.execute(f"CREATE TABLE stage.{quoted(table.name)} ({', '.join(columns)})")

    def _insert(self, load: Load, number: int) -> str:
        """Return the one statement that reads, casts, judges and stores: text, wall time, value, reason, row."""
        columns = [column for column in load.table.columns if column.name in load.texts]
        values = [_value(column, load) for column in columns]
        texts = [f"{load.texts[column.name]} AS {quoted('x_' + column.name)}" for column in columns]
        walls = [
            f"{local_time(quoted('x_' + name), local.formats)} AS {quoted('w_' + name)}"
            for name, local in load.local.items()
        ]
        typed = [f"{value.sql} AS {quoted('v_' + column.name)}" for column, value in zip(columns, values, strict=True)]
        typed += [
            f"{_any(value.moved for value in values)} AS _moved",
            f"{_any(value.first for value in values)} AS _first",
        ]
        judged = " ".join(value.reason for value in values if value.reason) or "WHEN FALSE THEN NULL"
        read = f"SELECT {', '.join(['*', *texts])} FROM {load.relation} AS r"
        if walls:
            read = f"SELECT *, {', '.join(walls)} FROM ({read})"
        valued = f"SELECT *, {', '.join(typed)} FROM ({read})"
        reasoned = f"SELECT *, CASE {judged} END AS _reason FROM ({valued})"
        return f"INSERT INTO stage.{quoted(load.table.name)} SELECT {self._stored(load, number)} FROM ({reasoned})"

    def _stored(self, load: Load, number: int) -> str:
        """Return what goes into the columns of the table, in their order."""
        stored = [quoted("v_" + one.name) if one.name in load.texts else "NULL" for one in load.table.columns]
        stored += [load.source, f"TIMESTAMP '{self._loaded_at.isoformat(sep=' ')}'", str(number)]
        stored.append(LINE if load.has_line else "CAST(NULL AS BIGINT)")
        stored += ["_reason", f"CASE WHEN _reason IS NOT NULL THEN {load.row_json or 'NULL'} END", "_moved", "_first"]
        return ", ".join(stored)

    def _reject(self, load: Load, number: int) -> None:
        """Put the rejected rows of a load among the rejects; their lines are looked for only now."""
        name = f"stage.{quoted(load.table.name)}"
        place = LINE if load.has_line else "row_number() OVER (ORDER BY rowid)"
        numbered = f"SELECT rowid AS r, {place} AS place, _reason, _row FROM {name} WHERE _file = {number}"
        rejected = f"SELECT * FROM ({numbered}) WHERE _reason IS NOT NULL"
        shown, line, joins = literal(load.file), "place", ""
        if load.places is not None:
            wanted = f"SELECT DISTINCT place FROM ({rejected}) WHERE place IS NOT NULL ORDER BY place"
            found = load.places([int(one) for (one,) in self._reading.all(wanted)])
            self._con.execute(
                "CREATE OR REPLACE TEMP TABLE _reject_places AS SELECT unnest(CAST(? AS BIGINT[])) AS place, "
                "unnest(CAST(? AS VARCHAR[])) AS file, unnest(CAST(? AS BIGINT[])) AS line",
                [list(found), [file for file, _ in found.values()], [at for _, at in found.values()]],
            )
            shown, line, joins = f"coalesce(p.file, {shown})", "p.line", "LEFT JOIN _reject_places AS p USING (place)"
        row = "_row"
        if load.rows is not None:
            row, joins = "j.json", f"{joins} LEFT JOIN {load.rows} AS j ON j.{LINE} = place"
        self._con.execute(
            f"INSERT INTO stage.rejects SELECT {literal(load.table.name)}, {shown}, {line}, _reason, {row} "
            f"FROM ({rejected}) {joins} ORDER BY r"
        )

    def _keep_last(self, table: Table) -> dict[int, int]:
        name, keys = f"stage.{quoted(table.name)}", [quoted(one) for one in table.key]
        key = keys[0] if len(keys) == 1 else f"row({', '.join(keys)})"
        total, distinct = self._reading.all(f"SELECT count(*), count(DISTINCT {key}) FROM {name}")[0]
        if total == distinct:
            return {}
        self._con.execute(
            "CREATE OR REPLACE TEMP TABLE _superseded AS SELECT r, _file FROM (SELECT rowid AS r, _file, "
            f"row_number() OVER (PARTITION BY {', '.join(keys)} ORDER BY rowid DESC) AS back FROM {name}) "
            "WHERE back > 1"
        )
        self._con.execute(f"DELETE FROM {name} WHERE rowid IN (SELECT r FROM _superseded)")
        return dict(self._reading.all("SELECT _file, count(*) FROM _superseded GROUP BY _file"))


@dataclass(frozen=True, slots=True)
class _Value:
    """A column's typed value, why it may be refused, and the conditions under which a clock change moved it."""

    sql: str
    reason: str | None
    moved: str | None = None
    first: str | None = None


def _value(column: Column, load: Load) -> _Value:
    text, local = quoted("x_" + column.name), load.local.get(column.name)
    zone, formats = (local.zone, local.formats) if local else (None, load.formats.get(column.name, ()))
    why = reason(column, text, quoted("v_" + column.name), zone, formats)
    if column.name in load.typed:
        return _Value(load.typed[column.name], why)
    plain = cast(column, text, formats)
    if local is None:
        return _Value(plain, why)
    wall = quoted("w_" + column.name)
    utc, skipped, repeated = (
        form.replace("{local}", wall) for form in (local.to_utc, local.skipped, local.repeated)
    )  # fmt: skip
    # A time with an offset is never read as a wall time, so no change of the clock concerns it.
    return _Value(f"coalesce({plain}, {utc})", why, f"coalesce({skipped}, FALSE)", f"coalesce({repeated}, FALSE)")


def _any(conditions: Iterable[str | None]) -> str:
    return " OR ".join(one for one in conditions if one) or "FALSE"


BOOKKEEPING_NAMES = frozenset(column.name for column in BOOKKEEPING)
