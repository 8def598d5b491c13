"""What a project's data hold: how far they reach, the rows of each table, the values that they can be cut by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from deskgauge.engine.base import quoted

if TYPE_CHECKING:
    from deskgauge.engine.ask import Session

CUT_BY = ("team", "channel", "request_type", "priority", "language", "product", "country", "brand", "segment")
"""The dimensions whose values are listed, those of tickets that name no person."""

MOST_VALUES = 500
MOST_HAPPENINGS = 200


@dataclass(frozen=True, slots=True)
class Happening:
    """Something dated that the company did or that happened; ``at`` is aware and in the company's zone."""

    at: datetime
    kind: str
    title: str


@dataclass(frozen=True, slots=True)
class Holdings:
    """Instants are aware and in the company's zone; ``rows`` by canonical table; ``values`` of dimensions by how many
    tickets have each, the most first; ``names`` what people call the ids of a dimension; ``happenings`` the newest
    ones, the oldest of them first.
    """

    now: datetime | None
    first: datetime | None
    through: datetime | None
    rows: Mapping[str, int]
    values: Mapping[str, Sequence[str]] = field(default_factory=dict)
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    has_calendars: bool = False
    happenings: Sequence[Happening] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing dated is there."""
        return self.now is None and not any(self.rows.values())

    @property
    def has_dates(self) -> bool:
        """Whether anything dated is there, so that there is a "now" to look back from."""
        return self.now is not None


NOTHING = Holdings(None, None, None, {})


def holdings(session: Session) -> Holdings:
    """Look through the store once."""
    engine, settings, span = session.engine, session.settings, session.span
    zone = ZoneInfo(settings.time_zone)
    now, first, through = (
        None if at is None else at.replace(tzinfo=UTC).astimezone(zone)
        for at in (span.now or span.last, span.first, span.through)
    )
    teams = engine.rows("SELECT team_id, name, calendar_id FROM teams ORDER BY team_id")
    named = {str(team): str(name) for team, name, _ in teams if name}
    without = [team for team, _, calendar in teams if calendar is None]
    return Holdings(
        now,
        first,
        through,
        session.knowledge.rows,
        {name: _values(session, name) for name in CUT_BY},
        {"team": named, "article": _titles(session)},
        has_calendars=settings.calendar is not None or (bool(teams) and not without),
        happenings=_happenings(session),
    )


def _happenings(session: Session) -> list[Happening]:
    """Return what has a title and is no public holiday, which calendars know already."""
    zone = ZoneInfo(session.settings.time_zone)
    rows = session.engine.rows(
        'SELECT e."at", e.kind, e.title FROM events AS e WHERE e.title IS NOT NULL AND e."at" IS NOT NULL '
        f"AND (e.kind IS NULL OR e.kind <> 'holiday') ORDER BY 1 DESC, e.event_id LIMIT {MOST_HAPPENINGS}"
    )
    found = [
        Happening(at.replace(tzinfo=UTC).astimezone(zone), str(kind or ""), str(title))
        for at, kind, title in rows
        if isinstance(at, datetime)
    ]
    return found[::-1]


def _titles(session: Session) -> dict[str, str]:
    """Return what articles are called."""
    rows = session.engine.rows("SELECT article_id, title FROM articles WHERE title IS NOT NULL ORDER BY article_id")
    return {str(article): str(title) for article, title in rows}


def _values(session: Session, name: str) -> list[str]:
    from deskgauge.catalogue.slices import FRAMES

    column = quoted(FRAMES["tickets"].dimensions[name])
    rows = session.engine.rows(
        f"SELECT {column}, COUNT(*) AS n FROM ticket_facts WHERE {column} IS NOT NULL GROUP BY 1 "
        f"ORDER BY n DESC, 1 LIMIT {MOST_VALUES}"
    )
    return [str(value) for value, _ in rows]
