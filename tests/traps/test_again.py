"""Importing again: the same changes nothing, a changed row replaces, a new one is added."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from deskgauge.project import Workspace
from support import one_row, value, write_tables

Open = Callable[..., Workspace]

TABLES: dict[str, list[dict[str, object]]] = {
    "tickets": [
        {"ticket_id": "t1", "created_at": "2026-03-02T09:00:00Z", "channel": "email", "tags": ["a", "b"]},
        {"ticket_id": "t2", "created_at": "2026-03-03T09:00:00Z", "channel": "web"},
    ],
    "messages": [{"message_id": "m1", "ticket_id": "t1", "at": "2026-03-02T10:00:00Z", "author_kind": "agent"}],
    "agent_roles": [{"agent_id": "x", "role": "agent", "from_at": "2025-01-01T00:00:00Z"}],
}
QUESTION = ("ticket_volume", "first_response_time", "unanswered_tickets")


def answers(workspace: Workspace) -> object:
    """The rows of a few metrics by channel, and what was left out."""
    answer = workspace.query(*QUESTION, by=["channel"], grain="month", from_="2026-03-01", to="2026-04-01")
    return answer.rows, answer.excluded, answer.data_through


def test_the_same_folder_twice_changes_nothing(opened: Open, tmp_path: Path) -> None:
    """Import is idempotent: keys decide, not how often a file was read."""
    workspace = opened(TABLES)
    before = answers(workspace)
    write_tables(tmp_path / "again", TABLES)

    workspace.import_files([tmp_path / "again"])
    workspace.import_files([tmp_path / "again"])

    assert answers(workspace) == before


def test_a_row_twice_in_one_file_is_one_row(opened: Open) -> None:
    """An export that repeats a row does not count it twice."""
    workspace = opened({"tickets": [*TABLES["tickets"], *TABLES["tickets"]]})

    assert value(workspace, "ticket_volume") == 2


def test_a_known_key_with_other_content_replaces_the_row(opened: Open, tmp_path: Path) -> None:
    """The changed row is the row, in every fact that is made from it; columns it does not carry are empty.

    | key | before                     | after                |
    | --- | -------------------------- | -------------------- |
    | t1  | 2 March, email             | 10 March, phone      |
    | m1  | reply to t1, after 1 h     | reply to t1, after 2 h |
    """
    workspace = opened(TABLES)
    write_tables(
        tmp_path / "changed",
        {
            "tickets": [{"ticket_id": "t1", "created_at": "2026-03-10T09:00:00Z", "channel": "phone"}],
            "messages": [{"message_id": "m1", "ticket_id": "t1", "at": "2026-03-10T11:00:00Z", "author_kind": "agent"}],
        },
    )

    workspace.import_files([tmp_path / "changed"])

    rows = workspace.query("ticket_volume", by=["channel"], grain="month", from_="2026-03-01", to="2026-04-01").rows
    assert [(row["channel"], row["value"]) for row in rows] == [("phone", 1), ("web", 1)]
    assert value(workspace, "first_response_time") == 7200
    assert value(workspace, "ticket_volume", grain="day", from_="2026-03-02", to="2026-03-03") == 0


def test_a_second_file_adds_to_the_first(opened: Open, tmp_path: Path) -> None:
    """What was imported before stays, and now moves on with the new rows."""
    workspace = opened(TABLES)
    write_tables(
        tmp_path / "more",
        {
            "ticket_events": [
                {
                    "event_id": "e1",
                    "ticket_id": "t2",
                    "at": "2026-03-20T09:00:00Z",
                    "field": "status",
                    "old_value": "new",
                    "new_value": "solved",
                }
            ]
        },
    )

    workspace.import_files([tmp_path / "more"])

    assert value(workspace, "ticket_volume") == 2
    assert value(workspace, "tickets_solved") == 1
    assert one_row(workspace, "active_tickets")["value"] == 1
