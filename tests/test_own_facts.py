"""Own metrics over every fact on both stores, and built-in ones written anew, which must give the same."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from deskgauge.catalogue.registry import builtin
from deskgauge.catalogue.slices import FRAMES
from deskgauge.engine.declared import check_declarations
from deskgauge.engine.own import columns_of, open_frames
from deskgauge.errors import MissingDataError
from deskgauge.project import Workspace
from naive.companies import generate
from own_support import SETTINGS, TABLES, as_toml, written
from support import MARCH, company


def of_every_kind(frame: str) -> str:
    """Write a metric of four kinds over a fact, of whatever instants and key it has."""
    instants = [f'"{name}"' for name, kind in columns_of(frame).items() if kind == "TIMESTAMP"]
    key = f'"{FRAMES[frame].key[0]}"'
    said = {"title": "x", "text": "x", "fact": frame, "at": instants[0].strip('"'), "needs": []}
    named = " OR ".join(f"{column} IS NULL" for column in columns_of(frame))  # as one types them, without quotes
    span = {"from": instants[0], "to": instants[-1]}
    return "\n".join(
        (
            as_toml(
                {**said, "kind": "count", "condition": f"{named} OR TRUE", "excluded": {"odd": f"{key} IS NULL"}},
                f"{frame}_count",
            ),
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
    """Wherever answers of surveys are rows and not all of another kind."""
    of_customers = re.compile(r"WHERE (?:\w+\.)?kind = '(?!esat)\w+'")
    answers = [frame for frame in FRAMES.values() if {"survey_facts", "invite_facts"} & {*frame.facts}]
    mixed = [frame for frame in answers if not of_customers.search(frame.query)]
    assert {"surveys", "staff_surveys", "invites", "all_invites"} <= {frame.name for frame in mixed}
    assert [frame.name for frame in mixed if frame.confidential is None] == []


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
