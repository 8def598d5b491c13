"""What the ticket metrics count."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from naive.asking import Ask, Item
from naive.tickets import Message, Ticket, happened, turns


def created(ask: Ask) -> list[Item]:
    """Tickets by creation."""
    return [item for ticket in ask.tickets for item in ask.about(ticket, ticket.created)]


def _solved(ask: Ask) -> list[tuple[Ticket, datetime, str | None]]:
    """Return the tickets solved today, when, and no_time where nobody knows; those stand at their creation then."""
    return [
        (ticket, ticket.solved_at or ticket.created, "no_time" if ticket.unknown_solve else None)
        for ticket in ask.tickets
        if ticket.solved_now
    ]


def solved(ask: Ask) -> list[Item]:
    """Tickets by their final solve."""
    return [item for ticket, at, why in _solved(ask) for item in ask.about(ticket, at, reason=why)]


def net_flow(ask: Ask) -> list[Item]:
    """Tickets created, and tickets solved with a minus."""
    return created(ask) + [replace(item, value=-1.0) for item in solved(ask)]


def escalated(ask: Ask) -> list[Item]:
    """Solved tickets, 1 for those escalated."""
    return [
        item
        for ticket, at, why in _solved(ask)
        for item in ask.about(ticket, at, float(ticket.escalated), reason=why)
    ]  # fmt: skip


def reopened(ask: Ask) -> list[Item]:
    """Tickets by their first solve, 1 for those reopened since."""
    known = [
        item
        for ticket in ask.tickets
        if ticket.solves
        for item in ask.about(ticket, ticket.solves[0].at, float(bool(ticket.reopens)))
    ]
    return known + _unknown(ask)


def _unknown(ask: Ask) -> list[Item]:
    """Tickets whose solve has no time."""
    return [
        item
        for ticket in ask.tickets
        if ticket.unknown_solve
        for item in ask.about(ticket, ticket.created, reason="no_time")
    ]


def solved_by_now(ask: Ask) -> list[Item]:
    """Tickets by creation, 1 for those solved today."""
    return [item for one in ask.tickets for item in ask.about(one, one.created, float(one.solved_now))]


def solved_without_reply(ask: Ask) -> list[Item]:
    """Customers' solved tickets, 1 for those that never had a reply."""
    return [
        item
        for ticket, at, why in _solved(ask)
        for item in ask.about(
            ticket, at, float(not ticket.replies), reason="agent_created" if ticket.by_agent else why
        )
    ]  # fmt: skip


def _answer_of(ticket: Ticket) -> tuple[datetime | None, str | None]:
    """Return the first reply and why there is no first response to speak of."""
    if ticket.by_agent:
        return None, "agent_created"
    if not ticket.replies:
        return None, "solved_without_reply" if ticket.solved_now else None
    at = ticket.replies[0].at
    return at, "no_time" if at < ticket.created else None


def first_response(ask: Ask) -> list[Item]:
    """Customers' tickets with the time until their first reply."""
    items = []
    for ticket in ask.tickets:
        reply, why = _answer_of(ticket)
        at = {"event": reply, "solved": ticket.solved_at}.get(ask.anchor or "created", ticket.created)
        lasted = None if why else ask.lasted(ticket, ticket.created, reply or ask.desk.now)
        items += ask.about(ticket, at, lasted, part="" if reply or why else "open", reason=why)
    return items


def first_response_within_target(ask: Ask) -> list[Item]:
    """Customers' tickets of channels with a target, 1 for those answered within it."""
    items = []
    for ticket in ask.tickets:
        reply, why = _answer_of(ticket)
        target = ask.desk.targets.get(str(ticket.dims["channel"][0]))
        if target is None and not why:
            continue
        lasted = None if why else ask.lasted(ticket, ticket.created, reply or ask.desk.now)
        late = lasted is not None and target is not None and lasted > target
        if lasted is not None and not reply and not late:
            why = "no_reply_yet"
        items += ask.about(ticket, ticket.created, None if lasted is None else float(not late), reason=why)
    return items


