"""Scales: ends and ticks at round values of a unit, with labels written in the reader's language.

The labels are texts of ours, because the charting library knows neither all six languages nor our durations.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from deskgauge.report.format import format_value
from deskgauge.report.numbers import format_number, format_percent
from deskgauge.report.reading import Words

_MINUTE, _HOUR, _DAY = 60.0, 3600.0, 86400.0
_SHORT = (0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, *(_MINUTE * n for n in (1, 2, 5, 10, 15, 30)))
_HOURS = tuple(_HOUR * n for n in (1, 2, 4, 6, 8, 12))
_DAYS = tuple(_DAY * n for n in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000))
_LONG_HOURS = tuple(_HOUR * n for n in (20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000))
FROM_ZERO = ("count", "duration", "money", "ratio", "per_thousand")
"""Units whose axis begins at zero, unless a value lies below."""


@dataclass(frozen=True, slots=True)
class Scale:
    """The ends of an axis and its ticks with their labels, in the unit of the data."""

    low: float
    high: float
    ticks: tuple[tuple[float, str], ...]

    def place(self, value: float, length: float) -> float:
        """Return how far up an axis of this length (pixels) a value lies."""
        return (value - self.low) / (self.high - self.low) * length


def scale(values: Iterable[float | None], unit: str, words: Words, *, ticks: int = 5, zero: bool = False) -> Scale:
    """Return a scale that holds all values, with about so many steps; shares stay within 0 and 1."""
    known = [value for value in values if value is not None and math.isfinite(value)] or [0.0]
    low, high = min(known), max(known)
    if zero or unit in FROM_ZERO or low < 0.4 * high:
        low, high = min(low, 0.0), max(high, 0.0)
    if low == high:
        low, high = (low, low + (1.0 if unit != "share" else 0.1)) if low >= 0 else (low, 0.0)
    step = _step(high - low, unit, words.clock, ticks)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    if unit == "share":
        first, last = max(first, 0), min(last, math.ceil(1 / step - 1e-9))
    marks = tuple(n * step for n in range(first, last + 1))
    return Scale(marks[0], marks[-1], tuple((mark, tick_label(mark, step, unit, words)) for mark in marks))


def tick_label(value: float, step: float, unit: str, words: Words) -> str:
    """Write a tick with as many decimals as the step between two ticks has."""
    if unit == "duration":
        return (
            format_value(value, unit, None, words.language, clock=words.clock)
            if value
            else format_number(0, 0, words.language)
        )
    if unit == "share":
        return format_percent(value, _decimals(step * 100), words.language)
    if unit == "money" and _decimals(step):
        return format_value(value, unit, None, words.language, currency=words.currency)
    suffix = "‰" if unit == "per_thousand" else ""
    return format_number(value, _decimals(step), words.language) + suffix


def _step(width: float, unit: str, clock: str, ticks: int) -> float:
    least = width / ticks
    if unit == "duration":
        ladder = (*_SHORT, *_HOURS, *(_LONG_HOURS if clock == "business" else _DAYS))
        return next((step for step in ladder if step >= least * 0.999), ladder[-1] * math.ceil(least / ladder[-1]))
    size = 10.0 ** math.floor(math.log10(least))
    step = size * next(factor for factor in (1, 2, 5, 10) if factor * size >= least * 0.999)
    return max(step, 1.0) if unit == "count" else step


def _decimals(step: float) -> int:
    return max(0, -math.floor(math.log10(step) + 1e-9))
