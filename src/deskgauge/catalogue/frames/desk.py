"""The desk: tickets, replies, waits, calls, contacts, work, audits, surveys, and the customers they are set against."""

from __future__ import annotations

from deskgauge.catalogue.frame import OF_CUSTOMER, OF_TICKET, TICKET_COLUMNS, Dimension, Frame

DIMENSIONS = (
    Dimension("channel", "Channel"),
    Dimension("team", "Team", ("team_id",)),
    Dimension("agent", "Agent", ("agent_id",)),
    Dimension("request_type", "Request type", ("type",)),
    Dimension("priority", "Priority"),
    Dimension("product", "Product"),
    Dimension("brand", "Brand"),
    Dimension("country", "Country"),
    Dimension("language", "Language"),
    Dimension("segment", "Customer segment", ("customer_segment",)),
    Dimension("tag", "Tag", ("tags",)),
    Dimension("kind", "Kind"),
    Dimension("queue", "Queue"),
    Dimension("survey", "Survey", ("survey_id",)),
    Dimension("effort_area", "Effort area"),
    Dimension("weekday", "Weekday (1 is Monday)", numeric=True),
    Dimension("hour", "Hour of the day", numeric=True),
)

FRAMES = (
    Frame(
        "tickets",
        "SELECT * FROM ticket_facts",
        ("ticket_facts",),
        OF_TICKET,
        calendar="calendar_id",
        placed="created_at",
        key=("ticket_id",),
    ),
    Frame(
        "replies",
        f'SELECT m.message_id, m."at", m.author_id, {TICKET_COLUMNS} FROM message_roles AS m '
        "JOIN ticket_facts AS t ON t.ticket_id = m.ticket_id WHERE m.is_reply",
        ("message_roles", "ticket_facts"),
        {**OF_TICKET, "agent": "$reply_agent"},
        key=("message_id",),
    ),
    Frame(
        "turns",
        "SELECT w.turn, w.started_at, w.replied_at, w.is_dropped, w.started_us, w.replied_us, "
        f"w.now_us, {TICKET_COLUMNS} FROM wait_turns AS w JOIN ticket_facts AS t ON t.ticket_id = w.ticket_id",
        ("wait_turns", "ticket_facts"),
        OF_TICKET,
        calendar="calendar_id",
        key=("ticket_id", "turn"),
    ),
    Frame(
        "active",
        f"SELECT s.from_at, s.to_at, {TICKET_COLUMNS} FROM active_spans AS s "
        "JOIN ticket_facts AS t ON t.ticket_id = s.ticket_id",
        ("active_spans", "ticket_facts"),
        OF_TICKET,
        calendar="calendar_id",
        key=("ticket_id", "from_at"),
    ),
    Frame(
        "untouched",
        f"SELECT s.from_at, s.to_at, s.touched_at, {TICKET_COLUMNS} FROM untouched_spans AS s "
        "JOIN ticket_facts AS t ON t.ticket_id = s.ticket_id",
        ("untouched_spans", "ticket_facts"),
        OF_TICKET,
        key=("ticket_id", "from_at", "touched_at"),
    ),
    Frame(
        "calls",
        "SELECT * FROM call_facts",
        ("call_facts",),
        {**OF_TICKET, "kind": "kind", "queue": "queue"},
        calendar="calendar_id",
        placed="queued_at",
        key=("call_id",),
    ),
    Frame(
        "contacts", "SELECT * FROM contacts", ("contacts",), {**OF_TICKET, "kind": "kind"}, key=("kind", "contact_id")
    ),
    Frame(
        "channel_contacts",
        "SELECT * FROM channel_contacts",
        ("channel_contacts",),
        {**OF_TICKET, "kind": "kind"},
        key=("kind", "contact_id"),
    ),
    Frame(
        "work", "SELECT * FROM work_facts", ("work_facts",), {**OF_TICKET, "kind": "kind"}, key=("thing_id", "work_id")
    ),
    Frame("reviews", "SELECT * FROM review_facts", ("review_facts",), OF_TICKET, key=("review_id",)),
    Frame(
        "surveys",
        "SELECT * FROM survey_facts",
        ("survey_facts",),
        {**OF_TICKET, "survey": "survey_id", "effort_area": "effort_area", "stage": "stage"},
        key=("response_id",),
        confidential="kind = 'esat'",  # what the staff say is told of groups
    ),
    Frame(
        "invites",
        "SELECT * FROM invite_facts",
        ("invite_facts",),
        {**OF_TICKET, "kind": "kind", "survey": "survey_id"},
        key=("invite_id",),
        confidential="kind = 'esat'",  # nor who of them answered
    ),
    Frame(
        "customers", "SELECT * FROM customer_spans", ("customer_spans",), OF_CUSTOMER, shared=True, key=("customer_id",)
    ),
)
