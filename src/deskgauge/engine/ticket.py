"""One ticket's whole line of time: what happened when, on both clocks, and what each metric makes of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from deskgauge.catalogue import registry
from deskgauge.catalogue.metric import Metric
from deskgauge.engine.answer import Row, json_ready, rounded
from deskgauge.engine.ask import Session
from deskgauge.engine.base import Engine, literal, with_working_clock
from deskgauge.engine.explain import OF_TICKET, parts_of, rows_of
from deskgauge.engine.question import Question, resolve
from deskgauge.engine.run import missing_tables
from deskgauge.engine.view import of_ticket
from deskgauge.errors import NotFoundError
from deskgauge.language import N_, _, pgettext, retold
from deskgauge.model.periods import Period

ALWAYS = Period(datetime(1900, 1, 1), datetime(1900, 1, 1), datetime(2201, 1, 1))


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a ticket: when, how long after its creation on both clocks in seconds, what, by whom.

    ``at`` is naive UTC; ``working_s`` is None where the ticket has no calendar.
    """

    at: datetime
    calendar_s: float | None
    working_s: float | None
    what: str
    who: str | None
    text: str

    def to_dict(self) -> dict[str, object]:
        """Return the event as JSON-ready values."""
        return {
            "at": json_ready(self.at), "calendar_s": self.calendar_s, "working_s": self.working_s,
            "what": self.what, "who": self.who, "text": self.text,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Story:
    """A ticket: all its columns, its line of time, and a row for each metric's row of it."""

    ticket_id: str
    ticket: Row
    events: Sequence[Event]
    metrics: Sequence[Row]
    time_zone: str

    def to_dict(self) -> dict[str, object]:
        """Return the story as JSON-ready values."""
        return {
            "ticket_id": self.ticket_id,
            "ticket": {name: json_ready(value) for name, value in self.ticket.items()},
            "events": [event.to_dict() for event in self.events],
            "metrics": [{name: json_ready(value) for name, value in row.items()} for row in self.metrics],
        }


def story(session: Session, ticket_id: str, metric: str | None = None) -> Story:
    """Tell a ticket's line of time and what counted of it, for all metrics or for the one named.

    Raise NotFoundError where there is no such ticket or metric.
    """
    engine, known = session.engine, session.catalogue
    if metric is not None:
        session = replace(session, catalogue={metric: registry.metric(metric, known)})
    names = engine.columns(f"SELECT * FROM {OF_TICKET}")
    found = engine.rows(f"SELECT * FROM {OF_TICKET} WHERE ticket_id = {literal(ticket_id)}")
    if not found:
        near = engine.rows(f"SELECT ticket_id FROM {OF_TICKET} ORDER BY created_at, ticket_id LIMIT 1000")
        raise NotFoundError("ticket", ticket_id, [str(one) for (one,) in near])
    ticket: Row = dict(zip(names, map(rounded, found[0]), strict=True))
    happened = sorted(_events(engine, ticket_id, ticket), key=lambda one: (one[0], EVENTS.index(one[1])))
    clock = _clock(session, ticket, [at for at, *__ in happened])
    created = ticket["created_at"]
    assert isinstance(created, datetime)  # noqa: S101 - told to the type checker; the column is required
    events = [
        Event(at, (at - created).total_seconds(), clock.get(at), what, who, text) for at, what, who, text in happened
    ]
    return Story(ticket_id, ticket, events, list(_counted(session, ticket_id)), session.settings.time_zone)


# ---------------------------------------------------------------------- what happened
Happened = tuple[datetime, str, str | None, str]
EVENTS = ("created", "message", "change", "status", "call", "work", "survey sent", "survey answer", "audit")


def _events(engine: Engine, ticket_id: str, ticket: Mapping[str, object]) -> Iterator[Happened]:
    created = ticket["created_at"]
    if isinstance(created, datetime):
        by, channel = ticket.get("created_by"), ticket.get("channel")
        told = _("by {by}, channel {channel}", by=_word("actor", by), channel=_word("channel", channel or "unknown"))
        if reason := ticket.get("invalid_reason"):
            told += "; " + _("counts nowhere: {reason}", reason=_word("reason", reason))
        yield created, "created", _text(ticket.get("customer_id")), told
    yield from _messages(engine, ticket_id)
    yield from _statuses(engine, ticket_id)
    for what, sql in _FURTHER.items():
        for at, who, text in engine.rows(sql.format(ticket=literal(ticket_id))):
            if isinstance(at, datetime):
                yield at, what, _text(who), retold(str(text), _SAID)


def _messages(engine: Engine, ticket_id: str) -> Iterator[Happened]:
    """Return the messages, each with what it is: a reply, or why it is none."""
    query = (
        'SELECT m."at", m.author_id, m.author_kind, COALESCE(m.is_public, TRUE), COALESCE(m.is_auto, FALSE), '
        "r.is_reply, r.is_customer, r.is_touch FROM messages AS m LEFT JOIN message_roles AS r "
        f'ON r.message_id = m.message_id WHERE m.ticket_id = {literal(ticket_id)} ORDER BY m."at", m.message_id'
    )
    for at, who, kind, is_public, is_auto, is_reply, is_customer, is_touch in engine.rows(query):
        if is_reply:
            role = _("a reply")
        elif is_auto:
            role = _("no reply: automatic")
        elif is_customer:
            role = _("the customer's")
        elif is_touch:
            role = _("no reply: opens the agent's own ticket") if is_public else _("no reply: a private note")
        else:
            role = _(
                "no reply: not by an agent, but by {kind}", kind=_word("actor", kind) if kind else _("nobody known")
            )
        if isinstance(at, datetime):
            seen = _("public") if is_public else _("private")
            by = _word("actor", kind) if kind else _("of no kind")
            yield at, "message", _text(who), f"{seen}, {by}; {role}"


def _statuses(engine: Engine, ticket_id: str) -> Iterator[Happened]:
    """Return the spans of status, each at its beginning."""
    query = (
        "SELECT from_at, to_at, status, actor_kind, is_solve, is_reopen FROM status_spans "
        f"WHERE ticket_id = {literal(ticket_id)} ORDER BY n"
    )
    for from_at, to_at, status, actor, is_solve, is_reopen in engine.rows(query):
        lasts = ", " + _("still") if to_at is None else ""
        mark = "; " + _("enters solved") if is_solve else "; " + _("leaves solved") if is_reopen else ""
        if isinstance(from_at, datetime):
            yield from_at, "status", _text(actor), f"{_word('status', status)}{lasts}{mark}"


_FURTHER: Mapping[str, str] = {
    "change": "SELECT \"at\", COALESCE(actor_id, actor_kind), field || ': ' || COALESCE(old_value, '–') || ' → ' || "
    "COALESCE(new_value, '–') FROM ticket_events WHERE ticket_id = {ticket} AND field <> 'status' "
    'ORDER BY "at", event_id',
    "call": "SELECT queued_at, agent_id, kind || ', ' || direction || ', ' || COALESCE(outcome, 'outcome unknown') "
    "FROM call_facts WHERE ticket_id = {ticket} ORDER BY queued_at, call_id",
    "work": "SELECT COALESCE(ended_at, started_at), agent_id, 'logged ' || "
    "COALESCE(CAST(seconds AS VARCHAR), 'an unknown number of') || ' s' "
    "FROM work_logs WHERE ticket_id = {ticket} ORDER BY 1, work_id",
    "survey sent": "SELECT sent_at, CAST(NULL AS VARCHAR), COALESCE(kind, 'survey') FROM invite_facts "
    "WHERE ticket_id = {ticket} AND kind <> 'esat' ORDER BY sent_at, invite_id",
    "survey answer": "SELECT answered_at, CAST(NULL AS VARCHAR), COALESCE(kind, 'survey') || ', score ' || "
    "COALESCE(CAST(score AS VARCHAR), 'none') FROM survey_facts WHERE ticket_id = {ticket} AND kind <> 'esat' "
    "ORDER BY answered_at, response_id",
    "audit": "SELECT reviewed_at, agent_id, 'quality ' || COALESCE(CAST(quality AS VARCHAR), 'unknown') "
    "FROM review_facts WHERE ticket_id = {ticket} ORDER BY reviewed_at, review_id",
}
"""What else is told of a ticket: queries of the instant, who, and a few words."""


_SAID = (
    N_("logged {seconds} s"),
    N_("{kind}, score {score}"),
    N_("quality {quality}"),
    N_("call, inbound, {outcome}"),
    N_("call, outbound, {outcome}"),
    N_("chat, inbound, {outcome}"),
    N_("chat, outbound, {outcome}"),
)
"""What the texts of those queries are made of."""


def _word(kind: str, code: object) -> str:
    return pgettext(kind, str(code).replace("_", " "))


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _clock(session: Session, ticket: Mapping[str, object], instants: Sequence[datetime]) -> dict[datetime, float]:
    """Return the working seconds since the ticket's creation at each instant."""
    start = ticket.get("created_us")
    if not instants or not isinstance(start, int):
        return {}
    listed = ", ".join(f"({literal(at)})" for at in dict.fromkeys(instants))
    query = (
        f"SELECT moment, WORK_US(w, moment) FROM (VALUES {listed}) AS v(moment) JOIN working_days AS w "
        f"ON w.calendar_id = {literal(ticket['calendar_id'])} AND w.day = CAST(moment AS DATE)"
    )
    rows = session.engine.rows(with_working_clock(query, session.knowledge.width))
    return {at: (int(str(us)) - start) / 1e6 for at, us in rows if isinstance(at, datetime) and us is not None}


# ---------------------------------------------------------------------- what counted
def _counted(session: Session, ticket_id: str) -> Iterator[Row]:
    """Return a row for each row of the ticket that a metric looks at: when, counted or why not, hit and value."""
    known: dict[str, bool] = {}
    for metric in session.catalogue.values():
        if missing_tables(metric, session.knowledge.rows):
            continue
        for name, row, headings in _rows_of(session, metric, ticket_id, known):
            told: Row = {"metric": metric.id, "part": name, "at": row["at"], "counted": row["counted"]}
            hits = [row[one] for one in headings if one == "hit"]
            told |= {"reason": row["reason"], "hit": hits[0] if hits and row["counted"] else None}
            yield {**told, "value": row.get("value"), "unit": metric.unit}


def _rows_of(
    session: Session, metric: Metric, ticket_id: str, known: dict[str, bool]
) -> Iterator[tuple[str, Row, Sequence[str]]]:
    resolved = resolve(Question((metric.id,)), session.catalogue, session.settings, session.span)
    resolved = replace(resolved, periods=(ALWAYS,))
    for asked in parts_of(session, resolved, metric):
        frame = asked.view.frame
        if frame.name not in known:
            known[frame.name] = "ticket_id" in session.engine.columns(frame.query)
        if not known[frame.name]:
            continue
        columns, rows = rows_of(session, replace(asked, view=of_ticket(asked.view, ticket_id)))
        for row in rows:
            if row["counted"] or row["reason"] is not None:
                yield asked.name, row, columns
