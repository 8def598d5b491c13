"""As of a moment: what had happened, what had been loaded, and in which version it stood then; on both stores."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any

import pytest

import deskgauge
from deskgauge.cli.main import app
from deskgauge.engine import build
from deskgauge.project import Workspace
from deskgauge.sources import files
from support import company, write_tables

Rows = Mapping[str, Sequence[Mapping[str, object]]]
APRIL = {"from_": "2026-04-01", "to": "2026-05-01"}


class Loads:
    """Imports whose instants of loading are said."""

    def __init__(self, folder: Path, store: str, patch: pytest.MonkeyPatch) -> None:
        self.folder, self.patch, self.number = folder, patch, 0
        self.workspace: Workspace = company(folder, {}, {}, store)

    def at(self, moment: str, tables: Rows) -> None:
        """Import these rows as if it were that moment."""
        self.number += 1
        loaded = datetime.fromisoformat(moment).replace(tzinfo=UTC)

        class Clock(datetime):
            @classmethod
            def now(cls, tz: tzinfo | None = None) -> Clock:
                return cls.fromtimestamp(loaded.timestamp(), tz)

        self.patch.setattr(files, "datetime", Clock)
        write_tables(self.folder / f"export-{self.number}", tables)
        self.workspace.import_files([self.folder / f"export-{self.number}"])

    def value(self, metric: str, as_of: str | None, **question: Any) -> Any:
        """Ask as of a moment; return the value."""
        return self.workspace.query(metric, as_of=as_of, **{**APRIL, **question}).rows[0]["value"]


@pytest.fixture
def loads(store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Loads:
    """A company without any row yet."""
    return Loads(tmp_path / "company", store, monkeypatch)


def ticket(name: str, day: int, **more: object) -> dict[str, object]:
    """Return a ticket of April."""
    return {"ticket_id": name, "created_at": f"2026-04-{day:02}T09:00:00Z", "channel": "email", **more}


def test_a_row_that_came_late_was_not_there_yet(loads: Loads) -> None:
    """A ticket of the 2nd, exported on the 10th only: April looked smaller on the 5th."""
    loads.at("2026-04-03T00:00:00", {"tickets": [ticket("a", 1)]})
    loads.at("2026-04-10T00:00:00", {"tickets": [ticket("late", 2)]})

    assert loads.value("ticket_volume", "2026-04-05T00:00:00Z") == 1
    assert loads.value("ticket_volume", "2026-04-09T23:59:59Z") == 1
    assert loads.value("ticket_volume", "2026-04-10T00:00:00Z") == 2
    assert loads.value("ticket_volume", None) == 2


def test_a_replaced_row_stands_as_it_stood(loads: Loads) -> None:
    """Every version is kept: by e-mail, then by chat, then spam; and the unchanged one has one only."""
    same = ticket("b", 2)
    loads.at("2026-04-03T00:00:00", {"tickets": [ticket("a", 1), same]})
    loads.at("2026-04-06T00:00:00", {"tickets": [ticket("a", 1, channel="chat"), same]})
    loads.at("2026-04-09T00:00:00", {"tickets": [ticket("a", 1, channel="chat", is_spam=True), same]})

    def channels(as_of: str | None) -> dict[Any, Any]:
        rows = loads.workspace.query("ticket_volume", by=["channel"], as_of=as_of, **APRIL).rows
        return {row["channel"]: row["value"] for row in rows}

    assert channels("2026-04-05") == {"email": 2}
    assert channels("2026-04-07") == {"chat": 1, "email": 1}
    assert channels("2026-04-10") == channels(None) == {"email": 1}
    assert loads.value("ticket_volume", "2026-04-10") == 1


def test_a_status_without_history_stands_as_it_was_loaded(loads: Loads) -> None:
    """An export of today's status alone: open on the 3rd, solved when it came again."""
    loads.at("2026-04-03T00:00:00", {"tickets": [ticket("a", 1, status="open")]})
    solved = ticket("a", 1, status="solved", status_at="2026-04-04T09:00:00Z")
    loads.at("2026-04-08T00:00:00", {"tickets": [solved]})

    assert loads.value("tickets_solved", "2026-04-05") == 0
    assert loads.value("active_tickets", "2026-04-05") == 1
    assert loads.value("tickets_solved", "2026-04-09") == loads.value("tickets_solved", None) == 1


