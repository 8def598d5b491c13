"""A widely used set of made-up tickets: `check` must say that its times are nonsense, before any number is looked at.

Its "First Response Time" and "Time to Resolution" are instants, drawn at random within two days and independent of
each other, so that half of the tickets with both were solved before anybody replied. When a ticket was opened it does
not say at all; the purchase, years before, is the only other date. Its texts have line breaks inside quotes.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from deskgauge.errors import ImportFailedError, UsageError
from deskgauge.project import Workspace
from realdata.asking import Line, assert_nothing_lost, lines_of, project, stored

MAPPING = """
name = "made_up_tickets"

[times]
zone = "UTC"
formats = ["%Y-%m-%d"]

[files.tickets]
patterns = ["customer_support_tickets"]

[[load]]
table = "tickets"
from = "tickets"
[load.columns]
ticket_id = "Ticket ID"
created_at = "Date of Purchase"
channel = "Ticket Channel"
request_type = "Ticket Type"
priority = "Ticket Priority"
status = "Ticket Status"
status_at = "Time to Resolution"
customer_id = "Customer Email"
subject = "Ticket Description"

[[load]]
table = "ticket_events"
from = "tickets"
where = '"Time to Resolution" IS NOT NULL'
[load.columns]
event_id = { expr = "\\"Ticket ID\\" || ':closed'" }
ticket_id = "Ticket ID"
at = "Time to Resolution"
field = { expr = "'status'" }
new_value = "Ticket Status"

[[load]]
table = "messages"
from = "tickets"
where = '"First Response Time" IS NOT NULL'
[load.columns]
message_id = { expr = "\\"Ticket ID\\" || ':reply'" }
ticket_id = "Ticket ID"
at = "First Response Time"
author_kind = { expr = "'agent'" }
"""


@pytest.fixture(scope="module")
def path(real_data: Path) -> Path:
    """The file."""
    return real_data / "kaggle_support_tickets_synth" / "customer_support_tickets.csv.gz"


@pytest.fixture(scope="module")
def lines(path: Path) -> list[Line]:
    """The file's lines."""
    return lines_of(path)


@pytest.fixture(scope="module")
def desk(path: Path, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A project that imported the file, the purchase taken for the opening."""
    folder = tmp_path_factory.mktemp("made_up")
    (folder / "ours.toml").write_text(MAPPING)
    workspace = project(folder)
    assert_nothing_lost(workspace.import_files([path], mapping=folder / "ours.toml"))
    return workspace


def test_a_guess_does_not_make_up_a_creation(path: Path, tmp_path: Path) -> None:
    """A purchase is no ticket: what is missing and what was recognised is said instead."""
    workspace = project(tmp_path)
    with pytest.raises((UsageError, ImportFailedError), match="no created_at for tickets") as caught:
        workspace.import_files([path])

    assert "Ticket ID" in str(caught.value)


def test_line_breaks_within_quotes_are_part_of_the_text(desk: Workspace, lines: list[Line]) -> None:
    """8,469 tickets on nearly 30,000 lines; the texts come through as they are."""
    found = dict(stored(desk, "SELECT ticket_id, subject FROM tickets"))

    assert len(lines) == 8469
    assert {number: broken(text) for number, text in found.items()} == {
        line["Ticket ID"]: broken(line["Ticket Description"]) for line in lines
    }
    assert sum("\n" in text for text in found.values()) > 4000


def broken(text: str) -> list[str]:
    """Return a text's lines without blanks around it."""
    return text.strip().splitlines()


def test_half_of_the_solved_were_solved_before_their_first_reply(desk: Workspace, lines: list[Line]) -> None:
    """The check counts them, names some, and says which metrics they touch."""
    both = [line for line in lines if line["First Response Time"] and line["Time to Resolution"]]
    early = {line["Ticket ID"] for line in both if line["Time to Resolution"] < line["First Response Time"]}
    [finding] = [one for one in desk.check() if one.check == "solve_before_reply"]

    assert finding.rows == len(early)
    assert 0.45 < finding.rows / len(both) < 0.55
    assert set(finding.sample) <= early
    assert {"first_response_time", "resolution_time"} <= set(finding.metrics)
    assert f"{len(early)} of" in finding.text


def test_dates_without_hours_are_found(desk: Workspace) -> None:
    """The day of a purchase is no time of day."""
    assert "tickets_created_at_without_hours" in {one.check for one in desk.check()}
