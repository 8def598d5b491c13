"""Zendesk's tables as Fivetran lays them in a warehouse: their shapes only, for the keys of these files do not join."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from deskgauge.project import Workspace
from deskgauge.sources.outcome import ImportReport
from realdata.asking import assert_nothing_lost, project, stored

TABLES = ("tickets", "ticket_events", "messages", "customers", "agents", "agent_roles", "teams", "calendars")
Imported = tuple[Workspace, ImportReport]


@pytest.fixture(scope="module")
def imported(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Imported:
    """The whole folder, imported without a word about it."""
    desk = project(tmp_path_factory.mktemp("zendesk"))
    return desk, desk.import_files([real_data / "zendesk_dbt_seeds"])


def test_the_folder_is_known_and_no_row_is_lost(imported: Imported) -> None:
    """By the columns of its files, into all tables that the mapping makes."""
    _, report = imported

    assert_nothing_lost(report)
    assert {line.table for line in report.lines} == set(TABLES)
    assert any("zendesk_fivetran" in note for line in report.lines for note in line.notes)
    assert all(line.stored for line in report.lines)


def test_tickets_and_comments_are_all_there(imported: Imported, real_data: Path) -> None:
    """One row per key of the file."""
    desk, _ = imported
    for table, key, name in (
        ("tickets", "ticket_id", "ticket_data"),
        ("messages", "message_id", "ticket_comment_data"),
    ):
        with (real_data / "zendesk_dbt_seeds" / "seeds" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            keys = {line["id"] for line in csv.DictReader(file)}
        assert {row[0] for row in stored(desk, f"SELECT {key} FROM {table}")} == keys


def test_working_hours_are_read(imported: Imported) -> None:
    """The minutes of a week become spans of days in a zone that exists."""
    desk, _ = imported
    [(zone, hours)] = stored(desk, "SELECT time_zone, weekly_hours FROM calendars")

    assert "/" in zone
    assert "mon" in hours


def test_a_scorecard_and_a_check_can_be_had(imported: Imported) -> None:
    """Metrics are computed over it, and the check says that the keys do not join."""
    desk, _ = imported

    assert {"ticket_volume", "first_response_time"} <= {line.metric.id for line in desk.scorecard().lines}
    assert "messages_ticket_id_unknown" in {one.check for one in desk.check()}