def test_before_the_first_import_event_time_alone_tells(loads: Loads) -> None:
    """Two years of history loaded in one go: nobody had anything loaded then, so what had happened is shown."""
    loads.at("2026-06-01T00:00:00", {"tickets": [ticket("a", 1), ticket("b", 20)]})
    loads.at("2026-06-02T00:00:00", {"tickets": [ticket("c", 2)], "survey_responses": [
        {"response_id": "r", "kind": "csat", "score": 5, "scale_min": 1, "scale_max": 5,
         "answered_at": "2026-04-03T09:00:00Z"}]})  # fmt: skip

    assert loads.value("ticket_volume", "2026-04-10") == 2  # a and c: of the time before, all is told that is known
    assert loads.value("ticket_volume", "2026-06-01T12:00:00Z") == 2  # a and b: c came the day after
    assert loads.value("csat", "2026-04-10") == 1  # each table by its own first import
    assert loads.value("csat", "2026-04-02") is None


def test_a_change_that_came_late_does_not_reach_back(loads: Loads) -> None:
    """A reply, and with it first response time, is known from the import that brought it."""
    loads.at("2026-04-03T00:00:00", {"tickets": [ticket("a", 1)], "messages": []})
    reply = {"message_id": "m", "ticket_id": "a", "at": "2026-04-01T10:00:00Z", "author_kind": "agent"}
    other = {"message_id": "n", "ticket_id": "a", "at": "2026-04-01T09:00:00Z", "author_kind": "customer"}
    loads.at("2026-04-04T00:00:00", {"messages": [other]})
    loads.at("2026-04-08T00:00:00", {"messages": [reply]})

    assert loads.value("first_response_time", "2026-04-05") is None
    assert loads.value("first_response_time", "2026-04-08T00:00:00Z") == 3600


