"""Pure statistics: intervals, quantiles, Kaplan-Meier and tests of difference; floor 0, imports nothing of ours.

Shares are 0..1, times are seconds or any other unit as long as it is one, intervals are two-sided at 95 %
unless another z is given. What cannot be estimated from so few values is None, never a number.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import groupby
from statistics import NormalDist

Interval = tuple[float, float]
Moments = tuple[float, float, int]

Z95 = 1.959964
"""The normal quantile behind every 95 % interval, rounded as rule 36 has it."""

MIN_N_QUANTILE = 6
"""Below this many values a quantile has no interval."""

_NOISE = 1e-12
_MANY = 1000  # degrees of freedom from which the series is better than the root


def normal_cdf(x: float) -> float:
    """Return P(Z <= x) of the standard normal distribution."""
    return 0.5 * math.erfc(-x / math.sqrt(2.0))


def two_sided(z: float) -> float:
    """Return P(|Z| >= |z|) of the standard normal distribution, exact far out in the tail too."""
    return math.erfc(abs(z) / math.sqrt(2.0))


# ---------------------------------------------------------------------------------------------- intervals


def wilson(k: float, n: float, z: float = Z95) -> Interval:
    """Return the score interval of a share of ``k`` among ``n`` rows, within 0..1; effective sizes need not be whole.

    (p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n) with p = k/n (Wilson 1927).
    Raises ValueError unless 0 <= k <= n and n > 0.
    """
    if n <= 0 or not 0 <= k <= n:
        raise ValueError(f"no share of {k} among {n}")
    share, square = k / n, z * z
    centre = share + square / (2 * n)
    spread = z * math.sqrt(share * (1 - share) / n + square / (4 * n * n))
    scale = 1 + square / n
    low = 0.0 if k == 0 else (centre - spread) / scale
    high = 1.0 if k == n else (centre + spread) / scale
    return low, high


def mean_interval(mean: float, sd: float, n: int) -> Interval | None:
    """Return mean ± t(0.975, n-1) · sd/√n, in the unit of the mean and not clipped; None below two values.

    ``sd`` is the sample's standard deviation, with n-1 below the line (Student 1908).
    """
    if n < 2:
        return None
    spread = t_quantile(0.975, n - 1) * sd / math.sqrt(n)
    return mean - spread, mean + spread


def nps_interval(promoters: int, detractors: int, n: int, z: float = Z95) -> Interval | None:
    """Return the interval of 100 (P - D) over n answers, not clipped; None without answers.

    Each answer is -1, 0 or 1, so with P and D as shares the mean has the variance (P + D - (P - D)²) / n and
    the interval is 100 (P - D ± z √variance) (Wald 1943). Answers that are all alike have none: the interval is
    the value itself.
    """
    if n <= 0:
        return None
    value = (promoters - detractors) / n
    variance = (promoters + detractors) / n - value * value
    spread = 100 * z * math.sqrt(max(0.0, variance) / n)
    return 100 * value - spread, 100 * value + spread


def order_ranks(n: int, q: float, z: float = Z95) -> tuple[int, int] | None:
    """Return the ranks (from 1) of the ordered values that bound the q-quantile; None below six values.

    l = floor(nq - z √(nq(1-q))), u = ceil(nq + z √(nq(1-q))) + 1, clipped to 1..n (Conover 1999, the normal
    approximation of the binomial count below the quantile). n and q are multiplied as fractions, so that 0.95
    of 100 is 95 and not 94.99999999999999.
    """
    if n < MIN_N_QUANTILE:
        return None
    share = Fraction(q).limit_denominator(10**6)
    centre = n * share
    spread = z * math.sqrt(centre * (1 - share))
    low = math.floor(float(centre) - spread + _NOISE)
    high = math.ceil(float(centre) + spread - _NOISE) + 1
    return min(max(low, 1), n), min(max(high, 1), n)


def quantile(values: Sequence[float], q: float) -> float | None:
    """Return the q-quantile of values that are already sorted; None of nothing.

    Linear between the two values around position q (n - 1), counted from 0: PERCENTILE_CONT of SQL
    (type 7 of Hyndman and Fan 1996).
    """
    if not values:
        return None
    position = Fraction(q).limit_denominator(10**6) * (len(values) - 1)
    below = math.floor(position)
    rest = float(position - below)
    if rest == 0.0:
        return float(values[below])
    return values[below] + (values[below + 1] - values[below]) * rest


# ------------------------------------------------------------------------------------------- Student's t


@lru_cache(maxsize=4096)
def t_quantile(p: float, df: float) -> float:
    """Return t with P(T <= t) = p for Student's distribution with ``df`` degrees of freedom.

    Closed forms for one and two degrees (Hill 1970), the series around the normal quantile from a thousand
    degrees on, otherwise the root of the tail by Newton's step kept inside a bracket; right to 1e-10 of its
    size. Raises ValueError unless 0 < p < 1 and df > 0.
    """
    if not 0 < p < 1 or df <= 0:
        raise ValueError(f"no t quantile at p = {p} with {df} degrees of freedom")
    if p == 0.5:
        return 0.0
    if p < 0.5:
        return -t_quantile(1 - p, df)
    if df == 1:
        return math.tan(math.pi * (p - 0.5))
    if df == 2:
        return (2 * p - 1) / math.sqrt(2 * p * (1 - p))
    return _t_series(p, df) if df >= _MANY else _tail_root(1 - p, df)


def t_tail(t: float, df: float) -> float:
    """Return P(T > t) of Student's distribution: half the regularised incomplete beta of df/(df + t²).

    From a million degrees on it is the normal tail at t (1 - 1/4df) / √(1 + t²/2df) (Abramowitz and Stegun
    1964, 26.7.8), where the beta function's own rounding is already the larger error.
    """
    if t < 0:
        return 1 - t_tail(-t, df)
    square = t * t
    if df >= _MANY * _MANY:
        return 0.5 * two_sided(t * (1 - 1 / (4 * df)) / math.sqrt(1 + square / (2 * df)))
    if square <= df:
        return 0.5 - 0.5 * incomplete_beta(0.5, df / 2, square / (df + square))
    return 0.5 * incomplete_beta(df / 2, 0.5, df / (df + square))


def incomplete_beta(a: float, b: float, x: float) -> float:
    """Return the regularised incomplete beta function I_x(a, b) for 0 <= x <= 1 and a, b > 0.

    x^a (1-x)^b / (a B(a, b)) times its continued fraction, taken from the side where that converges fast
    (Abramowitz and Stegun 1964, 26.5.8; evaluated as in Lentz 1976).
    """
    if x <= 0:
        return 0.0
    if x >= 1:
        return 1.0
    front = math.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x))
    if x < (a + 1) / (a + b + 2):
        return front * _beta_fraction(a, b, x) / a
    return 1 - front * _beta_fraction(b, a, 1 - x) / b


def _beta_fraction(a: float, b: float, x: float) -> float:
    """Evaluate the continued fraction of the incomplete beta, from the front, until a step changes nothing."""
    tiny = 1e-300
    numerator, denominator = 1.0, 1 - (a + b) * x / (a + 1)
    denominator = 1 / (denominator or tiny)
    value = denominator
    for m in range(1, 10_000):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        before = value
        for step in (even, odd):
            denominator = 1 / ((1 + step * denominator) or tiny)
            numerator = (1 + step / numerator) or tiny
            value *= numerator * denominator
        if abs(value - before) <= 1e-16 * abs(value):
            return value
    raise ArithmeticError(f"the incomplete beta function does not converge at a = {a}, b = {b}, x = {x}")


def _t_series(p: float, df: float) -> float:
    """Return Student's quantile as a series in 1/df around the normal one (Fisher and Cornish 1960)."""
    z = NormalDist().inv_cdf(p)
    terms = (
        z * (z**2 + 1) / 4,
        z * (5 * z**4 + 16 * z**2 + 3) / 96,
        z * (3 * z**6 + 19 * z**4 + 17 * z**2 - 15) / 384,
        z * (79 * z**8 + 776 * z**6 + 1482 * z**4 - 1920 * z**2 - 945) / 92160,
    )
    return z + sum(term / df**power for power, term in enumerate(terms, start=1))


