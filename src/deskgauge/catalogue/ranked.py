"""Shares whose slices are set in order by what is sure of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from deskgauge.catalogue.kinds import Share, Slice, count_where
from deskgauge.catalogue.options import Reading
from deskgauge.catalogue.parts import Cells, Figure, Part, Scan, Value

LEAST = {"least": "$min_n", "least_by_agent": "$min_n_agent"}  # what it takes to be judged (rule 37)


@dataclass(frozen=True, slots=True)
class RankedShare(Share):
    """A share whose slices carry a ``rank`` within their period, by the lower end of the interval, highest first.

    So 1 of 1 does not win. A slice with too few rows to be judged has no rank; equal ones share theirs.
    """

    def parts(self, reading: Reading) -> Mapping[str, Part]:
        counted = self.population.counted()
        limits = {name: Figure("least", "TRUE", setting) for name, setting in LEAST.items()}
        cells = {"n": count_where(counted), "k": count_where(f"{counted} AND ({self.hit})"), **limits}
        return {"rows": Scan(self.frame, self.time(reading), cells)}

    def across(self, cells: Mapping[Slice, Cells], dimensions: tuple[str, ...], reading: Reading) -> dict[Slice, Value]:
        values = {slice_: self.value(one, reading) for slice_, one in cells.items()}
        if not dimensions:
            return values
        limit = "least_by_agent" if "agent" in dimensions else "least"
        judged = [
            value.low
            for slice_, value in values.items()
            if value.low is not None and value.n >= (cells[slice_].maybe("rows", limit) or 0)
        ]
        return {
            slice_: replace(value, more={"rank": self._rank(value, judged, cells[slice_].maybe("rows", limit))})
            for slice_, value in values.items()
        }

    @staticmethod
    def _rank(value: Value, judged: list[float], limit: float | None) -> int | None:
        """Return how many judged slices are surer, and one; None for a slice that is not judged."""
        if value.low is None or value.n < (limit or 0):
            return None
        return 1 + sum(low > value.low for low in judged)
