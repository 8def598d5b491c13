"""The voice of the customer beside single answers: answers with the ticket they rate, words, rivals."""

from __future__ import annotations

from deskgauge.catalogue.frame import OF_CUSTOMER, OF_TICKET, Dimension, Frame

_RESOLVED = (
    "CASE WHEN t.solved_at IS NULL OR t.is_solve_early THEN 'unknown' "
    "WHEN SECONDS(t.created_at, t.solved_at) <= 3600 THEN '1h' "
    "WHEN SECONDS(t.created_at, t.solved_at) <= 14400 THEN '4h' "
    "WHEN SECONDS(t.created_at, t.solved_at) <= 86400 THEN '1d' "
    "WHEN SECONDS(t.created_at, t.solved_at) <= 259200 THEN '3d' "
    "WHEN SECONDS(t.created_at, t.solved_at) <= 604800 THEN '7d' ELSE 'longer' END"
)
"""Within what time a ticket was solved, on the calendar clock."""

DIMENSIONS = (
    Dimension("stage", "Stage of the experience"),
    Dimension("word", "Word for the brand", ("words",)),
    Dimension("company", "Competitor", ("competitor",)),
    Dimension("measure", "Metric compared"),
)

OF_ANSWER = {**OF_CUSTOMER, "survey": "survey_id"}
_RESPONDENT = "COALESCE('i' || s.invite_id, 'r' || s.response_id) AS respondent"

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
        "brand_words",
        f"SELECT s.*, w.word, {_RESPONDENT} FROM survey_facts AS s JOIN choice_words AS w ON w.choice = s.choice "
        "WHERE s.kind = 'brand'",
        ("survey_facts", "choice_words"),
        {**OF_ANSWER, "word": "word"},
        key=("response_id", "word"),
    ),
    Frame(
        "brand_answers",
        f"SELECT s.*, w.choice IS NOT NULL AS has_word, {_RESPONDENT} FROM survey_facts AS s "
        "LEFT JOIN (SELECT DISTINCT choice FROM choice_words) AS w ON w.choice = s.choice WHERE s.kind = 'brand'",
        ("survey_facts", "choice_words"),
        OF_ANSWER,
        shared=True,
        key=("response_id",),
    ),
    Frame(
        "preferences",
        "SELECT s.*, c.choice IS NOT NULL AS has_choice, COALESCE(c.is_us, FALSE) AS is_us FROM survey_facts AS s "
        "LEFT JOIN choices AS c ON c.choice = s.choice WHERE s.kind = 'competitor'",
        ("survey_facts", "choices"),
        OF_ANSWER,
        key=("response_id",),
    ),
    Frame(
        "competitors",
        "SELECT c.company, c.metric, c.period, c.value, p.from_at, p.to_at, k.now_at FROM competitor_scores AS c "
        "LEFT JOIN published_periods AS p ON p.period = c.period CROSS JOIN clock AS k",
        ("competitor_scores", "published_periods", "clock"),
        {"company": "company", "measure": "metric"},
        key=("company", "metric", "period"),
        placed="now_at",
    ),
    Frame(
        "resolved",
        f"SELECT t.*, {_RESOLVED} AS resolved_within FROM ticket_facts AS t",
        ("ticket_facts",),
        OF_TICKET,
        key=("ticket_id",),
    ),
)
