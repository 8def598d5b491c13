"""What talks, visits and mails lead to, and which attempts are answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from naive import figures
from naive.asking import Ask, Books, Item
from naive.bought import Order, first_months, of_customer, order_dims, orders, word_of
from naive.contacts import is_contact, is_part
from naive.desk import BLANK, NOW, Row, seconds_of
from naive.figures import Figure
from naive.made import DAY, HOUR, Maker
from naive.made_tickets import AGENTS, anybody
from naive.question import Figured, Question, spread
from naive.recipes import Recipe, duration, share
from naive.scenes import CHANNELS
from naive.zones import Period, from_wall, parse, wall

EVENTS = ("sent", "delivered", "opened", "clicked", "bounced", "unsubscribed")
OF_WHO = ("country", "language", "segment", "plan")
RANGE = (
    *NOW, ("work_logs", "ended_at"), ("quality_reviews", "reviewed_at"), ("survey_invites", "sent_at"),
    ("self_service_sessions", "started_at"),
)  # fmt: skip
BASELINE = timedelta(days=90)


# ---------------------------------------------------------------------- rows
def make(maker: Maker, tickets: int) -> None:
    """Make visits, mails whose events come in any order, and attempts; some companies say what their baseline is."""
    if maker.chance(0.7):
        since, until = maker.scene.change - 20 * DAY, maker.scene.change + maker.one_of([-3, 0, 4]) * DAY
        maker.settings["settings"]["baseline_from"] = since.isoformat()
        maker.settings["settings"]["baseline_to"] = until.isoformat()
    for _ in range(tickets):
        maker.add(
            "visits", visit_id=maker.id("v"), started_at=maker.moment(), customer_id=anybody(maker),
            seconds=maker.maybe(maker.random.randint(0, 9000) / 10, 0.85), referrer=maker.one_of(["ad", "Ad", None]),
            landing=maker.one_of(["/", "/sale", None]), converted=maker.one_of([True, False, False, None, None]),
            order_id=maker.maybe("o1", 0.1),
        )  # fmt: skip
    for _ in range(tickets // 2):
        mail(maker)
    for _ in range(tickets):
        at = maker.moment()
        maker.add(
            "contact_attempts", attempt_id=maker.id("p"), customer_id=anybody(maker), attempted_at=at,
            agent_id=maker.one_of([*AGENTS, None]), channel=maker.one_of(CHANNELS),
            answered_at=maker.maybe(at + HOUR, 0.5),
        )  # fmt: skip


def mail(maker: Maker) -> None:
    """Make the events of one mail: any of them may be lacking, come twice or too early."""
    at, message = maker.moment(), maker.id("m")
    about = {"customer_id": anybody(maker), "campaign": maker.one_of(["spring", "Spring", None])}
    for kind in ("sent", "delivered", "opened", "opened", "clicked", "bounced", "unsubscribed", "Opened", "read"):
        if maker.chance(0.8 if kind in ("sent", "delivered") else 0.2):
            event = max(at + maker.one_of([0, 0, 1, 2, -1]) * DAY, maker.scene.start)
            if not maker.over(event):
                maker.add("email_events", event_id=maker.id("e"), message_id=message, at=event, kind=kind, **about)


# ---------------------------------------------------------------------- talks
def talks(ask: Ask) -> list[Item]:
    """Talks by customer in order of time, 1 for those after which the customer ordered something soon."""
    window = timedelta(seconds=seconds_of(ask.desk.options.get("conversion_window", "7d")))
    bought: dict[str, list[datetime]] = {}
    for order in orders(ask.books):
        if not order.cancelled and order.customer is not None:
            bought.setdefault(order.customer, []).append(order.at)
    found: list[tuple[str, Item]] = []

    def keep(id_: str, end: datetime | None, customer: str | None, dims: object, why: str | None) -> None:
        if end is not None:
            hit = any(end < at <= end + window for at in bought.get(str(customer), ()))
            why = why or ("no_customer" if customer is None else None if ask.over(end, window) else "window_running")
            found.append((id_, Item(end, dims, float(hit), key=str(customer), reason=why)))  # type: ignore[arg-type]  # dims of either

    for ticket in ask.tickets:
        ends = [ticket.solved_at] if ticket.solved_at else [reply.at for reply in ticket.replies][-1:]
        why = ticket.reason or ("agent_created" if ticket.by_agent else None)
        why = why or ("solved_without_reply" if ticket.solved_now and not ticket.replies else None)
        keep(ticket.id, ends[0] if ends else None, ticket.customer, ticket.dims, why)
    for call in ask.desk.calls.values():
        if call.inbound and call.answered and not is_part(call, ask.books.tickets):
            keep(call.id, call.ended, call.row.get("customer_id"), call.dims, None)
    return [item for _, item in sorted(found, key=lambda one: (one[1].at, one[0]))]


def firsts(items: Sequence[Item], _: str) -> Figure:
    """Return the share of things whose first item is a hit; items come in order of time."""
    first: dict[str, float] = {}
    for item in items:
        first.setdefault(item.key, item.value)
    return figures.share(sum(first.values()), len(first))


# ---------------------------------------------------------------------- sales
def sold(kind: str, ask: Ask) -> list[Item]:
    """Contacts to which an order of a kind is credited above the line, all contacts below it."""
    tickets, above = ask.books.tickets, []
    below = [Item(contact.at, contact.dims, part="below") for contact in ask.books.contacts] + [
        Item(one.created, one.dims, part="below", reason=one.reason or "agent_created")
        for one in tickets.values()
        if not is_contact(one)
    ]
    below += [
        Item(call.queued, call.dims, part="below", reason="failed")
        for call in ask.desk.calls.values()
        if call.inbound and call.failed and not is_part(call, tickets)
    ]
    for order in orders(ask.books):
        if order.kind != kind or order.cancelled:
            continue
        call = ask.desk.calls.get(str(order.call))
        ticket = tickets.get(str(order.ticket))
        if order.ticket is None and call is not None and call.inbound:
            if not is_part(call, tickets):
                if not call.failed:
                    above.append(Item(order.at, call.dims, key=f"call {call.id}"))
                continue
            ticket = tickets[call.row["ticket_id"]]
        if ticket is not None and is_contact(ticket):
            above.append(Item(order.at, ticket.dims, key=f"ticket {ticket.id}"))
    return below + above


def credited(items: Sequence[Item], _: str) -> Figure:
    """Return the different things above the line by those below it; with an interval where it is a share."""
    n = sum(item.part == "below" for item in items)
    k = len({item.key for item in items if item.part == ""})
    return figures.share(k, n) if k <= n else Figure(k / n if n else None, n)


def revenue(ask: Ask) -> list[Item]:
    """Upsells credited to support, with what they are worth."""
    months = first_months(ask.books)

    def counts(order: Order) -> bool:
        support = order.ticket is not None or order.call is not None
        return order.kind == "upsell" and support and not order.cancelled and order.noted is not None

    return [
        Item(
            order.at, order_dims(ask.books, order, months), order.worth or 0.0,
            reason="no_rate" if order.worth is None else None,
        )
        for order in orders(ask.books)
        if counts(order)
    ]  # fmt: skip


def total(items: Sequence[Item], _: str) -> Figure:
    """Return a sum, none of nothing."""
    return Figure(sum(item.value for item in items) if items else None, len(items))


# ---------------------------------------------------------------------- visits, mails, attempts
def visits(ask: Ask, value: str = "") -> list[Item]:
    """Visits, 1 for those that converted, or with a length."""
    items = []
    for row in ask.desk.rows("visits"):
        at = parse(row["started_at"])
        assert at is not None
        dims = {**BLANK, **of_customer(ask.desk, row.get("customer_id"))}
        dims |= {name: (row.get(name),) for name in ("referrer", "landing")}
        hit = float(bool(row.get("converted")) or row.get("order_id") is not None)
        why = "no_time" if value and row.get(value) is None else None
        items.append(Item(at, dims, (row.get(value) or 0.0) if value else hit, reason=why))
    return items


def mails(ask: Ask, kind: str) -> list[Item]:
    """Mails delivered, 1 for those that have an event of a kind."""
    letters: dict[str, list[Row]] = {}
    for row in ask.desk.rows("email_events"):
        letters.setdefault(row["message_id"], []).append(row)
    items = []
    for events in letters.values():
        dated = [(word_of(row["kind"], EVENTS), parse(row["at"])) for row in events]
        kinds = {word for word, _ in dated}
        sent = [at for word, at in dated if word == "sent" and at] or [at for _, at in dated if at]
        if kinds & {"delivered", "opened", "clicked"}:
            dims = {**of_customer(ask.desk, events[0]["customer_id"]), "campaign": (events[0]["campaign"],)}
            items.append(Item(min(sent), dims, float(kind in kinds)))
    return items


def attempts(ask: Ask) -> list[Item]:
    """Attempts, 1 for those answered."""
    items = []
    for row in ask.desk.rows("contact_attempts"):
        at = parse(row["attempted_at"])
        assert at is not None
        dims = {
            **of_customer(ask.desk, row.get("customer_id")),
            "channel": (ask.desk.word("channel", row.get("channel")),),
            "agent": (row.get("agent_id"),),
        }
        items.append(Item(at, dims, float(row.get("answered_at") is not None)))
    return items


# ---------------------------------------------------------------------- engagement
def baseline(books: Books) -> Period:
    """Return the days that the company says, else the first ninety local days of the data."""
    desk = books.desk
    if "baseline_from" in desk.options:
        ends = (date.fromisoformat(desk.options[f"baseline_{end}"]) for end in ("from", "to"))
        first, last = (datetime.combine(day, time()) for day in ends)
        return from_wall(first, desk.zone), from_wall(last + DAY, desk.zone)
    instants = [at for table, column in RANGE for row in desk.rows(table) if (at := parse(row.get(column)))]
    midnight = wall(min(instants), desk.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    return from_wall(midnight, desk.zone), from_wall(midnight + BASELINE, desk.zone)


def engagement(question: Question) -> Figured:
    """100 times the mean of four rates, each against its own in the baseline."""
    ask = Ask(question.books)
    parts = {
        "opened": mails(ask, "opened"), "clicked": mails(ask, "clicked"),
        "seconds": [one for one in visits(ask, "seconds") if not one.reason], "converted": visits(ask),
    }  # fmt: skip

    def rate(name: str, span: Period, one: tuple[object, ...]) -> tuple[float | None, int]:
        of_span = (item for item in parts[name] if span[0] <= item.at < span[1])
        inside = [item for item in of_span if one in set(question.slices(item, question.by))]
        return figures.mean([item.value for item in inside]), len(inside)

    base = baseline(question.books)
    everything = [item for items in parts.values() for item in items]
    cells = {(0, one): [item] for item in everything for one in question.slices(item, question.by)}
    figured = {}
    for number, one in spread(question, cells):
        rates = {name: rate(name, question.periods[number], one) for name in parts}
        n = rates["opened"][1] + rates["converted"][1]
        pairs = [(rates[name][0], rate(name, base, one)[0]) for name in parts]
        known = [100 * now / then for now, then in pairs if now is not None and then]
        figured[number, one] = Figure(figures.mean(known) if len(known) == len(pairs) else None, n)
    return figured


OF_VISITS = (*OF_WHO, "referrer", "landing")
OF_MAILS = (*OF_WHO, "campaign")
OF_SALES = ("kind", "product", "channel", "team", "agent", "tag", *OF_WHO, "cohort")

RECIPES = {
    "contact_conversion_rate": Recipe(talks, firsts),
    "upsell_rate": Recipe(lambda ask: sold("upsell", ask), credited),
    "cross_sell_rate": Recipe(lambda ask: sold("cross_sell", ask), credited),
    "upsell_revenue": Recipe(revenue, total, None, dimensions=OF_SALES),
    "conversion_rate": Recipe(visits, share, dimensions=OF_VISITS),
    "time_on_site": Recipe(lambda ask: visits(ask, "seconds"), duration, headline="mean", dimensions=OF_VISITS),
    "email_open_rate": Recipe(lambda ask: mails(ask, "opened"), share, dimensions=OF_MAILS),
    "email_click_rate": Recipe(lambda ask: mails(ask, "clicked"), share, dimensions=OF_MAILS),
    "engagement_index": Recipe(lambda _: [], share, special=engagement, dimensions=OF_WHO),
    "best_contact_time": Recipe(attempts, share, dimensions=("channel", "agent", *OF_WHO)),
}
