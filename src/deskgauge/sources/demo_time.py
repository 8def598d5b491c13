"""Time in the demo company: its days, its opening hours, and clocks that run only while a desk is open.

Instants are whole seconds since 1970 in UTC; local time is reached through the company's zone.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from random import Random

from deskgauge.model.opening_hours import DAY_S, Week, parse_week
from deskgauge.model.zones import to_utc

ZONE = "Europe/Warsaw"
HOUR_S = 3_600
_MARGIN = timedelta(days=150)  # a backlog of the last day is worked off after the end


def epoch(local: datetime, zone: str = ZONE) -> int:
    """Return the instant of a wall time."""
    return int(to_utc(local, zone).replace(tzinfo=UTC).timestamp())


def midnight(day: date, zone: str = ZONE) -> int:
    """Return the instant at which a local day begins."""
    return epoch(datetime(day.year, day.month, day.day), zone)


class Stage:
    """The span of time that is played: its days, its first and last instant, and one generator per part."""

    def __init__(self, seed: int, tickets: int, end: date, days: int) -> None:
        self.seed, self.tickets, self.last = seed, tickets, end
        self.first = end - timedelta(days=days - 1)
        self.days = [self.first + timedelta(days=number) for number in range(days)]
        self._midnights = [midnight(day) for day in [*self.days, end + timedelta(days=1)]]
        self.begin, self.stop = self._midnights[0], self._midnights[-1]

    def rng(self, part: str) -> Random:
        """Return the generator of one part, so that a change in one leaves the others as they were."""
        return Random(f"{self.seed}/{part}")

    def at(self, day: int, second: float) -> int:
        """Return the instant of a second after local midnight, on the day of that number."""
        start = self._midnights[day]
        if self._midnights[day + 1] - start == DAY_S:
            return start + int(second)
        first = self.days[day]
        return epoch(datetime(first.year, first.month, first.day) + timedelta(seconds=int(second)))

    def day(self, at: float) -> int:
        """Return the number of the local day of an instant, clipped to the span."""
        return min(max(bisect_right(self._midnights, at) - 1, 0), len(self.days) - 1)

    def hour(self, at: float) -> float:
        """Return the local hour of an instant; an hour off on the two days a year on which clocks change."""
        return (at - self._midnights[self.day(at)]) / HOUR_S

    def weekday(self, at: float) -> int:
        """Return the local day of the week of an instant, Monday 0."""
        return self.days[self.day(at)].weekday()

    def moment(self, rng: Random) -> int:
        """Return any instant of the span."""
        return rng.randrange(self.begin, self.stop)


@dataclass(frozen=True)
class Hours:
    """A week of opening hours in a zone, the days closed, and other hours from a date on."""

    zone: str
    week: Mapping[str, Sequence[str]]
    closed: frozenset[date] = frozenset()
    closing: Mapping[date, int] = field(default_factory=dict)  # the second of the day at which it closes
    change: tuple[date, Mapping[str, Sequence[str]]] | None = None

    def spans(self, stage: Stage) -> Iterator[tuple[int, int]]:
        """Yield the open spans from shortly before the stage's first day until long after its last."""
        week = parse_week(self.week, "demo", [])
        later = parse_week(self.change[1], "demo", []) if self.change else week
        changed = self.change[0] if self.change else date.max
        day = stage.first - timedelta(days=5)
        while day < stage.last + _MARGIN:
            yield from self._day(day, later if day >= changed else week)
            day += timedelta(days=1)

    def _day(self, day: date, week: Week) -> Iterator[tuple[int, int]]:
        if day in self.closed:
            return
        start = datetime(day.year, day.month, day.day)
        latest = DAY_S if day + timedelta(days=1) in self.closed else 2 * DAY_S
        latest = min(latest, self.closing.get(day, latest))
        for opens, closes in week[day.weekday()]:
            if opens < latest:
                until = start + timedelta(seconds=min(closes, latest))
                yield epoch(start + timedelta(seconds=opens), self.zone), epoch(until, self.zone)


class WorkClock:
    """A clock that runs at a rate in each of its spans and stands still between them."""

    def __init__(self, spans: Sequence[tuple[int, int, float]]) -> None:
        self._starts = [start for start, _, _ in spans]
        self._stops = [stop for _, stop, _ in spans]
        self._rates = [rate for _, _, rate in spans]
        run = [(stop - start) * rate for start, stop, rate in spans]
        self._before = [0.0, *accumulate(run)][:-1]

    def is_open(self, at: float) -> bool:
        """Tell whether the clock runs at this instant."""
        span = bisect_right(self._starts, at) - 1
        return span >= 0 and at < self._stops[span]

    def reading(self, at: float) -> float:
        """Return how far the clock has run at this instant."""
        span = bisect_right(self._starts, at) - 1
        if span < 0:
            return 0.0
        return self._before[span] + (min(at, self._stops[span]) - self._starts[span]) * self._rates[span]

    def instant(self, reading: float) -> int:
        """Return the first instant at which the clock has run so far."""
        span = max(bisect_left(self._before, reading) - 1, 0)
        return int(self._starts[span] + (reading - self._before[span]) / self._rates[span])

    def after(self, at: float, amount: float) -> int:
        """Return the instant at which the clock has run ``amount`` further."""
        return max(int(at) + 1, self.instant(self.reading(at) + amount))
