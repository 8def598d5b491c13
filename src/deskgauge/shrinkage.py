"""Estimates of many small samples drawn toward the mean of their group; floor 0, imports nothing of ours.

Of ten agents with ten tickets each the best and the worst are mostly lucky and unlucky. Each one's own figure x, with
its sampling variance v, is therefore drawn toward the mean μ of its group: μ + B (x - μ) with B = τ² / (τ² + v), where
τ² is what is left of the spread between them after the part that chance alone would give (James and Stein 1961;
empirical Bayes as in Efron and Morris 1975).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

SEED = 20_260_101
DRAWS = 1000


@dataclass(frozen=True, slots=True)
class Sample:
    """One figure: its value (None where there is none), the size it rests on, the group it belongs to."""

    value: float | None
    size: float
    group: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A figure drawn toward its group's mean, and how far it may be off (a variance)."""

    value: float
    variance: float


def shrunk(samples: Sequence[Sample], unit: Callable[[float], float]) -> list[Drawn]:
    """Return the samples drawn toward their groups' means; ``unit(mean)`` is the variance of a sample of size 1.

    A group's mean is that of its samples by size; a group in which fewer than two have a value takes the mean of
    all. τ² is the mean squared distance from the means, each degree of freedom counted, less the mean sampling
    variance, and 0 where that is negative. A sample without a value is its group's mean, known as badly as τ².
    """
    there = [one for one in samples if one.value is not None]
    if not there:
        return [Drawn(0.0, 0.0) for _ in samples]
    groups = {one.group for one in there if sum(other.group == one.group for other in there) >= 2}
    means = {name: _mean([one for one in there if one.group == name]) for name in groups}
    overall = _mean(there)
    used = {one.group if one.group in groups else None for one in there}
    squares = sum(((one.value or 0.0) - means.get(one.group, overall)) ** 2 for one in there)
    freedom = len(there) - len(used)
    chance = sum(unit(means.get(one.group, overall)) / one.size for one in there) / len(there)
    between = max(0.0, squares / freedom - chance) if freedom > 0 else 0.0
    return [_drawn(one, means.get(one.group, overall), between, unit) for one in samples]


def _mean(samples: Sequence[Sample]) -> float:
    return sum((one.value or 0.0) * one.size for one in samples) / sum(one.size for one in samples)


def _drawn(one: Sample, mean: float, between: float, unit: Callable[[float], float]) -> Drawn:
    if one.value is None:
        return Drawn(mean, between)
    chance = unit(mean) / one.size
    pull = between / (between + chance) if between > 0 else 0.0
    return Drawn(mean + pull * (one.value - mean), pull * chance)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one stands among all: the rank (1 is best, equal values share it), how often it was among the first
    ``top`` when all were drawn again, and the ranks that hold 95 of 100 draws."""

    rank: int
    top_share: float
    low: int
    high: int


def standings(scores: Sequence[Drawn], top: int = 3, draws: int = DRAWS) -> list[Standing]:
    """Return the standing of each score, highest first; always the same for the same scores.

    Each draw takes a value of every score's normal distribution and ranks them.
    """
    chance = random.Random(SEED)  # noqa: S311 - simulation, not secrets
    spreads = [score.variance**0.5 for score in scores]
    ranks: list[list[int]] = [[] for _ in scores]
    for _ in range(draws):
        drawn = [chance.gauss(score.value, spread) for score, spread in zip(scores, spreads, strict=True)]
        order = sorted(range(len(drawn)), key=lambda place: -drawn[place])
        for rank, place in enumerate(order, start=1):
            ranks[place].append(rank)
    cut = draws // 40
    found = []
    for score, own in zip(scores, ranks, strict=True):
        own.sort()
        better = sum(other.value > score.value for other in scores)
        found.append(Standing(better + 1, sum(rank <= top for rank in own) / draws, own[cut], own[-1 - cut]))
    return found
