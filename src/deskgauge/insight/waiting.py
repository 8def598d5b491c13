"""Who has been waiting longest for a first word."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from deskgauge.engine.explain import Explanation

UNANSWERED = "unanswered_tickets"


@dataclass(frozen=True, slots=True)
class Waiting:
    """The ticket that has waited longest: its id, since when (aware), and for how many seconds of the calendar."""

    ticket_id: str
    since: datetime
    seconds: float


def longest_waiting(explain: Callable[..., Explanation], now: datetime, where: str | None = None) -> Waiting | None:
    """Return the ticket that at "now" (aware) has waited longest without any reply; None where none waits.

    ``explain`` is that of an open project. Also None for those who may not see single tickets. Raise as it does.
    """
    end = now + timedelta(microseconds=1)  # a range does not include its end
    found = explain(UNANSWERED, from_=now - timedelta(days=1), to=end, where=where, limit=1)
    rows = [row for part in found.parts for row in part.rows if row["counted"]]
    at = rows[0]["at"] if rows else None
    if not isinstance(at, datetime):
        return None
    since = at.replace(tzinfo=UTC)
    return Waiting(str(rows[0]["ticket_id"]), since, (now - since).total_seconds())
