"""Which way of splitting fits: by what the values are found to be, not by a list of metrics."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from deskgauge import stats
from deskgauge.catalogue.kinds import Composite
from deskgauge.catalogue.parts import Cross, Figure, Firsts, Kept, Levels, Part, Survival, Things, Value
from deskgauge.catalogue.slices import FRAMES
from deskgauge.engine import judge
from deskgauge.insight.asked import (
    Asked,
    are_additive,
    durations,
    moment,
    moves,
    quantile_cell,
    together,
    with_spread,
)
from deskgauge.insight.chance import LEVEL, adjusted, two_counts
from deskgauge.insight.methods import (
    Two,
    by_levels,
    by_means,
    by_parts,
    by_quantiles,
    by_shared_whole,
    by_sums,
    explains_some,
    has_shared_whole,
    is_mean,
    is_plain_mean,
    is_same,
    is_sum,
    number,
)
from deskgauge.insight.moved import SLICE, Contributor, Split, ordered
from deskgauge.insight.reweighting import quantile_of, survival_of

Slice = tuple[object, ...]
SUM, STANDING, MEAN, ALIKE, SHARED, QUANTILE, SURVIVAL, PARTS = (
    "sum", "standing", "mean", "plain_mean", "shared_whole", "quantile", "survival", "parts",
)  # fmt: skip


def split_of(asked: Asked, two: Two, by: tuple[str, ...]) -> Split | None:
    """Return the change split by dimensions, None where the metric's value cannot be split so."""
    if asked.metric.kind.against:
        return None  # a change of a change: its slices have no size that they count by
    if _is_made_of(asked, by):
        return None
    first, second = with_spread(asked, by, (dict(two.slices_before), dict(two.slices_after)))
    two = replace(two, slices_before=first, slices_after=second)
    method, found = _found(asked, two, by)
    if found is None or not explains_some(found):
        return None
    judged = _judged(asked, method, found, by_agent="agent" in by)
    return Split(by, method, ordered(judged, two.change), _explains(two, method, judged))


def split_of_parts(asked: Asked, whole: tuple[Value, Value]) -> Split | None:
    """Return the change split over the parts of the metric's formula, None where it has one only."""
    reading, kind = asked.reading(()), asked.metric.kind
    names = [(name, False) for name in asked.parts(())]
    names += [(name, True) for name, _ in names] if kind.against else []
    if len(names) < 2:
        return None
    first, second = (lines[0].cells for lines in asked.lines(()))
    found = by_parts(first, second, lambda cells: kind.value(cells, reading), names)
    if found is None:
        return None
    return Split(("part",), PARTS, ordered(found, number(whole[1]) - number(whole[0])), 0.0)


def _found(asked: Asked, two: Two, by: tuple[str, ...]) -> tuple[str, list[Contributor] | None]:
    """Return the way that fits and what it finds; None where none fits."""
    parts = asked.parts(by)
    composite, complete = isinstance(asked.metric.kind, Composite), asked.metric.unit in judge.NOT_JUDGED
    quantile = None if composite else quantile_cell(parts)
    if quantile is not None:
        censored = isinstance(quantile, Survival)
        lists = durations(asked, by, parts)
        measure = survival_of if censored else quantile_of
        return (SURVIVAL if censored else QUANTILE), by_quantiles(two, *lists, quantile.q, measure)
    levels = [part for part in parts.values() if isinstance(part, Levels)]
    if complete and levels and len(parts) == 1 and is_sum(two):
        return STANDING, by_levels(two, moves(asked, by, levels[0]))
    is_mean_ = is_mean(two)
    if complete and (is_sum(two) or (not composite and _may_overlap(parts))) and not (composite and is_mean_):
        return SUM, by_sums(two)
    return _of_means(asked, two, by, is_mean_=is_mean_)


