"""The people: staff and their days, paid time, what they got done, what they say of their work.

Rows about an agent are cut by the agent's own team, role and tier as they are today.
"""

from __future__ import annotations

from collections.abc import Mapping

from deskgauge.catalogue.frame import OF_TICKET, TICKET_COLUMNS, Dimension, Frame

DIMENSIONS = (
    Dimension("role", "Role"),
    Dimension("tier", "Support tier"),
)

OF_AGENT: Mapping[str, str] = {"agent": "agent_id", "team": "team_id", "role": "role", "tier": "tier"}
_OWN = "a.team_id, a.role, a.tier"

FRAMES = (
    Frame("staff", "SELECT * FROM agents", ("agents",), OF_AGENT, key=("agent_id",), withheld=True),
    Frame(
        "headcount",
        f"SELECT d.from_at, a.agent_id, {_OWN} FROM local_days AS d JOIN agents AS a "
        "ON (a.hired_at IS NULL OR a.hired_at < d.to_at) AND (a.left_at IS NULL OR a.left_at >= d.to_at)",
        ("local_days", "agents"),
        OF_AGENT,
        key=("from_at", "agent_id"),
        withheld=True,
    ),
    Frame("days", "SELECT from_at FROM local_days", ("local_days",), {}, shared=True, key=("from_at",)),
    Frame(
        "shifts",
        f"SELECT s.shift_id, s.started_at, s.ended_at, s.agent_id, {_OWN} FROM shifts AS s "
        "LEFT JOIN agents AS a ON a.agent_id = s.agent_id",
        ("shifts", "agents"),
        OF_AGENT,
        key=("shift_id",),
    ),
    Frame(
        "done",
        f'SELECT w.kind, w.thing_id, w."at", w.agent_id, w.invalid_reason, {_OWN} FROM ('
        "SELECT 'ticket' AS kind, ticket_id AS thing_id, "
        'solved_at AS "at", agent_id, invalid_reason FROM ticket_facts WHERE solved_at IS NOT NULL '
        "UNION ALL SELECT kind, call_id, answered_at, agent_id, CAST(NULL AS VARCHAR) FROM call_facts "
        "WHERE is_answered AND answered_at IS NOT NULL"
        ") AS w LEFT JOIN agents AS a ON a.agent_id = w.agent_id",
        ("ticket_facts", "call_facts", "agents"),
        OF_AGENT,
        key=("kind", "thing_id"),
    ),
    Frame(
        "handling",
        f"SELECT w.thing_id, w.work_id, w.ended_at, w.seconds, w.invalid_reason, w.worker_id AS agent_id, {_OWN} "
        "FROM work_facts AS w "
        "LEFT JOIN agents AS a ON a.agent_id = w.worker_id",
        ("work_facts", "agents"),
        OF_AGENT,
        key=("thing_id", "work_id"),
    ),
    Frame(
        "taken",
        f"SELECT k.taken_at, {TICKET_COLUMNS} FROM taken_tickets AS k "
        "JOIN ticket_facts AS t ON t.ticket_id = k.ticket_id",
        ("taken_tickets", "ticket_facts"),
        OF_TICKET,
        key=("ticket_id",),
    ),
    Frame(
        "handled",
        "SELECT t.*, a.team_id AS agent_team FROM ticket_facts AS t LEFT JOIN agents AS a ON a.agent_id = t.agent_id",
        ("ticket_facts", "agents"),
        OF_TICKET,
        key=("ticket_id",),
        placed="created_at",
    ),
    Frame(
        "staff_surveys",
        "SELECT s.response_id, s.kind, s.answered_at, s.is_top_box, s.invalid_reason, s.survey_id, s.agent_id, "
        f"{_OWN} FROM survey_facts AS s LEFT JOIN agents AS a ON a.agent_id = s.agent_id WHERE s.kind = 'esat'",
        ("survey_facts", "agents"),
        {**OF_AGENT, "survey": "survey_id"},
        key=("response_id",),
        confidential="TRUE",
        withheld=True,
    ),
)
