"""What deskgauge explain shows and writes: a number with its counts and rows, a ticket's line of time, its mistakes."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest

import deskgauge
from deskgauge.cli.main import app
from deskgauge.errors import UsageError
from deskgauge.model.named_periods import named_period
from support import company

WEEK = {day: ["09:00-17:00"] for day in ("mon", "tue", "wed", "thu", "fri")}
SETTINGS = {
    "company": {"time_zone": "Europe/Warsaw", "calendar": "office"},
    "calendars": {"office": {"time_zone": "Europe/Warsaw", **WEEK}},
}


def ticket(number: int, at: str, **more: object) -> dict[str, object]:
    """Return a ticket by e-mail."""
    return {"ticket_id": f"t{number}", "created_at": at, "channel": "email", "customer_id": "k", **more}


def message(ticket_id: str, at: str, kind: str, **more: object) -> dict[str, object]:
    """Return a message."""
    return {"message_id": f"{ticket_id}-{at}-{kind}", "ticket_id": ticket_id, "at": at, "author_kind": kind, **more}


TABLES: dict[str, list[dict[str, object]]] = {
    "tickets": [
        ticket(1, "2026-03-02T09:00:00+01:00"),
        ticket(2, "2026-03-03T09:00:00+01:00", channel="chat"),
        ticket(3, "2026-03-04T09:00:00+01:00", is_spam=True),
        ticket(4, "2026-03-05T09:00:00+01:00"),
        ticket(5, "2026-03-06T09:00:00+01:00", created_by="agent"),
        ticket(6, "2026-04-01T09:00:00+02:00"),
    ],
    "messages": [
        message("t1", "2026-03-02T09:00:00+01:00", "customer"),
        message("t1", "2026-03-02T09:01:00+01:00", "bot", is_auto=True),
        message("t1", "2026-03-02T16:30:00+01:00", "agent", is_public=False),
        message("t1", "2026-03-03T09:30:00+01:00", "agent", author_id="ada"),
        message("t2", "2026-03-03T09:10:00+01:00", "agent"),
    ],
    "ticket_events": [
        {"event_id": "e1", "ticket_id": "t1", "at": "2026-03-02T10:00:00+01:00", "field": "agent_id",
         "new_value": "ada", "actor_kind": "agent"},
        {"event_id": "e2", "ticket_id": "t1", "at": "2026-03-03T10:00:00+01:00", "field": "status",
         "old_value": "open", "new_value": "solved", "actor_kind": "agent"},
    ],
    "survey_responses": [
        {"response_id": "r1", "kind": "csat", "score": 5, "scale_min": 1, "scale_max": 5, "ticket_id": "t1",
         "answered_at": "2026-03-04T12:00:00+01:00"},
        {"response_id": "r2", "kind": "esat", "score": 1, "scale_min": 1, "scale_max": 5, "respondent_id": "ada",
         "agent_id": "ada", "answered_at": "2026-03-04T13:00:00+01:00"},
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six tickets; one answered by e-mail, one in a chat, spam, one waiting, one of an agent's own, one in April."""
    folder = tmp_path_factory.mktemp("desk") / "company"
    company(folder, TABLES, SETTINGS)
    return folder