def _of_means(asked: Asked, two: Two, by: tuple[str, ...], *, is_mean_: bool) -> tuple[str, list[Contributor] | None]:
    """Return the way that fits what is no sum and no quantile: a ratio or a mean of some kind."""
    if _has_shared_part(asked, by) and has_shared_whole(two):
        return SHARED, by_shared_whole(two)
    if is_mean_ or _is_ratio(asked, two, by):
        return MEAN, by_means(two)
    if is_plain_mean(two):
        return ALIKE, by_means(two, alike=True)
    overlapping = not isinstance(asked.metric.kind, Composite) and _may_overlap(asked.parts(by))
    return MEAN, by_means(two) if overlapping else None


def _has_shared_part(asked: Asked, by: tuple[str, ...]) -> bool:
    """Say whether some part is the same in every slice: sizes may be equal by chance, what a metric is made of not."""
    frames = [FRAMES[part.frame] for part in asked.parts(by).values()]
    return any(frame.shared and not any(frame.has(one) for one in by) for frame in frames)


def _is_made_of(asked: Asked, by: tuple[str, ...]) -> bool:
    """Say whether a dimension is what a part is grouped by itself: it tells what the value is, and no cause of it."""
    crosses = [part for part in asked.parts(by).values() if isinstance(part, Cross)]
    return any(FRAMES[part.frame].dimensions.get(name) in part.columns for part in crosses for name in by)


def _may_overlap(parts: Mapping[str, Part]) -> bool:
    """Say whether one thing may stand in several slices, so that slices need not add up to the whole."""
    figures = [cell for part in parts.values() for cell in getattr(part, "aggregates", {}).values()]
    distinct = any(isinstance(one, Figure) and one.function == "distinct" for one in figures)
    return distinct or any(isinstance(part, (Things, Firsts, Kept)) for part in parts.values())


def _is_ratio(asked: Asked, two: Two, by: tuple[str, ...]) -> bool:
    """Say whether a formula is a sum over a sum: whether what it makes of all slices with a value together is their
    mean. What is left is then the sum above the line of slices that have nothing below it."""
    parts, reading = asked.parts(by), asked.reading(by)
    if not are_additive(parts) or any(whole.n <= 0 for whole, _ in two.sides):
        return False
    frames = {name: FRAMES[part.frame] for name, part in parts.items()}
    cuts = {name: [not frame.shared or frame.has(one) for one in by] for name, frame in frames.items()}
    if any(any(one) and not all(one) for one in cuts.values()):
        return False
    shared = [name for name, one in cuts.items() if not all(one)]
    for (_, slices), cells in zip(two.sides, two.cells, strict=True):
        there = [slice_ for slice_, one in slices.items() if one.value is not None]
        merged = asked.metric.kind.value(together((cells[one] for one in there), shared), reading)
        sums = [number(slices[one]) * slices[one].n for one in there]
        size = math.fsum(map(abs, sums))
        if not is_same(number(merged) * merged.n, math.fsum(sums), size):
            return False
        if not is_same(merged.n, sum(slices[one].n for one in there), 0.0):
            return False
    return True


# ------------------------------------------------------------------------------ chance
def _judged(asked: Asked, method: str, found: Sequence[Contributor], *, by_agent: bool) -> list[Contributor]:
    """Return the contributors with the interval of their own change and with what may be chance told apart."""
    part = _later_part(asked)
    told = [_tested(asked, method, one, part) if one.kind == SLICE else one for one in found]
    p_values = adjusted([one.p_value for one in told])
    metric, settings = asked.metric, asked.session.settings
    return [
        replace(
            one,
            p_adjusted=p,
            chance=None if p is None else p > LEVEL,
            too_few=one.kind == SLICE
            and any(value and judge.too_few(metric, value, settings, by_agent=by_agent)
                    for value in (one.before, one.after)),
        )
        for one, p in zip(told, p_values, strict=True)
    ]  # fmt: skip


