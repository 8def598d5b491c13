"""From what a company wrote to metrics of the kinds that the built-in ones are of, with every expression checked.

Columns and types are those of an empty company: the tables without rows, with all facts made from them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING

from deskgauge.catalogue.durations import Duration
from deskgauge.catalogue.kinds import Count, Kind, Level, Mean, Share
from deskgauge.catalogue.metric import Metric
from deskgauge.catalogue.own import Own, OwnSpec, tables_of, words_in
from deskgauge.catalogue.own_keys import UNITS_OF
from deskgauge.catalogue.population import Population
from deskgauge.catalogue.registry import builtin
from deskgauge.catalogue.slices import FRAMES, Frame
from deskgauge.catalogue.things import Distinct, Quotient, Sum
from deskgauge.engine.build import facts, make_facts, prepare
from deskgauge.engine.cut import Cut
from deskgauge.engine.filters import parse_filter
from deskgauge.engine.row_sql import row_expression
from deskgauge.errors import NotFoundError, UsageError
from deskgauge.language import N_, _
from deskgauge.model.settings import Settings, Target
from deskgauge.model.settings_file import read_targets

if TYPE_CHECKING:
    from deskgauge.engine.engines.duckdb import DuckDB

NUMERIC = ("DOUBLE", "FLOAT", "DECIMAL", "BIGINT", "INTEGER", "SMALLINT", "TINYINT", "HUGEINT", "UBIGINT", "UINTEGER")
_GIVES: Mapping[str, tuple[tuple[str, ...], str]] = {
    "truth": (("BOOLEAN",), N_("true or false")),
    "numeric": (NUMERIC, N_("a number")),
    "instant": (("TIMESTAMP",), "an instant"),
    "anything": ((), ""),
}
"""The types that an expression may give, by what its key holds, and how they are called."""


def resolved(specs: Sequence[OwnSpec], settings: Settings, problems: list[str]) -> Own:
    """Return the metrics that were written, with their targets; add what is wrong to ``problems``."""
    found: dict[str, Metric] = {}
    targets: list[Target] = []
    for spec in specs:
        one = _Resolving(spec, settings.language, problems)
        metric = one.metric()
        if metric is not None:
            found[spec.id] = metric
            targets += _targets(spec, metric, settings, problems)
    _check_pairs(specs, {**builtin(), **{spec.id: None for spec in specs}}, problems)
    return Own(found, tuple(targets))


def _check_pairs(specs: Iterable[OwnSpec], known: Mapping[str, object], problems: list[str]) -> None:
    for spec in specs:
        named = spec.said.get("pairs", [])
        unknown = [name for name in (named if isinstance(named, list) else []) if name not in known]
        problems += [f"{spec.place('pairs')}: {NotFoundError('metric', name, known)}" for name in unknown]


def _targets(spec: OwnSpec, metric: Metric, settings: Settings, problems: list[str]) -> tuple[Target, ...]:
    """Return the targets of a metric's file; a share is reached by a share."""
    listed = spec.said.get("targets", [])
    given: list[object] = list(listed) if isinstance(listed, list) else []
    if "target" in spec.said:
        given.insert(0, {"value": spec.said["target"]})
    wrong: list[str] = []
    found = read_targets(
        [{**dict(one), "metric": spec.id} for one in given if isinstance(one, Mapping)], settings.labels, wrong
    )
    if metric.unit == "share":
        wrong += [
            _("{value} % is {share}: it is a share.", value=f"{one.value:g}", share=f"{one.value / 100:g}")
            for one in found
            if abs(one.value) > 1
        ]
    problems += [
        f"{spec.place('targets' if listed else 'target')}: {text.removeprefix('targets[1]').lstrip('.: ')}"
        for text in wrong
    ]
    return found


