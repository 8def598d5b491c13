"""A change split over slices, exactly: what stands in the columns adds up to the change to the last digit but two.

Three ways, by what a value is: a sum over the slices (``sums``), a weighted mean of them (``means``), anything else
that can be worked out for a made-up population (``shared_out``). Sources and worked examples: docs/contributors.md.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from random import Random
from typing import TypeVar

Player = TypeVar("Player", bound=Hashable)
Slice = TypeVar("Slice", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Side:
    """A slice in one period: its value, and its weight in the whole (0..1 where the slices do not overlap)."""

    value: float | None
    weight: float


@dataclass(frozen=True, slots=True)
class Piece:
    """What a slice adds to a change, in the unit of the value: by its weight (mix) and by its own value (rate)."""

    mix: float
    rate: float

    @property
    def total(self) -> float:
        """Both together."""
        return self.mix + self.rate


NOTHING = Side(None, 0.0)


def sums(before: Mapping[Slice, float], after: Mapping[Slice, float]) -> dict[Slice, float]:
    """Return the change of each slice of a sum; a slice that is not there counts as 0."""
    return {slice_: after.get(slice_, 0.0) - before.get(slice_, 0.0) for slice_ in {**before, **after}}


def means(
    before: Mapping[Slice, Side], after: Mapping[Slice, Side], whole_before: float, whole_after: float
) -> dict[Slice, Piece]:
    """Split the change of a weighted mean over its slices (Kitagawa 1955; the weights of Marshall and Edgeworth).

    With weights w and values v in the two periods (0, 1), and bars for the mean of both: a slice's mix is
    (w1 - w0)(v̄ - V̄), its rate w̄ (v1 - v0). All of them add up to V1 - V0, with no order and no base period chosen.
    Taking the whole's mean V̄ off changes no sum, since weights add up to one in both periods, and makes a mix
    readable slice by slice: above 0 where a slice above the mean grew, or one below it shrank. Where slices overlap,
    so that weights add up to more, what their sum changed by is laid on all slices by their weights. A slice of one
    period alone has no rate: its value there stands for both.
    """
    centre = (whole_before + whole_after) / 2
    sums_ = [math.fsum(side.weight for side in period.values()) for period in (before, after)]
    grown = (sums_[1] - sums_[0]) / ((sums_[0] + sums_[1]) / 2) if any(sums_) else 0.0
    pieces: dict[Slice, Piece] = {}
    for slice_ in {**before, **after}:
        first, second = before.get(slice_, NOTHING), after.get(slice_, NOTHING)
        v0 = second.value if first.value is None else first.value
        v1 = first.value if second.value is None else second.value
        if v0 is None or v1 is None:
            continue
        weight = (first.weight + second.weight) / 2
        mix = (second.weight - first.weight) * ((v0 + v1) / 2 - centre) + centre * grown * weight
        pieces[slice_] = Piece(mix, weight * (v1 - v0))
    return pieces


def shared_out(
    players: Sequence[Player], worth: Callable[[Collection[Player]], float], most: int = 48
) -> dict[Player, float]:
    """Share out worth(all) - worth(none) among the players: the Shapley value (Shapley 1953; Shorrocks 2013).

    Each order of the players gives every one what the worth changes when it joins; the mean over the orders adds up
    exactly, because each order does. Where there are more than ``most`` orders, half of them are drawn, always the
    same ones, and each is gone through forwards and backwards.
    """
    known: dict[frozenset[Player], float] = {}

    def worth_of(joined: frozenset[Player]) -> float:
        if joined not in known:
            known[joined] = worth(joined)
        return known[joined]

    gains: dict[Player, list[float]] = {player: [] for player in players}
    for order in orders(players, most):
        joined: frozenset[Player] = frozenset()
        for player in order:
            larger = joined | {player}
            gains[player].append(worth_of(larger) - worth_of(joined))
            joined = larger
    return {player: math.fsum(found) / len(found) for player, found in gains.items()}


def orders(players: Sequence[Player], most: int) -> Iterator[tuple[Player, ...]]:
    """Return all orders of the players, or ``most`` of them, drawn alike every time, each with its reverse."""
    if math.factorial(len(players)) <= most:
        yield from permutations(players)
        return
    random = Random(len(players))  # noqa: S311  # the same orders every time are wanted, not secret ones
    for _ in range(max(1, most // 2)):
        order = random.sample(players, len(players))
        yield tuple(order)
        yield tuple(reversed(order))
