"""Kinds that count things behind rows: sums of money, customers, the first row of each, who stayed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from deskgauge.catalogue.kinds import WILSON, Base, count_where, share
from deskgauge.catalogue.options import Reading
from deskgauge.catalogue.parts import Cells, Figure, Firsts, Kept, Part, Scan, Things, Value


@dataclass(frozen=True, slots=True)
class Sum(Base):
    """A sum over rows, null without any; ``n`` is the number of rows (rule 35), a complete sum has no interval."""

    amount: str = "NULL"

    def parts(self, reading: Reading) -> Mapping[str, Part]:
        counted = self.population.counted()
        cells = {"n": count_where(counted), "total": Figure("sum", counted, self.amount)}
        return {"rows": Scan(self.frame, self.time(reading), cells)}

    def value(self, cells: Cells, reading: Reading) -> Value:
        n = cells.count("rows", "n")
        return Value(cells.maybe("rows", "total") if n else None, n)


@dataclass(frozen=True, slots=True)
class Quotient(Base):
    """A sum over rows divided by another sum over the same rows; null where that is 0, and without an interval.

    ``n`` is what it is divided by (rule 35), to the nearest whole number.
    """

    amount: str = "NULL"
    per: str = "1"

    def parts(self, reading: Reading) -> Mapping[str, Part]:
        counted = self.population.counted()
        cells = {"above": Figure("sum", counted, self.amount), "below": Figure("sum", counted, self.per)}
        return {"rows": Scan(self.frame, self.time(reading), cells)}

    def value(self, cells: Cells, reading: Reading) -> Value:
        above, below = cells.maybe("rows", "above"), cells.maybe("rows", "below")
        return Value(above / below if above is not None and below else None, max(cells.count("rows", "below"), 0))


@dataclass(frozen=True, slots=True)
class Distinct(Base):
    """How many different things the counted rows name."""

    thing: str = "NULL"

    def parts(self, reading: Reading) -> Mapping[str, Part]:
        counted = self.population.counted()
        return {"rows": Scan(self.frame, self.time(reading), {"n": Figure("distinct", counted, self.thing)})}

    def value(self, cells: Cells, reading: Reading) -> Value:
        n = cells.count("rows", "n")
        return Value(n, n)


@dataclass(frozen=True, slots=True)
class ThingShare(Base):
    """The share of things with at least ``at_least`` of ``amount`` in the period, among those with a counted row."""

    INTERVAL: ClassVar[str] = WILSON
    thing: str = "NULL"
    amount: str = "1"
    at_least: float = 1

    def parts(self, reading: Reading) -> Mapping[str, Part]:
        cells = {"n": count_where("TRUE"), "k": count_where(f"amount >= {self.at_least!r}")}
        counted = self.population.counted()
        return {"rows": Things(self.frame, self.time(reading), self.thing, self.amount, counted, cells)}

    def value(self, cells: Cells, reading: Reading) -> Value:
        return share(cells.count("rows", "k"), cells.count("rows", "n"))


@dataclass(frozen=True, slots=True)
class FirstShare(Base):
    """The share of things whose first counted row in period and slice is a hit."""

    INTERVAL: ClassVar[str] = WILSON
    thing: str = "NULL"
    order: str = "NULL"  # settles ties of the instant
    hit: str = "FALSE"

    def parts(self, reading: Reading) -> Mapping[str, Part]:
        cells = {"n": count_where("TRUE"), "k": count_where(self.hit)}
        counted = self.population.counted()
        return {"rows": Firsts(self.frame, self.time(reading), self.thing, self.order, counted, cells)}

    def value(self, cells: Cells, reading: Reading) -> Value:
        return share(cells.count("rows", "k"), cells.count("rows", "n"))


@dataclass(frozen=True, slots=True)
class KeptShare(Base):
    """The share of the things there at the period's beginning that are there at its end, or that are not (``lost``)."""

    INTERVAL: ClassVar[str] = WILSON
    thing: str = "NULL"
    enter: str = "NULL"
    leave: str = "NULL"
    lost: bool = False

    def parts(self, reading: Reading) -> Mapping[str, Part]:
        return {"rows": Kept(self.frame, self.thing, self.enter, self.leave, self.population.counted())}

    def value(self, cells: Cells, reading: Reading) -> Value:
        n, kept = cells.count("rows", "n"), cells.count("rows", "k")
        return share(n - kept if self.lost else kept, n)
