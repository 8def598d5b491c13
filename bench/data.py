"""The data of the bench: a company of N tickets, written by DuckDB as Parquet and as CSV, once for each N."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import duckdb
import holidays

ROOT = Path(__file__).parent.parent
DATA = Path(os.environ.get("BENCH_DATA") or ROOT / "bench-data")
ORDERS = {
    "tickets": "created_at", "ticket_events": '"at", event_id', "messages": '"at", message_id', "calls": "queued_at",
    "survey_invites": "sent_at", "survey_responses": "answered_at", "work_logs": "ended_at",
    "quality_reviews": "reviewed_at", "customers": "created_at", "agents": "agent_id", "teams": "team_id",
}  # fmt: skip
"""The tables, and the order in which a helpdesk exports their rows."""
MORE = {
    "orders": "ordered_at", "visits": "started_at", "email_events": '"at", event_id',
    "contact_attempts": "attempted_at", "subscriptions": "started_at", "articles": "article_id",
    "article_views": "viewed_at", "self_service_sessions": "started_at", "social_posts": "posted_at",
    "shifts": "started_at", "costs": "cost_id", "cash_movements": "booked_at", "exchange_rates": '"date"',
    "more_answers": "answered_at",
}  # fmt: skip
"""The tables of the rest of the company, which only the scorecard of all metrics reads, by the file that holds each."""

FILES = {"more_answers": "survey_responses"}
"""The canonical table of a file of MORE that is not named after its own."""

PROJECT = """[company]
name = "Bench"
time_zone = "Europe/Warsaw"
currency = "EUR"
calendar = "office"

[calendars.office]
time_zone = "Europe/Warsaw"
mon = ["09:00-17:00"]
tue = ["09:00-17:00"]
wed = ["09:00-17:00"]
thu = ["09:00-17:00"]
fri = ["09:00-17:00"]
holidays = "PL"
"""


def folder_of(n: int) -> Path:
    """Return the folder of the company of N tickets."""
    return DATA / str(n)


def make(n: int) -> Path:
    """Write the company of N tickets, unless it is there already made by the same statements; return its folder."""
    folder = folder_of(n)
    scripts = (Path(__file__).parent / f"{name}.sql" for name in ("data", "more"))
    statements = "".join(script.read_text(encoding="utf-8") for script in scripts)
    stamp = folder / "made-by.sql"
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == statements:
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    for form in ("parquet", "csv", "more"):
        (folder / form).mkdir(parents=True)
    with duckdb.connect() as connection:
        connection.execute(f"SET memory_limit = '2GB'; SET temp_directory = '{folder}/spill'")
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(f"SET VARIABLE n = {n}")
        connection.execute(statements)
        for table, order in ORDERS.items():
            _write(connection, table, order, folder)
        for table, order in MORE.items():
            file = folder / "more" / f"{FILES.get(table, table)}.parquet"
            _write_parquet(connection, table, order, file)
    shutil.rmtree(folder / "spill", ignore_errors=True)
    stamp.write_text(statements, encoding="utf-8")
    return folder


def _write(connection: duckdb.DuckDBPyConnection, table: str, order: str, folder: Path) -> None:
    """Write one table in both forms: Parquet with zoned instants, CSV with ISO 8601 texts."""
    parquet = folder / "parquet" / f"{table}.parquet"
    _write_parquet(connection, table, order, parquet)
    kinds = _kinds(connection, table)
    texts = [
        f"strftime(\"{name}\" AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%SZ') AS \"{name}\""
        if kind == "TIMESTAMP"
        else f'"{name}"'
        for name, kind in kinds.items()
    ]
    connection.execute(
        f"COPY (SELECT {', '.join(texts)} FROM '{parquet}') TO '{folder / 'csv' / table}.csv' (FORMAT csv, HEADER)"
    )


def _kinds(connection: duckdb.DuckDBPyConnection, table: str) -> dict[str, str]:
    return {str(row[0]): str(row[1]) for row in connection.execute(f"DESCRIBE {table}").fetchall()}


def _write_parquet(connection: duckdb.DuckDBPyConnection, table: str, order: str, file: Path) -> None:
    """Write one table as Parquet with zoned instants."""
    zoned = [
        f'"{name}" AT TIME ZONE \'UTC\' AS "{name}"' if kind == "TIMESTAMP" else f'"{name}"'
        for name, kind in _kinds(connection, table).items()
    ]
    connection.execute(f"COPY (SELECT {', '.join(zoned)} FROM {table} ORDER BY {order}) TO '{file}' (FORMAT parquet)")


def polish_holidays() -> list[str]:
    """Return the public holidays of the years in question, as dates."""
    return sorted(day.isoformat() for day in holidays.country_holidays("PL", years=range(2024, 2028)))
