"""Numbers into words: every rule of writing a value, an interval, a change, a target and a period."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskgauge.errors import NotFoundError
from deskgauge.report.dates import format_date, format_instant, format_period
from deskgauge.report.durations import format_duration, shown_duration
from deskgauge.report.format import format_change, format_range, format_target, format_value, spreadsheet_format

HOUR, DAY = 3600.0, 86400.0


def spaced(text: str) -> str:
    """Return the text with plain spaces, for reading."""
    return text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("seconds", "calendar", "business"),
    [
        (0, "0 s", "0 s"),
        (0.04, "0 s", "0 s"),
        (0.4, "0.4 s", "0.4 s"),
        (9.96, "10 s", "10 s"),
        (24.3, "24 s", "24 s"),
        (59.4, "59 s", "59 s"),
        (59.7, "1 min", "1 min"),
        (642, "10 min 42 s", "10 min 42 s"),
        (605, "10 min 05 s", "10 min 05 s"),
        (1199.4, "19 min 59 s", "19 min 59 s"),
        (1199.6, "20 min", "20 min"),
        (2580, "43 min", "43 min"),
        (3599, "1 h", "1 h"),
        (4200, "1 h 10 min", "1 h 10 min"),
        (7620, "2 h 07 min", "2 h 07 min"),
        (35_999, "10 h", "10 h"),
        (17.5 * HOUR, "17.5 h", "17.5 h"),
        (2 * DAY, "2 d", "48 h"),
        (3.2 * DAY, "3.2 d", "76.8 h"),
        (97_667 * 60, "67.8 d", "1,628 h"),
        (400 * DAY, "400 d", "9,600 h"),
        (-42, "−42 s", "−42 s"),
        (-0.01, "0 s", "0 s"),
    ],
)
def test_a_duration_is_written_in_the_unit_of_its_size_and_a_business_one_never_in_days(
    seconds: float, calendar: str, business: str
) -> None:
    assert spaced(format_duration(seconds)) == calendar
    assert spaced(format_duration(seconds, clock="business")) == business


@given(st.floats(min_value=0, max_value=1e9), st.floats(min_value=0, max_value=1e9))
def test_what_a_longer_duration_stands_for_is_never_shorter(one: float, other: float) -> None:
    shorter, longer = sorted((one, other))
    assert shown_duration(shorter) <= shown_duration(longer)
    assert abs(shown_duration(longer) - longer) <= max(0.0501, longer * 0.06)


@given(st.floats(min_value=-1e9, max_value=1e9), st.sampled_from(["calendar", "business"]))
def test_a_duration_reads_back_as_what_it_stands_for(seconds: float, clock: str) -> None:
    sizes = {"s": 1.0, "min": 60.0, "h": HOUR, "d": DAY}
    text = format_duration(seconds, clock=clock).replace(",", "")
    words = text.removeprefix("−").split("\N{NO-BREAK SPACE}")
    read = sum(float(words[at]) * sizes[words[at + 1]] for at in range(0, len(words), 2))
    assert read == pytest.approx(abs(shown_duration(seconds, clock)))
    assert text.startswith("−") == (shown_duration(seconds, clock) < 0)


@pytest.mark.parametrize(
    ("value", "unit", "n", "text"),
    [
        (None, "share", 0, "–"),
        (2001, "count", 2001, "2,001"),
        (-3, "count", 3, "−3"),
        (2.5, "count", 2, "2.5"),
        (0.826, "share", 403, "82.6%"),
        (0.826, "share", 99, "83%"),
        (0.826, "share", None, "82.6%"),
        (0.0, "share", 400, "0.0%"),
        (31.4, "score", 18, "31"),
        (87.44, "score", 64, "87.4"),
        (-12.0, "score", 400, "−12.0"),
        (2.314, "ratio", 1874, "2.31"),
        (4.21, "per_thousand", 900, "4.2‰"),
        (11.84, "money", 1874, "€11.84"),
        (1234.56, "money", 10, "€1,235"),
        (-20.0, "money", 10, "−€20.00"),
        (4200, "duration", 10, "1 h 10 min"),
    ],
)
def test_a_value_is_written_by_its_unit_and_n(value: float | None, unit: str, n: int | None, text: str) -> None:
    assert spaced(format_value(value, unit, n, currency="EUR")) == text


def test_money_of_a_currency_without_coins_has_no_decimals() -> None:
    assert format_value(123.4, "money", currency="JPY") == "¥123"


def test_money_without_a_currency_is_a_number() -> None:
    assert format_value(123.4, "money") == "123.40"


@pytest.mark.parametrize(
    ("value", "places"),
    [(0.5, "1"), (1.5, "2"), (2.5, "3"), (-0.5, "−1"), (-0.4, "0"), (1e15, "1,000,000,000,000,000")],
)
def test_halves_are_rounded_away_from_zero_and_no_zero_has_a_sign(value: float, places: str) -> None:
    assert format_value(value, "score", 1) == places


@pytest.mark.parametrize(
    ("low", "high", "unit", "text"),
    [
        (None, None, "share", ""),
        (0.786, 0.860, "share", "78.6–86.0%"),
        (3900, 4500, "duration", "65–75 min"),
        (7200, 7920, "duration", "2.0–2.2 h"),
        (22, 26, "duration", "22–26 s"),
        (630, 654, "duration", "10.5–10.9 min"),
        (6.1 * HOUR, 6.9 * HOUR, "duration", "6.1–6.9 h"),
        (3 * DAY, 9 * DAY, "duration", "3–9 d"),
        (2.24, 2.38, "ratio", "2.24–2.38"),
        (26.4, 30.8, "score", "26.4–30.8"),
        (-5.2, 12.1, "score", "−5.2 to 12.1"),
        (1.2, 3.4, "per_thousand", "1.2–3.4‰"),
    ],
)
def test_an_interval_has_its_unit_once(low: float | None, high: float | None, unit: str, text: str) -> None:
    assert spaced(format_range(low, high, unit, 400)) == text


@pytest.mark.parametrize(
    ("value", "low", "high", "text"),
    [(47.1 * HOUR, 40 * HOUR, 55 * HOUR, "40–55 h"), (51 * 60, 38 * 60, 3 * HOUR, "38–180 min"), (0, 0, 0, "0–0 s"),
     (2, 0, 10 * HOUR, "0–600 min"), (400, 100, 9000, "2–150 min")],
)  # fmt: skip
def test_the_interval_of_a_duration_is_in_the_unit_of_its_value(
    value: float, low: float, high: float, text: str
) -> None:
    assert spaced(format_range(low, high, "duration", 400, value=value)) == text


def test_an_interval_of_working_time_is_not_in_days() -> None:
    assert spaced(format_range(50 * HOUR, 90 * HOUR, "duration", clock="business")) == "50–90 h"


@pytest.mark.parametrize(
    ("value", "previous", "unit", "text"),
    [
        (4200, 3600, "duration", "10 min"),
        (4229, 3571, "duration", "10 min"),  # 1 h 10 min against 1 h: as it is shown, not 10 min 58 s
        (0.771, 0.838, "share", "6.7 points"),
        (0.80001, 0.80004, "share", "0.003 points"),
        (28.6, 30, "score", "1.4"),
        (143, 96, "count", "49%"),
        (2001, 1860, "count", "7.6%"),
        (7, 0, "count", "7"),
        (-21, 27, "count", "48"),
        (21, -27, "count", "48"),
        (11.84, 11.52, "money", "€0.32"),
        (2.31, 2.4, "ratio", "0.09"),
        (4.2, 5.0, "per_thousand", "0.8‰"),
    ],
)
def test_a_change_is_the_difference_of_the_shown_values(value: float, previous: float, unit: str, text: str) -> None:
    assert spaced(format_change(value, previous, unit, 400, currency="EUR")) == text


@given(
    st.integers(min_value=-(10**9), max_value=10**9).map(lambda number: number / 1000),
    st.integers(min_value=-(10**9), max_value=10**9).map(lambda number: number / 1000),
    st.sampled_from(["share", "score", "ratio", "per_thousand", "duration", "count"]),
)
def test_a_change_has_no_sign(value: float, previous: float, unit: str) -> None:
    text = format_change(value, previous, unit, 400)
    assert text
    assert "−" not in text
    assert "-" not in text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [(0.85, "share", "85%"), (0.075, "share", "7.5%"), (3600, "duration", "1 h"), (2.5, "ratio", "2.50"),
     (2, "ratio", "2"), (100, "count", "100"), (30, "score", "30"), (12, "money", "€12.00")],
)  # fmt: skip
def test_a_target_is_written_as_a_person_set_it(value: float, unit: str, text: str) -> None:
    assert spaced(format_target(value, unit, currency="EUR")) == text


@pytest.mark.parametrize(
    ("language", "number", "percent", "money", "day"),
    [
        ("en", "18,421.5", "82.6%", "€11.84", "22 Nov 2026"),
        ("sr", "18.421,5", "82,6%", "11,84 €", "22. 11. 2026."),
        ("zh", "18,421.5", "82.6%", "€11.84", "2026年11月22日"),
        ("fa", "۱۸٬۴۲۱٫۵", "۸۲٫۶٪", "۱۱٫۸۴ €", "۱ آذر ۱۴۰۵"),
        ("ne", "18,421.5", "82.6%", "€ 11.84", "2026 नोभेम्बर 22"),
        ("pl", "18 421,5", "82,6%", "11,84 €", "22 lis 2026"),
    ],
)
def test_each_language_has_its_digits_separators_and_order(
    language: str, number: str, percent: str, money: str, day: str
) -> None:
    assert spaced(format_value(18421.5, "count", language=language)) == number
    assert spaced(format_value(0.826, "share", 403, language)) == percent
    assert spaced(format_value(11.84, "money", None, language, currency="EUR")) == money
    assert spaced(format_date(datetime(2026, 11, 22), language)) == day


def test_polish_groups_from_ten_thousand_and_nepali_by_lakhs() -> None:
    assert spaced(format_value(9999, "count", language="pl")) == "9999"
    assert spaced(format_value(10_000, "count", language="pl")) == "10 000"
    assert format_value(1_234_567, "count", language="ne") == "12,34,567"


def test_an_unknown_language_is_told_with_the_known_ones() -> None:
    with pytest.raises(NotFoundError, match="no language 'de'"):
        format_value(0.5, "share", language="de")


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        ((2026, 3, 1), (2026, 4, 1), "Mar 2026"),
        ((2026, 12, 1), (2027, 1, 1), "Dec 2026"),
        ((2026, 4, 1), (2026, 7, 1), "Q2 2026"),
        ((2026, 2, 1), (2026, 5, 1), "1 Feb – 30 Apr 2026"),
        ((2026, 1, 1), (2027, 1, 1), "2026"),
        ((2026, 4, 1), (2027, 4, 1), "1 Apr 2026 – 31 Mar 2027"),
        ((2026, 10, 26), (2026, 11, 23), "26 Oct – 22 Nov 2026"),
        ((2025, 12, 29), (2026, 1, 5), "29 Dec 2025 – 4 Jan 2026"),
        ((2026, 4, 1), (2026, 4, 2), "1 Apr 2026"),
        ((2026, 10, 3), (2026, 10, 31), "3–30 Oct 2026"),
        ((2026, 4, 1, 9), (2026, 4, 1, 10), "1 Apr 2026, 09:00 – 10:00"),
        ((2026, 4, 1), (2026, 4, 3, 13, 5), "1 Apr 2026, 00:00 – 3 Apr 2026, 13:05"),
    ],
)
def test_a_period_is_named_as_people_say_it(start: tuple[int, ...], end: tuple[int, ...], text: str) -> None:
    zone = ZoneInfo("Europe/Warsaw")
    assert format_period(datetime(*start), datetime(*end)) == text  # type: ignore[arg-type]  # no zone among these
    assert format_period(datetime(*start, tzinfo=zone), datetime(*end, tzinfo=zone)) == text  # type: ignore[arg-type,misc]


def test_an_instant_has_its_minutes() -> None:
    assert format_instant(datetime(2026, 11, 22, 18, 0)) == "22 Nov 2026, 18:00"
    assert format_instant(datetime(2026, 11, 22, 18, 0), "fa") == "۱ آذر ۱۴۰۵, ۱۸:۰۰"


@pytest.mark.parametrize(
    ("unit", "n", "look"),
    [("share", 403, "0.0%"), ("share", 20, "0%"), ("count", 5, "#,##0"), ("score", 5, "#,##0.00")],
)
def test_a_spreadsheet_shows_a_raw_value_with_the_digits_of_the_page(unit: str, n: int, look: str) -> None:
    assert spreadsheet_format(unit, n) == look
