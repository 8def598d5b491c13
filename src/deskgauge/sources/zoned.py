"""Wall times of a zone to UTC in SQL: a CASE over the zone's changes of offset in the span of the data."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

from deskgauge.model.zones import offsets, zone
from deskgauge.sources.casts import EARLIEST, LATEST, LocalTimes

_MARGIN = timedelta(days=2)


def local_times(zone_name: str, first: datetime | None, last: datetime | None, formats: tuple[str, ...]) -> LocalTimes:
    """Return how the wall times from ``first`` to ``last`` of a zone are read.

    A time in a skipped hour is read with the offset before the change, which moves it forward by the gap; so is one
    in a repeated hour, which makes it the first pass. Raises NotFoundError for an unknown zone.
    """
    zone(zone_name)
    low = max(first or datetime(2000, 1, 1), datetime.fromisoformat(EARLIEST)) - _MARGIN
    high = min(last or low, datetime.fromisoformat(LATEST)) + _MARGIN
    if high <= low:
        high = low + _MARGIN
    steps = offsets(zone_name, low, high)
    cases: list[str] = []
    skipped: list[str] = []
    repeated: list[str] = []
    for (_, before), (change, after) in pairwise(steps):
        # Before the later of the two wall times of a change, the offset before it holds.
        start, end = (change + timedelta(seconds=min(before, after)), change + timedelta(seconds=max(before, after)))
        cases.append(f"WHEN {{local}} >= {_literal(end)} THEN {after}")
        within = f"({{local}} >= {_literal(start)} AND {{local}} < {_literal(end)})"
        (skipped if after > before else repeated).append(within)
    offset = f"CASE {' '.join(reversed(cases))} ELSE {steps[0][1]} END" if cases else str(steps[0][1])
    return LocalTimes(
        zone_name, f"({{local}} - to_seconds({offset}))", " OR ".join(skipped) or "FALSE",
        " OR ".join(repeated) or "FALSE", formats,
    )  # fmt: skip


def _literal(instant: datetime) -> str:
    return f"TIMESTAMP '{instant.isoformat(sep=' ')}'"
