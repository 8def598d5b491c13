"""Customers and money: who is a customer, what they buy, read and visit, what support costs and earns."""

from __future__ import annotations

from deskgauge.catalogue.frame import OF_CUSTOMER, OF_TICKET, Dimension, Frame

DIMENSIONS = (
    Dimension("cohort", "Month of the first order or contract"),
    Dimension("plan", "Plan"),
)

CUSTOMER = {**OF_CUSTOMER, "plan": "plan"}

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
)
