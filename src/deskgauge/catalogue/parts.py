"""What a metric asks of the engine: parts, each a set of aggregates over one frame of rows.

A part names expressions only; the engine adds periods, slices and filters, and computes parts of several
metrics that share a frame and a time column in one scan. Names that begin with ``$`` are filled in by the
engine: ``$now`` and the settings.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Quantile:
    """The q-quantile of ``value`` over the rows that hold ``where``; gives the cells NAME, NAME_low and NAME_high."""

    value: str
    where: str
    q: Fraction


Aggregates = Mapping[str, "str | Quantile"]


@dataclass(frozen=True, slots=True)
class Scan:
    """Aggregates over the rows whose time column lies in the period; ``aggregates`` maps cell names to SQL."""

    frame: str
    at: str
    aggregates: Aggregates


@dataclass(frozen=True, slots=True)
class Things:
    """Like a Scan, after adding up ``amount`` for each thing within period and slice; aggregates read ``amount``."""

    frame: str
    at: str
    thing: str
    amount: str
    where: str
    aggregates: Aggregates


@dataclass(frozen=True, slots=True)
class Levels:
    """How many rows stand at a period's end: those entered before it and not left before it; cell ``level``."""

    frame: str
    enter: str
    leave: str
    where: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Aggregates over the rows that stand at a period's end; ``$end`` is that instant, ``$end_us`` its reading."""

    frame: str
    enter: str
    leave: str
    where: str
    aggregates: Aggregates


@dataclass(frozen=True, slots=True)
class Overlap:
    """How many rows' spans touch the period: begun before its end, not over before its beginning; cell ``level``."""

    frame: str
    enter: str
    leave: str
    where: str


@dataclass(frozen=True, slots=True)
class Survival:
    """The Kaplan-Meier quantile of ``duration`` over rows with ``finished`` true or false; cell ``value``."""

    frame: str
    at: str
    duration: str
    finished: str
    where: str
    q: Fraction


Part = Scan | Things | Levels | Standing | Overlap | Survival


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of one period and slice by part: of the period itself and, where asked, of the one before."""

    now: dict[str, dict[str, object]] = field(default_factory=dict)
    before: dict[str, dict[str, object]] = field(default_factory=dict)

    def maybe(self, part: str, cell: str, *, before: bool = False) -> float | None:
        """Return a cell as a number, None where it is null or no row was there."""
        value = (self.before if before else self.now).get(part, {}).get(cell)
        return None if value is None else float(value)  # type: ignore[arg-type]  # engines give int, float or Decimal

    def count(self, part: str, cell: str, *, before: bool = False) -> int:
        """Return a cell as a whole number, 0 where no row was there."""
        return round(self.maybe(part, cell, before=before) or 0)


@dataclass(frozen=True, slots=True)
class Value:
    """A metric's value in one period and slice; ``spread`` is a standard deviation where a comparison needs it."""

    value: float | None
    n: int
    low: float | None = None
    high: float | None = None
    n_open: int = 0
    note: str | None = None
    p_value: float | None = None
    spread: float | None = None
