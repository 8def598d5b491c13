"""Guessing: a mapping for a file that nobody described, by its header and values, ready to be saved."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from deskgauge.errors import UsageError
from deskgauge.sources.guess import guess_mapping, to_toml
from deskgauge.sources.mapping import Mapping
from import_support import FIXTURES, one, stage, write

HEADER = "Ticket No.,Opened,Channel,Status,Closed Date,Customer,Mood\n"


def guessed(folder: Path, content: str, name: str = "export.csv", zone: str | None = "Europe/Warsaw") -> Mapping:
    """Write a file and guess its mapping."""
    write(folder, {name: content})
    return guess_mapping(duckdb.connect(), folder / name, zone=zone)


def rows(*times: str) -> str:
    """Return an export with one row for each time."""
    return HEADER + "".join(f'T{at},"{time}",Phone,Open,,c{at},\n' for at, time in enumerate(times))


def test_a_guess_is_imported_as_it_stands_and_said_to_be_one(tmp_path: Path) -> None:
    content = (
        HEADER + "T1,2026-03-02 09:00,Phone,Closed,2026-03-03 10:00,c1,good\nT2,2026-03-02 10:00,Fax,Open,N/A,N/A,bad\n"
    )
    staged = one(tmp_path, "export.csv", content, zone="Europe/Warsaw")

    assert staged.rows("tickets", "ticket_id", "created_at", "channel", "status", "status_at", "customer_id") == [
        ("T1", datetime(2026, 3, 2, 8), "Phone", "Closed", datetime(2026, 3, 3, 9), "c1"),
        ("T2", datetime(2026, 3, 2, 9), "Fax", "Open", None, None),
    ]
    assert (staged.report.files[0].guessed, staged.report.files[0].mapping) == (True, "export")
    assert staged.report.notes == ["export.csv: Channel: no word for 'Fax': other, until [labels.channel] says more"]


def test_what_is_printed_can_be_saved_and_does_the_same(tmp_path: Path) -> None:
    content = (
        HEADER + "T1,02.03.2026 09:00,Phone,Closed,03.03.2026 10:00,c1,good\nT2,13.03.2026 10:00,Fax,Open,N/A,N/A,bad\n"
    )
    write(tmp_path, {"saved.toml": to_toml(guessed(tmp_path, content))})
    by_guess = stage(tmp_path / "export.csv", zone="Europe/Warsaw")
    by_file = stage(tmp_path / "export.csv", mapping=tmp_path / "saved.toml")

    select = "SELECT * EXCLUDE (_loaded_at, _source) FROM stage.tickets ORDER BY ALL"
    assert by_guess.con.execute(select).fetchall() == by_file.con.execute(select).fetchall()
    assert by_file.rows("tickets", "created_at") == [datetime(2026, 3, 2, 8), datetime(2026, 3, 13, 9)]


def test_each_column_says_why_and_the_others_are_listed(tmp_path: Path) -> None:
    text = to_toml(guessed(tmp_path, rows("2026-03-02 09:00", "2026-03-02 10:00")))

    assert "ticket_id = \"Ticket No.\"  # named 'Ticket No.'; 100% of the values differ" in text
    assert "created_at = \"Opened\"  # named 'Opened'; 100% are ISO times without an offset" in text
    assert 'zone = "Europe/Warsaw"  # the times have no offset: check that this is their zone' in text
    assert "# Not used: Closed Date, Mood" in text


@pytest.mark.parametrize(
    ("times", "form"),
    [
        (["31/12/2025 09:00", "01/02/2026 10:00"], "%d/%m/%Y %H:%M"),
        (["12/31/2025 09:00", "01/02/2026 10:00"], "%m/%d/%Y %H:%M"),
        (["31.12.2025 09:00:05", "01.02.2026 10:00:00"], "%d.%m.%Y %H:%M:%S"),
        (["2025/12/31 09:00", "2026/02/01 10:00"], "%Y/%m/%d %H:%M"),
        (["12/31/2025 9:00 AM", "1/2/2026 1:00 PM"], "%m/%d/%Y %I:%M %p"),
        (["31-Dec-25", "01-Feb-26"], "%d-%b-%y"),
        (["31/12/25 09:00", "01/02/26 10:00"], "%d/%m/%y %H:%M"),
        (["2025-12-31", "2026-02-01"], "%Y-%m-%d"),
    ],
)
def test_the_format_of_times_is_found(tmp_path: Path, times: list[str], form: str) -> None:
    assert guessed(tmp_path, rows(*times)).formats == (form,)


def test_where_day_and_month_can_be_either_the_shorter_span_is_taken_and_told(tmp_path: Path) -> None:
    mapping = guessed(tmp_path, rows("03/01/2026 09:00", "03/02/2026 09:00", "03/09/2026 09:00"))

    assert mapping.formats == ("%m/%d/%Y %H:%M",)
    assert "%d/%m/%Y %H:%M would fit too, over a longer time: check it" in mapping.loads[0].columns["created_at"].why


@pytest.mark.parametrize(("text", "unit"), [("1767225600", "seconds"), ("1767225600000", "milliseconds")])
def test_seconds_since_1970_are_times(tmp_path: Path, text: str, unit: str) -> None:
    content = rows(text, str(int(text) + 1))
    staged = one(tmp_path, "export.csv", content)

    assert staged.rows("tickets", "created_at")[0] == datetime(2026, 1, 1)
    assert f"{unit} since 1970" in guessed(tmp_path, content).loads[0].columns["created_at"].why


def test_times_with_an_offset_need_no_zone(tmp_path: Path) -> None:
    mapping = guessed(tmp_path, rows("2026-01-01T00:00:00Z", "2026-01-01T00:00:00+02:00"), zone=None)

    assert (mapping.zone, mapping.formats) == (None, ())
    assert "[times]" not in to_toml(mapping)


def test_without_a_known_zone_an_import_is_refused_and_the_print_asks_for_it(tmp_path: Path) -> None:
    content = rows("2026-03-02 09:00")
    text = to_toml(guessed(tmp_path, content, zone=None))

    assert 'zone = ""  # fill in the times\' IANA zone' in text
    with pytest.raises(UsageError, match=r"The times of export\.csv have no offset, and no zone is known"):
        one(tmp_path, "export.csv", content)
    write(tmp_path, {"saved.toml": text})
    with pytest.raises(UsageError, match=r"The zone under \[times\] of saved\.toml is empty"):
        stage(tmp_path / "export.csv", mapping=tmp_path / "saved.toml")


def test_messages_calls_and_answers_are_told_from_tickets(tmp_path: Path) -> None:
    time = "2026-03-02T09:00:00Z"
    files = {
        "talk.csv": f"Comment ID,Ticket ID,Created At,Author Type,Body\n1,t1,{time},agent,Hello\n",
        "phone.csv": "Call ID,Start Time,Answer Time,End Time,Talk Time,Disposition\n"
        f"1,{time},{time},{time},30,answered\n",
        "score.csv": f"Response ID,Submitted At,Rating,Verbatim,Ticket ID\n1,{time},4,Good,t1\n",
    }
    tables = [guessed(tmp_path, content, name).loads[0].table.name for name, content in files.items()]

    assert tables == ["messages", "calls", "survey_responses"]
    staged = stage(tmp_path)
    assert set(staged.report.tables) == set(tables)
    assert len(guess_mapping(duckdb.connect(), tmp_path).loads) == 3


def test_tickets_without_a_status_are_solved_where_they_have_a_time_of_it(tmp_path: Path) -> None:
    content = "id,created at,resolved at\n1,2026-03-02T09:00:00Z,2026-03-03T09:00:00Z\n2,2026-03-02T09:00:00Z,\n"

    assert one(tmp_path, "export.csv", content).rows("tickets", "ticket_id", "status") == [
        ("1", "solved"),
        ("2", "open"),
    ]


def test_a_column_whose_values_do_not_fit_is_left(tmp_path: Path) -> None:
    content = "id,created at,closed,escalated\n1,2026-03-02T09:00:00Z,yes,maybe\n2,2026-03-02T09:00:00Z,no,perhaps\n"
    mapping = guessed(tmp_path, content)

    assert set(mapping.loads[0].columns) == {"ticket_id", "created_at"}
    assert mapping.left == ("closed", "escalated")


def test_a_key_that_only_its_values_tell(tmp_path: Path) -> None:
    content = (
        "complaint_nr,created at,channel,status\n7,2026-03-02T09:00:00Z,phone,open\n8,2026-03-02T09:00:00Z,phone,open\n"
    )
    mapping = guessed(tmp_path, content)

    assert mapping.loads[0].columns["ticket_id"].any == ("complaint_nr",)
    assert mapping.loads[0].columns["ticket_id"].why.startswith("like 'complaint_nr'")


@pytest.mark.parametrize(
    ("content", "missing"),
    [
        ("id,created at,status\n1,2026-03-02T09:00:00Z,a\n1,2026-03-02T09:00:00Z,b\n", "no ticket_id"),
        ("ticket id,subject,status\n1,a,b\n2,b,c\n", "no created_at"),
        ("a,b\n1,2\n", "no ticket_id and no created_at for tickets (it knew nothing)"),
    ],
)
def test_a_guess_that_finds_no_key_or_time_says_what_it_found(tmp_path: Path, content: str, missing: str) -> None:
    with pytest.raises(UsageError) as caught:
        one(tmp_path, "export.csv", content)

    assert missing in str(caught.value)
    assert "export.csv is named after none of the tables" in str(caught.value)
    assert "write a mapping for it and give it with --mapping" in str(caught.value)


def test_files_beside_known_ones_are_not_guessed_at_unless_they_are_named(tmp_path: Path) -> None:
    content = rows("2026-03-02T09:00:00Z")
    write(tmp_path, {"teams.csv": "team_id\n1\n", "old_backup.csv": content})

    assert stage(tmp_path).report.unused == ["old_backup.csv"]
    assert stage([tmp_path / "teams.csv", tmp_path / "old_backup.csv"]).report.tables == ("teams", "tickets")


def test_a_file_that_a_mapping_knows_is_told_to_extend_it(tmp_path: Path) -> None:
    mapping = guess_mapping(duckdb.connect(), FIXTURES / "servicenow_incidents.csv")
    text = to_toml(mapping)

    assert 'extends = "servicenow_incident_log"' in text
    write(tmp_path, {"own.toml": text.replace('zone = "UTC"', 'zone = "Europe/Lisbon"')})
    staged = stage(FIXTURES / "servicenow_incidents.csv", mapping=tmp_path / "own.toml")
    assert datetime(2016, 4, 6, 13, 13) in staged.rows("ticket_events", "at")


def test_a_canonical_file_is_told_to_need_no_mapping(tmp_path: Path) -> None:
    text = to_toml(guessed(tmp_path, "ticket_id,Created_At\n1,2026-03-02T09:00:00Z\n", "tickets.csv"))

    assert "tickets.csv is canonical and needs no mapping." in text
    assert 'created_at = "Created_At"' in text


def test_a_file_that_cannot_be_opened_is_no_guess(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"export\.csv is empty"):
        guessed(tmp_path, "")