# ---------------------------------------------------------------------- an empty company
@dataclass(slots=True)
class _EmptyCompany:
    """The tables without rows, and the facts made from them that were asked for so far."""

    engine: DuckDB
    width: int
    made: set[str] = field(default_factory=set)
    one_at_a_time: Lock = field(default_factory=Lock)

    def rows(self, frame: str, sql: str) -> list[tuple[object, ...]]:
        """Run a query that reads the facts of a frame."""
        with self.one_at_a_time:
            missing = _behind(FRAMES[frame].facts) - self.made
            make_facts(self.engine, Settings(), self.width, missing)
            self.made |= missing
            return self.engine.rows(sql)


def _behind(names: Iterable[str]) -> set[str]:
    """Return facts with all those that they are made from."""
    found = {name for name in names if name in facts()}
    return found | {one for name in found for one in _behind(facts()[name].needs)}


@lru_cache(maxsize=1)
def _empty_company() -> _EmptyCompany:
    import duckdb

    from deskgauge.engine.engines.duckdb import DuckDB
    from deskgauge.engine.store import create_tables

    engine = DuckDB(duckdb.connect())
    for statement in create_tables(engine.types):
        engine.run(statement)
    return _EmptyCompany(engine, prepare(engine, Settings()))


@lru_cache(maxsize=64)
def columns_of(frame: str) -> Mapping[str, str]:
    """Return the columns of a frame and their types, without the bookkeeping of rows."""
    described = _empty_company().rows(frame, f"DESCRIBE {FRAMES[frame].query}")
    return {str(row[0]): str(row[1]) for row in described if not str(row[0]).startswith("_")}


def open_frames() -> dict[str, Frame]:
    """Return the frames that an own metric can be of: not those that are shared, nor those of persons."""
    return {name: frame for name, frame in FRAMES.items() if not frame.shared and not frame.withheld}


def _gives(expression: str, frame: Frame) -> str:
    """Return the type of an expression's values; raise UsageError where the engine cannot make sense of it."""
    import duckdb

    cut = Cut("total", (), (), parse_filter(None), Settings(), datetime(2026, 1, 1), 1)
    query = f"DESCRIBE SELECT ({cut.fill(expression)}) AS v FROM ({frame.query}) AS f"
    try:
        return str(_empty_company().rows(frame.name, query)[0][1])
    except duckdb.Error as error:
        said = str(error).splitlines()[0].partition(": ")[2] or str(error)
        raise UsageError(
            _(
                "{expression} makes no sense: {said}.",
                expression=repr(expression),
                said=said.partition(" - ")[0].rstrip(".!"),
            )
        ) from None


