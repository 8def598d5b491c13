"""Seconds into words: the unit grows with the duration; a business duration is never in days."""

from __future__ import annotations

import math

from deskgauge.report.numbers import SPACE, format_number, minus, native_digits, rounded

_MINUTE, _HOUR, _DAY = 60.0, 3600.0, 86400.0
_SECONDS_BELOW = 20 * 60
_MINUTES_BELOW = 10 * 60


def format_duration(seconds: float, language: str = "en", clock: str = "calendar") -> str:
    """Write a duration: 42 s, 10 min 42 s, 43 min, 1 h 10 min, 17.5 h, 3.2 d (days on the calendar clock only)."""
    size = abs(seconds)
    shown = shown_duration(size, clock)
    sign = minus(language) if seconds < 0 and shown else ""
    if shown < _MINUTE:
        return sign + _unit(shown, 0 if shown.is_integer() else 1, "s", language)
    if shown < _SECONDS_BELOW:
        return sign + _two(*divmod(round(shown), 60), ("min", "s"), language)
    if shown < _MINUTES_BELOW * _MINUTE:
        return sign + _two(*divmod(round(shown / _MINUTE), 60), ("h", "min"), language)
    factor, symbol = _long_unit(size, clock)
    return sign + _unit(shown / factor, _long_decimals(shown / factor), symbol, language)


def shown_duration(seconds: float, clock: str = "calendar") -> float:
    """Return the seconds that the written duration stands for."""
    size = abs(seconds)
    if half_up(size) < _SECONDS_BELOW:
        shown = half_up(size * 10) / 10 if size < 9.95 else float(half_up(size))
    elif half_up(size / _MINUTE) < _MINUTES_BELOW:
        shown = half_up(size / _MINUTE) * _MINUTE
    else:
        factor, _ = _long_unit(size, clock)
        decimals = _long_decimals(size / factor)
        shown = half_up(size / factor * 10**decimals) / 10**decimals * factor
    return math.copysign(shown, seconds)


def duration_range(low: float, high: float, value: float | None, language: str, clock: str) -> tuple[str, str]:
    """Write both ends of an interval in one unit, that of the value: ("65", "75 min"), ("2.0", "2.2 h")."""
    size = max(abs(low), abs(high)) if value is None else max(abs(value), abs(high) / 20)
    if half_up(size) < 90:
        factor, symbol = 1.0, "s"
    elif size < 2 * _HOUR:
        factor, symbol = _MINUTE, "min"
    else:
        factor, symbol = _long_unit(size, clock)
    width = (high - low) / factor
    decimals = 0 if width >= 4 or not width or (symbol == "s" and width >= 1) else 1 if width >= 0.1 else 2
    return format_number(low / factor, decimals, language), _unit(high / factor, decimals, symbol, language)


def half_up(value: float) -> int:
    """Round to the nearest whole number, halves upward."""
    return math.floor(value + 0.5)


def _long_unit(size: float, clock: str) -> tuple[float, str]:
    """Return the unit of a duration of ten hours or more; a day has 24 hours and no meaning on the working clock."""
    return (_DAY, "d") if clock == "calendar" and size >= 2 * _DAY else (_HOUR, "h")


def _long_decimals(amount: float) -> int:
    return 1 if amount < 99.95 and half_up(amount * 10) % 10 else 0


_SYMBOLS = {
    "sr": {"s": "с", "min": "мин", "h": "ч"},
    "zh": {"s": "秒", "min": "分", "h": "小时", "d": "天"},
    "fa": {"s": "ثانیه", "min": "دقیقه", "h": "ساعت", "d": "روز"},
    "ne": {"s": "सेकेन्ड", "min": "मिनेट", "h": "घण्टा", "d": "दिन"},
    "pl": {"h": "godz."},
}
_UNPADDED = ("zh", "fa", "ne")  # their units are words, before which no zero stands


def _unit(amount: float, decimals: int, symbol: str, language: str) -> str:
    return format_number(amount, decimals, language) + _symbol(symbol, rounded(amount, decimals), language)


def _symbol(symbol: str, amount: float, language: str) -> str:
    """Return a unit of time after its number; days are declined where they are a word."""
    if symbol == "d" and language == "sr":
        return SPACE + ("дан" if amount.is_integer() and amount % 10 == 1 and amount % 100 != 11 else "дана")
    if symbol == "d" and language == "pl":
        return SPACE + ("dzień" if amount == 1 else "dni" if amount.is_integer() else "dnia")
    return ("" if language == "zh" else SPACE) + _SYMBOLS.get(language, {}).get(symbol, symbol)


def _two(large: int, small: int, symbols: tuple[str, str], language: str) -> str:
    """Write two units, the smaller one with two digits; one that is zero is left out."""
    if not large:
        return _unit(small, 0, symbols[1], language)
    text = _unit(large, 0, symbols[0], language)
    if not small:
        return text
    digits = native_digits(str(small) if language in _UNPADDED else f"{small:02}", language)
    return text + ("" if language == "zh" else SPACE) + digits + _symbol(symbols[1], small, language)
