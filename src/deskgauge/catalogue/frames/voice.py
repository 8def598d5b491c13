"""The voice of the customer beside single answers: answers with the ticket they rate, words, rivals."""

from __future__ import annotations

from deskgauge.catalogue.frame import OF_TICKET, Frame

_RESOLVED = (
    "CASE WHEN t.solved_at IS NULL OR t.is_solve_early THEN 'unknown' "
    "WHEN SECONDS(t.created_at, t.solved_at) <= 3600 THEN '1h' "
    "WHEN SECONDS(t.created_at, t.solved_at) <= 14400 THEN '4h' "
    "WHEN SECONDS(t.created_at, t.solved_at) <= 86400 THEN '1d' "
    "WHEN SECONDS(t.created_at, t.solved_at) <= 259200 THEN '3d' "
    "WHEN SECONDS(t.created_at, t.solved_at) <= 604800 THEN '7d' ELSE 'longer' END"
)
"""Within what time a ticket was solved, on the calendar clock."""

DIMENSIONS = ()

FRAMES = (
    Frame(
        "rated",
        "SELECT s.*, t.ticket_id IS NOT NULL AS is_known, t.channel AS ticket_channel, t.request_type AS ticket_type, "
        f"t.priority AS ticket_priority, {_RESOLVED} AS resolved_within "
        "FROM survey_facts AS s LEFT JOIN ticket_facts AS t ON t.ticket_id = s.ticket_id",
        ("survey_facts", "ticket_facts"),
        OF_TICKET,
        key=("response_id",),
        confidential="kind = 'esat'",
    ),
    Frame(
        "resolved",
        f"SELECT t.*, {_RESOLVED} AS resolved_within FROM ticket_facts AS t",
        ("ticket_facts",),
        OF_TICKET,
        key=("ticket_id",),
    ),
)
