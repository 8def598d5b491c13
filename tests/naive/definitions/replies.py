"""First response and response time under the rules of others."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from naive import ticket_items
from naive.asking import Ask, Item
from naive.definitions.hours import by_held_hours, by_last_hours
from naive.recipes import Recipe, duration
from naive.tickets import Message, Ticket, turns
from naive.zones import parse

FIRST, ALL = "first_response_time", "response_time"
Moment = Callable[[Ticket], datetime | None]
Lasts = Callable[[Ask, Ticket, datetime, datetime], "float | None"]
MICROSECOND = timedelta(microseconds=1)


def _created(ticket: Ticket) -> datetime | None:
    return ticket.created


def _first(messages: Iterable[Message]) -> datetime | None:
    return min((message.at for message in messages), default=None)


def _reply(ticket: Ticket) -> datetime | None:
    return _first(ticket.replies)


def _touch(ticket: Ticket) -> datetime | None:
    notes = [one for one in ticket.messages if one.kind == "agent" and not one.public and not one.auto]
    return _first([*ticket.replies, *notes])


def _answer(ticket: Ticket) -> datetime | None:
    machines = [
        one
        for one in ticket.messages
        if one.public and (one.kind in ("bot", "system") or (one.kind == "agent" and one.auto))
    ]
    return _first([*ticket.replies, *machines])


def _asked(ticket: Ticket) -> datetime | None:
    return _first(one for one in ticket.asks if ticket.by_agent or one.at >= ticket.created)


def _assigned(ticket: Ticket) -> datetime | None:
    changes = [event for event in ticket.events if event["field"] == "agent_id"]
    if changes[0].get("old_value") is not None if changes else ticket.row.get("agent_id") is not None:
        return ticket.created
    given = [at for event in changes if event.get("new_value") is not None and (at := parse(event["at"]))]
    return max(min(given), ticket.created) if given else None


def _handed(ticket: Ticket) -> datetime | None:
    reply = _reply(ticket)
    spoken = [one.at for one in ticket.messages if one.kind == "bot" and one.public]
    return max((at for at in spoken if reply and at < reply), default=ticket.created)


def _waits(
    start: Moment = _created,
    answer: Moment = _reply,
    *,
    agents: bool = False,
    zero: bool = False,
    lasts: Lasts = Ask.lasted,
) -> Callable[[Ask], list[Item]]:
    """Return the maker of the tickets with the time from one moment to another."""

    def items(ask: Ask) -> list[Item]:
        found = []
        for ticket in ask.tickets:
            since, until = start(ticket), answer(ticket)
            why = _left_out(ticket, since, until, agents=agents)
            at = {"event": until, "solved": ticket.solved_at}.get(ask.anchor or "created", ticket.created)
            lasted = None if why or since is None else lasts(ask, ticket, since, until or ask.desk.now)
            if zero and lasted is None:
                lasted = 0.0
            found += ask.about(ticket, at, lasted, part="" if until or why else "open", reason=why)
        return found

    return items


def _left_out(ticket: Ticket, since: datetime | None, until: datetime | None, *, agents: bool) -> str | None:
    if ticket.by_agent and not agents:
        return "agent_created"
    if until is None and ticket.solved_now:
        return "solved_without_reply"
    late = until is not None and (until < ticket.created or (since is not None and until < since))
    return "no_time" if since is None or late else None


def _off_hours(ask: Ask) -> list[Item]:
    found = []
    for ticket in ask.tickets:
        since, until = ticket.created, _reply(ticket)
        why = _left_out(ticket, since, until, agents=False)
        at = {"event": until, "solved": ticket.solved_at}.get(ask.anchor or "created", ticket.created)
        lasted = None if why else ask.lasted(ticket, since, until or ask.desk.now)
        if lasted is not None and until and not ask.lasted(ticket, until, until + MICROSECOND):
            lasted = 0.0
        found += ask.about(ticket, at, lasted, part="" if until or why else "open", reason=why)
    return found


def _by_reply_date(ask: Ask) -> list[Item]:
    found = []
    for ticket in ask.tickets:
        until = _reply(ticket)
        why = _left_out(ticket, ticket.created, until, agents=False)
        at = ticket.created if ask.anchor == "created" else until
        if until:
            found += ask.about(ticket, at, None if why else ask.lasted(ticket, ticket.created, until), reason=why)
    return found


def _by_ticket(together: Callable[[list[float]], float]) -> Callable[[Ask], list[Item]]:
    def items(ask: Ask) -> list[Item]:
        found = []
        for ticket in ask.tickets:
            lasted = [
                ask.lasted(ticket, one.start, one.end) for one in turns(ticket) if one.ending == "reply" and one.end
            ]
            known = [one for one in lasted if one is not None]
            if lasted:
                found += ask.about(ticket, ticket.created, together(known) if known else None)
        return found

    return items


ANCHORS = ("created", "event", "solved")


def _recipe(items: Callable[[Ask], list[Item]]) -> Recipe:
    return Recipe(items, duration, open_reason="no_reply_yet", anchors=ANCHORS)


DEFINED = {
    (FIRST, "zendesk"): _recipe(_waits(agents=True, lasts=by_last_hours)),
    (FIRST, "last_schedule"): _recipe(_waits(lasts=by_last_hours)),
    (FIRST, "held_schedules"): _recipe(_waits(lasts=lambda ask, ticket, _, end: by_held_hours(ask, ticket, end))),
    (FIRST, "agents_included"): _recipe(_waits(agents=True)),
    (FIRST, "intercom"): Recipe(_by_reply_date, duration, anchors=("event", "created")),
    (FIRST, "freshdesk"): _recipe(_waits()),
    (FIRST, "chatwoot"): _recipe(_waits(_handed, zero=True)),
    (FIRST, "notes_count"): _recipe(_waits(answer=_touch)),
    (FIRST, "bots_count"): _recipe(_waits(answer=_answer)),
    (FIRST, "from_first_message"): _recipe(_waits(_asked)),
    (FIRST, "from_assignment"): _recipe(_waits(_assigned)),
    (FIRST, "off_hours_zero"): _recipe(_off_hours),
    (FIRST, "no_hours_zero"): _recipe(_waits(zero=True)),
    (ALL, "zammad"): Recipe(_by_ticket(max), duration, headline="mean"),
    (ALL, "dbt_zendesk"): Recipe(_by_ticket(sum), duration, headline="mean"),
    (ALL, "zoho"): Recipe(ticket_items.responses, duration, headline="mean", open_reason="no_reply_yet"),
}
