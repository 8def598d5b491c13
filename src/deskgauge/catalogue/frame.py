"""A frame: rows that metrics are computed over; a dimension: what they can be cut and filtered by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

FROM_TIME = ("weekday", "hour")
BROUGHT_BY_TICKET = "tag"


@dataclass(frozen=True, slots=True)
class Dimension:
    """One dimension: its id, its title, the other names it goes by, whether its values are numbers."""

    id: str
    title: str
    aliases: tuple[str, ...] = ()
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """Rows that metrics are computed over: a query on facts and what each dimension is in it.

    ``key`` are the columns that tell a row from every other, ``facts`` the facts it reads, ``placed`` the instant of
    a row that has none of the metric's own: an unsolved ticket is placed by its creation. Where ``shared`` is set,
    the rows are no part of any slice but of those in ``dimensions``: other cuts leave them whole, so that a slice is
    set against the same whole. Rows that hold ``confidential`` are counted but never shown one by one, and no company's
    own metric reads them; nor those of a frame that is ``withheld``, which are persons of the staff: the built-in
    metrics keep groups under five to themselves.
    """

    name: str
    query: str
    facts: tuple[str, ...]
    dimensions: Mapping[str, str]
    key: tuple[str, ...] = field(kw_only=True)
    shared: bool = False
    calendar: str | None = None  # the column that names the row's calendar
    placed: str | None = None
    timed: bool = True  # whether its rows can be cut by weekday and hour
    confidential: str | None = None
    withheld: bool = False

    def has(self, name: str) -> bool:
        """Say whether the rows can be cut by a dimension."""
        return name in self.dimensions or (name in FROM_TIME and self.timed and not self.shared)


OF_CUSTOMER: Mapping[str, str] = {"country": "country", "language": "language", "segment": "segment"}
"""The dimensions of rows that know no more than whose they are."""

OF_TICKET: Mapping[str, str] = {
    "channel": "channel", "team": "team_id", "agent": "agent_id", "request_type": "request_type",
    "priority": "priority", "product": "product", "brand": "brand", "country": "country",
    "language": "language", "segment": "segment", "tag": "tag",
}  # fmt: skip

TICKET_COLUMNS = """t.ticket_id, t.created_at, t.created_by, t.solved_at, t.is_solved, t.first_reply_at,
  t.invalid_reason, t.calendar_id, t.created_us, t.channel, t.team_id, t.agent_id, t.request_type, t.priority,
  t.product, t.brand, t.country, t.language, t.segment"""
