"""An answer, or all rows behind a number, as a file to keep."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from deskgauge.errors import UsageError
from deskgauge.language import _
from deskgauge.report.explaining import rows_sheet
from deskgauge.report.export import Document
from deskgauge.web.access import NoRightError, needs
from deskgauge.web.answered import asked, document
from deskgauge.web.api.query import EXAMPLE
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
from deskgauge.web.described import files
from deskgauge.web.giving import Give, Giving, desk_of

router = APIRouter(tags=["rows"], dependencies=[*CHECKS, Depends(needs("export"))])
WHAT = ("answer", "rows")
What = Annotated[
    str,
    Query(description="The answer itself, or all rows behind one number.", json_schema_extra={"enum": list(WHAT)}),
]


@router.get(
    "/export",
    summary="A file of an answer or of rows",
    response_class=Response,
    responses=files("metric,period_start,period_end,value,unit,n\ncsat,2026-03-01T00:00:00+01:00,…", EXAMPLE),
)
def export(
    give: Give,
    metrics: Metrics,
    *,
    what: What = "answer",
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
    """The question of /query as CSV, Parquet or an Arrow stream; with `what=rows` all rows behind one metric."""
    if what not in WHAT:
        raise UsageError(_("There is no {what} to export: answer or rows.", what=repr(what)))
    names = listed(metrics)
    if what == "answer":
        question = asked(
            by=by, grain=grain, from_=from_, to=to, where=where, clock=clock, stat=stat, anchor=anchor,
            definition=definition, compare=compare, as_of=as_of,
        )  # fmt: skip
        return give.file(lambda: document(give, give.desk.query(*names, **question)), "answer")
    if not give.viewer.may("rows"):
        raise NoRightError("rows", give.viewer.role)  # counts without a row would be no file
    if len(names) != 1 or by or grain != "total" or compare:
        raise UsageError(_("Rows are those behind one metric, without by, grain and compare."))
    one = asked(from_=from_, to=to, where=where, clock=clock, stat=stat, anchor=anchor, definition=definition,
                as_of=as_of)  # fmt: skip
    return give.file(lambda: _rows(give, names[0], one), names[0])


def _rows(give: Giving, metric: str, question: dict[str, Any]) -> Document:
    """Return all rows behind a number; raise TooManyRowsError where they are more than are given at once."""
    desk_of(give.request).check_rows(sum(part.total for part in give.desk.explain(metric, limit=0, **question).parts))
    found = give.desk.explain(metric, limit=None, whole=True, **question)
    return Document(lambda: found.to_dict()["rows"], lambda width: (), lambda: ((), ()), lambda: [rows_sheet(found)])
