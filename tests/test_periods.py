"""Periods: the units of a calendar in a zone, and what they are compared with."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deskgauge.errors import NotFoundError, UsageError
from deskgauge.model.periods import (
    GRAINS,
    WEEKDAYS,
    Period,
    parse_instant,
    periods,
    previous_period,
    unit_start,
    year_before,
)
from deskgauge.model.zones import offset_at, to_local, to_utc

WARSAW = "Europe/Warsaw"
ZONES = [WARSAW, "Asia/Kathmandu", "Asia/Tehran", "America/Sao_Paulo", "Australia/Lord_Howe", "Pacific/Apia"]


def _key(instant: datetime, grain: str, zone_name: str, week_start: str) -> datetime:
    """Return what date_trunc of the local time gives, the way SQL groups rows."""
    offset = timedelta(seconds=offset_at(instant, zone_name))
    local = instant + offset
    if grain == "hour":
        return local.replace(minute=0, second=0, microsecond=0) - offset
    return unit_start(local, grain, week_start)


@settings(max_examples=300)
@given(
    st.sampled_from(ZONES),
    st.sampled_from([grain for grain in GRAINS if grain != "total"]),
    st.sampled_from(WEEKDAYS),
    st.tuples(
        st.datetimes(datetime(2005, 1, 1), datetime(2030, 1, 1)),
        st.timedeltas(timedelta(microseconds=1), timedelta(days=40)),
    ),
    st.lists(st.floats(0, 1, exclude_max=True), min_size=1, max_size=20),
)
def test_every_instant_lies_in_the_period_that_carries_its_key(
    zone_name: str, grain: str, week_start: str, span: tuple[datetime, timedelta], shares: list[float]
) -> None:
    start, length = span
    found = periods(grain, zone_name, start, start + length, week_start)
    assert (found[0].start, found[-1].end) == (start, start + length)
    assert all(one.end == other.start and one.key < other.key for one, other in pairwise(found))
    probes = [start + length * share for share in shares] + [p.start for p in found]
    for probe in (min(probe, start + length - timedelta.resolution) for probe in probes):
        (holder,) = [period for period in found if period.start <= probe < period.end]
        assert holder.key == _key(probe, grain, zone_name, week_start)


def test_months_are_cut_at_local_midnights_and_clipped() -> None:
    found = periods("month", WARSAW, datetime(2026, 2, 10), datetime(2026, 4, 15, 12))
    assert found == [
        Period(datetime(2026, 2, 1), datetime(2026, 2, 10), datetime(2026, 2, 28, 23)),
        Period(datetime(2026, 3, 1), datetime(2026, 2, 28, 23), datetime(2026, 3, 31, 22)),
        Period(datetime(2026, 4, 1), datetime(2026, 3, 31, 22), datetime(2026, 4, 15, 12)),
    ]


def test_the_days_of_the_changes_have_23_and_25_hours() -> None:
    spring = periods("day", WARSAW, datetime(2026, 3, 28, 23), datetime(2026, 3, 29, 22))
    autumn = periods("day", WARSAW, datetime(2026, 10, 24, 22), datetime(2026, 10, 25, 23))
    assert [p.end - p.start for p in spring + autumn] == [timedelta(hours=23), timedelta(hours=25)]


def test_the_repeated_hour_has_two_rows_told_apart_by_offset() -> None:
    found = periods("hour", WARSAW, datetime(2026, 10, 25), datetime(2026, 10, 25, 2))
    assert [to_local(p.start, WARSAW).hour for p in found] == [2, 2]
    assert [offset_at(p.start, WARSAW) for p in found] == [7200, 3600]
    assert [p.key for p in found] == [datetime(2026, 10, 25, 0), datetime(2026, 10, 25, 1)]


def test_lord_howe_repeats_half_an_hour() -> None:
    found = periods("hour", "Australia/Lord_Howe", datetime(2024, 4, 6, 14), datetime(2024, 4, 6, 16, 30))
    assert [(p.key.strftime("%H:%M"), p.start.strftime("%H:%M"), p.end.strftime("%H:%M")) for p in found] == [
        ("14:00", "14:00", "15:00"),
        ("14:30", "15:00", "15:30"),
        ("15:30", "15:30", "16:30"),
    ]


def test_kathmandus_hours_begin_at_a_quarter() -> None:
    found = periods("hour", "Asia/Kathmandu", datetime(2026, 1, 1), datetime(2026, 1, 1, 1))
    assert [p.key for p in found] == [datetime(2025, 12, 31, 23, 15), datetime(2026, 1, 1, 0, 15)]


def test_a_day_without_midnight_begins_at_its_first_instant() -> None:
    found = periods("day", "America/Sao_Paulo", datetime(2018, 11, 3, 3), datetime(2018, 11, 5, 2))
    assert [(p.key, to_local(p.start, "America/Sao_Paulo")) for p in found] == [
        (datetime(2018, 11, 3), datetime(2018, 11, 3)),
        (datetime(2018, 11, 4), datetime(2018, 11, 4, 1)),
    ]


def test_a_date_that_did_not_occur_has_no_period() -> None:
    found = periods("day", "Pacific/Apia", datetime(2011, 12, 29, 10), datetime(2012, 1, 1, 10))
    assert [p.key.day for p in found] == [29, 31, 1]
    assert previous_period(found[1], "day", "Pacific/Apia") == found[0]


def test_a_clock_set_back_over_midnight_leaves_no_gap_and_no_empty_period() -> None:
    start, end = datetime(2008, 11, 1, 2, 30), datetime(2008, 11, 4, 3, 30)
    days = periods("day", "America/St_Johns", start, end)
    assert [(p.key.day, p.end - p.start) for p in days] == [
        (1, timedelta(days=1)),
        (2, timedelta(hours=25)),
        (3, timedelta(days=1)),
    ]
    hours = periods("hour", "America/St_Johns", start, end)
    assert len(hours) == len({p.key for p in hours}) == 73


def test_weeks_begin_on_the_day_of_the_setting() -> None:
    start, end = datetime(2026, 3, 4), datetime(2026, 3, 12)
    assert [p.key.day for p in periods("week", "UTC", start, end)] == [2, 9]
    assert [p.key.day for p in periods("week", "UTC", start, end, "sunday")] == [1, 8]


def test_nothing_lies_between_an_end_and_its_start() -> None:
    assert periods("total", "UTC", datetime(2026, 3, 1), datetime(2026, 3, 1)) == []


def test_too_many_periods_are_refused() -> None:
    with pytest.raises(UsageError, match="more than 100,000 periods: narrow the range"):
        periods("hour", WARSAW, datetime(2000, 1, 1), datetime(2026, 1, 1))


def test_an_unknown_grain_is_answered_with_near_ones() -> None:
    start, end = datetime(2026, 1, 1), datetime(2026, 2, 1)
    with pytest.raises(NotFoundError, match=r"There is no grain 'monthly'.*'month'"):
        periods("monthly", WARSAW, start, end)
    for compared in (previous_period, year_before):
        with pytest.raises(NotFoundError, match="There is no grain 'fortnight'"):
            compared(Period(start, start, end), "fortnight", WARSAW)


def test_an_unknown_first_day_is_refused() -> None:
    with pytest.raises(NotFoundError, match="'monday'"):
        periods("week", WARSAW, datetime(2026, 1, 1), datetime(2026, 2, 1), "mondy")


def _only(grain: str, start: datetime, end: datetime, zone_name: str = WARSAW) -> Period:
    (period,) = periods(grain, zone_name, start, end)
    return period


def test_before_a_clipped_month_is_the_whole_month_before() -> None:
    running = _only("month", datetime(2026, 4, 2), datetime(2026, 4, 10))
    whole = _only("month", datetime(2026, 2, 28, 23), datetime(2026, 3, 31, 22))
    assert previous_period(running, "month", WARSAW) == whole


@pytest.mark.parametrize(
    ("grain", "before", "earlier"),
    [
        ("day", datetime(2026, 3, 30), datetime(2025, 4, 1)),
        ("week", datetime(2026, 3, 23), datetime(2025, 3, 31)),
        ("month", datetime(2026, 2, 1), datetime(2025, 3, 1)),
        ("quarter", datetime(2025, 10, 1), datetime(2025, 1, 1)),
        ("year", datetime(2025, 1, 1), datetime(2025, 1, 1)),
    ],
)
def test_units_before_and_a_year_before(grain: str, before: datetime, earlier: datetime) -> None:
    key = unit_start(datetime(2026, 3, 31), grain)
    period = Period(key, to_utc(key, WARSAW), to_utc(key, WARSAW) + timedelta(hours=1))
    for found, expected in (
        (previous_period(period, grain, WARSAW), before),
        (year_before(period, grain, WARSAW), earlier),
    ):
        assert (found.key, found.start) == (expected, to_utc(expected, WARSAW))
        assert unit_start(to_local(found.end, WARSAW), grain) == to_local(found.end, WARSAW)


def test_before_a_span_of_whole_days_lie_as_many_days() -> None:
    april = _only("total", datetime(2026, 3, 31, 22), datetime(2026, 4, 30, 22))
    before = previous_period(april, "total", WARSAW)
    assert (to_local(before.start, WARSAW), before.end) == (datetime(2026, 3, 2), april.start)
    assert before.end - before.start == timedelta(days=30) - timedelta(hours=1)


def test_before_any_other_span_lies_the_same_length_of_time() -> None:
    span = _only("total", datetime(2026, 3, 31, 22), datetime(2026, 4, 2, 9, 30))
    assert previous_period(span, "total", WARSAW).start == datetime(2026, 3, 30, 10, 30)


def test_a_year_before_a_span_keeps_the_weekdays_and_the_wall_clock() -> None:
    span = _only("total", to_utc(datetime(2026, 3, 30), WARSAW), to_utc(datetime(2026, 4, 6), WARSAW))
    earlier = year_before(span, "total", WARSAW)
    assert to_local(earlier.start, WARSAW) == datetime(2025, 3, 31)
    assert to_local(earlier.end, WARSAW) == datetime(2025, 4, 7)


def test_the_hour_before_the_second_pass_is_the_first() -> None:
    second = _only("hour", datetime(2026, 10, 25, 1, 20), datetime(2026, 10, 25, 1, 40))
    first = previous_period(second, "hour", WARSAW)
    assert first == Period(datetime(2026, 10, 25, 0), datetime(2026, 10, 25, 0), datetime(2026, 10, 25, 1))
    assert to_local(year_before(second, "hour", WARSAW).start, WARSAW) == datetime(2025, 10, 26, 2)


def test_the_hour_before_a_half_hour_is_whole() -> None:
    half = _only("hour", datetime(2024, 4, 6, 15), datetime(2024, 4, 6, 15, 30), "Australia/Lord_Howe")
    assert previous_period(half, "hour", "Australia/Lord_Howe").start == datetime(2024, 4, 6, 14)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-03-01", datetime(2026, 2, 28, 23)),
        ("2026-07-01 09:30", datetime(2026, 7, 1, 7, 30)),
        ("2026-07-01T09:30:15.25", datetime(2026, 7, 1, 7, 30, 15, 250_000)),
        ("2026-07-01T09:30:15Z", datetime(2026, 7, 1, 9, 30, 15)),
        ("2026-07-01 09:30+05:45", datetime(2026, 7, 1, 3, 45)),
        (" 2026-03-29T02:30 ", datetime(2026, 3, 29, 1, 30)),
    ],
)
def test_instants_are_read_in_the_zone(text: str, instant: datetime) -> None:
    assert parse_instant(text, WARSAW) == instant


@pytest.mark.parametrize(
    "text", ["", "March", "2026-3-1", "20260301", "2026-02-30", "2026-03-01T25:00", "2026-W10", "0001-01-01"]
)
def test_what_is_no_instant_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match=r"write YYYY-MM-DD|outside the years"):
        parse_instant(text, WARSAW)
