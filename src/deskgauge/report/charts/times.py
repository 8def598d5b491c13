"""Periods along an axis: which of them get a label, and what it says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from deskgauge.language import _
from deskgauge.report.charts.pieces import width_of
from deskgauge.report.dates import format_date, format_instant, format_period
from deskgauge.report.reading import Reading, Words

MOST = 8
"""At most so many labels along an axis."""


def grain_of(readings: Sequence[Reading]) -> str:
    """Return the length of the periods: hour, day, week, month, quarter, year, or total where it is none of these."""
    for one in readings:
        if one.period_start is None or one.period_end is None:
            continue
        hours = (one.period_end - one.period_start).total_seconds() / 3600
        for name, most in (("hour", 2), ("day", 26), ("week", 170), ("month", 750), ("quarter", 2230), ("year", 8800)):
            if hours <= most:
                return name
    return "total"


def by_grain(title: str, grain: str) -> str:
    """Return what a trend is called: a metric by day."""
    return {
        "hour": _("{metric} by hour", metric=title),
        "day": _("{metric} by day", metric=title),
        "week": _("{metric} by week", metric=title),
        "month": _("{metric} by month", metric=title),
        "quarter": _("{metric} by quarter", metric=title),
        "year": _("{metric} by year", metric=title),
    }.get(grain, title)


def name_of(one: Reading, words: Words, grain: str) -> str:
    """Return the name of a period as short as its grain allows: the day, the first day of a week, a month."""
    if one.period_start is None or one.period_end is None:
        return ""
    if grain == "hour":
        return format_instant(one.period_start, words.language).rpartition(" ")[2]
    if grain in ("day", "week"):
        return format_date(one.period_start, words.language, year=False)
    return format_period(one.period_start, one.period_end, words.language)


def whole_span(readings: Sequence[Reading], words: Words) -> str:
    """Return the time from the first period's beginning to the last one's end."""
    starts = [one.period_start for one in readings if one.period_start]
    ends = [one.period_end for one in readings if one.period_end]
    return format_period(min(starts), max(ends), words.language) if starts and ends else ""


def ticks(readings: Sequence[Reading], words: Words, width: float) -> list[tuple[float, str]]:
    """Return the places that get a label, evenly from the first one on, as many as fit into ``width`` pixels."""
    grain = grain_of(readings)
    names = [name_of(one, words, grain) for one in readings]
    room = max((width_of(name) for name in names), default=0.0) + 18
    most = max(1, min(MOST, int(width / room)))
    steps = (1, 7, 14, 28, 56) if grain == "day" and len(names) > 10 else (1, 2, 3, 4, 6, 8, 12, 13, 24, 26, 52)
    step = next((one for one in steps if len(names) <= one * most), -(-len(names) // most))
    return [(float(place), names[place]) for place in range(0, len(names), step)]


def place_of(at: datetime, readings: Sequence[Reading]) -> float | None:
    """Return where along the axis an instant lies, None outside of it; in a period of several days in proportion."""
    for number, one in enumerate(readings):
        if one.period_start is None or one.period_end is None:
            continue
        if one.period_start <= at < one.period_end:
            length = (one.period_end - one.period_start).total_seconds()
            part = (at - one.period_start).total_seconds() / length if length > 100_000 else 0.0
            return min(number + part, len(readings) - 1.0)
    return None
