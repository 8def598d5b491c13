"""What makes random companies: times with ties and near misses, ids whose order as text is not their order in time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any, TypeVar

from naive.scenes import Scene

T = TypeVar("T")

SECOND, MINUTE, HOUR, DAY = (timedelta(seconds=number) for number in (1, 60, 3600, 86400))


def stamp(at: datetime | None) -> str | None:
    """Write an instant as rows have it."""
    return None if at is None else at.isoformat() + "Z"


class Maker:
    """Draws values for one company and collects its rows."""

    def __init__(self, random: Random, scene: Scene, settings: dict[str, Any]) -> None:
        self.random, self.scene, self.settings = random, scene, settings
        self.tables: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self.moments: list[datetime] = [scene.start]
        self._used: set[str] = set()

    def chance(self, share: float) -> bool:
        """Say yes in so many of all cases."""
        return self.random.random() < share

    def one_of(self, values: Sequence[T]) -> T:
        """Draw one."""
        return self.random.choice(values)

    def maybe(self, value: T, share: float = 0.7) -> T | None:
        """Leave a value out now and then."""
        return value if self.chance(share) else None

    def id(self, prefix: str) -> str:
        """Draw an id that nothing else has, of any length, in either case."""
        while True:
            drawn = self.one_of((prefix, prefix.upper(), f"desk:{prefix}")) + str(self.random.randrange(99_999))
            if drawn.lower() not in self._used:
                self._used.add(drawn.lower())
                return drawn

    def moment(self) -> datetime:
        """Draw a time: anywhere, around the change of the clock, on a border of days, or as one before."""
        start, end, turning = self.scene.start, self.scene.end, self.scene.turning
        span = (end - start).total_seconds()
        kind = self.random.random()
        if kind < 0.08:
            at = self.one_of(self.moments)
        elif kind < 0.35:
            at = turning + SECOND * self.random.randint(-100_000, 130_000)
        elif kind < 0.42:
            at = turning + DAY * self.random.randint(-20, 13) + SECOND * self.one_of((-1, 0, 0, 1))
        else:
            at = start + SECOND * self.random.randint(0, int(span))
        at = min(max(self._fine(at), start), end)
        self.moments.append(at)
        return at

    def _fine(self, at: datetime) -> datetime:
        return at + timedelta(microseconds=self.random.randrange(1_000_000)) if self.chance(0.05) else at

    def later(self, at: datetime) -> datetime:
        """Draw a time at or after another: often the same instant, often seconds, sometimes days."""
        reach = self.one_of((0, 0, 5, 60, 1800, 4 * 3600, 20 * 3600, 3 * 86400, 6 * 86400))
        return self._fine(at + SECOND * self.random.randint(reach // 3, reach)) if reach else at

    def over(self, at: datetime) -> bool:
        """Say whether a time lies after the end of the data."""
        return at > self.scene.end

    def add(self, table: str, **row: Any) -> dict[str, Any]:
        """Keep a row; instants become text."""
        made = {name: stamp(value) if isinstance(value, datetime) else value for name, value in row.items()}
        self.tables[table].append(made)
        return made
