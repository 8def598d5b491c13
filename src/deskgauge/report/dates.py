"""Instants and periods into words."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from deskgauge.language import calendar
from deskgauge.report.jalali import MONTHS, to_jalali
from deskgauge.report.numbers import joined_range, locale_of, native_digits

_DAY = {"zh": "y年M月d日", "sr": "d. MM. y.", "ne": "y MMMM d"}
_YEAR_FIRST = {"zh", "ne"}
_DAY_OF_YEAR = {"zh": "M月d日", "sr": "d. MM.", "ne": "MMMM d"}
_WEEK = {"sr": "{}. недеља", "zh": "第{}周", "fa": "هفتهٔ {}", "ne": "हप्ता {}", "pl": "tydz. {}"}
_MONTH = {"zh": "y年M月", "ne": "y MMMM"}


def format_instant(instant: datetime, language: str = "en") -> str:
    """Write the local date and time of an instant: 22 Nov 2026, 18:00."""
    return f"{format_date(instant, language)}, {native_digits(instant.strftime('%H:%M'), language)}"


def format_date(day: datetime, language: str = "en", *, year: bool = True) -> str:
    """Write a day: 22 Nov 2026, or without its year 22 Nov."""
    if calendar(language) == "jalali":
        return _jalali(day, language, year=year)
    pattern = _DAY.get(language, "d MMM y") if year else _DAY_OF_YEAR.get(language, "d MMM")
    return _date(day, pattern, language)


def format_period(start: datetime, end: datetime, language: str = "en") -> str:
    """Write the half-open period [start, end) as people say it: Mar 2026, 26 Oct – 22 Nov 2026, 9 Mar 2026.

    Both are datetimes of one zone, naive or aware; an end at midnight is not part of what is said.
    """
    if not (_is_midnight(start) and _is_midnight(end)):
        same_day = start.date() == end.date()
        until = native_digits(end.strftime("%H:%M"), language) if same_day else format_instant(end, language)
        return _between(format_instant(start, language), until, language)
    named = _whole_unit(start, end, language)
    if named:
        return named
    last = max(start, end - timedelta(days=1))
    if start.date() == last.date():
        return format_date(start, language)
    if calendar(language) == "jalali":
        return _jalali_period(start, last, language)
    if (start.year, start.month) == (last.year, last.month) and language not in _DAY:
        return joined_range(native_digits(str(start.day), language), format_date(last, language), language)
    two_years = start.year != last.year
    leads = language in _YEAR_FIRST  # the year stands where the range begins, and is said once
    first = format_date(start, language, year=two_years or leads)
    return _between(first, format_date(last, language, year=two_years or not leads), language)


def _whole_unit(start: datetime, end: datetime, language: str) -> str:
    """Return the name of the month, quarter or year that the period is, or ""."""
    if calendar(language) == "jalali":
        return _jalali_unit(start, end, language)
    months = (end.year - start.year) * 12 + end.month - start.month
    if (start.day, end.day) != (1, 1) or (months, (start.month - 1) % max(months, 1)) not in {(1, 0), (3, 0), (12, 0)}:
        return ""
    year = native_digits(str(start.year), language)
    if months == 12:
        return year
    if months == 3:
        return _quarter(start, language)
    return _date(start, _MONTH.get(language, "LLL y"), language)


def _quarter(start: datetime, language: str) -> str:
    from babel.dates import format_skeleton

    return native_digits(format_skeleton("yQQQ", start.date(), locale=locale_of(language)), language)


def _between(first: str, last: str, language: str) -> str:
    """Write from when to when; the dash has spaces around it, because the dates have some inside."""
    return joined_range(first, last, language) if language == "fa" else f"{first} – {last}"


def _jalali(day: datetime, language: str, *, year: bool = True) -> str:
    of, month, number = to_jalali(day.date())
    text = f"{number} {MONTHS[month - 1]}"
    return native_digits(f"{text} {of}" if year else text, language)


def _jalali_period(start: datetime, last: datetime, language: str) -> str:
    """Write days of the solar calendar, what they share once: ۱ تا ۸ آذر ۱۴۰۵."""
    first, end = to_jalali(start.date()), to_jalali(last.date())
    if first[:2] == end[:2]:
        return joined_range(native_digits(str(first[2]), language), format_date(last, language), language)
    return joined_range(format_date(start, language, year=first[0] != end[0]), format_date(last, language), language)


def _jalali_unit(start: datetime, end: datetime, language: str) -> str:
    """Return the month or the year of the solar calendar that the period is, or ""."""
    (year, month, day), (end_year, end_month, end_day) = to_jalali(start.date()), to_jalali(end.date())
    months = (end_year - year) * 12 + end_month - month
    if (day, end_day) != (1, 1) or (months, (month - 1) % max(months, 1)) not in {(1, 0), (12, 0)}:
        return ""
    return native_digits(str(year) if months == 12 else f"{MONTHS[month - 1]} {year}", language)


def _date(day: datetime, pattern: str, language: str) -> str:
    from babel.dates import format_date as babel_date

    return native_digits(babel_date(day.date(), pattern, locale_of(language)), language)


def _is_midnight(moment: datetime) -> bool:
    return moment.time() == time()


def weekday_name(number: int, language: str = "en", width: str = "abbreviated") -> str:
    """Write the day of the week, 1 Monday to 7 Sunday; ``width`` is wide, abbreviated or narrow."""
    from babel.dates import get_day_names

    names = get_day_names(width, "stand-alone", locale_of(language))  # type: ignore[arg-type]  # one of three words
    return str(names[number - 1]) if 1 <= number <= 7 else str(number)


def week_name(number: int, language: str = "en") -> str:
    """Write the number of an ISO week: W46."""
    return _WEEK.get(language, "W{}").format(native_digits(str(number), language))


def first_weekday(language: str = "en") -> int:
    """Return the day that a week is shown from, 1 Monday to 7 Sunday; periods of weeks are ISO weeks all the same."""
    return {"fa": 6, "ne": 7}.get(language, 1)


def weekdays(language: str = "en") -> tuple[int, ...]:
    """Return the days of a week in the order that they are shown in, 1 Monday to 7 Sunday."""
    first = first_weekday(language)
    return tuple((first - 1 + step) % 7 + 1 for step in range(7))
