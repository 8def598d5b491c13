"""What a metric asks of the engine: parts, each a set of aggregates over one frame of rows.

A part names expressions only; the engine adds periods, slices and filters, and computes parts of several
metrics that share a frame and a time column in one scan. Names that begin with ``$`` are filled in by the
engine: ``$now`` and the settings.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from deskgauge.errors import NotFoundError

FUNCTIONS: Mapping[str, str] = {
    "count": "COUNT({})",
    "distinct": "COUNT(DISTINCT {})",
    "sum": "SUM({})",
    "mean": "AVG({})",
    "spread": "STDDEV_SAMP({})",
    "least": "MIN({})",
    "most": "MAX({})",
    "sorted": "SORTED({}, {})",  # all values, in order: a function of our own, which takes the condition itself
}


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure over the rows that hold ``where``: a function of FUNCTIONS of ``value``.

    The condition is data, not text inside an aggregate, so that a number and the list of its rows are made from
    the very same one.
    """

    function: str
    where: str
    value: str = "*"

    def __post_init__(self) -> None:
        if self.function not in FUNCTIONS:
            raise NotFoundError("function", self.function, FUNCTIONS)

    @property
    def sql(self) -> str:
        """The aggregate in our dialect."""
        if self.function == "sorted":
            return FUNCTIONS["sorted"].format(self.value, self.where)
        return f"{FUNCTIONS[self.function].format(self.value)} FILTER (WHERE {self.where})"


@dataclass(frozen=True, slots=True)
class Quantile:
    """The q-quantile of ``value`` over the rows that hold ``where``; gives the cells NAME, NAME_low and NAME_high."""

    value: str
    where: str
    q: Fraction


Aggregates = Mapping[str, "Figure | Quantile"]


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
class Firsts:
    """Like a Scan, over the first row of each thing within period and slice: by ``at``, then by ``order``."""

    frame: str
    at: str
    thing: str
    order: str
    where: str
    aggregates: Aggregates


@dataclass(frozen=True, slots=True)
class Cross:
    """Like a Scan, apart for each combination of ``columns``; the cell ``groups`` lists their values and figures."""

    frame: str
    at: str
    columns: tuple[str, ...]
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
class Stretch:
    """How many seconds of the rows' spans lie in the period; cells ``seconds`` and ``rows``.

    A span that has not begun by "now" is a plan and counts nowhere.
    """

    frame: str
    enter: str
    leave: str
    where: str


@dataclass(frozen=True, slots=True)
class Kept:
    """How many things stand at the period's beginning (cell ``n``) and of those at its end too (cell ``k``)."""

    frame: str
    thing: str
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


Part = Scan | Things | Firsts | Cross | Levels | Standing | Overlap | Stretch | Kept | Survival


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of one period and slice by part: of the period itself and, where asked, of the one before."""

    now: dict[str, dict[str, object]] = field(default_factory=dict)
    before: dict[str, dict[str, object]] = field(default_factory=dict)

    def maybe(self, part: str, cell: str, *, before: bool = False) -> float | None:
        """Return a cell as a number, None where it is null or no row was there."""
        value = (self.before if before else self.now).get(part, {}).get(cell)
        return None if value is None else float(value)  # type: ignore[arg-type]  # engines give int, float or Decimal

    def groups(self, part: str) -> list[tuple[object, ...]]:
        """Return the groups of a Cross: the values of its columns, then its figures."""
        found = self.now.get(part, {}).get("groups", [])
        return list(found)  # type: ignore[call-overload, no-any-return]  # the engine lays them out as a list

    def count(self, part: str, cell: str, *, before: bool = False) -> int:
        """Return a cell as a whole number, 0 where no row was there."""
        return round(self.maybe(part, cell, before=before) or 0)


@dataclass(frozen=True, slots=True)
class Value:
    """A metric's value in one period and slice; ``spread`` is a standard deviation where a comparison needs it.

    ``hits`` is the numerator of a share of rows; ``more`` holds further columns of the answer's row, such as a rank.
    """

    value: float | None
    n: int
    low: float | None = None
    high: float | None = None
    n_open: int = 0
    note: str | None = None
    p_value: float | None = None
    spread: float | None = None
    hits: int | None = None
    more: Mapping[str, object] = field(default_factory=dict)