def _waits(ask: Ask, skip: int) -> list[Item]:
    items = []
    for ticket in ask.tickets:
        for turn in turns(ticket)[skip:]:
            why = "solved_without_reply" if turn.ending == "solve" else None
            part = "open" if turn.ending == "open" else ""
            lasted = None if why else ask.lasted(ticket, turn.start, turn.end or ask.desk.now)
            items += ask.about(ticket, turn.start, lasted, part=part, reason=why)
    return items


def responses(ask: Ask) -> list[Item]:
    """Every wait for a reply."""
    return _waits(ask, 0)


def next_responses(ask: Ask) -> list[Item]:
    """Every wait but the first of its ticket."""
    return _waits(ask, 1)


def resolution(ask: Ask) -> list[Item]:
    """Solved tickets with the time until their final solve; by creation also the unsolved."""
    items = []
    for ticket in ask.tickets:
        solve, by_creation = ticket.last_solve, ask.anchor == "created"
        if not by_creation and not ticket.solved_now:
            continue
        why = "no_time" if ticket.unknown_solve or (solve and solve.said < ticket.created) else None
        lasted = None if why else ask.lasted(ticket, ticket.created, solve.at if solve else ask.desk.now)
        at = ticket.created if by_creation or not solve else solve.at
        items += ask.about(ticket, at, lasted, part="" if ticket.solved_now else "open", reason=why)
    return items


def first_resolution(ask: Ask) -> list[Item]:
    """Tickets with the time until their first solve."""
    items = _unknown(ask)
    for ticket in ask.tickets:
        if ticket.solves:
            solve = ticket.solves[0]
            why = "no_time" if solve.said < ticket.created else None
            lasted = None if why else ask.lasted(ticket, ticket.created, solve.at)
            items += ask.about(ticket, solve.at, lasted, reason=why)
    return items


def _spent(ask: Ask, ticket: Ticket, statuses: tuple[str, ...]) -> float | None:
    total = 0.0
    for change, following in zip(ticket.changes, ticket.changes[1:], strict=False):
        lasted = ask.lasted(ticket, change.at, following.at)
        if lasted is None:
            return None
        total += lasted if change.status in statuses else 0.0
    return total


def _waiting(ask: Ask, *statuses: str) -> list[Item]:
    items = []
    for ticket, at, unknown in _solved(ask):
        skewed = ticket.last_solve and ticket.last_solve.said < ticket.created
        why = unknown or ("no_time" if skewed else None)
        items += ask.about(ticket, at, None if why else _spent(ask, ticket, statuses), reason=why)
    return items


def requester_waits(ask: Ask) -> list[Item]:
    """Solved tickets with the time that the customer waited for the company."""
    return _waiting(ask, "new", "open", "on_hold")


def agent_waits(ask: Ask) -> list[Item]:
    """Solved tickets with the time that the company waited for the customer."""
    return _waiting(ask, "pending")


def _by_author(ask: Ask, ticket: Ticket, reply: Message, at: datetime, part: str) -> list[Item]:
    """A reply, in slices by agent its author's."""
    return [
        replace(item, dims={**ticket.dims, "agent": (reply.author,)})
        for item in ask.about(ticket, at, part=part, key=ticket.id)
        if item.reason is None
    ]


def resolution_balance(ask: Ask) -> list[Item]:
    """Tickets solved; below them tickets with a reply."""
    return solved(ask) + [
        item
        for ticket in ask.tickets
        for reply in ticket.replies
        for item in _by_author(ask, ticket, reply, reply.at, "below")
    ]


def _replies(ask: Ask, ticket: Ticket, at: datetime, why: str | None = None) -> list[Item]:
    items = ask.about(ticket, at, part="below", key=ticket.id, reason=why)
    if items[0].reason is None:
        items += [item for reply in ticket.replies for item in _by_author(ask, ticket, reply, at, "")]
    return items


