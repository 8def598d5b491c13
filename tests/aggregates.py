"""A metric's number put together again, in plain Python, from the rows that explain it."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from statistics import fmean, stdev
from typing import Any

from deskgauge.catalogue.options import Ask
from deskgauge.catalogue.parts import Cells, Cross, Value
from deskgauge.catalogue.slices import FRAMES
from deskgauge.engine.explain import Behind, Explanation
from naive.figures import kaplan_meier, quantile, quantile_interval

Slice = tuple[Any, ...]


def values(explained: Explanation, ask: Ask | None = None) -> dict[Slice, Value]:
    """Return the metric's values by slice, from all explained rows; ``ask`` tells what other metrics say."""
    metric = explained.metric
    parts = metric.kind.parts(explained.reading)
    carries = tuple(metric.kind.carries)
    found: dict[str, dict[str, dict[Slice, dict[str, Any]]]] = {"now": {}, "before": {}}
    for part in explained.parts:
        found[part.of][part.part] = _by_slice(part, carries, is_cross=isinstance(parts[part.part], Cross))
    places = {
        slice_
        for of in found.values()
        for name, cells in of.items()
        if not FRAMES[parts[name].frame].shared
        for slice_ in cells
    }
    if not carries:
        places = {()}
    cells = {
        slice_: Cells(*(_at(found[of], {name: of_frame(parts[name].frame, slice_, carries) for name in found[of]})
                        for of in ("now", "before")))
        for slice_ in places
    }  # fmt: skip
    return metric.kind.across(cells, carries, replace(explained.reading, ask=ask))


def _at(found: Mapping[str, Mapping[Slice, dict[str, Any]]], own: Mapping[str, Slice]) -> dict[str, dict[str, Any]]:
    """Return the cells of each part at its own slice."""
    return {name: by_slice[own[name]] for name, by_slice in found.items() if own[name] in by_slice}


def of_frame(frame: str, slice_: Slice, carries: Sequence[str]) -> Slice:
    """Return a slice of a frame: a shared one knows only some dimensions."""
    one = FRAMES[frame]
    return tuple(value for value, name in zip(slice_, carries, strict=True) if not one.shared or one.has(name))


def _by_slice(part: Behind, carries: Sequence[str], *, is_cross: bool) -> dict[Slice, dict[str, Any]]:
    own = [name for name in part.groups if name in carries]
    slices: dict[Slice, list[Mapping[str, Any]]] = defaultdict(list)
    for row in part.rows:
        slices[tuple(row[name] for name in own)].append(row)
    if not own:
        slices.setdefault((), [])
    if not is_cross:
        return {slice_: _figures(part, rows) for slice_, rows in slices.items()}
    columns = [name for name in part.groups if name not in carries]
    return {slice_: {"groups": _grouped(part, rows, columns)} for slice_, rows in slices.items()}


def _grouped(part: Behind, rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> list[tuple[Any, ...]]:
    groups: dict[Slice, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        if row["at"] is not None:
            groups[tuple(row[name] for name in columns)].append(row)
    return [(*key, *_figures(part, group).values()) for key, group in groups.items()]


def _figures(part: Behind, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    if set(part.cells) == {"finished", "waiting"}:
        return {"value": _survival(part, rows)}
    found: dict[str, Any] = {}
    for name, cell in part.cells.items():
        taken = [row for row in rows if row[cell.where]]
        numbers = [] if cell.value is None else [row[cell.value] for row in taken if row[cell.value] is not None]
        if cell.function == "count":
            found[name] = len(taken) if cell.value is None else len(numbers)
        elif cell.function == "quantile":
            q = Fraction(cell.q or 0).limit_denominator(100)
            found[name] = quantile(numbers, q) if numbers else None
            found[f"{name}_low"], found[f"{name}_high"] = quantile_interval(numbers, q)
        else:
            found[name] = _figure(cell.function, numbers)
    return found


def _survival(part: Behind, rows: Sequence[Mapping[str, Any]]) -> float | None:
    finished, waiting = (
        [row[str(cell.value)] for row in rows if row[cell.where]]
        for cell in (part.cells["finished"], part.cells["waiting"])
    )
    return kaplan_meier(finished, waiting, Fraction(part.cells["finished"].q or 0).limit_denominator(100))


def _figure(function: str, numbers: Sequence[Any]) -> Any:
    if function == "distinct":
        return len(set(numbers))
    if not numbers:
        return None
    if function == "spread":
        return stdev(map(float, numbers)) if len(numbers) > 1 else None
    if function in ("least", "most"):
        return {"least": min, "most": max}[function](numbers)
    whole: Any = {"sum": math.fsum, "mean": fmean}[function]
    return whole(float(one) for one in numbers)
