"""Rows that only definitions of others read: tickets with more about their messages and statuses, solves, spans."""

from __future__ import annotations

from deskgauge.catalogue.frame import OF_TICKET, TICKET_COLUMNS, Dimension, Frame

DIMENSIONS: tuple[Dimension, ...] = ()


def _tickets_with(name: str, fact: str, *columns: str) -> Frame:
    """Return the tickets with further columns of a fact of theirs; those it has no row of have none."""
    picked = ", ".join(f"x.{column}" for column in columns)
    query = f"SELECT t.*, {picked} FROM ticket_facts AS t LEFT JOIN {fact} AS x ON x.ticket_id = t.ticket_id"
    return Frame(
        name, query, ("ticket_facts", fact), OF_TICKET, key=("ticket_id",), calendar="calendar_id", placed="created_at"
    )


_NEWEST = (
    "ROW_NUMBER() OVER (PARTITION BY kind, COALESCE('c' || customer_id, 'r' || response_id) "
    "ORDER BY CASE WHEN score IS NULL OR invalid_reason IS NOT NULL THEN 1 ELSE 0 END, answered_at DESC, "
    "response_id DESC)"
)

FRAMES = (
    _tickets_with(
        "ticket_voices", "ticket_voices", "agent_comments", "notes", "agents_involved", "first_touch_at",
        "first_answer_at", "first_customer_at", "handoff_at", "first_touch_us", "first_answer_us",
        "first_customer_us", "handoff_us", "is_reply_off_hours",
    ),
    _tickets_with(
        "ticket_paths", "ticket_paths", "parked", "on_hold_s", "on_hold_work_s", "waiting_since_at",
        "first_assigned_at", "waiting_since_us", "first_assigned_us",
    ),
    _tickets_with(
        "ticket_hours", "ticket_hours", "created_last_us", "first_reply_last_us", "solved_last_us", "now_last_us",
        "first_reply_held_s", "solved_held_s", "now_held_s",
    ),
    _tickets_with(
        "ticket_waits", "ticket_waits", "waits", "longest_wait_s", "total_wait_s", "longest_wait_work_s",
        "total_wait_work_s",
    ),
    _tickets_with("ticket_handled", "ticket_handled", "handled_s"),
    Frame(
        "solves",
        f"SELECT s.from_at AS entered_at, s.n, {TICKET_COLUMNS} FROM status_spans AS s "
        "JOIN ticket_facts AS t ON t.ticket_id = s.ticket_id WHERE s.is_solve",
        ("status_spans", "ticket_facts"),
        OF_TICKET,
        key=("ticket_id", "n"),
    ),
    Frame(
        "unsolved_spans",
        f"SELECT s.n, s.status, s.from_at, s.to_at, {TICKET_COLUMNS} FROM status_spans AS s "
        "JOIN ticket_facts AS t ON t.ticket_id = s.ticket_id WHERE NOT s.is_solved",
        ("status_spans", "ticket_facts"),
        OF_TICKET,
        key=("ticket_id", "n"),
    ),
    Frame(
        "newest_answers",
        f"SELECT * FROM (SELECT *, {_NEWEST} AS newest FROM survey_facts) AS numbered WHERE newest = 1",
        ("survey_facts",),
        {**OF_TICKET, "survey": "survey_id", "effort_area": "effort_area"},
        key=("response_id",),
        confidential="kind = 'esat'",
    ),
    Frame(
        "all_invites",
        "SELECT * FROM invite_facts",
        ("invite_facts",),
        {"kind": "kind", "survey": "survey_id"},
        shared=True,
        key=("invite_id",),
        confidential="kind = 'esat'",
    ),
)  # fmt: skip
