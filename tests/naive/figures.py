"""The arithmetic of a row: quantiles, intervals, Kaplan-Meier, written from their definitions."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

Z = 1.959964
QUANTILES = {"median": Fraction(1, 2), "p90": Fraction(9, 10), "p95": Fraction(19, 20)}

Interval = tuple[float | None, float | None]
NONE: Interval = (None, None)


@dataclass(frozen=True)
class Figure:
    """What one row says: the value, what it rests on, how far it may be off."""

    value: float | None
    n: int
    n_open: int = 0
    low: float | None = None
    high: float | None = None


def wilson(hits: float, n: float) -> Interval:
    """Return Wilson's interval of a share of rows."""
    if n == 0:
        return NONE
    share, spread = hits / n, Z * Z / n
    middle = (share + spread / 2) / (1 + spread)
    half = Z * math.sqrt(share * (1 - share) / n + spread / (4 * n)) / (1 + spread)
    return middle - half, middle + half


def mean(values: Sequence[float]) -> float | None:
    """Return the mean, None of nothing."""
    return math.fsum(values) / len(values) if values else None


def mean_interval(values: Sequence[float]) -> Interval:
    """Return Student's interval of a mean; one value has none."""
    n, middle = len(values), mean(values)
    if n < 2 or middle is None:
        return NONE
    variance = math.fsum((value - middle) ** 2 for value in values) / (n - 1)
    half = student(n - 1) * math.sqrt(variance / n)
    return middle - half, middle + half


def quantile(values: Sequence[float], q: Fraction) -> float | None:
    """Return the quantile that interpolates between the two nearest ranks."""
    if not values:
        return None
    ranked = sorted(values)
    place = q * (len(ranked) - 1)
    low = math.floor(place)
    high = min(low + 1, len(ranked) - 1)
    return ranked[low] + float(place - low) * (ranked[high] - ranked[low])


def quantile_interval(values: Sequence[float], q: Fraction) -> Interval:
    """Return the interval of a quantile by order statistics; fewer than six values have none."""
    n = len(values)
    if n < 6:
        return NONE
    half = Z * math.sqrt(n * q * (1 - q))
    ranked = sorted(values)
    lower, upper = math.floor(n * q - half), math.ceil(n * q + half) + 1
    return ranked[min(max(lower, 1), n) - 1], ranked[min(max(upper, 1), n) - 1]


def kaplan_meier(finished: Sequence[float], waiting: Sequence[float], q: Fraction) -> float | None:
    """Return the smallest t at which no more than 1 - q are left, those still waiting taken as censored."""
    left, share = len(finished) + len(waiting), Fraction(1)
    for at in sorted({*finished, *waiting}):
        ended = sum(1 for value in finished if value == at)
        share *= 1 - Fraction(ended, left)
        if ended and share <= 1 - q:
            return at
        left -= ended + sum(1 for value in waiting if value == at)
    return None


@functools.cache
def student(freedom: float) -> float:
    """Return the 97.5 % quantile of Student's distribution, by halving."""
    low, high = 0.0, 13.0
    for _ in range(200):
        middle = (low + high) / 2
        inside = 1 - _incomplete_beta(freedom / (freedom + middle * middle), freedom / 2, 0.5)
        low, high = (middle, high) if inside < 0.95 else (low, middle)
    return (low + high) / 2


def _incomplete_beta(x: float, a: float, b: float) -> float:
    """Return the regularised incomplete beta function."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - _incomplete_beta(1 - x, b, a)
    scale = math.exp(
        math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    )  # fmt: skip
    return scale / a / _continued(lambda k: _beta_term(k, a, b) * x)


def _beta_term(k: int, a: float, b: float) -> float:
    m = k // 2
    if k % 2 == 0:
        return m * (b - m) / ((a + 2 * m - 1) * (a + 2 * m))
    return -(a + m) * (a + b + m) / ((a + 2 * m) * (a + 2 * m + 1))


def _continued(term: Callable[[int], float], most: int = 400) -> float:
    """Return 1 + term(1) / (1 + term(2) / (1 + …)), from the far end back."""
    value = 1.0
    for k in range(most, 0, -1):
        value = 1 + term(k) / value
    return value


def duration(finished: Sequence[float], waiting: Sequence[float], stat: str) -> Figure:
    """Return a statistic of durations; ``stat`` is mean, a quantile, or a quantile with ``_open`` behind it."""
    n, n_open = len(finished), len(waiting)
    if stat == "mean":
        return Figure(mean(finished), n, n_open, *mean_interval(finished))
    if stat.endswith("_open"):
        return Figure(kaplan_meier(finished, waiting, QUANTILES[stat.removesuffix("_open")]), n, n_open)
    q = QUANTILES[stat]
    return Figure(quantile(finished, q), n, n_open, *quantile_interval(finished, q))


def share(hits: float, n: int) -> Figure:
    """Return a share of rows with Wilson's interval."""
    return Figure(hits / n if n else None, n, 0, *wilson(hits, n))


def nps(scores: Sequence[float]) -> Figure:
    """Return 100 x (share of 9-10 - share of 0-6) with the interval from its variance."""
    n = len(scores)
    if n == 0:
        return Figure(None, 0)
    good = sum(1 for score in scores if score >= 9) / n
    bad = sum(1 for score in scores if score <= 6) / n
    value = 100 * (good - bad)
    half = Z * 100 * math.sqrt((good + bad - (good - bad) ** 2) / n)
    return Figure(value, n, 0, value - half, value + half)


def difference(new: Figure, old: Figure) -> Figure:
    """Return the change of a share, its interval recovered from the two intervals (MOVER)."""
    figures = (new.value, new.low, new.high, old.value, old.low, old.high)
    if None in figures:
        return Figure(None, new.n)
    p1, l1, u1, p2, l2, u2 = (float(figure) for figure in figures if figure is not None)
    return Figure(
        p1 - p2, new.n, 0,
        p1 - p2 - math.hypot(p1 - l1, u2 - p2), p1 - p2 + math.hypot(u1 - p1, p2 - l2),
    )  # fmt: skip
