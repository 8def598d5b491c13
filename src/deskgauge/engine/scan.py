"""From parts to SQL: each part over its frame, by period and slice, in our dialect."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from deskgauge.catalogue.parts import Aggregates, Levels, Overlap, Part, Quantile, Scan, Standing, Survival, Things
from deskgauge.catalogue.slices import BROUGHT_BY_TICKET, FRAMES, FROM_TIME, Frame
from deskgauge.engine.base import LITERAL, literal, with_working_clock
from deskgauge.engine.filters import Filter
from deskgauge.errors import UsageError
from deskgauge.model.periods import WEEKDAYS, Period
from deskgauge.model.settings import Settings
from deskgauge.model.zones import offsets
from deskgauge.stats import Z95

CUTS = "cuts"  # a grain of our own: any periods that follow one another, keyed by their number
_NAMED = re.compile(rf"{LITERAL}|\$(\w+)")  # what stands in quotes may be a filter's value: it is no name


@dataclass(frozen=True, slots=True)
class Cut:
    """How parts are cut: the periods, the dimensions, the filter, and what ``$`` names stand for."""

    grain: str
    periods: Sequence[Period]
    by: tuple[str, ...]
    filter: Filter
    settings: Settings
    now: datetime | None
    width: int  # spans a day of the working clock

    def numbers(self) -> dict[object, int]:
        """Return the number of each period by its key."""
        if self.grain in ("total", CUTS):
            return {number: number for number in range(len(self.periods))}
        return {period.key: number for number, period in enumerate(self.periods)}

    @property
    def start(self) -> datetime:
        """The beginning of the first period."""
        return self.periods[0].start

    @property
    def end(self) -> datetime:
        """The end of the last period."""
        return self.periods[-1].end

    @property
    def end_of_last(self) -> str:
        """The instant that what stands at the last period's end came before, as a literal."""
        return literal(self.moment(self.periods[-1])[1])

    def moment(self, period: Period) -> tuple[datetime, datetime]:
        """Return a period's end and the instant that what stands there came before.

        At "now", where a running period stands, everything known has happened; at a period's end what happens at
        that very instant has not yet (rule 1).
        """
        if self.now is not None and period.end > self.now:
            return self.now, self.now + timedelta(microseconds=1)
        return period.end, period.end

    def fill(self, sql: str) -> str:
        """Put the values of settings and "now" in place of their names."""

        def value(match: re.Match[str]) -> str:
            name = match.group(1)
            if name is None:
                return match.group()
            if name == "now":
                return f"CAST({literal(self.now)} AS TIMESTAMP)"
            if name == "first_response_target":
                targets = self.settings.first_response_target
                cases = " ".join(f"WHEN {literal(one)} THEN {float(s)!r}" for one, s in targets.items())
                return f"(CASE channel {cases} END)" if targets else "CAST(NULL AS DOUBLE)"
            return literal(float(getattr(self.settings, name)))

        return _NAMED.sub(value, sql)

    # ------------------------------------------------------------------ time
    def range_of(self, at: str) -> list[str]:
        """Return the conditions that an instant lies in the range asked for."""
        return [f"{at} >= {literal(self.start)}", f"{at} < {literal(self.end)}"]

    def local(self, at: str) -> str:
        """Return the local wall time of an instant, by the zone's changes of offset in the span asked for."""
        return self._shifted(at, at, 1)

    def _shifted(self, what: str, at: str, sign: int) -> str:
        changes = offsets(self.settings.time_zone, self.start, self.end)
        if len(changes) == 1:
            return f"({what} + INTERVAL '{sign * changes[0][1]} seconds')" if changes[0][1] else what
        pairs = zip(changes[1:], changes[:-1], strict=True)
        cases = " ".join(
            f"WHEN {at} < {literal(since)} THEN INTERVAL '{sign * seconds} seconds'"
            for (since, _), (_, seconds) in pairs
        )
        return f"({what} + CASE {cases} ELSE INTERVAL '{sign * changes[-1][1]} seconds' END)"

    def key(self, at: str) -> str:
        """Return the key of the period that an instant lies in, as ``model.periods`` makes it."""
        if self.grain == "total":
            return "0"
        if self.grain == CUTS:
            cases = " ".join(f"WHEN {at} < {literal(period.end)} THEN {i}" for i, period in enumerate(self.periods))
            return f"CASE {cases} END"
        local = self.local(at)
        if self.grain == "hour":
            return self._shifted(f"DATE_TRUNC('hour', {local})", at, -1)
        days = WEEKDAYS.index(self.settings.week_start) if self.grain == "week" else 0
        if days:
            return f"(DATE_TRUNC('week', {local} - INTERVAL '{days} days') + INTERVAL '{days} days')"
        return f"DATE_TRUNC('{self.grain}', {local})"

    # ------------------------------------------------------------------ dimensions
    def columns(self, frame: Frame, at: str | None) -> list[str]:
        """Return the SQL of the asked dimensions over a frame, those that it shares left out."""
        return [self._column(frame, name, at) for name in self.dimensions(frame)]

    def dimensions(self, frame: Frame) -> tuple[str, ...]:
        """Return the asked dimensions that cut this frame."""
        return tuple(name for name in self.by if frame.has(name) or not frame.shared)

    def _column(self, frame: Frame, name: str, at: str | None) -> str:
        if name in frame.dimensions:
            return frame.dimensions[name]
        if name in FROM_TIME and at:
            part = "ISODOW" if name == "weekday" else "HOUR"
            return f"CAST(EXTRACT({part} FROM {self.local(at)}) AS INTEGER)"
        known = [*frame.dimensions, *(FROM_TIME if at else ())]
        raise UsageError(
            f"These rows ({frame.name}) cannot be cut or filtered by {name}. They can by {', '.join(known)}."
        )

    def source(self, frame: Frame) -> str:
        """Return the rows of a frame, one for each tag where tags are asked for."""
        if BROUGHT_BY_TICKET in self.by and BROUGHT_BY_TICKET in frame.dimensions:
            tags = "LEFT JOIN ticket_tags AS g ON g.ticket_id = r.ticket_id"
            return f"(SELECT r.*, g.tag FROM ({frame.query}) AS r {tags}) AS f"
        return f"({frame.query}) AS f"

    def condition(self, frame: Frame, at: str | None) -> list[str]:
        """Return the filter over a frame's columns; of a shared frame only the conditions on what cuts it."""

        def tagged(condition: str) -> str:
            if BROUGHT_BY_TICKET in self.by:
                return f"COALESCE({condition}, FALSE)"  # the rows are cut by tag: each has its own
            return f"EXISTS (SELECT 1 FROM ticket_tags AS x WHERE x.ticket_id = f.ticket_id AND x.{condition})"

        def written(part: Filter) -> str | None:
            return part.sql(lambda name: self._column(frame, name, at), tagged)

        if frame.shared:
            own = (part for part in self.filter.parts() if all(frame.has(name) for name in part.dimensions))
            return [sql for part in own if (sql := written(part))]
        sql = written(self.filter)
        return [sql] if sql else []


