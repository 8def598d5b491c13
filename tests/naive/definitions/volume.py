"""Created and active under the rules of others."""

from __future__ import annotations

from collections.abc import Callable

from naive import ticket_items
from naive.asking import Ask, Item
from naive.definitions.first_contact import gone
from naive.definitions.resolution import assigned
from naive.recipes import Recipe, count
from naive.tickets import Ticket, happened

CREATED, ACTIVE = "ticket_volume", "active_tickets"


def _assigned(ask: Ask) -> list[Item]:
    return [item for one in ask.tickets if assigned(one) for item in ask.about(one, one.created)]


def _merged_too(ask: Ask) -> list[Item]:
    return [Item(one.created, one.dims, reason=gone(one, merged=True)) for one in ask.tickets]


def _status(ask: Ask, ticket: Ticket) -> str:
    changes = [change for change in ticket.changes if happened(change.at, ask.moment, running=ask.running)]
    return changes[-1].status


def _unless(*statuses: str) -> Callable[[Ask], list[Item]]:
    def items(ask: Ask) -> list[Item]:
        return [
            item
            for ticket in ticket_items._active(ask)
            if _status(ask, ticket) not in statuses
            for item in ask.about(ticket, ask.moment)
        ]

    return items


DEFINED = {
    (CREATED, "freshdesk"): Recipe(_assigned, count, None),
    (CREATED, "zammad"): Recipe(ticket_items.created, count, None),
    (CREATED, "merged_counted"): Recipe(_merged_too, count, None),
    (ACTIVE, "without_pending"): Recipe(_unless("pending"), count, None, at_end=True),
    (ACTIVE, "without_on_hold"): Recipe(_unless("on_hold"), count, None, at_end=True),
    (ACTIVE, "without_parked"): Recipe(_unless("pending", "on_hold"), count, None, at_end=True),
}
