"""How many rows a metric did not count, by reason: from the very condition that its value is computed with."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from deskgauge.catalogue.durations import Duration
from deskgauge.catalogue.kinds import Base, Level, Share, StandingDuration
from deskgauge.catalogue.metric import Metric
from deskgauge.catalogue.options import Reading
from deskgauge.catalogue.parts import Part
from deskgauge.catalogue.population import Population
from deskgauge.catalogue.slices import FRAMES, Frame
from deskgauge.engine.base import Engine
from deskgauge.engine.cut import Cut

REASONS = (
    "spam", "deleted", "merged", "agent_created", "no_reply_yet", "solved_without_reply", "still_open",
    "window_running", "no_score", "no_customer", "no_calendar", "no_rate", "no_time", "failed",
)  # fmt: skip
"""Every reason of exclusion, in the order that they are listed in (rule 40)."""


def excluded(engine: Engine, cut: Cut, metric: Metric, reading: Reading) -> dict[str, int]:
    """Return the rows of the question's range that a metric did not count, by reason."""
    kind = metric.kind
    if not cut.periods or not isinstance(kind, Base):
        return {}
    total = replace(cut, grain="total", by=())
    counts: Counter[str] = Counter()
    if isinstance(kind, (Level, StandingDuration)):
        counts.update(_standing(engine, total, kind, reading))
    for name, at, population in kind.accounts(reading):
        frame = FRAMES[name]
        _, where = placed(total, frame, at)
        counts.update(_counted(engine, total, frame, where, reason_of(kind, population, reading)))
    # A company's own metric may have reasons of its own.
    return {name: counts[name] for name in (*REASONS, *sorted(set(counts) - set(REASONS))) if counts[name]}


def reason_of(kind: Base, population: Population, reading: Reading) -> str:
    """Return the SQL of a row's reason of exclusion, null for a row that counts or that nobody asked about."""
    cases = [case for case in (population.reason(), *_unfinished(kind, population.where, reading)) if case]
    return f"COALESCE({', '.join(['NULL', *cases])})" if cases else "NULL"


def reasons_of_part(kind: Base, part: Part, reading: Reading) -> str:
    """Return the SQL of a row's reason among the rows of one part: by the account that was given of them."""
    at = getattr(part, "at", None)
    fitting = [one for frame, when, one in kind.accounts(reading) if frame == part.frame and when == at]
    if not fitting and part.frame == kind.frame and not kind.accounts(reading):
        fitting = [kind.population]
    if not fitting and "invalid_reason IS NULL" in repr(part):
        fitting = [Population()]
    reasons = list(dict.fromkeys(reason_of(kind, one, reading) for one in fitting))
    return f"COALESCE({', '.join(['NULL', *reasons])})" if reasons and reasons != ["NULL"] else "NULL"


def placed(cut: Cut, frame: Frame, at: str) -> tuple[str, str]:
    """Return the instant that places a row of a frame, and the condition that it lies in the range and the filter."""
    instant = f"COALESCE({at}, {frame.placed})" if frame.placed and frame.placed != at else at
    return instant, " AND ".join([*cut.range_of(instant), *cut.condition(frame, instant)])


def _counted(engine: Engine, cut: Cut, frame: Frame, where: str, reason: str) -> dict[str, int]:
    """Count the rows of a frame by reason."""
    query = f"SELECT {reason} AS reason, COUNT(*) FROM {cut.source(frame)} WHERE {where} GROUP BY 1"
    return {str(found): int(str(count)) for found, count in engine.rows(cut.fill(query)) if found is not None}


def _standing(engine: Engine, cut: Cut, kind: Level | StandingDuration, reading: Reading) -> dict[str, int]:
    """Count the rows that stand at the last period's end and are not valid, or have no working clock."""
    frame = FRAMES[kind.frame]
    before = cut.end_of_last
    entered = f"({kind.enter} IS NULL OR {kind.enter} < {before})"
    where = " AND ".join([entered, f"({kind.leave} IS NULL OR {kind.leave} >= {before})", *cut.condition(frame, None)])
    return _counted(engine, cut, frame, where, reason_of(kind, kind.population, reading))


def _unfinished(kind: Base, about: str, reading: Reading) -> list[str]:
    """Return what further keeps a row of the population from being counted: not over yet, or no calendar."""
    if isinstance(kind, StandingDuration):
        clocked = reading.clock == "business" and kind.duration_business
        return [_case("no_calendar", f"({about}) AND created_us IS NULL")] if clocked else []
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
