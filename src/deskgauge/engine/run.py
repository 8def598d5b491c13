"""From a resolved question to cells: parts fused into the fewest scans, run, and laid out by period and slice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache

from deskgauge.catalogue.metric import Metric
from deskgauge.catalogue.options import Ask, Asked, Reading
from deskgauge.catalogue.parts import (
    Cells,
    Cross,
    Figure,
    Levels,
    Overlap,
    Part,
    Quantile,
    Scan,
    Standing,
    Value,
)
from deskgauge.catalogue.slices import FRAMES, FROM_TIME
from deskgauge.engine.base import Engine
from deskgauge.engine.cut import Cut
from deskgauge.engine.filters import parse_filter
from deskgauge.engine.question import Resolved, compared
from deskgauge.engine.scan import NUMBERED, names_of, statement
from deskgauge.errors import MissingDataError, UsageError
from deskgauge.language import _, either
from deskgauge.model.periods import Period
from deskgauge.model.settings import Settings
from deskgauge.model.zones import to_local

Slice = tuple[object, ...]
Found = dict[tuple[int, Slice], dict[str, object]]


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What a store tells of itself: rows by table, and how many spans a day of the working clock has."""

    rows: Mapping[str, int]
    width: int


@dataclass(slots=True)
class Job:
    """One statement to run: a part with the cells of all parts fused into it."""

    part: Part
    by: tuple[str, ...]
    cells: dict[str, Figure | Quantile] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """One value: of a metric, in a period (by number), in a slice (by its dimensions' values); and its cells."""

    metric: Metric
    reading: Reading
    period: int
    dimensions: tuple[str, ...]
    slice: Slice
    value: Value
    cells: Cells = field(default_factory=Cells)


def check_data(metrics: Iterable[Metric], rows: Mapping[str, int]) -> None:
    """Raise MissingDataError for a metric whose tables are empty, naming them all."""
    problems = [
        _("{metric} needs {tables}", metric=metric.id, tables=", ".join(missing))
        for metric in metrics
        if (missing := missing_tables(metric, rows))
    ]
    if problems:
        raise MissingDataError(
            _(
                "There is no data to answer with: {names}. Import the table with `deskgauge import`.",
                names="; ".join(problems),
            )
        )


def missing_tables(metric: Metric, rows: Mapping[str, int]) -> list[str]:
    """Return what a metric needs and has not: tables, or choices of tables."""
    return [either(choice) for choice in metric.requires if not any(rows.get(table, 0) for table in choice)]


def compute(engine: Engine, resolved: Resolved, settings: Settings, knowledge: Knowledge) -> list[Line]:
    """Return the values of a question, by metric, period and slice."""
    ask = _asker(engine, resolved, settings, knowledge)
    plans = [(metric, replace(reading_of(resolved, settings, metric), ask=ask)) for metric in resolved.metrics]
    for metric, __ in plans:
        for name in (*resolved.by, *sorted(resolved.filter.dimensions)):
            check_dimension(metric, name)
    now = _run(engine, resolved, settings, knowledge, plans)
    before: dict[str, dict[str, Found]] = {}
    for how, others in _others(resolved, settings).items():
        wanting = [plan for plan in plans if plan[0].kind.against == how]
        if wanting and others:
            other = resolved.over(others) if how == "previous" else replace(resolved.over(others), grain="total")
            found = _run(engine, other, settings, knowledge, wanting)
            before |= found if how == "previous" else _for_all(found, len(resolved.periods))
    lines: list[Line] = []
    for metric, reading in plans:
        lines += _lines(resolved, metric, reading, now[metric.id], before.get(metric.id, {}))
    return lines


def reading_of(resolved: Resolved, settings: Settings, metric: Metric) -> Reading:
    """Return how a metric is read, with what its kind may need to know of the question."""
    reading = metric.reading(resolved.clock, resolved.stat, resolved.anchor, by_agent=resolved.by_agent)
    return replace(reading, settings=settings, filtered=bool(resolved.filter.dimensions))


def _asker(engine: Engine, resolved: Resolved, settings: Settings, knowledge: Knowledge) -> Ask:
    """Return how a kind asks another metric for its value of the whole company over a span; each answer is kept."""

    @cache
    def ask(name: str, start: datetime, end: datetime) -> Asked | None:
        metric = resolved.catalogue.get(name)
        if metric is None or metric.kind.carries or missing_tables(metric, knowledge.rows):
            return None
        span = Period(to_local(start, settings.time_zone), start, end)
        alone = replace(
            resolved, metrics=(metric,), by=(), names=(), grain="total", periods=(span,), filter=parse_filter(None),
            clock=None, stat="headline", anchor=None, compare=None,
        )  # fmt: skip
        (line,) = compute(engine, alone, settings, knowledge)
        return Asked(line.value, metric.better)

    return ask


