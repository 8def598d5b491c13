"""Customers: who stays, who leaves, who buys again."""

from __future__ import annotations

from deskgauge.catalogue.metric import Metric
from deskgauge.catalogue.population import Population
from deskgauge.catalogue.things import KeptShare, ThingShare

EVERYBODY = Population(validity=False)
PURCHASES = Population("is_purchase", (("no_customer", "customer_id IS NULL"),), validity=False)
KEPT = ("customers", "subscriptions", "orders")

METRICS = [
    Metric(
        id="customer_retention", title="Customer retention", group="customers", unit="share", better="up",
        kind=KeptShare("members", "", EVERYBODY, thing="customer_id", enter="from_at", leave="to_at"),
        text="Customers at the period's beginning who are customers at its end too, among those at its beginning: "
        "those at the end less those won in the period, divided by those at the beginning. A contract says by its "
        "dates who is a customer; without contracts it is whoever bought within inactive_after.",
        source="S0.3 S1.8 S2.12 S4.11", needs=KEPT, requires=(KEPT,), pairs=("customer_churn", "repurchase_rate"),
        why="A customer who stays is cheaper than one who has to be won; a bad experience with support drives "
        "customers away, and here it is seen last.",
    ),
    Metric(
        id="customer_churn", title="Customer churn", group="customers", unit="share", better="down",
        kind=KeptShare("members", "", EVERYBODY, thing="customer_id", enter="from_at", leave="to_at", lost=True),
        text="Customers at the period's beginning who are none at its end, among those at its beginning. A contract "
        "is lost when it ends and no other follows at once; without contracts a customer is lost when inactive_after "
        "has passed since the last order.",
        source="S2.11 S4.10", needs=KEPT, requires=(KEPT,), pairs=("customer_retention",),
        why="Some always leave. A rate that is high, or rises at certain times of the year, tells where the service "
        "has to get better.",
    ),
    Metric(
        id="repurchase_rate", title="Repurchase rate", group="customers", unit="share", better="up",
        kind=ThingShare("orders", "ordered_at", PURCHASES, thing="customer_id", at_least=2),
        text="Customers with at least two purchases in the period, among the customers with a purchase in it. "
        "Cancelled orders and mere actions are no purchase. It says nothing about a subscription business, whose "
        "customers pay on without ordering: read customer_retention there.",
        source="S2.18 S0.3", needs=("orders",), requires=(("orders",),), pairs=("repeat_customer_share",),
        why="It shows how often customers come back to buy, and whether the service makes them want to.",
    ),
    Metric(
        id="repeat_customer_share", title="Repeat customers", group="customers", unit="share", better="up",
        kind=ThingShare(
            "orders", "ordered_at", PURCHASES, thing="customer_id", amount="CASE WHEN is_repeat THEN 1 ELSE 0 END"
        ),
        text="Customers of the period who had bought before, be it before the period or earlier in it, among the "
        "customers with a purchase in it.",
        source="S0.3", needs=("orders",), requires=(("orders",),), pairs=("repurchase_rate",),
        why="Of today's buyers it shows how many are not new.",
    ),
]  # fmt: skip
