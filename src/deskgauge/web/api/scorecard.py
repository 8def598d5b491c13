"""The scorecard: all metrics that the data allow, against target and past."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from deskgauge.language import _
from deskgauge.report.export import Document
from deskgauge.report.terminal import scorecard_document
from deskgauge.web.access import needs
from deskgauge.web.answered import asked, spoken, words
from deskgauge.web.api.query import EXAMPLE as ANSWER
from deskgauge.web.asked import CHECKS, AsOf, Clock, Compare, From, Stat, To, Where
from deskgauge.web.described import responses
from deskgauge.web.giving import Give

router = APIRouter(tags=["numbers"], dependencies=[*CHECKS, Depends(needs("read"))])
EXAMPLE = {
    **ANSWER,
    "company": "Example GmbH",
    "missing": [{"metric": "wait_time", "needs": "needs calls"}],
    "apart": [],
}
All = Annotated[bool, Query(description="All metrics, not those alone that the project chose.")]


@router.get("/scorecard", summary="The scorecard", response_class=Response, responses=responses("Scorecard", EXAMPLE))
def scorecard(
    give: Give,
    *,
    from_: From = None,
    to: To = None,
    where: Where = None,
    clock: Clock = None,
    stat: Stat = "headline",
    compare: Compare = "previous",
    all: All = False,
    as_of: AsOf = None,
) -> Response:
    """Without `from` and `to`: the last 28 whole days. Each row has its trend of 13 points, the oldest first."""
    question = asked(from_=from_, to=to, where=where, clock=clock, stat=stat, compare=compare, as_of=as_of)

    def make() -> Document:
        card = give.desk.scorecard(all=all, **question)
        titles = {name: _(one.title) for name, one in give.desk.metrics().items()}
        made = scorecard_document(card, titles, words(give))
        return Document(lambda: spoken(card.to_dict()), made.page, made.grid, made.sheets)

    return give.answer(make)
