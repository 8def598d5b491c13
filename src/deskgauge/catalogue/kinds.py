"""The few kinds of metric. Each brings its parts (what the engine computes) and its value with its interval.

Formulae of intervals: rule 36 in docs/rules.md; the functions are in ``deskgauge.stats``.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Protocol

from deskgauge import stats
from deskgauge.catalogue.options import QUANTILES, Reading
from deskgauge.catalogue.parts import Cells, Figure, Levels, Part, Quantile, Scan, Standing, Things, Value
from deskgauge.catalogue.population import Population

__all__ = [
    "Composite",
    "Count",
    "Kind",
    "Level",
    "Mean",
    "Nps",
    "PerRow",
    "Share",
    "ShareOf",
    "StandingDuration",
    "ThingMean",
]


class Kind(Protocol):
    """What every kind offers to the engine."""

    @property
    def frame(self) -> str:
        """The frame whose dimensions it can be cut by."""
        ...

    @property
    def carries(self) -> tuple[str, ...]:
        """The dimensions that its rows have by themselves."""
        ...

    @property
    def against(self) -> str | None:
        """The other period whose cells it needs as well."""
        ...

    def parts(self, reading: Reading) -> Mapping[str, Part]:
        """Return the parts to compute, by name."""
        ...

    def value(self, cells: Cells, reading: Reading) -> Value:
        """Return the value of one period and slice."""
        ...

    def across(self, cells: Mapping[Slice, Cells], dimensions: tuple[str, ...], reading: Reading) -> dict[Slice, Value]:
        """Return the values of all slices of one period."""
        ...

    def there(self, value: Value) -> bool:
        """Say whether a slice with this value has a row in the answer."""
        ...


def count_where(condition: str) -> Figure:
    """Return the figure that counts the rows of a condition."""
    return Figure("count", condition)


WILSON = "Wilson's score interval"
STUDENT = "Student's t around the mean"
SPREAD = "Student's t around the mean; order statistics for median, p90 and p95; none for the _open statistics"

Account = tuple[str, str, Population]
Slice = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Base(ABC):
    """A kind over one population of one frame, placed in time by ``at`` or by the anchor asked for.

    ``INTERVAL`` says in words how its 95 % interval is made.
    """

    INTERVAL: ClassVar[str] = "none: it is complete, or no share, mean or quantile of rows"
    frame: str
    at: str
    population: Population = field(default_factory=Population)
    anchors: Mapping[str, str] = field(default_factory=dict)

    def time(self, reading: Reading) -> str:
        """Return the time column in force."""
        return self.anchors.get(reading.anchor or "", self.at)

    @property
    def carries(self) -> tuple[str, ...]:
        """The dimensions that its rows have by themselves."""
        return ()

    @property
    def against(self) -> str | None:
        """The other period whose cells it needs as well: ``previous``, or ``baseline`` for a fixed one."""
        return None

    def accounts(self, reading: Reading) -> tuple[Account, ...]:
        """Return what rows left out are looked for among: frames, their time columns, populations."""
        return ((self.frame, self.time(reading), self.population),) if self.at else ()

    def across(self, cells: Mapping[Slice, Cells], dimensions: tuple[str, ...], reading: Reading) -> dict[Slice, Value]:
        """Return the values of all slices of one period; each by itself, unless a kind sets them against each other."""
        return {slice_: self.value(one, reading) for slice_, one in cells.items()}

    def there(self, value: Value) -> bool:
        """Say whether a slice with this value has a row in the answer."""
        return bool(value.n or value.n_open)

    @abstractmethod
    def parts(self, reading: Reading) -> Mapping[str, Part]:
        """Return the parts to compute, by name."""

    @abstractmethod
    def value(self, cells: Cells, reading: Reading) -> Value:
        """Return the value of one period and slice."""


@dataclass(frozen=True, slots=True)
class Count(Base):
    """How many rows; a complete count has no interval."""

    def parts(self, reading: Reading) -> Mapping[str, Part]:
        return {"rows": Scan(self.frame, self.time(reading), {"n": count_where(self.population.counted())})}

    def value(self, cells: Cells, reading: Reading) -> Value:
        n = cells.count("rows", "n")
        return Value(n, n)


def share(k: int, n: int) -> Value:
    """Return k of n as a share with its Wilson interval."""
    if n == 0:
        return Value(None, 0)
    low, high = stats.wilson(k, n)
    return Value(k / n, n, low, high, hits=k)


@dataclass(frozen=True, slots=True)
class Share(Base):
    """The share of counted rows that are hits; ``hit_business`` judges by the working clock where it differs."""

    INTERVAL: ClassVar[str] = WILSON
    hit: str = "FALSE"
    hit_business: str | None = None
    counted_business: str | None = None  # further condition of a counted row on the business clock
    counted_calendar: str | None = None
    left_out: str | None = None  # rows not counted yet, and why
    left_out_reason: str = ""
    clocked: str | None = None  # the column that is null where no calendar is known

    def parts(self, reading: Reading) -> Mapping[str, Part]:
        business = reading.clock == "business" and self.hit_business is not None
        hit = self.hit_business if business else self.hit
        further = self.counted_business if business else self.counted_calendar
        counted = self.population.counted(further or "")
        cells = {"n": count_where(counted), "k": count_where(f"{counted} AND ({hit})")}
        return {"rows": Scan(self.frame, self.time(reading), cells)}

    def value(self, cells: Cells, reading: Reading) -> Value:
        return share(cells.count("rows", "k"), cells.count("rows", "n"))


@dataclass(frozen=True, slots=True)
class ShareOf(Base):
    """The share of each value of a dimension among all rows of the period; it carries its dimension by itself."""

    INTERVAL: ClassVar[str] = WILSON
    dimension: str = ""

    @property
    def carries(self) -> tuple[str, ...]:
        return (self.dimension,)

    def parts(self, reading: Reading) -> Mapping[str, Part]:
        return {"rows": Scan(self.frame, self.time(reading), {"k": count_where(self.population.counted())})}

    def there(self, value: Value) -> bool:
        return bool(value.value)  # what only left-out rows have is no value of the dimension

    def value(self, cells: Cells, reading: Reading) -> Value:
        return Value(None, 0)  # alone it is a share of nothing

    def across(self, cells: Mapping[Slice, Cells], dimensions: tuple[str, ...], reading: Reading) -> dict[Slice, Value]:
        place = dimensions.index(self.dimension)
        wholes: Counter[Slice] = Counter()
        for slice_, one in cells.items():
            wholes[slice_[:place] + slice_[place + 1 :]] += one.count("rows", "k")
        return {
            slice_: share(one.count("rows", "k"), wholes[slice_[:place] + slice_[place + 1 :]])
            for slice_, one in cells.items()
        }


@dataclass(frozen=True, slots=True)
class PerRow(Base):
    """A sum over rows divided by their number: a ratio that is no share, without an interval.

    ``by_agent`` counts the same sum by its author, where a question cuts by agent.
    """

    amount: str = "0"
    by_agent: Part | None = None
    by_agent_amount: str = "0"
    further: str = ""  # what a counted row holds beside the population's own condition

    def parts(self, reading: Reading) -> Mapping[str, Part]:
        counted = self.population.counted(self.further)
        divided = reading.by_agent and self.by_agent is not None
        amount = self.by_agent_amount if divided else self.amount
        cells = {"n": count_where(counted), "total": Figure("sum", counted, amount)}
        found: dict[str, Part] = {"rows": Scan(self.frame, self.time(reading), cells)}
        if divided and self.by_agent is not None:
            found["authored"] = self.by_agent
        return found

    def value(self, cells: Cells, reading: Reading) -> Value:
        n = cells.count("rows", "n")
        total = (cells.maybe("rows", "total") or 0.0) + cells.count("authored", "n")
        return Value(total / n if n else None, n)


def moments(value: str, counted: str) -> dict[str, Figure]:
    """Return the aggregates of a mean with its interval."""
    there = f"{counted} AND {value} IS NOT NULL"
    return {
        "n": count_where(there),
        "mean": Figure("mean", there, value),
        "spread": Figure("spread", there, value),
    }


def mean_value(cells: Cells, part: str, n_open: int = 0) -> Value:
    """Return a mean with its t interval."""
    n, mean, spread = cells.count(part, "n"), cells.maybe(part, "mean"), cells.maybe(part, "spread")
    if n == 0 or mean is None:
        return Value(None, 0, n_open=n_open)
    low, high = stats.mean_interval(mean, spread or 0.0, n) or (None, None)
    return Value(mean, n, low, high, n_open, spread=spread)


def spread_of(value: str, counted: str, stat: str) -> dict[str, Figure | Quantile]:
    """Return the aggregates of a mean or of a quantile of ``value`` over the counted rows."""
    if stat == "mean":
        return {**moments(value, counted)}
    there = f"{counted} AND {value} IS NOT NULL"
    return {"n": count_where(there), "q": Quantile(value, there, QUANTILES[stat])}


def spread_value(cells: Cells, part: str, stat: str, n_open: int = 0) -> Value:
    """Return a mean or a quantile with its interval."""
    if stat == "mean":
        return mean_value(cells, part, n_open)
    n = cells.count(part, "n")
    if n == 0:
        return Value(None, 0, n_open=n_open)
    return Value(cells.maybe(part, "q"), n, cells.maybe(part, "q_low"), cells.maybe(part, "q_high"), n_open)


@dataclass(frozen=True, slots=True)
class Mean(Base):
    """The mean of a score with its t interval."""

    INTERVAL: ClassVar[str] = STUDENT
    score: str = "NULL"

    def parts(self, reading: Reading) -> Mapping[str, Part]:
        return {"rows": Scan(self.frame, self.time(reading), moments(self.score, self.population.counted()))}

    def value(self, cells: Cells, reading: Reading) -> Value:
        return mean_value(cells, "rows")


@dataclass(frozen=True, slots=True)
class Nps(Base):
    """100 x (share of promoters - share of detractors), its interval from the variance of -1, 0 and 1."""

    INTERVAL: ClassVar[str] = "from the variance of -1, 0 and 1 over the answers"
    promoter: str = "FALSE"
    detractor: str = "FALSE"

    def parts(self, reading: Reading) -> Mapping[str, Part]:
        counted = self.population.counted()
        cells = {
            "n": count_where(counted),
            "promoters": count_where(f"{counted} AND ({self.promoter})"),
            "detractors": count_where(f"{counted} AND ({self.detractor})"),
        }
        return {"rows": Scan(self.frame, self.time(reading), cells)}

    def value(self, cells: Cells, reading: Reading) -> Value:
        n = cells.count("rows", "n")
        if n == 0:
            return Value(None, 0)
        promoters, detractors = cells.count("rows", "promoters"), cells.count("rows", "detractors")
        low, high = stats.nps_interval(promoters, detractors, n) or (None, None)
        return Value(100 * (promoters - detractors) / n, n, low, high)


@dataclass(frozen=True, slots=True)
class Level(Base):
    """How many rows stand at the period's end, told from when each entered and left."""

    enter: str = "NULL"
    leave: str = "NULL"

    def parts(self, reading: Reading) -> Mapping[str, Part]:
        return {"rows": Levels(self.frame, self.enter, self.leave, self.population.counted())}

    def value(self, cells: Cells, reading: Reading) -> Value:
        n = cells.count("rows", "level")
        return Value(n, n)


