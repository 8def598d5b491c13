"""Customers and money: who is a customer, what they buy, read and visit, what support costs and earns."""

from __future__ import annotations

from deskgauge.catalogue.frame import OF_CUSTOMER, OF_TICKET, Dimension, Frame

DIMENSIONS = (
    Dimension("cohort", "Month of the first order or contract"),
    Dimension("plan", "Plan"),
    Dimension("referrer", "Referrer"),
    Dimension("landing", "First page"),
    Dimension("campaign", "Campaign"),
    Dimension("cost_category", "Category of the cost"),
    Dimension("cash_category", "Category of the movement"),
)

CUSTOMER = {**OF_CUSTOMER, "plan": "plan"}
OF_COSTS = {"team": "team_id", "channel": "channel"}

TOUCHES = """
SELECT 'visit' AS kind, visit_id AS touch_id, started_at AS "at", seconds, is_converted,
  FALSE AS is_delivered, FALSE AS is_opened, FALSE AS is_clicked, segment, country, language, plan
FROM visit_facts
UNION ALL
SELECT 'mail', message_id, sent_at, CAST(NULL AS DOUBLE), FALSE,
  is_delivered, is_opened, is_clicked, segment, country, language, plan
FROM mail_facts
"""

FRAMES = (
    Frame(
        "members",
        "SELECT * FROM member_spans",
        ("member_spans",),
        {**CUSTOMER, "cohort": "cohort"},
        key=("customer_id", "from_at"),
    ),
    Frame(
        "orders",
        "SELECT * FROM order_facts",
        ("order_facts",),
        {**OF_TICKET, **CUSTOMER, "kind": "kind", "cohort": "cohort"},
        key=("order_id",),
    ),
    Frame(
        "visits",
        "SELECT * FROM visit_facts",
        ("visit_facts",),
        {**CUSTOMER, "referrer": "referrer", "landing": "landing"},
        key=("visit_id",),
    ),
    Frame(
        "mails", "SELECT * FROM mail_facts", ("mail_facts",), {**CUSTOMER, "campaign": "campaign"}, key=("message_id",)
    ),
    Frame("touches", TOUCHES, ("visit_facts", "mail_facts"), CUSTOMER, key=("kind", "touch_id")),
    Frame(
        "attempts",
        "SELECT * FROM attempt_facts",
        ("attempt_facts",),
        {**CUSTOMER, "channel": "channel", "agent": "agent_id"},
        key=("attempt_id",),
    ),
    Frame(
        "contact_ends",
        "SELECT * FROM contact_ends",
        ("contact_ends",),
        {**OF_TICKET, "kind": "kind"},
        key=("kind", "contact_id"),
    ),
    Frame(
        "credited_orders",
        "SELECT * FROM credited_orders",
        ("credited_orders",),
        {**OF_TICKET, "kind": "kind"},
        key=("order_id",),
    ),
    Frame(
        "costs",
        "SELECT * FROM cost_days",
        ("cost_days",),
        {**OF_COSTS, "cost_category": "category"},
        timed=False,  # a day's part of a month's costs says nothing of its weekday
        key=("cost_id", "day"),
    ),
    # What costs are set against: whole in every cut by what only costs have.
    Frame(
        "solved_for_costs",
        "SELECT * FROM ticket_facts",
        ("ticket_facts",),
        OF_COSTS,
        shared=True,
        placed="created_at",
        key=("ticket_id",),
    ),
    Frame(
        "costs_of_teams",
        "SELECT * FROM cost_days",
        ("cost_days",),
        OF_COSTS,
        timed=False,
        key=("cost_id", "day"),
    ),
    Frame(
        "sales_for_costs",
        "SELECT * FROM order_facts WHERE is_credited AND NOT is_cancelled AND noted_amount IS NOT NULL",
        ("order_facts",),
        OF_COSTS,
        shared=True,
        key=("order_id",),
    ),
    Frame(
        "cash",
        "SELECT * FROM cash_facts",
        ("cash_facts",),
        {"kind": "kind", "cash_category": "category"},
        key=("movement_id",),
    ),
)
