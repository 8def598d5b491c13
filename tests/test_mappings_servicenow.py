"""The mapping of ServiceNow's audit log on 13 incidents, against a plain reading of the same rows."""

from __future__ import annotations

import csv
import gzip
from datetime import datetime
from itertools import groupby
from pathlib import Path

from import_support import FIXTURES, one, stage, write

WORDS = {
    "New": "new", "Active": "open", "Awaiting User Info": "pending", "Awaiting Vendor": "on_hold",
    "Awaiting Problem": "on_hold", "Awaiting Evidence": "on_hold", "Resolved": "solved", "Closed": "closed",
}  # fmt: skip
INCIDENTS = FIXTURES / "servicenow_incidents.csv"


def _time(text: str) -> datetime:
    return datetime.strptime(text, "%d/%m/%Y %H:%M")


def _incidents() -> dict[str, list[dict[str, str]]]:
    """The log's rows by incident, in the order of their counts, of equal counts by time."""
    with INCIDENTS.open(newline="") as file:
        rows = list(csv.DictReader(file))
    rows.sort(key=lambda row: (row["number"], int(row["sys_mod_count"]), _time(row["sys_updated_at"])))
    return {number: list(own) for number, own in groupby(rows, key=lambda row: row["number"])}


def test_an_incident_is_as_its_last_update_left_it() -> None:
    staged = stage(INCIDENTS, mapping="servicenow_incident_log")

    expected = []
    for number, rows in sorted(_incidents().items()):
        last = rows[-1]
        filled = {name: None if value == "?" else value for name, value in last.items()}
        expected.append((
            number, _time(last["opened_at"]), filled["contact_type"].lower() if filled["contact_type"] else None,
            WORDS[last["incident_state"]], _time(last["sys_updated_at"]), filled["assignment_group"],
            filled["assigned_to"], filled["caller_id"], filled["category"], last["priority"].split(" - ")[1].lower(),
        ))  # fmt: skip
    assert staged.rows(
        "tickets", "ticket_id", "created_at", "channel", "status", "status_at", "team_id", "agent_id", "customer_id",
        "request_type", "priority",
    ) == expected  # fmt: skip


def test_each_change_of_an_incident_is_an_event() -> None:
    staged = stage(INCIDENTS, mapping="servicenow_incident_log")

    expected = []
    for number, rows in _incidents().items():
        kept = [row for row in rows if _time(row["sys_updated_at"]) >= _time(row["opened_at"])]
        for field, column in (
            ("status", "incident_state"),
            ("team_id", "assignment_group"),
            ("agent_id", "assigned_to"),
        ):
            before = "New" if field == "status" else kept[0][column]
            for row in kept:
                old, new = (WORDS[one] if field == "status" else one for one in (before, row[column]))
                if old != new:
                    values = (None if value == "?" else value for value in (old, new))
                    expected.append((number, _time(row["sys_updated_at"]), field, *values))
                before = row[column]
    found = staged.con.execute(
        'SELECT ticket_id, "at", field, old_value, new_value FROM stage.ticket_events '
        "WHERE field IN ('status', 'team_id', 'agent_id')"
    ).fetchall()
    assert sorted(found, key=str) == sorted(expected, key=str)
    assert len(found) == 57


def test_each_further_update_is_told_with_who_made_it() -> None:
    staged = stage(INCIDENTS, mapping="servicenow_incident_log")
    events = staged.con.execute(
        "SELECT strftime(\"at\", '%d/%m %H:%M'), actor_id, actor_kind FROM stage.ticket_events "
        "WHERE ticket_id = 'INC0001155' AND field = 'update' ORDER BY event_id"
    ).fetchall()

    assert events == [
        ("06/04 14:13", "Updated by 495", "agent"), ("07/04 06:58", "Updated by 500", "agent"),
        ("07/04 06:58", "Updated by 500", "agent"), ("25/04 09:43", "Updated by 495", "agent"),
        ("30/04 10:07", "Updated by 908", "system"),
    ]  # fmt: skip


def test_rows_stamped_before_their_incident_make_no_event() -> None:
    report = stage(INCIDENTS, mapping="servicenow_incident_log").report

    assert {file.table: file.skipped for file in report.files} == {
        "tickets": 0,
        "ticket_events": 4,
        "teams": 0,
        "agents": 0,
    }


def test_a_reopened_incident_was_solved_twice() -> None:
    staged = stage(INCIDENTS, mapping="servicenow_incident_log")
    events = staged.con.execute(
        "SELECT strftime(\"at\", '%d/%m %H:%M'), old_value, new_value FROM stage.ticket_events "
        "WHERE ticket_id = 'INC0001068' AND field = 'status' ORDER BY event_id"
    ).fetchall()

    assert events == [
        ("07/03 10:17", "new", "pending"), ("09/03 14:01", "pending", "solved"), ("17/03 16:28", "solved", "open"),
        ("17/03 16:29", "open", "solved"), ("24/03 18:59", "solved", "closed"),
    ]  # fmt: skip


def test_an_error_state_of_the_log_is_no_state(tmp_path: Path) -> None:
    lines = INCIDENTS.read_text().splitlines()
    broken = [line.replace(",Awaiting User Info,", ",-100,") if "INC0001068" in line else line for line in lines]
    closed = [line.replace(",Closed,", ",-100,") if "INC0001068" in line else line for line in broken]
    staged = one(tmp_path, "incident_log.csv", "\n".join(closed) + "\n", mapping="servicenow_incident_log")

    events = staged.con.execute(
        "SELECT old_value, new_value FROM stage.ticket_events "
        "WHERE ticket_id = 'INC0001068' AND field = 'status' ORDER BY event_id"
    ).fetchall()
    assert events == [("new", "solved"), ("solved", "open"), ("open", "solved")]
    assert staged.con.execute("SELECT status FROM stage.tickets WHERE ticket_id = 'INC0001068'").fetchall() == [
        ("solved",)
    ]


def test_the_zone_of_a_log_is_said_in_a_mapping_of_ones_own(tmp_path: Path) -> None:
    own = 'extends = "servicenow_incident_log"\n[parameters]\nzone = "America/Sao_Paulo"\n'
    write(tmp_path, {"mappings/servicenow_incident_log.toml": own})
    staged = stage(INCIDENTS, mapping="servicenow_incident_log", mappings_dir=tmp_path / "mappings")

    assert staged.con.execute("SELECT created_at FROM stage.tickets WHERE ticket_id = 'INC0001068'").fetchall() == [
        (datetime(2016, 3, 2, 12, 42),)
    ]


def test_the_excerpt_of_the_examples_is_known_by_its_columns() -> None:
    excerpt = Path(__file__).parents[1] / "examples" / "servicenow" / "incident_log_excerpt.csv.gz"
    staged = stage(excerpt)
    with gzip.open(excerpt, "rt", newline="") as file:
        numbers = {row["number"] for row in csv.DictReader(file)}

    assert (staged.report.files[0].mapping, staged.report.files[0].guessed) == ("servicenow_incident_log", True)
    assert set(staged.rows("tickets", "ticket_id")) == numbers
    assert len(numbers) == 305
    assert any("no zone" in note for note in staged.report.notes)
