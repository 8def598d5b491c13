"""Self-service, and replies taken together, under the rules of others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from naive.asking import Ask, Item
from naive.figures import Figure
from naive.more.self_service import OF_SESSIONS, deflected_for, helped_or_asked, on_both_sides
from naive.question import Figured, Question
from naive.recipes import Recipe, ratio, share
from naive.tickets import turns

DEFLECTED, RATIO, REPLIES = "deflection_rate", "self_service_ratio", "replies_per_resolution"


def _within(hours: int) -> Callable[[Ask], list[Item]]:
    return lambda ask: deflected_for(ask, timedelta(hours=hours))


def _of_both(question: Question) -> Figured:
    return {
        key: Figure(helped / (helped + asked) if helped + asked else None, helped + asked)
        for key, (helped, asked) in on_both_sides(question).items()
    }


def _answered(ask: Ask) -> list[Item]:
    items = []
    for ticket in ask.tickets:
        if ticket.solved_at:
            answered = sum(turn.ending == "reply" for turn in turns(ticket))
            items += ask.about(ticket, ticket.solved_at, part="below", key=ticket.id)
            items += ask.about(ticket, ticket.solved_at, float(answered))
    return [item for item in items if not item.reason]


DEFINED = {
    (DEFLECTED, "within_48h"): Recipe(_within(48), share, dimensions=OF_SESSIONS),
    (DEFLECTED, "within_72h"): Recipe(_within(72), share, dimensions=OF_SESSIONS),
    (RATIO, "share_of_users"): Recipe(helped_or_asked, share, special=_of_both, dimensions=OF_SESSIONS),
    (REPLIES, "bursts_merged"): Recipe(_answered, ratio),
}
