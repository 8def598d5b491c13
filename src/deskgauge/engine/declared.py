"""Whether what is declared fits together: every table, column, setting and function that a fact, a frame or a
metric names is there. A wrong name is told with the nearest right ones, before any question runs into it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import fields
from functools import lru_cache
from itertools import product

import sqlglot
from sqlglot import exp

from deskgauge.catalogue.kinds import Base
from deskgauge.catalogue.metric import Metric
from deskgauge.catalogue.options import Reading
from deskgauge.catalogue.parts import Part, Standing, Things
from deskgauge.catalogue.registry import builtin
from deskgauge.catalogue.slices import BROUGHT_BY_TICKET, DIMENSIONS, FRAMES, Frame
from deskgauge.engine.base import OWN_FUNCTIONS, with_working_clock
from deskgauge.engine.build import FACT_SETTINGS, facts
from deskgauge.engine.local import with_local_dates
from deskgauge.errors import NotFoundError, UsageError
from deskgauge.language import _
from deskgauge.model.settings import Settings
from deskgauge.model.tables import TABLES

MADE_HERE: Mapping[str, tuple[str, ...]] = {
    "labels": ("kind", "label", "word"),
    "choices": ("choice", "is_us"),
    "choice_words": ("choice", "word"),
    "published_periods": ("period", "from_at", "to_at"),
    "clock": ("now_at", "first_at", "last_at"),
    "local_days": ("day", "from_at", "to_at"),
    "working_days": ("calendar_id", "day", "before_us", "open1_us", "close1_us"),
}
"""What facts may read beside tables and facts; of the working clock's spans a day there is at least one."""

AT_THE_END = ("end", "end_us")  # the period's end, for what stands there
_NAMED = re.compile(r"\$(\w+)")
_CONDITIONS = ("left_out", "clocked", "is_open", "waited", "waited_business")  # of a kind, beside its parts

Columns = Mapping[str, tuple[str, ...]]


def check_declarations(metrics: Iterable[Metric] | None = None) -> None:
    """Check the facts, the frames and the metrics given, by default all built-in ones.

    Raise NotFoundError for the first name that is not there, with the nearest right ones; UsageError for an
    expression that cannot be read.
    """
    known = fact_columns()
    frames = {frame.name: _frame_columns(frame, known) for frame in FRAMES.values()}
    checked = list(builtin().values() if metrics is None else metrics)
    catalogue = {**builtin(), **{metric.id: metric for metric in checked}}
    for metric in checked:
        for other in (*metric.pairs, *([metric.of] if metric.of else [])):
            _one_of("metric", other, catalogue, _("the declaration of {id}", id=metric.id))
        _one_of("frame", metric.kind.frame, FRAMES, _("the declaration of {id}", id=metric.id))
        for name in metric.kind.carries:
            _one_of("dimension", name, FRAMES[metric.kind.frame].dimensions, _("the declaration of {id}", id=metric.id))
        for reading in readings(metric):
            _check_reading(metric, reading, frames)


def readings(metric: Metric) -> Iterator[Reading]:
    """Return every way in which a metric can be read."""
    clocks = ("calendar", "business") if metric.has_clock else (None,)
    for clock, stat, anchor, by_agent in product(
        clocks, metric.stats or ("headline",), metric.anchors or (None,), (False, True)
    ):
        yield metric.reading(clock, stat, anchor, by_agent=by_agent)


# ---------------------------------------------------------------------- facts and frames
@lru_cache(maxsize=1)
def fact_columns() -> dict[str, tuple[str, ...]]:
    """Return the columns of all tables and facts by name; raise as ``check_declarations`` does."""
    known = {name: tuple(column.name for column in table.all_columns) for name, table in TABLES.items()}
    known |= MADE_HERE
    for fact in facts().values():
        where = f"fact {fact.name}"
        query = with_working_clock(_filled(fact.query, FACT_SETTINGS, where), 1)
        query = with_local_dates(query, "UTC")
        columns = _columns_of(query, known, fact.needs, where)
        for name in (*fact.key, *fact.columns):
            _one_of("column", name, columns, where)
        known[fact.name] = columns
    return known


def _frame_columns(frame: Frame, known: Columns) -> tuple[str, ...]:
    where = f"frame {frame.name}"
    columns = _columns_of(frame.query, known, frame.facts, where)
    for name, expression in frame.dimensions.items():
        _one_of("dimension", name, DIMENSIONS, where)
        if name != BROUGHT_BY_TICKET:
            _check(expression, columns, (), where)
    further = [*frame.key, *(["ticket_id"] if BROUGHT_BY_TICKET in frame.dimensions else [])]
    further += [frame.calendar] if frame.calendar else []
    further += [frame.placed] if frame.placed else []
    for name in further:
        _one_of("column", name, columns, where)
    if frame.confidential is not None:
        _check(frame.confidential, columns, (), where)
    return columns


