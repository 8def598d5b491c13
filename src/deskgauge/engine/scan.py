"""From parts to SQL: each part over its frame, by period and slice, in our dialect."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from deskgauge.catalogue.parts import (
    Aggregates,
    Cross,
    Figure,
    Firsts,
    Kept,
    Levels,
    Overlap,
    Part,
    Quantile,
    Scan,
    Standing,
    Stretch,
    Survival,
    Things,
)
from deskgauge.catalogue.slices import FRAMES, Frame
from deskgauge.engine.base import literal, with_working_clock
from deskgauge.engine.cut import CUTS, Cut
from deskgauge.stats import Z95


# ---------------------------------------------------------------------- statements
def statement(cut: Cut, part: Part, cells: Aggregates) -> str:
    """Return the query of one part (or of several fused into ``cells``): key, dimensions, then the cells' columns."""
    return with_working_clock(cut.fill(_MAKERS[type(part)](cut, part, cells)), cut.width)


def _listed(cut: Cut, frame: Frame, at: str | None, key: str) -> list[str]:
    return [f"{key} AS k", *(f"{sql} AS d{i}" for i, sql in enumerate(cut.columns(frame, at)))]


def _group(cut: Cut, frame: Frame) -> str:
    count = len(cut.dimensions(frame))
    if cut.grain == "total" and not count:
        return ""
    first = 2 if cut.grain == "total" else 1
    return f" GROUP BY {', '.join(str(i) for i in range(first, count + 2))}"


def _aggregates(cells: Aggregates) -> tuple[list[str], list[str]]:
    """Return the aggregates of the inner query and the columns picked from them."""
    inner: list[str] = []
    picked: list[str] = []
    for i, cell in enumerate(cells.values()):
        if isinstance(cell, Quantile):
            inner += [
                f"SORTED({cell.value}, {cell.where}) AS c{i}",
                f"COUNT(CASE WHEN {cell.where} THEN 1 END) AS n{i}",
            ]
            picked += [f"{sql} AS c{i}{suffix}" for suffix, sql in _picks(f"c{i}", f"n{i}", cell.q).items()]
        else:
            inner.append(f"{cell.sql} AS c{i}")
            picked.append(f"c{i}")
    return inner, picked


def _picks(values: str, n: str, q: Fraction) -> dict[str, str]:
    """Return the quantile of an ordered array, interpolated, and its order-statistic bounds (rules 14 and 36)."""
    top, bottom = q.numerator, q.denominator
    place = f"FLOOR(({n} - 1) * {top} / {bottom}.0)"
    rest = f"((({n} - 1) * {top} - {place} * {bottom}) / {bottom}.0)"
    index = f"CAST({place} AS INTEGER) + 1"
    middle, arm = f"({n} * {top} / {bottom}.0)", f"({Z95!r} * SQRT({n} * {top * (bottom - top)} / {bottom * bottom}.0))"
    low, high = f"FLOOR({middle} - {arm} + 1e-9)", f"CEIL({middle} + {arm} - 1e-9) + 1"
    low, high = f"CASE WHEN {low} < 1 THEN 1 ELSE {low} END", f"CASE WHEN {high} > {n} THEN {n} ELSE {high} END"
    step = f"({values}[{index} + 1] - {values}[{index}])"
    return {
        "": f"{values}[{index}] + CASE WHEN {rest} > 0 THEN {step} * {rest} ELSE 0 END",
        "_low": f"CASE WHEN {n} >= 6 THEN {values}[CAST({low} AS INTEGER)] END",
        "_high": f"CASE WHEN {n} >= 6 THEN {values}[CAST({high} AS INTEGER)] END",
    }


def _picked(inner: str, count: int, picked: Sequence[str]) -> str:
    keys = ["k", *(f"d{i}" for i in range(count))]
    return f"SELECT {', '.join([*keys, *picked])} FROM ({inner}) AS g"


def _scan(cut: Cut, part: Scan, cells: Aggregates) -> str:
    frame = FRAMES[part.frame]
    inner, picked = _aggregates(cells)
    listed = [*_listed(cut, frame, part.at, cut.key(part.at)), *inner]
    where = " AND ".join([*cut.range_of(part.at), *cut.condition(frame, part.at)])
    query = f"SELECT {', '.join(listed)} FROM {cut.source(frame)} WHERE {where}{_group(cut, frame)}"
    if any(isinstance(cell, Quantile) for cell in cells.values()):
        return _picked(query, len(cut.dimensions(frame)), picked)
    return query


