"""Checks that weigh a whole table: unknown labels, missing values, days without rows, times without hours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from statistics import median

from deskgauge.language import N_, _
from deskgauge.model.checks_declare import (
    CALL_COUNTS,
    CALL_WAITS,
    CASH,
    CUSTOMERS,
    FIRST_RESPONSE,
    FOLLOWED,
    HANDLING,
    OPEN_TICKETS,
    ORDERS,
    RATINGS,
    REPLIES,
    REVIEWS,
    SAMPLE,
    SOLVES,
    STAFF,
    STATUS_TIMES,
    VOLUME,
    WAITS,
    WORKING_CLOCK,
    Data,
    Finding,
    Profile,
    Severity,
    percent,
)
from deskgauge.model.vocabulary import OTHER, Labelled, is_known, words

_ERROR, _WARNING, _NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE

_OF_KIND: dict[str, tuple[str, ...]] = {
    "status": (*SOLVES, *OPEN_TICKETS, *STATUS_TIMES),
    "channel": ("channel_share", "first_response_within_target"),
    "request_type": ("request_type_share", "first_contact_resolution"),
    "actor": REPLIES,
    "call_kind": CALL_COUNTS,
    "direction": CALL_COUNTS,
    "outcome": (*CALL_COUNTS, *CALL_WAITS),
    "survey_kind": (*RATINGS, "survey_response_rate"),
    "stage": ("customer_experience_score",),
    "order_kind": ORDERS,
    "email_kind": ("email_open_rate", "email_click_rate"),
    "tool": ("self_service_usage",),
    "post_kind": ("social_questions", "answerable_question_share"),
    "sentiment": ("negative_comment_share",),
    "role": REPLIES,
    "cash_kind": CASH,
    "company_event_kind": (),
}

# table, column, metrics that need it; a missing value there changes them
_NEEDED: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("tickets", "channel", ("channel_share", "first_response_within_target")),
    ("tickets", "customer_id", FOLLOWED),
    ("tickets", "request_type", ("request_type_share", "first_contact_resolution")),
    ("messages", "author_kind", REPLIES),
    ("calls", "customer_id", ("repeat_contact_rate", "contact_conversion_rate")),
    ("calls", "ended_at", (*CALL_WAITS, "abandonment_rate")),
    ("work_logs", "agent_id", HANDLING),
    ("quality_reviews", "score", REVIEWS),
    ("survey_responses", "score", RATINGS),
    ("survey_responses", "invite_id", ("survey_response_rate",)),
    ("customers", "created_at", CUSTOMERS),
    ("orders", "customer_id", ORDERS),
    ("orders", "amount", ("upsell_revenue", "service_roi")),
    ("visits", "seconds", ("time_on_site",)),
    ("agents", "hired_at", STAFF),
    ("self_service_sessions", "customer_id", ("deflection_rate", "self_service_ratio")),
    ("article_views", "seconds", ("article_read_time", "read_share")),
)

# columns whose gaps cost slices only
_SLICING: tuple[tuple[str, str], ...] = (
    ("tickets", "team_id"), ("tickets", "agent_id"), ("tickets", "priority"), ("messages", "author_id"),
    ("calls", "team_id"), ("survey_invites", "ticket_id"), ("survey_responses", "ticket_id"),
)  # fmt: skip

# columns that are empty for a reason in single rows; empty everywhere they hide something
_TELLING: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    (
        "tickets",
        "created_by",
        N_("tickets opened by agents cannot be told from the customers'"),
        (*FIRST_RESPONSE, *VOLUME),
    ),
    ("messages", "is_auto", N_("automatic answers cannot be told from replies"), (*FIRST_RESPONSE, *WAITS)),
    ("messages", "is_public", N_("private notes cannot be told from replies"), REPLIES),
)

_DAILY: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("tickets", "created_at", VOLUME),
    ("ticket_events", "at", SOLVES),
    ("messages", "at", REPLIES),
    ("calls", "queued_at", CALL_COUNTS),
    ("survey_responses", "answered_at", RATINGS),
)

_LEAST_ROWS = 20  # fewer rows of one time of day prove nothing
_USUAL_ROWS = 5  # a weekday that usually has fewer may well have none
_MISSING_WARNS = 0.05
_NEARLY_ALL = 0.9
_HOUR = 3600


def unknown_labels(data: Data) -> Iterator[Finding]:
    """Labels that stand for no word of the vocabulary, by column; the sample names them with their rows."""
    for entry, labels in data.counts.items():
        own = data.own(entry.kind)
        unknown = {label: rows for label, rows in labels.items() if not is_known(entry.kind, label, own)}
        rows = sum(unknown.values())
        if rows:
            share = rows / sum(labels.values())
            yield Finding(
                f"{_place(entry)}_label_unknown",
                _WARNING,
                entry.table,
                _(
                    "Labels in {place} that stand for no known {kind} and count as {other}: {n} different, "
                    "in {rows} of {all} rows ({share}). Name them under [labels.{list}] in the project "
                    "file; the words are {names}.",
                    place=_where(entry),
                    kind=_(entry.kind.replace("_", " ")),
                    other=repr(OTHER),
                    n=len(unknown),
                    rows=rows,
                    all=sum(labels.values()),
                    share=percent(share),
                    list=entry.kind,
                    names=", ".join(words(entry.kind, own)),
                ),
                rows,
                share,
                _OF_KIND[entry.kind],
                tuple(f"{label} ({count})" for label, count in sorted(unknown.items(), key=_by_rows)[:SAMPLE]),
            )


def _by_rows(pair: tuple[str, int]) -> tuple[int, str]:
    return -pair[1], pair[0]


def _place(entry: Labelled) -> str:
    return "_".join(part for part in (entry.table, entry.field, entry.column) if part)


def _where(entry: Labelled) -> str:
    place = f"{entry.table}.{entry.column}"
    return _("{place} of the field {field}", place=place, field=entry.field) if entry.field else place


def missing_values(data: Data) -> Iterator[Finding]:
    """Shares of rows without a value that a metric or a slice needs; empty columns that hide something."""
    metrics = {(table, column): touched for table, column, touched in _NEEDED}
    metrics |= dict.fromkeys(_SLICING, ())
    for (table, column), missing in _missing(data, metrics).items():
        share = data.share(missing, table)
        touched = metrics[table, column]
        if missing:
            severe = bool(touched) and share >= _MISSING_WARNS
            text = _(
                "Rows of {table} without {column}: {missing} of {of} ({share}).",
                table=table,
                column=column,
                missing=missing,
                of=data.rows(table),
                share=percent(share),
            )
            text += "" if touched else " " + _("They are a slice of their own.")
            severity = _WARNING if severe else _NOTE
            yield Finding(f"{table}_{column}_missing", severity, table, text, missing, share, touched, ())


def empty_columns(data: Data) -> Iterator[Finding]:
    """Columns that may be empty in a row, but hide something when they are empty in all rows."""
    told = {(table, column): (hidden, metrics) for table, column, hidden, metrics in _TELLING}
    for (table, column), missing in _missing(data, told).items():
        if missing == data.rows(table):
            hidden, metrics = told[table, column]
            text = _("No row of {table} has {column}: {hidden}.", table=table, column=column, hidden=_(hidden))
            yield Finding(f"{table}_{column}_empty", _NOTE, table, text, missing, 1.0, metrics, ())


def _missing(data: Data, columns: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """Count the rows without a value in each column, one scan per table that has rows."""
    by_table: dict[str, list[str]] = defaultdict(list)
    for table, column in columns:
        by_table[table].append(column)
    found: dict[tuple[str, str], int] = {}
    for table, names in by_table.items():
        if data.rows(table):
            counts = data.fetch(f"SELECT {', '.join(f'COUNT({name}) AS {name}' for name in names)} FROM {table}")[0]
            found |= {(table, name): data.rows(table) - _int(count) for name, count in zip(names, counts, strict=True)}
    return found


def days_without_rows(data: Data) -> Iterator[Finding]:
    """Days (of UTC) without a row, on weekdays that usually have five or more; a lost export file looks like this."""
    for table, column, metrics in _DAILY:
        if not data.rows(table):
            continue
        days = f"SELECT CAST(r.{column} AS DATE) AS day FROM {table} AS r WHERE r.{column} IS NOT NULL"
        found = data.fetch(f"SELECT day, COUNT(*) AS n FROM ({days}) AS found GROUP BY day")
        counts = {day: _int(n) for day, n in found if isinstance(day, date)}
        gaps = _gaps(counts)
        if gaps:
            span = (max(counts) - min(counts)).days + 1
            share = len(gaps) / span
            text = _(
                "Days without any row in {table}, although that weekday usually has {usual_rows} or "
                "more: {n} of {span} ({share}). Holidays look like this, and so does a part that was not "
                "exported.",
                table=table,
                usual_rows=_USUAL_ROWS,
                n=len(gaps),
                span=span,
                share=percent(share),
            )
            named = tuple(gap.isoformat() for gap in gaps[:SAMPLE])
            yield Finding(f"{table}_days_missing", _WARNING, table, text, len(gaps), share, metrics, named)


def _gaps(counts: dict[date, int]) -> list[date]:
    """Return the empty days between the first and the last whose weekday's median is high enough."""
    if not counts:
        return []
    first, last = min(counts), max(counts)
    days = [first + timedelta(offset) for offset in range((last - first).days + 1)]
    by_weekday: dict[int, list[int]] = defaultdict(list)
    for day in days:
        by_weekday[day.weekday()].append(counts.get(day, 0))
    usual = {weekday: median(values) for weekday, values in by_weekday.items()}
    return [day for day in days if day not in counts and usual[day.weekday()] >= _USUAL_ROWS]


