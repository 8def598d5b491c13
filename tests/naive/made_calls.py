"""Generated calls, chats and working time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from naive.made import HOUR, MINUTE, SECOND, Maker
from naive.made_tickets import AGENTS, anybody
from naive.scenes import TEAMS, TYPES
from naive.zones import parse

OUTCOMES = ["answered"] * 6 + ["abandoned"] * 4 + ["voicemail", "callback", "transferred", "transferred", "failed"]
WAITS = [0, 1, 4, 5, 6, 19, 20, 20, 21, 29, 30, 31, 240]


def calls(maker: Maker, count: int) -> None:
    """Make calls and chats, some of them about a ticket: soon after it, long after it, on the border between."""
    for _ in range(count):
        about = maker.one_of(maker.tables["tickets"]) if maker.tables["tickets"] and maker.chance(0.5) else None
        queued = _near(maker, about) if about else maker.moment()
        if not maker.over(queued):
            _call(maker, queued, about)


def _near(maker: Maker, about: dict[str, Any]) -> datetime:
    created = parse(about["created_at"])
    assert created is not None
    apart = maker.one_of([0, 30, 3599, 3600, 3600, 3601, 9000, 80_000, 500_000])
    return created + SECOND * apart * maker.one_of([1, 1, -1])


def _call(maker: Maker, queued: datetime, about: dict[str, Any] | None) -> None:
    kind = maker.one_of(["call", "call", "call", None, "chat"])
    outcome = maker.one_of(OUTCOMES)
    answered = queued + SECOND * maker.one_of(WAITS) if outcome in ("answered", "transferred") else None
    ended = (answered or queued) + SECOND * maker.one_of(WAITS)
    customer = about["customer_id"] if about and maker.chance(0.8) else anybody(maker)
    if ended > maker.scene.end:
        return
    maker.add(
        "calls", call_id=maker.id("k"), kind=kind, direction=_direction(maker, kind), queued_at=queued,
        answered_at=maker.maybe(answered, 0.85), ended_at=maker.maybe(ended, 0.85),
        outcome=maker.maybe(outcome, 0.9), wait_s=maker.maybe(maker.one_of([3, 5, 20, 25.5]), 0.6),
        talk_s=maker.maybe(maker.random.randint(0, 900), 0.6), hold_s=maker.maybe(maker.one_of([0, 0, 12, 90.25]), 0.6),
        wrap_s=maker.maybe(maker.one_of([0, 30, 7200]), 0.4), team_id=maker.one_of(TEAMS),
        agent_id=maker.one_of([*AGENTS, None]), customer_id=customer,
        ticket_id=about["ticket_id"] if about else None, request_type=maker.one_of(TYPES),
        channel=maker.one_of([None, None, "phone", "Live Chat", "hole"]),
    )  # fmt: skip


def _direction(maker: Maker, kind: str | None) -> str | None:
    return maker.one_of(["inbound", None] if kind == "chat" else ["inbound"] * 5 + [None, "outbound"])


def work_logs(maker: Maker, count: int) -> None:
    """Make working time on tickets and on calls: with seconds, with times only, or with next to nothing."""
    for _ in range(count):
        start = maker.moment()
        end = start + maker.one_of([SECOND * 40, MINUTE * 7, HOUR * 2])
        table = maker.one_of(["tickets", "tickets", "calls"])
        if not maker.tables[table]:
            continue
        thing = maker.one_of(maker.tables[table])
        maker.add(
            "work_logs", work_id=maker.id("w"), ticket_id=thing["ticket_id"] if table == "tickets" else None,
            call_id=thing["call_id"] if table == "calls" else None, agent_id=maker.one_of(AGENTS),
            started_at=maker.maybe(start, 0.9), ended_at=maker.maybe(end, 0.9) if not maker.over(end) else None,
            seconds=maker.maybe(maker.one_of([30, 61.5, 600]), 0.5),
        )  # fmt: skip