def _things(cut: Cut, part: Things, cells: Aggregates) -> str:
    frame = FRAMES[part.frame]
    count = len(cut.dimensions(frame))
    listed = [
        *_listed(cut, frame, part.at, cut.key(part.at)),
        f"{part.thing} AS thing",
        f"SUM({part.amount}) AS amount",
    ]
    where = " AND ".join([*cut.range_of(part.at), part.where, *cut.condition(frame, part.at)])
    first = 2 if cut.grain == "total" else 1
    group = ", ".join(str(i) for i in range(first, count + 3))
    things = f"SELECT {', '.join(listed)} FROM {cut.source(frame)} WHERE {where} GROUP BY {group}"
    inner, picked = _aggregates(cells)
    keys = ["k", *(f"d{i}" for i in range(count))]
    query = f"SELECT {', '.join([*keys, *inner])} FROM ({things}) AS t GROUP BY {', '.join(keys)}"
    return _picked(query, count, picked)


def _levels(cut: Cut, part: Levels | Overlap, _: Aggregates) -> str:
    """Count who entered and who left by period, with a null key for what lies before the first; +1 first, then -1."""
    frame = FRAMES[part.frame]
    dimensions = [f"{sql} AS d{i}" for i, sql in enumerate(cut.columns(frame, None))]
    conditions = [f"({part.where})", *cut.condition(frame, None)]
    if isinstance(part, Levels):
        conditions.append(f"({part.leave} IS NULL OR {part.enter} IS NULL OR {part.enter} < {part.leave})")
    rows = (
        f"SELECT {', '.join([f'{part.enter} AS enter_at', f'{part.leave} AS leave_at', *dimensions])} "
        f"FROM {cut.source(frame)} WHERE {' AND '.join(conditions)}"
    )
    names = ", ".join(["k", *(f"d{i}" for i in range(len(dimensions)))])
    columns = "".join(f", d{i}" for i in range(len(dimensions)))
    never = "CAST(NULL AS INTEGER)" if cut.grain in ("total", CUTS) else "CAST(NULL AS TIMESTAMP)"

    def moved(at: str, sign: int) -> str:
        # A row whose entry is unknown was always there.
        key = f"CASE WHEN {at} >= {literal(cut.start)} THEN {cut.key(at)} ELSE {never} END"
        unknown = f" OR {at} IS NULL" if sign > 0 else ""
        counts = ("COUNT(*) AS entered, 0 AS gone", "0, COUNT(*)")[sign < 0]
        inner = f"SELECT {key} AS k{columns} FROM moves WHERE {at} < {literal(cut.end)}{unknown}"
        return f"SELECT {names}, {counts} FROM ({inner}) AS m{sign + 1} GROUP BY {names}"

    union = f"{moved('enter_at', 1)} UNION ALL {moved('leave_at', -1)}"
    sums = f"SELECT {names}, SUM(entered) AS c0, SUM(gone) AS c1 FROM ({union}) AS u GROUP BY {names}"
    return f"WITH moves AS ({rows}) {sums}"


def standing_rows(cut: Cut, part: Standing) -> str:
    """Return the rows of a frame that stand at a period's end: with its number, its end and the end's reading."""
    frame = FRAMES[part.frame]
    ends = []
    for number, period in enumerate(cut.periods):
        if cut.now is None or period.start > cut.now:
            continue
        end, before = cut.moment(period)
        ends.append(f"({number}, {literal(end)}, {literal(before)})")
    if not ends:
        ends = [f"(-1, {literal(cut.start)}, {literal(cut.start)})"]
    dated = (
        f"SELECT p.k, p.end_at, f.* FROM {cut.source(frame)} "
        f"JOIN (VALUES {', '.join(ends)}) AS p(k, end_at, before_at) "
        f"ON ({part.enter} IS NULL OR {part.enter} < p.before_at) "
        f"AND ({part.leave} IS NULL OR {part.leave} >= p.before_at)"
    )
    if any("$end_us" in f"{cell.value} {cell.where}" for cell in part.aggregates.values()):
        dated = (
            f"SELECT q.*, WORK_US(w, end_at) AS end_us FROM ({dated}) AS q "
            f"LEFT JOIN working_days AS w ON w.calendar_id = q.{frame.calendar} AND w.day = CAST(q.end_at AS DATE)"
        )
    return dated


