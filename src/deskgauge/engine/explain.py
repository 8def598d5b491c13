"""One number followed down to its rows: what was asked, the SQL, what counted and what did not, and each row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from deskgauge.catalogue.metric import Metric
from deskgauge.catalogue.options import Reading
from deskgauge.catalogue.parts import Part
from deskgauge.catalogue.people import UNDER_FIVE
from deskgauge.engine.answer import Answer, Row, json_ready, rounded
from deskgauge.engine.ask import Session, answer
from deskgauge.engine.base import Engine, quoted, with_working_clock
from deskgauge.engine.cut import Cut
from deskgauge.engine.exclusions import REASONS
from deskgauge.engine.question import Question, Resolved, compared, resolve
from deskgauge.engine.run import cut_of, dimensions_of, reading_of
from deskgauge.engine.scan import names_of, statement
from deskgauge.engine.view import NOT_FIRST, Taken, View, view

NOW, BEFORE = "now", "before"
LIMIT = 20
OF_TICKET = "ticket_facts"


@dataclass(frozen=True, slots=True)
class Cell:
    """How one figure of a part is made of its rows: a function of the column ``value`` where ``where`` is true."""

    function: str
    where: str
    value: str | None
    q: float | None = None


@dataclass(frozen=True, slots=True)
class Behind:
    """The rows behind one part of a number.

    ``counted``, the reasons of ``excluded`` and ``not_about`` (rows of the frame in the range that the metric is not
    about) add up to ``total``. ``rows`` are at most as many as asked for; ``cells`` tell how the part's figures are
    made of them, apart for each combination of the columns ``groups``.
    """

    part: str
    of: str
    frame: str
    total: int
    counted: int
    excluded: Mapping[str, int]
    not_about: int
    key: Sequence[str]
    columns: Sequence[str]
    rows: Sequence[Row]
    cells: Mapping[str, Cell]
    groups: Sequence[str]
    placed: str
    telling: Sequence[str] = ()  # the frame's columns that the conditions read

    def to_dict(self) -> dict[str, object]:
        """Return the counts as JSON-ready values, without the rows."""
        return {
            "part": self.part,
            "of": self.of,
            "frame": self.frame,
            "placed": self.placed,
            "total": self.total,
            "counted": self.counted,
            "excluded": dict(self.excluded),
            "not_about": self.not_about,
            "shown": len(self.rows),
        }


@dataclass(frozen=True, slots=True)
class Explanation:
    """A metric's number over one range, and all that it is made of; instants of rows are naive UTC."""

    metric: Metric
    reading: Reading
    answer: Answer
    sql: Sequence[str]
    as_run: Sequence[str]
    engine: str
    parts: Sequence[Behind]
    limit: int | None
    where: str | None
    time_zone: str
    further: Mapping[str, object] = field(default_factory=dict)

    @property
    def definition(self) -> Mapping[str, object]:
        """The definition in words with its version and the options used."""
        return self.answer.definitions[self.metric.id]

    def to_dict(self) -> dict[str, object]:
        """Return everything in the shape of JSON; the counts beside the rows are those of the first part."""
        made = self.answer.to_dict()
        first = self.parts[0].to_dict() if self.parts else {}
        return {
            "metric": self.metric.id,
            "title": self.metric.title,
            "definition": dict(self.definition),
            "where": self.where,
            "value": made["rows"],
            "sql": list(self.sql),
            "engine": self.engine,
            "as_run": list(self.as_run),
            **{name: first.get(name) for name in ("total", "counted", "excluded", "not_about")},
            "parts": [part.to_dict() for part in self.parts],
            "limit": self.limit,
            "rows": [{name: json_ready(value) for name, value in row.items()} for _, row in self.records()],
            "data_through": made["data_through"],
            "as_of": made["as_of"],
            **self.further,
        }

    def records(self) -> Iterator[tuple[Behind, Row]]:
        """Return the rows of all parts, each with the part's name where there are several."""
        for part in self.parts:
            for row in part.rows:
                named: Row = {"part": part.part, "of": part.of} if len(self.parts) > 1 else {}
                yield part, {**named, **{name: row[name] for name in part.columns}}

    def columns(self) -> list[str]:
        """Return the columns of all rows, in their order."""
        head = ["part", "of"] if len(self.parts) > 1 else []
        return [*head, *dict.fromkeys(name for part in self.parts for name in part.columns)]


