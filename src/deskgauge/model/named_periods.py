"""Periods by name: 2026-03, 2026-Q1, 2026-W10, 2026, 2026-03-05, last-week, last-month, last-28-days."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from deskgauge.errors import UsageError
from deskgauge.model.periods import FIRST_YEAR, LAST_YEAR, unit_start

_UNITS = ("day", "week", "month", "quarter", "year")
_NAMED = re.compile(
    r"(?P<year>\d{4})(?:-(?:Q(?P<quarter>[1-4])|W(?P<week>\d{2})|(?P<month>\d{2})(?:-(?P<day>\d{2}))?))?", re.IGNORECASE
)
_LAST = re.compile(rf"last-(?P<unit>{'|'.join(_UNITS)})|last-(?P<days>\d{{1,4}})-days", re.IGNORECASE)
EXAMPLES = "2026-03, 2026-Q1, 2026-W10, 2026, 2026-03-05, last-week, last-month, last-28-days"


def named_period(text: str, now: datetime | None, week_start: str = "monday") -> tuple[datetime, datetime]:
    """Return the local midnights that begin and end a period; ``now`` is the local time that "last" looks back from.

    ``last-month`` is the last whole month before the one that "now" lies in, ``last-28-days`` the 28 whole days before
    today. Raise UsageError for what is no period.
    """
    word = text.strip()
    if match := _LAST.fullmatch(word):
        if now is None:
            raise UsageError(f"{text} cannot be told: there is no dated row in the data yet.")
        return _relative(match, now, week_start)
    if (match := _NAMED.fullmatch(word)) and FIRST_YEAR <= int(match["year"]) <= LAST_YEAR:
        try:
            return _dated(match)
        except ValueError:
            raise UsageError(f"{text!r} is no period: there is no such day. Periods are written {EXAMPLES}.") from None
    raise UsageError(f"{text!r} is no period. Periods are written {EXAMPLES}.")


def _relative(match: re.Match[str], now: datetime, week_start: str) -> tuple[datetime, datetime]:
    today = unit_start(now, "day", week_start)
    if match["days"]:
        return today - timedelta(days=max(int(match["days"]), 1)), today
    unit = match["unit"].lower()
    begin = unit_start(now, unit, week_start)
    return unit_start(begin - timedelta(days=1), unit, week_start), begin


def _dated(match: re.Match[str]) -> tuple[datetime, datetime]:
    year = int(match["year"])
    if match["week"]:
        monday = date.fromisocalendar(year, int(match["week"]), 1)
        return _midnight(monday), _midnight(monday + timedelta(days=7))
    if match["day"]:
        day = date(year, int(match["month"]), int(match["day"]))
        return _midnight(day), _midnight(day + timedelta(days=1))
    first, months = (int(match["month"]), 1) if match["month"] else (3 * int(match["quarter"] or 1) - 2, 3)
    months = months if match["month"] or match["quarter"] else 12
    until = year * 12 + first - 1 + months
    return _midnight(date(year, first, 1)), _midnight(date(until // 12, until % 12 + 1, 1))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())
