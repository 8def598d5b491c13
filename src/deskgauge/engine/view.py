"""The rows behind a number: for each part the very rows, conditions and values that it is computed from, one by one.

A view holds every row of the part's frame in the range, counted or not: the counted ones, those left out with their
reason, and those that the metric is not about add up to it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from deskgauge.catalogue.kinds import Base, Kind
from deskgauge.catalogue.options import Reading
from deskgauge.catalogue.parts import (
    Aggregates,
    Cross,
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
from deskgauge.engine.base import LITERAL, literal
from deskgauge.engine.cut import Cut
from deskgauge.engine.exclusions import placed, reasons_of_part
from deskgauge.engine.scan import spans, standing_rows, stretch_of
from deskgauge.language import N_

NOT_FIRST = "not_first"
"""The reason of a row whose thing is counted by an earlier row of it."""

ALONE = "TRUE"
EVERY = "(1 = 1)"  # in the rows of things: where those of some things alone can be asked for


@dataclass(frozen=True, slots=True)
class Taken:
    """How a cell is made of the rows: a function (of FUNCTIONS, quantile, survival) of ``value`` where ``where``."""

    function: str
    where: str
    value: str = "*"
    q: Fraction | None = None


@dataclass(frozen=True, slots=True)
class View:
    """All rows of one part in the range, in SQL over ``source`` (called f): what each is and what it gives.

    ``at`` is the instant that places a row, ``counted`` and ``reason`` say whether it counts and why not, ``cells``
    how the part's figures are made of the rows, apart for each combination of ``groups``; ``shown`` are further
    values worth telling, ``placed`` says in words which rows these are.
    """

    frame: Frame
    source: str
    where: str
    at: str
    counted: str
    reason: str
    cells: Mapping[str, Taken]
    groups: Mapping[str, str]
    shown: Mapping[str, str]
    placed: str = N_("in the range")
    thing: str | None = None  # what rows are put together by


def view(cut: Cut, kind: Kind, part: Part, reading: Reading) -> View:
    """Return the rows of a part in a cut without periods or slices of its own."""
    return _MAKERS[type(part)](cut, kind, part, reading)


def of_ticket(one: View, ticket_id: str) -> View:
    """Return the rows of one ticket alone; a thing that they share with others is still looked at as a whole."""
    own = f"ticket_id = {literal(ticket_id)}"
    source = one.source
    if one.thing is not None:
        things = f"SELECT {one.thing} FROM ({one.frame.query}) AS f WHERE {own}"
        source = _instead(re.escape(EVERY), f"({one.thing} IN ({things}) OR ({one.thing}) IS NULL)", source)
    return replace(one, source=source, where=f"{one.where} AND f.{own}")


# ---------------------------------------------------------------------- pieces
def _instead(pattern: str, other: str, sql: str) -> str:
    """Put other SQL in the place of a piece; what stands in quotes may be a filter's value and stays."""
    return re.sub(rf"{LITERAL}|({pattern})", lambda match: other if match.group(1) else match.group(), sql)


def _of(cells: Aggregates, within: str = ALONE) -> dict[str, Taken]:
    """Return the cells of figures, among the rows that hold ``within``."""
    found: dict[str, Taken] = {}
    for name, cell in cells.items():
        where = cell.where if within == ALONE else f"{within} AND ({cell.where})"
        if isinstance(cell, Quantile):
            found[name] = Taken("quantile", where, cell.value, cell.q)
        else:
            found[name] = Taken(cell.function, where, cell.value)
    return found


def _any(cells: Mapping[str, Taken]) -> str:
    """Return the condition of a row that takes part in some cell."""
    conditions = dict.fromkeys(f"COALESCE({cell.where}, FALSE)" for cell in cells.values())
    return f"({' OR '.join(conditions)})"


def _without(counted: str, reason: str) -> str:
    """Return the condition of a counted row: what has a reason is not counted, such as a wait that still runs."""
    return counted if reason == "NULL" else f"({reason}) IS NULL AND {counted}"


def _groups(cut: Cut, frame: Frame, at: str | None) -> dict[str, str]:
    return dict(zip(cut.dimensions(frame), cut.columns(frame, at), strict=True))


def _reason(kind: Kind, part: Part, reading: Reading) -> str:
    return reasons_of_part(kind, part, reading) if isinstance(kind, Base) else "NULL"


