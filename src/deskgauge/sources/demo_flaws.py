"""The few errors that the data of the demo company has on purpose, for ``deskgauge check`` to find.

They are listed in docs/demo.md; each is planted in a number of rows that does not depend on the seed.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from deskgauge.model.opening_hours import DAY_S
from deskgauge.sources.demo_calls import Call
from deskgauge.sources.demo_case import Case, Message
from deskgauge.sources.demo_sheets import Sheets
from deskgauge.sources.demo_time import HOUR_S, Stage

UNKNOWN_TYPE = "gizmo"
UNKNOWN_TICKETS = ("T900001", "T900002", "T900003", "T900004")
FLAWS = {
    "unknown_type": 12,
    "reply_before_creation": 5,
    "solved_before_reply": 3,
    "change_before_creation": 4,
    "message_twice": 6,
    "message_of_no_ticket": 4,
    "call_ends_before_answer": 3,
    "order_of_no_ticket": 2,
}


def plant_in_cases(stage: Stage, cases: list[Case]) -> None:
    """Spoil a few tickets and their messages."""
    plain = _plain(stage.rng("flaws"), stage, cases)
    for _ in range(FLAWS["unknown_type"]):
        next(plain).request_type = UNKNOWN_TYPE
    for _ in range(FLAWS["reply_before_creation"]):
        case = next(plain)
        _reply(case).at = case.created_at - 2 * HOUR_S
    for _ in range(FLAWS["solved_before_reply"]):
        case = next(plain)
        _reply(case).at = case.solves[0] + 3 * HOUR_S
    for _ in range(FLAWS["change_before_creation"]):
        case = next(plain)
        case.changes[0].at = case.created_at - HOUR_S
    for _ in range(FLAWS["message_twice"]):
        case = next(plain)
        case.messages.append(case.messages[0])


def plant_in_calls(stage: Stage, calls: list[Call]) -> None:
    """Let a few calls end before they were answered."""
    rng = stage.rng("flaws/calls")
    over = [call for call in calls if call.is_answered and call.kind == "call" and call.ticket_id is None]
    for call in rng.sample(over, min(FLAWS["call_ends_before_answer"], len(over))):
        call.ended_at = (call.answered_at or call.ended_at) - 40


def plant_rows(sheets: Sheets, stage: Stage) -> None:
    """Write messages and orders whose tickets do not exist."""
    middle = (stage.begin + stage.stop) // 2
    for number, ticket_id in enumerate(UNKNOWN_TICKETS, start=1):
        sheets.add(
            "messages", message_id=f"M9{number:06}", ticket_id=ticket_id, at=middle + number * DAY_S,
            author_kind="customer", is_public=True, channel="email", body="Any news?", via="email",
        )  # fmt: skip
    for number, ticket_id in enumerate(UNKNOWN_TICKETS[: FLAWS["order_of_no_ticket"]], start=1):
        sheets.add(
            "orders", order_id=f"B9{number:05}", customer_id="K00001", ordered_at=middle + number * DAY_S,
            kind="upsell", amount=49.0, currency="EUR", product="headlamp", credited_ticket_id=ticket_id,
            is_cancelled=False,
        )  # fmt: skip


def _plain(rng: Random, stage: Stage, cases: list[Case]) -> Iterator[Case]:
    """Yield tickets with one reply, solved once and well before the end, each once and in no order."""
    late = stage.stop - 10 * DAY_S
    plain = [
        case for case in cases
        if case.is_valid and case.replies == 1 and len(case.solves) == 1 and case.solves[0] < late
        and case.channel in ("email", "web") and case.created_by == "customer" and case.created_at > stage.begin + DAY_S
    ]  # fmt: skip
    rng.shuffle(plain)
    return iter(plain)


def _reply(case: Case) -> Message:
    return next(one for one in case.messages if one.kind == "agent" and one.is_public)
