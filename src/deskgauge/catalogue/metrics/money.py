"""Money: what support costs and earns, and what flows in and out."""

from __future__ import annotations

from deskgauge.catalogue.costs import OfCosts
from deskgauge.catalogue.kinds import count_where
from deskgauge.catalogue.metric import Metric
from deskgauge.catalogue.metrics.flow import SOLVED
from deskgauge.catalogue.parts import Cells, Figure, Scan, Value
from deskgauge.catalogue.population import Population
from deskgauge.catalogue.things import Sum

RATED = Population(excluded=(("no_rate", "amount IS NULL"),), validity=False)
OPERATING = Population("kind = 'operating'", (("no_rate", "amount IS NULL"),), validity=False)
NO_COSTS = "no costs in the period"


def _amounts(frame: str, at: str) -> Scan:
    counted = RATED.counted()
    return Scan(frame, at, {"n": count_where(counted), "total": Figure("sum", counted, "amount")})


def _cost_per_resolution(cells: Cells) -> Value:
    solved, total = cells.count("solved", "n"), cells.maybe("costs", "total")
    if total is None:
        return Value(None, solved, note=NO_COSTS if solved else None)
    return Value(total / solved if solved else None, solved)


def _roi(cells: Cells) -> Value:
    days, cost = cells.count("costs", "n"), cells.maybe("costs", "total")
    revenue = cells.maybe("sales", "total") or 0.0
    return Value((revenue - cost) / cost if cost else None, days)


METRICS = [
    Metric(
        id="cost_per_resolution", title="Cost per resolution", group="customers", unit="money", better="down",
        kind=OfCosts(
            "costs", '"at"', RATED,
            made_of={
                "costs": _amounts("costs", '"at"'),
                "solved": Scan("solved_for_costs", "solved_at", {"n": count_where(SOLVED.counted())}),
            },
            formula=_cost_per_resolution,
            left_out=(("costs", '"at"', RATED), ("solved_for_costs", "solved_at", SOLVED)),
        ),
        text="All service costs of the period, in the reporting currency, divided by the tickets solved in it. A cost "
        "is spread evenly over its days, both ends included. By category it is each category's part of the whole. By "
        "team or channel it is their own costs: those shared by all are not allocated.",
        source="S1.2", needs=("costs", "tickets"), requires=(("costs",), ("tickets",)),
        pairs=("csat", "first_contact_resolution"),
        why="It shows whether a company pays much to solve what troubles its customers, or puts in so little that "
        "the process suffers.",
    ),
    Metric(
        id="service_roi", title="Return on service", group="customers", unit="ratio", better="up",
        kind=OfCosts(
            "costs_of_teams", '"at"', RATED,
            made_of={
                "costs": _amounts("costs_of_teams", '"at"'),
                "sales": _amounts("sales_for_costs", "ordered_at"),
            },
            formula=_roi,
            left_out=(("costs_of_teams", '"at"', RATED), ("sales_for_costs", "ordered_at", RATED)),
        ),
        text="Revenue of the orders credited to support less all service costs of the period, divided by the costs. "
        "At 0 support earns what it costs; at -1 nothing is credited to it. Its n are the costs by day.",
        source="S1.2", needs=("costs", "orders"), requires=(("costs",), ("orders",)),
        pairs=("cost_per_resolution", "upsell_rate"),
        why="It holds what support sells against what it costs; what it keeps from being lost is not in it.",
    ),
    Metric(
        id="operating_cash_flow", title="Operating cash flow", group="customers", unit="money", better="up",
        kind=Sum("cash", "booked_at", OPERATING, amount="amount"),
        text="Money in less money out of the operating business, in the reporting currency by the rate of the day.",
        source="S0.14", needs=("cash_movements",), requires=(("cash_movements",),), pairs=("cash_flow",),
        why="Loans and machines come and go; this is what the business itself brings.",
    ),
    Metric(
        id="cash_flow", title="Cash flow", group="customers", unit="money", better="up",
        kind=Sum("cash", "booked_at", RATED, amount="amount"),
        text="Money in less money out, all movements, in the reporting currency by the rate of the day.",
        source="S0.14", needs=("cash_movements",), requires=(("cash_movements",),), pairs=("operating_cash_flow",),
        why="Service moves the bottom line: bad service loses customers and referrals, good service brings them back.",
    ),
]  # fmt: skip
