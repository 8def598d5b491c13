"""Whether the server stands, and which state of the data it answers from."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request

from deskgauge.web.access import needs
from deskgauge.web.desk import Desk

router = APIRouter()


@router.get(
    "/health",
    summary="Whether the server stands, and the generation that it answers from",
    dependencies=[Depends(needs("read"))],
)
def health(request: Request) -> dict[str, object]:
    """Return the generation of the data and whether there is any."""
    desk: Desk = request.app.state.desk
    return {"generation": desk.generation(), "has_data": desk.has_data()}
