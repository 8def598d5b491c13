"""The company's own days: laid out as rows for facts to join, and the local date of an instant as an expression."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from deskgauge.engine.base import LITERAL, Engine, empty_table, literal, quoted
from deskgauge.model.tables import Type
from deskgauge.model.zones import offsets, to_utc

_DAYED = (
    ("tickets", "created_at"), ("ticket_events", "at"), ("messages", "at"), ("calls", "queued_at"),
    ("survey_responses", "answered_at"), ("orders", "ordered_at"), ("visits", "started_at"),
    ("subscriptions", "started_at"), ("shifts", "started_at"), ("cash_movements", "booked_at"),
    ("agents", "hired_at"), ("agents", "left_at"), ("costs", "from_date"), ("costs", "to_date"),
    ("email_events", "at"), ("social_posts", "posted_at"), ("contact_attempts", "attempted_at"),
)  # fmt: skip
"""The columns whose days are laid out: whatever is counted by the day, or paid at a day's rate."""

_EARLIEST, _LATEST = date(1970, 1, 1), date(2200, 1, 1)
_LOCAL = re.compile(rf"--[^\n]*|{LITERAL}|\bLOCAL_DATE\(([\w.\"]+)\)")  # comments and texts stay as they are


def with_local_dates(sql: str, zone: str) -> str:
    """Spell out ``LOCAL_DATE(t)``: the date of the instant t in the company's zone, by the zone's changes of offset."""
    if "LOCAL_DATE(" not in sql:
        return sql
    changes = offsets(zone, datetime(1970, 1, 1), datetime(2200, 1, 1))

    def reading(match: re.Match[str]) -> str:
        at = match.group(1)
        if at is None:
            return match.group()
        if len(changes) == 1:
            return f"CAST({at} + INTERVAL '{changes[0][1]} seconds' AS DATE)"
        pairs = zip(changes[1:], changes[:-1], strict=True)
        cases = " ".join(
            f"WHEN {at} < {literal(since)} THEN INTERVAL '{seconds} seconds'" for (since, _), (_, seconds) in pairs
        )
        return f"CAST({at} + CASE {cases} ELSE INTERVAL '{changes[-1][1]} seconds' END AS DATE)"

    return _LOCAL.sub(reading, sql)


def make_local_days(engine: Engine, settings_zone: str, now: datetime | None) -> None:
    """Lay out the local days of the years that dated data and "now" touch.

    A day's row has its date, and its beginning and end as naive UTC, half-open. Whole years, since a question of a
    month may begin before the first row or end after the last.
    """
    columns = {"day": "DATE", "from_at": engine.types[Type.INSTANT], "to_at": engine.types[Type.INSTANT]}
    empty_table(engine, "local_days", columns)
    span = _days(engine, now)
    if span is None:
        return
    first, last = span
    days = [first + timedelta(days=number) for number in range((last - first).days + 2)]
    starts = [to_utc(datetime(day.year, day.month, day.day), settings_zone) for day in days]
    rows = [(day, begin, end) for day, begin, end in zip(days, starts, starts[1:], strict=False)]
    engine.insert("local_days", rows)


def _days(engine: Engine, now: datetime | None) -> tuple[date, date] | None:
    """Return the first and the last day to lay out: a day more on each side, for zones far from UTC."""
    query = " UNION ALL ".join(
        f"SELECT CAST(MIN({quoted(name)}) AS DATE), CAST(MAX({quoted(name)}) AS DATE) FROM {table}"
        for table, name in _DAYED
    )
    found = [day for row in engine.rows(query) for day in row if isinstance(day, date)]
    found += [now.date()] if now else []
    if not found:
        return None
    inside = [min(max(day, _EARLIEST), _LATEST) for day in found]
    first, last = date(min(inside).year, 1, 1), date(max(inside).year, 12, 31)
    return max(first - timedelta(days=1), _EARLIEST), min(last + timedelta(days=2), _LATEST)
