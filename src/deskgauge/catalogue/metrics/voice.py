"""Voice of the customer, beyond the single score: weighted, put together, in words, against rivals."""

from __future__ import annotations

from deskgauge.catalogue.kinds import count_where
from deskgauge.catalogue.metric import Metric
from deskgauge.catalogue.metrics.flow import SOLVED
from deskgauge.catalogue.metrics.satisfaction import CSAT
from deskgauge.catalogue.parts import Cross
from deskgauge.catalogue.weighting import RakedShare

METRICS = [
    Metric(
        id="csat_weighted", title="Customer satisfaction, weighted", group="satisfaction", unit="share", better="up",
        kind=RakedShare(
            "rated", "answered_at", CSAT.less(("no_time", "NOT is_known")), {"event": "answered_at"},
            hit="is_top_box",
            margins=("ticket_channel", "ticket_type", "ticket_priority", "resolved_within"),
            like=Cross(
                "resolved", "solved_at", ("channel", "request_type", "priority", "resolved_within"),
                {"n": count_where(SOLVED.counted())},
            ),
        ),
        text="Customer satisfaction with each answer weighted so that the answers are like the tickets solved in the "
        "same period and slice by channel, request type, priority and time to resolution (raking). Answers that name "
        "no ticket are left out.",
        source="S4.1", needs=("survey_responses", "tickets"), requires=(("survey_responses",), ("tickets",)),
        of="csat", survey=True, pairs=("csat", "survey_response_rate"),
        why="The unhappy answer more often, and some channels more than others: what the answers would say if all "
        "kinds of tickets had answered alike.",
    ),
]  # fmt: skip
