"""One number followed down to its rows."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from deskgauge.catalogue import registry
from deskgauge.report.explaining import explanation_document, rows_sheet
from deskgauge.report.export import Document
from deskgauge.web.access import needs
from deskgauge.web.answered import asked, without_sql, words
from deskgauge.web.asked import CHECKS, Anchor, AsOf, Clock, Definition, From, Limit, Metric, Stat, To, Where
from deskgauge.web.described import responses
from deskgauge.web.giving import Give

router = APIRouter(tags=["rows"], dependencies=[*CHECKS, Depends(needs("rows"))])
EXAMPLE = {
    "metric": "csat", "title": "Customer satisfaction",
    "definition": {"version": "1", "text": "Answers in the best boxes.", "options": {"definition": "deskgauge"}},
    "where": None, "value": [], "total": 70, "counted": 64, "excluded": {"no_score": 3}, "not_about": 3,
    "parts": [], "limit": 1,
    "rows": [{"response_id": "S000006", "at": "2026-03-04T19:51:19Z", "counted": True, "reason": None}],
    "data_through": "2026-11-20T17:02:11Z", "as_of": None,
}  # fmt: skip
Period = Annotated[
    str | None,
    Query(
        description="A range by name instead of from and to: 2026-03, 2026-Q1, 2026-W10, last-week.",
        examples=["2026-03"],
    ),
]


@router.get(
    "/explain/{metric}",
    summary="What a number is made of",
    response_class=Response,
    responses=responses("Explanation", EXAMPLE),
)
def explain(
    give: Give,
    metric: Metric,
    *,
    from_: From = None,
    to: To = None,
    period: Period = None,
    where: Where = None,
    clock: Clock = None,
    stat: Stat = "headline",
    anchor: Anchor = None,
    definition: Definition = "deskgauge",
    as_of: AsOf = None,
    limit: Limit = 20,
) -> Response:
    """The rows that counted, those left out with the reason, and how many of each; as CSV the rows alone."""
    registry.metric(metric, give.desk.metrics())
    question = asked(
        from_=from_, to=to, period=period, where=where, clock=clock, stat=stat, anchor=anchor,
        definition=definition, as_of=as_of,
    )  # fmt: skip

    def make() -> Document:
        found = give.desk.explain(metric, limit=limit, **question)
        made = explanation_document(found, words(give))
        return Document(lambda: without_sql(give, found.to_dict()), made.page, made.grid, lambda: [rows_sheet(found)])

    return give.answer(make)
