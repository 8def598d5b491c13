"""The solar calendar of Iran: 33 years hold eight leap years at fixed places, which is exact from 1799 to 2254."""

from __future__ import annotations

from datetime import date

MONTHS = (
    "فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور",
    "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند",
)  # fmt: skip

_LEAP = (1, 5, 9, 13, 17, 22, 26, 30)  # which years of a cycle of 33
_KNOWN_YEAR, _KNOWN_DAY = 1405, date(2026, 3, 21)  # a new year's day


def to_jalali(day: date) -> tuple[int, int, int]:
    """Return the year, the month (1 to 12) and the day of the month in the solar calendar."""
    ordinal = day.toordinal()
    year = day.year - 621
    if ordinal < _new_year(year):
        year -= 1
    gone = ordinal - _new_year(year)
    if gone < 186:  # six months of 31 days
        return year, gone // 31 + 1, gone % 31 + 1
    return year, (gone - 186) // 30 + 7, (gone - 186) % 30 + 1


def _new_year(year: int) -> int:
    """Return the ordinal of a year's first day."""
    return _KNOWN_DAY.toordinal() + 365 * (year - _KNOWN_YEAR) + _leaps_before(year) - _leaps_before(_KNOWN_YEAR)


def _leaps_before(year: int) -> int:
    cycles, place = divmod(year, 33)
    return 8 * cycles + sum(one < place for one in _LEAP)
