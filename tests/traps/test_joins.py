"""Joins that lie: one ticket with several of everything is still one ticket."""

from __future__ import annotations

from collections.abc import Callable

from deskgauge.project import Workspace
from support import value

Open = Callable[..., Workspace]

MARCH = {"grain": "month", "from_": "2026-03-01", "to": "2026-04-01"}

MANY: dict[str, list[dict[str, object]]] = {
    "customers": [{"customer_id": "c1", "segment": "gold", "created_at": "2025-01-01T00:00:00Z"}],
    "teams": [{"team_id": "a", "name": "A"}],
    "agents": [{"agent_id": "x", "team_id": "a"}],
    "agent_roles": [
        {"agent_id": "x", "role": "agent", "from_at": "2025-01-01T00:00:00Z", "to_at": "2026-01-01T00:00:00Z"},
        {"agent_id": "x", "role": "agent", "from_at": "2026-01-01T00:00:00Z"},
    ],
    "tickets": [
        {
            "ticket_id": "t1",
            "created_at": "2026-03-02T09:00:00Z",
            "channel": "email",
            "tags": ["late", "vip"],
            "customer_id": "c1",
            "team_id": "a",
            "agent_id": "x",
            "is_complaint": True,
        }
    ],
    "ticket_events": [
        {
            "event_id": f"e{number}",
            "ticket_id": "t1",
            "at": f"2026-03-02T{hour}:00:00Z",
            "field": field,
            "old_value": old,
            "new_value": new,
        }
        for number, (hour, field, old, new) in enumerate(
            [
                (12, "status", "new", "solved"),
                (13, "status", "solved", "open"),
                (14, "status", "open", "solved"),
                (12, "tier", "1", "2"),
                (13, "tier", "2", "3"),
            ]
        )
    ],
    "messages": [
        {
            "message_id": f"m{hour}",
            "ticket_id": "t1",
            "at": f"2026-03-02T{hour}:00:00Z",
            "author_kind": kind,
            "author_id": who,
        }
        for hour, kind, who in [
            ("10", "agent", "x"),
            ("11", "agent", "x"),
            ("13", "customer", "c1"),
            ("14", "agent", "y"),
        ]
    ],
    "calls": [
        {
            "call_id": f"k{number}",
            "queued_at": f"2026-03-02T1{number}:30:00Z",
            "answered_at": f"2026-03-02T1{number}:30:10Z",
            "ended_at": f"2026-03-02T1{number}:35:10Z",
            "talk_s": 300,
            "ticket_id": "t1",
            "customer_id": "c1",
        }
        for number in (0, 1)
    ],
    "work_logs": [
        {"work_id": f"w{number}", "ticket_id": "t1", "ended_at": "2026-03-02T15:00:00Z", "seconds": 60}
        for number in (0, 1, 2)
    ],
    "quality_reviews": [
        {
            "review_id": f"q{number}",
            "ticket_id": "t1",
            "reviewed_at": "2026-03-03T09:00:00Z",
            "score": score,
            "scale_max": 100,
        }
        for number, score in enumerate((60, 80))
    ],
    "survey_invites": [
        {
            "invite_id": f"i{number}",
            "kind": "csat",
            "ticket_id": "t1",
            "customer_id": "c1",
            "sent_at": "2026-03-03T09:00:00Z",
        }
        for number in (0, 1)
    ],
    "survey_responses": [
        {
            "response_id": f"r{number}",
            "invite_id": f"i{number % 2}",
            "kind": "csat",
            "ticket_id": "t1",
            "answered_at": f"2026-03-03T1{number}:00:00Z",
            "score": 5 if number else 1,
        }
        for number in (0, 1, 2)
    ],
    "visits": [{"visit_id": "now", "started_at": "2026-05-01T00:00:00Z"}],
}

