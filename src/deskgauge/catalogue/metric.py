"""A metric: one declaration, from which answers, help, documentation and tests grow."""

from __future__ import annotations

from dataclasses import dataclass

from deskgauge.catalogue.durations import Duration
from deskgauge.catalogue.kinds import Kind, Share, StandingDuration, ThingMean
from deskgauge.catalogue.options import OPEN_QUANTILES, QUANTILES, Reading
from deskgauge.errors import NotFoundError
from deskgauge.language import _
from deskgauge.model.tables import TABLES

OURS = "deskgauge"
"""The name of our own definition of every metric."""

UNITS = ("count", "share", "duration", "score", "money", "ratio", "per_thousand")
DIRECTIONS = ("up", "down", "neither")
GROUPS = {
    "flow": "Flow and backlog",
    "speed": "Speed",
    "calls": "Phone",
    "quality": "Quality of the resolution",
    "self_service": "Self-service",
    "satisfaction": "Voice of the customer",
    "customers": "Customers and money",
    "people": "People",
    "social": "Social media",
    "own": "Own metrics",
}
DURATIONS = (Duration, StandingDuration, ThingMean)


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One metric of the catalogue.

    ``needs`` names the tables it reads; ``requires`` those without which there is no answer, each a choice of
    tables of which one must have rows. ``source`` names the articles, as in S2.5, or "beyond". ``survey`` marks a
    value that rests on answers, judged by min_n_survey. ``pairs`` are the metrics to read it with, because they
    show what it costs to improve it alone. ``why`` says what a reader learns from it; ``interval`` how its interval
    is made, where its kind does not say. ``definition`` names the rule in force and ``defined_by`` its source, where
    it is not ours. ``min_n`` is below how many rows it is too few, where it is not the settings that say so.
    """

    id: str
    title: str
    group: str
    unit: str
    better: str
    kind: Kind
    text: str
    source: str
    needs: tuple[str, ...]
    requires: tuple[tuple[str, ...], ...]
    of: str | None = None
    survey: bool = False
    pairs: tuple[str, ...] = ()
    version: str = "1"
    why: str = ""
    interval: str = ""
    definition: str = OURS
    defined_by: str = ""
    min_n: int | None = None

    def __post_init__(self) -> None:
        for what, name, known in (
            ("unit", self.unit, UNITS),
            ("direction", self.better, DIRECTIONS),
            ("group", self.group, GROUPS),
        ):
            if name not in known:
                raise NotFoundError(what, name, known, f"metric {self.id}")
        for table in (*self.needs, *(one for choice in self.requires for one in choice)):
            if table not in TABLES:
                raise NotFoundError("table", table, TABLES, f"metric {self.id}")

    @property
    def is_duration(self) -> bool:
        """Whether it has the statistics of a duration."""
        return isinstance(self.kind, DURATIONS)

    @property
    def headline(self) -> str | None:
        """The statistic shown first, for durations."""
        return self.kind.headline if isinstance(self.kind, DURATIONS) else None

    @property
    def has_clock(self) -> bool:
        """Whether the working clock has a meaning for it."""
        if isinstance(self.kind, Duration):
            return self.kind.has_business()
        if isinstance(self.kind, StandingDuration):
            return self.kind.duration_business is not None
        return isinstance(self.kind, Share) and self.kind.hit_business is not None

    @property
    def stats(self) -> tuple[str, ...]:
        """The statistics that can be asked for."""
        if isinstance(self.kind, Duration) and self.kind.is_open is not None:
            return ("mean", *QUANTILES, *OPEN_QUANTILES)
        return ("mean", *QUANTILES) if self.is_duration else ()

    @property
    def anchors(self) -> tuple[str, ...]:
        """The instants it can be dated by, its own first."""
        return tuple(getattr(self.kind, "anchors", {}))

    def reading(self, clock: str | None, stat: str, anchor: str | None, *, by_agent: bool) -> Reading:
        """Return the options in force: those asked for where the metric has the choice, else its own (rule 5)."""
        chosen = self.headline if stat == "headline" else stat
        return Reading(
            clock=(clock or "calendar") if self.has_clock else "calendar" if self.is_duration else None,
            stat=None if not self.is_duration else chosen if chosen in self.stats else self.headline,
            anchor=anchor if anchor in self.anchors else next(iter(self.anchors), None),
            by_agent=by_agent,
        )

    def describe(self) -> dict[str, object]:
        """Return the declaration as JSON-ready values, its texts in the reader's language."""
        from deskgauge.catalogue.defined import definitions_of  # which knows metrics itself

        others = definitions_of(self.id)
        return {
            "id": self.id,
            "title": _(self.title),
            "group": self.group,
            "unit": self.unit,
            "direction": self.better,
            "definition": _(self.text),
            "source": self.source,
            "needs": list(self.needs),
            "headline": self.headline,
            "options": {
                "clock": ["calendar", "business"] if self.has_clock else [],
                "stat": list(self.stats),
                "anchor": list(self.anchors),
                "definition": [OURS, *others] if others else [],
            },
            "why": _(self.why),
            "interval": _(self.interval or str(getattr(self.kind, "INTERVAL", ""))),
            "pairs": list(self.pairs),
            "of": self.of,
            "version": self.version,
        }
