"""What customers bought, at what worth in the company's currency, and when somebody is a customer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from naive.asking import Books
from naive.desk import BLANK, Desk, Dims, first, seconds_of
from naive.words import fold
from naive.zones import parse, wall

KINDS = ("new", "repeat", "upsell", "cross_sell", "action")
OLDEST = timedelta(days=7)  # how old a rate may be

Span = tuple[datetime | None, datetime | None]


@dataclass(frozen=True)
class Order:
    """One order, read."""

    id: str
    at: datetime
    customer: str | None
    kind: str | None
    cancelled: bool
    noted: float | None
    worth: float | None  # in the company's currency
    ticket: str | None
    call: str | None
    product: str | None

    @property
    def bought(self) -> bool:
        """It is a purchase."""
        return not self.cancelled and self.kind != "action"


def word_of(label: object, words: Sequence[str]) -> str | None:
    """Read a label as one of a few words."""
    if label is None or not str(label).strip():
        return None
    return {fold(one): one for one in words}.get(fold(str(label)), "other")


def rate_of(desk: Desk, day: date, currency: object) -> float | None:
    """Return what one unit is worth on a local day: its rate or the last before it, seven days old at most."""
    own = str(desk.currency).upper()
    if currency is None or str(currency).upper() == own:
        return 1.0
    told = [
        (date.fromisoformat(row["date"]), row["rate"])
        for row in desk.rows("exchange_rates")
        if str(row["from_currency"]).upper() == str(currency).upper() and str(row["to_currency"]).upper() == own
    ]
    known = [(on, rate) for on, rate in told if on <= day and day - on <= OLDEST]
    return max(known)[1] if known else None


def local_day(desk: Desk, at: datetime) -> date:
    """Return the date on the company's clock."""
    return wall(at, desk.zone).date()


def month_of(desk: Desk, at: datetime | None) -> str | None:
    """Return the local month of an instant, as YYYY-MM."""
    return None if at is None else f"{local_day(desk, at):%Y-%m}"


def worth_of(desk: Desk, at: datetime, amount: float | None, currency: object) -> float | None:
    """Return an amount in the company's currency."""
    rate = rate_of(desk, local_day(desk, at), currency)
    return None if amount is None or rate is None else amount * rate


def orders(books: Books) -> list[Order]:
    """Return all orders in order of time."""
    found = []
    for row in books.desk.rows("orders"):
        at = parse(row["ordered_at"])
        assert at is not None
        noted = row.get("amount")
        found.append(
            Order(
                row["order_id"], at, row.get("customer_id"), word_of(row.get("kind"), KINDS),
                bool(row.get("is_cancelled")), noted, worth_of(books.desk, at, noted, row.get("currency")),
                row.get("credited_ticket_id"), row.get("credited_call_id"), row.get("product"),
            )
        )  # fmt: skip
    return sorted(found, key=lambda order: (order.at, order.id))


def of_customer(desk: Desk, customer: object) -> dict[str, tuple[object, ...]]:
    """Return the dimensions that come from a customer, the plan among them."""
    return {**desk.who(customer), "plan": (desk.customers.get(str(customer), {}).get("plan"),)}


def first_months(books: Books) -> dict[str, str | None]:
    """Return the local month of each customer's first purchase."""
    found: dict[str, str | None] = {}
    for order in orders(books):
        if order.bought and order.customer is not None:
            found.setdefault(order.customer, month_of(books.desk, order.at))
    return found


def order_dims(books: Books, order: Order, months: dict[str, str | None]) -> Dims:
    """Return what an order can be cut by: its own, its buyer's, and those of whom it is credited to."""
    ticket, call = books.tickets.get(str(order.ticket)), books.desk.calls.get(str(order.call))
    lent: Dims = BLANK
    for source in (ticket, call):
        if source is not None:
            lent = {name: (first(*lent[name], *source.dims[name]),) for name in BLANK}
    return {
        **lent,
        "tag": ticket.dims["tag"] if ticket else (None,),
        **of_customer(books.desk, order.customer),
        "kind": (order.kind,),
        "product": (order.product,),
        "cohort": (months.get(str(order.customer)),),
    }


def membership(books: Books) -> dict[str, list[Span]]:
    """Return for each customer the spans in which they were one, as they come: unmerged, empty ones left out."""
    desk = books.desk
    contracts, bought = desk.rows("subscriptions"), desk.rows("orders")
    under = {row["customer_id"] for row in contracts}
    found: dict[str, list[Span]] = {}

    def keep(customer: str, since: datetime | None, until: datetime | None) -> None:
        if since is None or until is None or until > since:
            found.setdefault(customer, []).append((since, until))

    for contract in contracts:
        keep(contract["customer_id"], parse(contract["started_at"]), parse(contract.get("ended_at")))
    for customer, row in desk.customers.items():
        if customer not in under and (row.get("is_contractual") or not (contracts or bought)):
            keep(customer, parse(row.get("created_at")), parse(row.get("ended_at")))
    lasts = timedelta(seconds=seconds_of(desk.options.get("inactive_after", "90d")))
    for order in orders(books):
        row = desk.customers.get(str(order.customer), {})
        if order.bought and order.customer not in (None, *under) and not row.get("is_contractual"):
            ended = parse(row.get("ended_at"))
            keep(str(order.customer), order.at, min(order.at + lasts, ended or datetime.max))
    return found


def there(spans: Sequence[Span], at: datetime, *, running: bool = False) -> bool:
    """Say whether one is a customer just before an instant; with ``running`` at it, when all that is known has come."""
    for since, until in spans:
        begun = since is None or since < at or (running and since == at)
        gone = until is not None and (until < at or (running and until == at))
        if begun and not gone:
            return True
    return False
