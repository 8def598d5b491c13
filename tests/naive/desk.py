"""A company's rows as things that a metric can be counted from: tickets, calls, who is who, the two clocks."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from naive.hours import Calendar, WorkingClock, from_rows, from_settings
from naive.words import STAFF, fold, word
from naive.zones import parse

Row = Mapping[str, Any]
Dims = Mapping[str, tuple[object, ...]]

DIMENSIONS = (
    "channel", "team", "agent", "request_type", "priority", "product", "brand", "country", "language", "segment",
    "tag", "kind",
)  # fmt: skip
BLANK: Dims = dict.fromkeys(DIMENSIONS, (None,))
NOW = (
    ("tickets", "created_at"), ("tickets", "status_at"), ("ticket_events", "at"), ("messages", "at"),
    ("calls", "queued_at"), ("calls", "ended_at"), ("survey_responses", "answered_at"),
    ("orders", "ordered_at"), ("visits", "started_at"),
)  # fmt: skip
DEFAULTS: dict[str, Any] = {
    "backlog_after": "3d", "review_every": "2d", "repeat_window": "7d", "service_level_within": "20s",
    "short_abandon": "5s", "deflection_window": "24h", "min_n": 10, "min_n_survey": 30, "min_n_agent": 10,
}  # fmt: skip
TARGETS = {"email": "24h", "web": "24h", "chat": "1m", "phone": "3m", "social": "1h"}
UNITS = {"d": 86400, "h": 3600, "m": 60, "s": 1}


@dataclass
class Company:
    """Canonical tables and the settings that go with them, nested as in deskgauge.toml."""

    tables: dict[str, list[dict[str, Any]]]
    settings: dict[str, Any]


@dataclass(frozen=True)
class Call:
    """One call or chat with its blanks filled in."""

    row: Row
    id: str
    kind: str
    inbound: bool
    outcome: str | None
    queued: datetime
    answered_at: datetime | None
    ended: datetime | None
    dims: Dims

    @property
    def answered(self) -> bool:
        """An agent took it."""
        return self.outcome == "answered" or (self.outcome == "transferred" and self.answered_at is not None)

    @property
    def failed(self) -> bool:
        """It never was an offer."""
        return self.outcome == "failed"

    @property
    def waited_until(self) -> datetime | None:
        """When the wait ended: from the times, and from ``wait_s`` only where a time is missing."""
        end = self.answered_at if self.answered else self.ended
        seconds = self.row.get("wait_s")
        if end is None and seconds is not None:
            return self.queued + timedelta(seconds=seconds)
        return end


def seconds_of(text: object) -> float:
    """Read a length of time of the settings: "3d", "24h", "1m", "20s"."""
    match = re.fullmatch(r"(\d+)([dhms])", str(text))
    assert match, text
    return float(match[1]) * UNITS[match[2]]


def grouped(rows: Iterable[Row], *names: str) -> dict[str, list[Row]]:
    """Collect rows by the first of the columns that has a value; rows without any are left out."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        key = first(*(row.get(name) for name in names))
        if key is not None:
            groups[str(key)].append(row)
    return groups


def first(*values: Any) -> Any:
    """Return the first value that is there."""
    return next((value for value in values if value is not None), None)


def tags_of(row: Row) -> tuple[object, ...]:
    """Return a ticket's tags, each once."""
    return tuple(dict.fromkeys(row.get("tags") or ())) or (None,)


