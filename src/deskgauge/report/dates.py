"""Instants and periods into words."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from deskgauge.report.numbers import locale_of, native_digits

_DAY = {"zh": "y年M月d日", "sr": "d. MM. y.", "ne": "y MMMM d"}
_DAY_OF_YEAR = {"zh": "M月d日", "sr": "d. MM.", "ne": "MMMM d"}
_MONTH = {"zh": "y年M月", "ne": "y MMMM"}


def format_instant(instant: datetime, language: str = "en") -> str:
    """Write the local date and time of an instant: 22 Nov 2026, 18:00."""
    return f"{format_date(instant, language)}, {native_digits(instant.strftime('%H:%M'), language)}"


def format_date(day: datetime, language: str = "en", *, year: bool = True) -> str:
    """Write a day: 22 Nov 2026, or without its year 22 Nov."""
    pattern = _DAY.get(language, "d MMM y") if year else _DAY_OF_YEAR.get(language, "d MMM")
    return _date(day, pattern, language)


def format_period(start: datetime, end: datetime, language: str = "en") -> str:
    """Write the half-open period [start, end) as people say it: Mar 2026, 26 Oct – 22 Nov 2026, 9 Mar 2026.

    Both are datetimes of one zone, naive or aware; an end at midnight is not part of what is said.
    """
    if not (_is_midnight(start) and _is_midnight(end)):
        same_day = start.date() == end.date()
        until = native_digits(end.strftime("%H:%M"), language) if same_day else format_instant(end, language)
        return f"{format_instant(start, language)} – {until}"
    named = _whole_unit(start, end, language)
    if named:
        return named
    last = max(start, end - timedelta(days=1))
    if start.date() == last.date():
        return format_date(start, language)
    if (start.year, start.month) == (last.year, last.month) and language not in _DAY:
        return f"{native_digits(str(start.day), language)}–{format_date(last, language)}"
    return f"{format_date(start, language, year=start.year != last.year)} – {format_date(last, language)}"


def _whole_unit(start: datetime, end: datetime, language: str) -> str:
    """Return the name of the month, quarter or year that the period is, or ""."""
    months = (end.year - start.year) * 12 + end.month - start.month
    if (start.day, end.day) != (1, 1) or (months, (start.month - 1) % max(months, 1)) not in {(1, 0), (3, 0), (12, 0)}:
        return ""
    year = native_digits(str(start.year), language)
    if months == 12:
        return year
    if months == 3:
        return f"Q{native_digits(str(start.month // 3 + 1), language)} {year}"
    return _date(start, _MONTH.get(language, "LLL y"), language)


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
