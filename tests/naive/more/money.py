"""What support costs and earns, and the cash that flows."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from naive import ticket_items
from naive.asking import Ask, Item
from naive.bought import orders, rate_of, word_of, worth_of
from naive.desk import first
from naive.figures import Figure
from naive.made import DAY, Maker
from naive.more.encounters import total
from naive.question import Figured, Question, Slice
from naive.recipes import Recipe
from naive.scenes import CHANNELS, TEAMS
from naive.zones import from_wall, parse

CURRENCIES = ["EUR", "eur", None, "USD", "usd", "PLN", "XTS"]
WHOSE = ("team", "channel")


# ---------------------------------------------------------------------- rows
def make(maker: Maker, tickets: int) -> None:
    """Make costs of a day and of months, some that end before they begin, and movements of cash."""
    first_day = maker.scene.change - timedelta(days=maker.scene.before)
    for _ in range(tickets // 6):
        since = first_day + timedelta(days=maker.random.randint(-5, 50))
        until = since + timedelta(days=maker.one_of([-1, 0, 0, 6, 30, 60]))
        maker.add(
            "costs", cost_id=maker.id("x"), from_date=since.isoformat(), to_date=until.isoformat(),
            category=maker.one_of(["pay", "rooms", None]), amount=maker.random.randint(1, 900_000) / 100,
            currency=maker.one_of(CURRENCIES), team_id=maker.one_of([*TEAMS, None, None]),
            channel=maker.one_of([*CHANNELS, None, None, None, None]),
        )  # fmt: skip
    for _ in range(tickets):
        maker.add(
            "cash_movements", movement_id=maker.id("f"), booked_at=maker.moment() + maker.one_of([0, 0, 3]) * DAY,
            amount=maker.random.randint(-90_000, 99_000) / 100, currency=maker.one_of(CURRENCIES),
            category=maker.one_of(["sales", "pay", None]), kind=maker.one_of(["operating", "Operating", "other", None]),
        )  # fmt: skip


# ---------------------------------------------------------------------- cash
def cash(ask: Ask, *, operating: bool = False) -> list[Item]:
    """Movements with what they are worth."""
    items = []
    for row in ask.desk.rows("cash_movements"):
        at = parse(row["booked_at"])
        assert at is not None
        kind = word_of(row.get("kind"), ("operating",))
        worth = worth_of(ask.desk, at, row["amount"], row.get("currency"))
        if kind == "operating" or not operating:
            dims = {"kind": (kind,), "cash_category": (row.get("category"),)}
            items.append(Item(at, dims, worth or 0.0, reason="no_rate" if worth is None else None))
    return items


# ---------------------------------------------------------------------- costs
def costs(ask: Ask) -> list[Item]:
    """The part of each cost that falls on each of its days, at the day's beginning."""
    items = []
    for row in ask.desk.rows("costs"):
        since, until = (date.fromisoformat(row[name]) for name in ("from_date", "to_date"))
        days = (until - since).days + 1
        dims = {
            "team": (row.get("team_id"),),
            "channel": (ask.desk.word("channel", row.get("channel")),),
            "cost_category": (row.get("category"),),
        }
        for number in range(days):
            day = since + timedelta(days=number)
            rate = rate_of(ask.desk, day, row.get("currency"))
            at = from_wall(datetime.combine(day, time()), ask.desk.zone)
            why = "no_rate" if rate is None else None
            items.append(Item(at, dims, row["amount"] / days * (rate or 0.0), key=row["cost_id"], reason=why))
    return items


def sales(ask: Ask) -> list[Item]:
    """What is credited to support, below the line, with the team and channel that it is credited to."""
    items = []
    for order in orders(ask.books):
        ticket, call = ask.books.tickets.get(str(order.ticket)), ask.desk.calls.get(str(order.call))
        if (order.ticket or order.call) and not order.cancelled and order.noted is not None:
            found = [one.dims for one in (ticket, call) if one is not None]
            dims = {name: (first(*(value for one in found for value in one[name])),) for name in WHOSE}
            why = "no_rate" if order.worth is None else None
            items.append(Item(order.at, dims, order.worth or 0.0, "below", reason=why))
    return items


def solved(ask: Ask) -> list[Item]:
    """Tickets solved, below the line."""
    return [
        Item(item.at, item.dims, part="below", key=item.key, reason=item.reason) for item in ticket_items.solved(ask)
    ]


def against(question: Question) -> dict[tuple[int, Slice], tuple[list[float], list[float]]]:
    """Return for each cell with costs these, and what they are set against: all of it, but for team and channel."""
    items = question.items(question.periods[0])
    of_costs = [item for item in items if item.part == "" and not item.reason]
    others = [item for item in items if item.part == "below" and not item.reason]
    own = [place for place, name in enumerate(question.by) if name in WHOSE]
    keys = {one for item in of_costs for one in question.slices(item, question.by)}
    keys |= set() if question.by else {()}
    found = {}
    for number, (start, end) in enumerate(question.periods):
        for one in keys:
            if any(one[place] is None for place in own):
                continue
            paid = [
                item.value
                for item in of_costs
                if start <= item.at < end and one in set(question.slices(item, question.by))
            ]
            below = [
                item.value
                for item in others
                if start <= item.at < end and all(one[place] in item.dims[question.by[place]] for place in own)
            ]
            found[number, one] = (paid, below)
    return found


def per_resolution(question: Question) -> Figured:
    """Costs by the tickets solved."""
    return {
        key: Figure(sum(paid) / len(below) if paid and below else None, len(below))
        for key, (paid, below) in against(question).items()
    }


def roi(question: Question) -> Figured:
    """What is earned beyond the costs, by the costs."""
    return {
        key: Figure((sum(below) - sum(paid)) / sum(paid) if paid else None, len(paid))
        for key, (paid, below) in against(question).items()
    }


RECIPES = {
    "cash_flow": Recipe(cash, total, None, dimensions=("kind", "cash_category")),
    "operating_cash_flow": Recipe(
        lambda ask: cash(ask, operating=True), total, None, dimensions=("kind", "cash_category")
    ),
    "cost_per_resolution": Recipe(
        lambda ask: costs(ask) + solved(ask),
        total,
        None,
        special=per_resolution,
        dimensions=("team", "channel", "cost_category"),
        timed=False,
    ),
    "service_roi": Recipe(
        lambda ask: costs(ask) + sales(ask), total, special=roi, dimensions=("team", "channel"), timed=False
    ),
}
