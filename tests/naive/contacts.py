"""Contacts: customers' tickets, inbound calls and chats in one line of time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from naive.desk import Call, Desk, Dims
from naive.tickets import Ticket

PART_OF_TICKET = timedelta(hours=1)


@dataclass(frozen=True)
class Contact:
    """A customer who wanted something."""

    at: datetime
    id: str
    customer: str | None
    request_type: object
    dims: Dims

    def alike(self, request_type: object) -> bool:
        """Say whether it may be about the same thing; a missing type matches any."""
        return self.request_type is None or request_type is None or self.request_type == request_type

    def follows(self, at: datetime, id_: str) -> bool:
        """Say whether it comes after a contact; equal times are ordered by id."""
        return (self.at, self.id) > (at, id_)


def is_contact(ticket: Ticket) -> bool:
    """Say whether a ticket came from a customer."""
    return ticket.reason is None and not ticket.by_agent


def contacts(desk: Desk, tickets: Mapping[str, Ticket]) -> list[Contact]:
    """Return all contacts in order of time."""
    found = [
        Contact(ticket.created, ticket.id, ticket.customer, ticket.dims["request_type"][0], ticket.dims)
        for ticket in tickets.values()
        if is_contact(ticket)
    ] + [
        Contact(call.queued, call.id, call.row.get("customer_id"), call.dims["request_type"][0], call.dims)
        for call in desk.calls.values()
        if call.inbound and not call.failed and not is_part(call, tickets)
    ]
    return sorted(found, key=lambda contact: (contact.at, contact.id))


def is_part(call: Call, tickets: Mapping[str, Ticket]) -> bool:
    """Say whether a call belongs to the contact that its ticket is."""
    ticket = tickets.get(str(call.row.get("ticket_id")))
    return ticket is not None and is_contact(ticket) and abs(call.queued - ticket.created) <= PART_OF_TICKET
