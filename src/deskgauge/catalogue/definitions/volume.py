"""What is counted as created, and what as active."""

from __future__ import annotations

from deskgauge.catalogue.definition import Definition, Untold
from deskgauge.catalogue.kinds import Count, Level
from deskgauge.catalogue.metrics.flow import TICKETS
from deskgauge.catalogue.population import Population

CREATED, ACTIVE = "ticket_volume", "active_tickets"
AT = {"created": "created_at"}
PARKED = {"without_pending": "'pending'", "without_on_hold": "'on_hold'", "without_parked": "'pending', 'on_hold'"}


def _unless(name: str, title: str) -> Definition:
    statuses = PARKED[name]
    return Definition(
        metric=ACTIVE, id=name, title=title,
        text=f"Tickets created before the period's end that were neither solved nor {title.lower()} at that moment, "
        "by the history of their status.",
        source="Deskgauge: the backlog without what waits for others",
        kind=Level(
            "unsolved_spans", "", Population(f"status NOT IN ({statuses})"), enter="from_at", leave="to_at"
        ),
    )  # fmt: skip


DEFINITIONS = [
    Definition(
        metric=CREATED, id="freshdesk", title="Assigned tickets",
        text="Tickets created in the period that have an agent or a group; others do not count at all, nor do spam "
        "and the secondary ticket of a merge.",
        source="Freshdesk's documentation of its reports",
        kind=Count("tickets", "created_at", Population("agent_id IS NOT NULL OR team_id IS NOT NULL"), AT),
    ),
    Definition(
        metric=CREATED, id="zammad", title="Without merged tickets",
        text="Tickets created in the period; merged ones are dropped. That is our own rule.",
        source="zammad/zammad, the report's backend",
        kind=Count("tickets", "created_at", TICKETS, AT),
    ),
    Definition(
        metric=CREATED, id="merged_counted", title="Merged tickets too",
        text="Tickets created in the period, also those merged into another since.",
        source="Deskgauge: every contact that came in",
        kind=Count(
            "tickets", "created_at",
            Population(
                "TRUE", (("spam", "invalid_reason = 'spam'"), ("deleted", "invalid_reason = 'deleted'")),
                validity=False,
            ),
            AT,
        ),
    ),
    _unless("without_pending", "Pending"),
    _unless("without_on_hold", "On hold"),
    _unless("without_parked", "Pending or on hold"),
]  # fmt: skip

UNTOLD = [
    Untold(ACTIVE, "zendesk", "it is a picture taken once a night, at an hour that the data do not tell"),
]
