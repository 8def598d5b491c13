"""Dimensions that a question can be cut and filtered by, and the frames of rows that metrics are computed over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from deskgauge.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class Dimension:
    """One dimension: its id, its title, the other names it goes by, whether its values are numbers."""

    id: str
    title: str
    aliases: tuple[str, ...] = ()
    numeric: bool = False


DIMENSIONS: dict[str, Dimension] = {
    dimension.id: dimension
    for dimension in (
        Dimension("channel", "Channel"),
        Dimension("team", "Team", ("team_id",)),
        Dimension("agent", "Agent", ("agent_id",)),
        Dimension("request_type", "Request type", ("type",)),
        Dimension("priority", "Priority"),
        Dimension("product", "Product"),
        Dimension("brand", "Brand"),
        Dimension("country", "Country"),
        Dimension("language", "Language"),
        Dimension("segment", "Customer segment", ("customer_segment",)),
        Dimension("tag", "Tag", ("tags",)),
        Dimension("kind", "Kind"),
        Dimension("queue", "Queue"),
        Dimension("survey", "Survey", ("survey_id",)),
        Dimension("effort_area", "Effort area"),
        Dimension("weekday", "Weekday (1 is Monday)", numeric=True),
        Dimension("hour", "Hour of the day", numeric=True),
    )
}
_NAMES = {name: one.id for one in DIMENSIONS.values() for name in (one.id, *one.aliases)}
FROM_TIME = ("weekday", "hour")
BROUGHT_BY_TICKET = "tag"


def dimension(name: str) -> Dimension:
    """Return the dimension of a name or alias; raise NotFoundError with the nearest names."""
    try:
        return DIMENSIONS[_NAMES[name]]
    except KeyError:
        raise NotFoundError("dimension", name, _NAMES) from None


@dataclass(frozen=True, slots=True)
class Frame:
    """Rows that metrics are computed over: a query on facts and what each dimension is in it.

    ``facts`` are the facts it reads. Where ``shared`` is set, the rows are no part of any slice but of those in
    ``dimensions``: other cuts leave them whole, so that a slice is set against the same whole.
    """

    name: str
    query: str
    facts: tuple[str, ...]
    dimensions: Mapping[str, str]
    shared: bool = False
    calendar: str | None = None  # the column that names the row's calendar

    def has(self, name: str) -> bool:
        """Say whether the rows can be cut by a dimension."""
        return name in self.dimensions or (name in FROM_TIME and not self.shared)


_TICKET = {
    "channel": "channel", "team": "team_id", "agent": "agent_id", "request_type": "request_type",
    "priority": "priority", "product": "product", "brand": "brand", "country": "country",
    "language": "language", "segment": "segment", "tag": "tag",
}  # fmt: skip

_OF_TICKET = """t.ticket_id, t.created_at, t.created_by, t.solved_at, t.is_solved, t.first_reply_at, t.invalid_reason,
  t.calendar_id, t.created_us, t.channel, t.team_id, t.agent_id, t.request_type, t.priority, t.product, t.brand,
  t.country, t.language, t.segment"""

FRAMES: dict[str, Frame] = {
    frame.name: frame
    for frame in (
        Frame("tickets", "SELECT * FROM ticket_facts", ("ticket_facts",), _TICKET, calendar="calendar_id"),
        Frame(
            "replies",
            f'SELECT m."at", m.author_id, {_OF_TICKET} FROM message_roles AS m '
            "JOIN ticket_facts AS t ON t.ticket_id = m.ticket_id WHERE m.is_reply",
            ("message_roles", "ticket_facts"),
            {**_TICKET, "agent": "author_id"},
        ),
        Frame(
            "turns",
            "SELECT w.turn, w.started_at, w.replied_at, w.is_dropped, w.started_us, w.replied_us, "
            f"w.now_us, {_OF_TICKET} FROM wait_turns AS w JOIN ticket_facts AS t ON t.ticket_id = w.ticket_id",
            ("wait_turns", "ticket_facts"),
            _TICKET,
            calendar="calendar_id",
        ),
        Frame(
            "active",
            f"SELECT s.from_at, s.to_at, {_OF_TICKET} FROM active_spans AS s "
            "JOIN ticket_facts AS t ON t.ticket_id = s.ticket_id",
            ("active_spans", "ticket_facts"),
            _TICKET,
            calendar="calendar_id",
        ),
        Frame(
            "untouched",
            f"SELECT s.from_at, s.to_at, s.touched_at, {_OF_TICKET} FROM untouched_spans AS s "
            "JOIN ticket_facts AS t ON t.ticket_id = s.ticket_id",
            ("untouched_spans", "ticket_facts"),
            _TICKET,
        ),
        Frame(
            "calls",
            "SELECT * FROM call_facts",
            ("call_facts",),
            {**_TICKET, "kind": "kind", "queue": "queue"},
            calendar="calendar_id",
        ),
        Frame("contacts", "SELECT * FROM contacts", ("contacts",), {**_TICKET, "kind": "kind"}),
        Frame("channel_contacts", "SELECT * FROM channel_contacts", ("channel_contacts",), {**_TICKET, "kind": "kind"}),
        Frame("work", "SELECT * FROM work_facts", ("work_facts",), {**_TICKET, "kind": "kind"}),
        Frame("reviews", "SELECT * FROM review_facts", ("review_facts",), _TICKET),
        Frame(
            "surveys",
            "SELECT * FROM survey_facts",
            ("survey_facts",),
            {**_TICKET, "survey": "survey_id", "effort_area": "effort_area"},
        ),
        Frame(
            "invites",
            "SELECT * FROM invite_facts",
            ("invite_facts",),
            {**_TICKET, "kind": "kind", "survey": "survey_id"},
        ),
        Frame(
            "customers",
            "SELECT * FROM customer_spans",
            ("customer_spans",),
            {"country": "country", "language": "language", "segment": "segment"},
            shared=True,
        ),
    )
}
