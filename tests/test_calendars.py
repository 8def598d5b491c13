"""The working clock: calendars as people write them, and what they mean in instants."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest

from deskgauge.errors import NotFoundError, UsageError
from deskgauge.model.calendar_layout import Layout, layout, open_spans, working_us
from deskgauge.model.calendars import Calendar, calendar_from_settings, calendars_from_rows
from deskgauge.model.opening_hours import DAYS

HOUR, DAY_S, US = 3_600_000_000, 86_400, 1_000_000
WEEKDAYS = DAYS[:5]


def _calendar(zone_name: str = "Europe/Warsaw", /, **table: object) -> Calendar:
    return calendar_from_settings("office", {"time_zone": zone_name, **table})


def _each(days: Sequence[str], spans: list[str]) -> dict[str, object]:
    return dict.fromkeys(days, spans)


def _hours(calendar: Calendar, start: datetime, end: datetime) -> float:
    return working_us(calendar, start, end) / HOUR


# What the rules say, worked out by hand.


def test_known_value_over_ten_weeks_in_noumea() -> None:
    calendar = _calendar("Pacific/Noumea", **_each(DAYS[:4], ["09:00-17:00"]), fri=["10:30-18:30"])
    created = datetime(2024, 4, 12, 13, 39, 6)
    assert working_us(calendar, created, created + timedelta(minutes=97_667)) == 23_040 * 60 * US


def test_a_span_over_a_change_of_clocks_is_longer_or_shorter() -> None:
    night = _calendar(**_each(DAYS, ["22:00-06:00"]))
    assert _hours(night, datetime(2024, 3, 30, 12), datetime(2024, 3, 31, 12)) == 7
    assert _hours(night, datetime(2024, 10, 26, 12), datetime(2024, 10, 27, 12)) == 9


def test_a_span_in_the_skipped_hour_is_empty_and_in_the_repeated_one_double() -> None:
    calendar = _calendar(sun=["02:00-03:00"])
    assert open_spans(calendar, date(2024, 3, 30), date(2024, 3, 31)) == []
    assert open_spans(calendar, date(2024, 10, 26), date(2024, 10, 27)) == [
        (datetime(2024, 10, 27, 0), datetime(2024, 10, 27, 2))
    ]


def test_a_span_that_ends_in_the_repeated_hour_is_open_in_both_passes_until_its_end() -> None:
    calendar = _calendar(sun=["01:00-02:30"])
    assert open_spans(calendar, date(2024, 10, 26), date(2024, 10, 27)) == [
        (datetime(2024, 10, 26, 23), datetime(2024, 10, 27, 0, 30)),
        (datetime(2024, 10, 27, 1), datetime(2024, 10, 27, 1, 30)),
    ]


def test_a_holiday_closes_its_own_day_and_not_the_end_of_its_night_shift() -> None:
    calendar = _calendar("UTC", **_each(DAYS, ["22:00-06:00"]), holidays=["2026-05-01"])
    assert open_spans(calendar, date(2026, 4, 30), date(2026, 5, 2)) == [
        (datetime(2026, 4, 30, 0), datetime(2026, 4, 30, 6)),
        (datetime(2026, 4, 30, 22), datetime(2026, 5, 1, 0)),
        (datetime(2026, 5, 2, 0), datetime(2026, 5, 2, 6)),
        (datetime(2026, 5, 2, 22), datetime(2026, 5, 3, 0)),
    ]


def test_a_day_partly_closed_is_open_for_the_rest() -> None:
    calendar = _calendar("UTC", thu=["09:00-17:00"], fri=["09:00-17:00"], closed=["2026-12-31 13:00-14:00"])
    assert open_spans(calendar, date(2026, 12, 31), date(2026, 12, 31)) == [
        (datetime(2026, 12, 31, 9), datetime(2026, 12, 31, 13)),
        (datetime(2026, 12, 31, 14), datetime(2026, 12, 31, 17)),
    ]


def test_a_closure_over_midnight_closes_parts_of_two_days() -> None:
    calendar = _calendar("UTC", **_each(DAYS, ["00:00-24:00"]), closed=["2026-12-31 22:00-06:00"])
    assert open_spans(calendar, date(2026, 12, 31), date(2027, 1, 1)) == [
        (datetime(2026, 12, 31, 0), datetime(2026, 12, 31, 22)),
        (datetime(2027, 1, 1, 6), datetime(2027, 1, 2, 0)),
    ]


def test_a_change_gives_the_whole_week_anew_and_all_else_carries_over() -> None:
    calendar = _calendar(
        **_each(WEEKDAYS, ["09:00-17:00"]),
        closed=["2026-07-02"],
        changes=[{"from": date(2026, 7, 1), "wed": ["10:00-12:00"], "thu": ["10:00-12:00"]}],
    )
    assert [(v.valid_from, v.valid_to) for v in calendar.versions] == [
        (None, date(2026, 6, 30)),
        (date(2026, 7, 1), None),
    ]
    assert open_spans(calendar, date(2026, 6, 30), date(2026, 7, 8)) == [
        (datetime(2026, 6, 30, 7), datetime(2026, 6, 30, 15)),
        (datetime(2026, 7, 1, 8), datetime(2026, 7, 1, 10)),
        (datetime(2026, 7, 8, 8), datetime(2026, 7, 8, 10)),
    ]


def test_a_change_may_give_zone_holidays_and_closed_days_anew() -> None:
    calendar = _calendar(
        "UTC",
        wed=["09:00-17:00"],
        holidays=["2026-07-08"],
        closed=["2026-07-15"],
        changes=[
            {"from": "2026-07-01", "time_zone": "Asia/Kathmandu", "wed": ["09:00-17:00"], "closed": [], "holidays": []}
        ],
    )
    spans = open_spans(calendar, date(2026, 6, 24), date(2026, 7, 15))
    assert [(start.day, start.hour, start.minute) for start, _ in spans] == [
        (24, 9, 0),
        (1, 3, 15),
        (8, 3, 15),
        (15, 3, 15),
    ]


def test_a_night_shift_that_began_under_the_old_hours_ends_by_them() -> None:
    calendar = _calendar("UTC", tue=["22:00-06:00"], changes=[{"from": "2026-07-01", "wed": ["08:00-09:00"]}])
    assert open_spans(calendar, date(2026, 6, 30), date(2026, 7, 1)) == [
        (datetime(2026, 6, 30, 22), datetime(2026, 7, 1, 6)),
        (datetime(2026, 7, 1, 8), datetime(2026, 7, 1, 9)),
    ]


def test_changes_hold_in_the_order_of_their_dates_however_they_are_written() -> None:
    later, sooner = {"from": "2026-08-01", "mon": ["11:00-12:00"]}, {"from": "2026-07-01", "mon": ["10:00-11:00"]}
    calendar = _calendar("UTC", mon=["09:00-10:00"], changes=[later, sooner])
    spans = open_spans(calendar, date(2026, 6, 29), date(2026, 8, 3))
    assert [start.hour for start, _ in spans] == [9, 10, 10, 10, 10, 11]


def test_always_open_is_one_span_and_every_day_of_the_layout_full() -> None:
    calendar = _calendar(**_each(DAYS, ["00:00-24:00"]))
    assert open_spans(calendar, date(2024, 1, 1), date(2024, 12, 31)) == [(datetime(2024, 1, 1), datetime(2025, 1, 1))]
    laid = layout([calendar], date(2024, 3, 30), date(2024, 4, 1))
    assert laid == Layout(
        1,
        [
            ("office", date(2024, 3, 30), 0, 0, DAY_S * US),
            ("office", date(2024, 3, 31), DAY_S * US, 0, DAY_S * US),
            ("office", date(2024, 4, 1), 2 * DAY_S * US, 0, DAY_S * US),
        ],
    )


def test_the_layout_is_as_wide_as_its_fullest_day_and_fills_with_zeros() -> None:
    split = calendar_from_settings("split", {"time_zone": "UTC", "mon": ["09:00-12:00", "13:00-17:00"]})
    short = calendar_from_settings("short", {"time_zone": "UTC", "tue": ["09:00-10:00"]})
    laid = layout([split, short], date(2026, 3, 2), date(2026, 3, 3))
    nine, ten, noon, one, five = (hour * HOUR for hour in (9, 10, 12, 13, 17))
    assert laid.width == 2
    assert laid.rows == [
        ("split", date(2026, 3, 2), 0, nine, noon, one, five),
        ("split", date(2026, 3, 3), 7 * HOUR, 0, 0, 0, 0),
        ("short", date(2026, 3, 2), 0, 0, 0, 0, 0),
        ("short", date(2026, 3, 3), 0, nine, ten, 0, 0),
    ]
    assert layout([], date(2026, 3, 2), date(2026, 3, 3)) == Layout(1, [])


def test_no_limit_of_weeks_and_no_quarrel_about_fractions() -> None:
    calendar = _calendar("UTC", mon=["09:00-17:00"])
    start = datetime(2000, 1, 3, 9, 0, 0, 250_001)
    assert working_us(calendar, start, datetime(2026, 1, 5, 9)) == 1357 * 8 * HOUR - 250_001
    assert working_us(calendar, datetime(2026, 1, 5, 9), start) == -(1357 * 8 * HOUR - 250_001)


def test_twenty_years_of_five_calendars_are_laid_out_in_no_time() -> None:
    week = _each(WEEKDAYS, ["09:00-12:00", "13:00-17:00", "22:00-06:00"])
    table = {"time_zone": "Europe/Warsaw", **week, "holidays": "PL", "closed": ["2026-12-31 13:00-24:00"]}
    calendars = [calendar_from_settings(f"c{number}", table) for number in range(5)]
    layout(calendars, date(2026, 1, 1), date(2026, 1, 1))  # loads the list of holidays
    began = time.process_time()
    laid = layout(calendars, date(2006, 1, 1), date(2025, 12, 31))
    assert time.process_time() - began < 2
    assert len(laid.rows) == 5 * 7305


# Reading what people write.


def test_public_holidays_of_a_country_or_a_part_of_it_close() -> None:
    calendar = _calendar("Europe/Berlin", **_each(DAYS, ["09:00-10:00"]), holidays="DE-BY")
    assert _hours(calendar, datetime(2024, 11, 1), datetime(2024, 11, 2)) == 0
    calendar = _calendar("Europe/Berlin", **_each(DAYS, ["09:00-10:00"]), holidays=["DE", "2024-11-02"])
    assert _hours(calendar, datetime(2024, 11, 1), datetime(2024, 11, 3)) == 1


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("XX", "There is no country 'XX' in the list of public holidays"),
        ("DE-BX", "no part of a country 'DE-BX'.*DE-BY"),
    ],
)
def test_an_unknown_country_is_told_when_its_days_are_needed(code: str, sentence: str) -> None:
    calendar = _calendar(mon=["09:00-17:00"], holidays=code)
    with pytest.raises(NotFoundError, match=sentence):
        open_spans(calendar, date(2026, 1, 1), date(2026, 1, 1))


def test_everything_wrong_in_a_table_is_told_at_once() -> None:
    table = {
        "time_zone": "Europe/Warszawa",
        "mon": ["9-17", "08:00-12:00", "11:00-13:00"],
        "tue": ["09:00-09:00", 9],
        "wed": ["22:00-06:00"],
        "thursday": "05:00-07:00",
        "holliday": "PL",
        "holidays": ["2026-02-30", "Poland"],
        "closed": ["2026-12-31 13-24", 5],
        "changes": [{"mon": []}, {"from": "July"}, {"from": "2026-07-01", "free": []}, {"from": date(2026, 7, 1)}],
    }
    with pytest.raises(UsageError) as caught:
        calendar_from_settings("office", table)
    told = str(caught.value).splitlines()
    assert [problem.partition(" Did you mean")[0] for problem in told] == [
        "calendars.office: there is no setting 'holliday'.",
        "calendars.office, mon: '9-17' is no span such as '09:00-17:00'.",
        "calendars.office, tue: '09:00-09:00' begins where it ends; a whole day is '00:00-24:00'.",
        "calendars.office, tue: 9 is no span such as '09:00-17:00'.",
        "calendars.office: mon 08:00-12:00 and mon 11:00-13:00 overlap.",
        "calendars.office: wed 22:00-06:00 and thu 05:00-07:00 overlap.",
        "calendars.office: There is no time zone 'Europe/Warszawa'.",
        "calendars.office, holidays: '2026-02-30' is no date such as '2026-07-01'.",
        "calendars.office, holidays: 'Poland' is no date such as '2026-12-24' or '2026-12-31 13:00-24:00'.",
        "calendars.office, closed: '13-24' is no span such as '09:00-17:00'.",
        "calendars.office, closed: 5 is no date such as '2026-12-24' or '2026-12-31 13:00-24:00'.",
        "calendars.office: it needs a time_zone, such as 'Europe/Warsaw'.",
        'calendars.office.changes[1]: it needs its first day, such as from = "2026-07-01".',
        "calendars.office.changes[2], from: 'July' is no date such as '2026-07-01'.",
        "calendars.office.changes[3]: there is no setting 'free'.",
        "calendars.office: two sets of hours begin on 2026-07-01.",
    ]


def test_a_misspelt_key_is_answered_with_the_right_one() -> None:
    with pytest.raises(UsageError, match=r"there is no setting 'holliday'\. Did you mean 'holidays'"):
        _calendar(mon=["09:00-17:00"], holliday="PL")


def test_sunday_night_may_not_run_into_a_monday_that_is_open_already() -> None:
    with pytest.raises(UsageError, match="sun 22:00-06:00 and mon 05:30-07:00 overlap"):
        _calendar(sun=["22:00-06:00"], mon=["05:30-07:00"])
    assert _calendar(sun=["22:00-06:00"], mon=["06:00-07:00"]).versions[0].week[6] == ((79_200, 108_000),)


def test_a_calendar_that_is_never_open_is_refused() -> None:
    with pytest.raises(UsageError, match="it is never open"):
        _calendar()


def test_a_calendar_without_a_zone_takes_the_given_one_or_is_refused() -> None:
    calendar = calendar_from_settings("office", {"mon": ["09:00-17:00"]}, "Asia/Tehran")
    assert calendar.versions[0].time_zone == "Asia/Tehran"
    with pytest.raises(UsageError, match=r"calendars\.office: it needs a time_zone"):
        calendar_from_settings("office", {"mon": ["09:00-17:00"]})


def _row(**columns: object) -> Mapping[str, object]:
    return {"calendar_id": "c", "time_zone": "UTC", "weekly_hours": '{"mon": ["09:00-17:00"]}', **columns}


def test_rows_become_calendars_whose_versions_follow_each_other() -> None:
    found = calendars_from_rows(
        [
            _row(valid_from=date(2026, 3, 9), weekly_hours='{"Mon": "10:00-11:00"}'),
            _row(valid_from=None, valid_to=None, holidays='["2026-03-02 09:00-10:00"]'),
            _row(valid_from="2026-03-16", valid_to=date(2026, 3, 22), weekly_hours={"mon": ["12:00-13:00"]}),
            _row(calendar_id="b", holidays="PL"),
        ]
    )
    assert list(found) == ["b", "c"]
    spans = open_spans(found["c"], date(2026, 3, 2), date(2026, 3, 31))
    assert [(start.day, start.hour, end.hour) for start, end in spans] == [(2, 10, 17), (9, 10, 11), (16, 12, 13)]
    assert found["b"].versions[0].countries == ("PL",)


@pytest.mark.parametrize("text", ["PL", '"PL"', '["PL"]', ["PL"]])
def test_a_country_may_stand_in_a_row_as_plain_text_or_as_json(text: object) -> None:
    assert calendars_from_rows([_row(holidays=text)])["c"].versions[0].countries == ("PL",)


def test_everything_wrong_in_the_rows_is_told_at_once() -> None:
    rows = [
        _row(calendar_id="a", time_zone=None),
        _row(calendar_id="b", weekly_hours="mon 9-17"),
        _row(calendar_id="d", weekly_hours="[1]", holidays="[unclosed"),
        _row(calendar_id="e", weekly_hours='{"mon": ["9"], "funday": []}'),
        _row(calendar_id="f", valid_from=date(2026, 1, 1), valid_to=date(2025, 1, 1)),
        _row(calendar_id="g", valid_to=date(2026, 1, 1)),
        _row(calendar_id="g", valid_from=date(2026, 1, 1)),
        _row(calendar_id="h"),
        _row(calendar_id="h"),
    ]
    with pytest.raises(UsageError) as caught:
        calendars_from_rows(rows)
    told = str(caught.value)
    for sentence in (
        "calendar 'a': it needs a time_zone, such as 'Europe/Warsaw', not None.",
        "calendar 'b', weekly_hours: 'mon 9-17' is no JSON: Expecting value",
        'calendar \'d\': weekly_hours are written {"mon": ["09:00-17:00"]}, not [1].',
        "calendar 'd', holidays: '[unclosed' is no JSON",
        "calendar 'e', mon: '9' is no span",
        "calendar 'e': 'funday' is no day of the week.",
        "calendar 'f': the hours from 2026-01-01 end before that, on 2025-01-01.",
        "calendar 'g': the hours until 2026-01-01 and those from 2026-01-01 overlap.",
        "calendar 'h': two sets of hours begin without a first day.",
    ):
        assert sentence in told


def test_spans_of_every_calendar_are_in_order_and_apart() -> None:
    calendar = _calendar(**_each(DAYS, ["00:00-08:00", "08:00-12:30", "13:00-24:00"]))
    spans = open_spans(calendar, date(2024, 3, 25), date(2024, 4, 5))
    assert all(start < end for start, end in spans)
    assert all(end < start for (_, end), (start, _) in pairwise(spans))
