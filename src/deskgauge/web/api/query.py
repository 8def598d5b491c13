"""The question: metrics by dimension and period."""

from __future__ import annotations

from fastapi import APIRouter, Depends
from starlette.responses import Response

from deskgauge.web.access import needs
from deskgauge.web.answered import asked, document
from deskgauge.web.asked import (
    CHECKS,
    Anchor,
    AsOf,
    By,
    Clock,
    Compare,
    Definition,
    From,
    Grain,
    Metrics,
    Stat,
    To,
    Where,
    listed,
)
from deskgauge.web.described import responses
from deskgauge.web.giving import Give

router = APIRouter(tags=["numbers"], dependencies=[*CHECKS, Depends(needs("read"))])
EXAMPLE = {
    "rows": [
        {"metric": "csat", "period_start": "2026-03-01T00:00:00+01:00", "period_end": "2026-04-01T00:00:00+02:00",
         "channel": "email", "value": 0.8125, "unit": "share", "n": 64, "n_open": 0, "provisional": False,
         "low": 0.7, "high": 0.89, "too_few": False, "note": None}
    ],
    "definitions": {
        "csat": {"version": "1", "text": "Answers in the best boxes, among the answers with a score.",
                 "options": {"anchor": "event", "definition": "deskgauge"}}
    },
    "excluded": {"csat": {"no_score": 3}},
    "data_through": "2026-11-20T17:02:11Z",
    "as_of": None,
}  # fmt: skip


@router.get(
    "/query", summary="Ask for metrics", response_class=Response, responses=responses("Answer", EXAMPLE, rows=True)
)
def query(
    give: Give,
    metrics: Metrics,
    *,
    by: By = None,
    grain: Grain = "total",
    from_: From = None,
    to: To = None,
    where: Where = None,
    clock: Clock = None,
    stat: Stat = "headline",
    anchor: Anchor = None,
    definition: Definition = "deskgauge",
    compare: Compare = None,
    as_of: AsOf = None,
) -> Response:
    """One row per metric, period and slice, with its interval, its definition and what was left out.

    Without `from` and `to` the range is that of the data. Periods without rows are there too, with n 0.
    """
    question = asked(
        by=by, grain=grain, from_=from_, to=to, where=where, clock=clock, stat=stat, anchor=anchor,
        definition=definition, compare=compare, as_of=as_of,
    )  # fmt: skip
    names = listed(metrics)
    return give.answer(lambda: document(give, give.desk.query(*names, **question)))
