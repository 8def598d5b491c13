"""How many rows a metric did not count, by reason: from the very condition that its value is computed with."""

from __future__ import annotations

from collections import defaultdict

from deskgauge.catalogue.durations import Duration
from deskgauge.catalogue.kinds import Base, Share
from deskgauge.catalogue.metric import Metric
from deskgauge.catalogue.options import Reading
from deskgauge.catalogue.slices import FRAMES
from deskgauge.engine.base import Engine
from deskgauge.engine.scan import Cut

REASONS = (
    "spam", "deleted", "merged", "agent_created", "no_reply_yet", "solved_without_reply", "still_open",
    "window_running", "no_score", "no_customer", "no_calendar", "no_rate", "no_time", "failed", "no_target",
)  # fmt: skip
"""Every reason of exclusion, in the order that they are listed in."""

FALLBACK = {"tickets": "created_at", "calls": "queued_at"}
"""Where a row has no instant of the metric's own, it is placed by this one: an unsolved ticket by its creation."""


def reason_of(metric: Metric, reading: Reading) -> str | None:
    """Return the SQL expression of a row's reason of exclusion, null where it counts; None where there is none."""
    kind = metric.kind
    if not isinstance(kind, Base) or not kind.at:
        return None
    cases = [kind.population.reason() or "NULL", *_unfinished(kind, reading)]
    return None if cases == ["NULL"] else f"COALESCE({', '.join(cases)})"


def _unfinished(kind: Base, reading: Reading) -> list[str]:
    """Return what further keeps a row of the population from being counted: not over yet, or no calendar."""
    about = kind.population.where
    if isinstance(kind, Duration):
        found = []
        if kind.is_open is not None:
            found.append(_case(kind.open_reason, f"({about}) AND ({kind.is_open})"))
        if reading.clock == "business" and kind.finished_business is not None:
            found.append(
                _case("no_calendar", f"({about}) AND {kind.finished} IS NOT NULL AND {kind.finished_business} IS NULL")
            )
        return found
    if isinstance(kind, Share) and kind.clocked is not None:
        found = []
        if reading.clock == "business":
            found.append(_case("no_calendar", f"({about}) AND {kind.clocked} IS NULL"))
        further = kind.counted_business if reading.clock == "business" else kind.counted_calendar
        if kind.left_out is not None:
            found.append(
                _case(kind.left_out_reason, f"({about}) AND ({kind.left_out}) AND NOT COALESCE({further}, FALSE)")
            )
        return found
    return []


def _case(reason: str, condition: str) -> str:
    return f"CASE WHEN {condition} THEN '{reason}' END"


def excluded(engine: Engine, cut: Cut, metric: Metric, reading: Reading) -> dict[str, int]:
    """Return the rows of the question's range that a metric did not count, by reason."""
    reason = reason_of(metric, reading)
    if reason is None or not isinstance(metric.kind, Base) or not cut.periods:
        return {}
    frame, at = FRAMES[metric.kind.frame], metric.kind.time(reading)
    fallback = FALLBACK.get(frame.name)
    placed = f"COALESCE({at}, {fallback})" if fallback and fallback != at else at
    total = Cut("total", cut.periods, (), cut.filter, cut.settings, cut.now, cut.width)
    where = " AND ".join([*total.range_of(placed), *total.condition(frame, placed)])
    query = f"SELECT {reason} AS reason, COUNT(*) FROM {total.source(frame)} WHERE {where} GROUP BY 1"
    counts: dict[str, int] = defaultdict(int)
    for name, count in engine.rows(total.fill(query)):
        if name is not None:
            counts[str(name)] += int(str(count))
    return {name: counts[name] for name in REASONS if counts[name]}
