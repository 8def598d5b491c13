"""Quantiles of made-up populations: some slices as they were before, some as they are now, in any proportions.

Putting the later period's proportions on the earlier period's values is the counterfactual of DiNardo, Fortin and
Lemieux (1996) with slices for their covariates. A population of one period alone gives the answer's own value.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from heapq import merge
from itertools import chain, repeat
from typing import TypeVar

from deskgauge.insight.splitting import Piece, shared_out

Slice = TypeVar("Slice", bound=Hashable)
Group = tuple["Values", float]

STEPS = 1_500_000
"""How many values a split may go through; it decides how many orders of the slices are averaged."""


@dataclass(frozen=True, slots=True)
class Values:
    """The durations of one slice in one period, sorted: those that ended, and those that still run."""

    ended: Sequence[float]
    running: Sequence[float] = ()

    def __len__(self) -> int:
        return len(self.ended) + len(self.running)


def quantile_of(groups: Sequence[Group], q: Fraction, pool: Sequence[float] = ()) -> float | None:
    """Return the q-quantile of the ended values of groups, each with the mass of the whole group.

    ``pool`` may hold all values there are, sorted, so that they are not sorted again for each population.

    The mean of the values over the stretch of mass from h/n to (h+1)/n with h = q (n - 1), where n is the effective
    size (sum of weights)² / sum of squared weights (Kish 1965). With equal weights it is PERCENTILE_CONT, type 7 of
    Hyndman and Fan (1996); the weighted form is that of Akinshin (2023).
    """
    there = [(values.ended, mass / len(values)) for values, mass in groups if values.ended and mass > 0]
    if not there:
        return None
    total = math.fsum(weight * len(values) for values, weight in there)
    size = total * total / math.fsum(weight * weight * len(values) for values, weight in there)
    begin, end = (total * (float(q) * (size - 1) + step) / size for step in (0, 1))

    def upto(value: float) -> float:
        return math.fsum(weight * bisect_right(values, value) for values, weight in there)

    value = _first_above(pool or sorted(chain.from_iterable(values for values, _ in there)), upto, begin)
    covered, area = begin, 0.0
    while True:
        reached = min(upto(value), end)
        area += value * (reached - covered)
        covered = reached
        later = [values[at] for values, _ in there if (at := bisect_right(values, value)) < len(values)]
        if covered >= end * (1 - 1e-13) or not later:
            return area / (covered - begin) if covered > begin else value
        value = min(later)


def _first_above(pool: Sequence[float], upto: Callable[[float], float], mass: float) -> float:
    """Return the least value up to which more than ``mass`` lies; the greatest of all where rounding leaves none."""
    low, high = 0, len(pool) - 1
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if upto(pool[middle]) > mass else (middle + 1, high)
    return pool[low]


def survival_of(groups: Sequence[Group], q: Fraction) -> float | None:
    """Return the Kaplan-Meier quantile of weighted groups, None where it is not reached (as stats has it unweighted).

    The weights stand in both the ends and the numbers at risk (Kaplan and Meier 1958; with weights, Xie and Liu 2005).
    """
    there = [(values, mass / len(values)) for values, mass in groups if len(values) and mass > 0]
    steps = [
        zip(times, repeat(running), repeat(weight), strict=False)  # the repeats have no end
        for values, weight in there
        for times, running in ((values.ended, 0), (values.running, 1))
    ]
    at_risk, survival, limit = math.fsum(weight * len(values) for values, weight in there), 1.0, float(1 - q) + 1e-9
    time, ends, left = -math.inf, 0.0, 0.0
    for moment, running, weight in [*merge(*steps), (math.inf, 1, 0.0)]:
        if moment != time:
            survival *= max(0.0, 1 - ends / at_risk) if ends else 1.0
            if ends and survival <= limit:
                return time
            time, at_risk, ends, left = moment, at_risk - left, 0.0, 0.0
        left += weight
        ends += 0.0 if running else weight
    return None


Measure = Callable[[Sequence[Group], Fraction], float | None]


def quantiles(
    before: Mapping[Slice, Values], after: Mapping[Slice, Values], q: Fraction, measure: Measure = quantile_of
) -> dict[Slice, Piece] | None:
    """Split the change of a quantile over slices; None where a population in between has no such quantile.

    Every slice is two players: its proportion (mix) and its values (rate), each as before or as now. What each adds
    is the mean over the orders in which they change. A slice of one period alone lends its values to both.
    """
    slices = sorted((one for one in {**before, **after} if before.get(one) or after.get(one)), key=repr)
    sizes = [sum(len(values) for values in side.values()) for side in (before, after)]
    if not all(sizes):
        return None
    empty = Values(())
    told = {one: (before.get(one, empty), after.get(one, empty)) for one in slices}

    def population(joined: Collection[tuple[str, Slice]]) -> list[Group]:
        found = []
        for one, (first, second) in told.items():
            mixed = ("mix", one) in joined
            values = (second or first) if ("rate", one) in joined else (first or second)
            found.append((values, len(second if mixed else first) / sizes[mixed]))
        if any(mass for _, mass in found):
            return found
        # All slices of before have gone and none of now has come: half of both stands for the empty population.
        masses = [len(first) / sizes[0] + len(second) / sizes[1] for first, second in told.values()]
        return [(values, mass) for (values, _), mass in zip(found, masses, strict=True)]

    pool = sorted(chain.from_iterable(values.ended for pair in told.values() for values in pair))
    measured = partial(quantile_of, pool=pool) if measure is quantile_of else measure
    missing: list[bool] = []

    def worth(joined: Collection[tuple[str, Slice]]) -> float:
        found = measured(population(joined), q)
        missing.append(found is None)
        return found or 0.0

    players = [(part, one) for one in slices for part in ("mix", "rate")]
    gains = shared_out(players, worth, _orders(measure, len(players), sum(sizes)))
    return None if any(missing) else {one: Piece(gains["mix", one], gains["rate", one]) for one in slices}


def _orders(measure: Measure, players: int, values: int) -> int:
    """Return how many orders can be averaged within STEPS; a quantile looks at few values, a survival at all."""
    steps = values if measure is survival_of else players * values.bit_length()
    return max(2, min(48, STEPS // (steps * players)))
