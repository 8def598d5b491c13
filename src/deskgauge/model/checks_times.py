"""Checks of times: what comes before what, clocks that run backwards, times that cannot be."""

from __future__ import annotations

from deskgauge.model.checks_declare import (
    CALL_WAITS,
    COSTS,
    CUSTOMERS,
    FIRST_RESPONSE,
    FOLLOWED,
    HANDLING,
    HOLDING,
    OPEN_TICKETS,
    REPLIES,
    REPLY,
    RESOLUTION_TIMES,
    REVIEWS,
    SHIFTS,
    SOLVED,
    SOLVES,
    STAFF,
    STATUS_TIMES,
    WAITS,
    WORKING_CLOCK,
    Check,
    Severity,
    key_of,
)
from deskgauge.model.tables import NOW_COLUMNS

_ERROR, _WARNING = Severity.ERROR, Severity.WARNING

_TICKETS = (
    Check(
        "reply_before_creation",
        _ERROR,
        "messages",
        "Replies sent before their ticket was created: {rows} of {of} messages ({share}). "
        "One of the two clocks is wrong, and so is every wait measured between them.",
        f"""
        SELECT m.message_id AS sample
        FROM messages AS m JOIN tickets AS t ON t.ticket_id = m.ticket_id
        WHERE m.at < t.created_at AND {REPLY}
        """,
        REPLIES,
        ("tickets",),
    ),
    Check(
        "message_before_creation",
        _WARNING,
        "messages",
        "Messages other than replies that are more than a minute older than their ticket: {rows} of {of} ({share}). "
        "The customer began to wait before the ticket says so.",
        f"""
        SELECT m.message_id AS sample
        FROM messages AS m JOIN tickets AS t ON t.ticket_id = m.ticket_id
        WHERE SECONDS(m.at, t.created_at) > 60 AND NOT COALESCE({REPLY}, FALSE)
        """,
        FIRST_RESPONSE + WAITS,
        ("tickets",),
    ),
    Check(
        "solve_before_creation",
        _ERROR,
        "ticket_events",
        "Solves before their ticket was created: {rows} of {of} changes ({share}).",
        f"""
        SELECT e.event_id AS sample
        FROM ticket_events AS e JOIN tickets AS t ON t.ticket_id = e.ticket_id
        WHERE e.at < t.created_at AND e.field = 'status' AND WORD(status, e.new_value) {SOLVED}
        """,
        SOLVES + OPEN_TICKETS,
        ("tickets",),
    ),
    Check(
        "change_before_creation",
        _WARNING,
        "ticket_events",
        "Other changes of a ticket before it was created: {rows} of {of} ({share}).",
        f"""
        SELECT e.event_id AS sample
        FROM ticket_events AS e JOIN tickets AS t ON t.ticket_id = e.ticket_id
        WHERE e.at < t.created_at
          AND NOT COALESCE(e.field = 'status' AND WORD(status, e.new_value) {SOLVED}, FALSE)
        """,
        STATUS_TIMES + OPEN_TICKETS,
        ("tickets",),
    ),
    Check(
        "status_before_creation",
        _WARNING,
        "tickets",
        "Tickets that took today's status before they were created: {rows} of {of} ({share}).",
        "SELECT ticket_id AS sample FROM tickets WHERE status_at < created_at",
        SOLVES,
    ),
    Check(
        "solve_before_reply",
        _WARNING,
        "tickets",
        "Tickets solved before their first reply: {rows} of {of} ({share}). They wait no more when they are solved, so "
        "they have no first response time; if the replies are right, the solves came too early.",
        f"""
        SELECT s.ticket_id AS sample
        FROM (
          SELECT e.ticket_id, MIN(e.at) AS solved_at
          FROM ticket_events AS e
          WHERE e.field = 'status' AND WORD(status, e.new_value) {SOLVED}
          GROUP BY e.ticket_id
        ) AS s
        JOIN (
          SELECT m.ticket_id, MIN(m.at) AS replied_at FROM messages AS m WHERE {REPLY} GROUP BY m.ticket_id
        ) AS r ON r.ticket_id = s.ticket_id
        JOIN tickets AS t ON t.ticket_id = s.ticket_id
        WHERE s.solved_at < r.replied_at
        """,
        (*FIRST_RESPONSE, "solved_without_reply", "first_contact_resolution", *RESOLUTION_TIMES),
        ("ticket_events", "messages"),
    ),
    Check(
        "review_before_ticket",
        _WARNING,
        "quality_reviews",
        "Audits of tickets that were created later: {rows} of {of} ({share}).",
        """
        SELECT q.review_id AS sample
        FROM quality_reviews AS q JOIN tickets AS t ON t.ticket_id = q.ticket_id
        WHERE q.reviewed_at < t.created_at
        """,
        REVIEWS,
        ("tickets",),
    ),
    Check(
        "answer_before_invite",
        _WARNING,
        "survey_responses",
        "Answers given before the survey was sent: {rows} of {of} ({share}).",
        """
        SELECT r.response_id AS sample
        FROM survey_responses AS r JOIN survey_invites AS i ON i.invite_id = r.invite_id
        WHERE r.answered_at < i.sent_at
        """,
        ("survey_response_rate",),
        ("survey_invites",),
    ),
)

