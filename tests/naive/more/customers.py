"""Who stays a customer and who buys again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from naive import figures
from naive.asking import Ask, Item
from naive.bought import first_months, membership, month_of, of_customer, order_dims, orders, there
from naive.figures import Figure
from naive.made import DAY, SECOND, Maker
from naive.made_tickets import anybody
from naive.question import Figured, Question
from naive.recipes import Recipe
from naive.zones import parse

INACTIVE = 6 * DAY
LABELS = ["new", "Repeat", "upsell", "UP-SELL", "Upsell", "cross_sell", "Cross Sell", "action", "gift", None]
CURRENCIES = ["EUR", "eur", None, "USD", "usd", "PLN", "XTS"]
OF_CUSTOMERS = ("country", "language", "segment", "plan", "cohort")
OF_ORDERS = ("kind", "product", "channel", "team", "agent", "request_type", "tag", *OF_CUSTOMERS)


# ---------------------------------------------------------------------- rows
def make(maker: Maker, tickets: int) -> None:
    """Make contracts, orders on every border there is, and rates with gaps."""
    maker.settings["settings"]["inactive_after"] = "6d"
    for row in maker.tables["customers"]:
        row["plan"] = maker.one_of(["gold", "Gold", None])
        row["is_contractual"] = maker.one_of([True, False, None, None, None])
    contracts(maker, tickets // 4)
    times: list[datetime] = []
    for _ in range(tickets * 3 // 2):
        order(maker, times)
    rates(maker)


def contracts(maker: Maker, count: int) -> None:
    """Make contracts of a few customers: after one another, overlapping, and some that end before they begin."""
    for _ in range(count):
        start = maker.moment()
        customer = maker.one_of(["c5", "c6", "c7", "c8", "c9", "stranger", "c10", "c11"])
        for _ in range(maker.one_of([1, 1, 2, 3])):
            end = start + DAY * maker.random.randint(-1, 9)
            maker.add(
                "subscriptions", subscription_id=maker.id("u"), customer_id=customer, started_at=start,
                ended_at=maker.maybe(end, 0.9), plan="gold", monthly_amount=5, currency="EUR",
            )  # fmt: skip
            start = end + maker.one_of([0 * DAY, 0 * DAY, SECOND, -1 * DAY, 3 * DAY])


def order(maker: Maker, times: list[datetime]) -> None:
    """Make one order: at any time, the span of inactivity after another, or so long after somebody's contact."""
    kind = maker.random.random()
    contact = maker.one_of(maker.tables["tickets"] + maker.tables["calls"])
    at, customer = maker.moment(), anybody(maker)
    if kind < 0.2 and times:
        at = maker.one_of(times) + INACTIVE + maker.one_of([0, 0, 1, -1]) * SECOND
    elif kind < 0.5:
        begun = parse(contact.get("created_at") or contact.get("ended_at") or contact.get("queued_at"))
        assert begun is not None
        at = begun + maker.one_of([0 * DAY, 7 * DAY, 7 * DAY + SECOND, 2 * DAY, 6 * DAY])
        customer = contact["customer_id"]
    if maker.over(at):
        return
    times.append(at)
    credited = maker.random.random()
    tickets, calls = maker.tables["tickets"], maker.tables["calls"]
    maker.add(
        "orders", order_id=maker.id("o"), ordered_at=at, customer_id=customer, kind=maker.one_of(LABELS),
        amount=maker.maybe(maker.random.randint(0, 90_000) / 100, 0.9), currency=maker.one_of(CURRENCIES),
        product=maker.one_of(["lamp", "Lamp", None]), is_cancelled=maker.one_of([True, False, False, None, None]),
        credited_ticket_id=maker.one_of(tickets)["ticket_id"] if credited < 0.4 else None,
        credited_call_id=maker.one_of(calls)["call_id"] if calls and 0.3 < credited < 0.6 else None,
    )  # fmt: skip


