"""What moved a metric: the result, from the single slice to the whole, ready for JSON and for rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from deskgauge.catalogue.parts import Value
from deskgauge.engine.answer import Row, json_ready, rounded

SLICE, REST, PART = "slice", "rest", "part"
"""What a row is: a slice; what belongs to no single slice; a part of the metric's formula."""

COLUMNS = (
    "metric", "dimension", "slice", "kind", "mix", "rate", "entered", "left", "total", "share", "n_before", "n_after",
    "value_before", "value_after", "change", "low", "high", "p_value", "p_adjusted", "chance", "too_few",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Contributor:
    """One slice's part in a change, in the metric's unit; what the method does not tell is None.

    ``mix`` and ``rate`` add up to ``total``, and so do ``entered`` less ``left`` of what stands at a moment.
    ``change`` is the slice's own change with its 95 % interval; ``p_adjusted`` its p-value for as many slices as are
    judged; ``chance`` whether that may be chance, None where it cannot be told.
    """

    slice: tuple[object, ...]
    total: float
    mix: float | None = None
    rate: float | None = None
    entered: int | None = None
    left: int | None = None
    kind: str = SLICE
    before: Value | None = None
    after: Value | None = None
    low: float | None = None
    high: float | None = None
    p_value: float | None = None
    p_adjusted: float | None = None
    chance: bool | None = None
    too_few: bool = False
    share: float | None = None

    @property
    def change(self) -> float | None:
        """The slice's own change."""
        first, second = (None if one is None else one.value for one in (self.before, self.after))
        return None if first is None or second is None else second - first

    def to_dict(self) -> Row:
        """Return the row without its dimension and its slice."""
        return {
            "kind": self.kind,
            **{name: rounded(getattr(self, name)) for name in ("mix", "rate", "entered", "left", "total", "share")},
            "n_before": self.before.n if self.before else None,
            "n_after": self.after.n if self.after else None,
            "value_before": rounded(self.before.value) if self.before else None,
            "value_after": rounded(self.after.value) if self.after else None,
            **{name: rounded(getattr(self, name)) for name in ("change", "low", "high", "p_value", "p_adjusted")},
            "chance": self.chance,
            "too_few": self.too_few,
        }


@dataclass(frozen=True, slots=True)
class Split:
    """A change split over one dimension (or several at once), the largest contributor first.

    ``explains`` is how far the slices moved apart, beyond what chance gives, in the metric's unit: dimensions are
    ranked by it.
    """

    by: tuple[str, ...]
    method: str
    contributors: Sequence[Contributor]
    explains: float

    @property
    def mix(self) -> float | None:
        """What other proportions did."""
        return self._sum("mix")

    @property
    def rate(self) -> float | None:
        """What the slices' own values did."""
        return self._sum("rate")

    def _sum(self, name: str) -> float | None:
        found = [getattr(one, name) for one in self.contributors if getattr(one, name) is not None]
        return sum(found) if found else None

    def to_dict(self) -> dict[str, object]:
        """Return the split ready for JSON."""
        return {
            "by": list(self.by),
            "method": self.method,
            "mix": rounded(self.mix),
            "rate": rounded(self.rate),
            "explains": rounded(self.explains),
            "contributors": [
                {"slice": dict(zip(self.by, map(json_ready, one.slice), strict=True))
                 if one.kind != REST else None, **one.to_dict()}
                for one in self.contributors
            ],
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Contributors:
    """What moved a metric between two periods. Instants are aware and in the company's zone."""

    metric: str
    unit: str
    better: str
    period: tuple[datetime, datetime]
    compared: tuple[datetime, datetime]
    row: Row  # the metric's value, its n and its change, as an answer has them
    splits: Sequence[Split]
    definition: Mapping[str, object]
    of: Mapping[str, object]  # of a share by type: whose share it is
    notes: Sequence[str]
    data_through: datetime | None

    @property
    def change(self) -> float:
        """The change that every split adds up to."""
        change = self.row["change"]
        return float(change) if isinstance(change, (int, float)) else 0.0

    @property
    def columns(self) -> Sequence[str]:
        """The columns of ``rows``."""
        return COLUMNS

    @property
    def rows(self) -> list[Row]:
        """One row per dimension and slice; several dimensions at once are joined by commas."""
        return [
            {"metric": self.metric, "dimension": ",".join(split.by), "slice": label(one), **one.to_dict()}
            for split in self.splits
            for one in split.contributors
        ]

    def to_dict(self) -> dict[str, object]:
        """Return all of it ready for JSON."""
        start, end = (at.isoformat() for at in self.period)
        other_start, other_end = (at.isoformat() for at in self.compared)
        told = ("value", "n", "previous", "previous_n", "change", "change_low", "change_high", "p_value", "too_few")
        return {
            "metric": self.metric,
            "unit": self.unit,
            "of": {name: json_ready(value) for name, value in self.of.items()},
            "period_start": start,
            "period_end": end,
            "compared_start": other_start,
            "compared_end": other_end,
            **{name: json_ready(self.row.get(name)) for name in told},
            "splits": [split.to_dict() for split in self.splits],
            "definition": dict(self.definition),
            "notes": list(self.notes),
            "data_through": json_ready(self.data_through),
        }


def label(one: Contributor) -> str | None:
    """Return a slice as one text: its values with commas, None for a missing one and for what is no slice."""
    if one.kind == REST or one.slice == (None,):
        return None
    return ", ".join("–" if value is None else str(value) for value in one.slice)


def ordered(contributors: Sequence[Contributor], change: float) -> list[Contributor]:
    """Return contributors with their share of the change, the largest first, what is no slice last."""
    shared = [replace(one, share=one.total / change if change else None) for one in contributors]
    return sorted(shared, key=lambda one: (one.kind == REST, -abs(one.total), str(one.slice)))
