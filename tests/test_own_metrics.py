"""Metrics that a company writes itself: every kind worked out by hand, every mistake told, nothing let through."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

import deskgauge
from deskgauge.catalogue.own_keys import KEYS, KINDS, UNITS_OF
from deskgauge.catalogue.own_template import EXAMPLE
from deskgauge.catalogue.registry import builtin
from deskgauge.catalogue.slices import FRAMES
from deskgauge.cli.main import app
from deskgauge.engine import row_sql
from deskgauge.engine.declared import check_declarations
from deskgauge.engine.own import columns_of, open_frames
from deskgauge.errors import MissingDataError, NotFoundError, ProjectError, UsageError
from deskgauge.project import Workspace
from deskgauge.stats import mean_interval, wilson
from naive.companies import generate
from support import MARCH, company, one_row

ROOT = Path(__file__).parent.parent
OFFICE = {day: ["09:00-17:00"] for day in ("mon", "tue", "wed", "thu", "fri")}
SETTINGS = {
    "company": {"time_zone": "UTC", "calendar": "office", "currency": "EUR"},
    "calendars": {"office": OFFICE},
    "settings": {"min_n": 1, "min_n_survey": 1, "min_n_agent": 1},
}


def ticket(name: str, created: str, segment: str, **more: object) -> dict[str, object]:
    """A ticket of March 2026 of a customer of a segment."""
    return {"ticket_id": name, "created_at": f"2026-03-{created}Z", "customer_id": segment, "channel": "email", **more}


def reply(name: str, at: str) -> dict[str, object]:
    """An agent's public answer."""
    return {"message_id": f"{name} {at}", "ticket_id": name, "at": f"2026-03-{at}Z", "author_kind": "agent",
            "is_public": True, "author_id": "anna"}  # fmt: skip


def solve(name: str, at: str) -> dict[str, object]:
    """The status becomes solved."""
    return {"event_id": f"{name} {at}", "ticket_id": name, "at": f"2026-03-{at}Z", "field": "status",
            "old_value": "open", "new_value": "solved"}  # fmt: skip


# Monday 2 March 2026 and the two days after it; the office is open from 9 to 17.
TABLES: Mapping[str, list[dict[str, object]]] = {
    "customers": [{"customer_id": one, "segment": one} for one in ("vip", "plain")],
    "tickets": [
        ticket("a", "02T10:00:00", "vip", request_type="refund", priority="high", product="shoe"),
        ticket("b", "02T16:00:00", "vip", request_type="shipping", priority="low", product="shoe"),
        ticket("c", "03T10:00:00", "vip", request_type="shipping", priority="high", product="hat"),
        ticket("d", "03T11:00:00", "plain", request_type="refund", priority="low", product="test"),
        ticket("e", "03T12:00:00", "vip", request_type="refund", is_spam=True, priority="high", product="hat"),
    ],
    "messages": [
        reply("a", "02T11:00:00"), reply("a", "02T11:30:00"),
        reply("b", "03T10:00:00"),
        reply("d", "03T11:30:00"), reply("d", "03T11:40:00"), reply("d", "03T11:50:00"),
        reply("e", "03T12:30:00"),
    ],
    "ticket_events": [solve("a", "02T12:00:00"), solve("b", "04T10:00:00"), solve("d", "03T12:00:00")],
    "orders": [
        {"order_id": "o1", "customer_id": "vip", "ordered_at": "2026-03-02T09:00:00Z", "amount": 30, "currency": "EUR"},
        {"order_id": "o2", "customer_id": "plain", "ordered_at": "2026-03-03T09:00:00Z", "amount": 50,
         "currency": "EUR"},
    ],
}  # fmt: skip

OWN = """
[vip_first_response]
title = "First response, VIP customers"
text = "From creation to first reply."
kind = "duration"
fact = "tickets"
at = "created_at"
condition = "segment = 'vip'"
from = "created_at"
to = "first_reply_at"
direction = "down"
target = "20h"

[refund_share]
title = "Share of refunds"
text = "Refund requests among all tickets."
kind = "share"
fact = "ticket_facts"  # the name of the fact does as well
at = "created_at"
hit = "request_type = 'refund'"

[refund_share_with_spam]
title = "Share of refunds, spam included"
text = "Refund requests among all tickets, spam too."
kind = "share"
fact = "tickets"
at = "created_at"
hit = "request_type = 'refund'"
with_invalid = true

[answered_in_two_hours]
title = "Answered in two hours"
text = "Tickets answered within two hours, among all."
kind = "share"
fact = "tickets"
at = "created_at"
hit = "SECONDS(created_at, first_reply_at) <= 7200"
hit_working = "(first_reply_us - created_us) / 1e6 <= 7200"
direction = "up"
min_n = 5

[high_priority]
title = "Urgent tickets"
text = "Tickets of high priority, without those of the test product."
kind = "count"
fact = "tickets"
at = "created_at"
condition = "priority = 'high' OR product = 'test'"
excluded = { test_product = "product = 'test'" }

[replies_per_hour]
title = "Replies per hour to the solve"
text = "Replies on solved tickets, per hour from creation to solve."
kind = "ratio"
fact = "tickets"
at = "solved_at"
value = "replies"
per = "SECONDS(created_at, solved_at) / 3600"

[replies_per_ticket]
title = "Replies per ticket"
text = "Replies, per ticket created."
kind = "ratio"
fact = "tickets"
at = "created_at"
value = "replies"

[mean_replies]
title = "Mean of replies"
text = "Replies on a ticket that has any."
kind = "mean"
fact = "tickets"
at = "created_at"
value = "NULLIF(replies, 0)"
unit = "ratio"

[replies_written]
title = "Replies"
text = "All replies on the tickets created."
kind = "sum"
fact = "tickets"
at = "created_at"
value = "replies"
unit = "count"

[customers_who_wrote]
title = "Customers who wrote"
text = "Different customers with a ticket."
kind = "distinct"
fact = "tickets"
at = "created_at"
value = "customer_id"

[open_vip]
title = "Open tickets of VIP customers"
text = "Not solved at the period's end."
kind = "level"
fact = "tickets"
from = "created_at"
to = "solved_at"
condition = "segment = 'vip'"

[time_with_us]
title = "Time that was ours"
text = "Time that a solved ticket waited for us."
kind = "duration"
fact = "tickets"
at = "solved_at"
seconds = "requester_wait_s"
seconds_working = "requester_wait_work_s"
headline = "mean"
"""