def _others(resolved: Resolved, settings: Settings) -> dict[str, tuple[Period, ...]]:
    """Return the periods that values may be set against: the one before each, or one baseline for all."""
    return {
        "previous": compared(resolved, settings, "previous"),
        "baseline": () if resolved.baseline is None else (resolved.baseline,),
    }


def _for_all(found: Mapping[str, Mapping[str, Found]], periods: int) -> dict[str, dict[str, Found]]:
    """Return what was found in the one baseline as what each period is set against."""
    return {
        metric: {
            part: {(number, slice_): cells for (__, slice_), cells in one.items() for number in range(periods)}
            for part, one in parts.items()
        }
        for metric, parts in found.items()
    }


def check_dimension(metric: Metric, name: str) -> None:
    """Raise UsageError where a metric cannot be cut by a dimension."""
    frame = FRAMES[metric.kind.frame]
    timed = frame.timed and bool(getattr(metric.kind, "at", ""))
    if name in frame.dimensions or (name in FROM_TIME and timed):
        return
    known = [*frame.dimensions, *(FROM_TIME if timed else ())]
    raise UsageError(
        _(
            "{id} cannot be cut or filtered by {name}. It can by {names}.",
            id=metric.id,
            name=name,
            names=", ".join(known),
        )
    )


def cut_of(resolved: Resolved, settings: Settings, knowledge: Knowledge, by: tuple[str, ...] | None = None) -> Cut:
    """Return how the parts of a question are cut; ``by`` where a metric carries a dimension of its own."""
    return Cut(
        resolved.grain,
        resolved.periods,
        resolved.by if by is None else by,
        resolved.filter,
        settings,
        resolved.now,
        knowledge.width,
    )


def dimensions_of(resolved: Resolved, metric: Metric) -> tuple[str, ...]:
    """Return the dimensions of a metric's rows: those asked for, and the one that it carries by itself."""
    return resolved.by + tuple(name for name in metric.kind.carries if name not in resolved.by)


def _run(
    engine: Engine,
    resolved: Resolved,
    settings: Settings,
    knowledge: Knowledge,
    plans: Sequence[tuple[Metric, Reading]],
) -> dict[str, dict[str, Found]]:
    """Fuse the parts of all metrics, run them, and return what was found by metric and part."""
    jobs: dict[str, Job] = {}
    wanted: list[tuple[str, str, str, dict[str, str]]] = []
    for metric, reading in plans:
        by = dimensions_of(resolved, metric)
        for name, part in metric.kind.parts(reading).items():
            at = part.at if isinstance(part, Scan) else ""
            key = f"{part.frame}|{at}|{by}" if isinstance(part, Scan) else f"{part!r}|{by}"
            job = jobs.setdefault(key, Job(part, by))
            aliases = {}
            for cell, aggregate in names_of(part).items():
                alias = _alias(job, cell, aggregate)
                job.cells[alias] = aggregate
                aliases[cell] = alias
            wanted.append((metric.id, name, key, aliases))
    results = {
        key: fetch(
            engine,
            Cut(resolved.grain, resolved.periods, job.by, resolved.filter, settings, resolved.now, knowledge.width),
            job,
        )
        for key, job in jobs.items()
    }
    found: dict[str, dict[str, Found]] = defaultdict(dict)
    for metric_id, name, key, aliases in wanted:
        found[metric_id][name] = {place: _own_cells(cells, aliases) for place, cells in results[key].items()}
    return found


def _alias(job: Job, cell: str, aggregate: Figure | Quantile) -> str:
    """Return the name of a cell within its scan: that of an equal one, where several parts share the scan."""
    if not isinstance(job.part, Scan):
        return cell
    return next((alias for alias, known in job.cells.items() if known == aggregate), str(len(job.cells)))


def _own_cells(cells: Mapping[str, object], aliases: Mapping[str, str]) -> dict[str, object]:
    """Return the cells of one part out of those of all parts in its scan, under its own names."""
    return {
        cell + suffix: cells[alias + suffix]
        for cell, alias in aliases.items()
        for suffix in ("", "_low", "_high")
        if alias + suffix in cells
    } | {cell: cells[cell] for cell in ("groups",) if cell in cells}


def fetch(engine: Engine, cut: Cut, job: Job) -> Found:
    """Run one statement and lay its rows out by period number and slice."""
    if not cut.periods:
        return {}
    count = len(cut.dimensions(FRAMES[job.part.frame]))
    columns: list[str] = []
    for name, cell in job.cells.items():
        columns += [name, f"{name}_low", f"{name}_high"] if isinstance(cell, Quantile) else [name]
    rows = engine.rows(statement(cut, job.part, job.cells))
    numbers = cut.numbers()
    if isinstance(job.part, (Levels, Overlap)):
        return _accumulated(cut, rows, count, numbers, overlap=isinstance(job.part, Overlap))
    if isinstance(job.part, NUMBERED):
        numbers = {number: number for number in range(len(cut.periods))}
    if isinstance(job.part, Cross):
        return _grouped(rows, count, numbers)
    return {
        (numbers[row[0]], row[1 : count + 1]): dict(zip(columns, row[count + 1 :], strict=True))
        for row in rows
        if row[0] in numbers
    }