class Desk:
    """All that is known of a company; the indexes are made when first asked for."""

    def __init__(self, company: Company) -> None:
        self.tables, settings = company.tables, company.settings
        self.zone = ZoneInfo(settings.get("company", {}).get("time_zone", "UTC"))
        self.labels = settings.get("labels", {})
        self.declared = settings.get("calendars", {})
        self.default_calendar = settings.get("company", {}).get("calendar")
        self.currency = settings.get("company", {}).get("currency", "EUR")
        self.options = DEFAULTS | settings.get("settings", {})
        targets = TARGETS | self.options.get("first_response_target", {})
        self.targets = {channel: seconds_of(text) for channel, text in targets.items()}
        self._clocks: dict[str, WorkingClock] = {}

    def rows(self, table: str) -> list[dict[str, Any]]:
        """Return a table's rows, none where the company has no such table."""
        return self.tables.get(table, [])

    def length(self, name: str) -> timedelta:
        """Return a setting that is a length of time."""
        return timedelta(seconds=seconds_of(self.options[name]))

    def word(self, kind: str, label: object) -> str | None:
        """Return the word of a label, the company's own labels first."""
        return word(kind, label, self.labels)

    @cached_property
    def instants(self) -> list[datetime]:
        """Every instant that "now" may be."""
        found = (parse(row.get(column)) for table, column in NOW for row in self.rows(table))
        return sorted(at for at in found if at is not None)

    @property
    def now(self) -> datetime:
        """The newest instant of the data."""
        return self.instants[-1]

    @cached_property
    def customers(self) -> dict[str, Row]:
        """Customers by id."""
        return {row["customer_id"]: row for row in self.rows("customers")}

    @cached_property
    def ticket_rows(self) -> dict[str, Row]:
        """Tickets' rows by id."""
        return {row["ticket_id"]: row for row in self.rows("tickets")}

    @cached_property
    def invites(self) -> dict[str, Row]:
        """Survey invites by id."""
        return {row["invite_id"]: row for row in self.rows("survey_invites")}

    @cached_property
    def calls(self) -> dict[str, Call]:
        """Calls and chats by id."""
        return {row["call_id"]: self._call(row) for row in self.rows("calls")}

    @cached_property
    def _staff(self) -> dict[str, list[Row]]:
        return grouped((row for row in self.rows("agent_roles") if fold(row["role"]) in map(fold, STAFF)), "agent_id")

    @cached_property
    def _agents(self) -> set[str]:
        return {row["agent_id"] for row in self.rows("agents")}

    @cached_property
    def _team_calendars(self) -> dict[str, str]:
        return {row["team_id"]: row["calendar_id"] for row in self.rows("teams") if row.get("calendar_id")}

    @cached_property
    def _calendar_rows(self) -> dict[str, list[Row]]:
        return grouped(self.rows("calendars"), "calendar_id")

    def was_staff(self, author: object, at: datetime) -> bool:
        """Say whether the history of roles makes somebody an agent at an instant."""
        for role in self._staff.get(str(author), ()):
            since, until = parse(role["from_at"]), parse(role.get("to_at"))
            if since is not None and since <= at and (until is None or at < until):
                return True
        return False

    def author_kind(self, message: Row, at: datetime, customer: object) -> str:
        """Return who wrote a message: as given, corrected by the history of roles."""
        author, kind = message.get("author_id"), message.get("author_kind")
        if kind in (None, "customer") and author is not None and author != customer and self.was_staff(author, at):
            return "agent"
        if kind is not None:
            return str(kind)
        if author is not None and author == customer:
            return "customer"
        return "agent" if author is not None and author in self._agents else "unknown"

    def calendar_of(self, team: object) -> str | None:
        """Return the id of the working hours of a team: its own, else the company's."""
        return self._team_calendars.get(str(team)) or self.default_calendar

    def calendar(self, name: str) -> Calendar:
        """Return working hours by id; those of the project file win."""
        return from_settings(self.declared[name]) if name in self.declared else from_rows(self._calendar_rows[name])

    def elapsed(self, start: datetime, end: datetime, clock: str, team: object) -> float | None:
        """Return the seconds from start to end on a clock; None on the working clock of a team without hours."""
        if clock == "calendar":
            return (end - start).total_seconds()
        name = self.calendar_of(team)
        if name is None:
            return None
        if name not in self._clocks:
            self._clocks[name] = WorkingClock(self.calendar(name), *self._laid_out)
        return self._clocks[name].between(start, end)

    @cached_property
    def _laid_out(self) -> tuple[datetime, datetime]:
        return self.instants[0] - timedelta(days=2), self.now + timedelta(days=2)

    def who(self, customer: object) -> dict[str, tuple[object, ...]]:
        """Return the dimensions that come from a customer."""
        row = self.customers.get(str(customer), {})
        return {name: (row.get(name),) for name in ("country", "language", "segment")}

    def what(self, row: Row | None) -> dict[str, tuple[object, ...]]:
        """Return the dimensions that come from the ticket that something is about."""
        row = row or {}
        priority = str(row["priority"]).strip().lower() if row.get("priority") else None
        return {
            "priority": (priority,), "product": (row.get("product"),), "brand": (row.get("brand"),),
            "tag": tags_of(row),
        }  # fmt: skip

    def ticket_dims(self, row: Row) -> dict[str, tuple[object, ...]]:
        """Return a ticket's attributes of today."""
        who = self.who(row.get("customer_id"))
        return {
            **who,
            **self.what(row),
            "channel": (self.word("channel", row.get("channel")),),
            "request_type": (self.word("request_type", row.get("request_type")),),
            "team": (row.get("team_id"),),
            "agent": (row.get("agent_id"),),
            "country": (first(row.get("country"), *who["country"]),),
            "language": (first(row.get("language"), *who["language"]),),
            "kind": ("ticket",),
        }

    def _call(self, row: Row) -> Call:
        kind, outcome = row.get("kind") or "call", row.get("outcome")
        answered_at, ended, queued = (parse(row.get(name)) for name in ("answered_at", "ended_at", "queued_at"))
        assert queued is not None
        if outcome is None:
            outcome = "answered" if answered_at else "abandoned" if ended else None
        channel = self.word("channel", row.get("channel")) or {"call": "phone", "chat": "chat"}[kind]
        dims = {
            **self.who(row.get("customer_id")),
            **self.what(self.ticket_rows.get(str(row.get("ticket_id")))),
            "channel": (channel,),
            "request_type": (self.word("request_type", row.get("request_type")),),
            "team": (row.get("team_id"),),
            "agent": (row.get("agent_id"),),
            "kind": (kind,),
        }
        inbound = (row.get("direction") or "inbound") == "inbound"
        return Call(row, row["call_id"], kind, inbound, outcome, queued, answered_at, ended, dims)
