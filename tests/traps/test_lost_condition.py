"""A join condition that DuckDB loses (docs/decisions/0002): rows are gone, and nothing is said."""

from __future__ import annotations

from collections.abc import Callable

import duckdb

from deskgauge.engine.engines.duckdb import WRONG_OPTIMIZERS, DuckDB
from deskgauge.project import Workspace
from support import value

Open = Callable[..., Workspace]

TABLE = "CREATE TABLE b AS SELECT range AS id, CASE WHEN range % 3 = 0 THEN NULL ELSE range END AS v FROM range(100)"
QUERY = """
WITH silent AS (SELECT id, v FROM b WHERE id < 50),
stream AS (
  SELECT b.id FROM b LEFT JOIN silent AS s ON s.id = b.id AND s.v IS NULL WHERE s.id IS NULL
  UNION ALL
  SELECT id FROM silent WHERE v IS NOT NULL
)
SELECT COUNT(*) FROM stream
"""


def rows_of(connection: duckdb.DuckDBPyConnection) -> int:
    """How many rows the smallest such query has on a connection; by hand 100 - 17 + 33 = 116."""
    connection.execute(TABLE)
    return int(connection.execute(QUERY).fetchall()[0][0])


def test_our_engine_keeps_the_condition() -> None:
    with duckdb.connect() as connection:
        DuckDB(connection)
        assert rows_of(connection) == 116


def test_the_switch_is_still_needed() -> None:
    """When this fails, DuckDB has mended it: take the step out of WRONG_OPTIMIZERS and say so in the decision."""
    with duckdb.connect() as connection:
        assert rows_of(connection) == 83
    assert WRONG_OPTIMIZERS == ("outer_join_simplification",)


def test_tickets_solved_nobody_knows_when_hide_no_other_ticket(opened: Open) -> None:
    """Of 90 tickets without a history 30 are open, 30 solved on 5 March and 30 solved at a time that nobody noted.

    | status | status_at   | active on 3 March | active on 31 March | solved in March |
    | ------ | ----------- | ----------------- | ------------------ | --------------- |
    | open   | 2 March     | 30                | 30                 | 0               |
    | solved | 5 March     | 30                | 0                  | 30              |
    | solved | not noted   | 0                 | 0                  | 0               |
    """
    states = [("open", "2026-03-02T09:00:00Z"), ("solved", "2026-03-05T09:00:00Z"), ("solved", None)]
    tickets = [
        {"ticket_id": f"t{i:02}", "created_at": "2026-03-02T09:00:00Z", "status": status, "status_at": at}
        for i in range(90)
        for status, at in [states[i % 3]]
    ]
    workspace = opened({"tickets": tickets, "visits": [{"visit_id": "now", "started_at": "2026-05-01T00:00:00Z"}]})

    assert value(workspace, "active_tickets", grain="day", from_="2026-03-03", to="2026-03-04") == 60
    assert value(workspace, "active_tickets") == 30
    assert value(workspace, "tickets_solved") == 30
