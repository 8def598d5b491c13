"""Local time by the standard library's zones; instants are naive UTC datetimes."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

HOUR, DAY, TICK = timedelta(hours=1), timedelta(days=1), timedelta(microseconds=1)
MONTHS = {"month": 1, "quarter": 3, "year": 12}

Period = tuple[datetime, datetime]


def parse(value: object) -> datetime | None:
    """Read an instant of a row: ISO text or datetime, with an offset or in UTC; None and blanks give None."""
    if value is None or value == "":
        return None
    at = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return at.astimezone(UTC).replace(tzinfo=None) if at.tzinfo else at


def offset(at: datetime, zone: ZoneInfo) -> timedelta:
    """Return what local clocks are ahead of UTC at an instant."""
    ahead = at.replace(tzinfo=UTC).astimezone(zone).utcoffset()
    assert ahead is not None
    return ahead


def wall(at: datetime, zone: ZoneInfo) -> datetime:
    """Return the local time at an instant, naive."""
    return at + offset(at, zone)


def from_wall(local: datetime, zone: ZoneInfo) -> datetime:
    """Return the instant of a local time: the first of two, and past a gap by as much as the clock was moved."""
    return local.replace(tzinfo=zone, fold=0).astimezone(UTC).replace(tzinfo=None)


def bound(text: str, zone: ZoneInfo) -> datetime:
    """Read an end of a question: a local date or a local date and time."""
    return from_wall(datetime.fromisoformat(text), zone)


def next_change(start: datetime, end: datetime, zone: ZoneInfo) -> datetime | None:
    """Return the first instant after ``start`` and not after ``end`` at which the offset is another, if any."""
    before, step = offset(start, zone), start
    while step < end:
        step = min(step + HOUR, end)
        if offset(step, zone) != before:
            return _narrow(max(start, step - HOUR), step, before, zone)
    return None


def _narrow(low: datetime, high: datetime, before: timedelta, zone: ZoneInfo) -> datetime:
    while high - low > TICK:
        middle = low + (high - low) / 2
        if offset(middle, zone) == before:
            low = middle
        else:
            high = middle
    return high


def steady(start: datetime, end: datetime, zone: ZoneInfo) -> list[tuple[datetime, datetime, timedelta]]:
    """Cut [start, end) into spans of one offset each."""
    spans = []
    while start < end:
        change = next_change(start, end, zone) or end
        spans.append((start, change, offset(start, zone)))
        start = change
    return spans


def periods(grain: str, zone: ZoneInfo, start: datetime, end: datetime) -> list[Period]:
    """Cut [start, end) at the units of a grain, weeks on Mondays, clipped at both ends."""
    if grain == "total":
        return [(start, end)]
    if grain == "hour":
        return _hours(zone, start, end)
    unit = _unit(wall(start, zone).date(), grain)
    cuts = [start]
    while cuts[-1] < end:
        unit = _following(unit, grain)
        cuts.append(min(from_wall(datetime.combine(unit, time()), zone), end))
    return [(a, b) for a, b in itertools.pairwise(cuts) if a < b]


def _hours(zone: ZoneInfo, start: datetime, end: datetime) -> list[Period]:
    found = []
    while start < end:
        local = wall(start, zone)
        full = start + (local.replace(minute=0, second=0, microsecond=0) + HOUR - local)
        stop = min(next_change(start, full, zone) or full, full, end)
        found.append((start, stop))
        start = stop
    return found


def _unit(day: date, grain: str) -> date:
    """Return the first day of the unit that holds a day."""
    if grain == "day":
        return day
    if grain == "week":
        return day - DAY * day.weekday()
    months = MONTHS[grain]
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def _following(unit: date, grain: str) -> date:
    if grain in MONTHS:
        count = unit.year * 12 + unit.month - 1 + MONTHS[grain]
        return date(count // 12, count % 12 + 1, 1)
    return unit + DAY * (7 if grain == "week" else 1)


def before(period: Period, grain: str, zone: ZoneInfo) -> Period:
    """Return the whole unit before the period's own; of a total the same number of local days before it."""
    first, last = (wall(at, zone).date() for at in period)
    if grain == "hour":
        return _hours(zone, period[0] - 3 * HOUR, period[0])[-1]
    if grain == "total":
        return from_wall(datetime.combine(first - (last - first), time()), zone), period[0]
    unit = _unit(first, grain)
    earlier = _unit(unit - DAY, grain)
    start, end = (from_wall(datetime.combine(day, time()), zone) for day in (earlier, unit))
    return start, end
