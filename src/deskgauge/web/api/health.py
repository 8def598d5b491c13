"""Whether the server stands, and which state of the data it answers from."""

from __future__ import annotations

from fastapi import APIRouter, Depends

from deskgauge.web.access import needs
from deskgauge.web.asked import CHECKS
from deskgauge.web.described import problems
from deskgauge.web.giving import Desk_

router = APIRouter(tags=["server"], dependencies=CHECKS)


@router.get(
    "/health",
    summary="Whether the server stands, and the generation that it answers from",
    dependencies=[Depends(needs("read"))],
    responses={
        200: {
            "description": "It stands",
            "content": {
                "application/json": {
                    "schema": {"$ref": "#/components/schemas/Health"},
                    "example": {"generation": "7-18ea7a.5ad4", "has_project": True, "has_data": True},
                }
            },
        },
        **problems(400, 401, 403, 421, 500, 503),
    },
)
def health(desk: Desk_) -> dict[str, object]:
    """Every answer with the same generation rests on the same data and settings."""
    return {"generation": desk.generation(), "has_project": desk.has_project(), "has_data": desk.has_data()}
