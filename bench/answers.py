"""Two ways to the same numbers, made comparable: a cell is a metric in a month (or day) and a slice."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import chain

from deskgauge.engine.answer import Answer

Place = tuple[str, ...]  # the metric, the local beginning of the period, the slice
Cell = tuple[float | None, float, float | None, float | None]  # value, n, and where both sides have them low and high
Numbers = dict[str, Cell]
SLICES = ("channel", "request_type", "word")
CLOSE = 1e-9


def of_answer(answer: Answer, suffix: str = "") -> Numbers:
    """Return the cells of an answer; ``suffix`` is added to the metrics' names."""
    found: Numbers = {}
    for row in answer.rows:
        start = row["period_start"]
        assert isinstance(start, datetime)
        slices = [str(row[name]) for name in SLICES if name in row]
        place = "|".join([f"{row['metric']}{suffix}", start.replace(tzinfo=None).isoformat(), *slices])
        found[place] = (_number(row["value"]), _number(row["n"]) or 0.0, _number(row["low"]), _number(row["high"]))
    return found


def of_table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Numbers:
    """Return the cells of a hand-written result: x, x_n and maybe x_low and x_high are columns."""
    found: Numbers = {}
    metrics = [name.removesuffix("_n") for name in columns if name.endswith("_n")]
    for row in rows:
        cells = dict(zip(columns, row, strict=True))
        start = cells["month"]
        assert isinstance(start, datetime)
        slices = [str(cells[name]) for name in SLICES if name in cells]
        for metric in metrics:
            bounds = _number(cells.get(f"{metric}_low")), _number(cells.get(f"{metric}_high"))
            place = "|".join([metric, start.isoformat(), *slices])
            found[place] = (_number(cells[metric]), _number(cells[f"{metric}_n"]) or 0.0, *bounds)
    return found


def _number(value: object) -> float | None:
    return None if value is None else float(value)  # type: ignore[arg-type]  # numbers of several types


def differences(ours: Mapping[str, Sequence[float | None]], hand: Mapping[str, Sequence[float | None]]) -> list[str]:
    """Return where the two sides differ; a place without rows may be missing on either."""
    found = []
    for place in dict.fromkeys(chain(ours, hand)):
        mine, other = ours.get(place, (None, 0.0, None, None)), hand.get(place, (None, 0.0, None, None))
        if (not mine[1] and not other[1]) or (not mine[0] and place not in hand):
            continue  # nothing there, or a share of nothing
        low_high = zip(mine[2:], other[2:], strict=True) if other[2] is not None else ()
        if not all(_same(a, b) for a, b in [*zip(mine[:2], other[:2], strict=True), *low_high]):
            found.append(f"{place}: {list(mine)} by Deskgauge, {list(other)} by hand")
    return found


def _same(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, rel_tol=CLOSE, abs_tol=CLOSE)