# ---------------------------------------------------------------------- one metric
class _Resolving:
    """One specification on its way to a metric; what is wrong with it goes to the list of problems."""

    def __init__(self, spec: OwnSpec, language: str, problems: list[str]) -> None:
        self.spec, self.language, self.problems = spec, language, problems
        self.said = spec.said

    def metric(self) -> Metric | None:
        """Return the metric; None where something is wrong with it."""
        before = len(self.problems)
        frame = self._frame()
        if frame is None:
            return None
        self.frame, self.columns = frame, columns_of(frame.name)
        self.at = self._at() if "at" in self.said else ""
        # The anchor is named as questions name it.
        self.anchors = {{"created_at": "created", "solved_at": "solved"}.get(self.at, "event"): self.at}
        kind = _KINDS[str(self.spec.text("kind"))](self)
        return None if len(self.problems) > before else self._declared(kind)

    def _declared(self, kind: Kind) -> Metric:
        said, requires = self.said, self._requires()
        needs = tuple(dict.fromkeys(table for choice in requires for table in choice))
        minimum = said.get("min_n")
        pairs = said.get("pairs")
        return Metric(
            id=self.spec.id,
            title=words_in(said["title"], self.language),
            text=words_in(said["text"], self.language),
            group=self.spec.text("group") or "own",
            unit=self.spec.text("unit") or UNITS_OF[str(said["kind"])][0],
            better=self.spec.text("direction") or "neither",
            kind=kind,
            source=self.spec.text("source") or "own",
            needs=needs,
            requires=requires,
            survey=bool(said.get("survey", False)),
            pairs=tuple(map(str, pairs)) if isinstance(pairs, list) else (),
            why=words_in(said.get("why", ""), self.language),
            version=self.spec.text("version") or "1",
            min_n=minimum if isinstance(minimum, int) else None,
        )

    def _frame(self) -> Frame | None:
        """Return the frame of ``fact``, which may also be called by the name of the fact behind it."""
        known = open_frames()
        behind = {frame.facts[0]: frame for frame in reversed(known.values()) if len(frame.facts) == 1}
        name = str(self.spec.text("fact"))
        found = known.get(name) or behind.get(name)
        if found is None:
            self.problems.append(f"{self.spec.place('fact')}: {NotFoundError('fact', name, known)}")
        return found

    def _requires(self) -> tuple[tuple[str, ...], ...]:
        """Return the tables named, else those that every built-in metric of the frame requires."""
        named = self.said.get("needs")
        if isinstance(named, list):
            return tables_of([str(one) for one in named])
        alike = [one.requires for one in builtin().values() if one.kind.frame == self.frame.name]
        first, *rest = alike or [()]
        return tuple(choice for choice in first if all(choice in other for other in rest))

    # ------------------------------------------------------------------ expressions
    def expression(self, key: str, holds: str, text: object = None) -> str | None:
        """Return a key's expression as it was understood; None where it is not there or wrong, which is told."""
        typed = self.said.get(key) if text is None else text
        if not isinstance(typed, str):
            return None
        try:
            found = row_expression(typed, self.columns, self.frame.name)
            types, called = _GIVES[holds]
            kind = _gives(found, self.frame).partition("(")[0]
            if types and kind not in types:
                raise UsageError(
                    _(
                        "{typed} gives {given}, and {wanted} is needed.",
                        typed=repr(typed),
                        given=_(_PLAINLY.get(kind, kind)),
                        wanted=_(called),
                    )
                )
        except UsageError as error:
            self.problems.append(f"{self.spec.place(key)}: {error}")
            return None
        return found if found.strip('"') in self.columns else f"({found})"

    def _at(self) -> str:
        """Return the column that places a row in time."""
        name = str(self.said["at"]).strip().strip('"')
        instants = [column for column, kind in self.columns.items() if kind == "TIMESTAMP"]
        if name not in instants:
            self.problems.append(
                f"{self.spec.place('at')}: {NotFoundError('instant', name, instants, self.frame.name)}"
            )
        return '"at"' if name == "at" else name

    def population(self, *further: tuple[str, str]) -> Population:
        """Return the rows that it is about, less those excluded; the reasons of the kind come last."""
        told = self.said.get("excluded", {})
        reasons = [
            (reason, self.expression("excluded", "truth", condition) or "FALSE")
            for reason, condition in (told.items() if isinstance(told, Mapping) else ())
        ]
        valid = "invalid_reason" in self.columns and not self.said.get("with_invalid", False)
        where = self.expression("condition", "truth") or "TRUE"
        if self.frame.confidential:
            where = f"NOT COALESCE({self.frame.confidential}, FALSE){'' if where == 'TRUE' else f' AND {where}'}"
        return Population(where, (*reasons, *further), validity=valid)

    def valued(self, *expressions: str | None) -> tuple[str, str]:
        """Return the exclusion of rows without a value."""
        return "no_value", " OR ".join(f"{one} IS NULL" for one in expressions if one) or "FALSE"


_PLAINLY = {
    "BOOLEAN": N_("true or false"), "VARCHAR": N_("a text"), "TIMESTAMP": N_("an instant"), "DATE": N_("a date"),
    "INTERVAL": N_("a length of time of SQL; SECONDS(a, b) gives the seconds between two instants"),
    **dict.fromkeys(NUMERIC, N_("a number")),
}  # fmt: skip


# ---------------------------------------------------------------------- the kinds
def _count(one: _Resolving) -> Kind:
    return Count(one.frame.name, one.at, one.population(), one.anchors)


