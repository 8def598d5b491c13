"""How a question may be read: clock, statistic, anchor; and what the engine hands to a kind to compute with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction

from deskgauge.catalogue.parts import Value
from deskgauge.model.settings import Settings

CLOCKS = ("calendar", "business")
STATS = ("headline", "median", "mean", "p90", "p95", "median_open", "p90_open")
ANCHORS = ("created", "event", "solved")

QUANTILES = {"median": Fraction(1, 2), "p90": Fraction(9, 10), "p95": Fraction(19, 20)}
OPEN_QUANTILES = {"median_open": Fraction(1, 2), "p90_open": Fraction(9, 10)}


@dataclass(frozen=True, slots=True)
class Asked:
    """What another metric says over a span, and which way is good for it."""

    value: Value
    better: str


Ask = Callable[[str, datetime, datetime], Asked | None]
"""A metric's id and a span as naive UTC, half-open; None where there is no such metric or no data for it."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The options in force for one metric; ``clock``, ``stat`` and ``anchor`` are None where it has no such choice."""

    clock: str | None = None
    stat: str | None = None
    anchor: str | None = None
    by_agent: bool = False  # the question cuts or filters by agent: replies then belong to their author (rule 39)
    filtered: bool = False  # the question has a filter: its rows are a part of the company
    settings: Settings = field(default_factory=Settings)
    ask: Ask | None = None  # asks another metric, over the whole company

    def options(self, definition: str) -> dict[str, str]:
        """Return the options that the answer prints."""
        chosen = {"clock": self.clock, "stat": self.stat, "anchor": self.anchor, "definition": definition}
        return {name: value for name, value in chosen.items() if value is not None}