def _standing(cut: Cut, part: Standing, cells: Aggregates) -> str:
    frame = FRAMES[part.frame]
    inner, picked = _aggregates(cells)
    columns = [f"{sql} AS d{i}" for i, sql in enumerate(cut.columns(frame, None))]
    where = " AND ".join([f"({part.where})", *cut.condition(frame, None)])
    listed = ", ".join(["k", *columns, *inner]).replace("$end_us", "end_us").replace("$end", "end_at")
    keys = ", ".join(str(i) for i in range(1, len(columns) + 2))
    query = f"SELECT {listed} FROM ({standing_rows(cut, part)}) AS f WHERE {where} GROUP BY {keys}"
    return _picked(query, len(columns), picked)


def _survival(cut: Cut, part: Survival, _: Aggregates) -> str:
    """Kaplan-Meier: the smallest t whose survival is at or under 1 - q; an open row waits at its own instant."""
    frame = FRAMES[part.frame]
    listed = [*_listed(cut, frame, part.at, cut.key(part.at)), f"{part.duration} AS t", f"{part.finished} AS done"]
    where = " AND ".join([*cut.range_of(part.at), part.where, *cut.condition(frame, part.at)])
    count = len(cut.dimensions(frame))
    keys = ", ".join(["k", *(f"d{i}" for i in range(count))])
    return (
        f"WITH waits AS (SELECT {', '.join(listed)} FROM {cut.source(frame)} WHERE {where}), "
        f"times AS (SELECT {keys}, t, COUNT(*) AS c, COUNT(CASE WHEN done THEN 1 END) AS d FROM waits "
        f"WHERE t IS NOT NULL GROUP BY {keys}, t), "
        f"risks AS (SELECT {keys}, t, d, CAST(SUM(c) OVER (PARTITION BY {keys} ORDER BY t DESC) AS DOUBLE) AS r "
        "FROM times), "
        f"lives AS (SELECT {keys}, t, d, "
        f"COUNT(CASE WHEN d >= r THEN 1 END) OVER (PARTITION BY {keys} ORDER BY t) AS ended, "
        f"SUM(CASE WHEN d < r THEN LN(1 - d / r) ELSE 0 END) OVER (PARTITION BY {keys} ORDER BY t) AS s FROM risks) "
        f"SELECT {keys}, "
        f"MIN(CASE WHEN d > 0 AND (ended > 0 OR EXP(s) <= {float(1 - part.q)!r} + 1e-9) THEN t END) AS c0 "
        f"FROM lives GROUP BY {keys}"
    )


def _firsts(cut: Cut, part: Firsts, cells: Aggregates) -> str:
    """Number the rows of each thing within period and slice, and look at the first of each."""
    frame = FRAMES[part.frame]
    dimensions = [f"d{i}" for i in range(len(cut.dimensions(frame)))]
    keys = ", ".join(["k", *dimensions])
    where = " AND ".join([*cut.range_of(part.at), f"({part.where})", *cut.condition(frame, part.at)])
    rows = f"SELECT {', '.join([*_listed(cut, frame, part.at, cut.key(part.at)), 'f.*'])} FROM {cut.source(frame)}"
    order = f"PARTITION BY {keys}, {part.thing} ORDER BY {part.at}, {part.order}"
    numbered = f"SELECT r.*, ROW_NUMBER() OVER ({order}) AS nth FROM ({rows} WHERE {where}) AS r"
    inner, picked = _aggregates(cells)
    query = f"SELECT {', '.join([keys, *inner])} FROM ({numbered}) AS f WHERE nth = 1 GROUP BY {keys}"
    return _picked(query, len(dimensions), picked)


def _cross(cut: Cut, part: Cross, cells: Aggregates) -> str:
    frame = FRAMES[part.frame]
    inner, _ = _aggregates(cells)
    listed = _listed(cut, frame, part.at, cut.key(part.at))
    listed += [f"{column} AS x{i}" for i, column in enumerate(part.columns)]
    where = " AND ".join([*cut.range_of(part.at), *cut.condition(frame, part.at)])
    first = 2 if cut.grain == "total" else 1
    group = ", ".join(str(i) for i in range(first, len(listed) + 1))
    return f"SELECT {', '.join([*listed, *inner])} FROM {cut.source(frame)} WHERE {where} GROUP BY {group}"


