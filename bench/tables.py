"""Two databases, table by table: are the facts by hand the facts that the engine makes?"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

UNLIKE = {"_loaded_at"}


def differences(ours: Path, hand: Path) -> list[str]:
    """Return where a table or view of the hand-written database differs from ours, in the columns of the former."""
    found = []
    with duckdb.connect() as connection:
        connection.execute("SET memory_limit = '4GB'; SET preserve_insertion_order = false")
        connection.execute(f"ATTACH '{ours}' AS ours (READ_ONLY); ATTACH '{hand}' AS hand (READ_ONLY)")
        named = (
            "SELECT DISTINCT table_name FROM duckdb_columns() WHERE database_name = 'hand' AND NOT internal ORDER BY 1"
        )
        for (table,) in connection.execute(named).fetchall():
            found += _table(connection, str(table))
    return found


def _columns(connection: duckdb.DuckDBPyConnection, database: str, table: str) -> list[str]:
    query = (
        "SELECT column_name FROM duckdb_columns() WHERE database_name = $1 AND table_name = $2 ORDER BY column_index"
    )
    return [str(row[0]) for row in connection.execute(query, [database, table]).fetchall()]


def _table(connection: duckdb.DuckDBPyConnection, table: str) -> list[str]:
    columns = [name for name in _columns(connection, "hand", table) if name not in UNLIKE]
    missing = set(columns) - set(_columns(connection, "ours", table))
    if missing:
        return [f"{table}: {sorted(missing)} only by hand"]
    plain = ", ".join(f'"{name}"' for name in columns if not name.endswith("_us"))
    readings = [f'"{name}"' for name in columns if name.endswith("_us")]
    sides = []
    for database in ("ours", "hand"):
        listed = plain
        if readings:
            # Readings differ by a constant: the first one of the table is set to nought on both sides.
            listed += "".join(
                f", {name} - (SELECT min({readings[0]}) FROM {database}.{table}) AS {name}" for name in readings
            )
        sides.append(f"SELECT {listed} FROM {database}.{table}")
    counts = []
    for one, other in (sides, sides[::-1]):
        row = connection.execute(f"SELECT count(*) FROM ({one} EXCEPT ALL {other})").fetchone()
        counts.append(int(row[0]) if row else 0)
    return [f"{table}: {counts[0]} rows only by Deskgauge, {counts[1]} only by hand"] if any(counts) else []


if __name__ == "__main__":
    print("\n".join(differences(Path(sys.argv[1]), Path(sys.argv[2]))))