def _tail_root(tail: float, df: float) -> float:
    """Find t > 0 with P(T > t) = tail; the tail falls in t, so a bracket and Newton's step always meet."""
    low, high = 0.0, 1.0
    while t_tail(high, df) > tail:
        low, high = high, high * 2
    guess = (low + high) / 2
    for _ in range(200):
        excess = t_tail(guess, df) - tail
        low, high = (guess, high) if excess > 0 else (low, guess)
        step = guess + excess / _t_density(guess, df)
        following = step if low < step < high else (low + high) / 2
        if abs(following - guess) <= 1e-14 * guess:
            break
        guess = following
    return guess


def _t_density(t: float, df: float) -> float:
    """Return the density of Student's distribution at t."""
    constant = math.lgamma((df + 1) / 2) - math.lgamma(df / 2) - 0.5 * math.log(df * math.pi)
    return math.exp(constant - (df + 1) / 2 * math.log1p(t * t / df))


# ------------------------------------------------------------------------------------- unfinished durations


def kaplan_meier_quantile(times: Sequence[float], finished: Sequence[bool], q: float) -> float | None:
    """Return the smallest time t with S(t) <= 1 - q, in the unit of ``times``; None where it is not reached.

    S is the product-limit estimate (Kaplan and Meier 1958): at each time the share of those still waiting
    that did not finish then, multiplied up. An unfinished time counts as waiting at its own instant, so ends
    come before censorings of equal time. Raises ValueError where the two sequences differ in length.
    """
    pairs = sorted(zip(times, finished, strict=True))
    limit = 1 - q + 1e-9
    waiting, survival = len(pairs), 1.0
    for time, group in groupby(pairs, key=_time_of):
        ends = [ended for _, ended in group]
        survival *= 1 - sum(ends) / waiting
        if any(ends) and survival <= limit:
            return time
        waiting -= len(ends)
    return None