def _share(one: _Resolving) -> Kind:
    hit, working = one.expression("hit", "truth") or "FALSE", one.expression("hit_working", "truth")
    # A row whose calendar is not known has no reading of the clock at its own instant either.
    clocked = (_reading_of(one, one.at) or one.frame.calendar) if working else None
    if working and clocked is None:
        one.problems.append(
            _("{place}: {name} has no working clock.", place=one.spec.place("hit_working"), name=one.frame.name)
        )
    return Share(
        one.frame.name, one.at, one.population(), one.anchors, hit=hit, hit_business=working,
        counted_business=f"{clocked} IS NOT NULL" if clocked else None, clocked=clocked,
    )  # fmt: skip


def _ratio(one: _Resolving) -> Kind:
    value, per = one.expression("value", "numeric") or "0", one.expression("per", "numeric")
    population = one.population(one.valued(value, per))
    return Quotient(one.frame.name, one.at, population, one.anchors, amount=value, per=per or "1")


def _mean(one: _Resolving) -> Kind:
    value = one.expression("value", "numeric") or "0"
    return Mean(one.frame.name, one.at, one.population(one.valued(value)), one.anchors, score=value)


def _sum(one: _Resolving) -> Kind:
    value = one.expression("value", "numeric") or "0"
    return Sum(one.frame.name, one.at, one.population(one.valued(value)), one.anchors, amount=value)


def _distinct(one: _Resolving) -> Kind:
    value = one.expression("value", "anything") or "0"
    return Distinct(one.frame.name, one.at, one.population(one.valued(value)), one.anchors, thing=value)


def _level(one: _Resolving) -> Kind:
    enter, leave = one.expression("from", "instant") or "NULL", one.expression("to", "instant") or "NULL"
    return Level(one.frame.name, "", one.population(), enter=enter, leave=leave)


def _duration(one: _Resolving) -> Kind:
    headline = one.spec.text("headline") or "median"
    finished, working, open_, waited, waited_working, no_time = _measured(one)
    return Duration(
        one.frame.name, one.at, one.population(("no_time", no_time)), one.anchors, finished=finished,
        finished_business=working, is_open=open_, waited=waited, waited_business=waited_working, headline=headline,
        open_anchors=tuple(one.anchors),
    )  # fmt: skip


Measured = tuple[str, str | None, str | None, str, str | None, str]


def _measured(one: _Resolving) -> Measured:
    """Return the finished time on both clocks, what is open, the time waited on both, and what has no time."""
    working, open_ = one.expression("seconds_working", "numeric"), one.expression("open", "truth")
    if "seconds" in one.said:
        seconds = one.expression("seconds", "numeric") or "0"
        none = f"{seconds} IS NULL" + (f" AND NOT COALESCE({open_}, FALSE)" if open_ else "")
        return seconds, working, open_, "CAST(NULL AS DOUBLE)", None, none
    start, end = one.expression("from", "instant") or "NULL", one.expression("to", "instant") or "NULL"
    open_ = open_ or f"{end} IS NULL"
    first, last = (_reading_of(one, name) for name in (start, end))
    now = "now_us" if "now_us" in one.columns else None
    waited = f"({now} - {first}) / 1e6" if first and now else None
    if first and last and working is None:
        working = f"({last} - {first}) / 1e6"
    none = f"{start} IS NULL OR {end} < {start}"
    return f"SECONDS({start}, {end})", working, open_, f"SECONDS({start}, $now)", waited, none


def _reading_of(one: _Resolving, instant: str) -> str | None:
    """Return the column with the working clock's reading at an instant, where the frame has one."""
    name = instant.removesuffix("_at") + "_us"
    return name if instant.endswith("_at") and name in one.columns and one.frame.calendar else None


_KINDS: Mapping[str, Callable[[_Resolving], Kind]] = {
    "count": _count, "share": _share, "ratio": _ratio, "mean": _mean, "duration": _duration, "sum": _sum,
    "distinct": _distinct, "level": _level,
}  # fmt: skip
"""How each kind is made."""
