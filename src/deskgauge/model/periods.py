"""Periods: spans of time cut at the calendar units of a zone, and the periods that they are compared with."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from deskgauge.errors import NotFoundError, UsageError
from deskgauge.language import _
from deskgauge.model.zones import offsets, to_local, to_utc

GRAINS = ("hour", "day", "week", "month", "quarter", "year", "total")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MOST_PERIODS = 100_000
FIRST_YEAR, LAST_YEAR = 1900, 2200

_HOUR, _DAY, _YEAR_OF_WEEKS = timedelta(hours=1), timedelta(days=1), timedelta(weeks=52)
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_DAYS = {"day": 1, "week": 7}
_INSTANT = re.compile(
    r"(?P<date>\d{4}-\d{2}-\d{2})(?:[T ](?P<time>\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)(?P<offset>Z|[+-]\d{2}:?\d{2})?)?"
)


@dataclass(frozen=True, slots=True)
class Period:
    """A half-open span of naive UTC instants and the key that its rows are grouped by.

    The key of a day or more is the naive local midnight that begins the whole unit, of an hour the naive
    UTC instant at which the local hour would have begun at this offset, of ``total`` the local start.
    """

    key: datetime
    start: datetime
    end: datetime


def periods(grain: str, zone_name: str, start: datetime, end: datetime, week_start: str = "monday") -> list[Period]:
    """Cut [start, end) (naive UTC) at the units of a grain in a zone, clipped at both ends; none where start >= end.

    A day begins at its first instant, also where midnight is skipped; a local date that does not occur has
    no period. Raise NotFoundError for an unknown grain, UsageError for more than 100,000 periods.
    """
    _check(grain, week_start)
    if start >= end:
        return []
    found: list[Period] = []
    for period in _units(grain, zone_name, start, end, week_start):
        found.append(period)
        if len(found) > MOST_PERIODS:
            raise UsageError(
                _(
                    "From {start} to {end} by {grain} is more than {most_periods} periods: narrow the range "
                    "or take a coarser grain.",
                    start=f"{start:%Y-%m-%d}",
                    end=f"{end:%Y-%m-%d}",
                    grain=grain,
                    most_periods=f"{MOST_PERIODS:,}",
                )
            )
    return found


def previous_period(period: Period, grain: str, zone_name: str, week_start: str = "monday") -> Period:
    """Return the whole unit before the period's own.

    Of ``total`` it is the same number of local days immediately before, where both ends are local
    midnights, and otherwise the same length of time.
    """
    _check(grain, week_start)
    if grain == "hour":
        return _hour_at(_hour_at(period.start, zone_name).start - timedelta.resolution, zone_name)
    if grain == "total":
        start = _total_before(period, zone_name)
        return Period(to_local(start, zone_name), start, period.start)
    return _unit_ending(period.key, grain, zone_name)


def year_before(period: Period, grain: str, zone_name: str, week_start: str = "monday") -> Period:
    """Return the month, quarter or year a year earlier; for other grains the period 52 weeks earlier by the wall clock.

    52 weeks keep the weekday, which matters more to the shorter grains than the date does.
    """
    _check(grain, week_start)
    if grain == "total":
        start, end = (_shifted(at, zone_name) for at in (period.start, period.end))
        return Period(to_local(start, zone_name), start, end)
    if grain == "hour":
        return _hour_at(_shifted(_hour_at(period.start, zone_name).start, zone_name), zone_name)
    key = _add_months(period.key, -12) if grain in _MONTHS else period.key - _YEAR_OF_WEEKS
    return _unit(key, grain, zone_name)


def parse_instant(text: str, zone_name: str) -> datetime:
    """Read a date (its local midnight), a local date and time, or one with an offset or Z, into naive UTC."""
    match = _INSTANT.fullmatch(text.strip())
    try:
        if match is None:
            raise ValueError
        at = datetime.fromisoformat(text.strip())
        if not FIRST_YEAR <= at.year <= LAST_YEAR:
            raise UsageError(
                _(
                    "{text} lies outside the years {first_year} to {last_year}.",
                    text=repr(text),
                    first_year=FIRST_YEAR,
                    last_year=LAST_YEAR,
                )
            )
    except ValueError:
        raise UsageError(
            _(
                "{text} is no date or time: write YYYY-MM-DD, YYYY-MM-DD HH:MM[:SS] (local time of "
                "{zone_name}), or the latter with an offset or Z, such as 2026-03-01T09:00:00Z.",
                text=repr(text),
                zone_name=zone_name,
            )
        ) from None
    return to_utc(at, zone_name) if at.tzinfo is None else at.astimezone(UTC).replace(tzinfo=None)


def unit_start(local: datetime, grain: str, week_start: str = "monday") -> datetime:
    """Return the naive local midnight that begins the day, week, month, quarter or year of a local time."""
    midnight = datetime.combine(local.date(), time())
    if grain == "day":
        return midnight
    if grain == "week":
        return midnight - _DAY * ((midnight.weekday() - WEEKDAYS.index(week_start)) % 7)
    months = _MONTHS[grain]
    return midnight.replace(month=(midnight.month - 1) // months * months + 1, day=1)


def _check(grain: str, week_start: str) -> None:
    if grain not in GRAINS:
        raise NotFoundError("grain", grain, GRAINS)
    if week_start not in WEEKDAYS:
        raise NotFoundError("day of the week", week_start, WEEKDAYS)


def _units(grain: str, zone_name: str, start: datetime, end: datetime, week_start: str) -> Iterator[Period]:
    if grain == "total":
        yield Period(to_local(start, zone_name), start, end)
    elif grain == "hour":
        yield from _hours(zone_name, start, end)
    else:
        yield from _calendar_units(grain, zone_name, start, end, week_start)


def _calendar_units(grain: str, zone_name: str, start: datetime, end: datetime, week_start: str) -> Iterator[Period]:
    # Where the clock goes back over midnight, the start may lie after the first instant of the next date.
    key = unit_start(to_local(start, zone_name), grain, week_start)
    begin = start
    while begin < end:
        following = _next(key, grain)
        stop = min(to_utc(following, zone_name), end)
        if begin < stop:
            yield Period(key, begin, stop)
            begin = stop
        key = following


def _hours(zone_name: str, start: datetime, end: datetime) -> Iterator[Period]:
    changes = offsets(zone_name, start, end)
    waiting: Period | None = None
    for (since, seconds), until in zip(changes, [at for at, __ in changes[1:]] + [end], strict=True):
        begin = since
        while begin < until:
            key = _hour_key(begin, seconds)
            stop = min(key + _HOUR, until)
            if waiting and waiting.key == key:
                # A change of whole hours within an hour of UTC: both sides are one group of rows.
                waiting = Period(key, waiting.start, stop)
            else:
                if waiting:
                    yield waiting
                waiting = Period(key, begin, stop)
            begin = stop
    if waiting:
        yield waiting


def _hour_key(instant: datetime, seconds: int) -> datetime:
    offset = timedelta(seconds=seconds)
    return (instant + offset).replace(minute=0, second=0, microsecond=0) - offset


def _hour_at(instant: datetime, zone_name: str) -> Period:
    """Return the whole hour that holds an instant."""
    around = _hours(zone_name, instant - 3 * _HOUR, instant + 3 * _HOUR)
    return next(period for period in around if instant < period.end)


def _next(key: datetime, grain: str) -> datetime:
    return _add_months(key, _MONTHS[grain]) if grain in _MONTHS else key + _DAY * _DAYS[grain]


def _add_months(key: datetime, months: int) -> datetime:
    count = key.year * 12 + key.month - 1 + months
    return key.replace(year=count // 12, month=count % 12 + 1)


def _unit(key: datetime, grain: str, zone_name: str) -> Period:
    return Period(key, to_utc(key, zone_name), to_utc(_next(key, grain), zone_name))


def _unit_ending(key: datetime, grain: str, zone_name: str) -> Period:
    """Return the whole unit before a key, passing over local dates that did not occur."""
    before = _add_months(key, -_MONTHS[grain]) if grain in _MONTHS else key - _DAY * _DAYS[grain]
    unit = _unit(before, grain, zone_name)
    return unit if unit.start < unit.end else _unit_ending(before, grain, zone_name)


def _total_before(period: Period, zone_name: str) -> datetime:
    first, last = to_local(period.start, zone_name), to_local(period.end, zone_name)
    if all(_is_day_start(at, zone_name) for at in (period.start, period.end)):
        return to_utc(datetime.combine(first.date() - (last.date() - first.date()), time()), zone_name)
    return period.start - (period.end - period.start)


def _is_day_start(instant: datetime, zone_name: str) -> bool:
    """Tell whether a local date begins here (at its midnight, or where that is skipped, at its first instant)."""
    midnight = datetime.combine(to_local(instant, zone_name).date(), time())
    return to_utc(midnight, zone_name) == instant


def _shifted(instant: datetime, zone_name: str) -> datetime:
    """Return the same wall time 52 weeks earlier."""
    return to_utc(to_local(instant, zone_name) - _YEAR_OF_WEEKS, zone_name)