def written(folder: Path, text: str, name: str = "ours.toml") -> None:
    """Lay a file of own metrics into a project's folder."""
    (folder / "metrics").mkdir(parents=True, exist_ok=True)
    (folder / "metrics" / name).write_text(text, encoding="utf-8")


@pytest.fixture
def workspace(store: str, tmp_path: Path) -> Iterator[Workspace]:
    """The company above with the metrics above, in each store."""
    written(tmp_path, OWN)
    with company(tmp_path, TABLES, SETTINGS, store) as workspace:
        yield workspace


# ------------------------------------------------------------------- every kind, worked out by hand
def test_every_kind_gives_what_was_worked_out(workspace: Workspace) -> None:
    """Of the tickets a to d (e is spam); values, what they rest on, and what was left out."""
    low, high = wilson(2, 4)
    expected: dict[str, tuple[float | None, int, float | None, float | None, dict[str, int]]] = {
        # a waits 1 h, b 18 h, c still: the median of 1 and 18 is 9.5.
        "vip_first_response": (9.5 * 3600, 2, None, None, {"spam": 1, "still_open": 1}),
        "refund_share": (2 / 4, 4, low, high, {"spam": 1}),
        "refund_share_with_spam": (3 / 5, 5, *wilson(3, 5), {}),
        "answered_in_two_hours": (2 / 4, 4, low, high, {"spam": 1}),
        "high_priority": (2, 2, None, None, {"spam": 1, "test_product": 1}),
        # Solved are a after 2 h with 2 replies, b after 42 h with 1, d after 1 h with 3; c is not, and has no value.
        "replies_per_hour": (6 / 45, 3, None, None, {"spam": 1, "no_value": 1}),
        "replies_per_ticket": (6 / 4, 4, None, None, {"spam": 1}),
        # 2, 1 and 3: their mean is 2, their standard deviation 1.
        "mean_replies": (2, 3, *(mean_interval(2, 1, 3) or ()), {"spam": 1, "no_value": 1}),
        "replies_written": (6, 4, None, None, {"spam": 1}),
        "customers_who_wrote": (2, 2, None, None, {"spam": 1}),
        "open_vip": (1, 1, None, None, {"spam": 1}),
        # Open all the way: 2 h, 42 h and 1 h.
        "time_with_us": (15 * 3600, 3, None, None, {"spam": 1, "no_time": 1}),
    }
    assert sorted(expected) == sorted(set(workspace.metrics()) - set(builtin()))
    answer = workspace.query(*expected, **MARCH)
    found = {str(row["metric"]): row for row in answer.rows}
    for metric, (value, n, least, most, left_out) in expected.items():
        row = found[metric]
        assert row["value"] == pytest.approx(value, rel=1e-9), metric
        assert row["n"] == n, metric
        if least is not None:
            assert (row["low"], row["high"]) == (pytest.approx(least), pytest.approx(most)), metric
        assert answer.excluded[metric] == left_out, metric


def test_the_business_clock_is_there_where_the_fact_has_its_readings(workspace: Workspace) -> None:
    """b was created at 16 and answered at 10 the next day: two working hours."""
    row = one_row(workspace, "vip_first_response", clock="business")
    assert (row["value"], row["n"], row["n_open"]) == (1.5 * 3600, 2, 1)
    assert one_row(workspace, "answered_in_two_hours", clock="business")["value"] == 3 / 4
    # 2 h; from Monday 16 to Wednesday 10 it is 1 + 8 + 1; 1 h.
    assert one_row(workspace, "time_with_us", clock="business")["value"] == pytest.approx(13 / 3 * 3600)
    metrics = workspace.metrics()
    assert not metrics["refund_share"].has_clock
    assert metrics["answered_in_two_hours"].has_clock


def test_a_level_stands_at_the_end_of_each_day(workspace: Workspace) -> None:
    """b from Monday to Wednesday, c from Tuesday on; a and d came and went within a day."""
    rows = workspace.query("open_vip", grain="day", from_="2026-03-02", to="2026-03-05").rows
    assert [row["value"] for row in rows] == [1, 2, 1]