def told(desk: Path, capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    """Run deskgauge explain; return its JSON."""
    capsys.readouterr()
    assert app(["explain", *words, "--format", "json", "--project", str(desk)]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_a_number_with_its_definition_counts_and_rows(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Of five tickets in March two were answered, and each of the others has its reason."""
    found = told(desk, capsys, "first_response_time", "--period", "2026-03")

    assert (found["metric"], found["definition"]["version"]) == ("first_response_time", "1")
    assert found["definition"]["options"]["stat"] == "median"
    assert (found["value"][0]["n"], found["value"][0]["value"]) == (2, (88200 + 600) / 2)
    assert (found["total"], found["counted"], found["not_about"]) == (5, 2, 0)
    assert found["excluded"] == {"spam": 1, "agent_created": 1, "no_reply_yet": 1}
    assert "ticket_facts" in found["sql"][0]
    assert [(row["ticket_id"], row["counted"], row["reason"], row["value"]) for row in found["rows"]] == [
        ("t1", True, None, 88200.0),
        ("t2", True, None, 600.0),
        ("t3", False, "spam", None),
        ("t4", False, "no_reply_yet", None),
        ("t5", False, "agent_created", None),
    ]
    assert list(found)[:4] == ["metric", "title", "definition", "where"]


def test_the_clock_and_the_filter_are_those_asked_for(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Working time: eight hours on Monday and half an hour on Tuesday."""
    words = ["--clock", "business", "--where", "channel = 'email'", "--from", "2026-03-01", "--to", "2026-04-01"]
    found = told(desk, capsys, "first_response_time", *words)

    assert (found["total"], found["counted"]) == (4, 1)
    assert found["rows"][0]["value"] == 8.5 * 3600
    assert found["definition"]["options"]["clock"] == "business"
    assert found["where"] == "channel = 'email'"


def test_the_limit_bounds_the_rows_and_not_the_counts(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The limit is told beside them."""
    found = told(desk, capsys, "ticket_volume", "--period", "2026", "--limit", "2")

    assert (len(found["rows"]), found["limit"], found["total"], found["counted"]) == (2, 2, 6, 5)


def test_a_metric_of_several_parts_tells_each(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Created and solved tickets of net flow."""
    found = told(desk, capsys, "net_flow", "--period", "2026-03")

    assert [(part["part"], part["total"], part["counted"]) for part in found["parts"]] == [
        ("created", 5, 4), ("solved", 5, 1),
    ]  # fmt: skip
    assert Counter(row["part"] for row in found["rows"]) == {"created": 5, "solved": 5}


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_all_rows_go_to_a_file_with_all_columns_of_the_ticket(
    desk: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], ending: str
) -> None:
    """However few the page shows; a survey's row brings the columns of its ticket."""
    told(desk, capsys, "ticket_volume", "--limit", "1", "--rows", str(tmp_path / f"tickets.{ending}"))
    told(desk, capsys, "csat", "--rows", str(tmp_path / f"answers.{ending}"))
    tickets, answers = (rows_of(tmp_path / f"{name}.{ending}") for name in ("tickets", "answers"))

    assert [row["ticket_id"] for row in tickets] == ["t1", "t2", "t4", "t5", "t6", "t3"]
    assert {"replies", "reopens", "solved_at", "first_reply_us", "requester_wait_s"} <= set(tickets[0])
    assert [row["ticket_id"] for row in answers] == ["t1"]
    assert str(answers[0]["ticket_replies"]) == "1"


def rows_of(file: Path) -> Sequence[dict[str, Any]]:
    """Read a file of rows."""
    if file.suffix == ".csv":
        return list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
    rows: list[dict[str, Any]] = pyarrow.parquet.read_table(file).to_pylist()
    return rows


def test_the_answers_of_single_employees_are_never_shown(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Neither as rows of their own metric, nor as those that another is not about."""
    for metric in ("esat", "csat", "nps"):
        found = told(desk, capsys, metric, "--period", "2026-03")
        assert [row["response_id"] for row in found["rows"] if row["response_id"] == "r2"] == []
        assert found["total"] == found["counted"] + sum(found["excluded"].values()) + found["not_about"]
    assert app(["explain", "esat", "--project", str(desk)]) == 0
    assert "not shown one by one" in capsys.readouterr().out


def test_who_of_the_staff_answered_is_never_shown(tmp_path: Path) -> None:
    """Their invites are counted; the rows are those of customers, and none where a group is not told of."""
    sent = {"sent_at": "2026-03-02T09:00:00Z", "agent_id": "ada"}
    invites = [{"invite_id": "staff", "kind": "esat", **sent}, {"invite_id": "customer", "kind": "csat", **sent}]
    with company(tmp_path, {"survey_invites": invites, "survey_responses": []}) as workspace:
        whole, ours, both = (
            workspace.explain("survey_response_rate", period="2026-03", where=where)
            for where in (None, "kind = 'esat'", "agent = 'ada'")
        )
        others = workspace.explain("survey_response_rate", period="2026-03", definition="chatwoot")

    shown = [[row["invite_id"] for _, row in one.records()] for one in (whole, ours, both, others)]
    assert shown == [["customer"], [], ["customer"], ["customer", "customer"]]
    assert [part.total for part in (*whole.parts, *ours.parts, *both.parts)] == [2, 1, 2]


def test_a_ticket_tells_its_line_of_time_on_both_clocks(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Messages with their role, statuses, other changes and answers, in order."""
    found = told(desk, capsys, "--ticket", "t1")
    line = [(one["what"], one["calendar_s"], one["working_s"], one["text"]) for one in found["events"]]

    assert line == [
        ("created", 0, 0, "by customer, channel email"),
        ("message", 0, 0, "public, customer; the customer's"),
        ("status", 0, 0, "open"),
        ("message", 60, 60, "public, bot; no reply: automatic"),
        ("change", 3600, 3600, "agent_id: – → ada"),
        ("message", 27000, 27000, "private, agent; no reply: a private note"),
        ("message", 88200, 30600, "public, agent; a reply"),
        ("status", 90000, 32400, "solved, still; enters solved"),
        ("survey answer", 183600, 68400, "csat, score 5.0"),
    ]


def test_a_ticket_tells_what_each_metric_makes_of_it(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Counted with its value or hit; one that waits, or counts nowhere, with its reason."""
    made = {row["metric"]: row for row in told(desk, capsys, "--ticket", "t1")["metrics"]}
    waiting = {row["metric"]: row["reason"] for row in told(desk, capsys, "--ticket", "t4")["metrics"]}
    spam = {row["reason"] for row in told(desk, capsys, "--ticket", "t3")["metrics"]}

    assert (made["first_response_time"]["counted"], made["first_response_time"]["value"]) == (True, 88200.0)
    assert (made["csat"]["counted"], made["csat"]["hit"]) == (True, True)
    assert made["resolution_rate"]["hit"] is True
    assert waiting["first_response_time"] == "no_reply_yet"
    assert waiting["resolution_time"] == "still_open"
    assert "spam" in spam
    assert None not in spam


def test_a_ticket_may_be_told_of_one_metric(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same line of time, and what this metric makes of it."""
    whole, one = told(desk, capsys, "--ticket", "t1"), told(desk, capsys, "resolution_time", "--ticket", "t1")

    assert one["events"] == whole["events"]
    assert one["metrics"] == [row for row in whole["metrics"] if row["metric"] == "resolution_time"]


def test_the_pages_fit_a_terminal(desk: Path, capsys: pytest.CaptureFixture[str], monkeypatch: Any) -> None:
    """In words: the definition, the counts, the rows, the statement."""
    monkeypatch.setenv("COLUMNS", "80")
    capsys.readouterr()
    assert app(["explain", "first_response_time", "--period", "2026-03", "--project", str(desk)]) == 0
    page = capsys.readouterr().out
    moved = [
        "explain",
        "ticket_volume",
        "--from",
        "2026-03-02",
        "--to",
        "2026-03-04",
        "--moved",
        "--project",
        str(desk),
    ]
    assert app(moved) == 0
    assert "what moved it" in capsys.readouterr().out
    assert app(["explain", "--ticket", "t1", "--project", str(desk)]) == 0
    line = capsys.readouterr().out.replace("\N{NO-BREAK SPACE}", " ")

    assert "left out: no reply yet" in page
    assert "deskgauge contributors first_response_time" in " ".join(page.split())
    assert "tickets in the range" in page
    assert "SELECT" in page
    assert "24.5 h" in line
    assert "8 h 30 min" in line
    assert max(map(len, line.splitlines())) <= 80


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--ticket", "t9"], "There is no ticket 't9'. Known: t1, t2, t3, t4, t5, t6."),
        (["csta"], "There is no metric 'csta'. Did you mean 'csat'"),
        ([], "Name a metric to explain, or a ticket with --ticket."),
        (["cast", "--ticket", "t1"], "Did you mean 'csat'"),
        (["csat", "--period", "soon"], "'soon' is no period. Periods are written 2026-03,"),
        (["csat", "--period", "2026-13"], "'2026-13' is no period: there is no such day."),
        (["csat", "--period", "2026-03", "--from", "2026-03-01"], "A period is named or has a first and a last day"),
        (["csat", "--from", "2026-03-02", "--to", "2026-03-01"], "The range ends (2026-03-01) before it begins"),
        (["csat", "--rows", "rows.txt"], "--rows writes .csv or .parquet, not 'rows.txt'."),
        (["csat", "--rows", "nowhere/rows.csv"], "nowhere/rows.csv cannot be written: No such file or directory."),
        (["csat", "--limit", "-1"], "--limit is a number of rows up to 1,000,000,000, not -1."),
        (["csat", "--where", "planet = 'x'"], "There is no dimension 'planet'"),
    ],
)
def test_a_mistake_is_told_in_one_sentence(
    desk: Path, capsys: pytest.CaptureFixture[str], words: list[str], sentence: str
) -> None:
    """What, where, and the nearest right name."""
    capsys.readouterr()
    assert app(["explain", *words, "--project", str(desk)]) in (1, 2)
    err = capsys.readouterr().err

    assert sentence in err
    assert err.count("\n") == 1


def test_a_range_without_rows_says_so(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No value, no rows, and no mistake."""
    found = told(desk, capsys, "first_response_time", "--period", "2020-01")

    assert (found["value"][0]["value"], found["value"][0]["note"]) == (None, "no rows")
    assert (found["total"], found["rows"]) == (0, [])


@pytest.mark.parametrize(
    ("name", "begin", "days"),
    [
        ("2026-03", "2026-03-01", 31), ("2026-q2", "2026-04-01", 91), ("2026", "2026-01-01", 365),
        ("2026-W53", "2026-12-28", 7), ("2026-03-29", "2026-03-29", 1), ("last-week", "2026-03-09", 7),
        ("last-month", "2026-02-01", 28), ("last-quarter", "2025-10-01", 92), ("last-28-days", "2026-02-19", 28),
        ("last-day", "2026-03-18", 1),
    ],
)  # fmt: skip
def test_periods_have_names(name: str, begin: str, days: int) -> None:
    """Looked at from Thursday, 19 March 2026, half past nine."""
    start, end = named_period(name, datetime(2026, 3, 19, 9, 30))

    assert (start, end - start) == (datetime.fromisoformat(begin), timedelta(days=days))


def test_a_week_may_begin_on_sunday_and_last_needs_data() -> None:
    """The week before the one that now lies in."""
    assert named_period("last-week", datetime(2026, 3, 19), "sunday")[0] == datetime(2026, 3, 8)
    with pytest.raises(UsageError, match="no dated row"):
        named_period("last-week", None)


def test_the_sql_is_told_as_postgres_runs_it(postgres_database: str, tmp_path: Path) -> None:
    """In our dialect and in PostgreSQL's, and the rows are the same."""
    company(tmp_path / "served", TABLES, SETTINGS, postgres_database)
    found = deskgauge.open(tmp_path / "served").explain("first_response_time", period="2026-03")
    line = deskgauge.open(tmp_path / "served").ticket("t1")

    assert found.engine == "postgres"
    assert "SORTED" in found.sql[0]
    assert "ARRAY_AGG" in found.as_run[0]
    assert [row["ticket_id"] for row in found.parts[0].rows] == ["t1", "t2", "t3", "t4", "t5"]
    assert len(line.events) == 9
