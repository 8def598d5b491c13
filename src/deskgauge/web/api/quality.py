"""What is wrong with the data."""

from __future__ import annotations

from fastapi import APIRouter, Depends
from starlette.responses import Response

from deskgauge.report.findings import findings_document
from deskgauge.web.access import needs
from deskgauge.web.asked import CHECKS
from deskgauge.web.described import responses
from deskgauge.web.giving import Give

router = APIRouter(tags=["data"], dependencies=[*CHECKS, Depends(needs("read"))])
EXAMPLE = [
    {"check": "solved_without_event", "severity": "warning", "table": "tickets", "text": "12 tickets are solved …",
     "rows": 12, "share": 0.004, "metrics": ["resolution_time"], "sample": ["T000017"]}
]  # fmt: skip


@router.get(
    "/quality",
    summary="What is wrong with the data",
    response_class=Response,
    responses=responses("Finding", EXAMPLE, several=True),
)
def quality(give: Give) -> Response:
    """The gravest first: an error makes numbers wrong, a warning may, a note is good to know."""
    return give.answer(lambda: findings_document(give.desk.check()))