def test_own_metrics_are_cut_filtered_and_compared_as_the_built_in_ones(workspace: Workspace) -> None:
    """By dimension, by filter, beside a built-in one, against the period before."""
    rows = workspace.query("refund_share", "ticket_volume", by=["priority"], **MARCH).rows
    assert [(row["metric"], row["priority"], row["value"]) for row in rows] == [
        ("refund_share", "high", 0.5), ("refund_share", "low", 0.5), ("ticket_volume", "high", 2),
        ("ticket_volume", "low", 2),
    ]  # fmt: skip
    assert one_row(workspace, "refund_share", where="product = 'shoe'")["value"] == 1 / 2
    days = workspace.query("high_priority", grain="day", from_="2026-03-02", to="2026-03-04", compare="previous").rows
    assert [(row["value"], row["previous"], row["change"]) for row in days] == [(1, 0, 1), (1, 1, 0)]


def test_an_own_minimum_and_an_own_target_are_kept(workspace: Workspace) -> None:
    """Four tickets are too few of five; the median of 9.5 h is held against 20 h."""
    assert one_row(workspace, "answered_in_two_hours")["too_few"] is True
    assert one_row(workspace, "refund_share")["too_few"] is False
    assert one_row(workspace, "vip_first_response")["target"] == 20 * 3600
    assert one_row(workspace, "vip_first_response")["status"] == "on target"


