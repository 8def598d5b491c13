"""From a resolved question to cells: parts fused into the fewest scans, run, and laid out by period and slice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from deskgauge.catalogue.kinds import Composite, ShareOf
from deskgauge.catalogue.metric import Metric
from deskgauge.catalogue.options import Reading
from deskgauge.catalogue.parts import Cells, Levels, Overlap, Part, Quantile, Scan, Standing, Value
from deskgauge.catalogue.slices import FRAMES, FROM_TIME
from deskgauge.engine.base import Engine
from deskgauge.engine.question import Resolved, compared
from deskgauge.engine.scan import Cut, names_of, statement
from deskgauge.errors import MissingDataError, UsageError
from deskgauge.model.settings import Settings

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
    cells: dict[str, str | Quantile] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """One value: of a metric, in a period (by number), in a slice (by its dimensions' values)."""

    metric: Metric
    reading: Reading
    period: int
    dimensions: tuple[str, ...]
    slice: Slice
    value: Value


def check_data(metrics: Iterable[Metric], rows: Mapping[str, int]) -> None:
    """Raise MissingDataError for a metric whose tables are empty, naming them all."""
    problems = [
        f"{metric.id} needs {', '.join(missing)}" for metric in metrics if (missing := missing_tables(metric, rows))
    ]
    if problems:
        raise MissingDataError(
            f"There is no data to answer with: {'; '.join(problems)}. Import the table with `deskgauge import`."
        )


def missing_tables(metric: Metric, rows: Mapping[str, int]) -> list[str]:
    """Return what a metric needs and has not: tables, or choices of tables."""
    return [" or ".join(choice) for choice in metric.requires if not any(rows.get(table, 0) for table in choice)]


def compute(engine: Engine, resolved: Resolved, settings: Settings, knowledge: Knowledge) -> list[Line]:
    """Return the values of a question, by metric, period and slice."""
    plans = [
        (metric, metric.reading(resolved.clock, resolved.stat, resolved.anchor, by_agent=resolved.by_agent))
        for metric in resolved.metrics
    ]
    for metric, _ in plans:
        for name in (*resolved.by, *sorted(resolved.filter.dimensions)):
            check_dimension(metric, name)
    now = _run(engine, resolved, settings, knowledge, plans)
    earlier = [plan for plan in plans if isinstance(plan[0].kind, Composite) and plan[0].kind.previous]
    before: dict[str, dict[str, Found]] = {}
    if earlier:
        before = _run(engine, resolved.over(compared(resolved, settings, "previous")), settings, knowledge, earlier)
    lines: list[Line] = []
    for metric, reading in plans:
        lines += _lines(resolved, metric, reading, now[metric.id], before.get(metric.id, {}))
    return lines


def check_dimension(metric: Metric, name: str) -> None:
    """Raise UsageError where a metric cannot be cut by a dimension."""
    frame, timed = FRAMES[metric.kind.frame], bool(getattr(metric.kind, "at", ""))
    if name in frame.dimensions or (name in FROM_TIME and timed):
        return
    known = [*frame.dimensions, *(FROM_TIME if timed else ())]
    raise UsageError(f"{metric.id} cannot be cut or filtered by {name}. It can by {', '.join(known)}.")


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
    own = (metric.kind.dimension,) if isinstance(metric.kind, ShareOf) else ()
    return resolved.by + tuple(name for name in own if name not in resolved.by)


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
                known = next((alias for alias, sql in job.cells.items() if sql == aggregate and sql), None)
                alias = known or (f"{len(job.cells)}" if isinstance(part, Scan) else cell)
                job.cells[alias] = aggregate
                aliases[cell] = alias
            wanted.append((metric.id, name, key, aliases))
    results = {
        key: _fetch(
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


def _own_cells(cells: Mapping[str, object], aliases: Mapping[str, str]) -> dict[str, object]:
    """Return the cells of one part out of those of all parts in its scan, under its own names."""
    return {
        cell + suffix: cells[alias + suffix]
        for cell, alias in aliases.items()
        for suffix in ("", "_low", "_high")
        if alias + suffix in cells
    }


def _fetch(engine: Engine, cut: Cut, job: Job) -> Found:
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
    if isinstance(job.part, Standing):
        numbers = {number: number for number in range(len(cut.periods))}
    return {
        (numbers[row[0]], row[1 : count + 1]): dict(zip(columns, row[count + 1 :], strict=True))
        for row in rows
        if row[0] in numbers
    }


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
    now = _with_whole(metric, dimensions, now)
    places = {
        slice_
        for found in (now, before)
        for name, cells in found.items()
        if name in parts and not FRAMES[parts[name].frame].shared
        for _, slice_ in cells
    }
    if not dimensions:
        places = {()}
    values: dict[tuple[int, Slice], Value] = {}
    for slice_ in places:
        for number in range(len(resolved.periods)):
            cells = Cells(_at(parts, now, number, dimensions, slice_), _at(parts, before, number, dimensions, slice_))
            values[number, slice_] = metric.kind.value(cells, reading)
    if isinstance(metric.kind, ShareOf):
        # What only left-out rows have is no value of the dimension.
        places = {slice_ for (_, slice_), cells in now["rows"].items() if cells["k"]}
    kept = [
        slice_
        for slice_ in places
        if not dimensions
        or any(values[number, slice_].n or values[number, slice_].n_open for number in range(len(resolved.periods)))
    ]
    kept.sort(key=slice_order)
    future = {n for n, p in enumerate(resolved.periods) if resolved.now is not None and p.start > resolved.now}
    snapshot = any(isinstance(part, (Levels, Standing)) for part in parts.values())
    lines = []
    for number in range(len(resolved.periods)):
        for slice_ in kept:
            value = values[number, slice_]
            if snapshot and number in future:
                value = replace(value, value=None, n=0, note="not yet")
            lines.append(Line(metric, reading, number, dimensions, slice_, value))
    return lines


def _with_whole(metric: Metric, dimensions: tuple[str, ...], found: Mapping[str, Found]) -> Mapping[str, Found]:
    """Add for a share of a dimension the whole that it is of: all its values, within the other dimensions."""
    if not isinstance(metric.kind, ShareOf):
        return found
    place = dimensions.index(metric.kind.dimension)
    totals: dict[tuple[int, Slice], int] = defaultdict(int)
    for (number, slice_), cells in found["rows"].items():
        totals[number, slice_[:place] + slice_[place + 1 :]] += int(str(cells["k"] or 0))
    slices = {slice_ for _, slice_ in found["rows"]}
    whole: Found = {
        (number, slice_): {"k": total}
        for (number, rest), total in totals.items()
        for slice_ in slices
        if slice_[:place] + slice_[place + 1 :] == rest
    }
    return {**found, "whole": whole}


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
