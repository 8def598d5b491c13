"""What a split needs of the engine: a metric in two periods by slice, and what lies below its values."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from deskgauge import stats
from deskgauge.catalogue.metric import Metric
from deskgauge.catalogue.options import Reading
from deskgauge.catalogue.parts import (
    Cells,
    Figure,
    Levels,
    Overlap,
    Part,
    Quantile,
    Scan,
    Stretch,
    Survival,
    Value,
)
from deskgauge.catalogue.slices import FRAMES
from deskgauge.engine.ask import Session
from deskgauge.engine.cut import Cut
from deskgauge.engine.question import Resolved
from deskgauge.engine.run import Line, compute, cut_of, reading_of
from deskgauge.engine.scan import statement
from deskgauge.insight.reweighting import Values
from deskgauge.language import _
from deskgauge.model.periods import Period

Slice = tuple[object, ...]
ADDITIVE = ("count", "sum")


@dataclass(frozen=True, slots=True)
class Asked:
    """One metric in two periods, as a question without dimensions; ``of`` picks one slice that it carries itself."""

    session: Session
    metric: Metric
    before: Resolved
    after: Resolved
    of: Mapping[str, object]

    @property
    def sides(self) -> tuple[Resolved, Resolved]:
        """The question over both periods."""
        return self.before, self.after

    def reading(self, by: tuple[str, ...]) -> Reading:
        """Return the options in force."""
        return reading_of(replace(self.after, by=by), self.session.settings, self.metric)

    def parts(self, by: tuple[str, ...]) -> Mapping[str, Part]:
        """Return the parts that the metric is made of."""
        return self.metric.kind.parts(self.reading(by))

    def lines(self, by: tuple[str, ...]) -> tuple[list[Line], list[Line]]:
        """Return the metric's values by slice, in the period before and in the period."""
        first, second = (
            compute(self.session.engine, replace(side, by=by, names=by), self.session.settings, self.session.knowledge)
            for side in self.sides
        )
        return first, second

    def cuts(self, by: tuple[str, ...]) -> list[Cut]:
        """Return how rows are cut, in the period before and in the period."""
        return [cut_of(side, self.session.settings, self.session.knowledge, by) for side in self.sides]

    def found(self, cut: Cut, part: Part, cells: Mapping[str, Figure]) -> dict[Slice, tuple[object, ...]]:
        """Return figures over the rows of a part by slice."""
        count = len(cut.dimensions(FRAMES[part.frame]))
        rows = self.session.engine.rows(statement(cut, part, dict(cells)))
        return {row[1 : count + 1]: row[count + 1 :] for row in rows}


def moment(resolved: Resolved, cut: Cut) -> datetime:
    """Return the instant that what stands at the end of a question's period came before."""
    return cut.moment(resolved.periods[0])[1]


def moves(asked: Asked, by: tuple[str, ...], part: Levels) -> dict[Slice, tuple[int, int]]:
    """Return how many rows entered and left between the ends of the two periods, by slice."""
    first, second = asked.cuts(by)
    start, end = moment(asked.before, first), moment(asked.after, second)
    if start >= end:
        return {}
    between = replace(second, periods=(Period(start, start, end),))
    found: dict[Slice, tuple[int, int]] = {}
    for row in asked.session.engine.rows(statement(between, part, {})):
        if row[0] is not None:
            found[row[1:-2]] = (int(str(row[-2])), int(str(row[-1])))
    return found


def durations(
    asked: Asked, by: tuple[str, ...], parts: Mapping[str, Part]
) -> tuple[dict[Slice, Values], dict[Slice, Values]]:
    """Return the durations below a quantile by slice, sorted, in both periods."""
    part, cells = _listed(parts)
    first, second = (
        {
            slice_: Values(*(tuple(float(value) for value in one or ()) for one in lists))  # type: ignore[attr-defined]  # the engine gives lists of numbers
            for slice_, lists in asked.found(cut, part, cells).items()
        }
        for cut in asked.cuts(by)
    )
    return first, second


