"""What may be chance: many slices are looked at, so that some stand out by luck alone."""

from __future__ import annotations

from collections.abc import Sequence

from deskgauge import stats

LEVEL = 0.05
"""The share of false alarms among the slices that are told apart from chance (Benjamini and Hochberg 1995)."""


def adjusted(p_values: Sequence[float | None]) -> list[float | None]:
    """Return the p-values for as many slices as are judged; a slice without one stays without.

    The k-th smallest of m becomes the least of p(j) m / j over all j from k on, at most 1: below LEVEL stand the
    slices of which at most that share is expected to be chance (Benjamini and Hochberg 1995).
    """
    known = sorted((p, place) for place, p in enumerate(p_values) if p is not None)
    found: list[float | None] = [None] * len(p_values)
    least = 1.0
    for rank in range(len(known), 0, -1):
        p, place = known[rank - 1]
        least = min(least, p * len(known) / rank)
        found[place] = least
    return found


def two_counts(before: int, after: int, share: float) -> float | None:
    """Return the two-sided p-value that things came as often in both periods; None without any.

    If they come one by one and independently (Poisson), then of all of them those of the later period are binomial
    with its ``share`` of the two periods' length (Przyborowski and Wilenski 1940); twice the smaller tail, exactly.
    """
    total = before + after
    if total == 0 or not 0 < share < 1:
        return None
    at_most = 1.0 if after == total else 1 - stats.incomplete_beta(after + 1, total - after, share)
    at_least = 1.0 if after == 0 else stats.incomplete_beta(after, total - after + 1, share)
    return min(1.0, 2 * min(at_most, at_least))
