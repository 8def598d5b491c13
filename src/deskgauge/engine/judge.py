"""From values to rows: intervals' limits, too few, targets, comparison with another period."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date
from zoneinfo import ZoneInfo

from deskgauge import stats
from deskgauge.catalogue.metric import Metric
from deskgauge.catalogue.options import OPEN_QUANTILES
from deskgauge.catalogue.parts import Value
from deskgauge.engine.answer import Row, rounded
from deskgauge.engine.question import Resolved
from deskgauge.engine.run import Line
from deskgauge.model.settings import Settings, Target
from deskgauge.model.zones import to_local

PROVISIONAL_ABOVE = 0.05
NO_ROWS = "no rows"
COMPARED = ("previous", "change", "change_low", "change_high", "p_value")
NOT_JUDGED = ("count", "money")  # complete counts: no interval, never too few (rules 36 and 37)


def columns(resolved: Resolved, lines: Sequence[Line], *, targets: bool) -> list[str]:
    """Return the columns of the answer in their order."""
    own = dict.fromkeys(name for line in lines for name in names(resolved, line))
    found = ["metric", "period_start", "period_end", *own]
    found += ["value", "unit", "n", "n_open", "provisional", "low", "high", "too_few"]
    found += ["target", "status"] if targets else []
    if resolved.compare in ("previous", "year"):
        found += COMPARED
    elif any(line.value.p_value is not None for line in lines):
        found.append("p_value")
    found += dict.fromkeys(name for line in lines for name in line.value.more)
    return [*found, "note"]


def names(resolved: Resolved, line: Line) -> tuple[str, ...]:
    """Return what the asker called the dimensions of a line."""
    return resolved.names + line.dimensions[len(resolved.names) :]


def too_few(metric: Metric, value: Value, settings: Settings, *, by_agent: bool) -> bool:
    """Say whether a value rests on too few rows to be judged (rule 37)."""
    if metric.unit in NOT_JUDGED:
        return False
    if metric.min_n is not None:
        return value.n < metric.min_n
    if metric.survey:
        return value.n < settings.min_n_survey
    return value.n < (settings.min_n_agent if by_agent else settings.min_n) or value.n == 0


def row(resolved: Resolved, line: Line, settings: Settings) -> Row:
    """Return the row of one value, without target and comparison."""
    period, value, metric = resolved.periods[line.period], line.value, line.metric
    zone = ZoneInfo(settings.time_zone)
    bounded = metric.unit not in NOT_JUDGED and line.reading.stat not in OPEN_QUANTILES
    everything = value.n + value.n_open
    made: Row = {
        "metric": metric.id,
        "period_start": period.start.replace(tzinfo=UTC).astimezone(zone),
        "period_end": period.end.replace(tzinfo=UTC).astimezone(zone),
        **dict(zip(names(resolved, line), line.slice, strict=True)),
        "value": rounded(value.value),
        "unit": metric.unit,
        "n": value.n,
        "n_open": value.n_open,
        "provisional": everything > 0 and value.n_open > PROVISIONAL_ABOVE * everything,
        "low": rounded(value.low) if bounded else None,
        "high": rounded(value.high) if bounded else None,
        "too_few": too_few(metric, value, settings, by_agent="agent" in line.dimensions),
        "note": value.note
        or (
            None
            if value.value is not None
            else NO_ROWS
            if not everything
            else "nothing finished yet"
            if not value.n
            else "not defined"
        ),
    }
    if value.p_value is not None:
        made["p_value"] = rounded(value.p_value)
    return {**made, **{name: rounded(one) for name, one in value.more.items()}}


# ------------------------------------------------------------------------------- targets
def target_of(targets: Sequence[Target], line: Line, resolved: Resolved, zone: str) -> Target | None:
    """Return the target in force for a line: the most particular one whose limits the line meets."""
    slice_ = {**resolved.filter.pinned(), **dict(zip(line.dimensions, line.slice, strict=True))}
    day = to_local(resolved.periods[line.period].start, zone).date()
    fitting = [one for one in targets if one.metric == line.metric.id and _applies(one, slice_, day)]
    return max(fitting, key=_particular, default=None)


def _applies(target: Target, slice_: Mapping[str, object], day: date) -> bool:
    limits = {"team": target.team_id, "channel": target.channel, "priority": target.priority}
    if any(limit is not None and slice_.get(name) != limit for name, limit in limits.items()):
        return False
    return (target.from_date is None or target.from_date <= day) and (target.to_date is None or day <= target.to_date)


def _particular(target: Target) -> tuple[int, date]:
    limits = (target.team_id, target.channel, target.priority)
    return sum(limit is not None for limit in limits), target.from_date or date.min


def status(metric: Metric, made: Row, target: float) -> str | None:
    """Return the verdict: the interval decides, where there is one; a metric without a direction has none."""
    value, low, high = (made[name] for name in ("value", "low", "high"))
    if metric.better == "neither" or not isinstance(value, (int, float)):
        return None
    if made["too_few"]:
        return "too few to judge"
    least = float(low) if isinstance(low, (int, float)) else float(value)
    most = float(high) if isinstance(high, (int, float)) else float(value)
    if metric.better == "up":
        return "on target" if least >= target else "off target" if most < target else "too close to call"
    return "on target" if most <= target else "off target" if least > target else "too close to call"


# ------------------------------------------------------------------------------- comparison
def change(metric: Metric, now: Value, before: Value) -> Row:
    """Return the columns that set a value against another period's, with the interval of the difference."""
    if now.value is None or before.value is None:
        return {**dict.fromkeys(COMPARED), "previous": rounded(before.value)}
    found: Row = {
        **dict.fromkeys(COMPARED),
        "previous": rounded(before.value),
        "change": rounded(now.value - before.value),
    }
    if metric.unit in NOT_JUDGED or None in (now.low, now.high, before.low, before.high):
        return found
    first, second = (now.low or 0.0, now.high or 0.0), (before.low or 0.0, before.high or 0.0)
    low, high = stats.mover(now.value, first, before.value, second)
    return {
        **found,
        "change_low": rounded(low),
        "change_high": rounded(high),
        "p_value": rounded(_p_value(now, before)),
    }


def compare_columns(line: Line, before: Line | None) -> Row:
    """Return the columns that set a line against the same one of another period; nulls where there is none."""
    return dict.fromkeys(COMPARED) if before is None else change(line.metric, line.value, before.value)


def _p_value(now: Value, before: Value) -> float | None:
    """Return the p-value of a difference by the test that fits the metric."""
    if now.value is None or before.value is None:
        return None
    if now.hits is not None and before.hits is not None:
        return stats.two_proportions(now.hits, now.n, before.hits, before.n)
    if now.spread is not None and before.spread is not None:
        return stats.welch((now.value, now.spread, now.n), (before.value, before.spread, before.n))
    first, second = (now.low or 0.0, now.high or 0.0), (before.low or 0.0, before.high or 0.0)
    return stats.p_from_intervals(now.value, first, before.value, second)
