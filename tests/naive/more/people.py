"""People by loops: staff who come and go, paid time, what they say; groups of fewer than five are not told of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from naive import call_items, figures, performers, survey_items, ticket_items
from naive.asking import Ask, Item
from naive.desk import BLANK, Desk, Dims, first
from naive.figures import Figure
from naive.made import DAY, HOUR, Maker
from naive.question import Cells, Figured, Question, Slice, spread
from naive.recipes import Recipe, ratio
from naive.scenes import TEAMS
from naive.tickets import Ticket
from naive.zones import Period, from_wall, parse, wall

OF_AGENT = ("agent", "team", "role", "tier")
FEWEST = 5


# ---------------------------------------------------------------------- making
def make(maker: Maker, tickets: int) -> None:
    """Make staff who were hired and left at any time, shifts, answers of the staff, changes of who holds a ticket."""
    start = maker.scene.start
    for number in range(16):
        maker.add("agents", agent_id=f"s{number}")
    for row in maker.tables["agents"]:
        hired = start - 200 * DAY if row["agent_id"] == "a1" else _some_day(maker)
        left = maker.maybe(hired + DAY * maker.random.randint(1, 80) if maker.chance(0.5) else maker.moment(), 0.4)
        row |= {
            "hired_at": hired.isoformat() + "Z" if row["agent_id"] == "a1" or maker.chance(0.8) else None,
            "left_at": left.isoformat() + "Z" if left and left > hired else None,
            "team_id": maker.one_of(["billing", "billing", *TEAMS]), "role": maker.one_of(["agent", "agent", "lead"]),
            "tier": maker.one_of(["1", "2", None]),
        }  # fmt: skip
    staff = [row["agent_id"] for row in maker.tables["agents"]]
    _shifts(maker, staff, tickets)
    _answers(maker, staff, tickets)
    for row in maker.tables["tickets"]:
        if maker.chance(0.5):
            _handed_over(maker, row)


def _some_day(maker: Maker) -> datetime:
    return maker.scene.start + DAY * maker.random.randint(-150, 50)


def _shifts(maker: Maker, staff: list[str], count: int) -> None:
    for _ in range(count):
        begin = maker.one_of([maker.moment(), maker.moment(), maker.scene.end + DAY * maker.random.randint(-1, 9)])
        end = begin + maker.one_of([HOUR * 4, HOUR * 8, HOUR * 8, timedelta(seconds=901), timedelta(0)])
        maker.add(
            "shifts", shift_id=maker.id("h"), agent_id=maker.one_of([*staff, "a1", "a2", "a3", "both"]),
            started_at=begin, ended_at=end, activity=maker.one_of(["support", "training", None]),
        )  # fmt: skip


def _answers(maker: Maker, staff: list[str], count: int) -> None:
    invites = [row for row in maker.tables["survey_invites"] if row["kind"] == "esat"]
    for number in range(count // 2):
        invite = maker.one_of(invites) if invites and maker.chance(0.3) else None
        low, high, good = maker.one_of([(1, 5, True), (None, None, None), (1, 4, True), (0, 1, None), (1, 7, False)])
        maker.add(
            "survey_responses", response_id=maker.id("r"), invite_id=invite and invite["invite_id"], kind="esat",
            answered_at=maker.moment(), score=maker.maybe(maker.random.randint(low or 0, high or 5), 0.9),
            scale_min=low, scale_max=high, high_is_good=good, survey_id=f"pulse{number % 2}",
            agent_id=maker.maybe(maker.one_of(staff), 0.9),
        )  # fmt: skip


def _handed_over(maker: Maker, row: dict[str, Any]) -> None:
    at = parse(row["created_at"])
    assert at is not None
    at -= timedelta(seconds=maker.one_of([0, 0, 0, 30]))
    old = maker.maybe("a1", 0.3)
    for _ in range(maker.random.randint(1, 2)):
        at = maker.later(at)
        if not maker.over(at):
            new = maker.one_of(["a2", "a3", None])
            maker.add(
                "ticket_events", event_id=maker.id("e"), ticket_id=row["ticket_id"], at=at, actor_kind="system",
                actor_id=None, field="agent_id", old_value=old, new_value=new,
            )  # fmt: skip
            old = new


# ---------------------------------------------------------------------- who
def of_agent(desk: Desk, agent: object) -> Dims:
    """Return the dimensions of a row about an agent."""
    row = next((one for one in desk.rows("agents") if one["agent_id"] == agent), {})
    return {
        **BLANK, "agent": (agent,), "team": (row.get("team_id"),), "role": (row.get("role"),),
        "tier": (row.get("tier"),),
    }  # fmt: skip


def _hidden(figure: Figure, people: float) -> Figure:
    return figure if people >= FEWEST else Figure(None, figure.n)


# ---------------------------------------------------------------------- staff
def leavers(ask: Ask) -> list[Item]:
    """Those who left, up to now."""
    rows = ((parse(row.get("left_at")), row) for row in ask.desk.rows("agents"))
    return [Item(at, of_agent(ask.desk, row["agent_id"])) for at, row in rows if at and at <= ask.desk.now]


def days(desk: Desk, span: Period) -> Iterable[Period]:
    """Return the local days that begin in a span and have begun by now."""
    day = wall(span[0], desk.zone).date()
    while (begin := _midnight(desk, day)) < span[1]:
        if span[0] <= begin <= desk.now:
            yield begin, _midnight(desk, day + DAY)
        day += DAY


def _midnight(desk: Desk, day: Any) -> datetime:
    return from_wall(datetime.combine(day, time()), desk.zone)


def _there(row: Any, at: datetime) -> bool:
    """Say whether somebody was hired before an instant and had not left before it."""
    hired, left = parse(row.get("hired_at")), parse(row.get("left_at"))
    return (hired is None or hired < at) and (left is None or left >= at)


def turnover(question: Question) -> Figured:
    """Leavers by mean headcount."""
    desk, cells = question.books.desk, question.cells(question.by, question.periods)
    heads: dict[tuple[int, Slice], int] = {}
    for number, span in enumerate(question.periods):
        for _, end in days(desk, span):
            for row in desk.rows("agents"):
                if _there(row, end):
                    for one in question.slices(Item(end, of_agent(desk, row["agent_id"])), question.by):
                        heads[number, one] = heads.get((number, one), 0) + 1
    figured = {}
    for key in spread(question, cells, {key: [] for key in heads}):
        length = len(list(days(desk, question.periods[key[0]])))
        mean = heads.get(key, 0) / length if length else 0
        figure = Figure(len(cells.get(key, ())) / mean if mean else None, round(mean))
        figured[key] = _hidden(figure, mean) if question.by else figure
    return figured


def retention(question: Question) -> Figured:
    """Those still there of those there at the beginning."""
    desk = question.books.desk
    groups: Cells = {}
    for number, (start, end) in enumerate(question.periods):
        if start > desk.now:
            continue
        until = end if end <= desk.now else desk.now + timedelta(microseconds=1)
        for row in desk.rows("agents"):
            if _there(row, start):
                item = Item(start, of_agent(desk, row["agent_id"]), float(_there(row, until)))
                for one in question.slices(item, question.by):
                    groups.setdefault((number, one), []).append(item)
    figured = {}
    for key in spread(question, groups):
        found = groups.get(key, [])
        figure = figures.share(sum(item.value for item in found), len(found))
        figured[key] = _hidden(figure, len(found)) if question.by else figure
    return figured


# ---------------------------------------------------------------------- paid time
def _paid(question: Question) -> dict[tuple[int, Slice], float]:
    """Return the seconds of shifts in each period and slice."""
    desk, found = question.books.desk, dict[tuple[int, Slice], float]()
    for row in desk.rows("shifts"):
        begin, end = parse(row["started_at"]), parse(row["ended_at"])
        if begin is None or end is None or begin > desk.now:
            continue
        for number, (start, stop) in enumerate(question.periods):
            seconds = (min(end, stop) - max(begin, start)).total_seconds()
            if seconds > 0 and start <= desk.now:
                for one in question.slices(Item(begin, of_agent(desk, row["agent_id"])), question.by):
                    found[number, one] = found.get((number, one), 0.0) + seconds
    return found


def per_paid_time(question: Question) -> Figured:
    """What was done by an hour of it, or the seconds of work by seconds of it."""
    cells, paid = question.cells(question.by, question.periods), _paid(question)
    figured = {}
    for key in spread(question, cells, {key: [] for key in paid}):
        done, seconds = sum(item.value for item in cells.get(key, ())), paid.get(key, 0.0)
        unit = 3600 if question.metric == "productivity" else 1
        figured[key] = Figure(done / seconds * unit if seconds else None, round(seconds / 3600))
    return figured


def done(ask: Ask) -> list[Item]:
    """Tickets solved by their agent, calls and chats that an agent answered."""
    items = []
    for ticket in ask.tickets:
        agent = ticket.row.get("agent_id")
        if agent is not None and ticket.solved_at is not None:
            items.append(Item(ticket.solved_at, of_agent(ask.desk, agent), reason=ticket.reason))
    for call in ask.desk.calls.values():
        agent = call.row.get("agent_id")
        if agent is not None and call.answered and call.answered_at is not None:
            items.append(Item(call.answered_at, of_agent(ask.desk, agent)))
    return items


def worked(ask: Ask) -> list[Item]:
    """Pieces of work, each with the one who did it."""
    return [
        Item(item.at, of_agent(ask.desk, worker), item.value, reason=item.reason)
        for item, worker in call_items.handled(ask)
    ]


# ---------------------------------------------------------------------- holding and taking
def held(ask: Ask) -> list[Item]:
    """Active tickets that an agent holds; below them the agents."""
    items = []
    for item in ticket_items.active(ask):
        agent = item.dims["agent"][0]
        if agent is not None and not item.reason:
            items += [item, Item(item.at, item.dims, part="below", key=str(agent))]
    return items


def _taken(ask: Ask, ticket: Ticket) -> datetime:
    changes = sorted(
        (
            row
            for row in ask.desk.rows("ticket_events")
            if row["ticket_id"] == ticket.id and row["field"] == "agent_id"
            and first(row.get("old_value"), row.get("new_value")) is not None
        ),
        key=lambda row: (parse(row["at"]), row["event_id"]),
    )  # fmt: skip
    if changes and changes[0].get("old_value") is None:
        at = parse(changes[0]["at"])
        assert at is not None
        return max(at, ticket.created)
    return ticket.created


def taken(ask: Ask) -> list[Item]:
    """Tickets when an agent took them; below them the tickets solved, all with an agent."""
    items = []
    for ticket in ask.tickets:
        if ticket.row.get("agent_id") is not None:
            items += ask.about(ticket, _taken(ask, ticket))
            if ticket.solved_now and not ticket.reason and not ticket.unknown_solve:
                items += ask.about(ticket, ticket.solved_at, part="below", key=ticket.id)
    return items


# ---------------------------------------------------------------------- answers
def esat(ask: Ask) -> list[Item]:
    """Answers of the staff, 1 for those in the top boxes, each with the person who gave it."""
    items = []
    for row, invite, ticket in survey_items.answers(ask, "esat"):
        agent, score = first(row.get("agent_id"), invite.get("agent_id")), row.get("score")
        scale = survey_items.scale_of(row, "esat")
        why = survey_items.gone(ticket) or (None if survey_items.fits(score, scale) else "no_score")
        value = 0.0 if why or score is None else float(survey_items.in_top_box(score, scale))
        dims = {**of_agent(ask.desk, agent), "survey": (first(row.get("survey_id"), invite.get("survey_id")),)}
        person = f"a {agent}" if agent is not None else f"r {row['response_id']}"
        items.append(Item(survey_items.answered(row), dims, value, key=person, reason=why))
    return items


def of_five(items: Sequence[Item], _: str) -> Figure:
    """A share that fewer than five people are told nothing of."""
    figure = figures.share(sum(item.value for item in items), len(items))
    return _hidden(figure, len({item.key for item in items}))


RECIPES = {
    "productivity": Recipe(done, ratio, special=per_paid_time, dimensions=OF_AGENT, timed=False),
    "occupancy": Recipe(worked, ratio, special=per_paid_time, dimensions=OF_AGENT, timed=False),
    "requests_per_agent": Recipe(held, ratio, at_end=True),
    "started_per_solved": Recipe(taken, ratio),
    "employee_turnover": Recipe(leavers, ratio, special=turnover, dimensions=OF_AGENT, timed=False),
    "employee_retention": Recipe(leavers, ratio, special=retention, dimensions=OF_AGENT, timed=False),
    "top_performers": Recipe(ticket_items.solved, ratio, carries="agent", special=performers.performers),
    "esat": Recipe(esat, of_five, "min_n_survey", dimensions=(*OF_AGENT, "survey")),
}
