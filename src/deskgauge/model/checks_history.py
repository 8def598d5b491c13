"""Checks of tickets' histories: statuses against changes, messages that are missing, authors taken for others."""

from __future__ import annotations

from deskgauge.model.checks_declare import (
    FIRST_RESPONSE,
    OPEN_TICKETS,
    REPLIES,
    REPLY,
    RESOLUTION_TIMES,
    SOLVED,
    SOLVES,
    STATUS_TIMES,
    Check,
    Severity,
    literals,
)

_WARNING, _NOTE = Severity.WARNING, Severity.NOTE

_FIELDS = ("status", "team_id", "agent_id", "priority", "tier", "channel", "request_type")
_MISSPELT = (
    *_FIELDS, "team", "group", "group_id", "assignment_group", "agent", "assignee", "assignee_id", "assigned_to",
    "owner", "owner_id", "state", "ticket_status", "incident_state", "type", "ticket_type", "category", "support_tier",
)  # fmt: skip

_WITHOUT_HISTORY = """
        SELECT t.ticket_id AS sample
        FROM tickets AS t
        LEFT JOIN (
          SELECT DISTINCT ticket_id FROM ticket_events WHERE field = 'status' AND new_value IS NOT NULL
        ) AS e ON e.ticket_id = t.ticket_id
        WHERE e.ticket_id IS NULL
"""

_STATUSES = (
    Check(
        "status_disagrees",
        _WARNING,
        "tickets",
        "Tickets whose status is not the one of their last change of status: {rows} of {of} ({share}). "
        "The history is believed; if the status is right, changes are missing.",
        f"""
        SELECT t.ticket_id AS sample
        FROM tickets AS t
        JOIN (
          SELECT
            c.ticket_id,
            c.new_value,
            ROW_NUMBER() OVER (PARTITION BY c.ticket_id ORDER BY c.at DESC, c.event_id DESC) AS n
          FROM ticket_events AS c
          WHERE c.field = 'status' AND c.new_value IS NOT NULL
        ) AS e ON e.ticket_id = t.ticket_id AND e.n = 1
        WHERE WORD(status, t.status) <> WORD(status, e.new_value)
          AND NOT (WORD(status, t.status) {SOLVED} AND WORD(status, e.new_value) {SOLVED})
        """,
        (*SOLVES, *OPEN_TICKETS),
        ("ticket_events",),
    ),
    Check(
        "status_unknown",
        _WARNING,
        "tickets",
        "Tickets without a status and without a change of status: {rows} of {of} ({share}). They count as not solved.",
        f"{_WITHOUT_HISTORY} AND t.status IS NULL",
        ("resolution_rate", *SOLVES, *OPEN_TICKETS),
    ),
    Check(
        "solved_without_history",
        _NOTE,
        "tickets",
        "Solved tickets without any change of status: {rows} of {of} ({share}). They are solved when they took today's "
        "status; what happened before, reopenings too, is not known.",
        f"{_WITHOUT_HISTORY} AND t.status_at IS NOT NULL AND WORD(status, t.status) {SOLVED}",
        ("reopen_rate", *RESOLUTION_TIMES, *STATUS_TIMES, "first_contact_resolution"),
    ),
    Check(
        "solved_without_time",
        _WARNING,
        "tickets",
        "Solved tickets of which nothing says when: {rows} of {of} ({share}). They count in resolution_rate only.",
        f"{_WITHOUT_HISTORY} AND t.status_at IS NULL AND WORD(status, t.status) {SOLVED}",
        (*SOLVES, *OPEN_TICKETS),
    ),
    Check(
        "status_chain_broken",
        _WARNING,
        "ticket_events",
        "Changes of status that do not begin where the one before them ended: {rows} of {of} ({share}). "
        "Changes are missing, or their times are out of order.",
        """
        SELECT c.sample
        FROM (
          SELECT
            e.event_id AS sample,
            e.old_value,
            LAG(e.new_value) OVER (PARTITION BY e.ticket_id ORDER BY e.at, e.event_id) AS before_value
          FROM ticket_events AS e
          WHERE e.field = 'status'
        ) AS c
        WHERE WORD(status, c.old_value) <> WORD(status, c.before_value)
        """,
        (*STATUS_TIMES, "reopen_rate", *RESOLUTION_TIMES),
    ),
    Check(
        "status_change_without_value",
        _WARNING,
        "ticket_events",
        "Changes of status that do not say to what: {rows} of {of} ({share}). They are passed over.",
        "SELECT event_id AS sample FROM ticket_events WHERE field = 'status' AND new_value IS NULL",
        (*SOLVES, *STATUS_TIMES),
    ),
    Check(
        "field_misspelt",
        _WARNING,
        "ticket_events",
        "Changes of a field under another name than the model's, which are not read: {rows} of {of} ({share}). "
        "The names are {names}.",
        f"""
        SELECT field AS sample
        FROM ticket_events
        WHERE field NOT IN ({literals(_FIELDS)})
          AND LOWER(REPLACE(REPLACE(field, ' ', '_'), '-', '_')) IN ({literals(_MISSPELT)})
        """,
        (*SOLVES, *STATUS_TIMES, "escalation_rate"),
        places={"names": ", ".join(_FIELDS)},
    ),
)

