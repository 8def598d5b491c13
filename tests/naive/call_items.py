"""What the metrics of calls, contacts, working time and audits count."""

from __future__ import annotations

from datetime import datetime, timedelta

from naive.asking import Ask, Item
from naive.contacts import is_part
from naive.desk import BLANK, Call, Dims, Row, first
from naive.zones import parse


def _offered(ask: Ask, *kinds: str) -> list[tuple[Call, str | None]]:
    """Return the inbound calls, those that failed with that reason."""
    return [
        (call, "failed" if call.failed else None)
        for call in ask.desk.calls.values()
        if call.inbound and call.kind in kinds
    ]


def offered(ask: Ask) -> list[Item]:
    """Inbound calls."""
    return [Item(call.queued, call.dims, reason=why) for call, why in _offered(ask, "call")]


def answered(ask: Ask) -> list[Item]:
    """Inbound calls, 1 for those answered."""
    return [Item(call.queued, call.dims, float(call.answered), reason=why) for call, why in _offered(ask, "call")]


def abandoned(ask: Ask) -> list[Item]:
    """Inbound calls and chats, 1 for those given up."""
    return [
        Item(call.queued, call.dims, float(call.outcome == "abandoned"), reason=why)
        for call, why in _offered(ask, "call", "chat")
    ]


def _unmeasured(call: Call, waited: float | None) -> str | None:
    """Say why a wait is not known."""
    if waited is not None:
        return None
    return "no_time" if call.waited_until is None else "no_calendar"


def _waits(ask: Ask, *, only_answered: bool) -> list[Item]:
    items = []
    for call, failed in _offered(ask, "call"):
        if call.answered or not only_answered:
            waited = ask.waited(call)
            items.append(Item(call.queued, call.dims, waited or 0.0, reason=failed or _unmeasured(call, waited)))
    return items


def waits(ask: Ask) -> list[Item]:
    """Inbound calls with their time in the queue."""
    return _waits(ask, only_answered=False)


def answer_waits(ask: Ask) -> list[Item]:
    """Answered inbound calls with their time in the queue."""
    return _waits(ask, only_answered=True)


def service_level(ask: Ask) -> list[Item]:
    """Inbound calls less the short abandons, 1 for those answered soon enough."""
    within, short = (ask.desk.length(name).total_seconds() for name in ("service_level_within", "short_abandon"))
    items = []
    for call, failed in _offered(ask, "call"):
        waited = ask.waited(call)
        timed = call.answered or call.outcome == "abandoned"
        why = failed or (_unmeasured(call, waited) if timed else None)
        soon = waited is not None and waited <= within
        if why or call.outcome != "abandoned" or (waited is not None and waited > short):
            items.append(Item(call.queued, call.dims, float(call.answered and soon), reason=why))
    return items


def _holds(ask: Ask) -> list[tuple[Call, datetime, float, str | None]]:
    found = []
    for call, failed in _offered(ask, "call"):
        if call.answered or failed:
            seconds = call.row.get("hold_s")
            missing = seconds is None or call.answered_at is None
            at = call.answered_at or call.queued
            found.append((call, at, float(seconds or 0), failed or ("no_time" if missing else None)))
    return found


def holds(ask: Ask) -> list[Item]:
    """Answered inbound calls with their time on hold."""
    return [Item(at, call.dims, seconds, reason=why) for call, at, seconds, why in _holds(ask)]


def held(ask: Ask) -> list[Item]:
    """Answered inbound calls, 1 for those that were put on hold."""
    return [Item(at, call.dims, float(seconds > 0), reason=why) for call, at, seconds, why in _holds(ask)]


def calls_to_resolution(ask: Ask) -> list[Item]:
    """Calls about a ticket until it was solved; below them the solved tickets that had such a call."""
    items = []
    for ticket in ask.tickets:
        if not ticket.solved_now:
            continue
        at, why = ticket.solved_at or ticket.created, "no_time" if ticket.unknown_solve else None
        count = sum(
            1
            for call, failed in _offered(ask, "call")
            if not failed and call.row.get("ticket_id") == ticket.id and (why or call.queued < at)
        )
        if count:
            below = ask.about(ticket, at, part="below", key=ticket.id, reason=why)
            items += below + ([] if below[0].reason else ask.about(ticket, at, float(count)))
    return items


def _own_time(call: Call) -> tuple[datetime, float] | None:
    """Return when a call's wrap-up ended and how long it was worked on, where the call says so."""
    parts = [call.row.get(name) for name in ("talk_s", "hold_s", "wrap_s")]
    if not call.answered or all(part is None for part in parts):
        return None
    total = float(sum(part or 0 for part in parts))
    if call.ended is not None:
        return call.ended + timedelta(seconds=parts[2] or 0), total
    return (call.answered_at or call.queued) + timedelta(seconds=total), total


