"""What a check of the data is, what it finds, and the metrics that checks speak of together."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from deskgauge.language import _, in_digits
from deskgauge.model.tables import TABLES, table
from deskgauge.model.vocabulary import NO_LABELS, OTHER, Labelled, read

Row = tuple[object, ...]
Fetch = Callable[[str], list[Row]]
Labels = Mapping[str, Mapping[str, str]]

SAMPLE = 5
"""How many rows a finding names."""


class Severity(StrEnum):
    """How much a finding matters to the numbers."""

    ERROR = "error"  # numbers are wrong
    WARNING = "warning"  # numbers may be wrong
    NOTE = "note"  # something to know when reading them


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found: how many rows, their share (0..1) of those it judges, what it touches, and a few of them.

    A check of rows judges the whole table, one of labels the rows that carry one, one of days the days of the span.
    """

    check: str
    severity: Severity
    table: str
    text: str
    rows: int
    share: float
    metrics: tuple[str, ...]
    sample: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Check:
    """A check that is one SELECT: one row per offending row, with one text column ``sample`` that names it.

    The SQL is what DuckDB and PostgreSQL have in common, with ``SECONDS(a, b)`` for the seconds from a to b and
    ``WORD(kind, column)`` for the word that a label stands for. ``text`` may use {rows}, {of} (all rows of the
    table), {share}, {table} and its own ``places``. It is a finding where the share of offending rows lies within
    ``least`` and ``most``: above ``most`` what the check takes for granted does not hold in these data at all.
    """

    id: str
    severity: Severity
    table: str
    text: str
    sql: str
    metrics: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    least: float = 0.0
    most: float = 1.0
    places: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in (self.table, *self.needs):
            table(name)


@dataclass(frozen=True)
class Data:
    """The data under check: a way to ask the store, the rows in each table, and what the project file says.

    Every canonical table exists in the store, empty or not. ``labels`` holds the company's own list for each kind
    of label; ``counts`` the labels found in each column with the rows that carry them.
    """

    fetch: Fetch
    present: Mapping[str, int]
    labels: Labels = field(default_factory=dict)
    counts: Mapping[Labelled, Mapping[str, int]] = field(default_factory=dict)
    currency: str | None = None
    calendars: Collection[str] = ()
    default_calendar: str | None = None

    def rows(self, name: str) -> int:
        """Return the number of rows of a table."""
        return self.present.get(name, 0)

    def share(self, rows: int, name: str) -> float:
        """Return what part of a table's rows these are."""
        return rows / self.rows(name) if self.rows(name) else 0.0

    def own(self, kind: str) -> Mapping[str, str]:
        """Return the company's own list of a kind."""
        return self.labels.get(kind, NO_LABELS)

    def with_words(self, sql: str) -> str:
        """Replace every ``WORD(kind, column)`` by a CASE over the labels that are in the data."""
        return _WORD.sub(lambda found: self._word(found[1], found[2]), sql)

    def _word(self, kind: str, column: str) -> str:
        """Write the CASE that gives a label's word, null for blanks and ``other`` for the unknown."""
        readings: dict[str | None, set[str]] = {}
        for entry, labels in self.counts.items():
            if entry.kind == kind:
                for label in labels:
                    readings.setdefault(read(kind, label, self.own(kind)), set()).add(label)
        blanks = literals(readings.pop(None, set()) | {""})
        whens = [
            f"WHEN {column} IN ({literals(labels)}) THEN '{word}'"
            for word, labels in sorted((word or "", labels) for word, labels in readings.items())
            if word != OTHER
        ]
        # "IS NOT NULL" and not ELSE: DuckDB 2.0 fails on a CASE of two constants over a column without any value
        known = [f"WHEN {column} IN ({blanks}) THEN NULL", *whens, f"WHEN {column} IS NOT NULL THEN '{OTHER}'"]
        return f"(CASE {' '.join(known)} END)"


Profile = Callable[[Data], Iterator[Finding]]
"""A check that weighs figures of a whole table rather than judging single rows."""

_WORD = re.compile(r"WORD\((\w+), ([\w.]+)\)")


def literals(labels: Collection[str]) -> str:
    """Write labels as a list of SQL literals."""
    return ", ".join("'" + label.replace("'", "''") + "'" for label in sorted(labels))


def percent(share: float) -> str:
    """Write a share for a finding's text: "12 %", "0.3 %", "under 0.1 %"."""
    if 0 < share < 0.001:
        return _("under {share}", share=in_digits("0.1 %"))
    return in_digits(f"{100 * share:.1f} %" if share < 0.1 else f"{100 * share:.0f} %")


def key_of(name: str) -> str:
    """Write the key of a table as one text: the parts of a longer key in turn, empty ones left blank."""
    key = TABLES[name].key
    return key[0] if len(key) == 1 else " || ' ' || ".join(f"COALESCE(CAST({part} AS TEXT), '')" for part in key)


FIRST_RESPONSE = ("first_response_time", "first_response_within_target")
WAITS = ("response_time", "next_response_time")
REPLY_COUNTS = (
    "solved_without_reply", "unanswered_tickets", "ticket_backlog", "resolution_balance", "first_contact_resolution",
    "replies_per_resolution", "exchanges_per_resolution", "replies_per_request",
)  # fmt: skip
REPLIES = FIRST_RESPONSE + WAITS + REPLY_COUNTS
RESOLUTION_TIMES = ("resolution_time", "first_resolution_time")
OPEN_TICKETS = ("active_tickets", "ticket_backlog", "unanswered_tickets", "backlog_age", "overdue_reviews")
STATUS_TIMES = ("requester_wait_time", "agent_wait_time")
SOLVES = (
    "tickets_solved",
    *RESOLUTION_TIMES,
    "resolution_balance",
    "net_flow",
    "reopen_rate",
    "first_contact_resolution",
)
VOLUME = ("ticket_volume", "net_flow", "request_type_share", "channel_share")
CALL_WAITS = ("wait_time", "speed_of_answer", "service_level")
CALL_COUNTS = ("call_volume", "answered_rate", "abandonment_rate")
HANDLING = ("handle_time", "occupancy")
HOLDING = ("hold_time", "hold_share")
FOLLOWED = ("first_contact_resolution", "repeat_contact_rate", "deflection_rate", "contact_conversion_rate")
RATINGS = ("csat", "csat_weighted", "satisfaction_change", "nps", "ces", "loyalty_index", "esat")
REVIEWS = ("quality_score", "audited_share")
CUSTOMERS = ("complaint_rate", "complaint_growth_gap", "customer_retention", "customer_churn")
ORDERS = ("repurchase_rate", "repeat_customer_share", "contact_conversion_rate", "customer_retention", "customer_churn")
REVENUE = ("upsell_revenue", "service_roi")
COSTS = ("cost_per_resolution", "service_roi")
CASH = ("cash_flow", "operating_cash_flow")
STAFF = ("employee_turnover", "employee_retention", "requests_per_agent")
SHIFTS = ("productivity", "occupancy")
WORKING_CLOCK = (*FIRST_RESPONSE, *WAITS, *RESOLUTION_TIMES, *STATUS_TIMES)

REPLY = "WORD(actor, m.author_kind) = 'agent' AND COALESCE(m.is_public, TRUE) AND NOT COALESCE(m.is_auto, FALSE)"
"""That message m is a reply."""

SOLVED = "IN ('solved', 'closed')"
