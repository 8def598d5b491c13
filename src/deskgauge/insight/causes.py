"""Why two values of one ticket differ: each difference goes to the cause that accounts for most of them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

Values = Mapping[str, float | None]

EQUAL, ROUNDED, OFFSET, UNEXPLAINED = "equal", "rounded", "offset", "unexplained"
QUARTER = 900.0
MOST_OFFSET = 14 * 3600.0
LEAST, LEAST_PART = 2, 0.05
"""How many of the differences, and what part of them, an offset that is found in them has to account for."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Other values that tickets might have been given: by another clock, instant or rule; ``far`` by two at once."""

    id: str
    text: str
    values: Values
    far: bool = False


@dataclass(frozen=True, slots=True)
class Matcher:
    """When two values are one: within ``tolerance``, or after rounding to ``step``, the last digit of the file."""

    tolerance: float
    step: float

    def same(self, theirs: float, ours: float) -> bool:
        """Say whether the values are equal."""
        return abs(theirs - ours) <= self.tolerance + 1e-9 * max(1.0, abs(ours))

    def rounding(self, theirs: float, ours: float) -> str | None:
        """Return how ours would have to be rounded to be theirs: to the nearest, down or up; None where it is not."""
        if self.step <= self.tolerance:
            return None
        units, steps = round(ours / self.step, 6), theirs / self.step
        whole = round(steps)
        if abs(steps - whole) > 1e-6 or abs(whole - units) >= 1:
            return None
        return "nearest" if abs(whole - units) <= 0.5 else "down" if whole < units else "up"

    def fits(self, theirs: float, ours: float) -> bool:
        """Say whether the values are equal or one is the other rounded."""
        if self.same(theirs, ours):
            return True
        # Rounding moves a value by less than a step: looked at first, because most pairs are far apart.
        return abs(theirs - ours) <= self.step and self.rounding(theirs, ours) is not None


def way_of_rounding(pairs: Collection[tuple[float, float]], matcher: Matcher) -> str | None:
    """Return the way of rounding that accounts for most of the pairs: nearest, down or up; None where none does."""
    counts = {
        way: sum(_rounded(ours, matcher.step, way) == round(theirs / matcher.step) for theirs, ours in pairs)
        for way in ("nearest", "down", "up")
    }
    best = max(counts, key=lambda way: counts[way])
    return best if counts[best] else None


def _rounded(ours: float, step: float, way: str) -> int:
    units = round(ours / step, 6)
    return {"nearest": math.floor(units + 0.5), "down": math.floor(units), "up": math.ceil(units)}[way]


def assign(
    theirs: Mapping[str, float], ours: Values, readings: Sequence[Reading], matcher: Matcher, *, offsets: bool
) -> dict[str, str]:
    """Return the cause of each ticket's difference: the id of a reading, an offset, or unexplained.

    The reading that accounts for most of what is left takes it, the earlier of equal ones; and so on. With ``offsets``
    differences of whole quarters of an hour that several tickets share are among what they are held against. What is
    far is looked at only for what nothing near accounts for.
    """
    near = {
        one.id: {key for key in theirs if _agrees(one, key, theirs[key], matcher)} for one in readings if not one.far
    }
    if offsets:
        for key, offset in _offsets({key: theirs[key] - (ours[key] or 0.0) for key in theirs}, matcher):
            near.setdefault(f"{OFFSET}:{offset:g}", set()).add(key)
    found = dict.fromkeys(theirs, UNEXPLAINED)
    left = _taken(found, set(theirs), near)
    far = {one.id: {key for key in left if _agrees(one, key, theirs[key], matcher)} for one in readings if one.far}
    _taken(found, left, far)
    return found


def _taken(found: dict[str, str], left: set[str], matched: Mapping[str, set[str]]) -> set[str]:
    """Give the tickets left to what accounts for most of them, again and again; return those that nothing does."""
    while left:
        best = max(matched, key=lambda name: len(matched[name] & left), default=None)
        if best is None or not matched[best] & left:
            break
        found |= dict.fromkeys(matched[best] & left, best)
        left = left - matched[best]
    return left


def _agrees(one: Reading, key: str, theirs: float, matcher: Matcher) -> bool:
    value = one.values.get(key)
    return value is not None and matcher.fits(theirs, value)


def _offsets(differences: Mapping[str, float], matcher: Matcher) -> Iterator[tuple[str, float]]:
    """Return the tickets whose difference is one of whole quarters of an hour that several share, with it."""
    slack = max(matcher.tolerance, matcher.step if matcher.step < QUARTER / 2 else 0.0)
    quarters = {
        key: round(value / QUARTER) * QUARTER
        for key, value in differences.items()
        if abs(value - round(value / QUARTER) * QUARTER) <= slack
        and 0 < abs(round(value / QUARTER)) * QUARTER <= MOST_OFFSET
    }
    counts = Counter(quarters.values())
    yield from (
        (key, offset) for key, offset in quarters.items() if counts[offset] >= max(LEAST, LEAST_PART * len(differences))
    )