def test_the_scorecard_shows_them_in_their_group(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    """With their titles, also where a profile chose the others."""
    card = workspace.scorecard(from_="2026-03-01", to="2026-04-01").to_dict()
    rows = card["rows"]
    assert isinstance(rows, list)
    own = [row for row in rows if row["group"] == "own"]
    assert {row["metric"] for row in own} == set(workspace.metrics()) - set(builtin())
    assert all(len(row["trend"]) == 13 for row in own)
    file = workspace.path / "deskgauge.toml"
    file.write_text(file.read_text(encoding="utf-8") + '\n[scorecard]\nprofile = "shop"\n', encoding="utf-8")
    assert app(["scorecard", "--project", str(workspace.path), "--from", "2026-03-01", "--to", "2026-04-01"]) == 0
    page = capsys.readouterr().out
    assert "Own metrics" in page
    assert "First response, VIP customers" in page
    assert "Backlog age" not in page


def test_they_fit_what_the_built_in_declarations_are_held_to(workspace: Workspace) -> None:
    """Every expression, in every reading, over columns that are there; and no SQL of theirs but ours."""
    own = [metric for name, metric in workspace.metrics().items() if name not in builtin()]
    check_declarations(own)
    assert len(own) == 12
    assert all(workspace.sql(metric.id) for metric in own)


def test_the_catalogue_lists_them_and_shows_one_whole(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    """In every format, as what they are."""
    project = ["--project", str(workspace.path)]
    assert app(["metrics", "--format", "json", *project]) == 0
    listed = {one["id"]: one for one in json.loads(capsys.readouterr().out)}
    assert list(listed)[: len(builtin())] == list(builtin())
    assert (listed["refund_share"]["group"], listed["refund_share"]["source"]) == ("own", "own")
    assert listed["refund_share"]["needs"] == ["tickets"]
    assert app(["metrics", "vip_first_response", "--format", "json", *project]) == 0
    whole = json.loads(capsys.readouterr().out)
    assert whole["definition"] == "From creation to first reply."
    assert whole["options"]["clock"] == ["calendar", "business"]
    assert "segment = 'vip'" in whole["sql"]


def of_every_kind(frame: str) -> str:
    """Write a metric of four kinds over a fact, of whatever instants and key it has."""
    instants = [f'"{name}"' for name, kind in columns_of(frame).items() if kind == "TIMESTAMP"]
    key = f'"{FRAMES[frame].key[0]}"'
    said = {"title": "x", "text": "x", "fact": frame, "at": instants[0].strip('"'), "needs": []}
    span = {"from": instants[0], "to": instants[-1]}
    return "\n".join(
        (
            as_toml({**said, "kind": "count", "excluded": {"odd": f"{key} IS NULL"}}, f"{frame}_count"),
            as_toml({**said, "kind": "distinct", "value": key}, f"{frame}_distinct"),
            as_toml({**said, "at": None, "kind": "level", **span}, f"{frame}_level"),
            as_toml({**said, "kind": "duration", **span}, f"{frame}_duration"),
        )
    )


def test_every_fact_can_be_counted_told_apart_stood_on_and_timed(postgres_database: str, tmp_path: Path) -> None:
    """On both stores alike, with what was left out, whatever columns the fact has or has not."""
    frames = list(open_frames())
    made, found = generate(4, tickets=20), []
    for store in ("duckdb", postgres_database):
        folder = tmp_path / store.partition(":")[0]
        written(folder, "\n".join(map(of_every_kind, frames)))
        with company(folder, made.tables, made.settings, store) as workspace:
            own = {name: one for name, one in workspace.metrics().items() if name not in builtin()}
            check_declarations(own.values())
            answers = {}
            for frame in frames:
                asked = [name for name in own if name.startswith(f"{frame}_") and own[name].kind.frame == frame]
                by = sorted(FRAMES[frame].dimensions)[:1]
                answer = workspace.query(*asked, by=by, clock="business", stat="median_open")
                answers[frame] = (answer.rows, answer.excluded)
            found.append(answers)
    for place in found[0]:
        assert found[0][place] == found[1][place], place
    assert sum(bool(row["value"]) for rows, _ in found[0].values() for row in rows) > len(frames)


def test_every_fact_with_answers_of_the_staff_says_which_they_are() -> None:
    """Wherever answers of surveys are rows with their kind."""
    answers = [frame for frame in FRAMES.values() if "survey_facts" in frame.facts]
    assert answers
    assert [frame.name for frame in answers if frame.confidential is None] == []


def test_what_the_staff_say_is_out_of_reach(tmp_path: Path) -> None:
    """An own metric of survey answers counts those of customers, whatever its condition says."""
    said = {"title": "x", "text": "x", "kind": "count", "fact": "surveys", "at": "answered_at"}
    text = as_toml(said, "all_answers") + as_toml({**said, "condition": "kind = 'esat' OR kind = 'csat'"}, "asked_for")
    written(tmp_path, text)
    answers = [
        {"response_id": f"{kind}{n}", "kind": kind, "answered_at": f"2026-03-0{n}T10:00:00Z", "score": n,
         "scale_min": 1, "scale_max": 5, "agent_id": "anna"}
        for kind in ("csat", "esat") for n in (1, 2, 3)
    ]  # fmt: skip
    with company(tmp_path, {**TABLES, "survey_responses": answers}, SETTINGS) as workspace:
        rows = workspace.query("all_answers", "asked_for", by=["agent"], **MARCH).rows
    assert [row["value"] for row in rows] == [3, 3]


# ------------------------------------------------------------------- against the built-in ones
AGAIN = """
[again_ticket_volume]
title = "x"
text = "x"
kind = "count"
fact = "tickets"
at = "created_at"
[again_csat]
title = "x"
text = "x"
kind = "share"
fact = "surveys"
at = "answered_at"
condition = "kind = 'csat'"
excluded = { no_score = "is_top_box IS NULL" }
hit = "is_top_box"
survey = true
[again_quality_score]
title = "x"
text = "x"
kind = "mean"
fact = "reviews"
at = "reviewed_at"
value = "quality"
[again_first_response_time]
title = "x"
text = "x"
kind = "duration"
fact = "tickets"
at = "created_at"
from = "created_at"
to = "first_reply_at"
excluded = { agent_created = "created_by = 'agent'", solved_without_reply = "is_solved AND first_reply_at IS NULL" }
[again_speed_of_answer]
title = "x"
text = "x"
kind = "duration"
fact = "calls"
at = "queued_at"
condition = "kind = 'call' AND direction = 'inbound' AND is_answered"
seconds = "wait_s"
seconds_working = "wait_work_s"
headline = "mean"
[again_active_tickets]
title = "x"
text = "x"
kind = "level"
fact = "active"
from = "from_at"
to = "to_at"
"""
FIGURES = ("period_start", "value", "n", "n_open", "low", "high", "too_few", "provisional")
SLICES: tuple[dict[str, Any], ...] = (
    {"grain": "month"},
    {"by": ["channel"], "grain": "week"},
    {"by": ["team", "priority"], "clock": "business"},
    {"by": ["agent"], "where": "channel in ('email', 'chat')", "stat": "p90"},
)


def asked(workspace: Workspace, metric: str, question: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the rows of an answer; one row that says so where there are no data."""
    try:
        return [dict(row) for row in workspace.query(metric, **question).rows]
    except MissingDataError:
        return [dict.fromkeys(FIGURES, "missing")]


@pytest.mark.parametrize("seed", [0, 5])
def test_a_built_in_metric_written_anew_gives_the_same(seed: int, tmp_path: Path) -> None:
    """Over random companies full of trouble, in slices, on both clocks."""
    made = generate(seed)
    written(tmp_path, AGAIN)
    with company(tmp_path, made.tables, made.settings) as workspace:
        for name in re.findall(r"\[again_(\w+)\]", AGAIN):
            for question in SLICES:
                first, again = (asked(workspace, metric, question) for metric in (name, f"again_{name}"))
                slices = [key for key in first[0] if key in ("channel", "team", "priority", "agent")] if first else []
                assert [[row[key] for key in (*slices, *FIGURES)] for row in again] == [
                    [row[key] for key in (*slices, *FIGURES)] for row in first
                ], (name, question)


# ------------------------------------------------------------------- mistakes
GOOD = {
    "title": "x", "text": "x", "kind": "share", "fact": "tickets", "at": "created_at", "hit": "replies > 1",
}  # fmt: skip
OTHER: Mapping[str, Mapping[str, object]] = {
    "duration": {"kind": "duration", "from": "created_at", "to": "first_reply_at", "hit": None},
    "mean": {"kind": "mean", "value": "replies", "hit": None},
    "sum": {"kind": "sum", "value": "replies", "unit": "count", "hit": None},
    "level": {"kind": "level", "from": "created_at", "to": "solved_at", "at": None, "hit": None},
    "count": {"kind": "count", "hit": None},
}


def problems(folder: Path, text: str) -> list[str]:
    """Open a project with this file of own metrics; return what is told of it."""
    (folder / "deskgauge.toml").write_text("", encoding="utf-8")
    written(folder, text)
    with pytest.raises(ProjectError) as caught:
        deskgauge.open(folder)
    first, *told = str(caught.value).splitlines()
    assert first == f"The own metrics in {folder / 'metrics'} cannot be used as they are:"
    return [one.strip() for one in told]


def as_toml(said: Mapping[str, object], name: str = "m") -> str:
    """Write one metric; what is None is left out."""
    lines = [f"{key} = {inline(value)}" for key, value in said.items() if value is not None]
    return "\n".join((f"[{name}]", *lines, ""))


def inline(value: object) -> str:
    """Write a value on one line."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{json.dumps(key)} = {inline(one)}" for key, one in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(inline, value)) + "]"
    return json.dumps(value)


@pytest.mark.parametrize(
    ("over", "told"),
    [
        ({"hitt": "x"}, "m: there is no key 'hitt'. Did you mean 'hit'?"),
        ({"kind": "shares"}, "m.kind: There is no kind 'shares'. Did you mean 'share'?"),
        ({"kind": None}, "m: it has no kind. Known: count, share, ratio, mean, duration, sum, distinct, level."),
        ({"fact": "ticket"}, "m.fact: There is no fact 'ticket'. Did you mean 'tickets'"),
        ({"at": "createdat"}, "m.at: There is no instant 'createdat' in tickets. Did you mean 'created_at'"),
        ({"at": "channel"}, "m.at: There is no instant 'channel' in tickets. Known: created_at"),
        ({"at": None}, "m: a share needs at: the instant that places a row in a period."),
        ({"title": None}, "m: a share needs title: its name on pages"),
        ({"title": " "}, "m.title: ' ' is no text."),
        ({"title": {"de": "x"}}, "m.title: There is no language 'de'. Known: en, fa, ne, pl, sr, zh."),
        ({"title": "a\x1b[31mb"}, "m.title: 'a\\x1b[31mb' holds signs that cannot be printed."),
        ({"text": {}}, "m.text: it is empty."),
        ({"hit": "segmnt = 'vip'"}, "m.hit: There is no column 'segmnt' in tickets. Did you mean 'segment'?"),
        ({"hit": "replies"}, "m.hit: 'replies' gives a number, and true or false is needed."),
        ({"hit": "replies > "}, "m.hit: 'replies > ' cannot be read as an expression."),
        ({"hit": 5}, "m.hit: 5 is no expression, such as \"replies > 1\"."),
        ({"hit": "replies > $backlog"}, "m.hit: There is no setting 'backlog'. Did you mean 'backlog_after'?"),
        ({"hit": "LOWR(channel) = 'x'"}, "m.hit: There is no function 'LOWR' in the list of those allowed."),
        ({"hit": "channel > 5"}, "m.hit: 'channel > 5' makes no sense: Cannot compare values of type VARCHAR"),
        ({"hit": "created_at > DATE '2026-13-01'"}, "m.hit: '2026-13-01' is no date such as '2026-01-31'."),
        ({"hit": "NUMBER(channel, 1) > 1"}, "m.hit: NUMBER takes 1 arguments, and 2 are given."),
        ({"hit": None}, "m: a share needs hit: which counted rows are a hit"),
        ({"condition": "created_at"}, "m.condition: 'created_at' gives an instant, and true or false is needed."),
        ({"excluded": "spam"}, "m.excluded: 'spam' is no table of reasons"),
        ({"excluded": {"Not ours": "TRUE"}},
         "m.excluded: 'Not ours' is no reason; it is of small letters, digits and _."),
        ({"excluded": {"odd": "replies"}}, "m.excluded: 'replies' gives a number, and true or false is needed."),
        ({"value": "replies"}, "m.value: a share has no value; it belongs to ratio and mean and sum and distinct."),
        ({"unit": "shares"}, "m.unit: There is no unit 'shares'. Did you mean 'share'?"),
        ({"unit": "money"}, "m.unit: a share is a share, and no money."),
        ({"direction": "better"}, "m.direction: There is no direction 'better'. Did you mean 'neither'?"),
        ({"group": "speeds"}, "m.group: There is no group 'speeds'. Did you mean 'speed'?"),
        ({"needs": ["tickts"]}, "m.needs: There is no table 'tickts'. Did you mean 'tickets'"),
        ({"needs": "tickets"}, "m.needs: 'tickets' is no list of names, such as [\"tickets\"]."),
        ({"pairs": ["csaat"]}, "m.pairs: There is no metric 'csaat'. Did you mean 'csat'"),
        ({"survey": "yes"}, "m.survey: 'yes' is neither true nor false."),
        ({"min_n": 0}, "m.min_n: 0 is no whole number of 1 or more."),
        ({"min_n": True}, "m.min_n: True is no whole number of 1 or more."),
        ({"target": 80}, "m.target: 80 % is 0.8: it is a share."),
        ({"target": "soon"}, "m.target: value: 'soon' is neither a number nor a length of time such as \"4h\"."),
        ({"target": True}, "m.target: True is neither a number nor a length of time such as \"4h\"."),
        ({"targets": [{"value": 0.8, "team": "x"}]}, "m.targets: there is no key 'team'. Did you mean 'team_id'"),
        ({"targets": 0.8}, "m.targets: they are tables, each with a value."),
        ({"hit_working": "TRUE", "fact": "reviews", "at": "reviewed_at", "hit": "TRUE"},
         "m.hit_working: reviews has no working clock."),
        ({**OTHER["duration"], "to": None}, "m: a duration needs either from and to, or seconds."),
        ({**OTHER["duration"], "seconds": "1"}, "m: a duration needs either from and to, or seconds."),
        ({**OTHER["duration"], "to": "channel"}, "m.to: 'channel' gives a text, and an instant is needed."),
        ({**OTHER["duration"], "headline": "p99"},
         "m.headline: There is no headline 'p99'. Did you mean 'p95' or 'p90'?"),
        ({**OTHER["duration"], "at": "replies"}, "m.at: There is no instant 'replies' in tickets."),
        ({**OTHER["mean"], "value": "solved_at - created_at"},
         "m.value: 'solved_at - created_at' gives a length of time of SQL; SECONDS(a, b)"),
        ({**OTHER["mean"], "value": "channel"}, "m.value: 'channel' gives a text, and a number is needed."),
        ({**OTHER["sum"], "unit": None}, "m: a sum needs unit: count or money."),
        ({**OTHER["level"], "at": "created_at"}, "m.at: a level has no at; it belongs to"),
        ({**OTHER["level"], "to": None}, "m: a level needs from and to: when a row enters and when it leaves."),
        ({**OTHER["count"], "fact": "customers", "at": "from_at"}, "m.fact: There is no fact 'customers'."),
        ({**OTHER["count"], "fact": "staff_surveys", "at": "answered_at"}, "m.fact: There is no fact 'staff_surveys'."),
        ({**OTHER["count"], "fact": "headcount", "at": "from_at"}, "m.fact: There is no fact 'headcount'."),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_file_metric_and_key(over: Mapping[str, object], told: str, tmp_path: Path) -> None:
    """And with the nearest right name; nothing else is told beside it."""
    found = problems(tmp_path, as_toml({**GOOD, **over}))
    assert len(found) == 1, found
    start = f"metrics/ours.toml, {told}"
    assert found[0][: len(start)] == start


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("m = 5\n", "metrics/ours.toml, m: a metric is a table, [m], and no value such as 5."),
        (as_toml(GOOD, "csat"), "metrics/ours.toml, csat: this is the id of a built-in metric; choose another one."),
        (as_toml(GOOD, '"My metric"'),
         "metrics/ours.toml, My metric: an id is of small letters, digits and _, and begins with a letter."),
        ("[m]\ntitle = x\n", "metrics/ours.toml is no TOML: Invalid value (at line 2, column 9)."),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_told(text: str, told: str, tmp_path: Path) -> None:
    """And an id that cannot be one."""
    assert problems(tmp_path, text) == [told]


def test_all_mistakes_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    """Those of one metric too, and an id that two files have."""
    wrong = {**GOOD, "hit": "replis > 1", "condition": "segmnt = 'x'", "direction": "upp"}
    right = {**wrong, "direction": "up"}
    written(tmp_path, as_toml(GOOD, "twice"), "again.toml")
    (tmp_path / "metrics" / "bytes.toml").write_bytes(b"[x]\ntitle = '\xff'\n")
    assert problems(tmp_path, as_toml(wrong, "one") + as_toml(right, "two") + as_toml(GOOD, "twice")) == [
        "metrics/bytes.toml is not written in UTF-8: invalid start byte at byte 13.",
        "metrics/ours.toml, one.direction: There is no direction 'upp'. Did you mean 'up'?",
        "metrics/ours.toml, twice: metrics/again.toml has a metric of this id already.",
        "metrics/ours.toml, two.hit: There is no column 'replis' in tickets. Did you mean 'replies' or 'reopens'?",
        "metrics/ours.toml, two.condition: There is no column 'segmnt' in tickets. Did you mean 'segment'?",
    ]


def test_the_doctor_tells_of_wrong_metrics(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """As of settings, with what to do; and counts those that are right."""
    (tmp_path / "deskgauge.toml").write_text("", encoding="utf-8")
    written(tmp_path, as_toml(GOOD))
    assert app(["doctor", "--project", str(tmp_path), "--format", "json"]) == 0
    signs = {one["subject"]: one for one in json.loads(capsys.readouterr().out)}
    assert signs["own metrics"]["seen"] == "1 in metrics/"
    written(tmp_path, as_toml({**GOOD, "hit": "replis > 1"}))
    assert app(["doctor", "--project", str(tmp_path), "--format", "json"]) == 1
    signs = {one["subject"]: one for one in json.loads(capsys.readouterr().out)}
    assert "Did you mean 'replies'" in signs["own metrics"]["seen"]
    assert signs["own metrics"]["advice"] == f"Correct the files in {tmp_path / 'metrics'}."


# ------------------------------------------------------------------- what has no place in an expression
COLUMNS = ("segment", "replies", "created_at", "solved_at", "at", "comment")
REFUSED = """
segment = 'vip'; DROP TABLE tickets
1) FROM tickets; --
TRUE) OR (FALSE
(SELECT 1)
EXISTS (SELECT 1)
segment IN (SELECT agent_id FROM agents)
replies > ALL (SELECT 1)
segment = 'a' UNION SELECT 1
FROM tickets
COUNT(*) > 1
SUM(replies) OVER () > 1
ROW_NUMBER() OVER () > 1
MAX(replies) FILTER (WHERE TRUE) > 1
read_csv('/etc/passwd')
read_text('/etc/passwd') = 'x'
getenv('HOME') = 'x'
current_setting('data_directory') = 'x'
pg_sleep(60) IS NULL
pg_read_file('/etc/passwd') = 'x'
lo_import('/etc/passwd') > 0
nextval('s') > 0
query('SELECT 1')
query_table('tickets')
version() = 'x'
random() > 0.5
uuid() = 'x'
now() > created_at
current_timestamp > created_at
current_user = 'x'
tickets.segment = 'x'
main.tickets.segment = 'x'
*
COLUMNS(*) > 1
?
$1 > 1
segment ~ '(a+)+$'
regexp_matches(segment, 'a')
replies::VARCHAR = '1'
CAST(segment AS INTEGER) > 1
segment COLLATE nocase = 'a'
[replies] = [1]
{'a': replies} = {'a': 1}
list_transform([1], x -> x + 1) = [2]
replies[1] = 1
segment AS other
replies, segment
replies ** 99 > 1
SET memory_limit = '1GB'
COPY tickets TO '/tmp/x'
ATTACH '/tmp/x'
PRAGMA database_list
INSTALL httpfs
CALL pragma_version()
setting__now > created_at
'unfinished
segment = 'x' --) ; DROP TABLE tickets
segment = 'x' /* open
E'a' = segment
WORK_US(w, created_at) > 1
SORTED(replies, TRUE) = [1]
JSON_ITEMS(segment) = 'x'
created_at > created_at + INTERVAL '1 day'
"""


@pytest.mark.parametrize("text", [one for one in REFUSED.splitlines() if one])
def test_what_looks_outside_of_its_row_is_refused(text: str) -> None:
    """Or reads back without what was hidden in a comment."""
    if "--" in text and text.startswith("segment"):
        assert row_sql.row_expression(text, COLUMNS, "tickets") == "segment = 'x'"
        return
    with pytest.raises(UsageError):
        row_sql.row_expression(text, COLUMNS, "tickets")


@pytest.mark.parametrize(
    ("text", "understood"),
    [
        ("segment='vip'", "segment = 'vip'"),
        ("at IS NOT NULL", 'NOT "at" IS NULL'),
        ("comment LIKE '%--%'", "comment LIKE '%--%'"),
        ("segment = '$now; ''x'''", "segment = '$now; ''x'''"),
        ("SECONDS(created_at, $now) > $backlog_after", "SECONDS(created_at, $now) > $backlog_after"),
        ("replies / replies", "replies / NULLIF(replies, 0)"),
        ("replies BETWEEN 1 AND 3 AND NOT segment IN ('a', 'b')",
         "replies BETWEEN 1 AND 3 AND NOT segment IN ('a', 'b')"),
        ("CASE WHEN replies > 1 THEN 1 ELSE 0 END", "CASE WHEN replies > 1 THEN 1 ELSE 0 END"),
        ("created_at >= DATE '2026-01-31'", "created_at >= CAST('2026-01-31' AS DATE)"),
        ("coalesce(replies, 0) + least(1, 2)", "COALESCE(replies, 0) + LEAST(1, 2)"),
        ("segment IS DISTINCT FROM 'vip' -- a remark", "segment IS DISTINCT FROM 'vip'"),
    ],
)  # fmt: skip
def test_an_expression_is_written_anew_as_it_was_understood(text: str, understood: str) -> None:
    """Never as it was typed; quoted where an engine would stumble."""
    assert row_sql.row_expression(text, COLUMNS, "tickets") == understood


def test_a_function_that_is_not_allowed_names_those_that_are() -> None:
    """The nearest, or all of them."""
    with pytest.raises(NotFoundError, match="Did you mean 'COALESCE'"):
        row_sql.row_expression("COALESC(replies, 1) > 1", COLUMNS, "tickets")


@pytest.mark.parametrize(
    "expression",
    ["COALESCE(replies, 0) > 0", "NULLIF(replies, 0) > 0", "ABS(replies) > 0", "FLOOR(replies / 2.0) > 0",
     "CEIL(replies / 2.0) > 0", "LEAST(replies, 1) > 0", "GREATEST(replies, 1) > 0", "LOWER(segment) = 'vip'",
     "UPPER(segment) = 'VIP'", "TRIM(segment) = 'vip'", "LENGTH(segment) > 0", "STARTS_WITH(segment, 'v')",
     "SECONDS(created_at, solved_at) > 0", "PLUS_SECONDS(created_at, 60) < solved_at", "NUMBER(segment) > 0",
     "segment || 'x' = 'vipx'", "replies / 0 > 1", "replies / (replies - replies) > 1", "segment ILIKE 'V%'",
     "created_at >= TIMESTAMP '2026-03-02 10:00'", "IF(replies > 1, TRUE, FALSE)", "segment IS NOT DISTINCT FROM 'vip'",
     "SECONDS(created_at, $now) > $repeat_window", "SECONDS(created_at, first_reply_at) <= $first_response_target",
     "-replies < 0", "replies * 2 - 1 <> 3"],
)  # fmt: skip
def test_every_function_that_is_allowed_runs_alike_on_both_stores(expression: str, twins: tuple[Path, Path]) -> None:
    """The same share, by priority."""
    found = []
    for folder in twins:
        written(folder, as_toml({**GOOD, "hit": expression}))
        with deskgauge.open(folder) as workspace:
            answer = workspace.query("m", by=["priority"], **MARCH)
            found.append(answer.rows)
    assert found[0] == found[1]
    assert [row["n"] for row in found[0]] == [2, 2]


@pytest.fixture(scope="module")
def twins(postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Path]]:
    """The same company in both stores."""
    import psycopg

    name = "own_metrics_twins"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    folders = tmp_path_factory.mktemp("duckdb"), tmp_path_factory.mktemp("postgres")
    stores = ("duckdb", postgres_url.rpartition("/")[0] + f"/{name}")
    for folder, store in zip(folders, stores, strict=True):
        company(folder, TABLES, SETTINGS, store).close()
    yield folders
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


# ------------------------------------------------------------------- texts, targets, the example, the page
def test_titles_and_texts_are_in_the_language_of_the_project(tmp_path: Path) -> None:
    """Else in English, else in the first one there."""
    said = {**GOOD, "title": {"pl": "Zwroty", "en": "Refunds"}, "text": {"sr": "Povrat", "zh": "退款"}}
    for language, title, text in (("pl", "Zwroty", "Povrat"), ("fa", "Refunds", "Povrat"), ("zh", "Refunds", "退款")):
        (tmp_path / "deskgauge.toml").write_text(f'[company]\nlanguage = "{language}"\n', encoding="utf-8")
        lines = [f"{key} = {json.dumps(value)}" for key, value in said.items() if isinstance(value, str)]
        tables = [f"[m.{key}]" + "".join(f"\n{one} = {json.dumps(word)}" for one, word in value.items())
                  for key, value in said.items() if isinstance(value, dict)]  # fmt: skip
        written(tmp_path, "\n".join(("[m]", *lines, *tables)))
        with deskgauge.open(tmp_path) as workspace:
            metric = workspace.metrics()["m"]
        assert (metric.title, metric.text) == (title, text)


def test_the_project_file_goes_before_the_metrics_own_target(tmp_path: Path) -> None:
    """For what it says the same of; other teams keep theirs."""
    (tmp_path / "deskgauge.toml").write_text('[[targets]]\nmetric = "m"\nvalue = 0.9\n', encoding="utf-8")
    written(tmp_path, as_toml({**GOOD, "target": 0.5}) + '[[m.targets]]\nvalue = 0.7\nteam_id = "returns"\n')
    with deskgauge.open(tmp_path) as workspace:
        assert [(one.value, one.team_id) for one in workspace.settings.targets] == [(0.9, None), (0.7, "returns")]


def test_a_metric_that_needs_a_table_without_rows_says_so(tmp_path: Path) -> None:
    """In a question as a mistake, on the scorecard among what is missing."""
    written(tmp_path, as_toml({**GOOD, "needs": ["tickets", "quality_reviews"]}))
    with company(tmp_path, TABLES, SETTINGS) as workspace:
        with pytest.raises(UsageError, match="m needs quality_reviews"):
            workspace.query("m")
        assert ("m", "needs quality_reviews") in workspace.scorecard().missing


def test_init_lays_down_an_example_that_loads_as_it_is_and_with_its_comments_taken_away(tmp_path: Path) -> None:
    """Both of its metrics."""
    assert app(["init", str(tmp_path / "ours"), "--defaults"]) == 0
    file = tmp_path / "ours" / "metrics" / "example.toml"
    assert tomllib.loads(file.read_text(encoding="utf-8")) == {}
    with deskgauge.open(tmp_path / "ours") as workspace:
        assert workspace.metrics() == builtin()
    file.write_text(re.sub(r"^# (?=\[|[a-z_]+ = )", "", EXAMPLE, flags=re.MULTILINE), encoding="utf-8")
    with deskgauge.open(tmp_path / "ours") as workspace:
        assert set(workspace.metrics()) - set(builtin()) == {"vip_first_response", "refund_share"}
        assert [(one.metric, one.value) for one in workspace.settings.targets] == [("vip_first_response", 7200)]


def test_the_page_says_every_key_kind_unit_and_function() -> None:
    """As they are declared, and its examples load."""
    page = (ROOT / "docs" / "own-metrics.md").read_text(encoding="utf-8")
    keys = re.findall(r"^\| `(\w+)` \| (.+?) \| (.*?) \| (.*?) \|$", page, re.MULTILINE)
    assert [name for name, *_ in keys] == [key.name for key in KEYS]
    for (name, meaning, kinds, default), key in zip(keys, KEYS, strict=True):
        assert meaning == key.meaning, name
        assert kinds == (", ".join(key.kinds) or "all"), name
        assert default == ("needed" if key.needed else key.default), name
    for kind, gives in KINDS.items():
        assert f"| `{kind}` | {gives} | {', '.join(UNITS_OF[kind])} |" in page
    assert ", ".join(f"`{name}`" for name in row_sql.ALLOWED) in page.replace("\n", " ")


def test_the_examples_of_the_page_can_be_used(tmp_path: Path) -> None:
    """All of them, in one project."""
    page = (ROOT / "docs" / "own-metrics.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    (tmp_path / "deskgauge.toml").write_text("", encoding="utf-8")
    written(tmp_path, "\n".join(blocks))
    with deskgauge.open(tmp_path) as workspace:
        own = {name: metric for name, metric in workspace.metrics().items() if name not in builtin()}
    assert len(own) == page.count("\nkind = ")
    assert {type(metric.kind).__name__.lower() for metric in own.values()} >= {"share", "duration", "quotient", "level"}
