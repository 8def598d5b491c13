"""Checks of links: rows that name what is not there, rows that are there twice."""

from __future__ import annotations

from typing import NamedTuple

from deskgauge.model.checks_declare import (
    CALL_COUNTS,
    COSTS,
    CUSTOMERS,
    FOLLOWED,
    HANDLING,
    ORDERS,
    RATINGS,
    REPLIES,
    REPLY_COUNTS,
    REVENUE,
    REVIEWS,
    SHIFTS,
    SOLVES,
    STATUS_TIMES,
    VOLUME,
    WORKING_CLOCK,
    Check,
    Severity,
)
from deskgauge.model.tables import table

_ERROR, _WARNING, _NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE

_AGENT_WRITES = "WORD(actor, o.author_kind) = 'agent'"
_AGENT_ACTS = "WORD(actor, o.actor_kind) = 'agent'"


class _Link(NamedTuple):
    """A column that names a row of another table; ``condition`` tells the rows o that are meant."""

    table: str
    column: str
    target: str
    severity: Severity
    metrics: tuple[str, ...] = ()
    condition: str = ""


_LINKS = (
    _Link("tickets", "team_id", "teams", _WARNING, WORKING_CLOCK),
    _Link("tickets", "agent_id", "agents", _WARNING),
    _Link("tickets", "customer_id", "customers", _WARNING, CUSTOMERS),
    _Link("tickets", "merged_into", "tickets", _WARNING, VOLUME),
    _Link("tickets", "parent_ticket_id", "tickets", _NOTE),
    _Link("tickets", "article_id", "articles", _NOTE, ("article_contact_rate",)),
    _Link("ticket_events", "ticket_id", "tickets", _ERROR, (*SOLVES, *STATUS_TIMES)),
    _Link("ticket_events", "actor_id", "agents", _NOTE, (), _AGENT_ACTS),
    _Link("messages", "ticket_id", "tickets", _ERROR, REPLIES),
    _Link("messages", "author_id", "agents", _WARNING, (), _AGENT_WRITES),
    _Link("calls", "team_id", "teams", _WARNING, ("wait_time", "speed_of_answer")),
    _Link("calls", "agent_id", "agents", _WARNING),
    _Link("calls", "customer_id", "customers", _WARNING, FOLLOWED),
    _Link("calls", "ticket_id", "tickets", _WARNING, ("calls_to_resolution", "channel_share")),
    _Link("calls", "article_id", "articles", _NOTE, ("article_contact_rate",)),
    _Link("work_logs", "ticket_id", "tickets", _ERROR, HANDLING),
    _Link("work_logs", "call_id", "calls", _ERROR, HANDLING),
    _Link("work_logs", "agent_id", "agents", _WARNING, HANDLING),
    _Link("quality_reviews", "ticket_id", "tickets", _WARNING, REVIEWS),
    _Link("quality_reviews", "call_id", "calls", _WARNING, REVIEWS),
    _Link("quality_reviews", "agent_id", "agents", _WARNING, REVIEWS),
    _Link("quality_reviews", "reviewer_id", "agents", _NOTE),
    _Link("survey_invites", "ticket_id", "tickets", _WARNING, ("survey_response_rate",)),
    _Link("survey_invites", "customer_id", "customers", _WARNING, ("survey_response_rate",)),
    _Link("survey_invites", "agent_id", "agents", _WARNING, ("survey_response_rate",)),
    _Link("survey_responses", "invite_id", "survey_invites", _WARNING, ("survey_response_rate", *RATINGS)),
    _Link("survey_responses", "ticket_id", "tickets", _WARNING, RATINGS),
    _Link("survey_responses", "customer_id", "customers", _WARNING, RATINGS),
    _Link("survey_responses", "agent_id", "agents", _WARNING, RATINGS),
    _Link("subscriptions", "customer_id", "customers", _WARNING, ("customer_retention", "customer_churn")),
    _Link("orders", "customer_id", "customers", _WARNING, ORDERS),
    _Link("orders", "credited_ticket_id", "tickets", _WARNING, ("upsell_rate", "cross_sell_rate", *REVENUE)),
    _Link("orders", "credited_call_id", "calls", _WARNING, ("upsell_rate", "cross_sell_rate", *REVENUE)),
    _Link("visits", "customer_id", "customers", _NOTE),
    _Link("visits", "order_id", "orders", _WARNING, ("conversion_rate",)),
    _Link("email_events", "customer_id", "customers", _NOTE),
    _Link("contact_attempts", "customer_id", "customers", _NOTE),
    _Link("contact_attempts", "agent_id", "agents", _NOTE),
    _Link("article_views", "article_id", "articles", _WARNING, ("article_read_time", "read_share")),
    _Link("article_views", "customer_id", "customers", _NOTE),
    _Link("self_service_sessions", "customer_id", "customers", _WARNING, ("self_service_ratio", "deflection_rate")),
    _Link("social_posts", "ticket_id", "tickets", _NOTE),
    _Link("social_posts", "answered_by_article", "articles", _WARNING, ("answerable_question_share",)),
    _Link("agents", "team_id", "teams", _WARNING, SHIFTS),
    _Link("agent_roles", "agent_id", "agents", _WARNING),
    _Link("teams", "parent_team_id", "teams", _NOTE),
    _Link("shifts", "agent_id", "agents", _WARNING, SHIFTS),
    _Link("costs", "team_id", "teams", _WARNING, COSTS),
    _Link("targets", "team_id", "teams", _WARNING),
)


