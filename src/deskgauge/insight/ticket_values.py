"""What a metric makes of each ticket, under our rule and under others; and the instants and counts it might rest on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import product
from zoneinfo import ZoneInfo

from deskgauge.catalogue.defined import definitions_of
from deskgauge.catalogue.metric import OURS, Metric
from deskgauge.engine.ask import Session
from deskgauge.engine.base import with_working_clock
from deskgauge.engine.question import Question, resolve
from deskgauge.engine.run import cut_of, missing_tables
from deskgauge.engine.view import View, view
from deskgauge.errors import UsageError
from deskgauge.insight.causes import Reading, Values
from deskgauge.language import _

STARTS: Mapping[str, str] = {
    "created": "the creation",
    "first_assigned": "the first assignment",
    "first_customer": "the customer's first message",
    "handoff": "the last word of the bot",
}
ENDS: Mapping[str, str] = {
    "first_reply": "the first reply",
    "second_reply": "the second reply",
    "last_reply": "the last reply",
    "first_touch": "the first reply or private note",
    "first_answer": "the first answer, automatic ones included",
    "first_solved": "the first solve",
    "solved": "the last solve",
    "closed": "the closing",
    "status": "the last change of status that the ticket itself names",
    "first_assigned": "the first assignment",
    "waiting_since": "the beginning of the wait that ended in an automatic solve",
}
COUNTS: Mapping[str, str] = {
    "agent_comments": "the opening of an agent's own ticket counts as well",
    "replies + notes": "private notes count as well",
    "agent_comments + notes": "private notes and the opening of an agent's own ticket count as well",
    "answers": "automatic messages and bots count as well",
    "replies + customer_messages": "the customer's messages count as well",
    "agents_involved": "the agents are counted, not their messages",
}
NAMED = ("created", "first_reply", "first_solved", "solved", "first_touch", "first_answer", "first_customer", "handoff",
         "first_assigned", "waiting_since")  # fmt: skip
"""Instants that have a reading of the working clock."""

_FACTS = """SELECT t.ticket_id, t.invalid_reason, t.is_solved, t.replies, t.customer_messages, v.agent_comments,
  v.notes, v.agents_involved, COALESCE(m.answers, 0), t.created_at, t.first_reply_at, t.first_solved_at, t.solved_at,
  v.first_touch_at, v.first_answer_at, v.first_customer_at, v.handoff_at, p.first_assigned_at, p.waiting_since_at,
  r.second_reply_at, r.last_reply_at, c.closed_at, x.status_at,
  t.created_us, t.first_reply_us, t.first_solved_us, t.solved_us,
  v.first_touch_us, v.first_answer_us, v.first_customer_us, v.handoff_us, p.first_assigned_us, p.waiting_since_us
