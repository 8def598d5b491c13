"""What the demo company sells, who visits its shop, and the mail it sends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from math import log
from random import Random

from deskgauge.model.opening_hours import DAY_S
from deskgauge.sources.demo_calls import Call
from deskgauge.sources.demo_customers import Customer
from deskgauge.sources.demo_service import Played
from deskgauge.sources.demo_sheets import Sheets
from deskgauge.sources.demo_time import HOUR_S

_ORDERS_PER_TICKET, _VISITS_PER_TICKET = 0.9, 0.5
_CURRENCIES = {"PL": "PLN", "GB": "GBP", "US": "USD", "CN": "USD", "NP": "USD", "SG": "USD"}
_PER_EURO = {"EUR": 1.0, "PLN": 4.3, "GBP": 0.85, "USD": 1.1}
_PRODUCTS = ("ridge_tent", "fell_rucksack", "tarn_boots", "gale_jacket", "spark_stove", "down_bag", "headlamp")
_BUYS_AFTER = {"sales_question": 0.2, "availability": 0.16, "product": 0.1}
_REFERRERS = ("search", "search", "direct", "direct", "newsletter", "social", "partner")
_LANDINGS = ("home", "tents", "boots", "sale", "help", "jackets", "wren_watch")


@dataclass(slots=True)
class Order:
    """A purchase; ``kind`` is settled when all orders of the customer are known."""

    at: int
    customer: Customer
    kind: str | None = None
    ticket_id: str | None = None
    call_id: str | None = None
    order_id: str = ""


def write_shop(sheets: Sheets, played: Played, calls: list[Call]) -> None:
    """Write orders, visits, sent mail and the calls to customers who had asked for none."""
    rng = played.story.stage.rng("shop")
    orders = [*_unprompted(rng, played), *_prompted(rng, played, calls)]
    orders = sorted((one for one in orders if one.at < played.story.stage.stop), key=lambda one: one.at)
    _write_orders(sheets, rng, orders, played.story.stage.begin)
    _write_visits(sheets, rng, played, orders)
    _write_mail(sheets, played)
    _write_attempts(sheets, played)


def _unprompted(rng: Random, played: Played) -> Iterator[Order]:
    """Yield purchases that follow the season; the watch sells from its launch on."""
    stage, story = played.story.stage, played.story
    weights = list(accumulate(story.ordinary(day) * (2.2 if story.in_campaign(day) else 1.0) for day in stage.days))
    count = round(stage.tickets * _ORDERS_PER_TICKET)
    for number in rng.choices(range(len(stage.days)), cum_weights=weights, k=count):
        at = stage.at(number, rng.triangular(6, 24, 20) * HOUR_S)
        yield Order(at, played.customers.pick(rng, at))


def _prompted(rng: Random, played: Played, calls: list[Call]) -> Iterator[Order]:
    """Yield purchases after a talk with support, some of them credited to it."""
    for case in played.cases:
        if case.solves and case.replies and rng.random() < _BUYS_AFTER.get(case.request_type or "", 0.035):
            credited = rng.random() < 0.5
            at = case.solves[0] + 600 + int(rng.random() ** 2 * 6 * DAY_S)
            kind = rng.choice(("upsell", "cross_sell")) if credited else None
            yield Order(at, case.customer, kind, ticket_id=case.ticket_id if credited else None)
    for call in calls:
        if call.is_answered and call.customer and call.ticket_id is None and rng.random() < 0.07:
            credited = rng.random() < 0.4
            at = call.done_at + 300 + int(rng.random() ** 2 * 6 * DAY_S)
            kind = rng.choice(("upsell", "cross_sell")) if credited else None
            yield Order(at, call.customer, kind, call_id=call.call_id if credited else None)


def _write_orders(sheets: Sheets, rng: Random, orders: list[Order], begin: int) -> None:
    seen: set[int] = set()
    for number, order in enumerate(orders, start=1):
        order.order_id = f"B{number:06}"
        customer = order.customer
        is_first = customer.number not in seen and customer.created_at >= begin
        seen.add(customer.number)
        kind = order.kind or ("action" if rng.random() < 0.03 else "new" if is_first else "repeat")
        currency = _CURRENCIES.get(customer.country, "EUR")
        euros = 0.0 if kind == "action" else rng.lognormvariate(log(65), 0.7)
        sheets.add(
            "orders", order_id=order.order_id, customer_id=customer.customer_id, ordered_at=order.at, kind=kind,
            amount=round(euros * _PER_EURO[currency], 2), currency=currency,
            product="newsletter" if kind == "action" else rng.choice(_PRODUCTS), credited_ticket_id=order.ticket_id,
            credited_call_id=order.call_id, is_cancelled=rng.random() < 0.03,
        )  # fmt: skip


def _write_visits(sheets: Sheets, rng: Random, played: Played, orders: list[Order]) -> None:
    """Write a visit for some orders and visits that ended in none."""
    stage = played.story.stage
    visits: list[tuple[int, int, Customer | None, str | None]] = []
    for order in orders:
        if order.call_id is None and rng.random() < 0.25:
            seconds = 120 + int(rng.lognormvariate(log(400), 0.6))
            visits.append((max(order.at - seconds, stage.begin), seconds, order.customer, order.order_id))
    for _ in range(round(stage.tickets * _VISITS_PER_TICKET)):
        at = stage.moment(rng)
        known = played.customers.pick(rng, at) if rng.random() < 0.4 else None
        visits.append((at, 5 + int(rng.lognormvariate(log(110), 1.0)), known, None))
    for number, (at, seconds, customer, order_id) in enumerate(sorted(visits, key=lambda one: one[:2]), start=1):
        sheets.add(
            "visits", visit_id=f"P{number:06}", customer_id=customer.customer_id if customer else None,
            started_at=at, seconds=seconds, referrer=rng.choice(_REFERRERS), landing=rng.choice(_LANDINGS),
            converted=order_id is not None, order_id=order_id,
        )  # fmt: skip


def _write_mail(sheets: Sheets, played: Played) -> None:
    """Write the newsletter of the first Tuesday of each month."""
    stage, rng = played.story.stage, played.story.stage.rng("mail")
    number = mails = 0
    for place, day in enumerate(stage.days):
        if day.weekday() == 1 and day.day <= 7:
            sent = stage.at(place, 10 * HOUR_S)
            for _ in range(round(stage.tickets * 0.011)):
                mails += 1
                customer = played.customers.pick(rng, sent)
                for at, kind in _mail_events(rng, sent):
                    if at < stage.stop:
                        number += 1
                        sheets.add(
                            "email_events", event_id=f"N{number:06}", message_id=f"L{mails:06}", at=at, kind=kind,
                            campaign=f"newsletter_{day:%Y_%m}", customer_id=customer.customer_id,
                        )  # fmt: skip


def _mail_events(rng: Random, sent: int) -> Iterator[tuple[int, str]]:
    yield sent, "sent"
    if rng.random() < 0.02:
        yield sent + 30, "bounced"
        return
    yield sent + rng.randrange(2, 120), "delivered"
    if rng.random() < 0.34:
        opened = sent + 150 + int(rng.expovariate(1 / (9 * HOUR_S)))
        yield opened, "opened"
        if rng.random() < 0.17:
            yield opened + rng.randrange(5, 200), "clicked"
        if rng.random() < 0.01:
            yield opened + rng.randrange(5, 60), "unsubscribed"


def _write_attempts(sheets: Sheets, played: Played) -> None:
    """Write attempts to reach customers about offers: best in the early evening, worst on the morning of a Monday."""
    stage, rng = played.story.stage, played.story.stage.rng("attempts")
    chances = {"phone": 0.34, "email": 0.2, "messaging": 0.42}
    attempts = [
        (stage.at(place, rng.triangular(9, 20, 13) * HOUR_S), day.weekday())
        for place, day in enumerate(stage.days)
        if day.weekday() < 5 and day not in played.story.holidays
        for _ in range(round(stage.tickets / 20_000 * 5))
    ]
    for number, (at, weekday) in enumerate(sorted(attempts), start=1):
        channel = rng.choice(tuple(chances))
        hour = stage.hour(at)
        chance = chances[channel] * (1.5 if hour >= 17 else 0.55 if weekday == 0 and hour < 12 else 1.0)
        answered = at + (rng.randrange(5, 40) if channel == "phone" else rng.randrange(120, 20_000))
        sheets.add(
            "contact_attempts", attempt_id=f"G{number:05}", customer_id=played.customers.pick(rng, at).customer_id,
            agent_id=played.roster.pick(rng, "phone", at).agent_id, channel=channel, attempted_at=at,
            answered_at=answered if rng.random() < chance and answered < stage.stop else None,
        )  # fmt: skip
