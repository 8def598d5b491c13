"""The naive reference on companies of a few rows, each number worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from naive.catalogue import RECIPES
from naive.companies import generate
from naive.desk import Company
from naive.reference import answer, excluded

MARCH = {"from_": "2026-03-01", "to": "2026-04-01"}
OFFICE = {
    "company": {"time_zone": "UTC", "calendar": "office"},
    "calendars": {"office": {"time_zone": "UTC", "mon": ["09:00-17:00"], "tue": ["09:00-17:00"]}},
}


def at(text: str) -> str:
    """Write "2 09:00" as that time in March 2026."""
    day, time = text.split(" ")
    return f"2026-03-{int(day):02}T{time}:00Z"


def case(id_: str, created: str, *story: str, **row: Any) -> dict[str, list[dict[str, Any]]]:
    """Make a ticket with a story: "2 10:00 ask", "reply", "note", "auto", or a status such as "solved"."""
    events, messages = [], []
    for number, step in enumerate(story):
        when, what = at(step.rpartition(" ")[0]), step.rpartition(" ")[2]
        kind = {"ask": "customer", "reply": "agent", "note": "agent", "auto": "bot"}.get(what)
        if kind:
            message = {"message_id": f"{id_}m{number}", "author_kind": kind, "is_public": what != "note"}
            messages.append({**message, "ticket_id": id_, "at": when, "author_id": kind})
        else:
            event = {"event_id": f"{id_}e{number}", "field": "status", "new_value": what, "old_value": None}
            events.append({**event, "ticket_id": id_, "at": when})
    ticket = {"ticket_id": id_, "created_at": at(created), "created_by": "customer", "customer_id": "c", **row}
    return {"tickets": [ticket], "messages": messages, "ticket_events": events}


def company(*cases: dict[str, list[dict[str, Any]]], **tables: Any) -> Company:
    """Put cases and further tables together; the data last until the end of 30 March."""
    settings = tables.pop("settings", {})
    tables.setdefault("visits", [{"visit_id": "v", "started_at": "2026-03-31T00:00:00Z"}])
    for one in cases:
        for name, rows in one.items():
            tables.setdefault(name, []).extend(rows)
    return Company(tables, settings)


def row(desk: Company, metric: str, **options: Any) -> dict[str, Any]:
    """Return the one row of March."""
    (only,) = answer(desk, metric, **{**MARCH, **options})
    return only


SOLVED_AND_BACK = case(
    "t", "2 09:00", "2 10:00 reply", "2 10:00 solved", "3 09:00 ask", "3 09:01 open", "3 12:01 reply"
)
AGENT_MADE = case(
    "a", "2 09:00", "2 09:00 reply", "2 11:00 ask", "2 11:30 reply", "2 12:00 solved", created_by="agent"
)  # fmt: skip
SILENT = case("s", "2 09:00", "2 09:01 auto", "2 09:02 note", "5 09:00 solved")
WAITING = case("w", "30 09:00")


@pytest.mark.parametrize(
    ("metric", "cases", "value", "n", "n_open"),
    [
        ("response_time", [SOLVED_AND_BACK], (3600 + 3 * 3600 + 60) / 2, 2, 0),
        ("next_response_time", [SOLVED_AND_BACK], 3 * 3600 + 60, 1, 0),
        ("response_time", [AGENT_MADE], 1800, 1, 0),
        ("next_response_time", [AGENT_MADE], None, 0, 0),
        ("response_time", [SILENT], None, 0, 0),
        ("response_time", [WAITING], None, 0, 1),
        ("first_response_time", [SOLVED_AND_BACK, AGENT_MADE, SILENT, WAITING], 3600, 1, 1),
        ("solved_without_reply", [AGENT_MADE, SILENT, SOLVED_AND_BACK], 1.0, 1, 0),
        ("reopen_rate", [SOLVED_AND_BACK, SILENT], 0.5, 2, 0),
        ("tickets_solved", [SOLVED_AND_BACK, AGENT_MADE, SILENT, WAITING], 2, 2, 0),
        ("net_flow", [SOLVED_AND_BACK, AGENT_MADE, SILENT, WAITING], 2, 6, 0),
        ("replies_per_resolution", [AGENT_MADE, SILENT], 0.5, 2, 0),
        ("exchanges_per_resolution", [SOLVED_AND_BACK], None, 0, 0),
        ("resolution_balance", [SOLVED_AND_BACK, AGENT_MADE, SILENT], 1.0, 2, 0),
        ("resolution_time", [AGENT_MADE, SILENT], (3 + 72) * 3600 / 2, 2, 0),
        ("active_tickets", [SOLVED_AND_BACK, SILENT, WAITING], 2, 2, 0),
        ("ticket_backlog", [SOLVED_AND_BACK, SILENT, WAITING], 1, 1, 0),
        ("unanswered_tickets", [SOLVED_AND_BACK, SILENT, WAITING], 1, 1, 0),
        ("overdue_reviews", [SOLVED_AND_BACK, WAITING], 1, 1, 0),
        ("backlog_age", [WAITING], 15 * 3600, 1, 0),
    ],
)
def test_tickets(metric: str, cases: list[Any], value: float | None, n: int, n_open: int) -> None:
    """Solved and back again, opened by an agent, solved in silence, still waiting."""
    found = row(company(*cases), metric)

    assert (found["value"], found["n"], found["n_open"]) == (value, n, n_open)


def test_a_message_on_a_solved_ticket_that_an_agent_reopens_starts_no_wait() -> None:
    """A thank-you, then an agent opens the ticket for a reason of its own."""
    thanks = case("t", "2 09:00", "2 10:00 reply", "2 10:00 solved", "3 09:00 ask", "3 09:01 open", "3 12:00 reply")
    thanks["ticket_events"][1]["actor_kind"] = "agent"

    assert row(company(thanks), "response_time")["n"] == 1


def test_open_waits_are_censored() -> None:
    """One answered after an hour, one open for fifteen: half are left, the median is the hour, p90 is not reached."""
    desk = company(SOLVED_AND_BACK, WAITING)

    assert row(desk, "first_response_time", stat="median_open")["value"] == 3600
    assert row(desk, "first_response_time", stat="p90_open")["value"] is None
    assert row(desk, "first_response_time")["provisional"] is True


def test_waits_inside_working_hours() -> None:
    """From Monday 16:00 to Tuesday 10:00 are two working hours; no hours at all give no value, and say so."""
    late = case("t", "2 16:00", "3 10:00 reply")

    assert row(company(late, settings=OFFICE), "first_response_time", clock="business")["value"] == 2 * 3600
    assert row(company(late), "first_response_time", clock="business")["value"] is None
    assert excluded(company(late), "first_response_time", clock="business", **MARCH) == {"no_calendar": 1}


@pytest.mark.parametrize(("channel", "value"), [("email", 1.0), ("chat", 0.0), ("api", None)])
def test_targets(channel: str, value: float | None) -> None:
    """An hour is in time by e-mail and late in a chat; an API has no target."""
    desk = company(case("t", "2 09:00", "2 10:00 reply", channel=channel))

    assert row(desk, "first_response_within_target")["value"] == value


def test_a_solve_without_a_time() -> None:
    """It counts as solved, and nowhere that needs to know when."""
    desk = company(case("t", "2 09:00", status="closed"), case("u", "2 09:00", status="Open"))

    assert row(desk, "resolution_rate")["value"] == 0.5
    assert row(desk, "tickets_solved")["value"] == 0
    assert row(desk, "active_tickets")["value"] == 1
    assert excluded(desk, "resolution_time", **MARCH) == {"no_time": 1}


def test_first_contact_resolution() -> None:
    """The second ticket of the same type on the eighth day spoils it, on the tenth it does not."""
    first = case("t", "2 09:00", "2 10:00 reply", "2 10:00 solved", request_type="refund")
    soon = case("u", "9 10:00", request_type="refund")
    late = case("u", "9 10:01", request_type="refund")
    other = case("u", "5 09:00", request_type="billing")

    values = [row(company(first, one), "first_contact_resolution")["value"] for one in (soon, late, other)]
    assert values == [0.0, 1.0, 1.0]


def test_contacts() -> None:
    """A call an hour after its ticket is the same contact, a second later its own; a failed one is none."""
    calls = [
        {"call_id": "k1", "queued_at": "2026-03-02T10:00:00Z", "ticket_id": "t", "customer_id": "c"},
        {"call_id": "k2", "queued_at": "2026-03-02T10:00:01Z", "ticket_id": "t", "customer_id": "c"},
        {"call_id": "k3", "queued_at": "2026-03-02T12:00:00Z", "outcome": "failed", "customer_id": "c"},
    ]
    desk = company(case("t", "2 09:00", channel="web"), calls=calls)
    shares = {one["dims"]["channel"]: one["value"] for one in answer(desk, "channel_share", **MARCH)}

    assert shares == {"web": 0.5, "phone": 0.5}
    assert row(desk, "repeat_contact_rate")["value"] == 0.5


def test_calls() -> None:
    """Four offered: answered after 20 s, after 21 s, given up after 5 s and after 6 s."""
    answered = [
        {"call_id": f"a{s}", "queued_at": at("2 09:00"), "answered_at": f"2026-03-02T09:00:{s}Z", "talk_s": 60}
        for s in (20, 21)
    ]
    lost = [
        {"call_id": f"l{s}", "queued_at": at("2 09:00"), "ended_at": f"2026-03-02T09:00:0{s}Z", "outcome": "abandoned"}
        for s in (5, 6)
    ]
    desk = company(calls=answered + lost)

    assert row(desk, "service_level")["value"] == pytest.approx(1 / 3)
    assert row(desk, "abandonment_rate")["value"] == 0.5
    assert row(desk, "wait_time")["value"] == 13
    assert row(desk, "speed_of_answer")["value"] == 20.5
    assert (row(desk, "handle_time")["value"], row(desk, "handle_time")["n"]) == (60, 2)


def response(id_: str, when: str, score: float | None, *scale: Any, **more: Any) -> dict[str, Any]:
    """Make an answer; the scale is lowest, highest, whether high is good."""
    parts = dict(zip(("scale_min", "scale_max", "high_is_good"), scale, strict=False))
    return {"response_id": id_, "answered_at": at(when), "score": score, "kind": "csat", **parts, **more}


@pytest.mark.parametrize(
    ("scale", "good", "bad"),
    [((1, 5), 4, 3), ((1, 7, True), 6, 5), ((0, 1), 1, 0), ((1, 3), 3, 2), ((1, 4), 3, 2), ((1, 5, False), 2, 3)],
)
def test_top_boxes(scale: tuple[Any, ...], good: float, bad: float) -> None:
    """The lowest score that counts as good and the best that does not, on every kind of scale."""
    desk = company(survey_responses=[response("r1", "2 09:00", good, *scale), response("r2", "2 09:00", bad, *scale)])

    assert (row(desk, "csat")["value"], row(desk, "csat")["n"]) == (0.5, 2)


def test_the_last_answer_with_a_score_counts() -> None:
    """Three answers to one invite, the last without a score; one without an invite and without a score."""
    answers = [
        response("r1", "2 09:00", 1, invite_id="i"),
        response("r2", "3 09:00", 5, invite_id="i"),
        response("r3", "4 09:00", None, invite_id="i"),
        response("r4", "4 09:00", None),
    ]
    invites = [{"invite_id": "i", "sent_at": at("2 08:00")}, {"invite_id": "j", "sent_at": at("2 08:00")}]
    desk = company(survey_responses=answers, survey_invites=invites)

    assert (row(desk, "csat")["value"], row(desk, "csat")["n"]) == (1.0, 1)
    assert excluded(desk, "csat", **MARCH) == {"no_score": 1}
    assert row(desk, "survey_response_rate")["value"] == 0.5


def test_former_staff_are_staff_of_their_time() -> None:
    """Whoever is a mere user today was an agent then; a customer who is staff elsewhere stays a customer."""
    left = case("t", "2 09:00", "2 10:00 ask")
    left["messages"][0]["author_id"] = "x"
    roles = [{"agent_id": "x", "role": "agent", "from_at": at("1 00:00"), "to_at": at("2 10:01")}]

    assert row(company(left, agent_roles=roles), "first_response_time")["value"] == 3600
    left["tickets"][0]["customer_id"] = "x"
    assert row(company(left, agent_roles=roles), "first_response_time")["n"] == 0


def test_a_period_that_has_not_begun() -> None:
    """Nothing can be said of what is active then; that nothing was created is a fact."""
    desk = company(WAITING)

    assert row(desk, "active_tickets", from_="2026-04-01", to="2026-05-01")["value"] is None
    assert row(desk, "ticket_volume", from_="2026-04-01", to="2026-05-01")["value"] == 0


def test_complaints_against_customers() -> None:
    """Two complaints of four customers in March after one of two in February: 100 % more of both."""
    since = (None, None, at("5 00:00"), at("5 00:00"))
    customers = [{"customer_id": str(number), "created_at": one} for number, one in enumerate(since)]
    complaints = [case("t", "2 09:00", is_complaint=True), case("u", "3 09:00", request_type="Complaint")]
    praise = case("x", "3 09:00", request_type="complaint", is_complaint=False)
    before = case("v", "2 09:00", is_complaint=True)
    before["tickets"][0]["created_at"] = "2026-02-10T09:00:00Z"
    desk = company(*complaints, before, praise, customers=customers)

    assert row(desk, "complaint_rate")["value"] == 500
    assert row(desk, "complaint_growth_gap", grain="month")["value"] == 0


@pytest.fixture(scope="module")
def generated() -> Company:
    """A company of random rows."""
    return generate(2)


ONCE = {
    "complaint_rate", "contact_conversion_rate", "handle_time", "repeat_customer_share", "repurchase_rate",
    "resolution_balance", "self_service_customers",
}  # fmt: skip
"""Metrics over customers or things, each of which is one in every day and one in the whole; as are those that make
their rows in a way of their own."""


@pytest.mark.parametrize("metric", sorted(RECIPES))
def test_slices_add_up(metric: str, generated: Company) -> None:
    """Every metric has something to say of a generated company, and its days and channels hold what the whole holds."""
    span = {"from_": "2026-02-20", "to": "2026-05-01"}
    whole, days = (answer(generated, metric, grain=grain, **span) for grain in ("total", "day"))

    assert any(one["n"] > 0 for one in whole)
    if not RECIPES[metric].at_end and not RECIPES[metric].special and metric not in ONCE:
        shared = RECIPES[metric].carries is not None
        total = whole[0]["n"]
        assert sum(one["n"] for one in days[:: len(whole) if shared else 1]) == total