# ---------------------------------------------------------------------- statements
def statement(cut: Cut, part: Part, cells: Aggregates) -> str:
    """Return the query of one part (or of several fused into ``cells``): key, dimensions, then the cells' columns."""
    makers = {Scan: _scan, Things: _things, Levels: _levels, Overlap: _levels, Standing: _standing, Survival: _survival}
    return with_working_clock(cut.fill(makers[type(part)](cut, part, cells)), cut.width)  # type: ignore[operator]  # one maker per type


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
            inner.append(f"{cell} AS c{i}")
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
        conditions.append(f"({part.leave} IS NULL OR {part.enter} < {part.leave})")
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


def _standing(cut: Cut, part: Standing, cells: Aggregates) -> str:
    frame = FRAMES[part.frame]
    ends = []
    for number, period in enumerate(cut.periods):
        if cut.now is None or period.start > cut.now:
            continue
        end, before = cut.moment(period)
        ends.append(f"({number}, {literal(end)}, {literal(before)})")
    if not ends:
        ends = [f"(-1, {literal(cut.start)}, {literal(cut.start)})"]
    inner, picked = _aggregates(cells)
    columns = [f"{sql} AS d{i}" for i, sql in enumerate(cut.columns(frame, None))]
    dated = (
        f"SELECT p.k, p.end_at, f.* FROM {cut.source(frame)} "
        f"JOIN (VALUES {', '.join(ends)}) AS p(k, end_at, before_at) "
        f"ON {part.enter} < p.before_at AND ({part.leave} IS NULL OR {part.leave} >= p.before_at)"
    )
    if any("$end_us" in str(cell.value if isinstance(cell, Quantile) else cell) for cell in cells.values()):
        dated = (
            f"SELECT q.*, WORK_US(w, end_at) AS end_us FROM ({dated}) AS q "
            f"LEFT JOIN working_days AS w ON w.calendar_id = q.{frame.calendar} AND w.day = CAST(q.end_at AS DATE)"
        )
    where = " AND ".join([f"({part.where})", *cut.condition(frame, None)])
    listed = ", ".join(["k", *columns, *inner]).replace("$end_us", "end_us").replace("$end", "end_at")
    keys = ", ".join(str(i) for i in range(1, len(columns) + 2))
    query = f"SELECT {listed} FROM ({dated}) AS f WHERE {where} GROUP BY {keys}"
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


def names_of(part: Part) -> Mapping[str, str | Quantile]:
    """Return the cells that a part computes."""
    if isinstance(part, (Scan, Things, Standing)):
        return part.aggregates
    return {"value": ""} if isinstance(part, Survival) else {"level": ""}
