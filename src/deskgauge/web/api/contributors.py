"""What moved a metric between two periods."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from deskgauge.catalogue import registry
from deskgauge.errors import UsageError
from deskgauge.language import _
from deskgauge.report.contributors import contributors_document
from deskgauge.report.export import Document
from deskgauge.web.access import needs
from deskgauge.web.answered import asked, words
from deskgauge.web.asked import (
    CHECKS,
    INSTANT,
    Anchor,
    AsOf,
    By,
    Clock,
    Compare,
    Definition,
    From,
    Metric,
    Stat,
    To,
    Where,
)
from deskgauge.web.described import responses
from deskgauge.web.giving import Give

router = APIRouter(tags=["numbers"], dependencies=[*CHECKS, Depends(needs("read"))])
EXAMPLE = {
    "metric": "csat", "unit": "share", "of": {}, "period_start": "2026-03-01T00:00:00+01:00",
    "period_end": "2026-04-01T00:00:00+02:00", "compared_start": "2026-01-29T00:00:00+01:00",
    "compared_end": "2026-03-01T00:00:00+01:00", "value": 0.825, "previous": 0.833, "change": -0.008,
    "splits": [{"by": ["channel"], "method": "mean",
                "contributors": [{"slice": {"channel": "email"}, "total": -0.007}]}],
    "definition": {"version": "1", "text": "Answers in the best boxes.", "options": {"definition": "deskgauge"}},
    "notes": [], "data_through": "2026-11-20T17:02:11Z",
}  # fmt: skip
AgainstFrom = Annotated[str | None, Query(description=f"The beginning of the other period: {INSTANT}")]
AgainstTo = Annotated[str | None, Query(description=f"The end of the other period, not included: {INSTANT}")]
Of = Annotated[str | None, Query(description="Of a share by type: whose share.")]


@router.get(
    "/contributors/{metric}",
    summary="What moved a metric",
    response_class=Response,
    responses=responses("Contributors", EXAMPLE),
)
def contributors(
    give: Give,
    metric: Metric,
    *,
    by: By = None,
    from_: From = None,
    to: To = None,
    compare: Compare = None,
    against_from: AgainstFrom = None,
    against_to: AgainstTo = None,
    of: Of = None,
    where: Where = None,
    clock: Clock = None,
    stat: Stat = "headline",
    anchor: Anchor = None,
    definition: Definition = "deskgauge",
    as_of: AsOf = None,
) -> Response:
    """Slice by slice, so that what is listed adds up to the change; without `by` every dimension is tried."""
    title = registry.metric(metric, give.desk.metrics()).title
    question = asked(
        by=by, from_=from_, to=to, compare=compare, against=_both(against_from, against_to), of=of, where=where,
        clock=clock, stat=stat, anchor=anchor, definition=definition, as_of=as_of,
    )  # fmt: skip
    question["by"] = question["by"] or None

    def make() -> Document:
        return contributors_document(give.desk.contributors(metric, **question), _(title), words(give), (None, None))

    return give.answer(make)


def _both(start: str | None, end: str | None) -> tuple[str, str] | None:
    if start is None and end is None:
        return None
    if start is None or end is None:
        raise UsageError(_("The other period takes both against_from and against_to."))
    return start, end