def _orphans(link: _Link) -> Check:
    """Make the check that what a column names is there; the sample holds the names that are not."""
    (key,) = table(link.target).key
    also = f" AND {link.condition}" if link.condition else ""
    return Check(
        f"{link.table}_{link.column}_unknown",
        link.severity,
        link.table,
        "Rows of {table} whose {column} is not among the {target}: {rows} of {of} ({share}).",
        f"""
        SELECT o.{link.column} AS sample
        FROM {link.table} AS o LEFT JOIN {link.target} AS there ON there.{key} = o.{link.column}
        WHERE o.{link.column} IS NOT NULL AND there.{key} IS NULL{also}
        """,
        link.metrics,
        (link.target,),
        places={"column": link.column, "target": link.target},
    )


def _repeated(key: str, same: str, source: str, order: str = "") -> str:
    """Write the SELECT of all but the first (by ``order``, else by key) of the rows of ``source`` with ``same``."""
    return f"""
        SELECT sample
        FROM (
          SELECT {key} AS sample, ROW_NUMBER() OVER (PARTITION BY {same} ORDER BY {order or key}) AS n
          FROM {source}
        ) AS numbered
        WHERE n > 1
        """


_DUPLICATES = (
    Check(
        "tickets_twice",
        _WARNING,
        "tickets",
        "Tickets with the customer, the time and the subject of another: {rows} of {of} ({share}). "
        "Two imports of the same tickets under different ids look like this.",
        _repeated(
            "ticket_id",
            "customer_id, created_at, subject",
            """tickets
          WHERE customer_id IS NOT NULL AND subject IS NOT NULL AND merged_into IS NULL
            AND NOT COALESCE(is_deleted, FALSE) AND NOT COALESCE(is_spam, FALSE)""",
        ),
        (*VOLUME, "repeat_contact_rate", "first_contact_resolution"),
    ),
    Check(
        "messages_twice",
        _WARNING,
        "messages",
        "Messages with the ticket, the time, the author and the text of another: {rows} of {of} ({share}).",
        _repeated(
            "m.message_id",
            "m.ticket_id, m.at, m.author_id, m.author_kind, m.body",
            """messages AS m
          JOIN (
            SELECT a.ticket_id, a.at AS same_at FROM messages AS a GROUP BY a.ticket_id, a.at HAVING COUNT(*) > 1
          ) AS crowd ON crowd.ticket_id = m.ticket_id AND crowd.same_at = m.at
          WHERE m.body IS NOT NULL""",
        ),
        REPLY_COUNTS,
    ),
    Check(
        "ticket_events_twice",
        _WARNING,
        "ticket_events",
        "Changes with the ticket, the time, the field and the values of another: {rows} of {of} ({share}).",
        _repeated("e.event_id", "e.ticket_id, e.at, e.field, e.old_value, e.new_value", "ticket_events AS e"),
        ("reopen_rate", "escalation_rate"),
    ),
    Check(
        "calls_twice",
        _WARNING,
        "calls",
        "Calls of the same customer queued at the same instant for the same agent: {rows} of {of} ({share}).",
        _repeated("call_id", "customer_id, queued_at, kind, agent_id", "calls WHERE customer_id IS NOT NULL"),
        (*CALL_COUNTS, "repeat_contact_rate"),
    ),
    Check(
        "customers_twice",
        _WARNING,
        "customers",
        "Customers with the e-mail address of another: {rows} of {of} ({share}). "
        "What one person does under two ids is not seen as repeated.",
        _repeated("customer_id", "LOWER(email)", "customers WHERE email IS NOT NULL"),
        FOLLOWED,
    ),
    Check(
        "answers_repeated",
        _NOTE,
        "survey_responses",
        "Answers to an invitation that was answered again later: {rows} of {of} ({share}). Only the last counts.",
        _repeated(
            "response_id",
            "invite_id, kind, question, effort_area, stage",
            "survey_responses WHERE invite_id IS NOT NULL",
            "answered_at DESC, response_id DESC",
        ),
        RATINGS,
    ),
    Check(
        "merged_in_a_circle",
        _ERROR,
        "tickets",
        "Tickets merged into themselves or into each other: {rows} of {of} ({share}). They count nowhere.",
        """
        SELECT t.ticket_id AS sample
        FROM tickets AS t JOIN tickets AS u ON u.ticket_id = t.merged_into
        WHERE u.merged_into = t.ticket_id
        """,
        VOLUME,
    ),
)

CHECKS: tuple[Check, ...] = (*(_orphans(link) for link in _LINKS), *_DUPLICATES)
