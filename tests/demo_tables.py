"""The files of a made-up company, in DuckDB as plain SQL reads them: what the tests of the demo company start from."""

from __future__ import annotations

from pathlib import Path

import duckdb

from deskgauge.model.tables import TABLES, Type

SQL_TYPES = {
    Type.TEXT: "VARCHAR",
    Type.INSTANT: "TIMESTAMP",
    Type.DATE: "DATE",
    Type.BOOLEAN: "BOOLEAN",
    Type.INTEGER: "BIGINT",
    Type.NUMBER: "DOUBLE",
    Type.MONEY: "DECIMAL(18, 4)",
    Type.JSON: "JSON",
}

VIEWS = """
    CREATE MACRO local(t) AS (t AT TIME ZONE 'UTC') AT TIME ZONE 'Europe/Warsaw';
    CREATE TABLE replies AS
        SELECT ticket_id, min("at") AS first_reply, count(*) AS replies FROM messages
        WHERE author_kind = 'agent' AND is_public AND is_auto IS NOT true GROUP BY ticket_id;
    CREATE TABLE statuses AS
        SELECT ticket_id, min("at") FILTER (new_value = 'solved') AS first_solved,
            max("at") FILTER (new_value = 'solved') AS solved,
            count(*) FILTER (old_value = 'solved' AND new_value = 'open') AS reopens
        FROM ticket_events WHERE field = 'status' GROUP BY ticket_id;
    CREATE TABLE valid AS
        SELECT t.*, r.first_reply, coalesce(r.replies, 0) AS replies, s.first_solved, s.solved,
            coalesce(s.reopens, 0) AS reopens, epoch(r.first_reply - t.created_at) AS waited,
            t.channel NOT IN ('phone', 'chat') AS is_written
        FROM tickets t LEFT JOIN replies r USING (ticket_id) LEFT JOIN statuses s USING (ticket_id)
        WHERE NOT t.is_spam AND NOT t.is_deleted AND t.merged_into IS NULL;
    CREATE TABLE contacts AS
        SELECT ticket_id AS id, customer_id, created_at AS "at", team_id, channel FROM valid
        WHERE created_by <> 'agent'
        UNION ALL
        SELECT call_id, customer_id, queued_at, team_id, channel FROM calls c
        WHERE direction = 'inbound' AND outcome <> 'failed' AND NOT EXISTS (
            SELECT 1 FROM valid v WHERE v.ticket_id = c.ticket_id
            AND abs(epoch(c.queued_at - v.created_at)) <= 3600);
    CREATE TABLE csat AS
        SELECT r.answered_at, r.score >= 4 AS good, coalesce(t.channel, i.channel) AS channel
        FROM survey_responses r JOIN survey_invites i USING (invite_id)
        LEFT JOIN tickets t ON t.ticket_id = i.ticket_id WHERE r.kind = 'csat' AND r.score IS NOT NULL;
"""


def load(folder: Path) -> duckdb.DuckDBPyConnection:
    """Read every file, each column as the type that the model declares; a value that is none is an error."""
    connection = duckdb.connect()
    connection.execute("SET threads = 2")
    for name, table in TABLES.items():
        types = ", ".join(f"'{one.name}': '{SQL_TYPES[one.type]}'" for one in table.columns)
        path = folder / "files" / f"{name}.csv"
        connection.execute(
            f"CREATE TABLE {name} AS FROM read_csv('{path}', header = true, auto_detect = false, delim = ',', "
            f"quote = '\"', escape = '\"', columns = {{{types}}})"
        )
    connection.execute(VIEWS)
    return connection


def numbers(db: duckdb.DuckDBPyConnection, sql: str) -> tuple[float, ...]:
    """Return the only row of a query, all of whose values are there."""
    (row,) = db.execute(sql).fetchall()
    assert None not in row, sql
    return tuple(float(value) for value in row)


def number(db: duckdb.DuckDBPyConnection, sql: str) -> float:
    """Return the only value of a query."""
    return numbers(db, sql)[0]
