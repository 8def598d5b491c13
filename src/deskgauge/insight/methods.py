"""The ways in which a change is split, each over the values of the slices in the two periods."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from deskgauge.catalogue.parts import Cells, Value
from deskgauge.catalogue.people import NOT_ALL_TOLD
from deskgauge.insight.moved import PART, REST, Contributor
from deskgauge.insight.reweighting import Measure, Values, quantiles
from deskgauge.insight.splitting import NOTHING, Piece, Side, means, shared_out, sums

Slice = tuple[object, ...]
ENOUGH = 5
"""How many rows a slice needs, so that all or nothing of it is no accident."""
CLOSE = 1e-9
"""How far, in relation to its size, a sum may lie from the whole and be taken for it."""

NEXT_TO_NOTHING = 0.01
"""What part of the rest slices must add together, so that a split tells something."""


@dataclass(frozen=True, slots=True)
class Two:
    """A metric in the two periods: as a whole, by slice, and the cells below. Both wholes have a value."""

    before: Value
    after: Value
    slices_before: Mapping[Slice, Value]
    slices_after: Mapping[Slice, Value]
    cells: Sequence[Mapping[Slice, Cells]] = ({}, {})

    @property
    def change(self) -> float:
        """What the contributors add up to."""
        return number(self.after) - number(self.before)

    @property
    def sides(self) -> tuple[tuple[Value, Mapping[Slice, Value]], ...]:
        """Both periods: the whole and its slices."""
        return (self.before, self.slices_before), (self.after, self.slices_after)

    def contributor(self, slice_: Slice, total: float, piece: Piece | None = None) -> Contributor:
        """Return what a slice adds, with its values and sizes in both periods."""
        made = Contributor(slice_, total, before=self._of(0, slice_), after=self._of(1, slice_))
        return made if piece is None else replace(made, mix=piece.mix, rate=piece.rate)

    def _of(self, side: int, slice_: Slice) -> Value:
        return self.sides[side][1].get(slice_, Value(None, 0))


def number(value: Value | None) -> float:
    """Return a value, 0 where there is none."""
    return (value.value if value else None) or 0.0


def is_same(one: float, other: float, size: float) -> bool:
    """Say whether two numbers are one, for the size of what they are made of."""
    return abs(one - other) <= CLOSE * max(abs(one), abs(other), size)


# ---------------------------------------------------------------------------------- what a value is
def is_sum(two: Two) -> bool:
    """Say whether the slices' values add up to the whole in both periods."""
    return all(
        is_same(number(whole), math.fsum(map(number, slices.values())), _size(slices.values()))
        for whole, slices in two.sides
    )


def is_mean(two: Two) -> bool:
    """Say whether the whole is the mean of the slices' values by their sizes in both periods."""
    return all(
        whole.n > 0
        and is_same(
            number(whole) * whole.n,
            math.fsum(number(one) * one.n for one in slices.values()),
            math.fsum(abs(number(one)) * one.n for one in slices.values()),
        )
        for whole, slices in two.sides
    )


def is_plain_mean(two: Two) -> bool:
    """Say whether the whole is the mean of the slices' values, each counting alike whatever its size."""
    return all(
        values and is_same(number(whole), math.fsum(map(number, values)) / len(values), _size(values) / len(values))
        for whole, values in (
            (whole, [one for one in slices.values() if one.value is not None]) for whole, slices in two.sides
        )
    )


def is_told_by_itself(two: Two) -> bool:
    """Say whether slices are all or nothing, so that the dimension is what the share is made of: no cause of it."""
    there = [one for _, slices in two.sides for one in slices.values() if one.value is not None and one.n >= ENOUGH]
    return {one.value for one in there} == {0.0, 1.0}


def is_withheld(two: Two) -> bool:
    """Say whether something is not told of some slice: what is left would tell it."""
    return any(one.note in NOT_ALL_TOLD for _, slices in two.sides for one in slices.values())


def has_shared_whole(two: Two) -> bool:
    """Say whether every slice is set against the same whole, so that shares of it add up."""
    same = all(one.n == whole.n for whole, slices in two.sides for one in slices.values())
    return same and is_sum(two)


def _size(values: Collection[Value]) -> float:
    return math.fsum(abs(number(one)) for one in values)


# ---------------------------------------------------------------------------------- the ways
def by_sums(two: Two) -> list[Contributor]:
    """Split a sum: each slice adds its own change."""
    found = sums({slice_: number(one) for slice_, one in two.slices_before.items()},
                 {slice_: number(one) for slice_, one in two.slices_after.items()})  # fmt: skip
    return with_rest([two.contributor(slice_, change) for slice_, change in found.items()], two)