def spans(cut: Cut, frame: Frame, enter: str, leave: str, where: str) -> str:
    """Return the rows whose span touches a period, with the period's number, beginning and end (at "now" at most)."""
    periods = []
    for number, period in enumerate(cut.periods):
        if cut.now is None or period.start <= cut.now:
            before = cut.moment(period)[1]
            periods.append(f"({number}, {literal(period.start)}, {literal(period.end)}, {literal(before)})")
    if not periods:
        periods = [f"(-1, {', '.join([literal(cut.start)] * 3)})"]
    conditions = " AND ".join([f"({where})", *cut.condition(frame, None)])
    return (
        f"SELECT p.k, p.start_at, p.end_at, p.before_at, f.* FROM {cut.source(frame)} "
        f"JOIN (VALUES {', '.join(periods)}) AS p(k, start_at, end_at, before_at) "
        f"ON ({enter} IS NULL OR {enter} < p.end_at) AND ({leave} IS NULL OR {leave} >= p.start_at) WHERE {conditions}"
    )


def stretch_of(cut: Cut, part: Stretch) -> tuple[str, str, str]:
    """Return which spans count (both ends known, begun by "now"), and the ends of what lies in the period."""
    begun = "TRUE" if cut.now is None else f"{part.enter} <= {literal(cut.now)}"
    known = f"({part.where}) AND {part.enter} IS NOT NULL AND {part.leave} IS NOT NULL AND {begun}"
    low = f"CASE WHEN {part.enter} > start_at THEN {part.enter} ELSE start_at END"
    high = f"CASE WHEN {part.leave} < end_at THEN {part.leave} ELSE end_at END"
    return known, low, high


def _stretch(cut: Cut, part: Stretch, _: Aggregates) -> str:
    """Add up the seconds of spans that lie in each period."""
    frame = FRAMES[part.frame]
    known, low, high = stretch_of(cut, part)
    listed = ["k", *(f"{sql} AS d{i}" for i, sql in enumerate(cut.columns(frame, None)))]
    keys = ", ".join(str(i + 1) for i in range(len(listed)))
    rows = spans(cut, frame, part.enter, part.leave, known)
    figures = f"SUM(SECONDS({low}, {high})) AS c0, COUNT(*) AS c1"
    return f"SELECT {', '.join(listed)}, {figures} FROM ({rows}) AS f WHERE {low} < {high} GROUP BY {keys}"


def _kept(cut: Cut, part: Kept, _: Aggregates) -> str:
    """Count the things that stand at a period's beginning, and of those the ones that stand at its end."""
    frame = FRAMES[part.frame]
    count = len(cut.dimensions(frame))
    listed = ["k", *(f"{sql} AS d{i}" for i, sql in enumerate(cut.columns(frame, None)))]

    def stands(at: str) -> str:
        inside = f"({part.enter} IS NULL OR {part.enter} < {at}) AND ({part.leave} IS NULL OR {part.leave} >= {at})"
        return f"MAX(CASE WHEN {inside} THEN 1 ELSE 0 END)"

    group = ", ".join(str(i + 1) for i in range(count + 2))
    things = (
        f"SELECT {', '.join(listed)}, {part.thing} AS thing, "
        f"{stands('start_at')} AS first, {stands('before_at')} AS last "
        f"FROM ({spans(cut, frame, part.enter, part.leave, part.where)}) AS f GROUP BY {group}"
    )
    keys = ", ".join(["k", *(f"d{i}" for i in range(count))])
    return f"SELECT {keys}, SUM(first) AS c0, SUM(first * last) AS c1 FROM ({things}) AS t GROUP BY {keys}"


_MAKERS: Mapping[type, Callable[[Cut, Any, Aggregates], str]] = {
    Scan: _scan,
    Things: _things,
    Firsts: _firsts,
    Cross: _cross,
    Levels: _levels,
    Overlap: _levels,
    Standing: _standing,
    Stretch: _stretch,
    Kept: _kept,
    Survival: _survival,
}

NUMBERED = (Standing, Stretch, Kept)
"""Parts whose rows name their period by its number, whatever the grain."""


def names_of(part: Part) -> Aggregates:
    """Return the cells that a part computes."""
    if isinstance(part, (Scan, Things, Firsts, Cross, Standing)):
        return part.aggregates
    names = {Survival: ("value",), Stretch: ("seconds", "rows"), Kept: ("n", "k")}.get(type(part), ("level",))
    return dict.fromkeys(names, Figure("count", "TRUE"))
