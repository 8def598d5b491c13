"""Time zones: names, changes of offset, and the two doubtful hours of a year."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskgauge.errors import NotFoundError, UsageError
from deskgauge.model.zones import offset_at, offsets, to_local, to_utc, zone, zone_names

ZONES = [
    "Europe/Warsaw",
    "Asia/Kathmandu",
    "Asia/Tehran",
    "Pacific/Noumea",
    "America/Sao_Paulo",
    "Australia/Lord_Howe",
    "America/St_Johns",
    "Africa/Casablanca",
    "Pacific/Apia",
    "UTC",
]
_instants = st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)).map(lambda at: at.replace(microsecond=0))


def test_a_known_name_is_its_zone() -> None:
    assert zone("Asia/Kathmandu") == ZoneInfo("Asia/Kathmandu")


def test_a_misspelt_name_is_answered_with_near_ones() -> None:
    with pytest.raises(NotFoundError, match=r"There is no time zone 'Europe/Warszawa'.*'Europe/Warsaw'"):
        zone("Europe/Warszawa")


@pytest.mark.parametrize(
    "name", ["../etc/passwd", "", "localtime", "/usr/share/zoneinfo/UTC", "Europe", "Europe/", "right/UTC", "zone.tab"]
)
def test_what_is_no_name_of_the_database_is_refused(name: str) -> None:
    with pytest.raises(NotFoundError):
        zone(name)


@pytest.mark.parametrize("name", ["+02:00", "-0530", "UTC+2", "GMT-3", "+5", " +05:45 "])
def test_an_offset_is_refused_because_it_does_not_change_the_clocks(name: str) -> None:
    with pytest.raises(UsageError, match="is an offset, and a time zone is needed"):
        zone(name)


def test_changes_of_offset_are_found_to_the_second() -> None:
    assert offsets("Europe/Warsaw", datetime(2024, 1, 1), datetime(2025, 1, 1)) == [
        (datetime(2024, 1, 1), 3600),
        (datetime(2024, 3, 31, 1), 7200),
        (datetime(2024, 10, 27, 1), 3600),
    ]


def test_half_hour_changes_and_offsets_of_seconds_are_found() -> None:
    assert offsets("Australia/Lord_Howe", datetime(2024, 4, 1), datetime(2024, 5, 1)) == [
        (datetime(2024, 4, 1), 39600),
        (datetime(2024, 4, 6, 15), 37800),
    ]
    warsaw = offsets("Europe/Warsaw", datetime(1915, 8, 1), datetime(1915, 9, 1))
    assert warsaw == [(datetime(1915, 8, 1), 5040), (datetime(1915, 8, 4, 22, 36), 3600)]


def test_a_change_at_the_start_counts_and_one_at_the_end_does_not() -> None:
    change = datetime(2024, 3, 31, 1)
    assert offsets("Europe/Warsaw", change, change + timedelta(days=1)) == [(change, 7200)]
    assert offsets("Europe/Warsaw", change - timedelta(hours=1), change) == [(change - timedelta(hours=1), 3600)]


def test_fractions_of_a_second_do_not_move_a_change() -> None:
    start = datetime(2024, 3, 31, 0, 59, 59, 999_999)
    assert offsets("Europe/Warsaw", start, datetime(2024, 4, 1)) == [(start, 3600), (datetime(2024, 3, 31, 1), 7200)]


@given(st.sampled_from(ZONES), _instants, st.integers(1, 4_000_000))
def test_the_list_of_offsets_tells_every_local_time(name: str, start: datetime, seconds: int) -> None:
    end = start + timedelta(seconds=seconds)
    found = offsets(name, start, end)
    assert found[0][0] == start
    for (at, offset), following in zip(found, [*found[1:], (end, None)], strict=True):
        for probe in (at, at + (following[0] - at) / 2, following[0] - timedelta.resolution):
            assert probe + timedelta(seconds=offset) == to_local(probe, name)


@given(st.sampled_from(ZONES), _instants)
def test_local_time_and_back_is_the_same_instant_or_its_first_pass(name: str, instant: datetime) -> None:
    back = to_utc(to_local(instant, name), name)
    assert to_local(back, name) == to_local(instant, name)
    assert back <= instant


def test_a_time_in_the_skipped_hour_moves_forward_by_the_gap() -> None:
    assert to_utc(datetime(2024, 3, 31, 2, 30), "Europe/Warsaw") == datetime(2024, 3, 31, 1, 30)
    assert to_local(datetime(2024, 3, 31, 1, 30), "Europe/Warsaw") == datetime(2024, 3, 31, 3, 30)
    assert to_utc(datetime(2024, 10, 6, 2, 10), "Australia/Lord_Howe") == datetime(2024, 10, 5, 15, 40)


def test_a_time_in_the_repeated_hour_is_its_first_pass() -> None:
    assert to_utc(datetime(2024, 10, 27, 2, 30), "Europe/Warsaw") == datetime(2024, 10, 27, 0, 30)


def test_offset_at_reads_one_instant() -> None:
    assert offset_at(datetime(2024, 7, 1), "Asia/Kathmandu") == 20700


def test_thirty_years_of_changes_take_no_time() -> None:
    began = time.process_time()
    found = offsets("America/New_York", datetime(2000, 1, 2), datetime(2030, 1, 2))
    assert len(found) == 61
    assert time.process_time() - began < 1.0


def test_every_zone_of_the_database_can_be_used() -> None:
    now = datetime(2026, 7, 1, tzinfo=UTC)
    assert all(now.astimezone(zone(name)).utcoffset() is not None for name in zone_names())