def test_the_other_doors_look_back_as_well(loads: Loads, capsys: pytest.CaptureFixture[str]) -> None:
    """The scorecard, the comparison, the explanation and the ticket."""
    loads.at("2026-04-20T00:00:00", {"tickets": [ticket(f"t{day}", day) for day in range(1, 16)]})
    loads.at("2026-04-25T00:00:00", {"tickets": [ticket("t3", 3, is_spam=True), ticket("late", 4)]})
    workspace, then = loads.workspace, "2026-04-21T00:00:00Z"

    april = (APRIL["from_"], APRIL["to"])
    before, now = (workspace.scorecard(from_=april[0], to=april[1], as_of=at) for at in (then, None))
    card, today = ({line.metric.id: line.row for line in one.lines} for one in (before, now))
    explained = workspace.explain("ticket_volume", period="2026-04", as_of=then)
    halves = {"from_": "2026-04-08", "to": "2026-04-15", "compare": "previous"}

    assert (card["ticket_volume"]["value"], today["ticket_volume"]["value"]) == (15, 15)
    assert (explained.parts[0].total, explained.parts[0].excluded) == (15, {})
    assert workspace.explain("ticket_volume", period="2026-04").parts[0].excluded == {"spam": 1}
    assert workspace.query("ticket_volume", as_of=then, **halves).rows[0]["previous"] == 7
    assert workspace.query("ticket_volume", **halves).rows[0]["previous"] == 7
    assert workspace.ticket("t3", as_of=then).ticket["invalid_reason"] is None
    assert workspace.ticket("t3").ticket["invalid_reason"] == "spam"
    capsys.readouterr()
    assert app(["scorecard", "--as-of", then, "--format", "json", "--project", str(workspace.path)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["as_of"], told["data_through"]) == ("2026-04-21T00:00:00Z", "2026-04-15T09:00:00Z")


AT = "2026-04-02T00:{:02}:00Z".format
LATER: Rows = {
    "calls": [
        {"call_id": "a", "queued_at": AT(0), "answered_at": AT(5), "ended_at": AT(9), "outcome": "answered",
         "talk_s": 240, "wait_s": 300},
        {"call_id": "b", "queued_at": AT(0), "ended_at": AT(20), "outcome": "abandoned"},
    ],
    "contact_attempts": [{"attempt_id": "a", "customer_id": "c", "attempted_at": AT(0), "answered_at": AT(5)}],
    "social_posts": [
        {"post_id": "p", "posted_at": AT(0), "kind": "question", "is_to_brand": True, "responded_at": AT(5),
         "response_id": "q"}
    ],
    "self_service_sessions": [
        {"session_id": "s", "tool": "chatbot", "started_at": AT(0), "ended_at": AT(5), "outcome": "solved"}
    ],
    "agents": [{"agent_id": "a", "hired_at": "2026-01-01T00:00:00Z", "left_at": AT(5), "leave_reason": "moved"}],
}  # fmt: skip


@pytest.mark.parametrize("loaded", ["2026-06-01T00:00:00", "2026-04-01T00:00:00"])
def test_what_happened_later_in_a_row_has_not_happened(loads: Loads, loaded: str) -> None:
    """Answers and ends after the moment are blank, and with them what only they tell; whenever the row was loaded."""
    loads.at(loaded, LATER)
    columns = {
        "calls": "call_id, answered_at IS NULL, ended_at IS NULL, outcome, wait_s, talk_s",
        "contact_attempts": "attempt_id, answered_at IS NULL",
        "social_posts": "post_id, responded_at IS NULL, response_id",
        "self_service_sessions": "session_id, ended_at IS NULL, outcome",
        "agents": "agent_id, left_at IS NULL, leave_reason",
    }

    def stands(minute: int) -> list[object]:
        moment = datetime(2026, 4, 2, 0, minute)
        with loads.workspace.store.read(moment) as engine:
            return [engine.rows(f"SELECT {listed} FROM {name} ORDER BY 1") for name, listed in columns.items()]

    there: list[object] = [[("a", False)], [("p", False, "q")], [("s", False, "solved")], [("a", False, "moved")]]
    assert stands(2) == [
        [("a", True, True, None, None, None), ("b", True, True, None, None, None)],
        [("a", True)], [("p", True, None)], [("s", True, None)], [("a", True, None)],
    ]  # fmt: skip
    calls = ("b", True, True, None, None, None)
    assert stands(5) == [[("a", False, True, None, None, None), calls], *there]
    assert stands(9) == [[("a", False, False, "answered", 300, 240), calls], *there]


def test_an_answer_counts_from_the_moment_it_was_given(loads: Loads) -> None:
    """Two calls in the queue, one answered after five minutes, one given up after twenty."""
    loads.at("2026-06-01T00:00:00", {"calls": LATER["calls"]})

    def rates(as_of: str | None) -> list[object]:
        return [loads.value(metric, as_of) for metric in ("answered_rate", "abandonment_rate")]

    assert [rates(AT(minute)) for minute in (2, 5, 19)] == [[0, 0], [0.5, 0], [0.5, 0]]
    assert rates(AT(20)) == rates(None) == [0.5, 0.5]


def test_importing_the_same_again_keeps_no_further_version(loads: Loads) -> None:
    """A row that says nothing new stays what it is, loaded when it was."""
    rows = {"tickets": [ticket("a", 1)]}
    loads.at("2026-04-03T00:00:00", rows)
    loads.at("2026-04-06T00:00:00", rows)

    with loads.workspace.store.write() as writer:
        prefix = "" if loads.workspace.settings.store_url == "duckdb" else "deskgauge."
        assert writer.engine.rows(f"SELECT COUNT(*) FROM {prefix}former_tickets") == [(0,)]
    assert loads.value("ticket_volume", "2026-04-04") == 1


def test_a_store_of_an_earlier_version_gets_its_history_from_now_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was made without the tables of earlier versions is read, and as of a moment as well."""
    monkeypatch.setattr(build, "LAYOUT", "3")
    workspace = company(tmp_path / "company", {"tickets": [ticket("a", 1)]})
    with workspace.store.write() as writer:
        build.build(writer.engine, workspace.settings)
        writer.engine.run("DROP TABLE former_tickets")
        writer.keep()
    monkeypatch.undo()

    again = deskgauge.open(workspace.path)
    assert again.query("ticket_volume", as_of="2026-04-05", **APRIL).rows[0]["value"] == 1
