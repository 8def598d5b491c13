"""Weighting answers to the population they come from, by raking; floor 0, imports nothing of ours.

Raking (iterative proportional fitting, Deming and Stephan 1940) gives each answer a weight such that the weighted
shares of every margin (channel, type, …) are those of the population, and the answers are otherwise left as alike as
they were. What the weights cost is told by Kish's effective size (1965).
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

MOST_ROUNDS = 100
SETTLED = 1e-9
"""The fitting ends where no weighted share is further than this from the population's."""

GOOD_ENOUGH = 1e-3
"""Where it ended without settling: a share further off than this is no fit."""

FEWEST = 5
"""A level that fewer answers have is too rare to be weighted by itself."""

REST = ("rest",)  # a level that no name in the data can be

Level = Hashable
Cell = tuple[Level, ...]


@dataclass(frozen=True, slots=True)
class Fit:
    """The weight of an answer of each cell, of mean 1 over the answers; ``gap`` is the share that is furthest off."""

    weights: Mapping[Cell, float]
    gap: float

    @property
    def fits(self) -> bool:
        """Whether the weighted shares are those of the population."""
        return self.gap <= GOOD_ENOUGH


def collapsed(sample: Mapping[Level, float], population: Mapping[Level, float]) -> dict[Level, Level]:
    """Return what each level of a margin is read as, so that sample and population have the same levels, none rare.

    A level that only one of them has, or that fewer than FEWEST of the sample have, becomes REST. Where REST itself is
    on one side only or rare, it joins the largest other level of the population. Without any other level all are
    REST, and the margin weighs nothing.
    """
    kept = [level for level in sample if sample[level] >= FEWEST and population.get(level, 0) > 0]
    others = {level for level in {*sample, *population} if level not in kept}
    rest: Level = REST
    counted = [sum(side.get(level, 0) for level in others) for side in (sample, population)]
    if kept and (counted[0] < FEWEST or counted[1] <= 0):
        rest = max(sorted(kept, key=str), key=lambda level: population[level])
    return {level: rest if level in others else level for level in {*sample, *population}}


def rake(answers: Mapping[Cell, float], population: Mapping[Cell, float]) -> Fit:
    """Return the weights that fit the answers to the population on each margin; neither may be empty.

    Both are counts by cell; a cell is one level of each margin. Levels are first made the same (``collapsed``);
    then, margin by margin and again, the weights are scaled to the population's shares, until all fit or MOST_ROUNDS
    are over. Weights are not trimmed: what an extreme one costs is in the effective size.
    """
    cells = sorted((cell for cell in answers if answers[cell] > 0), key=_order)
    total = sum(answers[cell] for cell in cells)
    margins = []
    for number in range(len(cells[0])):
        targets = _margin(population, number)
        read = collapsed(_margin(answers, number), targets)
        shares: dict[Level, float] = {}
        for level, count in sorted(targets.items(), key=lambda one: str(one[0])):
            shares[read[level]] = shares.get(read[level], 0.0) + count
        whole = sum(shares.values())
        margins.append(([read[cell[number]] for cell in cells], {name: n / whole for name, n in shares.items()}))
    masses = [answers[cell] / total for cell in cells]
    gap = _gap(masses, margins)
    for _ in range(MOST_ROUNDS):
        if gap <= SETTLED:
            break
        masses = _scaled(masses, margins)
        gap = _gap(masses, margins)
    return Fit({cell: mass * total / answers[cell] for cell, mass in zip(cells, masses, strict=True)}, gap)


def effective_size(weights: Sequence[tuple[float, float]]) -> float:
    """Return Kish's effective size, (Σw)² / Σw², of weights given with how many answers carry each."""
    total = sum(weight * count for weight, count in weights)
    squares = sum(weight * weight * count for weight, count in weights)
    return total * total / squares if squares > 0 else 0.0


_Margins = Sequence[tuple[Sequence[Level], Mapping[Level, float]]]


def _order(cell: Cell) -> tuple[str, ...]:
    return tuple(map(repr, cell))


def _margin(counts: Mapping[Cell, float], number: int) -> dict[Level, float]:
    found: dict[Level, float] = {}
    for cell, count in counts.items():
        if count > 0:
            found[cell[number]] = found.get(cell[number], 0.0) + count
    return found


def _shares(masses: Sequence[float], levels: Sequence[Level]) -> dict[Level, float]:
    found: dict[Level, float] = {}
    for mass, level in zip(masses, levels, strict=True):
        found[level] = found.get(level, 0.0) + mass
    return found


def _gap(masses: Sequence[float], margins: _Margins) -> float:
    furthest = 0.0
    for levels, targets in margins:
        found = _shares(masses, levels)
        furthest = max(furthest, *(abs(share - found.get(level, 0.0)) for level, share in targets.items()))
    return furthest


def _scaled(masses: Sequence[float], margins: _Margins) -> list[float]:
    """Scale the masses to each margin in turn."""
    scaled = list(masses)
    for levels, targets in margins:
        found = _shares(scaled, levels)
        factors = {level: targets[level] / share if share > 0 else 0.0 for level, share in found.items()}
        scaled = [mass * factors[level] for mass, level in zip(scaled, levels, strict=True)]
    return scaled
