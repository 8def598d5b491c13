"""Calls and handling under the rules of others."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import datetime, timedelta

from naive import call_items
from naive.asking import Ask, Item
from naive.call_items import _offered, _unmeasured
from naive.desk import Call
from naive.recipes import Recipe, duration, per_thing, share
from naive.tickets import Ticket
from naive.zones import parse

LEVEL, GIVEN_UP, HANDLING = "service_level", "abandonment_rate", "handle_time"


def _level(about: Callable[[Call], bool], hit: Callable[[Call], bool]) -> Callable[[Ask], list[Item]]:
    """Return the maker of the calls that it is about, 1 for those that are hits in time."""

    def items(ask: Ask) -> list[Item]:
        found = []
        within = ask.desk.length("service_level_within").total_seconds()
        for call, failed in _offered(ask, "call"):
            waited = ask.waited(call)
            why = failed or (_unmeasured(call, waited) if call.answered or _given_up(call) else None)
            if about(call):
                soon = waited is not None and waited <= within
                found.append(Item(call.queued, call.dims, float(soon and hit(call)), reason=why))
        return found

    return items


def _given_up(call: Call) -> bool:
    return call.outcome == "abandoned"


def _abandoned(
    hit: Callable[[Call], bool] = _given_up, *, decided: bool = False, short: bool = True
) -> Callable[[Ask], list[Item]]:
    def items(ask: Ask) -> list[Item]:
        found = []
        limit = ask.desk.length("short_abandon")
        for call, failed in _offered(ask, "call", "chat"):
            end = call.waited_until
            lasted = end - call.queued if end is not None and end >= call.queued else None
            why = failed
            if not short and not why and _given_up(call):
                if lasted is None:
                    why = "no_time"
                elif lasted <= limit:
                    continue
            if call.answered or _given_up(call) or not decided:
                found.append(Item(call.queued, call.dims, float(hit(call)), reason=why))
        return found

    return items


def _worked_on(kind: str) -> Callable[[Ask], list[Item]]:
    return lambda ask: [item for item in call_items.handling(ask) if item.key.startswith(kind)]


def _open_and_held(ask: Ask) -> list[Item]:
    items = []
    for ticket in ask.tickets:
        if ticket.solved_now and not ticket.unknown_solve and ticket.solved_at:
            seconds = _held(ticket)
            at = ticket.created if ask.anchor == "created" else ticket.solved_at
            items += ask.about(ticket, at, seconds, reason=None if seconds else "no_time")
    return items


def _held(ticket: Ticket) -> float:
    """Return the seconds in new or open while somebody had the ticket."""
    moves = [event for event in ticket.events if event["field"] == "agent_id"]
    times = [ticket.created, *(at for event in moves if (at := parse(event["at"]))), datetime.max]
    first = moves[0].get("old_value") if moves else ticket.row.get("agent_id")
    holders = [first, *(event.get("new_value") for event in moves)]
    spans = zip(holders, times, times[1:], strict=False)
    held = [(start, end) for holder, start, end in spans if holder is not None]
    total = timedelta()
    for change, following in itertools.pairwise(ticket.changes):
        if change.status in ("new", "open"):
            for start, end in held:
                total += max(min(end, following.at) - max(start, change.at), timedelta())
    return total.total_seconds()


DEFINED = {
    (LEVEL, "asterisk_sl"): Recipe(_level(lambda _: True, lambda call: call.answered), share),
    (LEVEL, "asterisk_sl2"): Recipe(_level(lambda call: call.answered or _given_up(call), lambda _: True), share),
    (LEVEL, "answered_only"): Recipe(_level(lambda call: call.answered, lambda _: True), share),
    (GIVEN_UP, "genesys"): Recipe(_abandoned(), share),
    (GIVEN_UP, "amazon_connect"): Recipe(_abandoned(), share),
    (GIVEN_UP, "without_short"): Recipe(_abandoned(short=False), share),
    (GIVEN_UP, "google_ccai"): Recipe(_abandoned(decided=True, short=False), share),
    (GIVEN_UP, "callbacks_abandoned"): Recipe(
        _abandoned(lambda call: _given_up(call) or call.outcome == "callback"), share
    ),
    (HANDLING, "intercom"): Recipe(_open_and_held, duration, headline="mean", anchors=("solved", "created")),
    (HANDLING, "genesys"): Recipe(_worked_on("call"), per_thing, headline="mean"),
    (HANDLING, "zammad"): Recipe(_worked_on("ticket"), per_thing, headline="mean"),
}
