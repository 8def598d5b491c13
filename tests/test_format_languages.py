"""Numbers into words in six languages: units of time, ranges, limits, digits, the solar calendar, the week."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskgauge.language import LANGUAGES, in_language, in_style, ngettext
from deskgauge.report.dates import first_weekday, format_date, format_period, week_name, weekday_name, weekdays
from deskgauge.report.format import format_change, format_range, format_target, format_value
from deskgauge.report.jalali import to_jalali
from deskgauge.report.numbers import isolated, with_limit

DAY = 86_400.0
AZAR = datetime(2026, 11, 22)


def spaced(text: str) -> str:
    """Return the text with plain spaces, for reading."""
    return text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("language", "short", "long", "days", "points"),
    [
        ("en", "1 h 10 min", "10 min 05 s", "3.2 d", "1.2 points"),
        ("sr", "1 ч 10 мин", "10 мин 05 с", "3,2 дана", "1,2 поена"),
        ("zh", "1小时10分", "10分5秒", "3.2天", "1.2个百分点"),
        ("fa", "۱ ساعت ۱۰ دقیقه", "۱۰ دقیقه ۵ ثانیه", "۳٫۲ روز", "۱٫۲ واحد درصد"),
        ("ne", "1 घण्टा 10 मिनेट", "10 मिनेट 5 सेकेन्ड", "3.2 दिन", "1.2 प्रतिशत बिन्दु"),
        ("pl", "1 godz. 10 min", "10 min 05 s", "3,2 dnia", "1,2 pkt proc."),
    ],
)
def test_durations_and_points_have_the_units_of_the_language(
    language: str, short: str, long: str, days: str, points: str
) -> None:
    assert spaced(format_value(4200, "duration", language=language)) == short
    assert spaced(format_value(605, "duration", language=language)) == long
    assert spaced(format_value(3.2 * DAY, "duration", language=language)) == days
    assert spaced(format_change(0.5, 0.512, "share", 1000, language)) == points


@pytest.mark.parametrize(
    ("language", "days", "text"),
    [("sr", 21, "21 дан"), ("sr", 11, "11 дана"), ("sr", 5, "5 дана"), ("pl", 21, "21 dni"), ("pl", 5, "5 dni")],
)
def test_days_are_declined(language: str, days: int, text: str) -> None:
    assert spaced(format_value(days * DAY, "duration", language=language)) == text


@pytest.mark.parametrize(
    ("language", "between", "signed", "limit"),
    [
        ("en", "65–75 min", "−4 to 9", "≥ 85%"),
        ("sr", "65–75 мин", "−4 до 9", "≥ 85%"),
        ("zh", "65–75分", "−4至9", "≥ 85%"),
        ("fa", "۶۵ تا ۷۵ دقیقه", "\u200e−۴ تا ۹", "دست‌کم ۸۵٪"),
        ("ne", "65–75 मिनेट", "−4 देखि 9", "≥ 85%"),
        ("pl", "65–75 min", "−4 do 9", "≥ 85%"),
    ],
)
def test_ranges_and_limits_are_words_where_signs_would_change_sides(
    language: str, between: str, signed: str, limit: str
) -> None:
    assert spaced(format_range(65 * 60, 75 * 60, "duration", 50, language)) == between
    assert spaced(format_range(-4, 9, "score", 10, language)) == signed
    assert with_limit(format_target(0.85, "share", language), "up", language) == limit


def test_persian_has_no_sign_that_changes_sides() -> None:
    written = [
        format_range(0.2, 0.3, "share", 500, "fa"),
        format_period(AZAR, AZAR + timedelta(days=40), "fa"),
        format_period(AZAR, AZAR + timedelta(hours=5), "fa"),
        with_limit("۸", "down", "fa"),
    ]
    assert not set("–≤≥→") & set("".join(written))
    with in_style(calendar="gregorian"):
        assert not set("–≤≥→") & set(format_period(AZAR, AZAR + timedelta(days=40), "fa"))


def test_digits_and_the_calendar_can_be_asked_for() -> None:
    assert format_date(AZAR, "fa") == "۱ آذر ۱۴۰۵"
    with in_style(digits="latin", calendar="gregorian"):
        assert format_date(AZAR, "fa") == "22 نوامبر 2026"
        assert format_value(18_421.5, "ratio", language="fa") == "18,421.50"
    with in_style(digits="native", calendar="jalali"):
        assert format_value(100_000, "count", language="ne") == "१,००,०००"
        assert format_date(AZAR, "ne") == "२०२६ नोभेम्बर २२"
        assert format_value(18_421, "count", language="en") == "18,421"
        assert format_date(AZAR, "pl") == "22 lis 2026"
    with in_style(digits="roman"):
        assert format_value(7, "count", language="fa") == "۷"


@pytest.mark.parametrize(
    ("day", "solar"),
    [
        (date(2026, 3, 21), (1405, 1, 1)),
        (date(2025, 3, 21), (1404, 1, 1)),
        (date(2025, 3, 20), (1403, 12, 30)),  # a leap year
        (date(2024, 3, 20), (1403, 1, 1)),
        (date(2024, 3, 19), (1402, 12, 29)),
        (date(2021, 3, 20), (1399, 12, 30)),  # a leap year
        (date(2029, 3, 19), (1407, 12, 29)),
        (date(2030, 3, 20), (1408, 12, 30)),  # a leap year, five years after the last
        (date(1979, 2, 11), (1357, 11, 22)),
        (date(1989, 6, 3), (1368, 3, 13)),
        (date(2000, 1, 1), (1378, 10, 11)),
        (date(2026, 9, 22), (1405, 6, 31)),
        (date(2026, 9, 23), (1405, 7, 1)),
        (date(2026, 11, 22), (1405, 9, 1)),
    ],
)
def test_days_of_the_solar_calendar(day: date, solar: tuple[int, int, int]) -> None:
    assert to_jalali(day) == solar


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)))
def test_the_day_after_follows_in_the_solar_calendar(day: date) -> None:
    year, month, number = to_jalali(day)
    following = to_jalali(day + timedelta(days=1))
    assert following in {(year, month, number + 1), (year, month + 1, 1), (year + 1, 1, 1)}
    assert 1 <= number <= 31


@pytest.mark.parametrize(
    ("days", "text"),
    [
        (1, "۱ آذر ۱۴۰۵"),
        (8, "۱ تا ۸ آذر ۱۴۰۵"),
        (30, "آذر ۱۴۰۵"),
        (40, "۱ آذر تا ۱۰ دی ۱۴۰۵"),
        (130, "۱ آذر ۱۴۰۵ تا ۱۱ فروردین ۱۴۰۶"),
    ],
)
def test_periods_in_the_solar_calendar(days: int, text: str) -> None:
    assert format_period(AZAR, AZAR + timedelta(days=days), "fa") == text


def test_a_whole_year_of_the_solar_calendar_has_its_name() -> None:
    assert format_period(datetime(2026, 3, 21), datetime(2027, 3, 21), "fa") == "۱۴۰۵"


def test_quarters_and_weeks_are_named_in_the_language() -> None:
    quarter = datetime(2026, 1, 1), datetime(2026, 4, 1)
    assert [format_period(*quarter, one) for one in ("en", "zh", "pl")] == ["Q1 2026", "2026年第1季度", "I kw. 2026"]
    assert [week_name(46, one) for one in ("en", "fa", "zh")] == ["W46", "هفتهٔ ۴۶", "第46周"]


def test_the_week_is_shown_from_the_day_that_the_language_begins_it_with() -> None:
    assert {one: first_weekday(one) for one in LANGUAGES} == {"en": 1, "sr": 1, "zh": 1, "fa": 6, "ne": 7, "pl": 1}
    assert weekdays("fa") == (6, 7, 1, 2, 3, 4, 5)
    assert [weekday_name(day, "en") for day in weekdays("en")][:2] == ["Mon", "Tue"]
    assert weekday_name(6, "fa", "wide") == "شنبه"


def test_what_is_signed_stands_alone_in_a_text_from_right_to_left() -> None:
    assert isolated("−3", "fa") == "\u2068−3\u2069"
    assert isolated("−3", "en") == "−3"


def test_whole_numbers_in_sentences_have_the_reader_s_digits() -> None:
    with in_language("fa"):
        assert "۱۲" in ngettext("{n} finding: {names}.", "{n} findings: {names}.", 12, names="x")
        with in_style(digits="latin"):
            assert "12" in ngettext("{n} finding: {names}.", "{n} findings: {names}.", 12, names="x")
    with in_language("pl"):
        assert "12" in ngettext("{n} finding: {names}.", "{n} findings: {names}.", 12, names="x")
