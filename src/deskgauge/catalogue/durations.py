"""Durations: on both clocks, headline and other statistics, with what has not ended yet (rule 14)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from deskgauge.catalogue.kinds import SPREAD, Base, count_where, spread_of, spread_value
from deskgauge.catalogue.options import OPEN_QUANTILES, Reading
from deskgauge.catalogue.parts import Cells, Part, Scan, Survival, Value

MORE_THAN_HALF_OPEN = "more than half still open"


@dataclass(frozen=True, slots=True)
class Duration(Base):
    """The time from one instant to another.

    ``finished`` and ``waited`` are seconds on the calendar clock, of rows that ended and of rows still open
    (``is_open``); the ``_business`` ones on the working clock. ``open_anchors`` are the time columns that open
    rows have: elsewhere none is open.
    """

    INTERVAL: ClassVar[str] = SPREAD
    finished: str = "NULL"
    finished_business: str | None = None
    is_open: str | None = None
    waited: str = "NULL"
    waited_business: str | None = None
    headline: str = "median"
    open_anchors: tuple[str, ...] = ("created",)
    open_reason: str = "still_open"

    def has_business(self) -> bool:
        """Say whether the working clock has a meaning here."""
        return self.finished_business is not None

    def _open(self, reading: Reading) -> str | None:
        return self.is_open if reading.anchor in self.open_anchors else None

    def _duration(self, reading: Reading) -> tuple[str, str]:
        if reading.clock == "business" and self.finished_business is not None:
            return self.finished_business, self.waited_business or "NULL"
        return self.finished, self.waited

    def parts(self, reading: Reading) -> Mapping[str, Part]:
        finished, waited = self._duration(reading)
        counted, is_open, at = self.population.counted(), self._open(reading), self.time(reading)
        stat = reading.stat or self.headline
        opened = {"open": count_where(f"{counted} AND ({is_open}) AND {waited} IS NOT NULL")} if is_open else {}
        if stat not in OPEN_QUANTILES:
            return {"rows": Scan(self.frame, at, {**spread_of(finished, counted, stat), **opened})}
        rows = {"n": count_where(f"{counted} AND {finished} IS NOT NULL"), **opened}
        duration = f"CASE WHEN {finished} IS NOT NULL THEN {finished} WHEN {is_open or 'FALSE'} THEN {waited} END"
        survival = Survival(self.frame, at, duration, f"{finished} IS NOT NULL", counted, OPEN_QUANTILES[stat])
        return {"rows": Scan(self.frame, at, rows), "survival": survival}

    def value(self, cells: Cells, reading: Reading) -> Value:
        stat, n_open = reading.stat or self.headline, cells.count("rows", "open")
        if stat not in OPEN_QUANTILES:
            return spread_value(cells, "rows", stat, n_open)
        n, value = cells.count("rows", "n"), cells.maybe("survival", "value")
        note = MORE_THAN_HALF_OPEN if value is None and n + n_open > 0 else None
        return Value(value, n, n_open=n_open, note=note)
