"""Periods by name: 2026-03, 2026-Q1, 2026-W10, 2026, 2026-03-05, 2026-03-01..2026-03-15, last-week, 28d, month."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from deskgauge.errors import UsageError
from deskgauge.language import _
from deskgauge.model.periods import FIRST_YEAR, LAST_YEAR, unit_start

_UNITS = ("day", "week", "month", "quarter", "year")
_NAMED = re.compile(
    r"(?P<year>\d{4})(?:-(?:Q(?P<quarter>[1-4])|W(?P<week>\d{2})|(?P<month>\d{2})(?:-(?P<day>\d{2}))?))?", re.IGNORECASE
)
_LAST = re.compile(rf"last-(?P<unit>{'|'.join(_UNITS)})|last-(?P<days>\d{{1,4}})-days", re.IGNORECASE)
_DAYS = re.compile(r"(?P<days>\d{1,4})d", re.IGNORECASE)
_SPAN = re.compile(r"(?P<first>\d{4}-\d{2}-\d{2})\.\.(?P<last>\d{4}-\d{2}-\d{2})")
_SO_FAR = ("week", "month", "quarter", "year")
EXAMPLES = "2026-03, 2026-Q1, 2026-W10, 2026, 2026-03-05, 2026-03-01..2026-03-15, last-week, last-28-days, 28d, month"


def named_period(text: str, now: datetime | None, week_start: str = "monday") -> tuple[datetime, datetime]:
    """Return the local midnights that begin and end a period; ``now`` is the local time that "last" looks back from.

    ``last-month`` is the last whole month before the one that "now" lies in, ``last-28-days`` and ``28d`` the 28 whole
    days before today, ``month`` the month of yesterday up to its end: the month so far, in whole days. In a span both
    days are included. Raise UsageError for what is no period.
    """
    word = text.strip()
    if is_relative(word):
        if now is None:
            raise UsageError(_("{text} cannot be told: there is no dated row in the data yet.", text=text))
        if match := _LAST.fullmatch(word):
            return _relative(match, now, week_start)
        return _so_far(word.lower(), now, week_start)
    if match := _SPAN.fullmatch(word):
        return _span(match, text)
    if (match := _NAMED.fullmatch(word)) and FIRST_YEAR <= int(match["year"]) <= LAST_YEAR:
        try:
            return _dated(match)
        except ValueError:
            raise UsageError(
                _(
                    "{text} is no period: there is no such day. Periods are written {examples}.",
                    text=repr(text),
                    examples=EXAMPLES,
                )
            ) from None
    raise UsageError(_("{text} is no period. Periods are written {examples}.", text=repr(text), examples=EXAMPLES))


def is_relative(text: str) -> bool:
    """Say whether a period's name looks back from "now"."""
    word = text.strip().lower()
    return word in _SO_FAR or bool(_LAST.fullmatch(word) or _DAYS.fullmatch(word))


def neighbour(text: str, step: int, now: datetime | None, week_start: str = "monday") -> str:
    """Return the name of the period of the same kind before (``step`` -1) or after (1) one.

    A week, month, quarter or year gives its neighbour, days the same number of days. Raise UsageError for what is no
    period.
    """
    start, end = named_period(text, now, week_start)
    unit = _unit_of(text.strip().lower())
    if unit is not None:
        inside = start - timedelta(days=1) if step < 0 else _after(start, unit)
        return _name_of(unit_start(inside, unit), unit)
    moved = (end - start) * step
    start, end = start + moved, end + moved
    if now is not None and end == unit_start(now, "day", week_start):
        return f"{(end - start).days}d"
    return dates(start, end)


def dates(start: datetime, end: datetime) -> str:
    """Return the name of the days from one local midnight up to another: 2026-03-01..2026-03-15, 2026-03-01."""
    last = end - timedelta(days=1)
    return f"{start:%Y-%m-%d}..{last:%Y-%m-%d}" if start != last else f"{start:%Y-%m-%d}"


def set_against(start: datetime, end: datetime, how: str) -> tuple[datetime, datetime]:
    """Return the local midnights of the days that a period is compared with: ``previous`` or ``year``."""
    back = timedelta(weeks=52) if how == "year" else end - start
    return start - back, end - back


def _unit_of(word: str) -> str | None:
    """Return the unit that a period is one of, None where it is a number of days."""
    if word in _SO_FAR:
        return word
    if match := _LAST.fullmatch(word):
        return None if match["days"] or match["unit"] == "day" else match["unit"]
    match = _NAMED.fullmatch(word)
    if match is None or match["day"]:
        return None
    return next((unit for unit in ("quarter", "week", "month") if match[unit]), "year")


def _after(start: datetime, unit: str) -> datetime:
    longest = {"week": 7, "month": 31, "quarter": 92, "year": 366}[unit]
    return unit_start(start, unit) + timedelta(days=longest)


def _name_of(start: datetime, unit: str) -> str:
    if unit == "week":
        year, week, __ = start.isocalendar()
        return f"{year}-W{week:02}"
    names = {"month": f"{start:%Y-%m}", "quarter": f"{start:%Y}-Q{(start.month + 2) // 3}", "year": f"{start:%Y}"}
    return names[unit]


def _so_far(word: str, now: datetime, week_start: str) -> tuple[datetime, datetime]:
    today = unit_start(now, "day", week_start)
    if match := _DAYS.fullmatch(word):
        return today - timedelta(days=max(int(match["days"]), 1)), today
    return unit_start(today - timedelta(days=1), word, week_start), today


def _span(match: re.Match[str], text: str) -> tuple[datetime, datetime]:
    try:
        first, last = (date.fromisoformat(match[name]) for name in ("first", "last"))
    except ValueError:
        raise UsageError(
            _(
                "{text} is no period: there is no such day. Periods are written {examples}.",
                text=repr(text),
                examples=EXAMPLES,
            )
        ) from None
    if first > last:
        raise UsageError(_("The period {text} ends before it begins; its first day comes first.", text=text))
    if not (first.year >= FIRST_YEAR and last.year <= LAST_YEAR):
        raise UsageError(
            _(
                "{text} lies outside the years {first_year} to {last_year}.",
                text=repr(text),
                first_year=FIRST_YEAR,
                last_year=LAST_YEAR,
            )
        )
    return _midnight(first), _midnight(last + timedelta(days=1))


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
