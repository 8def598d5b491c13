"""Tickets with all that their messages and changes say: replies, statuses, solves, waits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from naive.desk import Desk, Dims, Row, grouped
from naive.words import SOLVED
from naive.zones import parse

REASONS = (("is_spam", "spam"), ("is_deleted", "deleted"), ("merged_into", "merged"))


@dataclass(frozen=True)
class Message:
    """A message with who wrote it."""

    at: datetime
    id: str
    author: str | None
    kind: str
    public: bool
    auto: bool

    @property
    def human(self) -> bool:
        """The customer can read it and no machine sent it."""
        return self.public and not self.auto


@dataclass(frozen=True, eq=False)
class Change:
    """A status that a ticket took: when it says so, and when it counts (never before the ticket's creation)."""

    said: datetime
    at: datetime
    status: str
    by_agent: bool = False
    actor: str | None = None

    @property
    def solved(self) -> bool:
        """The status is solved or closed."""
        return self.status in SOLVED


@dataclass(frozen=True)
class Turn:
    """A wait of the customer; ``ending`` is reply, solve, or open."""

    start: datetime
    end: datetime | None
    ending: str


@dataclass
class Ticket:
    """A ticket and its history; every list is in order of time."""

    row: Row
    id: str
    created: datetime
    team: object
    customer: str | None
    by_agent: bool
    reason: str | None
    dims: Dims
    replies: list[Message]
    asks: list[Message]
    touches: list[datetime]
    changes: list[Change]
    unknown_solve: bool  # it says solved and nobody knows since when
    escalated: bool
    solves: list[Change] = field(default_factory=list)
    reopens: list[Change] = field(default_factory=list)
    messages: Sequence[Message] = ()
    events: Sequence[Row] = ()

    def __post_init__(self) -> None:
        before = False
        for change in self.changes:
            if change.solved != before:
                (self.solves if change.solved else self.reopens).append(change)
            before = change.solved

    @property
    def solved_now(self) -> bool:
        """Solved today, whenever that was."""
        return self.unknown_solve or self.changes[-1].solved

    @property
    def last_solve(self) -> Change | None:
        """The solve that stayed, where its time is known."""
        return self.solves[-1] if self.changes and self.changes[-1].solved else None

    @property
    def solved_at(self) -> datetime | None:
        """When it was solved for good."""
        return self.last_solve.at if self.last_solve else None

    def active(self, end: datetime, *, running: bool) -> bool:
        """Say whether it was there and unsolved just before an instant, or at it where the period still runs."""
        if self.unknown_solve or not happened(self.created, end, running=running):
            return False
        return not [change for change in self.changes if happened(change.at, end, running=running)][-1].solved


def happened(at: datetime, end: datetime, *, running: bool) -> bool:
    """Say whether something lies before a period's end; of a running period what happens now belongs to it."""
    return at <= end if running else at < end


def tickets(desk: Desk) -> list[Ticket]:
    """Read all tickets of a company."""
    messages = grouped(desk.rows("messages"), "ticket_id")
    events = grouped(desk.rows("ticket_events"), "ticket_id")
    return [_ticket(desk, row, messages.get(id_, ()), events.get(id_, ())) for id_, row in desk.ticket_rows.items()]


def _ticket(desk: Desk, row: Row, message_rows: Sequence[Row], event_rows: Sequence[Row]) -> Ticket:
    created, customer = _instant(row["created_at"]), row.get("customer_id")
    by_agent = row.get("created_by") == "agent"
    messages = sorted((_message(desk, one, customer) for one in message_rows), key=lambda m: (m.at, m.id))
    events = sorted(event_rows, key=lambda one: (_instant(one["at"]), one["event_id"]))
    opening = next((message for message in messages if message.human), None) if by_agent else None
    answers = [message for message in messages if message is not opening]
    changes = _changes(desk, row, created, [event for event in events if event["field"] == "status"])
    return Ticket(
        row, row["ticket_id"], created, row.get("team_id"), customer, by_agent,
        next((reason for column, reason in REASONS if row.get(column)), None),
        desk.ticket_dims(row),
        [message for message in answers if _is_reply(message)],
        [message for message in messages if message.human and message.kind == "customer"],
        _touches(created, messages, events), changes, not changes, _escalated(row, events),
        messages=messages, events=events,
    )  # fmt: skip


def _instant(value: object) -> datetime:
    at = parse(value)
    assert at is not None
    return at


def _message(desk: Desk, row: Row, customer: object) -> Message:
    at = _instant(row["at"])
    kind = desk.author_kind(row, at, customer)
    public = row.get("is_public") is not False
    return Message(at, row["message_id"], row.get("author_id"), kind, public, bool(row.get("is_auto")))


def _is_reply(message: Message) -> bool:
    return message.human and message.kind == "agent"


def _changes(desk: Desk, row: Row, created: datetime, events: Sequence[Row]) -> list[Change]:
    """Return the statuses since creation; empty where the ticket says solved and nobody knows since when."""
    if not events:
        return _changes_of_today(desk, row, created)
    began = desk.word("status", events[0].get("old_value")) or "new"
    changes = [Change(created, created, began)]
    for event in events:
        said, status = _instant(event["at"]), desk.word("status", event.get("new_value")) or "other"
        actor = event.get("actor_kind")
        changes.append(Change(said, max(said, created), status, actor == "agent", actor))
    return changes


def _changes_of_today(desk: Desk, row: Row, created: datetime) -> list[Change]:
    status, said = desk.word("status", row.get("status")) or "new", parse(row.get("status_at"))
    if said is not None:
        return [Change(created, created, "new"), Change(said, max(said, created), status)]
    return [] if status in SOLVED else [Change(created, created, status)]


def _touches(created: datetime, messages: Sequence[Message], events: Sequence[Row]) -> list[datetime]:
    by_message = [message.at for message in messages if message.kind == "agent" and not message.auto]
    by_event = [_instant(event["at"]) for event in events if event.get("actor_kind") == "agent"]
    return sorted([created, *by_message, *by_event])


def _escalated(row: Row, events: Sequence[Row]) -> bool:
    if row.get("is_escalated"):
        return True
    before: object = None
    for event in events:
        if event["field"] == "tier":
            old = event.get("old_value") if event.get("old_value") is not None else before
            new = before = event.get("new_value")
            a, b = _number(old), _number(new)
            if a is not None and b is not None and b > a:
                return True
    return False


def _number(text: object) -> float | None:
    try:
        return float(str(text).strip())
    except ValueError:
        return None


Step = tuple[datetime, int, int, str]  # when, messages before changes, place in its own list, what
"""What happens on a ticket, in order: created, ask, reply, solve, reopen, reopen by agent."""


def _steps(ticket: Ticket) -> list[Step]:
    steps: list[Step] = []
    if not ticket.by_agent:
        steps.append((ticket.created, -1, 0, "created"))
    messages = [(message.at, message.id, "ask") for message in ticket.asks]
    messages += [(message.at, message.id, "reply") for message in ticket.replies]
    steps += [(at, 0, number, what) for number, (at, _, what) in enumerate(sorted(messages))]
    changes = [(change, "solve") for change in ticket.solves]
    changes += [(change, "reopen by agent" if change.by_agent else "reopen") for change in ticket.reopens]
    changes.sort(key=lambda one: ticket.changes.index(one[0]))
    steps += [(change.at, 1, number, what) for number, (change, what) in enumerate(changes)]
    return sorted(steps)


def turns(ticket: Ticket) -> list[Turn]:
    """Return every wait of a ticket's customer for an answer."""
    steps = _steps(ticket)
    found: list[Turn] = []
    since: datetime | None = None
    solved = False
    for number, (at, _, _, what) in enumerate(steps):
        if since is None and _starts(ticket, steps, number, solved=solved):
            since = at
        elif since is not None and what in ("reply", "solve"):
            found.append(Turn(since, at, what))
            since = None
        if what == "solve" or what.startswith("reopen"):
            solved = what == "solve"
    if since is not None:
        found.append(Turn(since, None, "solve" if ticket.unknown_solve else "open"))
    return found


def _starts(ticket: Ticket, steps: Sequence[Step], number: int, *, solved: bool) -> bool:
    at, _, _, what = steps[number]
    if what == "created":
        return True
    if what != "ask" or (at < ticket.created and not ticket.by_agent):
        return False
    return not solved or [step[3] for step in steps[number + 1 : number + 2]] == ["reopen"]
