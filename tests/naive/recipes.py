"""How a row is made of the items that count: the summaries, and the recipe of a metric."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from naive import figures
from naive.asking import Ask, Item
from naive.figures import Figure

if TYPE_CHECKING:
    from naive.question import Figured, Question

Items = Callable[[Ask], list[Item]]
Summary = Callable[[Sequence[Item], str], Figure]


def count(items: Sequence[Item], _: str) -> Figure:
    """How many."""
    return Figure(float(len(items)), len(items))


def balance(items: Sequence[Item], _: str) -> Figure:
    """More less fewer."""
    return Figure(math.fsum(item.value for item in items), len(items))


def share(items: Sequence[Item], _: str) -> Figure:
    """Those that count 1 among all."""
    return figures.share(sum(item.value for item in items), len(items))


def ratio(items: Sequence[Item], _: str) -> Figure:
    """What stands above the line by the different things below it."""
    below = len({item.key for item in items if item.part == "below"})
    above = math.fsum(item.value for item in items if item.part == "")
    return Figure(above / below if below else None, below)


def duration(items: Sequence[Item], stat: str) -> Figure:
    """A statistic of finished durations, those still open beside them."""
    parts = [[item.value for item in items if item.part == part] for part in ("", "open")]
    return figures.duration(parts[0], parts[1], stat)


def per_thing(items: Sequence[Item], stat: str) -> Figure:
    """A statistic of the time spent on each thing."""
    totals: dict[str, float] = {}
    for item in items:
        totals[item.key] = totals.get(item.key, 0.0) + item.value
    return figures.duration(list(totals.values()), (), stat)


def mean(items: Sequence[Item], _: str) -> Figure:
    """The mean of scores."""
    return figures.duration([item.value for item in items], (), "mean")


def nps(items: Sequence[Item], _: str) -> Figure:
    """Promoters less detractors."""
    return figures.nps([item.value for item in items])


@dataclass(frozen=True)
class Recipe:
    """How a metric is made; ``few`` names the setting below which there is too little to judge, None for counts."""

    items: Items
    summary: Summary
    few: str | None = "min_n"
    headline: str = "median"
    at_end: bool = False  # counted at a period's end
    carries: str | None = None  # the dimension, or dimensions, that its rows have by themselves
    open_reason: str | None = None  # why items still open are left out of the finished ones
    anchors: tuple[str, ...] = ()
    special: Callable[[Question], Figured] | None = None  # where rows are not made of one cell's items alone
    dimensions: tuple[str, ...] | None = None  # what it is asked by; None for what rows about tickets have
    timed: bool = True  # whether weekday and hour cut it as well
