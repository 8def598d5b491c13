"""Working time by other hours than those in force for the ticket's team of today."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from naive.asking import Ask
from naive.hours import WorkingClock
from naive.tickets import Ticket
from naive.zones import parse

FARTHEST = timedelta(days=2)


def by_last_hours(ask: Ask, ticket: Ticket, start: datetime, end: datetime) -> float | None:
    """Return the seconds by the newest hours of the ticket's calendar, as if they had always been in force."""
    if ask.clock == "calendar":
        return (end - start).total_seconds()
    name = ask.desk.calendar_of(ticket.team)
    if name is None:
        return None
    calendar = ask.desk.calendar(name)
    if len(calendar.weeks) > 1:
        calendar = replace(calendar, weeks=((date.min, date.max, calendar.weeks[-1][2]),))
    sign = 1 if end >= start else -1
    low, high = min(start, end), max(start, end)
    return sign * WorkingClock(calendar, low - FARTHEST, high + FARTHEST).between(low, high)


def by_held_hours(ask: Ask, ticket: Ticket, end: datetime) -> float | None:
    """Return the seconds since the creation, each stretch by the hours of the team that had the ticket then."""
    if ask.clock == "calendar":
        return (end - ticket.created).total_seconds()
    moves = [event for event in ticket.events if event["field"] == "team_id"]
    teams = [moves[0].get("old_value"), *(move.get("new_value") for move in moves)] if moves else [ticket.team]
    times = [ticket.created, *(_at(move["at"]) for move in moves), datetime.max]
    known = []
    for team, since, until in zip(teams, times, times[1:], strict=False):
        low, high = max(since, ticket.created), min(until, end)
        if high >= low and ask.desk.calendar_of(team) is not None:
            known.append(ask.desk.elapsed(low, high, "business", team) or 0.0)
    return sum(known) if known else None


def _at(value: object) -> datetime:
    at = parse(value)
    assert at is not None
    return at
