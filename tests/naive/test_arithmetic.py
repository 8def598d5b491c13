"""The naive arithmetic against published figures, the naive clock against counting minute by minute."""

from __future__ import annotations

from datetime import datetime, timedelta
from fractions import Fraction
from random import Random
from zoneinfo import ZoneInfo

import pytest

from naive import figures
from naive.hours import Calendar, WorkingClock, from_rows, from_settings
from naive.scenes import SCENES, Scene, calendar_rows, settings_of
from naive.zones import before, periods

HALF, NINE_TENTHS = Fraction(1, 2), Fraction(9, 10)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("freedom", "published"), [(1, 12.7062047362), (2, 4.3026527297), (9, 2.2621571628), (30, 2.0422724563)]
)
def test_student(freedom: int, published: float) -> None:
    """The quantile is that of the tables."""
    assert figures.student(freedom) == pytest.approx(published, rel=1e-10)


def test_wilson() -> None:
    """Eight of ten, and nothing of ten."""
    assert figures.wilson(8, 10) == pytest.approx((0.4901625, 0.9433178), abs=1e-6)
    assert figures.wilson(0, 10) == pytest.approx((0, 0.2775328), abs=1e-6)
    assert figures.wilson(0, 0) == (None, None)


def test_mean_has_an_interval_from_two_values_on() -> None:
    """1, 2, 3, 4: 2.5 with 3.182446 standard errors of 0.645497 on both sides."""
    assert figures.mean_interval([1, 2, 3, 4]) == pytest.approx((0.4457397, 4.5542603), abs=1e-6)
    assert figures.mean_interval([7]) == (None, None)


def test_quantiles_interpolate() -> None:
    """The ninth decile of 1 to 5 lies at rank 4.6; that of one value is the value."""
    assert figures.quantile([5, 1, 4, 2, 3], NINE_TENTHS) == pytest.approx(4.6)
    assert figures.quantile([7], NINE_TENTHS) == 7
    assert figures.quantile([], HALF) is None


def test_quantile_interval_takes_ranks() -> None:
    """Of ten: l = floor(5 - 3.099) = 1, u = ceil(5 + 3.099) + 1 = 10; of a hundred 40 and 61; fewer than six none."""
    assert figures.quantile_interval(range(1, 11), HALF) == (1, 10)
    assert figures.quantile_interval(range(1, 101), HALF) == (40, 61)
    assert figures.quantile_interval(range(5), HALF) == (None, None)


def test_kaplan_meier() -> None:
    """Of 1, 3 and one still open at 2, two thirds are left after 1 and nobody after 3."""
    assert figures.kaplan_meier([1, 3], [2], HALF) == 3
    assert figures.kaplan_meier([1, 2], [9, 9], HALF) == 2
    assert figures.kaplan_meier([1], [2, 2], HALF) is None
    assert figures.kaplan_meier([1, 2], [1, 1], HALF) == 2
    assert figures.kaplan_meier([], [], HALF) is None


def test_nps() -> None:
    """Two promoters, one passive, one detractor: 25, variance 11/16."""
    figure = figures.nps([10, 9, 8, 0])

    assert (figure.value, figure.n) == (25, 4)
    assert figure.high == pytest.approx(25 + 1.959964 * 100 * (11 / 16 / 4) ** 0.5)


def test_difference_of_shares() -> None:
    """Newcombe's example: 56 of 70 less 48 of 80 is 0.2, from 0.0524 to 0.3339."""
    figure = figures.difference(figures.share(56, 70), figures.share(48, 80))

    assert (figure.value, figure.low, figure.high) == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)


def test_working_clock_of_noumea() -> None:
    """67 days and 19 hours hold 48 working days of eight hours."""
    week = {day: ["09:00-17:00"] for day in ("mon", "tue", "wed", "thu")} | {"fri": ["10:30-18:30"]}
    start = datetime(2024, 4, 12, 13, 39, 6)
    clock = WorkingClock(from_settings({"time_zone": "Pacific/Noumea", **week}), start, start + 80 * 1440 * MINUTE)

    assert clock.between(start, start + 97_667 * MINUTE) == 23_040 * 60


def calendars(scene: Scene) -> list[Calendar]:
    """Return all working hours of a scene."""
    declared = settings_of(scene, Random(0))["calendars"].values()
    return [from_settings(one) for one in declared] + [from_rows(calendar_rows(scene)[:2])]


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: f"{scene.zone} {scene.change}")
def test_working_clock_counts_open_minutes(scene: Scene) -> None:
    """In the days around the change of the clock, for every calendar."""
    start = scene.turning - 1600 * MINUTE
    for calendar in calendars(scene):
        clock = WorkingClock(calendar, start, start + 5000 * MINUTE)
        counted = 0
        for number in range(5000):
            assert clock.between(start, start + number * MINUTE) == counted * 60
            counted += calendar.is_open(start + number * MINUTE)


def test_every_hour_of_a_night_with_a_repeated_hour() -> None:
    """Warsaw has 25 hours on the last Sunday of October, Lord Howe two half hours in April."""
    warsaw, howe = ZoneInfo("Europe/Warsaw"), ZoneInfo("Australia/Lord_Howe")
    hours = periods("hour", warsaw, datetime(2026, 10, 24, 22), datetime(2026, 10, 25, 23))
    odd = periods("hour", howe, datetime(2026, 4, 4, 13), datetime(2026, 4, 4, 17, 30))

    assert len(hours) == 25
    assert [(b - a) / MINUTE for a, b in odd] == [60, 60, 30, 60, 60]


def test_a_day_without_midnight_begins_at_its_first_instant() -> None:
    """São Paulo on 4 November 2018 begins at one o'clock, 03:00 UTC."""
    zone = ZoneInfo("America/Sao_Paulo")
    days = periods("day", zone, datetime(2018, 11, 3, 3), datetime(2018, 11, 6, 2))

    assert [a for a, _ in days] == [datetime(2018, 11, 3, 3), datetime(2018, 11, 4, 3), datetime(2018, 11, 5, 2)]


def test_periods_are_clipped_and_their_predecessors_whole() -> None:
    """From a Wednesday to a Tuesday are two weeks; before the first lies a whole one."""
    zone = ZoneInfo("UTC")
    weeks = periods("week", zone, datetime(2026, 3, 4), datetime(2026, 3, 10))

    assert weeks == [(datetime(2026, 3, 4), datetime(2026, 3, 9)), (datetime(2026, 3, 9), datetime(2026, 3, 10))]
    assert before(weeks[0], "week", zone) == (datetime(2026, 2, 23), datetime(2026, 3, 2))
    assert before((datetime(2026, 3, 4), datetime(2026, 3, 10)), "total", zone)[0] == datetime(2026, 2, 26)