def _listed(parts: Mapping[str, Part]) -> tuple[Part, dict[str, Figure]]:
    """Return the rows that a quantile is taken of, and how to list its values: those that ended, those that run."""
    for part in parts.values():
        cell = _cell_of(part)
        if isinstance(cell, Survival):
            known = f"({cell.where}) AND ({cell.duration}) IS NOT NULL"
            conditions = {"ended": f"{known} AND ({cell.finished})", "running": f"{known} AND NOT ({cell.finished})"}
            listed = {name: Figure("sorted", where, cell.duration) for name, where in conditions.items()}
            return Scan(cell.frame, cell.at, listed), listed
        if cell is not None:
            return part, {"ended": Figure("sorted", cell.where, cell.value)}
    raise ValueError(_("no part has a quantile"))


def _cell_of(part: Part) -> Quantile | Survival | None:
    if isinstance(part, Survival):
        return part
    return next((cell for cell in getattr(part, "aggregates", {}).values() if isinstance(cell, Quantile)), None)


def quantile_cell(parts: Mapping[str, Part]) -> Quantile | Survival | None:
    """Return the quantile that a metric's value is, if it is one; a survival comes before the rows beside it."""
    found = [cell for part in parts.values() if (cell := _cell_of(part)) is not None]
    return next((one for one in found if isinstance(one, Survival)), next(iter(found), None))


# ------------------------------------------------------------------------------ cells
def are_additive(parts: Mapping[str, Part]) -> bool:
    """Say whether the cells of rows put together are the sums of the cells apart."""
    return all(
        isinstance(part, (Levels, Overlap, Stretch))
        or (
            isinstance(part, Scan)
            and all(isinstance(cell, Figure) and cell.function in ADDITIVE for cell in part.aggregates.values())
        )
        for part in parts.values()
    )


def together(cells: Iterable[Cells], shared: Sequence[str] = ()) -> Cells:
    """Return the cells of slices put together; those of ``shared`` parts are the same in each."""
    total = Cells()
    for one in cells:
        for into, parts in ((total.now, one.now), (total.before, one.before)):
            for name, values in parts.items():
                known = into.setdefault(name, {})
                for cell, value in values.items():
                    known[cell] = value if name in shared else _added(known.get(cell), value)
    return total


def _added(one: object, other: object) -> object:
    if one is None or other is None:
        return other if one is None else one
    return one + other  # type: ignore[operator]  # cells are numbers of one kind


# ------------------------------------------------------------------------------ spreads
def with_spread(asked: Asked, by: tuple[str, ...], sides: Sequence[dict[Slice, Value]]) -> list[dict[Slice, Value]]:
    """Return the values with the spread of what they add up or average, where they are sums over rows and have none."""
    parts = asked.parts(by)
    part = parts.get("rows")
    total = part.aggregates.get("total") if isinstance(part, Scan) and len(parts) == 1 else None
    if not isinstance(part, Scan) or not isinstance(total, Figure) or total.function != "sum":
        return list(sides)
    cells = {name: Figure(name, f"({total.where}) AND ({total.value}) IS NOT NULL", total.value)
             for name in ("spread", "mean")}  # fmt: skip
    found = []
    for cut, values in zip(asked.cuts(by), sides, strict=True):
        spreads = asked.found(cut, part, cells)
        found.append({one: _spread(value, spreads.get(one), asked.metric.unit) for one, value in values.items()})
    return found


def _spread(value: Value, told: tuple[object, ...] | None, unit: str) -> Value:
    spread, mean = (None if one is None else float(str(one)) for one in told or (None, None))
    if value.value is None or mean is None:
        return value
    if unit == "money":
        # A sum of n amounts that come one by one varies by the root of the sum of their squares.
        return replace(value, spread=math.sqrt((value.n - 1) * (spread or 0.0) ** 2 + value.n * mean * mean))
    low, high = stats.mean_interval(value.value, spread or 0.0, value.n) or (None, None)
    return replace(value, spread=spread or 0.0, low=low, high=high)
