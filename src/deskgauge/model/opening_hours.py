"""Opening hours as people write them: spans of a day, weeks of spans, days closed in whole or in part.

A span is a pair of seconds since local midnight; one that runs past midnight ends after 86,400. Whatever
cannot be read is told to a list of problems, one sentence each, so that a user sees all of them at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from itertools import pairwise

from deskgauge.errors import suggest
from deskgauge.language import _
from deskgauge.model.public_holidays import is_country_code

DAY_S = 86_400
WEEK_S = 7 * DAY_S
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Span = tuple[int, int]
Week = tuple[tuple[Span, ...], ...]
Closure = tuple[date, Span]

_LONG = {name: name[:3] for name in ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")}
_TIME = r"([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?"
_SPAN = re.compile(rf"{_TIME}\s*[-–]\s*(?:{_TIME}|(24):00(?::00)?)")
_CLOSED = re.compile(r"(\d{4}-\d{2}-\d{2})(?:\s+(.+))?")


def parse_span(text: str) -> Span:
    """Read ``09:00-17:00``; ``22:00-06:00`` runs past midnight, ``00:00-24:00`` is the whole day.

    Raise ValueError with a sentence for anything else.
    """
    match = _SPAN.fullmatch(text.strip())
    if match is None:
        raise ValueError(_("{text} is no span such as '09:00-17:00'", text=repr(text)))
    start = _seconds(*match.group(1, 2, 3))
    end = DAY_S if match[7] else _seconds(*match.group(4, 5, 6))
    if start == end:
        raise ValueError(_("{text} begins where it ends; a whole day is '00:00-24:00'", text=repr(text)))
    return start, end if end > start else end + DAY_S


def day_name(text: str) -> str | None:
    """Return ``mon`` … ``sun`` for the short or long English name of a day, or None."""
    name = text.lower()
    return name if name in DAYS else _LONG.get(name)


def read_hours(text: str) -> dict[str, list[str]]:
    """Read ``mon-fri 09:00-17:00; sat 10:00-14:00`` into spans by day; raise ValueError with a sentence.

    Days are one, or from one to another (``sun-thu`` too); several spans of a day stand beside each other.
    """
    found: dict[str, list[str]] = {}
    for part in filter(None, (one.strip() for one in re.split(r"[;,\n]", text))):
        days, *spans = part.split()
        if not spans:
            raise ValueError(_("{part} names no hours; write for example mon-fri 09:00-17:00.", part=repr(part)))
        for span in spans:
            parse_span(span)
        for day in _days_between(days):
            found.setdefault(day, []).extend(spans)
    problems: list[str] = []
    parse_week(found, "hours", problems)
    if problems or not found:
        raise ValueError(" ".join(problems) or _("There are no hours in it; write for example mon-fri 09:00-17:00."))
    return {day: found[day] for day in DAYS if day in found}


def _days_between(text: str) -> list[str]:
    names = [day_name(one) for one in re.split(r"[-–]", text)]
    if None in names or not 1 <= len(names) <= 2:
        raise ValueError(_("{text} is no day of the week; write for example mon-fri 09:00-17:00.", text=repr(text)))
    first, last = (DAYS.index(str(name)) for name in (names[0], names[-1]))
    return [DAYS[(first + step) % 7] for step in range((last - first) % 7 + 1)]


def parse_week(days: Mapping[str, object], where: str, problems: list[str]) -> Week:
    """Read the spans of each day; a day left out is closed."""
    week: list[tuple[Span, ...]] = [()] * 7
    for key, value in days.items():
        name = day_name(key)
        if name is None:
            problems.append(_("{where}: {key} is no day of the week.", where=where, key=repr(key)) + suggest(key, DAYS))
        elif week[DAYS.index(name)]:
            problems.append(_("{where}: {name} is given twice.", where=where, name=name))
        else:
            week[DAYS.index(name)] = _parse_day(value, f"{where}, {name}", problems)
    _refuse_overlaps(week, where, problems)
    return tuple(week)


def parse_holidays(value: object, where: str, problems: list[str]) -> tuple[tuple[str, ...], tuple[Closure, ...]]:
    """Read a country code, a date, a part of a day, or a list of them, into country codes and days closed."""
    countries: list[str] = []
    closures: list[Closure] = []
    for item in _items(value):
        if isinstance(item, str) and is_country_code(item.strip()):
            countries.append(item.strip())
        else:
            closures += _parse_closure(item, where, problems)
    return tuple(dict.fromkeys(countries)), tuple(sorted(set(closures)))


def parse_closures(value: object, where: str, problems: list[str]) -> tuple[Closure, ...]:
    """Read the dates and parts of days that are closed beside the holidays."""
    found = [closure for item in _items(value) for closure in _parse_closure(item, where, problems)]
    return tuple(sorted(set(found)))


def _parse_closure(item: object, where: str, problems: list[str]) -> list[Closure]:
    """Read a date (closed all day) or ``2026-12-31 13:00-24:00``; a span past midnight closes two parts of days."""
    if type(item) is date:
        return [(item, (0, DAY_S))]
    try:
        match = _CLOSED.fullmatch(item.strip()) if isinstance(item, str) else None
        if match is None:
            raise ValueError(_("{item} is no date such as '2026-12-24' or '2026-12-31 13:00-24:00'", item=repr(item)))
        day = _date(match[1])
        start, end = parse_span(match[2]) if match[2] else (0, DAY_S)
    except ValueError as error:
        problems.append(f"{where}: {error}.")
        return []
    closures = [(day, (start, min(end, DAY_S)))]
    return closures if end <= DAY_S else [*closures, (day + timedelta(days=1), (0, end - DAY_S))]


def parse_date(value: object, where: str, problems: list[str]) -> date | None:
    """Read a date or the text of one."""
    if type(value) is date:
        return value
    try:
        if not isinstance(value, str):
            raise ValueError(_("{value} is no date such as '2026-07-01'", value=repr(value)))
        return _date(value.strip())
    except ValueError as error:
        problems.append(f"{where}: {error}.")
        return None


def span_text(span: Span) -> str:
    """Write a span the way people do."""
    start, end = span
    return f"{_clock(start)}-{_clock(end if end <= DAY_S else end - DAY_S)}"


def _date(text: str) -> date:
    try:
        if len(text) != len("2026-07-01"):
            raise ValueError  # ISO 8601 has other ways to write a date, which nobody means here
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(_("{text} is no date such as '2026-07-01'", text=repr(text))) from None


def _seconds(hours: str, minutes: str, seconds: str | None) -> int:
    return int(hours) * 3600 + int(minutes) * 60 + int(seconds or 0)


def _clock(seconds: int) -> str:
    text = f"{seconds // 3600:02}:{seconds // 60 % 60:02}"
    return f"{text}:{seconds % 60:02}" if seconds % 60 else text


def _parse_day(value: object, where: str, problems: list[str]) -> tuple[Span, ...]:
    spans: list[Span] = []
    for item in _items(value):
        try:
            if not isinstance(item, str):
                raise ValueError(_("{item} is no span such as '09:00-17:00'", item=repr(item)))
            spans.append(parse_span(item))
        except ValueError as error:
            problems.append(f"{where}: {error}.")
    return tuple(sorted(spans))


def _items(value: object) -> Iterable[object]:
    if value is None:
        return ()
    return value if isinstance(value, list | tuple) else (value,)


def _refuse_overlaps(week: list[tuple[Span, ...]], where: str, problems: list[str]) -> None:
    """Tell every two spans that hold the same time, also over midnight and from Sunday into Monday."""
    spans = [
        (day * DAY_S + start, day * DAY_S + end, day, (start, end)) for day in range(7) for start, end in week[day]
    ]
    if not spans:
        return
    first = spans[0]
    around = (first[0] + WEEK_S, first[1] + WEEK_S, *first[2:])
    for (__, end, day, span), (start, __, other_day, other) in pairwise([*spans, around]):
        if start < end:
            problems.append(f"{where}: {DAYS[day]} {span_text(span)} and {DAYS[other_day]} {span_text(other)} overlap.")
