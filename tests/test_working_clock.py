"""The working clock against counting second by second by the wall clock, in zones that change in odd ways."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

import pytest

from deskgauge.model.calendar_layout import Layout, layout, working_us
from deskgauge.model.calendars import calendar_from_settings
from deskgauge.model.opening_hours import DAYS

DAY_S, US = 86_400, 1_000_000


@dataclass(frozen=True)
class _Hand:
    """Working hours as numbers, from which both the settings and the count by seconds are made."""

    zone_name: str
    weeks: tuple[tuple[date, dict[int, list[tuple[int, int]]]], ...]  # first day, spans in seconds by weekday
    holidays: frozenset[date]
    closed: tuple[tuple[date, int, int], ...]
    country: str = ""

    def table(self) -> dict[str, object]:
        first, *changes = [(start, self._days(week)) for start, week in self.weeks]
        holidays = self.country or [day.isoformat() for day in sorted(self.holidays)]
        closed = [f"{day} {_text(start, end)}" for day, start, end in self.closed]
        table = {"time_zone": self.zone_name, **first[1], "holidays": holidays, "closed": closed}
        return {**table, "changes": [{"from": str(start), **days} for start, days in changes]}

    def is_open(self, day: date) -> bytearray:
        """Return one byte per second of the wall clock of a local date, without any change of clocks."""
        marks = bytearray(DAY_S)
        for start, end in self._week(day - timedelta(days=1)):
            for second in range(DAY_S, end) if start < DAY_S < end else ():
                marks[second - DAY_S] = 1
        for start, end in self._week(day):
            for second in range(start, min(end, DAY_S)):
                marks[second] = 1
        for closed, start, end in self.closed:
            for second in range(start, end) if closed == day else ():
                marks[second] = 0
        return bytearray(DAY_S) if day in self.holidays else marks

    def _week(self, day: date) -> list[tuple[int, int]]:
        week = [week for start, week in self.weeks if start <= day][-1]
        return week.get(day.weekday(), [])

    def _days(self, week: dict[int, list[tuple[int, int]]]) -> dict[str, list[str]]:
        return {DAYS[day]: [_text(start, end) for start, end in spans] for day, spans in week.items()}


def _text(start: int, end: int) -> str:
    end = end if end <= DAY_S else end - DAY_S
    return "-".join(f"{at // 3600:02}:{at // 60 % 60:02}" for at in (start, end))


def _random_week(rng: random.Random) -> dict[int, list[tuple[int, int]]]:
    """Return a week of one to three spans a day, some over midnight, some days closed."""
    week: dict[int, list[tuple[int, int]]] = {}
    for day in range(7):
        if rng.random() < 0.15:
            continue
        edges = sorted(rng.sample(range(6 * 60, 24 * 60 + 1), 2 * rng.randint(1, 3)))
        spans = [(60 * start, 60 * end) for start, end in zip(edges[::2], edges[1::2], strict=True)]
        if rng.random() < 0.5:
            spans[-1] = (spans[-1][0], DAY_S + 60 * rng.randint(1, 6 * 60))
        week[day] = spans
    week.setdefault(2, [(6 * 3600, DAY_S)])
    return week


def _random_hand(zone_name: str, middle: date, rng: random.Random) -> _Hand:
    """Return hours that change, with a holiday and two days partly closed, all within days of the middle."""
    near = [middle + timedelta(days=days) for days in (-2, -1, 0, 1, 2)]
    part = sorted(rng.sample(range(24 * 60), 2))
    return _Hand(
        zone_name,
        ((date.min, _random_week(rng)), (rng.choice(near), _random_week(rng))),
        frozenset(rng.sample(near, rng.randint(0, 1))),
        ((rng.choice(near), 60 * part[0], 60 * part[1]), (rng.choice(near), 13 * 3600, DAY_S)),
    )


def _open_seconds_before(hand: _Hand, first: datetime, days: int) -> list[int]:
    """Count the open seconds up to each second after ``first``, by the wall clock of each."""
    info = ZoneInfo(hand.zone_name)
    marks: dict[date, bytearray] = {}
    opened = []
    begin = int(first.replace(tzinfo=UTC).timestamp())
    for second in range(begin, begin + days * DAY_S):
        local = datetime.fromtimestamp(second, info)
        day = local.date()
        if day not in marks:
            marks[day] = hand.is_open(day)
        opened.append(marks[day][local.hour * 3600 + local.minute * 60 + local.second])
    return list(accumulate(opened, initial=0))


def _reading(laid: Layout, calendar_id: str, instant: datetime) -> int:
    """Read the working clock the way SQL does: one row by calendar and UTC day, and a clip."""
    rows = {(row[0], row[1]): row[2:] for row in laid.rows}
    before, *edges = rows[calendar_id, instant.date()]
    at = (instant - datetime.combine(instant.date(), datetime.min.time())) // timedelta(microseconds=1)
    return before + sum(max(0, min(at, end) - start) for start, end in zip(edges[::2], edges[1::2], strict=True))


WINDOWS = [
    ("Europe/Warsaw", date(2024, 3, 31)),
    ("Europe/Warsaw", date(2024, 10, 27)),
    ("Asia/Kathmandu", date(1986, 1, 1)),
    ("Asia/Tehran", date(2022, 3, 22)),
    ("Asia/Tehran", date(2021, 9, 22)),
    ("Pacific/Noumea", date(1996, 12, 1)),
    ("Pacific/Noumea", date(1997, 3, 2)),
    ("America/Sao_Paulo", date(2018, 11, 4)),
    ("America/Sao_Paulo", date(2018, 2, 18)),
    ("Australia/Lord_Howe", date(2024, 4, 7)),
    ("Australia/Lord_Howe", date(2024, 10, 6)),
    ("America/St_Johns", date(2008, 11, 2)),
    ("Asia/Kathmandu", date(2024, 6, 3)),
    ("Pacific/Noumea", date(2024, 4, 12)),
    ("America/Sao_Paulo", date(2025, 1, 1)),
]
PAIRS = 150


@pytest.mark.parametrize(("zone_name", "middle"), WINDOWS, ids=[f"{name}-{day}" for name, day in WINDOWS])
def test_the_working_clock_agrees_with_counting_second_by_second(zone_name: str, middle: date) -> None:
    rng = random.Random(f"{zone_name} {middle}")
    _compare(_random_hand(zone_name, middle, rng), middle, rng)


def test_the_working_clock_agrees_with_counting_around_polish_holidays() -> None:
    rng = random.Random(5)
    hand = _random_hand("Europe/Warsaw", date(2024, 5, 2), rng)
    holidays = frozenset({date(2024, 5, 1), date(2024, 5, 3)})
    _compare(_Hand(hand.zone_name, hand.weeks, holidays, hand.closed, "PL"), date(2024, 5, 2), rng)


def _compare(hand: _Hand, middle: date, rng: random.Random) -> None:
    """Hold random pairs of instants within four days against the count, by spans and by the layout."""
    first, days = datetime.combine(middle, datetime.min.time()) - timedelta(days=2), 4
    counted = _open_seconds_before(hand, first, days)
    calendar = calendar_from_settings("hand", hand.table())
    laid = layout([calendar], first.date() - timedelta(days=3), first.date() + timedelta(days=days))
    assert counted[-1] > 0
    for _ in range(PAIRS):
        start, end = (rng.randint(0, days * DAY_S) for _ in range(2))
        one, other = (first + timedelta(seconds=second) for second in (start, end))
        expected = (counted[end] - counted[start]) * US
        assert working_us(calendar, one, other) == expected, (one, other)
        assert _reading(laid, "hand", other) - _reading(laid, "hand", one) == expected, (one, other)
