"""Working hours, laid out as spans of instants and counted one by one."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from naive.zones import DAY, steady, wall

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MARGIN = 3 * DAY

Walls = tuple[datetime, datetime]  # a span of local time
Week = tuple[tuple[tuple[timedelta, timedelta], ...], ...]  # per weekday, the spans from its midnight on


@dataclass(frozen=True)
class Calendar:
    """Weekly hours by the first and last day they are in force, and the local spans that are closed."""

    zone: ZoneInfo
    weeks: tuple[tuple[date, date, Week], ...]
    closed: tuple[Walls, ...]

    def week(self, day: date) -> Week | None:
        """Return the week in force on a day: of those that hold it, the one that began last."""
        holding = [week for first, last, week in self.weeks if first <= day <= last]
        return holding[-1] if holding else None

    def walls(self, day: date) -> list[Walls]:
        """Return the open spans of local time that begin on a day, closed times still in them."""
        week = self.week(day)
        midnight = datetime.combine(day, time())
        return [(midnight + a, midnight + b) for a, b in week[day.weekday()]] if week else []

    def is_open(self, at: datetime) -> bool:
        """Say of one instant whether people work then."""
        local = wall(at, self.zone)
        days = (local.date() - DAY, local.date())
        inside = any(a <= local < b for day in days for a, b in self.walls(day))
        return inside and not any(a <= local < b for a, b in self.closed)


class WorkingClock:
    """Counts the working seconds between two instants within the span that it was laid out for."""

    def __init__(self, calendar: Calendar, start: datetime, end: datetime) -> None:
        start, end = start - MARGIN, end + MARGIN
        days = [start.date() + DAY * number for number in range(-1, (end - start).days + 2)]
        walls = [cut for day in days for span in calendar.walls(day) for cut in without(span, calendar.closed)]
        spans = [
            (max(a - ahead, since), min(b - ahead, until))
            for since, until, ahead in steady(start, end, calendar.zone)
            for a, b in walls
        ]
        self.spans = joined(span for span in spans if span[0] < span[1])
        self.starts = [span[0] for span in self.spans]
        self.sums = [0.0]
        for a, b in self.spans:
            self.sums.append(self.sums[-1] + (b - a).total_seconds())

    def reading(self, at: datetime) -> float:
        """Return the working seconds from the beginning of the layout until an instant."""
        number = bisect_right(self.starts, at)
        if number == 0:
            return 0.0
        a, b = self.spans[number - 1]
        return self.sums[number - 1] + (min(at, b) - a).total_seconds()

    def between(self, a: datetime, b: datetime) -> float:
        """Return the working seconds from one instant to a later one."""
        return self.reading(b) - self.reading(a)


def without(span: Walls, closed: Iterable[Walls]) -> list[Walls]:
    """Cut closed spans out of an open one."""
    left = [span]
    for shut, opened in closed:
        left = [
            piece
            for a, b in left
            for piece in ((a, min(b, shut)), (max(a, opened), b))
            if piece[0] < piece[1]
        ]  # fmt: skip
    return left


def joined(spans: Iterable[Walls]) -> list[Walls]:
    """Sort spans and make one of those that touch."""
    result: list[Walls] = []
    for a, b in sorted(spans):
        if result and a <= result[-1][1]:
            result[-1] = (result[-1][0], max(result[-1][1], b))
        else:
            result.append((a, b))
    return result


def _offset(text: str) -> timedelta:
    hours, minutes = text.split(":")
    return timedelta(hours=int(hours), minutes=int(minutes))


def week_of(hours: Mapping[str, Sequence[str]]) -> Week:
    """Read {"mon": ["09:00-17:00"], …}; a span that ends before it begins runs past midnight."""
    days = []
    for name in WEEKDAYS:
        spans = [tuple(_offset(part) for part in text.split("-")) for text in hours.get(name, ())]
        days.append(tuple((a, b if b > a else b + DAY) for a, b in spans))
    return tuple(days)


def closed_of(entries: Sequence[object]) -> list[Walls]:
    """Read holidays: "2026-12-24" for the whole day, "2026-12-31 13:00-24:00" for a part of it."""
    spans = []
    for entry in entries:
        match = re.fullmatch(r"(\d{4}-\d\d-\d\d)(?: (\d\d:\d\d)-(\d\d:\d\d))?", str(entry))
        assert match, entry
        midnight = datetime.fromisoformat(match[1])
        spans.append((midnight + _offset(match[2] or "00:00"), midnight + _offset(match[3] or "24:00")))
    return spans


def from_settings(declared: Mapping[str, Any]) -> Calendar:
    """Read a calendar of the project file with its changes of hours."""
    versions = [(date.min, declared)] + [
        (date.fromisoformat(str(change["from"])), change) for change in declared.get("changes", ())
    ]
    weeks = tuple((first, date.max, week_of(version)) for first, version in sorted(versions, key=lambda one: one[0]))
    closed = closed_of([*declared.get("holidays", ()), *declared.get("closed", ())])
    return Calendar(ZoneInfo(declared["time_zone"]), weeks, tuple(closed))


def from_rows(rows: Sequence[Mapping[str, Any]]) -> Calendar:
    """Read a calendar of the data: one row for each span of dates; an open end lasts until the next row begins."""
    ordered = sorted(rows, key=lambda row: str(row.get("valid_from") or ""))
    weeks = tuple(
        (
            date.fromisoformat(row["valid_from"]) if row.get("valid_from") else date.min,
            date.fromisoformat(row["valid_to"]) if row.get("valid_to") else date.max,
            week_of(_json(row.get("weekly_hours")) or {}),
        )
        for row in ordered
    )
    closed = [span for row in ordered for span in closed_of(_json(row.get("holidays")) or ())]
    return Calendar(ZoneInfo(ordered[0]["time_zone"]), weeks, tuple(closed))


def _json(value: object) -> Any:
    return json.loads(value) if isinstance(value, str) else value
