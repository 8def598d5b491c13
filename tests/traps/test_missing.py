"""Empty tables: what can be answered is, and what cannot says which table is missing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from deskgauge.errors import MissingDataError
from deskgauge.project import Workspace
from support import one_row

Open = Callable[..., Workspace]

TICKETS = [{"ticket_id": "t1", "created_at": "2026-03-02T09:00:00Z"}]
CALLS = [
    {"call_id": "c1", "queued_at": "2026-03-02T09:00:00Z", "outcome": "answered", "answered_at": "2026-03-02T09:00:01Z"}
]


@pytest.mark.parametrize(
    ("metric", "tables", "missing"),
    [
        ("call_volume", {"tickets": TICKETS}, "calls"),
        ("service_level", {"tickets": TICKETS}, "calls"),
        ("ticket_volume", {"calls": CALLS}, "tickets"),
        ("csat", {"tickets": TICKETS}, "survey_responses"),
        ("survey_response_rate", {"tickets": TICKETS}, "survey_invites"),
        ("quality_score", {"tickets": TICKETS}, "quality_reviews"),
        ("first_response_time", {"tickets": TICKETS}, "messages"),
        ("complaint_rate", {"tickets": TICKETS}, "customers"),
    ],
)
def test_a_question_without_data_says_which_table_is_missing(
    opened: Open, metric: str, tables: dict[str, list[dict[str, object]]], missing: str
) -> None:
    """The person is told what to import, by the table's name, and gets no number."""
    workspace = opened(tables)

    with pytest.raises(MissingDataError, match=rf"\b{missing}\b"):
        one_row(workspace, metric)


def test_a_company_without_any_data_says_so(opened: Open) -> None:
    """A project into which nothing was imported answers with a sentence."""
    workspace = opened({})

    with pytest.raises(MissingDataError, match="no data"):
        one_row(workspace, "ticket_volume")


def test_the_scorecard_leaves_out_what_it_cannot_know(opened: Open) -> None:
    """Metrics whose tables are empty are named with what they need; the others are there."""
    workspace = opened({"tickets": TICKETS})

    scorecard = workspace.scorecard(from_="2026-03-01", to="2026-04-01")
    shown = {line.metric.id for line in scorecard.lines}
    missing = dict(scorecard.missing)

    assert "ticket_volume" in shown
    assert {"call_volume", "csat"} <= set(missing)
    assert "calls" in missing["call_volume"]
    assert "survey_responses" in missing["csat"]
    assert shown.isdisjoint(missing)


def test_columns_that_nobody_filled_break_nothing(opened: Open) -> None:
    """A ticket with no more than its key and its time goes through every dimension and both clocks."""
    workspace = opened({"tickets": TICKETS, "calls": [{"call_id": "c1", "queued_at": "2026-03-02T09:00:00Z"}]})

    for dimension in ("channel", "team", "agent", "request_type", "product", "brand", "segment", "tag"):
        row = one_row(workspace, "ticket_volume", by=[dimension])
        assert (row[dimension], row["value"]) == (None, 1)
    assert one_row(workspace, "call_volume")["value"] == 1
    assert one_row(workspace, "wait_time")["value"] is None


def test_a_period_before_all_data_and_one_after_are_there(opened: Open) -> None:
    """Periods without rows appear: 0 for counts, nothing for the rest."""
    workspace = opened({"tickets": TICKETS, "calls": CALLS})

    for year in ("1999", "2055"):
        period = {"from_": f"{year}-01-01", "to": f"{int(year) + 1}-01-01", "grain": "year"}
        volume = one_row(workspace, "ticket_volume", **period)
        level = one_row(workspace, "service_level", **period)
        assert (volume["value"], volume["n"], volume["too_few"]) == (0, 0, False)
        assert (level["value"], level["n"], level["too_few"]) == (None, 0, True)
