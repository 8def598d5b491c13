"""Where the middle half of a group of colleagues lies: told of five people or more, and of nobody by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from deskgauge.catalogue.people import FEWEST_PEOPLE
from deskgauge.engine.answer import rounded
from deskgauge.stats import quantile


@dataclass(frozen=True, slots=True)
class Band:
    """The values between which the middle half of so many people lies, in the metric's unit."""

    low: float
    high: float
    people: int


def middle_half(rows: Sequence[Mapping[str, object]]) -> Band | None:
    """Return the first and third quartile of the values of people, one row each; None of fewer than five.

    Rows without a value or with too few things behind it are left out.
    """
    values = sorted(float(str(row["value"])) for row in rows if row.get("value") is not None and not row.get("too_few"))
    low, high = quantile(values, 0.25), quantile(values, 0.75)
    if len(values) < FEWEST_PEOPLE or low is None or high is None:
        return None
    return Band(rounded(low), rounded(high), len(values))
