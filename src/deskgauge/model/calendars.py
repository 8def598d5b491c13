"""Calendars: the working hours of a company or team, in force for spans of dates, with holidays and days closed.

A calendar comes from the project file (one table, with changes from a date on) or from the rows of the
table ``calendars`` (one row per span of dates). What it means in instants is in calendar_layout.py.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby, pairwise

from deskgauge.errors import UsageError, suggest
from deskgauge.language import _
from deskgauge.model.opening_hours import (
    DAYS,
    Closure,
    Week,
    day_name,
    parse_closures,
    parse_date,
    parse_holidays,
    parse_week,
)
from deskgauge.model.zones import zone

LAST_HOURS = " (last hours)"
"""What the newest hours of a calendar are named by, after its own name, where they are laid out for all days."""

_ONE_DAY = timedelta(days=1)
_SETTINGS = ("time_zone", *DAYS, "holidays", "closed")


@dataclass(frozen=True, slots=True)
class Version:
    """The hours of a calendar from ``valid_from`` to ``valid_to``, both included; None has no end on that side.

    ``week`` has the spans of Monday to Sunday, in seconds since local midnight; a span that ends after
    86,400 runs into the next day, also into that of the next version. Public holidays of ``countries``,
    ``holidays`` by hand and days ``closed`` all close in the same way.
    """

    time_zone: str
    week: Week
    countries: tuple[str, ...] = ()
    holidays: tuple[Closure, ...] = ()
    closed: tuple[Closure, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Calendar:
    """Working hours over time: versions in the order of their dates, no two of them in force on one day."""

    calendar_id: str
    versions: tuple[Version, ...]

    def with_last_hours(self) -> Calendar | None:
        """Return the newest hours as if they had always been in force; None where they were.

        What was a holiday or closed by hand in any version stays so.
        """
        if len(self.versions) < 2:
            return None
        holidays = tuple(dict.fromkeys(day for one in self.versions for day in one.holidays))
        closed = tuple(dict.fromkeys(day for one in self.versions for day in one.closed))
        last = replace(self.versions[-1], holidays=holidays, closed=closed, valid_from=None, valid_to=None)
        return Calendar(self.calendar_id + LAST_HOURS, (last,))


def calendar_from_settings(calendar_id: str, table: Mapping[str, object], default_zone: str = "") -> Calendar:
    """Read one ``[calendars.<id>]`` table of the project file; raise UsageError with all that is wrong in it.

    ``default_zone`` is the zone of a calendar that names none.
    """
    problems: list[str] = []
    calendar = read_calendar(calendar_id, table, problems, default_zone)
    _raise(problems)
    return calendar


def read_calendar(
    calendar_id: str, table: Mapping[str, object], problems: list[str], default_zone: str = ""
) -> Calendar:
    """Read one table of the project file, adding what is wrong in it to ``problems``."""
    where = f"calendars.{calendar_id}"
    base = {key: value for key, value in table.items() if key != "changes"}
    versions = [_version(Version(default_zone, ()), base, where, problems)]
    if not versions[0].time_zone:
        problems.append(_("{where}: it needs a time_zone, such as 'Europe/Warsaw'.", where=where))
    for place, start, change in _changes(table.get("changes", []), where, problems):
        versions.append(replace(_version(versions[-1], change, place, problems), valid_from=start))
    return _calendar(calendar_id, versions, where, problems)


def calendars_from_rows(rows: Iterable[Mapping[str, object]]) -> dict[str, Calendar]:
    """Read the rows of the canonical table ``calendars``; raise UsageError with all that is wrong in them.

    A row without ``valid_to`` holds until the day before the calendar's next row.
    """
    problems: list[str] = []
    read = [(str(row["calendar_id"]), _row_version(row, problems)) for row in rows]
    read.sort(key=lambda pair: (pair[0], pair[1].valid_from or date.min))
    found = {
        calendar_id: _calendar(calendar_id, [version for __, version in pairs], f"calendar {calendar_id!r}", problems)
        for calendar_id, pairs in groupby(read, key=lambda pair: pair[0])
    }
    _raise(problems)
    return found


def _raise(problems: list[str]) -> None:
    if problems:
        raise UsageError("\n".join(problems))


def _changes(changes: object, where: str, problems: list[str]) -> list[tuple[str, date, Mapping[str, object]]]:
    """Return the changes of hours in the order of their first days: where they stand, that day, their table."""
    if not isinstance(changes, list) or not all(isinstance(change, Mapping) for change in changes):
        problems.append(_("{where}: changes are tables [[{where}.changes]], each with a date 'from'.", where=where))
        return []
    found: list[tuple[str, date, Mapping[str, object]]] = []
    for number, change in enumerate(changes, 1):
        place = f"{where}.changes[{number}]"
        if "from" not in change:
            problems.append(_('{place}: it needs its first day, such as from = "2026-07-01".', place=place))
        elif start := parse_date(change["from"], f"{place}, from", problems):
            found.append((place, start, {key: value for key, value in change.items() if key != "from"}))
    return sorted(found, key=lambda one: one[1])


def _version(before: Version, table: Mapping[str, object], where: str, problems: list[str]) -> Version:
    """Return a version with the week of a table; all else carries over from ``before`` unless given anew."""
    days = {key: value for key, value in table.items() if day_name(key)}
    unknown = [key for key in table if key not in days and key not in _SETTINGS]
    problems += [
        _("{where}: there is no setting {key}.", where=where, key=repr(key)) + suggest(key, _SETTINGS)
        for key in unknown
    ]
    version = replace(before, week=parse_week(days, where, problems))
    if "time_zone" in table:
        version = replace(version, time_zone=_zone_name(table["time_zone"], where, problems))
    if "holidays" in table:
        countries, dates = parse_holidays(table["holidays"], f"{where}, holidays", problems)
        version = replace(version, countries=countries, holidays=dates)
    if "closed" in table:
        version = replace(version, closed=parse_closures(table["closed"], f"{where}, closed", problems))
    return version


def _row_version(row: Mapping[str, object], problems: list[str]) -> Version:
    """Read one row of the table ``calendars``."""
    where = f"calendar {str(row['calendar_id'])!r}"
    first, last = (_row_date(row, name, where, problems) for name in ("valid_from", "valid_to"))
    where += f" from {first}" if first else ""
    countries, holidays = parse_holidays(_row_holidays(row, where, problems), f"{where}, holidays", problems)
    return Version(
        time_zone=_zone_name(row.get("time_zone"), where, problems),
        week=parse_week(_row_week(row, where, problems), where, problems),
        countries=countries,
        holidays=holidays,
        valid_from=first,
        valid_to=last,
    )


def _row_date(row: Mapping[str, object], name: str, where: str, problems: list[str]) -> date | None:
    return parse_date(row[name], f"{where}, {name}", problems) if row.get(name) else None


def _row_week(row: Mapping[str, object], where: str, problems: list[str]) -> Mapping[str, object]:
    week = _from_json(row.get("weekly_hours"), f"{where}, weekly_hours", problems)
    if isinstance(week, Mapping):
        return week
    if week is not None:
        problems.append(
            _('{where}: weekly_hours are written {{"mon": ["09:00-17:00"]}}, not {week}.', where=where, week=repr(week))
        )
    return {}


def _row_holidays(row: Mapping[str, object], where: str, problems: list[str]) -> object:
    """Return a row's holidays; a country or a single day may stand there as plain text, without JSON's quotes."""
    text = row.get("holidays")
    if isinstance(text, str) and text.strip()[:1] not in ("[", '"', ""):
        return text
    return _from_json(text, f"{where}, holidays", problems)


def _from_json(value: object, where: str, problems: list[str]) -> object:
    """Return what a JSON text holds; a value that is no text is taken as it is, an empty text is None."""
    if not isinstance(value, str) or not value.strip():
        return value or None
    try:
        return json.loads(value)
    except ValueError as error:
        problems.append(_("{where}: {value} is no JSON: {error}.", where=where, value=repr(value), error=error))
        return None


def _zone_name(value: object, where: str, problems: list[str]) -> str:
    """Return the name of a zone that exists, or "" and the problem told."""
    if not isinstance(value, str) or not value:
        problems.append(
            _("{where}: it needs a time_zone, such as 'Europe/Warsaw', not {value}.", where=where, value=repr(value))
        )
        return ""
    try:
        return zone(value).key
    except UsageError as error:
        problems.append(f"{where}: {error}")
        return ""


def _calendar(calendar_id: str, versions: list[Version], where: str, problems: list[str]) -> Calendar:
    """Put sorted versions together: each without an end holds until the day before the next."""
    ended = [_ended(one, other, where, problems) for one, other in pairwise(versions)] + versions[-1:]
    problems += [
        _(
            "{where}: the hours from {valid_from} end before that, on {valid_to}.",
            where=where,
            valid_from=version.valid_from,
            valid_to=version.valid_to,
        )
        for version in ended
        if version.valid_from and version.valid_to and version.valid_to < version.valid_from
    ]
    if not any(spans for version in versions for spans in version.week):
        problems.append(
            _('{where}: it is never open; give at least one day its hours, such as mon = ["09:00-17:00"].', where=where)
        )
    return Calendar(calendar_id, tuple(ended))


def _ended(version: Version, following: Version, where: str, problems: list[str]) -> Version:
    start = following.valid_from
    if start is None or start == version.valid_from:
        problems.append(
            _("{where}: two sets of hours begin on {start}.", where=where, start=start)
            if start
            else _("{where}: two sets of hours begin without a first day.", where=where)
        )
    elif version.valid_to is None:
        return replace(version, valid_to=start - _ONE_DAY)
    elif version.valid_to >= start:
        problems.append(
            _(
                "{where}: the hours until {valid_to} and those from {start} overlap.",
                where=where,
                valid_to=version.valid_to,
                start=start,
            )
        )
    return version
