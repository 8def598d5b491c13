"""How many rows a metric did not count, by reason: from the very condition that its value is computed with."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from deskgauge.catalogue.durations import Duration
from deskgauge.catalogue.kinds import Base, Level, Share, StandingDuration
from deskgauge.catalogue.metric import Metric
from deskgauge.catalogue.options import Reading
from deskgauge.catalogue.population import Population
from deskgauge.catalogue.slices import FRAMES
from deskgauge.engine.base import Engine
from deskgauge.engine.cut import Cut

REASONS = (
    "spam", "deleted", "merged", "agent_created", "no_reply_yet", "solved_without_reply", "still_open",
    "window_running", "no_score", "no_customer", "no_calendar", "no_rate", "no_time", "failed",
)  # fmt: skip
"""Every reason of exclusion, in the order that they are listed in (rule 40)."""


def excluded(engine: Engine, cut: Cut, metric: Metric, reading: Reading) -> dict[str, int]:
    """Return the rows of the question's range that a metric did not count, by reason."""
    if not cut.periods or not isinstance(metric.kind, Base):
        return {}
    total = replace(cut, grain="total", by=())
    counts: Counter[str] = Counter()
    if isinstance(metric.kind, (Level, StandingDuration)):
        counts.update(_standing(engine, total, metric.kind, reading))
    for frame, at, population in metric.kind.accounts(reading):
        cases = [population.reason(), *_unfinished(metric.kind, population.where, reading)]
        reason = f"COALESCE({', '.join(['NULL', *(case for case in cases if case)])})"
        counts.update(_placed(engine, total, frame, at, reason))
    return {name: counts[name] for name in REASONS if counts[name]}


def _placed(engine: Engine, cut: Cut, name: str, at: str, reason: str) -> dict[str, int]:
    """Count reasons over the rows of a frame whose instant lies in the range."""
    frame = FRAMES[name]
    fallback = frame.placed
    placed = f"COALESCE({at}, {fallback})" if fallback and fallback != at else at
    where = " AND ".join([*cut.range_of(placed), *cut.condition(frame, placed)])
    query = f"SELECT {reason} AS reason, COUNT(*) FROM {cut.source(frame)} WHERE {where} GROUP BY 1"
    return {str(found): int(str(count)) for found, count in engine.rows(cut.fill(query)) if found is not None}


def _standing(engine: Engine, cut: Cut, kind: Level | StandingDuration, reading: Reading) -> dict[str, int]:
    """Count the rows that stand at the last period's end and are not valid, or have no working clock."""
    frame = FRAMES[kind.frame]
    before = cut.end_of_last
    about = Population(kind.population.where, validity=False).counted()
    where = " AND ".join(
        [
            about,
            f"{kind.enter} < {before}",
            f"({kind.leave} IS NULL OR {kind.leave} >= {before})",
            *cut.condition(frame, None),
        ]
    )
    clocked = isinstance(kind, StandingDuration) and reading.clock == "business" and kind.duration_business
    reason = (
        "COALESCE(invalid_reason, CASE WHEN created_us IS NULL THEN 'no_calendar' END)" if clocked else "invalid_reason"
    )
    query = f"SELECT {reason}, COUNT(DISTINCT ticket_id) FROM {cut.source(frame)} WHERE {where} GROUP BY 1"
    return {str(found): int(str(count)) for found, count in engine.rows(cut.fill(query)) if found is not None}


def _unfinished(kind: Base, about: str, reading: Reading) -> list[str]:
    """Return what further keeps a row of the population from being counted: not over yet, or no calendar."""
    if isinstance(kind, Duration):
        found = []
        if kind.is_open is not None:
            found.append(_case(kind.open_reason, f"({about}) AND ({kind.is_open})"))
        if reading.clock == "business" and kind.finished_business is not None:
            known = f"({kind.finished}) IS NOT NULL AND ({kind.finished_business}) IS NULL"
            found.append(_case("no_calendar", f"({about}) AND {known}"))
        return found
    if isinstance(kind, Share) and kind.clocked is not None:
        business = reading.clock == "business"
        found = [_case("no_calendar", f"({about}) AND ({kind.clocked}) IS NULL")] if business else []
        if kind.left_out is not None:
            further = kind.counted_business if business else kind.counted_calendar
            condition = f"({about}) AND ({kind.left_out}) AND NOT COALESCE({further}, FALSE)"
            found.append(_case(kind.left_out_reason, condition))
        return found
    return []


def _case(reason: str, condition: str) -> str:
    return f"CASE WHEN {condition} THEN '{reason}' END"
