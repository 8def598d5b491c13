"""Time to resolve, solved and reopened under the rules of others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from naive import ticket_items
from naive.asking import Ask, Item
from naive.definitions.first_contact import gone
from naive.definitions.hours import by_held_hours, by_last_hours
from naive.definitions.replies import _asked, _assigned
from naive.recipes import Recipe, count, duration, ratio, share
from naive.tickets import Change, Ticket

TIME, FIRST, COUNT, REOPENED = "resolution_time", "first_resolution_time", "tickets_solved", "reopen_rate"
Moment = Callable[[Ticket], datetime | None]
Lasted = Callable[[Ask, Ticket, datetime], "float | None"]


def _created(ticket: Ticket) -> datetime | None:
    return ticket.created


def _times(
    measured: Lasted | None = None,
    *,
    start: Moment = _created,
    merged: bool = False,
    answered: bool = False,
    open_too: bool = False,
    judged: Callable[[Ticket], Change | None] = lambda ticket: ticket.last_solve,
) -> Callable[[Ask], list[Item]]:
    """Return the maker of the tickets with the time to their solve, those still open beside them."""

    def items(ask: Ask) -> list[Item]:
        found = []
        for ticket in ask.tickets:
            solve, since, said = ticket.last_solve, start(ticket), judged(ticket)
            by_creation = ask.anchor == "created"
            if not by_creation and not ticket.solved_now:
                continue
            why = gone(ticket, merged=merged)
            late = ticket.solved_now and said is not None and said.said < ticket.created
            behind = since is None or (solve is not None and solve.at < since)
            why = why or ("no_time" if ticket.unknown_solve or late or behind else None)
            why = why or ("solved_without_reply" if answered and ticket.solved_now and not ticket.replies else None)
            value = None
            if not why and since is not None:
                end = solve.at if solve else ask.desk.now
                measure = measured if measured and (solve or open_too) else None
                value = measure(ask, ticket, end) if measure else ask.lasted(ticket, since, end)
            at = ticket.created if by_creation or not solve else solve.at
            part = "" if ticket.solved_now else "open"
            found.append(
                Item(at, ticket.dims, value or 0.0, part, reason=why or ("no_calendar" if value is None else None))
            )
        return found

    return items


def _less(*statuses: str) -> Lasted:
    def measure(ask: Ask, ticket: Ticket, end: datetime) -> float | None:
        whole, parked = ask.lasted(ticket, ticket.created, end), ticket_items._spent(ask, ticket, statuses)
        return None if whole is None or parked is None else whole - parked

    return measure


def _minutes(ask: Ask, ticket: Ticket, end: datetime) -> float | None:
    if ask.clock == "business" or not ticket.last_solve:
        return by_held_hours(ask, ticket, end) or 0.0
    start, stop = (at.replace(second=0, microsecond=0) for at in (ticket.created, end))
    return (stop - start).total_seconds()


def _last_hours(ask: Ask, ticket: Ticket, end: datetime) -> float | None:
    return by_last_hours(ask, ticket, ticket.created, end)


def _to_first(ask: Ask, ticket: Ticket, _: datetime) -> float | None:
    return ask.lasted(ticket, ticket.created, ticket.solves[0].at)


def _until_waiting(ask: Ask, ticket: Ticket, end: datetime) -> float | None:
    last = ticket.last_solve
    assert last is not None
    before = ticket.changes[ticket.changes.index(last) - 1]
    automatic = last.actor in ("system", "bot") and before.status == "pending" and before is not last
    return ask.lasted(ticket, ticket.created, before.at if automatic else end)


def _solves(ask: Ask) -> list[Item]:
    return [
        item
        for ticket in ask.tickets
        for solve in ticket.solves
        for item in ask.about(ticket, ticket.created if ask.anchor == "created" else solve.at)
    ]


def _solved(
    about: Callable[[Ticket], bool] = lambda _: True, *, merged: bool = False, answered: bool = False
) -> Callable[[Ask], list[Item]]:
    def items(ask: Ask) -> list[Item]:
        found = []
        for ticket in ask.tickets:
            if ticket.solved_now and about(ticket):
                why = gone(ticket, merged=merged) or ("no_time" if ticket.unknown_solve else None)
                why = why or ("solved_without_reply" if answered and not ticket.replies else None)
                found.append(Item(ticket.solved_at or ticket.created, ticket.dims, reason=why))
        return found

    return items


def _first_resolution(ask: Ask) -> list[Item]:
    found = []
    for ticket in ask.tickets:
        if ticket.solves:
            solve, why = ticket.solves[0], gone(ticket, merged=True)
            why = why or ("no_time" if solve.said < ticket.created else None)
            value = None if why else ask.lasted(ticket, ticket.created, solve.at)
            reason = why or ("no_calendar" if value is None else None)
            found.append(Item(solve.at, ticket.dims, value or 0.0, reason=reason))
    return found


def _again(ask: Ask) -> list[Item]:
    return [
        item
        for ticket in ask.tickets
        if ticket.solves
        for item in ask.about(ticket, ticket.solves[0].at, float(len(ticket.solves) > 1))
    ]


def _reopenings(ask: Ask) -> list[Item]:
    found = []
    for ticket in ask.tickets:
        if ticket.solves:
            at = ticket.solves[0].at
            found += ask.about(ticket, at, part="below", key=ticket.id)
            found += ask.about(ticket, at, float(len(ticket.reopens)))
    return [item for item in found if not item.reason]


def assigned(ticket: Ticket) -> bool:
    """Say whether a ticket has an agent or a team."""
    return ticket.row.get("agent_id") is not None or ticket.row.get("team_id") is not None


def _time(items: Callable[[Ask], list[Item]], headline: str = "mean") -> Recipe:
    return Recipe(items, duration, headline=headline, open_reason="still_open", anchors=("solved", "created"))


def _by_start(items: Callable[[Ask], list[Item]]) -> Callable[[Ask], list[Item]]:
    """Return a maker that dates by the creation unless asked otherwise."""

    def made(ask: Ask) -> list[Item]:
        return items(Ask(ask.books, ask.clock, ask.anchor or "created"))

    return made


DEFINED = {
    (TIME, "zendesk"): _time(_times(_last_hours, merged=True, open_too=True)),
    (TIME, "last_schedule"): _time(_times(_last_hours, open_too=True)),
    (TIME, "held_schedules"): _time(_times(by_held_hours, open_too=True)),
    (TIME, "intercom"): _time(_by_start(_times()), "median"),
    (TIME, "helpscout"): _time(_times(answered=True)),
    (TIME, "dbt_zendesk"): _time(_times(_minutes, open_too=True)),
    (TIME, "first_solve"): _time(_times(_to_first, judged=lambda one: one.solves[0] if one.solves else None)),
    (TIME, "minus_pending"): _time(_times(_less("pending"))),
    (TIME, "minus_parked"): _time(_times(_less("pending", "on_hold"))),
    (TIME, "until_waiting"): _time(_times(_until_waiting)),
    (TIME, "from_assignment"): _time(_times(start=_assigned)),
    (TIME, "from_first_message"): _time(_times(start=_asked)),
    (FIRST, "zendesk"): Recipe(_first_resolution, duration),
    (COUNT, "zendesk"): Recipe(_solved(merged=True), count, None),
    (COUNT, "intercom"): Recipe(_solves, count, None),
    (COUNT, "chatwoot"): Recipe(_solves, count, None),
    (COUNT, "freshdesk"): Recipe(_solved(assigned), count, None),
    (COUNT, "zammad"): Recipe(_solved(), count, None),
    (COUNT, "helpscout"): Recipe(_solved(answered=True), count, None),
    (REOPENED, "zammad"): Recipe(ticket_items.reopened, share),
    (REOPENED, "dbt_zendesk"): Recipe(_again, share),
    (REOPENED, "by_events"): Recipe(_reopenings, ratio),
}
