"""Generated audits, surveys, self-service sessions, orders and visits."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from naive.made import DAY, Maker
from naive.made_tickets import AGENTS, anybody
from naive.scenes import CHANNELS

SCALES = {
    "csat": [(None, None, None), (1, 5, None), (1, 5, True), (1, 7, True), (0, 1, True), (1, 3, True), (1, 4, None),
             (1, 5, False), (1, 2, False), (1, 4, False), (None, 7, None)],
    "nps": [(None, None, None), (0, 10, True), (0, 10, None), (0, 10, True), (1, 5, True)],
    "ces": [(None, None, None), (1, 7, True), (1, 5, False), (0, 100, None), (1, 5, True)],
}  # fmt: skip
USUAL = {"csat": (1, 5), "nps": (0, 10), "ces": (1, 7)}


def reviews(maker: Maker, count: int) -> None:
    """Make audits of tickets and of calls, a few without a score."""
    for _ in range(count):
        about_call = maker.chance(0.3)
        calls, tickets = maker.tables["calls"], maker.tables["tickets"]
        best = maker.one_of([5, 10, 100])
        maker.add(
            "quality_reviews", review_id=maker.id("q"), reviewed_at=maker.moment(),
            agent_id=maker.one_of([*AGENTS, None]),
            ticket_id=None if about_call or not tickets else maker.one_of(tickets)["ticket_id"],
            call_id=maker.one_of(calls)["call_id"] if about_call and calls else None,
            score=maker.maybe(maker.random.randint(0, best), 0.9), scale_max=best,
        )  # fmt: skip


def surveys(maker: Maker, count: int) -> None:
    """Make invites and answers: several to one invite, blank ones, some without an invite."""
    for _ in range(count):
        kind = maker.one_of(["csat", "csat", "nps", "nps", "ces", "esat"])
        ticket = maker.one_of(maker.tables["tickets"]) if maker.tables["tickets"] and maker.chance(0.85) else None
        customer = ticket["customer_id"] if ticket else anybody(maker)
        about = {"ticket_id": ticket and ticket["ticket_id"], "customer_id": customer}
        sent = maker.moment()
        invite = maker.add(
            "survey_invites", invite_id=maker.id("i"), kind=kind, sent_at=sent, **about,
            agent_id=maker.one_of([*AGENTS, None]), channel=maker.one_of(CHANNELS),
        )  # fmt: skip
        for _ in range(maker.one_of([0, 0, 1, 1, 2, 3])):
            sent = maker.later(sent)
            if not maker.over(sent) and kind != "esat":
                _response(maker, kind, sent, about, invite)
        if maker.chance(0.1) and kind != "esat":
            _response(maker, kind, maker.moment(), about, None)


def _response(
    maker: Maker, kind: str, at: datetime, about: dict[str, Any], invite: dict[str, Any] | None
) -> None:  # fmt: skip
    low, high, good = maker.one_of(SCALES[kind])
    usual = USUAL[kind]
    score = maker.random.randint(usual[0] if low is None else low, usual[1] if high is None else high)
    score += 10 * maker.chance(0.03)  # now and then beyond the scale
    own = about if invite is None or maker.chance(0.6) else dict.fromkeys(about)
    maker.add(
        "survey_responses", response_id=maker.id("r"), invite_id=invite and invite["invite_id"],
        kind=kind if invite is None else maker.maybe(kind), answered_at=at, score=maker.maybe(score, 0.85),
        scale_min=low, scale_max=high, high_is_good=good, **own, agent_id=maker.one_of([*AGENTS, None]),
        question=maker.one_of([None, None, None, "second"]), effort_area=maker.maybe("return", 0.1),
    )  # fmt: skip


def other_events(maker: Maker, count: int) -> None:
    """Make self-service sessions, and orders and visits: the newest instant of all may be theirs."""
    for _ in range(count):
        maker.add(
            "self_service_sessions", session_id=maker.id("s"), tool="article", started_at=maker.moment(),
            customer_id=anybody(maker),
        )  # fmt: skip
    maker.add("orders", order_id=maker.id("o"), ordered_at=maker.scene.end - DAY, kind="new", customer_id="c1")
    maker.add("visits", visit_id=maker.id("v"), started_at=maker.scene.end, customer_id="c1")
