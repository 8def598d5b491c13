"""The catalogue, and one metric whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter, Depends
from starlette.responses import Response

from deskgauge.catalogue import registry
from deskgauge.language import _
from deskgauge.report.catalogue import catalogue_document, metric_document
from deskgauge.report.export import Document, Sheet
from deskgauge.web.access import needs
from deskgauge.web.asked import CHECKS, Metric
from deskgauge.web.described import responses
from deskgauge.web.giving import Give

if TYPE_CHECKING:
    from deskgauge.catalogue.metric import Metric as Declared

router = APIRouter(tags=["catalogue"], dependencies=[*CHECKS, Depends(needs("read"))])
SPOKEN = ("title", "definition", "why", "interval")
EXAMPLE = {
    "id": "csat", "title": "Customer satisfaction", "group": "satisfaction", "unit": "share", "direction": "up",
    "definition": "Answers in the best boxes, among the answers with a score.", "source": "S4.1",
    "needs": ["survey_responses"], "headline": None,
    "options": {"clock": [], "stat": [], "anchor": ["event"], "definition": ["deskgauge", "zendesk"]},
    "why": "What customers say who were asked about this very contact.", "interval": "Wilson's score interval",
    "pairs": ["survey_response_rate"], "of": None, "version": "1",
}  # fmt: skip


@router.get(
    "/metrics", summary="All metrics", response_class=Response, responses=responses("Metric", [EXAMPLE], several=True)
)
def metrics(give: Give) -> Response:
    """Each metric with its words, unit, options and what it needs; those of the project's own are among them."""

    def make() -> Document:
        told = [_spoken(one.describe()) for one in give.desk.metrics().values()]
        made = catalogue_document(list(give.desk.metrics().values()))
        columns = list(told[0])
        return Document(lambda: told, made.page, made.grid, lambda: [Sheet("Metrics", columns, told, {})])

    return give.answer(make)


@router.get(
    "/metrics/{metric}", summary="One metric whole", response_class=Response, responses=responses("Metric", EXAMPLE)
)
def metric(give: Give, metric: Metric) -> Response:
    """Its words, formula, options and what it needs; with its SQL for those who may see that."""
    found = registry.metric(metric, give.desk.metrics())
    return give.answer(lambda: _whole(give, found))


def _whole(give: Give, found: Declared) -> Document:
    sql = "\n;\n".join(give.desk.sql(found.id)) if give.viewer.may("sql") and _has_data(give, found) else None
    made = metric_document(found, sql)
    told = _spoken({**found.describe(), **({"sql": sql} if sql else {})})
    return Document(lambda: told, made.page, made.grid, lambda: [Sheet("Metric", list(told), [told], {})])


def _has_data(give: Give, found: Declared) -> bool:
    return give.desk.has_data() and found.id in give.desk.metrics()


def _spoken(told: dict[str, object]) -> dict[str, object]:
    """Return a description with its texts in the reader's language."""
    return {name: _(str(value)) if name in SPOKEN and value else value for name, value in told.items()}
