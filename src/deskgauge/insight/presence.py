"""How many people are there at each hour of the week, by their shifts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from deskgauge.engine.answer import Row, rounded
from deskgauge.engine.base import literal
from deskgauge.model.zones import to_local, to_utc

if TYPE_CHECKING:
    from deskgauge.engine.ask import Session

HOUR = timedelta(hours=1)


def presence(session: Session, start: datetime, end: datetime, teams: Sequence[str] | None = None) -> list[Row]:
    """Return ``weekday`` (1 is Monday), ``hour`` and ``people``, the mean number on shift in such an hour.

    ``start`` and ``end`` are naive local midnights. Hours at which nobody ever is there are not among the rows; with
    ``teams`` only people of these teams count.
    """
    zone = session.settings.time_zone
    utc = to_utc(start, zone), to_utc(end, zone)
    shifts = session.engine.rows(
        "SELECT s.started_at, s.ended_at FROM shifts AS s LEFT JOIN agents AS a ON a.agent_id = s.agent_id "
        f"WHERE s.ended_at > TIMESTAMP '{utc[0]:%Y-%m-%d %H:%M:%S}' "
        f"AND s.started_at < TIMESTAMP '{utc[1]:%Y-%m-%d %H:%M:%S}'{_of(teams)}"
    )
    spans = [(to_local(_instant(begun), zone), to_local(_instant(ended), zone)) for begun, ended in shifts]
    days = Counter((start + timedelta(days=number)).isoweekday() for number in range((end - start).days))
    seconds = _by_hour((max(begun, start), min(ended, end)) for begun, ended in spans)
    return [
        {"weekday": weekday, "hour": hour, "people": rounded(whole / HOUR.total_seconds() / days[weekday])}
        for (weekday, hour), whole in sorted(seconds.items())
    ]


def _of(teams: Sequence[str] | None) -> str:
    return "" if teams is None else f" AND a.team_id IN ({', '.join(literal(team) for team in teams or ('',))})"


def _instant(value: object) -> datetime:
    if not isinstance(value, datetime):
        raise TypeError(f"a shift's instant is no instant: {value!r}")
    return value


def _by_hour(spans: Iterable[tuple[datetime, datetime]]) -> dict[tuple[int, int], float]:
    """Add up the seconds of each hour of the week that lie in the spans."""
    found: dict[tuple[int, int], float] = {}
    for begun, ended in spans:
        at = begun
        while at < ended:
            following = min(at.replace(minute=0, second=0, microsecond=0) + HOUR, ended)
            place = at.isoweekday(), at.hour
            found[place] = found.get(place, 0.0) + (following - at).total_seconds()
            at = following
    return found
