"""Resolved at first contact under the rules of others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from naive.asking import Ask, Item
from naive.recipes import Recipe, share
from naive.ticket_items import _came_back
from naive.tickets import Ticket

METRIC = "first_contact_resolution"


def gone(ticket: Ticket, *, merged: bool) -> str | None:
    """Say why a ticket counts nowhere; a merged one may count."""
    return None if merged and ticket.reason == "merged" else ticket.reason


def of_solved(
    hit: Callable[[Ticket], bool], *, merged: bool = False, by_creation: bool = False
) -> Callable[[Ask], list[Item]]:
    """Return the maker of the solved tickets, 1 for the hits."""

    def items(ask: Ask) -> list[Item]:
        found = []
        for ticket in ask.tickets:
            if ticket.solved_now:
                why = gone(ticket, merged=merged) or ("no_time" if ticket.unknown_solve else None)
                at = ticket.created if by_creation or not ticket.solved_at else ticket.solved_at
                found.append(Item(at, ticket.dims, float(not why and hit(ticket)), reason=why))
        return found

    return items


def _no_return(*, one_reply: bool) -> Callable[[Ask], list[Item]]:
    def items(ask: Ask) -> list[Item]:
        found = []
        window = ask.desk.length("repeat_window")
        for ticket in ask.tickets:
            if not ticket.solved_now:
                continue
            at = ticket.solved_at or ticket.created
            why = "no_time" if ticket.unknown_solve else "no_customer" if ticket.customer is None else None
            why = why or (None if ask.over(at, window) else "window_running")
            settled = not why and not ticket.reopens and not _came_back(ask, ticket, at)
            settled = settled and (len(ticket.replies) == 1 or not one_reply)
            found += ask.about(ticket, at, float(settled), reason=why)
        return found

    return items


def _comments(ticket: Ticket) -> int:
    return sum(message.human and message.kind == "agent" for message in ticket.messages)


def _never_parked(ticket: Ticket) -> bool:
    parked = any(change.status in ("pending", "on_hold") for change in ticket.changes)
    return not parked and not ticket.reopens and bool(ticket.replies)


def _by_one(ticket: Ticket) -> bool:
    return len(ticket.solves) == 1 and len({reply.author for reply in ticket.replies}) == 1


DEFINED = {
    (METRIC, "zendesk"): Recipe(of_solved(lambda one: len(one.replies) < 2, merged=True), share),
    (METRIC, "zendesk_text"): Recipe(of_solved(lambda one: len(one.replies) == 1, merged=True), share),
    (METRIC, "zendesk_messaging"): Recipe(of_solved(_never_parked, merged=True), share),
    (METRIC, "intercom"): Recipe(of_solved(_by_one, by_creation=True), share),
    (METRIC, "freshdesk"): Recipe(of_solved(lambda one: len(one.replies) == 1), share),
    (METRIC, "freshservice"): Recipe(of_solved(lambda one: len(one.asks) < 2), share),
    (METRIC, "zammad"): Recipe(of_solved(lambda one: one.solves[0].at - one.created <= timedelta(minutes=15)), share),
    (METRIC, "dbt_zendesk"): Recipe(of_solved(lambda one: _comments(one) == 1), share),
    (METRIC, "no_return"): Recipe(_no_return(one_reply=False), share),
    (METRIC, "zero_touch_counted"): Recipe(_no_return(one_reply=True), share),
}