def rates(maker: Maker) -> None:
    """Make rates with gaps shorter and longer than a week, one of them in small letters, some of other pairs."""
    for currency in ("USD", "pln"):
        day = maker.scene.change - timedelta(days=maker.scene.before + 9)
        while day < maker.scene.change + timedelta(days=maker.scene.after):
            maker.add(
                "exchange_rates", date=day.isoformat(), from_currency=currency, to_currency="EUR",
                rate=maker.random.randint(100, 999) / 500,
            )  # fmt: skip
            day += timedelta(days=maker.one_of([1, 2, 7, 8, 11]))
    maker.add(
        "exchange_rates", date=maker.scene.change.isoformat(), from_currency="XTS", to_currency="USD", rate=3.5
    )  # fmt: skip


# ---------------------------------------------------------------------- who stays
def nothing(_: Ask) -> list[Item]:
    """Who stays is no matter of items."""
    return []


def kept(question: Question, *, lost: bool) -> Figured:
    """Count who is there at each period's beginning, and of those who is there at its end, or is not."""
    desk, members = question.books.desk, membership(question.books)
    n: Counter[tuple[int, tuple[object, ...]]] = Counter()
    k: Counter[tuple[int, tuple[object, ...]]] = Counter()
    for customer, spans in members.items():
        begun = min(since or datetime.min for since, _ in spans)
        months = (month_of(desk, None if begun == datetime.min else begun),)
        dims = {**of_customer(desk, customer), "cohort": months}
        one = tuple(dims[name][0] for name in question.by)
        for number, (start, end) in enumerate(question.periods):
            if start <= desk.now and there(spans, start):
                n[number, one] += 1
                running = end > desk.now
                k[number, one] += there(spans, min(end, desk.now), running=running) is not lost
    keys = set(n) if question.by else {(number, ()) for number in range(len(question.periods))}
    return {key: figures.share(k[key], n[key]) for key in keys}


def retained(question: Question) -> Figured:
    """Those who are there at the end."""
    return kept(question, lost=False)


def churned(question: Question) -> Figured:
    """Those who are not."""
    return kept(question, lost=True)


# ---------------------------------------------------------------------- who buys again
def purchases(ask: Ask, *, again: bool) -> list[Item]:
    """Purchases by customer; ``again`` counts 1 for one whose customer had bought before."""
    months, seen, items = first_months(ask.books), set(), []
    for order in orders(ask.books):
        if order.bought:
            why = "no_customer" if order.customer is None else None
            value = float(order.customer in seen) if again else 1.0
            dims = order_dims(ask.books, order, months)
            items.append(Item(order.at, dims, value, key=str(order.customer), reason=why))
            seen.add(order.customer)
    return items


def bought_once(items: Sequence[Item], _: str) -> Figure:
    """Return the share of customers with anything that counts."""
    return at_least(items, 1)


def bought_twice(items: Sequence[Item], _: str) -> Figure:
    """Return the share of customers with two that count."""
    return at_least(items, 2)


def at_least(items: Sequence[Item], number: float) -> Figure:
    """Return the share of customers whose items add up to so many."""
    totals: Counter[str] = Counter()
    for item in items:
        totals[item.key] += item.value  # type: ignore[assignment]  # whole numbers written as floats
    return figures.share(sum(total >= number for total in totals.values()), len(totals))


RECIPES = {
    "customer_retention": Recipe(nothing, bought_once, at_end=True, special=retained, dimensions=OF_CUSTOMERS),
    "customer_churn": Recipe(nothing, bought_once, at_end=True, special=churned, dimensions=OF_CUSTOMERS),
    "repurchase_rate": Recipe(lambda ask: purchases(ask, again=False), bought_twice, dimensions=OF_ORDERS),
    "repeat_customer_share": Recipe(lambda ask: purchases(ask, again=True), bought_once, dimensions=OF_ORDERS),
}
