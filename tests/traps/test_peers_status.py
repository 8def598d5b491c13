"""Errors found in other tools, about status, working hours and periods."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from deskgauge.project import Workspace
from support import one_row, value

Open = Callable[..., Workspace]


def status(event_id: str, ticket_id: str, at: str, old: str, new: str) -> dict[str, object]:
    """A row of ticket_events."""
    return {
        "event_id": event_id,
        "ticket_id": ticket_id,
        "at": at,
        "field": "status",
        "old_value": old,
        "new_value": new,
    }


def test_closed_is_solved(opened: Open) -> None:
    """``status != 'solved'`` counts closed tickets among the unsolved.

    | ticket | status | active | solved |
    | ------ | ------ | ------ | ------ |
    | t1     | solved | no     | yes    |
    | t2     | closed | no     | yes    |
    | t3     | open   | yes    | no     |
    """
    workspace = opened(
        {
            "tickets": [
                {"ticket_id": name, "created_at": "2026-03-02T09:00:00Z", "status": word}
                for name, word in (("t1", "solved"), ("t2", "closed"), ("t3", "open"))
            ],
            "ticket_events": [
                status("e1", "t1", "2026-03-03T09:00:00Z", "new", "solved"),
                status("e2", "t2", "2026-03-03T09:00:00Z", "new", "closed"),
                status("e3", "t3", "2026-03-03T09:00:00Z", "new", "open"),
            ],
        }
    )

    assert value(workspace, "active_tickets") == 1
    assert value(workspace, "tickets_solved") == 2
    assert value(workspace, "resolution_rate") == pytest.approx(2 / 3)


def test_an_hour_is_no_day_and_both_weeks_have_seven(opened: Open) -> None:
    """Frappe rounds an hour up to a day, and compares seven days with six.

    One ticket a day from 2 to 16 March, each solved after an hour: 7 from the 9th, 7 before.
    """
    days = range(2, 17)
    workspace = opened(
        {
            "tickets": [{"ticket_id": f"t{day}", "created_at": f"2026-03-{day:02}T00:00:00Z"} for day in days],
            "ticket_events": [
                status(f"e{day}", f"t{day}", f"2026-03-{day:02}T01:00:00Z", "new", "solved") for day in days
            ],
        }
    )

    row = one_row(workspace, "ticket_volume", grain="total", from_="2026-03-09", to="2026-03-16", compare="previous")

    assert (row["value"], row["previous"]) == (7, 7)
    assert value(workspace, "resolution_time") == 3600


def test_solved_is_counted_where_it_was_solved(opened: Open) -> None:
    """Libredesk's bars of solved tickets hold only those created in the same range.

    | ticket | created     | solved  | counted in |
    | ------ | ----------- | ------- | ---------- |
    | t1     | 27 February | 2 March | March      |
    """
    workspace = opened(
        {
            "tickets": [{"ticket_id": "t1", "created_at": "2026-02-27T09:00:00Z"}],
            "ticket_events": [status("e1", "t1", "2026-03-02T09:00:00Z", "new", "solved")],
        }
    )

    assert value(workspace, "tickets_solved") == 1
    assert value(workspace, "tickets_solved", from_="2026-02-01", to="2026-03-01") == 0


OFFICE = {
    "company": {"calendar": "office"},
    "calendars": {"office": {"time_zone": "UTC", "mon": ["09:00-17:00"], "tue": ["09:00-17:00"]}},
}


def test_a_status_outside_the_hours_has_no_working_time(opened: Open) -> None:
    """A status span outside the hours counted at its calendar length: the wrong verdict on every fifth ticket.

    | status  | from          | to            | working time |
    | ------- | ------------- | ------------- | ------------ |
    | open    | Monday 16:00  | Monday 18:00  | 1 h          |
    | pending | Monday 18:00  | Tuesday 08:00 | 0            |
    | open    | Tuesday 08:00 | Tuesday 10:00 | 1 h          |
    """
    workspace = opened(
        {
            "tickets": [{"ticket_id": "t1", "created_at": "2026-03-09T16:00:00Z"}],
            "ticket_events": [
                status("e1", "t1", "2026-03-09T18:00:00Z", "open", "pending"),
                status("e2", "t1", "2026-03-10T08:00:00Z", "pending", "open"),
                status("e3", "t1", "2026-03-10T10:00:00Z", "open", "solved"),
            ],
        },
        OFFICE,
    )

    assert value(workspace, "requester_wait_time", clock="business") == 2 * 3600
    assert value(workspace, "agent_wait_time", clock="business") == 0
    assert value(workspace, "agent_wait_time") == 14 * 3600


def test_a_ticket_solved_before_any_working_hour_has_a_row(opened: Open) -> None:
    """dbt_zendesk has no row for a ticket solved before any working hour came.

    | ticket | created        | solved         | working time |
    | ------ | -------------- | -------------- | ------------ |
    | t1     | Saturday 09:00 | Saturday 10:00 | 0 s          |
    """
    workspace = opened(
        {
            "tickets": [{"ticket_id": "t1", "created_at": "2026-03-07T09:00:00Z"}],
            "ticket_events": [status("e1", "t1", "2026-03-07T10:00:00Z", "new", "solved")],
        },
        OFFICE,
    )

    row = one_row(workspace, "resolution_time", clock="business")

    assert (row["value"], row["n"]) == (0, 1)


@pytest.mark.parametrize(
    ("created", "solved", "seconds"),
    [
        ("2026-03-28T23:30:00Z", "2026-03-29T10:00:00Z", 3 * 3600),  # Sunday 00:30 to 12:00 on the wall
        ("2026-10-24T22:30:00Z", "2026-10-25T11:00:00Z", 3 * 3600),  # the same wall times in autumn
        ("2026-05-02T22:30:00Z", "2026-05-10T10:00:00Z", (8 + 3) * 3600),  # over a week of holidays
    ],
)
def test_working_sundays_count_when_the_clocks_change(opened: Open, created: str, solved: str, seconds: int) -> None:
    """On working Sundays nothing was counted when the clocks changed that day, or next to a week of holidays.

    Open every day 09:00-17:00 in Warsaw, with 4 to 9 May 2026 closed.

    | created      | solved       | working time               |
    | ------------ | ------------ | -------------------------- |
    | Sunday 00:30 | Sunday 12:00 | 3 h, 29 March, 25 October  |
    | Sunday 00:30 | Sunday 12:00 | 8 + 3 h, 3 May to 10 May   |
    """
    days = {day: ["09:00-17:00"] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
    closed = [f"2026-05-{day:02}" for day in range(4, 10)]
    workspace = opened(
        {
            "tickets": [{"ticket_id": "t1", "created_at": created}],
            "ticket_events": [status("e1", "t1", solved, "new", "solved")],
        },
        {
            "company": {"time_zone": "Europe/Warsaw", "calendar": "daily"},
            "calendars": {"daily": {"time_zone": "Europe/Warsaw", "closed": closed, **days}},
        },
    )

    assert (
        value(workspace, "resolution_time", clock="business", grain="year", from_="2026-01-01", to="2027-01-01")
        == seconds
    )


def test_october_in_london_is_there(opened: Open) -> None:
    """Zammad's yearly report showed nothing for October in Europe/London, the month in which the clocks go back.

    One ticket on each month's last local second and one on each month's first.
    """
    months = range(1, 13)
    offsets = {month: "+01:00" if 4 <= month <= 10 else "+00:00" for month in months}
    workspace = opened(
        {
            "tickets": [
                {"ticket_id": f"first {month}", "created_at": f"2026-{month:02}-01T00:00:00{offsets[month]}"}
                for month in months
            ]
            + [{"ticket_id": "last 10", "created_at": "2026-10-31T23:59:59+00:00"}]
        },
        {"company": {"time_zone": "Europe/London"}},
    )

    rows = workspace.query("ticket_volume", grain="month", from_="2026-01-01", to="2027-01-01").rows

    assert [row["value"] for row in rows] == [1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 1, 1]
    assert str(rows[9]["period_start"]) == "2026-10-01 00:00:00+01:00"
    assert str(rows[9]["period_end"]) == "2026-11-01 00:00:00+00:00"


def test_a_ticket_whose_customer_is_unknown_does_not_vanish(opened: Open) -> None:
    """Tickets whose requester is not in the user table vanished in a join.

    | ticket | customer       | counted |
    | ------ | -------------- | ------- |
    | t1     | in customers   | yes     |
    | t2     | not there      | yes     |
    | t3     | none           | yes     |
    """
    workspace = opened(
        {
            "customers": [{"customer_id": "c1", "segment": "gold"}],
            "tickets": [
                {"ticket_id": "t1", "created_at": "2026-03-02T09:00:00Z", "customer_id": "c1"},
                {"ticket_id": "t2", "created_at": "2026-03-02T09:00:00Z", "customer_id": "c2"},
                {"ticket_id": "t3", "created_at": "2026-03-02T09:00:00Z"},
            ],
            "ticket_events": [
                status(f"e{name}", name, "2026-03-02T10:00:00Z", "new", "solved") for name in ("t1", "t2", "t3")
            ],
        }
    )

    by_segment = workspace.query(
        "ticket_volume", by=["segment"], grain="month", from_="2026-03-01", to="2026-04-01"
    ).rows

    assert value(workspace, "ticket_volume") == 3
    assert one_row(workspace, "resolution_time")["n"] == 3
    assert [(row["segment"], row["value"]) for row in by_segment] == [("gold", 1), (None, 2)]