def explain(
    session: Session, question: Question, *, limit: int | None = LIMIT, whole: bool = False, withhold: bool = True
) -> Explanation:
    """Follow the number of a question of one metric down to its rows, at most ``limit`` of each part.

    With ``whole`` each row brings all columns of its ticket. Rows about single people are counted, and shown only
    where ``withhold`` is not set. Raise as a question does.
    """
    question = replace(question, by=(), grain="total", compare=None)
    resolved = resolve(question, session.catalogue, session.settings, session.span)
    metric = resolved.metrics[0]
    answered = answer(session, question)
    reading = reading_of(resolved, session.settings, metric)
    cut = cut_of(resolved, session.settings, session.knowledge, dimensions_of(resolved, metric))
    statements = [statement(cut, part, names_of(part)) for part in metric.kind.parts(reading).values()]
    asked = list(parts_of(session, resolved, metric))
    if withhold and any(row["note"] == UNDER_FIVE for row in answered.rows):
        limit = 0
    return Explanation(
        metric,
        reading,
        answered,
        statements,
        [session.engine.as_run(one) for one in statements],
        session.engine.name,
        [behind(session, one, limit, whole=whole, withhold=withhold) for one in asked],
        limit,
        question.where,
        session.settings.time_zone,
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """One part to look behind: its name, the period that it is of, how it is cut, its rows."""

    name: str
    of: str
    cut: Cut
    part: Part
    view: View


def parts_of(session: Session, resolved: Resolved, metric: Metric) -> Iterator[Asked]:
    """Return the parts of a metric to look behind, and those of the period that it is set against."""
    reading = reading_of(resolved, session.settings, metric)
    ranges = {NOW: resolved}
    if metric.kind.against == "previous":
        ranges[BEFORE] = resolved.over(compared(resolved, session.settings, "previous"))
    elif metric.kind.against == "baseline" and resolved.baseline is not None:
        ranges[BEFORE] = resolved.over([resolved.baseline])
    for of, one in ranges.items():
        cut = cut_of(one, session.settings, session.knowledge, dimensions_of(one, metric))
        for name, part in metric.kind.parts(reading).items():
            yield Asked(name, of, cut, part, view(cut, metric.kind, part, reading))


# ---------------------------------------------------------------------- the rows of one part
def behind(session: Session, asked: Asked, limit: int | None, *, whole: bool, withhold: bool) -> Behind:
    """Fetch what is behind one part: the counts of all its rows, and the first of them."""
    engine, one = session.engine, asked.view
    told = f"SELECT {one.counted} AS counted, {one.reason} AS reason, COUNT(*) FROM {one.source} WHERE {one.where}"
    counts = engine.rows(_filled(asked.cut, f"{told} GROUP BY 1, 2"))
    excluded: dict[str, int] = {}
    counted = not_about = 0
    for is_counted, reason, count in counts:
        number = int(str(count))
        if is_counted:
            counted += number
        elif reason is None:
            not_about += number
        else:
            excluded[str(reason)] = excluded.get(str(reason), 0) + number
    known = [*REASONS, NOT_FIRST]
    ordered = sorted(excluded, key=lambda name: (known.index(name) if name in known else len(known), name))
    layout = _layout(engine, asked, whole=whole)
    rows = [] if limit == 0 else layout.rows(engine, asked, limit, withhold=withhold)
    return Behind(
        asked.name,
        asked.of,
        one.frame.name,
        counted + not_about + sum(excluded.values()),
        counted,
        {name: excluded[name] for name in ordered},
        not_about,
        one.frame.key,
        layout.columns,
        rows,
        layout.cells,
        list(one.groups),
        one.placed,
        layout.telling,
    )


def rows_of(session: Session, asked: Asked) -> tuple[list[str], list[Row]]:
    """Return the columns and all rows of one part, without their counts; what is confidential stays out."""
    layout = _layout(session.engine, asked, whole=False)
    return layout.columns, layout.rows(session.engine, asked, None, withhold=True)


def _filled(cut: Cut, sql: str) -> str:
    return with_working_clock(cut.fill(sql), cut.width)


@dataclass(frozen=True, slots=True)
class _Layout:
    """The columns of a view's rows: computed ones by name, then the frame's own, then those of the ticket."""

    computed: Mapping[str, str]
    own: Sequence[str]
    ticket: Sequence[str]
    cells: Mapping[str, Cell]
    renamed: Mapping[str, str]
    telling: Sequence[str]

    @property
    def columns(self) -> list[str]:
        """The names of the columns in their order."""
        return [*self.computed, *(self.renamed[name] for name in self.own), *(f"ticket_{name}" for name in self.ticket)]

    def rows(self, engine: Engine, asked: Asked, limit: int | None, *, withhold: bool) -> list[Row]:
        """Fetch the rows: the counted ones first, in the order of their instants."""
        one = asked.view
        listed = [f"{sql} AS x{number}" for number, sql in enumerate(self.computed.values())]
        listed += [f"f.{quoted(name)}" for name in self.own]
        names = list(self.computed)
        order = f"ORDER BY x{names.index('counted')} DESC, x{names.index('at')}, "
        order += ", ".join(f"x{names.index(name)}" for name in one.frame.key)
        most = "" if limit is None else f" LIMIT {limit}"
        hidden = f" AND NOT COALESCE({one.frame.confidential}, FALSE)" if withhold and one.frame.confidential else ""
        sql = f"SELECT {', '.join(listed)} FROM {one.source} WHERE {one.where}{hidden} {order}{most}"
        if self.ticket:
            further = ", ".join(f"t.{quoted(name)} AS t_{name}" for name in self.ticket)
            key = f"x{names.index('ticket_id')}" if "ticket_id" in names else quoted("ticket_id")
            by = order.replace("ORDER BY x", "ORDER BY q.x").replace(", x", ", q.x")
            sql = f"SELECT q.*, {further} FROM ({sql}) AS q LEFT JOIN {OF_TICKET} AS t ON t.ticket_id = q.{key} {by}"
        found = engine.rows(_filled(asked.cut, sql))
        return [dict(zip(self.columns, map(rounded, row), strict=True)) for row in found]


def _layout(engine: Engine, asked: Asked, *, whole: bool) -> _Layout:
    """Name the columns of a view: the key, the instant, counted or why not, hits and values, then the rest."""
    one = asked.view
    frame_columns = engine.columns(f"SELECT * FROM ({one.frame.query}) AS f")
    computed = {name: quoted(name) for name in one.frame.key}
    computed |= {
        "at": one.at,
        "counted": one.counted,
        "reason": f"CASE WHEN NOT ({one.counted}) THEN {one.reason} END",
    }
    cells = _cells(one, computed)
    for name, sql in {**one.shown, **one.groups}.items():
        computed.setdefault(name, sql)
    own = [name for name in frame_columns if name not in one.frame.key]
    renamed = {name: f"{one.frame.name}_{name}" if name in computed else name for name in own}
    taken = set(computed) | set(renamed.values())
    wanted = whole and "ticket_id" in frame_columns and OF_TICKET not in one.frame.facts[:1]
    ticket = [] if not wanted else engine.columns(f"SELECT * FROM {OF_TICKET}")
    ticket = [name for name in ticket if f"ticket_{name}" not in taken]
    return _Layout(computed, own, ticket, cells, renamed, [renamed[name] for name in own if _reads(one, name)])


def _cells(one: View, computed: dict[str, str]) -> dict[str, Cell]:
    """Add the columns that the figures are made of, each once, and return which figure takes which."""
    truths: dict[str, str] = {}
    values: dict[tuple[str, str], str] = {}
    takes = {(cell.where, cell.value) for cell in one.cells.values() if cell.value != "*"}
    cells = {}
    for name, cell in one.cells.items():
        if cell.where not in truths:
            truths[cell.where] = _free({"k": "hit", "n": "in_number"}.get(name, f"in_{name}"), computed)
            computed[truths[cell.where]] = f"COALESCE({cell.where}, FALSE)"
        if cell.value != "*" and (cell.where, cell.value) not in values:
            values[cell.where, cell.value] = _free("value" if len(takes) == 1 else name, computed)
            computed[values[cell.where, cell.value]] = f"CASE WHEN {cell.where} THEN {cell.value} END"
        cells[name] = _cell(cell, truths[cell.where], values.get((cell.where, cell.value)))
    return cells


def _cell(cell: Taken, where: str, value: str | None) -> Cell:
    return Cell(cell.function, where, value, None if cell.q is None else float(cell.q))


def _free(name: str, taken: Mapping[str, str]) -> str:
    """Return a name that no column has yet."""
    return name if name not in taken else _free(f"{name}_", taken)


def _reads(one: View, column: str) -> bool:
    """Say whether the conditions or values of a view read a column of its frame."""
    texts = [one.at, one.counted, one.reason, *one.shown.values()]
    texts += [text for cell in one.cells.values() for text in (cell.where, cell.value)]
    return any(re.search(rf"\b{re.escape(column)}\b", text) for text in texts)