def _grouped(rows: Sequence[tuple[object, ...]], count: int, numbers: Mapping[object, int]) -> Found:
    """Lay the rows of a Cross out as lists, one for each period and slice."""
    found: Found = {}
    for row in rows:
        if row[0] in numbers:
            groups = found.setdefault((numbers[row[0]], row[1 : count + 1]), {"groups": []})["groups"]
            groups.append(row[count + 1 :])  # type: ignore[attr-defined]  # a list, made in the line above
    return found


def _accumulated(
    cut: Cut, rows: Sequence[tuple[object, ...]], count: int, numbers: Mapping[object, int], *, overlap: bool
) -> Found:
    """Add up who entered and left, in the order of the periods; a period after "now" has no level."""
    moves: dict[Slice, dict[int, tuple[int, int]]] = defaultdict(dict)
    for row in rows:
        number = _number_of(row[0], numbers)
        moves[row[1 : count + 1]][number] = (int(str(row[-2])), int(str(row[-1])))
    found: Found = {}
    for slice_, by_period in moves.items():
        entered, gone = by_period.get(-1, (0, 0))
        for number, period in enumerate(cut.periods):
            into, out = by_period.get(number, (0, 0))
            entered += into
            level = entered - gone - (0 if overlap else out)
            gone += out
            if cut.now is None or period.start <= cut.now:
                found[number, slice_] = {"level": level}
    return found


def _number_of(key: object, numbers: Mapping[object, int]) -> int:
    """Return the number of the period of a key; -1 before the first, of a gap between periods the next one."""
    if key is None:
        return -1
    known = numbers.get(key)
    if known is not None:
        return known
    later = [number for other, number in numbers.items() if other > key]  # type: ignore[operator]  # keys are of one kind
    return min(later, default=len(numbers))


def _lines(
    resolved: Resolved, metric: Metric, reading: Reading, now: Mapping[str, Found], before: Mapping[str, Found]
) -> list[Line]:
    """Put the parts of one metric together, one line for each period and each slice that has rows."""
    dimensions = dimensions_of(resolved, metric)
    parts = metric.kind.parts(reading)
    places = {
        slice_
        for found in (now, before)
        for name, cells in found.items()
        if name in parts and not FRAMES[parts[name].frame].shared
        for __, slice_ in cells
    }
    if not dimensions:
        places = {()}
    resolved.check_rows(len(places))
    values: dict[tuple[int, Slice], Value] = {}
    cells: dict[tuple[int, Slice], Cells] = {}
    for number in range(len(resolved.periods)):
        own = {
            slice_: Cells(_at(parts, now, number, dimensions, slice_), _at(parts, before, number, dimensions, slice_))
            for slice_ in places
        }
        cells |= {(number, slice_): one for slice_, one in own.items()}
        for slice_, value in metric.kind.across(own, dimensions, reading).items():
            values[number, slice_] = value
    kept = _kept(resolved, metric, values, places)
    future = {n for n, p in enumerate(resolved.periods) if resolved.now is not None and p.start > resolved.now}
    snapshot = any(isinstance(part, (Levels, Standing)) for part in parts.values())
    lines = []
    for number in range(len(resolved.periods)):
        for slice_ in kept:
            value = values[number, slice_]
            if snapshot and number in future:
                value = replace(value, value=None, n=0, note="not yet")
            lines.append(Line(metric, reading, number, dimensions, slice_, value, cells[number, slice_]))
    return lines


def _kept(
    resolved: Resolved, metric: Metric, values: Mapping[tuple[int, Slice], Value], places: Iterable[Slice]
) -> list[Slice]:
    """Return the slices that have a row in some period, in order; without dimensions the only one there is."""
    numbers = range(len(resolved.periods))
    if not resolved.by and not metric.kind.carries:
        return list(places)
    there = (slice_ for slice_ in places if any(metric.kind.there(values[number, slice_]) for number in numbers))
    return sorted(there, key=slice_order)


def _at(
    parts: Mapping[str, Part], found: Mapping[str, Found], number: int, dimensions: tuple[str, ...], slice_: Slice
) -> dict[str, dict[str, object]]:
    """Return the cells of each part at one place; of a shared frame those of the dimensions that cut it."""
    cells = {}
    for name, by_place in found.items():
        own = slice_
        if name in parts and (frame := FRAMES[parts[name].frame]).shared:
            own = tuple(value for value, one in zip(slice_, dimensions, strict=True) if frame.has(one))
        cells[name] = by_place.get((number, own), {})
    return cells


def slice_order(slice_: Slice) -> tuple[tuple[int, object], ...]:
    """Order slices by their values, null last."""
    return tuple((1, "") if value is None else (0, value) for value in slice_)
