"""One ticket's line of time, and what each metric makes of it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from starlette.responses import Response

from deskgauge.report.explaining import story_document
from deskgauge.web.access import needs
from deskgauge.web.answered import words
from deskgauge.web.asked import CHECKS, AsOf
from deskgauge.web.described import responses
from deskgauge.web.giving import Give

router = APIRouter(tags=["rows"], dependencies=[*CHECKS, Depends(needs("rows"))])
EXAMPLE = {
    "ticket_id": "T000001", "ticket": {"created_at": "2026-03-01T06:13:23Z", "channel": "email"},
    "events": [{"at": "2026-03-01T06:13:23Z", "calendar_s": 0.0, "working_s": 0.0, "what": "created", "who": "K04111",
                "text": "by customer, channel email"}],
    "metrics": [{"metric": "ticket_volume", "counted": True, "reason": None}],
}  # fmt: skip
TicketId = Annotated[str, Path(description="The ticket's id, as its source has it.", examples=["T000001"])]
One = Annotated[str | None, Query(description="What this metric alone makes of it.", examples=["first_response_time"])]


@router.get(
    "/tickets/{ticket_id}", summary="One ticket", response_class=Response, responses=responses("Story", EXAMPLE)
)
def ticket(give: Give, ticket_id: TicketId, metric: One = None, as_of: AsOf = None) -> Response:
    """Everything that happened, on the calendar's and the working clock, and why it counts where."""
    return give.answer(lambda: story_document(give.desk.ticket(ticket_id, metric=metric, as_of=as_of), words(give)))