def _time_of(pair: tuple[float, bool]) -> float:
    return pair[0]


# ---------------------------------------------------------------------------------------------- differences


def mover(first: float, first_interval: Interval, second: float, second_interval: Interval) -> Interval:
    """Return the interval of ``first - second`` from the two estimates and their own intervals.

    low = d - √((x1 - l1)² + (u2 - x2)²), high = d + √((u1 - x1)² + (x2 - l2)²): the method of variance
    estimates recovery (Zou and Donner 2008); of two Wilson intervals it is Newcombe's hybrid score (1998).
    The two samples must be independent.
    """
    (low1, high1), (low2, high2) = first_interval, second_interval
    difference = first - second
    down = math.hypot(first - low1, high2 - second)
    up = math.hypot(high1 - first, second - low2)
    return difference - down, difference + up


def two_proportions(k1: int, n1: int, k2: int, n2: int) -> float | None:
    """Return the two-sided p-value that two shares k1/n1 and k2/n2 are one; None where either has no rows.

    z = (p1 - p2) / √(p (1-p) (1/n1 + 1/n2)) with the pooled share p (Pearson's chi-squared of the 2 x 2 table,
    1900, without continuity correction). Shares that are both 0 or both 1 do not differ: 1.
    """
    if n1 <= 0 or n2 <= 0:
        return None
    pooled = (k1 + k2) / (n1 + n2)
    variance = pooled * (1 - pooled) * (1 / n1 + 1 / n2)
    if k1 * n2 == k2 * n1 or variance <= 0:
        return 1.0
    return two_sided((k1 / n1 - k2 / n2) / math.sqrt(variance))


def welch(first: Moments, second: Moments) -> float | None:
    """Return the two-sided p-value that two means are one, without taking their spreads for equal.

    Each sample is given as (mean, standard deviation, n); t = (m1 - m2) / √(s1²/n1 + s2²/n2), its degrees of
    freedom after Satterthwaite (Welch 1947). None where either has fewer than two values; without any spread the
    means are equal (1) or differ for certain (0).
    """
    (mean1, sd1, n1), (mean2, sd2, n2) = first, second
    if n1 < 2 or n2 < 2:
        return None
    part1, part2 = sd1 * sd1 / n1, sd2 * sd2 / n2
    variance = part1 + part2
    if variance <= 0:
        return 1.0 if mean1 == mean2 else 0.0
    weight = part1 / variance
    freedom = 1 / (weight * weight / (n1 - 1) + (1 - weight) ** 2 / (n2 - 1))
    return min(1.0, 2 * t_tail(abs(mean1 - mean2) / math.sqrt(variance), freedom))


def z_from_intervals(first: float, first_interval: Interval, second: float, second_interval: Interval) -> float | None:
    """Return the standard score of ``first - second``, read back from the two 95 % intervals.

    The arms of the intervals that face each other, squared and added, are (1.96 · standard error)² of the
    difference (Zou and Donner 2008), so the score is past 1.96 exactly where ``mover`` leaves 0 out. None where
    the arms have no length and the estimates differ: then nothing is known about their spread.
    """
    if first == second:
        return 0.0
    (low1, high1), (low2, high2) = first_interval, second_interval
    facing = math.hypot(first - low1, high2 - second) if first > second else math.hypot(high1 - first, second - low2)
    return (first - second) / facing * Z95 if facing > 0 else None


def p_from_intervals(first: float, first_interval: Interval, second: float, second_interval: Interval) -> float | None:
    """Return the two-sided p-value that two estimates are one, from ``z_from_intervals``; None where that is."""
    score = z_from_intervals(first, first_interval, second, second_interval)
    return None if score is None else two_sided(score)
