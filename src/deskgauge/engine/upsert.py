"""Rows of a stage into the canonical tables: new keys come in, known keys with other content are replaced."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from deskgauge.engine.base import quoted
from deskgauge.model.tables import BOOKKEEPING, TABLES, Table

Run = Callable[[str], object]
Ask = Callable[[str], int]


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of a table's staged rows; the three add up to them."""

    inserted: int = 0
    updated: int = 0
    unchanged: int = 0


def columns_of(table: Table) -> str:
    """Return the names of all columns of a table, bookkeeping included."""
    return ", ".join(quoted(column.name) for column in table.all_columns)


def upsert(run: Run, ask: Ask, name: str, staged: str, target: str, former: str) -> Counts:
    """Bring the rows of ``staged`` (one a key) into ``target``; rows that say nothing new stay untouched.

    A row that is replaced goes to ``former`` with the instant at which its successor was loaded.
    """
    table = TABLES[name]
    columns = columns_of(table)
    total = ask(f"SELECT COUNT(*) FROM {staged}")
    if not ask(f"SELECT COUNT(*) FROM (SELECT 1 FROM {target} LIMIT 1) AS t"):
        run(f"INSERT INTO {target} ({columns}) SELECT {columns} FROM {staged}")
        return Counts(inserted=total)
    nullable = [key for key in table.key if key not in table.required]
    same_key = " AND ".join(
        f"s.{quoted(key)} {'IS NOT DISTINCT FROM' if key in nullable else '='} t.{quoted(key)}" for key in table.key
    )
    kept = [column.name for column in table.columns if column not in BOOKKEEPING and column.name not in table.key]
    changed = " OR ".join(f"s.{quoted(column)} IS DISTINCT FROM t.{quoted(column)}" for column in kept) or "FALSE"
    known = f"t.{quoted(next(key for key in table.key if key not in nullable))} IS NOT NULL"
    listed = ", ".join(f"s.{quoted(column.name)}" for column in table.all_columns)
    run(
        f"CREATE TEMP TABLE changed AS SELECT {listed}, {known} AS is_known FROM {staged} AS s "
        f"LEFT JOIN {target} AS t ON {same_key} WHERE NOT ({known}) OR {changed}"
    )
    inserted = ask("SELECT COUNT(*) FROM changed WHERE NOT is_known")
    updated = ask("SELECT COUNT(*) FROM changed WHERE is_known")
    if updated:
        kept_rows = ", ".join(f"t.{quoted(column.name)}" for column in table.all_columns)
        run(
            f"INSERT INTO {former} ({columns}, _replaced_at) SELECT {kept_rows}, s._loaded_at "
            f"FROM {target} AS t JOIN changed AS s ON s.is_known AND {same_key}"
        )
        run(f"DELETE FROM {target} AS t USING changed AS s WHERE s.is_known AND {same_key}")
    if inserted or updated:
        run(f"INSERT INTO {target} ({columns}) SELECT {columns} FROM changed")
    run("DROP TABLE changed")
    return Counts(inserted, updated, total - inserted - updated)