def _scanned(cut: Cut, part: Scan | Things | Firsts | Cross | Survival) -> tuple[Frame, str, str, str]:
    """Return the frame, the rows placed in the range, their condition and the instant that places them."""
    frame = FRAMES[part.frame]
    at, where = placed(cut, frame, part.at)
    return frame, cut.source(frame), where, at


def _inside(part: Things | Firsts | Survival) -> str:
    return f"COALESCE({part.at} IS NOT NULL AND ({part.where}), FALSE)"


# ---------------------------------------------------------------------- parts
def _scan(cut: Cut, kind: Kind, part: Scan | Cross, reading: Reading) -> View:
    frame, source, where, at = _scanned(cut, part)
    cells = _of(part.aggregates, f"{part.at} IS NOT NULL")
    groups = _groups(cut, frame, part.at)
    if isinstance(part, Cross):
        groups |= {f"group_{number}": column for number, column in enumerate(part.columns, 1)}
    reason = _reason(kind, part, reading)
    return View(frame, source, where, at, _without(_any(cells), reason), reason, cells, groups, {})


def _things(cut: Cut, kind: Kind, part: Things, reading: Reading) -> View:
    frame, source, where, at = _scanned(cut, part)
    groups = _groups(cut, frame, part.at)
    same = ", ".join(["x_inside", *groups.values(), part.thing])
    order = ", ".join([part.at, *frame.key])
    rows = f"SELECT f.*, {_inside(part)} AS x_inside FROM {source} WHERE {where} AND {EVERY}"
    source = (
        f"(SELECT f.*, SUM({part.amount}) OVER (PARTITION BY {same}) AS x_total, "
        f"ROW_NUMBER() OVER (PARTITION BY {same} ORDER BY {order}) AS x_nth FROM ({rows}) AS f) AS f"
    )
    cells = {
        name: Taken(one.function, _total(one.where), _total(one.value), one.q)
        for name, one in _of(part.aggregates, "x_inside AND x_nth = 1").items()
    }
    reason = _reason(kind, part, reading)
    counted = _without("x_inside", reason)
    shown = {"thing": part.thing, "amount": part.amount}
    return View(frame, source, ALONE, at, counted, reason, cells, groups, shown, thing=part.thing)


def _total(sql: str) -> str:
    """Read the sum of a thing, where the rows may have an amount of their own."""
    return _instead(r"\bamount\b", "x_total", sql)


def _firsts(cut: Cut, kind: Kind, part: Firsts, reading: Reading) -> View:
    frame, source, where, at = _scanned(cut, part)
    groups = _groups(cut, frame, part.at)
    rows = f"SELECT f.*, {_inside(part)} AS x_inside FROM {source} WHERE {where} AND {EVERY}"
    order = f"PARTITION BY {', '.join(['x_inside', *groups.values(), part.thing])} ORDER BY {part.at}, {part.order}"
    source = f"(SELECT f.*, ROW_NUMBER() OVER ({order}) AS x_nth FROM ({rows}) AS f) AS f"
    cells = _of(part.aggregates, "x_inside AND x_nth = 1")
    later = f"CASE WHEN x_inside AND x_nth > 1 THEN '{NOT_FIRST}' END"
    reason = f"COALESCE({_reason(kind, part, reading)}, {later})"
    counted = f"({reason}) IS NULL AND x_inside"
    return View(frame, source, ALONE, at, counted, reason, cells, groups, {"thing": part.thing}, thing=part.thing)


def _survival(cut: Cut, kind: Kind, part: Survival, reading: Reading) -> View:
    frame, source, where, at = _scanned(cut, part)
    known = f"{_inside(part)} AND ({part.duration}) IS NOT NULL"
    cells = {
        "finished": Taken("survival", f"{known} AND ({part.finished})", part.duration, part.q),
        "waiting": Taken("survival", f"{known} AND NOT ({part.finished})", part.duration, part.q),
    }
    reason = _reason(kind, part, reading)
    counted = _without(f"COALESCE({cells['finished'].where}, FALSE)", reason)
    return View(frame, source, where, at, counted, reason, cells, _groups(cut, frame, part.at), {})