def by_levels(two: Two, moves: Mapping[Slice, tuple[int, int]]) -> list[Contributor]:
    """Split what stands at a moment: each slice by what entered it and what left it between the two moments."""
    found = []
    for one in by_sums(two):
        entered, left = moves.get(one.slice, (0, 0))
        told = one.kind != REST and is_same(one.total, entered - left, 0.0)
        found.append(replace(one, entered=entered, left=left) if told else one)
    return found


def by_means(two: Two, *, alike: bool = False) -> list[Contributor]:
    """Split a weighted mean into mix and rate; ``alike`` where slices do not count by their size."""
    first, second = (_alike(slices) if alike else _weighted(whole, slices) for whole, slices in two.sides)
    pieces = means(first, second, number(two.before), number(two.after))
    return with_rest([two.contributor(slice_, piece.total, piece) for slice_, piece in pieces.items()], two)


def by_shared_whole(two: Two) -> list[Contributor]:
    """Split a ratio whose slices all stand over the same whole: a slice's change is its rate, and there is no mix."""
    found = sums({slice_: number(one) for slice_, one in two.slices_before.items()},
                 {slice_: number(one) for slice_, one in two.slices_after.items()})  # fmt: skip
    return with_rest([two.contributor(slice_, change, Piece(0.0, change)) for slice_, change in found.items()], two)


def by_quantiles(
    two: Two, before: Mapping[Slice, Values], after: Mapping[Slice, Values], q: Fraction, measure: Measure
) -> list[Contributor] | None:
    """Split a quantile, from the durations themselves; None where a population in between has none."""
    pieces = quantiles(before, after, q, measure)
    if pieces is None:
        return None
    return with_rest([two.contributor(slice_, piece.total, piece) for slice_, piece in pieces.items()], two)


def by_parts(
    before: Cells, after: Cells, formula: Callable[[Cells], Value], names: Sequence[tuple[str, bool]]
) -> list[Contributor] | None:
    """Split a formula over its parts: what each adds when it changes from before to now, the mean over the orders.

    ``names`` are the parts, each of the period itself or (True) of the one it is set against by its definition. None
    where the formula has no value for parts of both periods mixed.
    """
    missing: list[bool] = []

    def worth(joined: Collection[tuple[str, bool]]) -> float:
        def chosen(earlier: bool) -> dict[str, dict[str, object]]:
            sides = [(name, after if (name, earlier) in joined else before) for name, own in names if own == earlier]
            return {name: (side.before if earlier else side.now).get(name, {}) for name, side in sides}

        value = formula(Cells(chosen(False), chosen(True))).value
        missing.append(value is None)
        return value or 0.0

    gains = shared_out(names, worth)
    if any(missing):
        return None
    return [
        Contributor((f"{name.replace('_', ' ')}{' (period set against)' if earlier else ''}",), gain, kind=PART)
        for (name, earlier), gain in gains.items()
    ]


def _weighted(whole: Value, slices: Mapping[Slice, Value]) -> dict[Slice, Side]:
    return {
        slice_: NOTHING if one.value is None else Side(one.value, one.n / whole.n)
        for slice_, one in slices.items()
        if one.n
    }


def _alike(slices: Mapping[Slice, Value]) -> dict[Slice, Side]:
    there = {slice_: one.value for slice_, one in slices.items() if one.value is not None}
    return {slice_: Side(value, 1 / len(there)) for slice_, value in there.items()}


def explains_some(contributors: Sequence[Contributor]) -> bool:
    """Say whether there are slices, and what they add is more than nothing beside what is left over."""
    added = [abs(one.total) for one in contributors if one.kind != REST]
    left = math.fsum(abs(one.total) for one in contributors if one.kind == REST)
    return bool(added) and (not left or math.fsum(added) > NEXT_TO_NOTHING * left)


def with_rest(contributors: list[Contributor], two: Two) -> list[Contributor]:
    """Add what no slice accounts for as a line of its own, where there is any."""
    rest = two.change - math.fsum(one.total for one in contributors)
    size = math.fsum(abs(one.total) for one in contributors)
    if is_same(rest, 0.0, max(size, abs(number(two.before)), abs(number(two.after)))):
        return contributors
    return [*contributors, Contributor((), rest, kind=REST)]