def _columns_of(query: str, known: Columns, needs: Collection[str], where: str) -> tuple[str, ...]:
    """Return the columns of a query over the tables and facts that it needs."""
    from sqlglot.optimizer.qualify import qualify

    tree = _parsed(query, where)
    own = {one.alias for one in tree.find_all(exp.CTE)}
    for table in tree.find_all(exp.Table):
        if table.name not in own:
            _one_of("table or fact", table.name, needs, f"what {where} needs")
    schema: dict[str, object] = {name: dict.fromkeys(known[name], "VARCHAR") for name in needs}
    try:
        found = qualify(tree.copy(), schema=schema, dialect="duckdb", quote_identifiers=False)
    except sqlglot.errors.OptimizeError as error:
        name = re.search(r"'(\w+)'|: (\w+)", str(error))
        everything = [column for table in needs for column in known[table]]
        raise NotFoundError("column", name[1] or name[2] if name else str(error), everything, where) from None
    if not isinstance(found, exp.Query):
        raise UsageError(_("{where} is no query.", where=where))
    return tuple(found.named_selects)


# ---------------------------------------------------------------------- metrics
def _check_reading(metric: Metric, reading: Reading, frames: Columns) -> None:
    where = f"metric {metric.id}"
    for part in metric.kind.parts(reading).values():
        _one_of("frame", part.frame, FRAMES, where)
        place = _("{where}, whose rows are {frame}", where=where, frame=part.frame)
        for expression, names in _expressions(part):
            columns = ("amount",) if isinstance(part, Things) and names == AMOUNT else frames[part.frame]
            _check(expression, columns, AT_THE_END if isinstance(part, Standing) else (), place)
    if not isinstance(metric.kind, Base):
        return
    for frame, at, population in metric.kind.accounts(reading):
        reasons = [condition for __, condition in population.excluded]
        for expression in (at, population.where, *reasons):
            _check(expression, frames[frame], (), _("{where}, whose rows are {frame}", where=where, frame=frame))
    for name in (one.name for one in fields(metric.kind) if one.name in _CONDITIONS):
        expression = getattr(metric.kind, name)
        if isinstance(expression, str):
            _check(
                expression,
                frames[metric.kind.frame],
                (),
                _("{where}, whose rows are {frame}", where=where, frame=metric.kind.frame),
            )


ROWS, AMOUNT = "rows", "amount"  # whose columns an expression reads: the frame's, or the one of what is added up


def _expressions(part: Part) -> Iterator[tuple[str, str]]:
    """Return the expressions of a part and whose columns they read."""
    for name in ("at", "enter", "leave", "where", "thing", "amount", "order", "duration", "finished"):
        expression = getattr(part, name, None)
        if expression is not None:
            yield expression, ROWS
    yield from ((column, ROWS) for column in getattr(part, "columns", ()))
    whose = AMOUNT if isinstance(part, Things) else ROWS
    for cell in getattr(part, "aggregates", {}).values():
        yield cell.where, whose
        if cell.value != "*":
            yield cell.value, whose


# ---------------------------------------------------------------------- expressions
@lru_cache(maxsize=4096)
def _check(expression: str, columns: tuple[str, ...], further: tuple[str, ...], where: str) -> None:
    """Raise NotFoundError for a column, setting or function of an expression that is not there."""
    settings = ("now", *Settings.__dataclass_fields__, *further)
    tree = _parsed(_filled(expression, settings, where), where)
    for column in tree.find_all(exp.Column):
        _one_of("column", column.name, columns, where)


def _filled(sql: str, settings: Collection[str], where: str) -> str:
    for name in _NAMED.findall(sql):
        _one_of("setting", name, settings, where)
    return _NAMED.sub("NULL", sql)


def _parsed(sql: str, where: str) -> exp.Expr:
    try:
        tree = sqlglot.parse_one(sql, read="duckdb")
    except sqlglot.errors.SqlglotError as error:
        raise UsageError(
            _("{sql} in {where} cannot be read: {error}", sql=repr(sql), where=where, error=str(error).splitlines()[0])
        ) from None
    for call in tree.find_all(exp.Anonymous):
        _one_of("function", call.name.upper(), OWN_FUNCTIONS, where)
    return tree


def _one_of(kind: str, name: str, known: Collection[str], where: str) -> None:
    if name not in known:
        raise NotFoundError(kind, name, known, where)
