"""The stores by their promises: what an import changes, what a reader sees, what a kill or a full disk leaves."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from store_support import (
    STEP,
    generation,
    grown,
    reopened,
)
from support import company, one_row, value, write_tables

CLI = "import sys; from deskgauge.cli.main import app; sys.exit(app(sys.argv[1:]))"


# ---------------------------------------------------------------------- what an import changes
def test_the_same_folder_twice_makes_no_new_generation(store: str, tmp_path: Path) -> None:
    """Not even where some of its rows are rejected each time."""
    calls: list[dict[str, object]] = [{"call_id": "c1", "queued_at": "2026-03-02T09:00:00Z"}, {"call_id": "c2"}]
    tables = {**grown(1), "calls": calls}
    workspace = company(tmp_path / "company", tables, store=store)
    first = generation(workspace)

    report = workspace.import_files([tmp_path / "company" / "export"])

    assert generation(workspace) == first
    assert [(line.table, line.inserted, line.updated, line.unchanged, line.rejected) for line in report.lines] == [
        ("calls", 0, 0, 1, 1),
        ("survey_responses", 0, 0, STEP, 0),
        ("tickets", 0, 0, STEP, 0),
    ]


def test_rejected_rows_are_those_of_a_files_last_import(store: str, tmp_path: Path) -> None:
    """A file that was mended leaves none; another file's stay."""

    def rejected() -> list[tuple[object, ...]]:
        with workspace.store.read() as engine:
            return engine.rows("SELECT file, line FROM rejects ORDER BY file, line")

    tables: dict[str, list[dict[str, object]]] = {
        "tickets": [{"ticket_id": "t1", "created_at": "some day"}],
        "calls": [{"call_id": "c1", "queued_at": "never"}, {"queued_at": "2026-03-02T09:00:00Z"}],
        "visits": [visit("v", "2026-03-02")],
    }
    workspace = company(tmp_path / "company", tables, store=store)
    assert rejected() == [("calls.jsonl", 1), ("calls.jsonl", 2), ("tickets.jsonl", 1)]

    write_tables(tmp_path / "mended", {"calls": [{"call_id": "c1", "queued_at": "2026-03-02T09:00:00Z"}]})
    workspace.import_files([tmp_path / "mended"])

    assert rejected() == [("tickets.jsonl", 1)]


def visit(name: str, day: str) -> dict[str, object]:
    """A web visit, which moves "now" and nothing else."""
    return {"visit_id": name, "started_at": f"{day}T00:00:00Z"}


def target(value: float, **limits: object) -> dict[str, object]:
    """A target for csat; what limits it is part of the key."""
    return {"metric": "csat", "value": value, **limits}


def test_a_key_with_empty_parts_is_a_key(store: str, tmp_path: Path) -> None:
    """Of targets the metric alone is never empty: a target for all is another than one for a team or a channel.

    | team | channel | before | after |
    | ---- | ------- | ------ | ----- |
    |      |         | 0.8    | 0.9   |
    | a    |         | 0.7    | 0.7   |
    |      | email   | 0.6    | 0.5   |
    | a    | email   |        | 0.4   |
    """
    first = [target(0.8), target(0.7, team_id="a"), target(0.6, channel="email")]
    workspace = company(tmp_path / "company", {**grown(1), "targets": first}, store=store)
    second = [target(0.9), target(0.7, team_id="a"), target(0.5, channel="email")]
    write_tables(tmp_path / "second", {"targets": [*second, target(0.4, team_id="a", channel="email")]})

    (line,) = workspace.import_files([tmp_path / "second"]).lines

    assert (line.inserted, line.updated, line.unchanged) == (1, 2, 1)
    with workspace.store.read() as engine:
        kept = engine.rows("SELECT team_id, channel, value FROM targets ORDER BY value")
    assert kept == [("a", "email", 0.4), (None, "email", 0.5), ("a", None, 0.7), (None, None, 0.9)]


def test_changed_rows_replace_and_new_rows_add(store: str, tmp_path: Path) -> None:
    """A value that becomes empty is a change; one that a file does not carry is empty."""
    rows: list[dict[str, object]] = [
        {"ticket_id": f"t{i}", "created_at": "2026-03-02T09:00:00Z", "channel": "email"} for i in range(4)
    ]
    workspace = company(tmp_path / "company", {"tickets": rows}, store=store)
    first = generation(workspace)
    changed = [rows[0], {**rows[1], "channel": "web"}, {**rows[2], "channel": None}, {**rows[3], "ticket_id": "t9"}]
    write_tables(tmp_path / "second", {"tickets": changed})

    (line,) = workspace.import_files([tmp_path / "second"]).lines

    assert (line.inserted, line.updated, line.unchanged) == (1, 2, 1)
    assert generation(workspace) == first + 1
    found = workspace.query("ticket_volume", by=["channel"]).rows
    assert [(row["channel"], row["n"]) for row in found] == [("email", 3), ("web", 1), (None, 1)]


# ---------------------------------------------------------------------- settings
OFFICE: Mapping[str, object] = {"time_zone": "UTC", "mon": ["09:00-17:00"], "tue": ["09:00-17:00"]}
HISTORY: dict[str, list[dict[str, object]]] = {
    "tickets": [{"ticket_id": "t1", "created_at": "2026-03-02T16:00:00Z", "channel": "fax"}],
    "messages": [{"message_id": "m1", "ticket_id": "t1", "at": "2026-03-03T10:00:00Z", "author_kind": "agent"}],
    "ticket_events": [
        {
            "event_id": f"e{hour}",
            "ticket_id": "t1",
            "at": f"2026-03-03T{hour}:00Z",
            "field": "status",
            "new_value": word,
        }
        for hour, word in [("11:00", "solved"), ("11:01", "open"), ("12:00", "solved")]
    ],
    "visits": [visit("now", "2026-04-01")],
}


