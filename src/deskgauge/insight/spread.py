"""How a duration is spread: how many of its rows lie in each bucket of time.

The rows are those of the number: the condition and the value are taken from the metric's own quantile.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC
from zoneinfo import ZoneInfo

from deskgauge.catalogue.metric import Metric
from deskgauge.catalogue.options import Reading
from deskgauge.catalogue.parts import Figure, Quantile, Scan, Standing, Things
from deskgauge.engine.answer import Answer, Row, rounded
from deskgauge.engine.ask import Session, chosen, described
from deskgauge.engine.exclusions import excluded
from deskgauge.engine.question import Question, Resolved, compared, resolve
from deskgauge.engine.run import Job, check_data, check_dimension, cut_of, fetch, reading_of
from deskgauge.errors import UsageError

_MINUTE, _HOUR, _DAY = 60.0, 3600.0, 86400.0
_BELOW = (1.0, 2.0, 5.0, 10.0, 20.0, 30.0, *(_MINUTE * n for n in (1, 5, 15, 30)), *(_HOUR * n for n in (1, 2, 4, 8)))
LADDERS: Mapping[str, tuple[float, ...]] = {
    "calendar": (*_BELOW, *(_DAY * n for n in (1, 2, 4, 7, 14, 28, 56, 112))),
    "business": (*_BELOW, *(_HOUR * n for n in (16, 32, 64, 128, 256))),
}
"""The edges that buckets are chosen from, in seconds, by clock."""

MOST_EDGES = 9
FEW = 0.02
"""The share of the rows that the first and the last bucket may hold together with what lies beyond them."""

Counts = Sequence[int]


def spread(session: Session, question: Question, edges: Sequence[float] | None = None) -> Answer:
    """Return counts by bucket: ``at_least`` and ``below`` (seconds, None for an open end), ``n`` and ``share``.

    Where the question compares, each row has ``previous_n`` and ``previous_share`` of the same bucket. Without
    ``edges`` (seconds, rising) about ten buckets are chosen so that little lies beyond them. Raise UsageError for a
    metric that is no duration.
    """
    resolved = resolve(question, session.catalogue, session.settings, session.span)
    check_data(resolved.metrics, session.knowledge.rows)
    metric = resolved.metrics[0]
    if not metric.is_duration:
        raise UsageError(f"{metric.id} is no duration: only durations are spread over time.")
    for name in sorted(resolved.filter.dimensions):
        check_dimension(metric, name)
    reading = replace(reading_of(resolved, session.settings, metric), stat="median")
    fixed = _checked(edges) if edges else None
    ladder = fixed or LADDERS["business" if reading.clock == "business" else "calendar"]
    now = _counts(session, resolved, metric, reading, ladder)
    before: list[list[int]] = []
    if resolved.compare in ("previous", "year"):
        other = resolved.over(compared(resolved, session.settings, resolved.compare))
        before = _counts(session, other, metric, reading, ladder)
    if fixed is None:
        ladder, (now, before) = _narrowed(ladder, now, before)
    rows = _rows(session, resolved, metric, ladder, now, before)
    further = {"previous_n": 0, "previous_share": 0} if before else {}
    columns = ["metric", "period_start", "period_end", "at_least", "below", "n", "share", *further]
    cut = cut_of(resolved, session.settings, session.knowledge)
    told = described(metric, reading, resolved.definition, chosen(session.settings))
    left_out = {metric.id: excluded(session.engine, cut, metric, reading)}
    return Answer(rows, columns, {metric.id: told}, left_out, session.span.through, session.as_of)


def _checked(edges: Sequence[float]) -> tuple[float, ...]:
    if any(one <= 0 for one in edges) or sorted(set(edges)) != list(edges):
        raise UsageError("The edges of buckets are seconds above 0, each greater than the one before.")
    return tuple(float(one) for one in edges)


def _counts(
    session: Session, resolved: Resolved, metric: Metric, reading: Reading, edges: Sequence[float]
) -> list[list[int]]:
    """Return for each period how many rows lie in each bucket: below the first edge, between edges, above the last."""
    part = metric.kind.parts(reading)["rows"]
    assert isinstance(part, (Scan, Things, Standing))  # noqa: S101  # told to the type checker: durations have no other
    whole = next(cell for cell in part.aggregates.values() if isinstance(cell, Quantile))
    bounds = [None, *edges, None]
    cells: dict[str, Figure | Quantile] = {}
    for number in range(len(edges) + 1):
        low, high = bounds[number], bounds[number + 1]
        ends = [f"{whole.value} >= {low!r}"] if low is not None else []
        ends += [f"{whole.value} < {high!r}"] if high is not None else []
        cells[str(number)] = Figure("count", " AND ".join([f"({whole.where})", *ends]))
    cut = cut_of(resolved, session.settings, session.knowledge, ())
    found = fetch(session.engine, cut, Job(replace(part, aggregates=cells), (), cells))
    return [
        [int(str(found.get((place, ()), {}).get(name) or 0)) for name in cells]
        for place in range(len(resolved.periods))
    ]


def _narrowed(
    edges: Sequence[float], now: list[list[int]], before: list[list[int]]
) -> tuple[tuple[float, ...], tuple[list[list[int]], list[list[int]]]]:
    """Choose edges so that few rows lie beyond them, and put the counts of the buckets between them together."""
    whole = [sum(column) for column in zip(*now, *before, strict=True)]
    total = sum(whole) or 1
    last = len(edges)
    while last > 2 and sum(whole[last - 1 :]) <= FEW * total:
        last -= 1
    first = max(0, last - MOST_EDGES)
    while first < last - 2 and sum(whole[: first + 2]) <= FEW * total:
        first += 1

    def together(counts: Counts) -> list[int]:
        return [sum(counts[: first + 1]), *counts[first + 1 : last], sum(counts[last:])]

    return tuple(edges[first:last]), ([together(one) for one in now], [together(one) for one in before])


def _rows(
    session: Session, resolved: Resolved, metric: Metric, edges: Sequence[float],
    now: Sequence[Counts], before: Sequence[Counts],
) -> list[Row]:  # fmt: skip
    zone = ZoneInfo(session.settings.time_zone)
    bounds = [None, *edges, None]
    rows: list[Row] = []
    for place, period in enumerate(resolved.periods):
        whole = sum(now[place])
        for number, n in enumerate(now[place]):
            row: Row = {
                "metric": metric.id,
                "period_start": period.start.replace(tzinfo=UTC).astimezone(zone),
                "period_end": period.end.replace(tzinfo=UTC).astimezone(zone),
                "at_least": bounds[number],
                "below": bounds[number + 1],
                "n": n,
                "share": rounded(n / whole) if whole else None,
            }
            if before:
                past = sum(before[place])
                row["previous_n"] = before[place][number]
                row["previous_share"] = rounded(before[place][number] / past) if past else None
            rows.append(row)
    return rows