_SPANS = (
    ("work_logs", "started_at", "ended_at", HANDLING),
    ("shifts", "started_at", "ended_at", SHIFTS),
    ("customers", "created_at", "ended_at", CUSTOMERS),
    ("subscriptions", "started_at", "ended_at", ("customer_retention", "customer_churn")),
    ("self_service_sessions", "started_at", "ended_at", ("deflection_rate",)),
    ("contact_attempts", "attempted_at", "answered_at", ("best_contact_time",)),
    ("social_posts", "posted_at", "responded_at", ("social_response_time", "social_response_rate")),
    ("survey_invites", "sent_at", "reminded_at", ("survey_response_rate",)),
    ("agents", "hired_at", "left_at", STAFF),
    ("agent_roles", "from_at", "to_at", ()),
    ("calendars", "valid_from", "valid_to", WORKING_CLOCK),
    ("costs", "from_date", "to_date", COSTS),
    ("events", "at", "ended_at", ()),
    ("targets", "from_date", "to_date", ()),
)

_SECONDS = (
    ("calls", ("wait_s", "talk_s", "hold_s", "wrap_s"), (*CALL_WAITS, *HANDLING, *HOLDING)),
    ("work_logs", ("seconds",), HANDLING),
    ("visits", ("seconds",), ("time_on_site",)),
    ("article_views", ("seconds",), ("article_read_time", "read_share")),
)


def _backwards(table: str, start: str, end: str, metrics: tuple[str, ...]) -> Check:
    """Make the check that a table's spans do not end before they begin."""
    return Check(
        f"{table}_end_before_start",
        _ERROR,
        table,
        "Rows of {table} whose {end} lies before their {start}: {rows} of {of} ({share}).",
        f"SELECT {key_of(table)} AS sample FROM {table} AS r WHERE r.{end} < r.{start}",
        metrics,
        places={"start": start, "end": end},
    )


def _negative(table: str, columns: tuple[str, ...], metrics: tuple[str, ...]) -> Check:
    """Make the check that a table's durations are not negative."""
    return Check(
        f"{table}_negative_seconds",
        _ERROR,
        table,
        "Rows of {table} with a negative duration ({columns}): {rows} of {of} ({share}).",
        f"SELECT {key_of(table)} AS sample FROM {table} WHERE {' OR '.join(f'{column} < 0' for column in columns)}",
        metrics,
        places={"columns": ", ".join(columns)},
    )


def _future(table: str, column: str) -> Check:
    """Make the check that no time lies more than a day after the row was loaded."""
    return Check(
        f"{table}_{column}_in_the_future",
        _ERROR,
        table,
        "Rows of {table} whose {column} lies more than a day after they were loaded: {rows} of {of} ({share}). "
        "The newest instant in the data is taken for now, so everything still open looks too old.",
        f"SELECT {key_of(table)} AS sample FROM {table} AS r WHERE SECONDS(r._loaded_at, r.{column}) > 86400",
        OPEN_TICKETS + FIRST_RESPONSE + FOLLOWED,
        places={"column": column},
    )


def _ancient(table: str, column: str) -> Check:
    """Make the check that no time is the zero of some clock (1899, 1900, 1904, 1970)."""
    return Check(
        f"{table}_{column}_too_old",
        _ERROR,
        table,
        "Rows of {table} whose {column} lies before 1980: {rows} of {of} ({share}). "
        "A clock's zero often stands where nothing was known.",
        f"SELECT {key_of(table)} AS sample FROM {table} AS r WHERE r.{column} < TIMESTAMP '1980-01-01 00:00:00'",
        OPEN_TICKETS if table == "tickets" else (),
        places={"column": column},
    )


def _out_of_order(table: str, metrics: tuple[str, ...]) -> Check:
    """Make the check that within a ticket later ids have later times, where ids are numbered at all."""
    key = key_of(table)
    return Check(
        f"{table}_clock_runs_backwards",
        _WARNING,
        table,
        "Rows of {table} that are older than the row numbered before them in the same ticket: "
        "{rows} of {of} ({share}). A clock was set back, or times of two zones are mixed.",
        f"""
        SELECT sample
        FROM (
          SELECT
            {key} AS sample,
            r.at AS this_at,
            LAG(r.at) OVER (PARTITION BY r.ticket_id ORDER BY LENGTH({key}), {key}) AS before_at
          FROM {table} AS r
        ) AS placed
        WHERE SECONDS(this_at, before_at) > 1
        """,
        metrics,
        most=0.05,
    )


CHECKS: tuple[Check, ...] = (
    *_TICKETS,
    *(_backwards(*span) for span in _SPANS),
    *(_negative(*durations) for durations in _SECONDS),
    *(_future(*column) for column in NOW_COLUMNS),
    *(_ancient(*column) for column in NOW_COLUMNS),
    _out_of_order("ticket_events", (*STATUS_TIMES, *SOLVES)),
    _out_of_order("messages", REPLIES),
)
