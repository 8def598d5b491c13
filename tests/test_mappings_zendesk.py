"""The mapping of Zendesk as Fivetran lays it down, on made-up rows of that shape."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

from deskgauge.model.zones import zone_names
from deskgauge.sources.mapping_files import find_mapping
from import_support import FIXTURES, stage, write

ZENDESK = FIXTURES / "zendesk"


def test_zendesk_is_known_by_its_columns() -> None:
    staged = stage(ZENDESK)

    assert {file.mapping for file in staged.report.files} == {"zendesk_fivetran"}
    assert staged.report.unused == ["organization.csv"]
    assert set(staged.report.tables) == {
        "tickets", "ticket_events", "messages", "customers", "agents", "agent_roles", "teams", "calendars",
    }  # fmt: skip


def test_tickets_of_zendesk() -> None:
    staged = stage(ZENDESK, mapping="zendesk_fivetran")

    assert staged.rows(
        "tickets", "ticket_id", "created_at", "created_by", "channel", "status", "team_id", "agent_id", "customer_id",
        "brand", "language", "tags", "is_deleted", "merged_into", "parent_ticket_id",
    ) == [
        ("1", datetime(2026, 3, 2, 9), "customer", "web", "closed", "5", "10", "20", "Lamps", "fr", '["lamp","vip"]',
         False, None, None),
        ("2", datetime(2026, 3, 2, 10), "agent", "email", "open", "5", "10", "21", None, "de", None, False, None, "1"),
        ("3", datetime(2026, 3, 2, 11), "customer", "twitter", "closed", None, None, "20", None, "fr", None,
         False, "1", None),
        ("4", datetime(2026, 3, 2, 12), "customer", "email", None, None, None, "21", None, "de", None,
         True, None, None),
    ]  # fmt: skip
    assert staged.rows("tickets", "status_at") == [None] * 4


def test_events_of_zendesk_know_the_value_before() -> None:
    staged = stage(ZENDESK, mapping="zendesk_fivetran")

    assert staged.rows("ticket_events", "event_id", "field", "old_value", "new_value", "actor_kind") == [
        ("1:2026-03-02 09:00:00:status", "status", None, "new", "customer"),
        ("1:2026-03-02 09:10:00:assignee_id", "agent_id", None, "10", "agent"),
        ("1:2026-03-02 09:10:00:group_id", "team_id", None, "5", "agent"),
        ("1:2026-03-02 09:30:00:status", "status", "new", "solved", "agent"),
        ("1:2026-03-06 09:30:00:status", "status", "solved", "closed", "system"),
    ]
    [events] = [file for file in staged.report.files if file.table == "ticket_events"]
    assert (events.read, events.duplicates, events.skipped) == (6, 1, 1)


def test_messages_of_zendesk_are_by_whom_their_writer_was_then() -> None:
    staged = stage(ZENDESK, mapping="zendesk_fivetran")

    assert staged.rows("messages", "message_id", "author_kind", "is_public", "channel", "body") == [
        ("100", "customer", True, None, "It broke"),
        ("101", "agent", True, None, "Sorry,\nwe help"),
        ("102", "agent", False, None, "A note"),  # Eve was an agent until 3 March
        ("103", "customer", True, "phone", "Hello"),
        ("104", "customer", True, "social", "From an agent of old"),
        ("105", "system", False, None, "Closed by rule"),
    ]
    assert staged.rows("agent_roles", "agent_id", "role", "from_at", "to_at") == [
        ("30", "agent", datetime(2025, 1, 4), datetime(2026, 3, 3)), ("30", "customer", datetime(2026, 3, 3), None),
    ]  # fmt: skip


def test_people_teams_and_hours_of_zendesk() -> None:
    staged = stage(ZENDESK, mapping="zendesk_fivetran")

    assert staged.rows("customers", "customer_id", "name", "language", "organization_id") == [
        ("20", "Cid", "fr", "40"), ("21", "Dee", "de", None), ("30", "Eve", "en", None),
    ]  # fmt: skip
    assert staged.rows("agents", "agent_id", "name", "time_zone") == [("10", "Ann", "America/Los_Angeles")]
    assert staged.rows("teams", "team_id", "name") == [("5", "Billing")]
    [week, always] = staged.rows("calendars", "calendar_id", "time_zone", "weekly_hours", "holidays")
    assert week[:2] == ("50", "America/Los_Angeles")
    assert json.loads(week[2]) == {"mon": ["09:00-17:00", "18:00-21:00"]}
    assert [date.fromisoformat(day) for day in json.loads(week[3])] == [
        date(2026, 1, 1),
        date(2026, 12, 25),
        date(2026, 12, 26),
    ]
    assert always[:2] == ("51", "Asia/Kathmandu")
    assert json.loads(always[2]) == {day: ["00:00-24:00"] for day in ("sun", "mon", "tue", "wed", "thu", "fri", "sat")}


def test_zendesk_with_its_tickets_alone() -> None:
    staged = stage(ZENDESK / "ticket.csv", mapping="zendesk_fivetran")

    assert staged.report.tables == ("tickets",)
    assert staged.rows("tickets", "ticket_id", "created_by", "brand") == [
        ("1", "customer", "7"), ("2", "customer", None), ("3", "customer", None), ("4", "customer", None),
    ]  # fmt: skip


def test_zendesk_beside_another_source_has_a_prefix(tmp_path: Path) -> None:
    write(tmp_path, {"own.toml": 'extends = "zendesk_fivetran"\nprefix = "zendesk"\n'})
    staged = stage(
        [path for path in ZENDESK.glob("*.csv") if path.name != "organization.csv"], mapping=tmp_path / "own.toml"
    )

    assert staged.rows("tickets", "ticket_id", "customer_id")[0] == ("zendesk:1", "zendesk:20")
    assert ("zendesk:1:2026-03-02 09:10:00:group_id", "zendesk:5") in staged.rows(
        "ticket_events", "event_id", "new_value"
    )
    assert staged.rows("tickets", "ticket_id", "merged_into")[2] == ("zendesk:3", "zendesk:1")


def test_every_zone_of_zendesk_is_one() -> None:
    assert set(find_mapping("zendesk_fivetran").lookups["zone"].values()) <= zone_names()


def test_importing_a_mapped_folder_twice_gives_the_same_rows() -> None:
    first, second = (stage(ZENDESK, mapping="zendesk_fivetran") for _ in range(2))

    for table in first.report.tables:
        select = f"SELECT * EXCLUDE (_loaded_at) FROM stage.{table} ORDER BY ALL"
        assert first.con.execute(select).fetchall() == second.con.execute(select).fetchall()
