"""Numbers into words: the one place that decides how a value, its interval and its change are written.

Pure functions. Durations come in seconds, shares as 0..1, money in its currency's unit; what does not exist
(None) is written as an en dash. ``language`` governs digits, separators and the place of a currency; units of
time are those of the language, symbols where it has them (s, min, h, d).
"""

from __future__ import annotations

import math

from deskgauge.report.durations import duration_range, format_duration, shown_duration
from deskgauge.report.numbers import (
    SPACE,
    format_money,
    format_number,
    format_percent,
    joined_range,
    money_decimals,
    rounded,
)

NOTHING = "–"
_POINTS = {
    "en": SPACE + "points", "sr": SPACE + "поена", "zh": "个百分点", "fa": SPACE + "واحد درصد",
    "ne": SPACE + "प्रतिशत बिन्दु", "pl": SPACE + "pkt proc.",
}  # fmt: skip
ONE_DECIMAL_FROM = 100
"""From this n on a share is shown with one decimal."""


def format_value(
    value: float | None,
    unit: str,
    n: int | None = None,
    language: str = "en",
    *,
    currency: str | None = None,
    clock: str = "calendar",
) -> str:
    """Write a value of the given unit (count, share, duration, score, money, ratio, per_thousand)."""
    if value is None:
        return NOTHING
    if unit == "duration":
        return format_duration(value, language, clock)
    if unit == "money":
        return format_money(value, currency, language)
    decimals = 0 if unit == "count" and float(value).is_integer() else decimals_of(unit, n)
    if unit == "share":
        return format_percent(value, decimals, language)
    if unit == "score" and decimals and 0 < abs(value) < 1:
        decimals = 2  # a distance between shares, or between standard scores
    return format_number(value, decimals, language) + _suffix(unit)


def format_target(
    value: float, unit: str, language: str = "en", *, currency: str | None = None, clock: str = "calendar"
) -> str:
    """Write a target as a person set it: 85%, 7.5%, 1 h."""
    whole = rounded(value * (100 if unit == "share" else 1), 6).is_integer()
    if unit == "ratio" and whole:
        return format_number(value, 0, language)
    return format_value(value, unit, 0 if whole else None, language, currency=currency, clock=clock)


def format_range(
    low: float | None,
    high: float | None,
    unit: str,
    n: int | None = None,
    language: str = "en",
    *,
    value: float | None = None,
    currency: str | None = None,
    clock: str = "calendar",
) -> str:
    """Write an interval with its unit once: 65–75 min, 78.6–86.0%; "" where there is none.

    A duration's interval is in the unit that ``value`` is written in.
    """
    if low is None or high is None:
        return ""
    if unit == "duration":
        first, last = duration_range(low, high, value, language, clock)
    elif unit == "share":
        decimals = decimals_of(unit, n)
        first, last = format_number(low * 100, decimals, language), format_percent(high, decimals, language)
    else:
        first = format_value(low, unit, n, language, currency=currency, clock=clock).removesuffix(_suffix(unit))
        last = format_value(high, unit, n, language, currency=currency, clock=clock)
    return joined_range(first, last, language, signed=low < 0)  # a dash and a minus sign would run together


def format_change(
    value: float,
    previous: float,
    unit: str,
    n: int | None = None,
    language: str = "en",
    *,
    currency: str | None = None,
    clock: str = "calendar",
) -> str:
    """Write how far apart two values are, without a sign: counts in percent, shares in points.

    The amount is the difference of the values as they are shown; where these look alike though the values
    differ, it is written with the first digit that is not zero.
    """
    if unit == "count":
        return _count_change(value, previous, language)
    if unit == "duration":
        shown = abs(shown_duration(value, clock) - shown_duration(previous, clock))
        return format_duration(shown or abs(value - previous), language, clock)
    if unit == "money":
        places = max(money_decimals(value, currency), money_decimals(previous, currency))
        return format_money(abs(rounded(value, places) - rounded(previous, places)), currency, language)
    scale, decimals = (100.0 if unit == "share" else 1.0), decimals_of(unit, n)
    shown = abs(rounded(value * scale, decimals) - rounded(previous * scale, decimals))
    if not rounded(shown, decimals):
        shown = abs(value - previous) * scale
        decimals = max(decimals, _first_decimal(shown))
    return format_number(shown, decimals, language) + (
        _POINTS.get(language, _POINTS["en"]) if unit == "share" else _suffix(unit)
    )


def spreadsheet_format(unit: str, n: int | None = None) -> str:
    """Return the number format of a spreadsheet cell that holds a raw value of this unit."""
    if unit == "share":
        return "0.0%" if decimals_of(unit, n) else "0%"
    return {"count": "#,##0", "duration": "#,##0"}.get(unit, "#,##0.00")


def decimals_of(unit: str, n: int | None) -> int:
    """Return how many decimals a value of this unit is shown with: a share and a score gain one with n."""
    few = {"share": ONE_DECIMAL_FROM, "score": 30}.get(unit, 0)
    if n is not None and n < few:
        return 0
    return 2 if unit == "ratio" else 1


def _count_change(value: float, previous: float, language: str) -> str:
    if previous <= 0 or value < 0:  # of nothing, and of a balance, there is no per cent
        return format_number(abs(value - previous), 0, language)
    relative = abs(value - previous) / abs(previous)
    return format_percent(relative, 1 if relative < 0.0995 else 0, language)


def _first_decimal(size: float) -> int:
    """Return the place of the first digit that is not zero, 0 for a number of 1 and more."""
    return max(0, -math.floor(math.log10(size))) if size else 0


def _suffix(unit: str) -> str:
    return "‰" if unit == "per_thousand" else ""