def _levels(cut: Cut, kind: Kind, part: Levels | Overlap, reading: Reading) -> View:
    frame = FRAMES[part.frame]
    entered = f"({part.enter} IS NULL OR {part.enter} < {literal(cut.end)})"
    if isinstance(part, Overlap):
        stands = [entered, f"({part.leave} IS NULL OR {part.leave} >= {literal(cut.start)})"]
    else:
        stands = [
            entered,
            f"({part.leave} IS NULL OR {part.leave} >= {literal(cut.end)})",
            f"({part.leave} IS NULL OR {part.enter} IS NULL OR {part.enter} < {part.leave})",
        ]
    where = " AND ".join([*stands, *_begun(cut), *cut.condition(frame, None)])
    cells = {"level": Taken("count", part.where)}
    reason = _reason(kind, part, reading)
    counted = _without(_any(cells), reason)
    groups = _groups(cut, frame, None)
    told = N_("in the range at some time") if isinstance(part, Overlap) else N_("at the end of the range")
    return View(
        frame, cut.source(frame), where, part.enter, counted, reason, cells, groups, {"left_at": part.leave}, told
    )


def _begun(cut: Cut) -> list[str]:
    """Return the condition that the period has begun by "now": nothing stands at the end of a later one."""
    return [] if cut.now is None or cut.start <= cut.now else ["FALSE"]


def _standing(cut: Cut, kind: Kind, part: Standing, reading: Reading) -> View:
    frame = FRAMES[part.frame]
    cells = {
        name: Taken(cell.function, _at_the_end(cell.where), _at_the_end(cell.value), cell.q)
        for name, cell in _of(part.aggregates, f"({part.where})").items()
    }
    where = " AND ".join(["TRUE", *cut.condition(frame, None)])
    reason = _reason(kind, part, reading)
    counted, source = _without(_any(cells), reason), f"({standing_rows(cut, part)}) AS f"
    groups = _groups(cut, frame, None)
    shown = {"left_at": part.leave}
    return View(frame, source, where, part.enter, counted, reason, cells, groups, shown, "at the end of the range")


def _at_the_end(sql: str) -> str:
    return sql.replace("$end_us", "end_us").replace("$end", "end_at")


def _stretch(cut: Cut, kind: Kind, part: Stretch, reading: Reading) -> View:
    frame = FRAMES[part.frame]
    known, low, high = stretch_of(cut, part)
    cells = {
        "seconds": Taken("sum", f"{known} AND {low} < {high}", f"SECONDS({low}, {high})"),
        "rows": Taken("count", f"{known} AND {low} < {high}"),
    }
    source = f"({spans(cut, frame, part.enter, part.leave, 'TRUE')}) AS f"
    reason, groups = _reason(kind, part, reading), _groups(cut, frame, None)
    counted = _without(_any(cells), reason)
    shown = {"left_at": part.leave}
    return View(
        frame, source, ALONE, part.enter, counted, reason, cells, groups, shown, N_("in the range at some time")
    )


def _kept(cut: Cut, kind: Kind, part: Kept, reading: Reading) -> View:
    frame = FRAMES[part.frame]
    groups = _groups(cut, frame, None)
    same = ", ".join(["x_inside", *groups.values(), part.thing])

    def stands(at: str) -> str:
        inside = f"({part.enter} IS NULL OR {part.enter} < {at}) AND ({part.leave} IS NULL OR {part.leave} >= {at})"
        return f"MAX(CASE WHEN {inside} THEN 1 ELSE 0 END) OVER (PARTITION BY {same})"

    rows = spans(cut, frame, part.enter, part.leave, "TRUE")
    rows = f"SELECT f.*, COALESCE({part.where}, FALSE) AS x_inside FROM ({rows}) AS f"
    order = ", ".join(frame.key)
    source = (
        f"(SELECT f.*, {stands('start_at')} AS x_first, {stands('before_at')} AS x_last, "
        f"ROW_NUMBER() OVER (PARTITION BY {same} ORDER BY {order}) AS x_nth FROM ({rows}) AS f) AS f"
    )
    one = "x_inside AND x_nth = 1 AND x_first = 1"
    cells = {"n": Taken("count", one), "k": Taken("count", f"{one} AND x_last = 1")}
    reason = _reason(kind, part, reading)
    counted = _without("x_inside AND x_first = 1", reason)
    shown = {"thing": part.thing, "left_at": part.leave}
    return View(
        frame, source, ALONE, part.enter, counted, reason, cells, groups, shown, N_("in the range at some time")
    )


_MAKERS: Mapping[type, Callable[[Cut, Kind, Any, Reading], View]] = {
    Scan: _scan,
    Cross: _scan,
    Things: _things,
    Firsts: _firsts,
    Survival: _survival,
    Levels: _levels,
    Overlap: _levels,
    Standing: _standing,
    Stretch: _stretch,
    Kept: _kept,
}