def _tested(asked: Asked, method: str, one: Contributor, part: float) -> Contributor:
    """Return a contributor with its interval and p-value: of a count as a count, else of its value's change."""
    first, second = one.before, one.after
    if first is None or second is None:
        return one
    if method == STANDING:
        return one if one.left is None else replace(one, p_value=two_counts(one.left, one.entered or 0, 0.5))
    if method == SUM and asked.metric.unit == "count":
        counts = (round(number(first)), round(number(second)))
        return replace(one, p_value=two_counts(*counts, part)) if min(counts) >= 0 else one
    if asked.metric.unit == "money":
        return replace(one, p_value=_p_of_sums(first, second, part))
    row = judge.change(asked.metric, second, first)
    low, high, p = (_float(row[name]) for name in ("change_low", "change_high", "p_value"))
    return replace(one, low=low, high=high, p_value=p)


def _float(value: object) -> float | None:
    return float(value) if isinstance(value, (int, float)) else None


def _p_of_sums(first: Value, second: Value, part: float) -> float | None:
    """Return the p-value that two sums of amounts that come one by one have the same size by unit of time."""
    if not first.spread or not second.spread or not 0 < part < 1:
        return None
    rates = number(second) / part - number(first) / (1 - part)
    return stats.two_sided(rates / math.hypot(second.spread / part, first.spread / (1 - part)))


def _later_part(asked: Asked) -> float:
    """Return the later period's share of the two periods' length."""
    lengths = [
        (min(moment(side, cut), side.periods[0].end) - side.periods[0].start).total_seconds()
        for side, cut in zip(asked.sides, asked.cuts(()), strict=True)
    ]
    return lengths[1] / sum(lengths)


# ------------------------------------------------------------------------------ how much a dimension explains
def _explains(two: Two, method: str, found: Sequence[Contributor]) -> float:
    """Return how far the slices moved apart beyond what chance gives, and what other proportions did.

    Had all slices moved alike, each had added its part of the whole's change; half of all differences from that,
    each less the half-width of its interval, is what the dimension tells.
    """
    slices = [one for one in found if one.kind == SLICE]
    if method in (SUM, STANDING):
        size = number(two.before)
        apart = [abs(one.total - (number(one.before) / size * two.change if size else 0.0)) for one in slices]
        return math.fsum(max(0.0, far - _noise_of_sum(one)) for one, far in zip(slices, apart, strict=True)) / 2
    weights = [_weight(two, one) for one in slices]
    rate = math.fsum(one.rate or 0.0 for one in slices) / (math.fsum(weights) or 1.0)
    apart = [
        max(0.0, abs((one.rate or 0.0) - weight * rate) - weight * ((one.high or 0.0) - (one.low or 0.0)) / 2)
        for one, weight in zip(slices, weights, strict=True)
    ]
    mix = abs(math.fsum(one.mix or 0.0 for one in slices)) - math.hypot(*(_noise_of_mix(two, one) for one in slices))
    return max(0.0, mix) + math.fsum(apart) / 2


def _noise_of_mix(two: Two, one: Contributor) -> float:
    """Return the half-width of a slice's mix: of its mean value, which has half that of its change, by its weight's."""
    if one.low is None or one.high is None or one.before is None or one.after is None:
        return 0.0
    grown = one.after.n / (two.after.n or 1) - one.before.n / (two.before.n or 1)
    return abs(grown) * (one.high - one.low) / 4


def _weight(two: Two, one: Contributor) -> float:
    return sum((value.n if value else 0) / (whole.n or 1)
               for value, whole in ((one.before, two.before), (one.after, two.after))) / 2  # fmt: skip


def _noise_of_sum(one: Contributor) -> float:
    if one.entered is not None:
        return stats.Z95 * math.sqrt(one.entered + (one.left or 0))
    sides = [value for value in (one.before, one.after) if value]
    squares = [abs(number(value)) if value.spread is None else value.spread**2 for value in sides]
    return stats.Z95 * math.sqrt(math.fsum(squares))
