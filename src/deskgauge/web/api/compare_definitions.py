"""One metric under the rules of others, on the same data."""

from __future__ import annotations

from fastapi import APIRouter, Depends
from starlette.responses import Response

from deskgauge.catalogue import registry
from deskgauge.report.definitions import comparison_document
from deskgauge.web.access import needs
from deskgauge.web.answered import asked, words
from deskgauge.web.asked import CHECKS, AsOf, Clock, From, Limit, Metric, Stat, To, Where
from deskgauge.web.described import responses
from deskgauge.web.giving import Give

router = APIRouter(tags=["numbers"], dependencies=[*CHECKS, Depends(needs("read"))])
EXAMPLE = {
    "metric": "first_response_time", "period_start": "2026-03-01T00:00:00+01:00",
    "period_end": "2026-04-01T00:00:00+02:00",
    "definitions": [{"definition": "zendesk", "title": "Agents' own tickets wait for the second comment",
                     "value": 7587.5, "difference": 272.5, "differing": 349}],
    "not_known": ["Amazon Connect"], "untold": {}, "missing": {}, "thing": "ticket", "things": 19146,
    "differing": 349, "differing_share": 0.018, "rows": [],
}  # fmt: skip


@router.get(
    "/compare-definitions/{metric}",
    summary="One metric under every rule",
    response_class=Response,
    responses=responses("Comparison", EXAMPLE),
)
def compare_definitions(
    give: Give,
    metric: Metric,
    *,
    from_: From = None,
    to: To = None,
    where: Where = None,
    clock: Clock = None,
    stat: Stat = "headline",
    as_of: AsOf = None,
    limit: Limit = 10,
) -> Response:
    """What the same data give by the rule of each vendor, and the tickets on which they differ.

    The tickets are told to those alone who may see rows.
    """
    registry.metric(metric, give.desk.metrics())
    question = asked(from_=from_, to=to, where=where, clock=clock, stat=stat, as_of=as_of)
    return give.answer(
        lambda: comparison_document(give.desk.compare_definitions(metric, limit=limit, **question), words(give))
    )