FROM ticket_facts AS t
JOIN tickets AS x ON x.ticket_id = t.ticket_id
LEFT JOIN ticket_voices AS v ON v.ticket_id = t.ticket_id
LEFT JOIN ticket_paths AS p ON p.ticket_id = t.ticket_id
LEFT JOIN (
  SELECT ticket_id, MAX("at") AS last_reply_at, MIN(CASE WHEN n = 2 THEN "at" END) AS second_reply_at
  FROM (
    SELECT ticket_id, "at", ROW_NUMBER() OVER (PARTITION BY ticket_id ORDER BY "at", message_id) AS n
    FROM message_roles WHERE is_reply
  ) AS numbered GROUP BY ticket_id
) AS r ON r.ticket_id = t.ticket_id
LEFT JOIN (
  SELECT e.ticket_id, MAX(e."at") AS closed_at FROM ticket_events AS e
  JOIN labels AS l ON l.kind = 'status' AND l.label = e.new_value AND l.word = 'closed'
  WHERE e.field = 'status' GROUP BY e.ticket_id
) AS c ON c.ticket_id = t.ticket_id
LEFT JOIN (
  SELECT s.ticket_id, COUNT(*) AS answers FROM messages AS s
  LEFT JOIN labels AS k ON k.kind = 'actor' AND k.label = s.author_kind
  WHERE COALESCE(s.is_public, TRUE) AND k.word <> 'customer' GROUP BY s.ticket_id
) AS m ON m.ticket_id = t.ticket_id"""

_COLUMNS = ("replies", "customer_messages", "agent_comments", "notes", "agents_involved", "answers")
_TIMES = (*NAMED, "second_reply", "last_reply", "closed", "status")


@dataclass(frozen=True, slots=True)
class Said:
    """What a metric makes of a ticket: its value (the mean where several rows are the ticket's), or why none."""

    value: float | None
    total: float | None
    longest: float | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Ticket:
    """A ticket's own facts: why it counts nowhere, its counts, its instants on both clocks."""

    invalid_reason: str | None
    is_solved: bool
    counts: Mapping[str, int]
    times: Mapping[str, datetime | None]
    work: Mapping[str, float | None]


def tickets(session: Session) -> dict[str, Ticket]:
    """Return the facts of all tickets."""
    found = {}
    count, last = 3 + len(_COLUMNS), 3 + len(_COLUMNS) + len(_TIMES)
    for row in session.engine.rows(_FACTS):
        counts = dict(zip(_COLUMNS, (int(str(one or 0)) for one in row[3:count]), strict=True))
        times = {name: one if isinstance(one, datetime) else None
                 for name, one in zip(_TIMES, row[count:last], strict=True)}  # fmt: skip
        work = {
            name: None if one is None else float(str(one)) / 1e6 for name, one in zip(NAMED, row[last:], strict=True)
        }
        reason = None if row[1] is None else str(row[1])
        found[str(row[0])] = Ticket(reason, bool(row[2]), counts, times, work)
    return found


def by_ticket(session: Session, metric: str, clock: str | None, definition: str = OURS) -> dict[str, Said]:
    """Return what a metric makes of each ticket that it has rows of; raise UsageError where it has no ticket's rows."""
    question = Question((metric,), clock=clock, stat="mean", definition=definition)
    resolved = resolve(question, session.catalogue, session.settings, session.span)
    one = resolved.metrics[0]
    reading = one.reading(resolved.clock, resolved.stat, resolved.anchor, by_agent=False)
    cut = cut_of(resolved, session.settings, session.knowledge)
    parts = one.kind.parts(reading)
    rows = view(cut, one.kind, parts["rows"], reading) if "rows" in parts else None
    if rows is None or "ticket_id" not in session.engine.columns(f"SELECT * FROM ({rows.frame.query}) AS f"):
        raise UsageError(
            _(
                "{metric} is not made of single tickets' values, so that there is nothing to set side by side.",
                metric=metric,
            )
        )
    value = _value_of(rows, metric)
    reason = f"MAX(CAST(CASE WHEN NOT ({rows.counted}) THEN {rows.reason} END AS VARCHAR))"
    query = (
        f"SELECT f.ticket_id, AVG({value}), SUM({value}), MAX({value}), {reason} FROM {rows.source} "
        f"WHERE {rows.where} AND f.ticket_id IS NOT NULL GROUP BY 1"
    )
    found = session.engine.rows(with_working_clock(cut.fill(query), cut.width))
    return {
        str(row[0]): Said(_number(row[1]), _number(row[2]), _number(row[3]), None if row[4] is None else str(row[4]))
        for row in found
    }


def _value_of(rows: View, metric: str) -> str:
    """Return the SQL of a row's value: 1 or 0 of a share, the amount of a mean, null where it does not count."""
    cells = rows.cells
    if "k" in cells and "n" in cells:
        return f"CASE WHEN {cells['k'].where} THEN 1.0 WHEN {cells['n'].where} THEN 0.0 END"
    for name in ("mean", "q", "total"):
        if name in cells and cells[name].value != "*":
            return f"CASE WHEN {cells[name].where} THEN CAST({cells[name].value} AS DOUBLE) END"
    raise UsageError(
        _(
            "{metric} has no value of a single ticket: it counts them. Reconcile a duration, a share or a ratio.",
            metric=metric,
        )
    )


def _number(value: object) -> float | None:
    return None if value is None else float(value)  # type: ignore[arg-type]  # engines give int, float or Decimal


# ------------------------------------------------------------------------------ other readings
def readings(
    session: Session, metric: Metric, clock: str, ours: Mapping[str, Said], known: Mapping[str, Ticket], definition: str
) -> Iterator[Reading]:
    """Return what the vendor may have measured instead, from the plainest to the farthest."""
    other = "business" if clock == "calendar" else "calendar"
    if metric.has_clock:
        yield Reading(
            f"clock:{other}",
            _("on the {other} clock", other=other),
            _values(by_ticket(session, metric.id, other, definition)),
        )
    if metric.is_duration:
        yield from _across_changes(session.settings.time_zone, ours, known)
        yield Reading("sum", "all of the ticket's spans added up", {key: one.total for key, one in ours.items()})
        yield Reading("longest", "the longest of the ticket's spans", {key: one.longest for key, one in ours.items()})
        yield from _spans(known, clock)
    elif metric.unit == "ratio":
        for sql, text in COUNTS.items():
            names = sql.split(" + ")
            yield Reading(f"counts:{sql}", text, {
                key: float(sum(one.counts[name] for name in names)) for key, one in known.items()
            })  # fmt: skip
    yield from _definitions(session, metric, clock, definition)


def _values(said: Mapping[str, Said]) -> Values:
    return {key: one.value for key, one in said.items()}


def _definitions(session: Session, metric: Metric, clock: str, definition: str) -> Iterator[Reading]:
    """Return what others' rules make of each ticket, on the clock asked for."""
    for name, one in definitions_of(metric.id).items():
        if name == definition or (one.unit or metric.unit) != metric.unit:
            continue
        if missing_tables(one.of(metric), session.knowledge.rows):
            continue
        with suppress(UsageError):  # a rule may not be made of single tickets
            said = by_ticket(session, metric.id, clock if metric.has_clock else None, name)
            yield Reading(
                f"definition:{name}", _("by the definition {name}: {title}", name=name, title=one.title), _values(said)
            )


def _spans(known: Mapping[str, Ticket], clock: str) -> Iterator[Reading]:
    """Return the time between any two instants of a ticket, on both clocks."""
    for (start, since), (end, until) in product(STARTS.items(), ENDS.items()):
        if start == end:
            continue
        key, text = f"span:{start}:{end}", f"from {since} to {until}"
        values: dict[str, Values] = {"calendar": {one: _between(own, start, end) for one, own in known.items()}}
        if end in NAMED:
            values["business"] = {one: _difference(own.work[start], own.work[end]) for one, own in known.items()}
        for which, found in values.items():
            other = "" if which == clock else which
            named = _("{text}, on the {other} clock", text=text, other=other) if other else text
            yield Reading(f"{key}:{other}" if other else key, named, found, far=bool(other))


def _between(ticket: Ticket, start: str, end: str) -> float | None:
    first, last = ticket.times[start], ticket.times[end]
    return None if first is None or last is None or last < first else (last - first).total_seconds()


def _difference(first: float | None, last: float | None) -> float | None:
    return None if first is None or last is None or last < first else last - first


def _across_changes(zone: str, ours: Mapping[str, Said], known: Mapping[str, Ticket]) -> Iterator[Reading]:
    """Return our span read off the wall clock, where the clocks changed within it: an hour too much or too little."""
    there = {key: one.value for key, one in ours.items() if one.value is not None and key in known}
    spans = [(start, end) for start in STARTS for end in ENDS if start != end]

    def agreeing(span: tuple[str, str]) -> int:
        return sum(_between(known[key], *span) == value for key, value in there.items())

    start, end = max(spans, key=agreeing)
    shifted: dict[str, float | None] = {}
    for key, value in there.items():
        first, last = known[key].times[start], known[key].times[end]
        if first is not None and last is not None and _between(known[key], start, end) == value:
            change = _offset(last, zone) - _offset(first, zone)
            if change:
                shifted[key] = value + change
    if shifted:
        yield Reading("wall_clock", "read off the wall clock, across a change of the clocks", shifted)


def _offset(at: datetime, zone: str) -> float:
    offset = at.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).utcoffset()
    return 0.0 if offset is None else offset.total_seconds()


def own_ids(ids: Sequence[str], known: Mapping[str, Ticket]) -> dict[str, str]:
    """Return the ticket of each id of a file: the same id, or the only one that has it behind its source's name."""
    behind: dict[str, list[str]] = {}
    for key in known:
        behind.setdefault(key.partition(":")[2] or key, []).append(key)
    found = {}
    for one in ids:
        if one in known:
            found[one] = one
        elif len(behind.get(one, ())) == 1:
            found[one] = behind[one][0]
    return found
