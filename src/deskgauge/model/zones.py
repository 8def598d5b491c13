"""Time zones: names, changes of offset, and local time to UTC and back.

Instants are naive UTC datetimes, local times naive wall times; a zone is always named, by its IANA name.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from deskgauge.errors import NotFoundError, UsageError
from deskgauge.language import _

_OFFSET = re.compile(r"(?:UTC|GMT|Z)?\s*[+-]\s*\d{1,2}(?::?\d{2}){0,2}", re.IGNORECASE)
_MACHINE_DEPENDENT = {"localtime", "Factory", "posixrules"}
_DOUBLES = ("posix/", "right/")  # the whole database again, the second one counting leap seconds
_SECOND = timedelta(seconds=1)
# No zone has two changes less than four days apart, so looking once a day misses none.
_STEP = timedelta(days=1)


@lru_cache(maxsize=1)
def zone_names() -> frozenset[str]:
    """Return every IANA name that can be used as a zone."""
    return frozenset(available_timezones() - _MACHINE_DEPENDENT)


@lru_cache(maxsize=1024)
def zone(name: str) -> ZoneInfo:
    """Return the zone of an IANA name; raise UsageError for an offset, NotFoundError for an unknown name."""
    if name not in _MACHINE_DEPENDENT and not name.startswith(_DOUBLES):
        # Looking for one name is fifty times faster than listing them all.
        with suppress(ValueError, OSError, ZoneInfoNotFoundError):
            return ZoneInfo(name)
    if _OFFSET.fullmatch(name.strip()):
        raise UsageError(
            _(
                "{name} is an offset, and a time zone is needed, such as 'Europe/Warsaw': an offset does "
                "not say when the clocks change.",
                name=repr(name),
            )
        )
    raise NotFoundError("time zone", name, zone_names())


def to_local(instant: datetime, zone_name: str) -> datetime:
    """Return the naive wall time of a naive UTC instant in a zone."""
    return instant.replace(tzinfo=UTC).astimezone(zone(zone_name)).replace(tzinfo=None, fold=0)


def to_utc(local: datetime, zone_name: str) -> datetime:
    """Return the naive UTC instant of a naive wall time.

    A time in a skipped hour is moved forward by the gap, one in a repeated hour is its first pass.
    """
    # fold=0 reads a wall time with the offset before the change: both halves of the rule at once.
    return local.replace(tzinfo=zone(zone_name), fold=0).astimezone(UTC).replace(tzinfo=None)


def offset_at(instant: datetime, zone_name: str) -> int:
    """Return the zone's offset from UTC, in seconds, at a naive UTC instant."""
    return _offset(instant, zone(zone_name))


@lru_cache(maxsize=256)
def _offsets(zone_name: str, start: datetime, end: datetime) -> tuple[tuple[datetime, int], ...]:
    info = zone(zone_name)
    found = [(start, _offset(start, info))]
    if info.key == "UTC":
        return tuple(found)
    low = start
    while low < end:
        high = low + _STEP if end - low > _STEP else end
        after = _offset(high, info)
        if after != found[-1][1]:
            change = _change(low, high, after, info)
            if change < end:
                found.append((change, after))
        low = high
    return tuple(found)


def offsets(zone_name: str, start: datetime, end: datetime) -> list[tuple[datetime, int]]:
    """Return the naive UTC instants in [start, end) from which an offset in seconds holds; the first is ``start``."""
    return list(_offsets(zone_name, start, end))


def _offset(instant: datetime, info: ZoneInfo) -> int:
    local = instant.replace(tzinfo=UTC).astimezone(info).replace(tzinfo=None)
    return round((local - instant).total_seconds())


def _change(low: datetime, high: datetime, after: int, info: ZoneInfo) -> datetime:
    """Return the first whole second in (low, high] at which the offset is ``after``."""
    first, last = 0, -(-(high - low) // _SECOND)
    base = low.replace(microsecond=0)
    while last - first > 1:
        middle = (first + last) // 2
        if _offset(base + middle * _SECOND, info) == after:
            last = middle
        else:
            first = middle
    return base + last * _SECOND