_MESSAGES = (
    Check(
        "solved_without_message",
        _NOTE,
        "tickets",
        "Solved tickets without any message: {rows} of {of} ({share}). "
        "They count as solved without a reply, which is wrong if messages are missing.",
        f"""
        SELECT t.ticket_id AS sample
        FROM tickets AS t LEFT JOIN (SELECT DISTINCT ticket_id FROM messages) AS m ON m.ticket_id = t.ticket_id
        WHERE m.ticket_id IS NULL AND WORD(status, t.status) {SOLVED}
        """,
        (*FIRST_RESPONSE, "solved_without_reply", "first_contact_resolution", "replies_per_resolution"),
        ("messages",),
    ),
    Check(
        "tickets_before_messages",
        _WARNING,
        "tickets",
        "Tickets created more than a day before the first message of all: {rows} of {of} ({share}). "
        "Their messages seem to be missing, so they look unanswered.",
        """
        SELECT t.ticket_id AS sample
        FROM tickets AS t CROSS JOIN (SELECT MIN(a.at) AS first_at FROM messages AS a) AS m
        WHERE SECONDS(t.created_at, m.first_at) > 86400
        """,
        REPLIES,
        ("messages",),
    ),
    Check(
        "tickets_after_messages",
        _WARNING,
        "tickets",
        "Tickets created more than a day after the last message of all: {rows} of {of} ({share}). "
        "Their messages seem to be missing, so they look unanswered.",
        """
        SELECT t.ticket_id AS sample
        FROM tickets AS t CROSS JOIN (SELECT MAX(a.at) AS last_at FROM messages AS a) AS m
        WHERE SECONDS(m.last_at, t.created_at) > 86400
        """,
        REPLIES,
        ("messages",),
    ),
    Check(
        "agent_writes_as_customer",
        _WARNING,
        "messages",
        "Messages marked as a customer's whose author is among the agents: {rows} of {of} ({share}). "
        "Helpdesks turn agents who left into customers, and their replies vanish.",
        """
        SELECT m.message_id AS sample
        FROM messages AS m JOIN agents AS a ON a.agent_id = m.author_id
        WHERE WORD(actor, m.author_kind) = 'customer'
        """,
        REPLIES,
        ("agents",),
    ),
    Check(
        "left_without_role",
        _NOTE,
        "agents",
        "Agents who left and of whose roles no history is known: {rows} of {of} ({share}). "
        "Messages of theirs that are marked as a customer's stay a customer's.",
        """
        SELECT a.agent_id AS sample
        FROM agents AS a LEFT JOIN agent_roles AS r ON r.agent_id = a.agent_id
        WHERE a.left_at IS NOT NULL AND r.agent_id IS NULL
        """,
        REPLIES,
    ),
    Check(
        "replies_within_seconds",
        _WARNING,
        "messages",
        "Replies by e-mail or web within five seconds of the ticket's creation: {rows} of {of} messages ({share}). "
        "These are automatic answers that are not marked as such.",
        f"""
        SELECT m.message_id AS sample
        FROM messages AS m JOIN tickets AS t ON t.ticket_id = m.ticket_id
        WHERE SECONDS(t.created_at, m.at) BETWEEN 0 AND 5 AND WORD(channel, t.channel) IN ('email', 'web')
          AND COALESCE(WORD(actor, t.created_by), 'customer') = 'customer' AND {REPLY}
        """,
        REPLIES,
        ("tickets",),
        least=0.01,
    ),
)

CHECKS: tuple[Check, ...] = (*_STATUSES, *_MESSAGES)
