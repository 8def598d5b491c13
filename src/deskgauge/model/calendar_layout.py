"""What a calendar means in instants: its open spans, and its layout as one row per UTC day.

A second is open where its local wall time lies in an open span of its local date. So a span over a change
of clocks is longer or shorter by the change, a span inside a skipped hour is empty, and of a repeated hour
inside a span both passes are open: the span 01:00-02:30 in a night in which 02:00-03:00 comes twice is open
from 01:00 to 02:30 of the first pass and from 02:00 to 02:30 of the second, two hours in all.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from deskgauge.model.calendars import Calendar, Version
from deskgauge.model.opening_hours import DAY_S, Closure, Span
from deskgauge.model.public_holidays import public_holidays
from deskgauge.model.zones import offsets

_EPOCH = datetime(1970, 1, 1)
_EPOCH_DAY = _EPOCH.toordinal()
_FARTHEST_S = 16 * 3600  # no zone was ever farther from UTC
_US = 1_000_000

LayoutRow = tuple[str, date, int, *tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Layout:
    """Calendars as rows, so that the working clock is read with one equality join and a clip.

    A row is (calendar_id, UTC day, before_us, open1_us, close1_us, …, openK_us, closeK_us), K = ``width``:
    the working microseconds from the layout's first day to the beginning of this one, then the day's open
    spans in microseconds since its beginning; spans that a day does not have are 0, 0 and stand last.
    """

    width: int
    rows: list[LayoutRow]


def open_spans(calendar: Calendar, first: date, last: date) -> list[tuple[datetime, datetime]]:
    """Return the open spans within the UTC days first to last, both included: naive UTC, sorted, disjoint, merged.

    Raise NotFoundError where the calendar names a country that has no list of holidays.
    """
    return [
        (_EPOCH + timedelta(seconds=start), _EPOCH + timedelta(seconds=end))
        for start, end in _open_seconds(calendar, first, last)
    ]


def working_us(calendar: Calendar, start: datetime, end: datetime) -> int:
    """Return the working microseconds between two naive UTC instants; negative where the end comes first."""
    if end < start:
        return -working_us(calendar, end, start)
    low, high = _microseconds(start), _microseconds(end)
    spans = _open_seconds(calendar, start.date(), end.date())
    return sum(max(0, min(high, close * _US) - max(low, opening * _US)) for opening, close in spans)


def layout(calendars: Iterable[Calendar], first: date, last: date) -> Layout:
    """Lay out calendars over the UTC days first to last, both included, in time linear in the days."""
    days = range(_day_number(first), _day_number(last) + 1)
    laid = {calendar.calendar_id: _by_day(_open_seconds(calendar, first, last)) for calendar in calendars}
    width = max((len(spans) for by_day in laid.values() for spans in by_day.values()), default=1)
    rows = [row for calendar_id, by_day in laid.items() for row in _rows(calendar_id, by_day, days, width)]
    return Layout(width, rows)


def _rows(calendar_id: str, by_day: dict[int, list[Span]], days: range, width: int) -> Iterator[LayoutRow]:
    before = 0
    for day in days:
        spans = by_day.get(day, [])
        edges = [edge * _US for span in spans for edge in span]
        columns = (*edges, *[0] * (2 * width - len(edges)))
        yield (calendar_id, _date(day), before, *columns)
        before += sum(edges[1::2]) - sum(edges[::2])


def _by_day(spans: list[Span]) -> dict[int, list[Span]]:
    """Cut spans (seconds since the epoch) at UTC midnights, into spans of seconds since the day's beginning."""
    days: dict[int, list[Span]] = {}
    for start, end in spans:
        for day in range(start // DAY_S, (end - 1) // DAY_S + 1):
            begin = day * DAY_S
            days.setdefault(day, []).append((max(start - begin, 0), min(end - begin, DAY_S)))
    return days


def _open_seconds(calendar: Calendar, first: date, last: date) -> list[Span]:
    """Return the open spans of the UTC days first to last in seconds since the epoch: sorted, disjoint, merged."""
    low, high = _day_number(first), _day_number(last) + 1
    hours = _Hours(calendar, low * DAY_S, high * DAY_S)
    # A local date begins and ends within a day of the UTC date of the same name.
    pieces = sorted(span for day in range(low - 1, high + 1) for span in hours.of_day(day))
    merged: list[Span] = []
    for start, end in pieces:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


class _Hours:
    """The open spans of local dates, as far as they lie in [low, high), seconds since the epoch.

    Days are numbered from the epoch.
    """

    def __init__(self, calendar: Calendar, low: int, high: int) -> None:
        self.versions = calendar.versions
        self.starts = [
            _day_number(version.valid_from) if version.valid_from else -_EPOCH_DAY for version in self.versions
        ]
        zones = {version.time_zone for version in self.versions}
        self.clocks = {name: _Clock(name, low, high) for name in zones}
        self.by_hand = [_by_date(version.holidays + version.closed) for version in self.versions]

    def of_day(self, day: int) -> list[Span]:
        """Return the open spans of a local date, in seconds since the epoch."""
        found: list[Span] = []
        closed = self._closed(day)
        for version, spans in self._spans(day):
            clock = self.clocks[version.time_zone]
            for start, end in _without(spans, closed):
                found += clock.instants(day * DAY_S + start, day * DAY_S + end)
        return found

    def _spans(self, day: int) -> Iterator[tuple[Version, list[Span]]]:
        """Return what begins on the date, cut at midnight, and what the evening before left for it."""
        weekday = (day + _EPOCH_DAY - 1) % 7
        begun, today = self._version(day - 1), self._version(day)
        if begun is not None:
            evening = self.versions[begun].week[weekday - 1]
            yield self.versions[begun], [(0, end - DAY_S) for _, end in evening if end > DAY_S]
        if today is not None:
            yield self.versions[today], [(start, min(end, DAY_S)) for start, end in self.versions[today].week[weekday]]

    def _closed(self, day: int) -> list[Span]:
        number = self._version(day)
        if number is None:
            return []
        when = _date(day)
        if any(when in public_holidays(code, when.year) for code in self.versions[number].countries):
            return [(0, DAY_S)]
        return self.by_hand[number].get(when, [])

    def _version(self, day: int) -> int | None:
        """Return the number of the version in force on a date."""
        number = bisect_right(self.starts, day) - 1
        if number < 0:
            return None
        last = self.versions[number].valid_to
        return number if last is None or day <= _day_number(last) else None


class _Clock:
    """The offsets of a zone in [low, high), to turn wall times into instants; all in seconds since the epoch."""

    def __init__(self, zone_name: str, low: int, high: int) -> None:
        changes = offsets(zone_name, _EPOCH + timedelta(seconds=low), _EPOCH + timedelta(seconds=high))
        self.starts = [(at - _EPOCH) // timedelta(seconds=1) for at, _ in changes]
        self.offsets = [offset for _, offset in changes]
        self.ends = [*self.starts[1:], high]

    def instants(self, start: int, end: int) -> list[Span]:
        """Return the spans of instants in [low, high) whose wall time lies in [start, end)."""
        found: list[Span] = []
        number = max(bisect_right(self.starts, start - _FARTHEST_S) - 1, 0)
        while number < len(self.starts) and self.starts[number] < end + _FARTHEST_S:
            offset = self.offsets[number]
            low, high = max(start - offset, self.starts[number]), min(end - offset, self.ends[number])
            if low < high:
                found.append((low, high))
            number += 1
        return found


def _without(spans: list[Span], closed: list[Span]) -> list[Span]:
    """Take closed spans out of open ones."""
    for shut, reopen in closed:
        spans = [
            piece
            for start, end in spans
            for piece in ((start, min(end, shut)), (max(start, reopen), end))
            if piece[0] < piece[1]
        ]
    return spans


def _by_date(closures: tuple[Closure, ...]) -> dict[date, list[Span]]:
    found: dict[date, list[Span]] = {}
    for day, span in closures:
        found.setdefault(day, []).append(span)
    return found


@lru_cache(maxsize=65_536)
def _date(day: int) -> date:
    return date.fromordinal(day + _EPOCH_DAY)


def _day_number(day: date) -> int:
    return day.toordinal() - _EPOCH_DAY


def _microseconds(instant: datetime) -> int:
    return (instant - _EPOCH) // timedelta(microseconds=1)