def replies_per_resolution(ask: Ask) -> list[Item]:
    """Replies on solved tickets; below them these tickets."""
    return [item for ticket, at, why in _solved(ask) for item in _replies(ask, ticket, at, why)]


def exchanges_per_resolution(ask: Ask) -> list[Item]:
    """Replies on solved tickets and the customer's messages after the first; below them these tickets."""
    items = replies_per_resolution(ask)
    for ticket, at, why in _solved(ask):
        more = float(max(len(ticket.asks) - 1, 0))
        items += [item for item in ask.about(ticket, at, more, reason=why) if item.reason is None]
    return items


def replies_per_request(ask: Ask) -> list[Item]:
    """Replies on tickets; below them the tickets, by creation."""
    return [item for ticket in ask.tickets for item in _replies(ask, ticket, ticket.created)]


def first_contact(ask: Ask) -> list[Item]:
    """Solved tickets with a reply, 1 where one reply settled it and the customer did not come back."""
    items = []
    window = ask.desk.length("repeat_window")
    for ticket, at, unknown in _solved(ask):
        why = unknown
        if not why and not ticket.replies:
            why = "solved_without_reply"
        if not why and ticket.customer is None:
            why = "no_customer"
        if not why and not ask.over(at, window):
            why = "window_running"
        settled = not why and len(ticket.replies) == 1 and not ticket.reopens and not _came_back(ask, ticket, at)
        items += ask.about(ticket, at, float(settled), reason=why)
    return items


def _came_back(ask: Ask, ticket: Ticket, solved_at: datetime) -> bool:
    until = solved_at + ask.desk.length("repeat_window")
    return any(
        contact.follows(ticket.created, ticket.id) and contact.at <= until
        for contact in ask.books.by_customer.get(str(ticket.customer), ())
        if contact.alike(*ticket.dims["request_type"])
    )


def _active(ask: Ask) -> list[Ticket]:
    return [ticket for ticket in ask.tickets if ticket.active(ask.moment, running=ask.running)]


def _had(ask: Ask, at: datetime) -> bool:
    return happened(at, ask.moment, running=ask.running)


def active(ask: Ask) -> list[Item]:
    """Tickets unsolved at the moment."""
    return [item for ticket in _active(ask) for item in ask.about(ticket, ask.moment)]


def backlog(ask: Ask) -> list[Item]:
    """Active tickets that are old and had a reply."""
    return [
        item
        for ticket in _active(ask)
        if ask.moment - ticket.created > ask.desk.length("backlog_after")
        and any(_had(ask, reply.at) for reply in ticket.replies)
        for item in ask.about(ticket, ask.moment)
    ]


def unanswered(ask: Ask) -> list[Item]:
    """Active tickets without a reply."""
    return [
        item
        for ticket in _active(ask)
        if not any(_had(ask, reply.at) for reply in ticket.replies)
        for item in ask.about(ticket, ask.moment)
    ]


def ages(ask: Ask) -> list[Item]:
    """Active tickets with their age."""
    return [
        item
        for ticket in _active(ask)
        for item in ask.about(ticket, ask.moment, ask.lasted(ticket, ticket.created, ask.moment))
    ]


def overdue(ask: Ask) -> list[Item]:
    """Active tickets that no agent touched for long."""
    return [
        item
        for ticket in _active(ask)
        if ask.moment - max(at for at in ticket.touches if _had(ask, at)) > ask.desk.length("review_every")
        for item in ask.about(ticket, ask.moment)
    ]


def complaints(ask: Ask) -> list[Item]:
    """Complaints by creation."""
    items = []
    for ticket in ask.tickets:
        flag = ticket.row.get("is_complaint")
        if flag or (flag is None and ticket.dims["request_type"] == ("complaint",)):
            items += ask.about(ticket, ticket.created)
    return items