@dataclass(frozen=True, slots=True)
class StandingDuration(Base):
    """A statistic of a duration up to the period's end, over the rows that stand there."""

    INTERVAL: ClassVar[str] = SPREAD
    enter: str = "NULL"
    leave: str = "NULL"
    duration: str = "NULL"
    duration_business: str | None = None
    headline: str = "median"

    def parts(self, reading: Reading) -> Mapping[str, Part]:
        business = reading.clock == "business" and self.duration_business
        duration = self.duration_business if business else self.duration
        cells = spread_of(str(duration), "TRUE", reading.stat or self.headline)
        return {"rows": Standing(self.frame, self.enter, self.leave, self.population.counted(), cells)}

    def value(self, cells: Cells, reading: Reading) -> Value:
        return spread_value(cells, "rows", reading.stat or self.headline)


@dataclass(frozen=True, slots=True)
class ThingMean(Base):
    """A statistic of the time spent on each thing worked on in the period, summed within the period."""

    INTERVAL: ClassVar[str] = SPREAD
    thing: str = "NULL"
    amount: str = "NULL"
    headline: str = "mean"

    def parts(self, reading: Reading) -> Mapping[str, Part]:
        cells = spread_of("amount", "TRUE", reading.stat or self.headline)
        return {
            "rows": Things(self.frame, self.time(reading), self.thing, self.amount, self.population.counted(), cells)
        }

    def value(self, cells: Cells, reading: Reading) -> Value:
        return spread_value(cells, "rows", reading.stat or self.headline)


@dataclass(frozen=True, slots=True)
class Composite(Base):
    """A formula over parts of its own, of the period and, where compared, of another one."""

    made_of: Mapping[str, Part] = field(default_factory=dict)
    formula: Callable[[Cells], Value] = lambda cells: Value(None, 0)
    compared_with: str | None = None  # previous or baseline: the formula finds its cells by ``before=True``
    left_out: tuple[Account, ...] = ()

    @property
    def against(self) -> str | None:
        return self.compared_with

    def parts(self, reading: Reading) -> Mapping[str, Part]:
        return self.made_of

    def accounts(self, reading: Reading) -> tuple[Account, ...]:
        """Return what rows left out are looked for among."""
        return self.left_out or ((self.frame, self.at, self.population),)

    def value(self, cells: Cells, reading: Reading) -> Value:
        return self.formula(cells)