def handled(ask: Ask) -> list[tuple[Item, object]]:
    """Pieces of working time with who did them, each with the ticket, call or chat that it was spent on as its key."""
    items: list[tuple[Item, object]] = []
    for call in ask.desk.calls.values():
        own = _own_time(call)
        if own:
            items.append((Item(own[0], call.dims, own[1], key=f"call {call.id}"), call.row.get("agent_id")))
    for log in ask.desk.rows("work_logs"):
        call_of_log = ask.desk.calls.get(str(log.get("call_id")))
        if call_of_log is None or not _own_time(call_of_log):
            found = _logged(ask, log, call_of_log)
            items += [(item, first(log.get("agent_id"), *item.dims["agent"])) for item in found]
    return items


def handling(ask: Ask) -> list[Item]:
    """Pieces of working time."""
    return [item for item, _ in handled(ask)]


def _logged(ask: Ask, log: Row, call: Call | None) -> list[Item]:
    ticket = ask.books.tickets.get(str(log.get("ticket_id")))
    start, end, seconds = parse(log.get("started_at")), parse(log.get("ended_at")), log.get("seconds")
    if seconds is None and start and end:
        seconds = (end - start).total_seconds()
    if end is None and start is not None and seconds is not None:
        end = start + timedelta(seconds=seconds)
    at = end or start
    if at is None:
        return []
    why = "no_time" if seconds is None else None
    if call is not None:
        return [Item(at, call.dims, seconds or 0.0, key=f"call {call.id}", reason="failed" if call.failed else why)]
    gone = ticket.reason if ticket and ticket.reason != "merged" else None
    dims = ticket.dims if ticket else BLANK
    return [Item(at, dims, seconds or 0.0, key=f"ticket {log.get('ticket_id')}", reason=gone or why)]


def came_in(ask: Ask) -> list[Item]:
    """Contacts by time, and self-service sessions as a channel of their own."""
    sessions = [
        Item(at, {**BLANK, **ask.desk.who(row.get("customer_id")), "channel": ("self_service",)})
        for row in ask.desk.rows("self_service_sessions")
        if (at := parse(row["started_at"]))
    ]
    return [Item(contact.at, contact.dims) for contact in ask.books.contacts] + sessions + _no_contacts(ask)


def _no_contacts(ask: Ask) -> list[Item]:
    items = [
        item
        for ticket in ask.tickets
        if ticket.reason or ticket.by_agent
        for item in ask.about(ticket, ticket.created, reason="agent_created")
    ]
    return items + [
        Item(call.queued, call.dims, reason="failed")
        for call in ask.desk.calls.values()
        if call.failed and call.inbound and not is_part(call, ask.books.tickets)
    ]


def repeated(ask: Ask) -> list[Item]:
    """Contacts, 1 for those followed by another of the same customer."""
    window = ask.desk.length("repeat_window")
    items = _no_contacts(ask)
    for contact in ask.books.contacts:
        why = "no_customer" if contact.customer is None else None
        if not why and not ask.over(contact.at, window):
            why = "window_running"
        again = any(
            other.follows(contact.at, contact.id) and other.at <= contact.at + window
            for other in ask.books.by_customer.get(str(contact.customer), ())
        )
        items.append(Item(contact.at, contact.dims, float(again), reason=why))
    return items


def _review_dims(ask: Ask, review: Row) -> Dims:
    ticket = ask.books.tickets.get(str(review.get("ticket_id")))
    call = ask.desk.calls.get(str(review.get("call_id")))
    dims = ticket.dims if ticket else call.dims if call else BLANK
    others = [*dims["agent"], *(call.dims["agent"] if call else ()), review.get("agent_id")]
    return {**dims, "agent": (first(*others),)}


def audits(ask: Ask) -> list[Item]:
    """Audits with their score out of a hundred."""
    items = []
    for review in ask.desk.rows("quality_reviews"):
        ticket = ask.books.tickets.get(str(review.get("ticket_id")))
        why = ticket.reason if ticket and ticket.reason != "merged" else None
        score, best, at = review.get("score"), review.get("scale_max"), parse(review["reviewed_at"])
        assert at is not None
        known = score is not None and best
        value = 100 * score / best if score is not None and best else 0.0
        items.append(Item(at, _review_dims(ask, review), value, reason=why or (None if known else "no_score")))
    return items


def audited(ask: Ask) -> list[Item]:
    """Solved tickets, 1 for those that were audited."""
    seen = {review.get("ticket_id") for review in ask.desk.rows("quality_reviews")}
    items = []
    for ticket in ask.tickets:
        if ticket.solved_now:
            why = "no_time" if ticket.unknown_solve else None
            items += ask.about(ticket, ticket.solved_at or ticket.created, float(ticket.id in seen), reason=why)
    return items