def times_without_hours(data: Data) -> Iterator[Finding]:
    """Tables nearly all of whose times stand at one time of day: dates that were read as midnight of some zone."""
    for table, column, metrics in _DAILY:
        rows = data.rows(table)
        if rows < _LEAST_ROWS:
            continue
        second, same = _usual_second(data, table, column)
        if same >= _NEARLY_ALL * rows:
            clock = f"{second // 3600:02d}:{second // 60 % 60:02d}"
            text = _(
                "Nearly all rows of {table} have their {column} at one time of day ({clock} UTC): {same} "
                "of {rows} ({share}). The source gave dates; hours of the day, durations in hours and "
                "the working clock mean nothing here.",
                table=table,
                column=column,
                clock=clock,
                same=same,
                rows=rows,
                share=percent(same / rows),
            )
            touched = tuple(dict.fromkeys((*metrics, *WORKING_CLOCK)))
            yield Finding(f"{table}_{column}_without_hours", _ERROR, table, text, same, same / rows, touched, ())


def _usual_second(data: Data, table: str, column: str) -> tuple[int, int]:
    """Return the commonest second of the UTC day and the rows that have it.

    The same local midnight has two readings in UTC where a zone has daylight time: an hour apart, they are one.
    """
    seconds = f"SELECT SECONDS(CAST(CAST(r.{column} AS DATE) AS TIMESTAMP), r.{column}) AS s FROM {table} AS r"
    counted = f"SELECT s, COUNT(*) AS n FROM ({seconds}) AS found WHERE s IS NOT NULL GROUP BY s"
    top = [(int(float(str(s))), _int(n)) for s, n in data.fetch(f"{counted} ORDER BY n DESC, s LIMIT 2")]
    if len(top) == 2 and abs(top[0][0] - top[1][0]) in {_HOUR, 24 * _HOUR - _HOUR}:
        return top[0][0], top[0][1] + top[1][1]
    return top[0] if top else (0, 0)


def _int(value: object) -> int:
    return int(str(value))


PROFILES: tuple[Profile, ...] = (
    unknown_labels,
    missing_values,
    empty_columns,
    days_without_rows,
    times_without_hours,
)