# One ticket; two calls of 10 s wait and 300 s talk; two turns: from the creation at 09:00 to 10:00, and from 13:00, the
# instant of the reopening, to 14:00, the instant of the second solve.
ONCE = {
    "ticket_volume": 1,
    "tickets_solved": 1,
    "net_flow": 0,
    "reopen_rate": 1,
    "escalation_rate": 1,
    "complaint_rate": 1000,
    "resolution_balance": 1,
    "first_response_time": 3600,
    "response_time": 3600,
    "next_response_time": 3600,
    "resolution_time": 5 * 3600,
    "first_resolution_time": 3 * 3600,
    "requester_wait_time": 4 * 3600,
    "agent_wait_time": 0,
    "solved_without_reply": 0,
    "resolution_rate": 1,
    "replies_per_resolution": 3,
    "replies_per_request": 3,
    "exchanges_per_resolution": 3,
    "first_contact_resolution": 0,
    "call_volume": 2,
    "wait_time": 10,
    "service_level": 1,
    "calls_to_resolution": 2,
    "handle_time": (300 + 300 + 180) / 3,
    "quality_score": 70,
    "audited_share": 1,
    "csat": 1,
    "survey_response_rate": 1,
}
COUNTED = {
    "response_time": 2,
    "handle_time": 3,
    "quality_score": 2,
    "csat": 2,
    "survey_response_rate": 2,
    "reopen_rate": 1,
}


def test_several_of_everything_multiply_nothing(opened: Open) -> None:
    """One ticket joined with everything that it has would be 4 x 5 x 2 x 3 x 2 x 2 x 3 x 2 rows.

    | ticket | messages | status and tier events | calls | work logs | audits | invites | answers | tags |
    | ------ | -------- | ---------------------- | ----- | --------- | ------ | ------- | ------- | ---- |
    | t1     | 4        | 5                      | 2     | 3         | 2      | 2       | 3       | 2    |
    """
    workspace = opened(MANY)

    together = workspace.query(*ONCE, **MARCH).rows

    assert {row["metric"]: row["value"] for row in together} == ONCE
    assert {row["metric"]: row["n"] for row in together if row["metric"] in COUNTED} == COUNTED


def test_a_question_in_company_has_the_answer_it_has_alone(opened: Open) -> None:
    """Metrics that share a scan get in nobody's way, with slices and filters too."""
    workspace = opened(MANY)
    metrics = ("ticket_volume", "first_response_time", "csat", "call_volume", "tickets_solved", "handle_time")

    for question in ({}, {"by": ["team"]}, {"by": ["channel"], "where": "channel = 'email'"}, {"by": ["segment"]}):
        together = workspace.query(*metrics, **MARCH, **question).rows
        alone = [row for metric in metrics for row in workspace.query(metric, **MARCH, **question).rows]
        assert together == alone


def test_slices_add_up_to_the_whole(opened: Open) -> None:
    """Rows without a value of the dimension are a slice and not lost in the join.

    | ticket | customer | segment | product |
    | ------ | -------- | ------- | ------- |
    | t1     | c1       | gold    | lamp    |
    | t2     | c2       |         |         |
    | t3     | unknown  |         | lamp    |
    | t4     |          |         |         |
    """
    customers = {"t1": "c1", "t2": "c2", "t3": "c3", "t4": None}
    workspace = opened(
        {
            "customers": [{"customer_id": "c1", "segment": "gold"}, {"customer_id": "c2"}],
            "tickets": [
                {
                    "ticket_id": name,
                    "created_at": "2026-03-02T09:00:00Z",
                    "customer_id": customer,
                    "product": "lamp" if name in ("t1", "t3") else None,
                }
                for name, customer in customers.items()
            ],
        }
    )

    for dimension in (
        "segment",
        "product",
        "channel",
        "team",
        "agent",
        "priority",
        "brand",
        "country",
        "language",
        "hour",
    ):
        rows = workspace.query("ticket_volume", by=[dimension], **MARCH).rows
        assert sum(int(str(row["value"])) for row in rows) == value(workspace, "ticket_volume") == 4


def test_two_agents_on_one_ticket_do_not_double_it(opened: Open) -> None:
    """In slices by agent the ticket is its agent's, however many wrote in it.

    | ticket | agent | replies by | solved by |
    | ------ | ----- | ---------- | --------- |
    | t1     | x     | x, x, y    | x         |
    """
    workspace = opened(MANY)

    for metric in ("ticket_volume", "tickets_solved", "resolution_time", "reopen_rate", "escalation_rate"):
        rows = workspace.query(metric, by=["agent"], **MARCH).rows
        assert [(row["agent"], row["n"]) for row in rows] == [("x", 1)]