def test_facts_follow_the_settings_by_themselves(store: str, tmp_path: Path) -> None:
    """Calendar, vocabulary, ignored reopenings and zone make facts anew with the next question, each once."""
    workspace = company(tmp_path / "company", HISTORY, store=store)
    first = generation(workspace)
    assert one_row(workspace, "first_response_time", clock="business")["n"] == 0
    assert value(workspace, "reopen_rate") == 1
    assert one_row(workspace, "ticket_volume", by=["channel"])["channel"] == "other"
    settings: dict[str, object] = {"company": {"calendar": "office"}, "calendars": {"office": OFFICE}}

    workspace = reopened(workspace, settings)
    assert value(workspace, "first_response_time", clock="business") == 2 * 3600
    assert value(workspace, "reopen_rate") == 1
    assert generation(workspace) == first + 1

    workspace = reopened(workspace, {**settings, "settings": {"ignore_reopen_under": "2m"}})
    assert value(workspace, "reopen_rate") == 0
    assert generation(workspace) == first + 2

    workspace = reopened(workspace, {**settings, "labels": {"channel": {"fax": "in_person"}}})
    assert one_row(workspace, "ticket_volume", by=["channel"])["channel"] == "in_person"
    assert value(workspace, "reopen_rate") == 1
    assert generation(workspace) == first + 3

    workspace = reopened(workspace, {"company": {"time_zone": "Asia/Tokyo"}})
    day = workspace.query("ticket_volume", grain="day", from_="2026-03-03", to="2026-03-04").rows[0]
    assert (day["n"], str(day["period_start"])) == (1, "2026-03-03 00:00:00+09:00")
    assert one_row(workspace, "first_response_time", clock="business")["n"] == 0


def test_what_only_judges_makes_no_facts_anew(store: str, tmp_path: Path) -> None:
    """Targets, the language and least numbers of rows are of the answer."""
    workspace = company(tmp_path / "company", HISTORY, store=store)
    first = generation(workspace)
    assert one_row(workspace, "reopen_rate")["too_few"]

    judged = {"settings": {"min_n": 1}, "company": {"language": "pl"}}
    workspace = reopened(workspace, {**judged, "targets": [{"metric": "reopen_rate", "value": 0.1}]})

    row = one_row(workspace, "reopen_rate")
    assert (row["too_few"], row["target"]) == (False, 0.1)
    assert generation(workspace) == first


def test_a_question_makes_facts_for_itself_while_another_process_writes(store: str, tmp_path: Path) -> None:
    """Changed settings need a new generation; where none can be made just now, the answer is right all the same."""
    workspace = company(tmp_path / "company", HISTORY, store=store)
    first = generation(workspace)
    workspace = reopened(workspace, {"settings": {"ignore_reopen_under": "2m"}})

    with workspace.store.write():
        assert value(workspace, "reopen_rate") == 0
        assert value(workspace, "reopen_rate", as_of="2026-03-03T11:30:00Z") is None
    assert generation(workspace) == first

    assert value(workspace, "reopen_rate") == 0
    assert generation(workspace) == first + 1


# ---------------------------------------------------------------------- as of
def test_as_of_shows_what_was_known_then(store: str, tmp_path: Path) -> None:
    """History is cut at the instant asked, which is "now"; what a column says of a later time is hidden.

    | ticket | created | reply   | solved                  |
    | ------ | ------- | ------- | ----------------------- |
    | t1     | 1 March | 3 March | 5 March, by its history |
    | t2     | 2 March | none    | 6 March, by status_at   |
    """
    solved: dict[str, object] = {"status": "solved"}
    tables: dict[str, list[dict[str, object]]] = {
        "tickets": [
            {"ticket_id": "t1", "created_at": "2026-03-01T00:00:00Z", **solved},
            {"ticket_id": "t2", "created_at": "2026-03-02T00:00:00Z", **solved, "status_at": "2026-03-06T00:00:00Z"},
        ],
        "ticket_events": [
            {"event_id": "e", "ticket_id": "t1", "at": "2026-03-05T00:00:00Z", "field": "status", "new_value": "solved"}
        ],
        "messages": [{"message_id": "m", "ticket_id": "t1", "at": "2026-03-03T00:00:00Z", "author_kind": "agent"}],
    }  # fmt: skip
    workspace = company(tmp_path / "company", tables, store=store)
    first = generation(workspace)

    def seen(at: str | None) -> tuple[object, ...]:
        answer = workspace.query("active_tickets", "first_response_time", "tickets_solved", as_of=at,
                                 from_="2026-03-01", to="2026-03-08")  # fmt: skip
        active, response, solved = answer.rows
        through = answer.data_through
        return active["value"], response["n"], response["n_open"], solved["value"], through and through.isoformat()

    assert seen("2026-03-01T12:00:00Z") == (1, 0, 1, 0, "2026-03-01T00:00:00")
    assert seen("2026-03-02T12:00:00Z") == (2, 0, 2, 0, "2026-03-02T00:00:00")
    assert seen("2026-03-04") == (2, 1, 1, 0, "2026-03-03T00:00:00")
    assert seen("2026-03-05T00:00:00Z") == (1, 1, 1, 1, "2026-03-05T00:00:00")
    assert seen("2026-03-05T23:59:59Z") == (1, 1, 1, 1, "2026-03-05T00:00:00")
    assert seen("2026-03-06T00:00:00Z") == (0, 1, 0, 2, "2026-03-06T00:00:00")
    assert seen(None) == (0, 1, 0, 2, "2026-03-06T00:00:00")
    assert seen("2026-02-01") == (None, 0, 0, 0, None)
    assert generation(workspace) == first
