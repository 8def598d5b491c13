"""A question with its dimensions and periods, and the cells that items are put into."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from naive.asking import Ask, Books, Item
from naive.figures import Figure
from naive.recipes import Recipe
from naive.zones import Period, wall

Slice = tuple[object, ...]
Cells = dict[tuple[int, Slice], list[Item]]  # items by the number of their period and their slice
Figured = dict[tuple[int, Slice], Figure]


@dataclass(frozen=True)
class Question:
    """A question with its dimensions, its periods and the company's books."""

    metric: str
    recipe: Recipe
    books: Books
    by: tuple[str, ...]
    grain: str
    periods: list[Period]
    clock: str
    stat: str
    anchor: str | None

    def items(self, span: Period) -> list[Item]:
        """Return the items that count at any time, or at the end of a span where the metric is one of moments."""
        ask = Ask(self.books, self.clock, self.anchor)
        if self.recipe.at_end:
            now = self.books.desk.now
            running = span[1] > now
            ask = replace(ask, moment=now if running else span[1], running=running)
            return self.recipe.items(ask) if span[0] <= now else []
        known, key = self.books.known, f"{self.metric} {id(self.recipe)} {self.clock} {self.anchor}"
        if key not in known:
            known[key] = self.recipe.items(ask)
        return known[key]

    def slices(self, item: Item, by: Sequence[str]) -> Iterable[Slice]:
        """Return the slices that an item is in: several where it has several tags, one for no dimension."""
        return itertools.product(*(self._values(item, name) for name in by))

    def _values(self, item: Item, name: str) -> tuple[object, ...]:
        if name in ("weekday", "hour"):
            local = wall(item.at, self.books.desk.zone)
            return (local.isoweekday() if name == "weekday" else local.hour,)
        return item.dims[name.removesuffix("_id")]

    def cells(self, by: Sequence[str], spans: Sequence[Period]) -> Cells:
        """Put the items that count into the cells of their span and slice."""
        cells: Cells = {}
        for number, span in enumerate(spans):
            for item in self.items(span):
                if not item.reason and (self.recipe.at_end or span[0] <= item.at < span[1]):
                    for one in self.slices(item, by):
                        cells.setdefault((number, one), []).append(item)
        return cells


def spread(question: Question, *cells: Cells) -> list[tuple[int, Slice]]:
    """Return every slice that occurs in any period, for every period; the whole is there without any item."""
    found = {one for some in cells for _, one in some} or (set() if question.by else {()})
    ordered = sorted(found, key=lambda one: [(value is None, str(value)) for value in one])
    return list(itertools.product(range(len(question.periods)), ordered))
