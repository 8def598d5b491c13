"""One metric's question to a company, and the items that its rows are counted from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from naive.contacts import Contact, contacts
from naive.desk import Call, Company, Desk, Dims
from naive.tickets import Ticket, tickets


@dataclass(frozen=True)
class Item:
    """Something that counts towards a row, or that does not and why.

    ``part`` tells apart what a metric keeps apart: "" a finished value or a numerator, "open" a duration that
    still runs, "below" what stands below the line of a ratio; there ``key`` says what is counted once.
    """

    at: datetime
    dims: Dims
    value: float = 1.0
    part: str = ""
    key: str = ""
    reason: str | None = None


class Books:
    """A company with its tickets, calls and contacts read once."""

    def __init__(self, company: Company) -> None:
        self.company = company  # held, so that its identity stays its own
        self.desk = Desk(company)
        self.known: dict[str, list[Item]] = {}  # items already collected, by metric and options

    @cached_property
    def tickets(self) -> Mapping[str, Ticket]:
        """Tickets by id."""
        return {ticket.id: ticket for ticket in tickets(self.desk)}

    @cached_property
    def contacts(self) -> list[Contact]:
        """Contacts in order of time."""
        return contacts(self.desk, self.tickets)

    @cached_property
    def by_customer(self) -> Mapping[str, list[Contact]]:
        """Contacts of each customer, in order of time."""
        groups: dict[str, list[Contact]] = {}
        for contact in self.contacts:
            if contact.customer is not None:
                groups.setdefault(contact.customer, []).append(contact)
        return groups


@dataclass(frozen=True)
class Ask:
    """The books and the options of a question; the moment is given for what is counted at a period's end."""

    books: Books
    clock: str = "calendar"
    anchor: str | None = None
    moment: datetime = datetime.max
    running: bool = False

    @property
    def desk(self) -> Desk:
        """The company's rows."""
        return self.books.desk

    @property
    def tickets(self) -> list[Ticket]:
        """All tickets, invalid ones with their reason."""
        return list(self.books.tickets.values())

    def about(
        self, ticket: Ticket, at: datetime | None, value: float | None = 1.0, *,
        part: str = "", key: str = "", reason: str | None = None,
    ) -> list[Item]:  # fmt: skip
        """Return the item of a ticket: with its reason where it is invalid, no_calendar where the value is None."""
        if at is None:
            return []
        why = ticket.reason or reason or ("no_calendar" if value is None else None)
        return [Item(at, ticket.dims, value or 0.0, part, key, why)]

    def lasted(self, ticket: Ticket, start: datetime, end: datetime) -> float | None:
        """Return the length of a span of a ticket on the question's clock."""
        return self.desk.elapsed(start, end, self.clock, ticket.team)

    def waited(self, call: Call) -> float | None:
        """Return a call's wait on the question's clock; None where a time or the working hours are missing."""
        end = call.waited_until
        return None if end is None else self.desk.elapsed(call.queued, end, self.clock, *call.dims["team"])

    def over(self, since: datetime, window: timedelta) -> bool:
        """Say whether a window that began at an instant has run out."""
        return since + window <= self.desk.now
