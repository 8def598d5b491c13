"""Sessions in self-service tools, readings of articles, and who asked after them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from naive.asking import Ask, Item
from naive.contacts import is_contact, is_part
from naive.desk import Row, first
from naive.figures import Figure
from naive.made import DAY, HOUR, SECOND, Maker
from naive.made_tickets import anybody
from naive.question import Figured, Question, Slice
from naive.recipes import Recipe, count, duration, share
from naive.zones import parse

ARTICLES = ["r1", "r2", "r10", "r9", "R3"]
TOOLS = {"article": "article", "Help Centre": "article", "bot": "chatbot", "video": "video", "kiosk": "other",
         " ": None}  # fmt: skip
OF_CUSTOMERS = ("country", "language", "segment")
OF_SESSIONS = ("tool", "topic", "outcome", *OF_CUSTOMERS)
OF_VIEWS = ("article", "category", "search_term", *OF_CUSTOMERS)
APART = [0 * DAY, 0 * DAY, SECOND, HOUR, 3 * HOUR, 3 * HOUR + SECOND, DAY, DAY, DAY + SECOND, 2 * DAY, -SECOND]


# ---------------------------------------------------------------------- rows
def make(maker: Maker, tickets: int) -> None:
    """Make articles, and sessions and readings before contacts: the window, or a second more or less, before them."""
    maker.settings["settings"]["deflection_window"] = maker.one_of(["24h", "3h"])
    for article in ARTICLES[:4]:
        maker.add(
            "articles", article_id=article, words=maker.one_of([None, 0, 200, 201, 333, 1000]),
            category=maker.one_of(["lamps", "Lamps", None]), language=maker.one_of(["pl", "en", None]),
        )  # fmt: skip
    for row in maker.tables["tickets"] + maker.tables["calls"]:
        row["article_id"] = maker.one_of([*ARTICLES, "gone", *[None] * 4])
    for row in maker.tables["self_service_sessions"]:
        row.update(_about(maker))
    for _ in range(tickets):
        _session(maker)
        _view(maker)


def _about(maker: Maker) -> dict[str, Any]:
    return {
        "tool": maker.one_of([*TOOLS, None]),
        "topic": maker.one_of(["lamp", "Lamp", None]),
        "outcome": maker.one_of(["solved", "left", None]),
    }


def _before(maker: Maker) -> tuple[datetime, dict[str, Any]]:
    """Return a time before some contact, and its row; where no contact is near, any time and no row."""
    asked = maker.one_of(maker.tables["tickets"] + maker.tables["calls"])
    at = parse(asked.get("created_at") or asked.get("queued_at"))
    assert at is not None
    at -= maker.one_of(APART)
    return (at, asked) if maker.scene.start <= at <= maker.scene.end and maker.chance(0.8) else (maker.moment(), {})


def _session(maker: Maker) -> None:
    over, asked = _before(maker)
    started = over - SECOND * maker.one_of([0, 0, 40, 4000, 90_000])
    ended = maker.one_of([over, over, None, started - SECOND])
    maker.add(
        "self_service_sessions", session_id=maker.id("s"), started_at=started if ended else over, ended_at=ended,
        customer_id=asked.get("customer_id") if maker.chance(0.7) else anybody(maker), **_about(maker),
    )  # fmt: skip


def _view(maker: Maker) -> None:
    at, asked = _before(maker)
    reader = maker.one_of([asked.get("customer_id"), asked.get("customer_id"), None, None, anybody(maker)])
    words = maker.one_of([201, 333, 1000])
    maker.add(
        "article_views", view_id=maker.id("v"), viewed_at=at, customer_id=reader,
        article_id=(maker.chance(0.7) and asked.get("article_id")) or maker.one_of([*ARTICLES, "gone"]),
        seconds=maker.maybe(maker.one_of([0, 30, words * 60 / 200 / 2, words * 60 / 200 / 2 - 0.5, 400, -3]), 0.9),
        search_term=maker.one_of(["lamp", "LAMP", None, None]),
    )  # fmt: skip


# ---------------------------------------------------------------------- sessions
def _moment(row: Row, name: str) -> datetime:
    at = parse(row[name])
    assert at is not None
    return at


def _session_item(ask: Ask, row: Row, value: float = 1.0, reason: str | None = None) -> Item:
    customer, tool = row.get("customer_id"), row.get("tool")
    dims = {
        **ask.desk.who(customer),
        "tool": (None if tool is None else TOOLS.get(tool, tool),),
        "topic": (row.get("topic"),),
        "outcome": (row.get("outcome"),),
    }
    return Item(_moment(row, "started_at"), dims, value, key=str(customer), reason=reason)


def sessions(ask: Ask) -> list[Item]:
    """Sessions."""
    return [_session_item(ask, row) for row in ask.desk.rows("self_service_sessions")]


def known_sessions(ask: Ask) -> list[Item]:
    """Sessions of known customers."""
    return [
        _session_item(ask, row, reason=None if row.get("customer_id") else "no_customer")
        for row in ask.desk.rows("self_service_sessions")
    ]


def different(items: Sequence[Item], _: str) -> Figure:
    """How many different customers."""
    number = len({item.key for item in items})
    return Figure(float(number), number)


def deflected(ask: Ask) -> list[Item]:
    """Sessions, 1 for those that no contact of the same customer followed."""
    return deflected_for(ask, ask.desk.length("deflection_window"))


def deflected_for(ask: Ask, window: timedelta) -> list[Item]:
    """The same for a window."""
    items = []
    for row in ask.desk.rows("self_service_sessions"):
        started, ended = _moment(row, "started_at"), parse(row.get("ended_at"))
        over = ended if ended is not None and ended >= started else started
        why = None if row.get("customer_id") else "no_customer"
        if not why and not ask.over(over, window):
            why = "window_running"
        items.append(_session_item(ask, row, float(not _asked(ask, row, over, window)), why))
    return items


def _asked(ask: Ask, row: Row, since: datetime, window: timedelta) -> bool:
    """Say whether the customer of a row made a contact within a window."""
    mine = ask.books.by_customer.get(str(row.get("customer_id")), ())
    return any(since <= contact.at <= since + window for contact in mine)


# ---------------------------------------------------------------------- those who helped themselves and those who asked
def _contacts(ask: Ask) -> list[Item]:
    """Contacts and what is none, below the line."""
    items = [
        Item(one.at, ask.desk.who(one.customer), part="below", key=str(one.customer),
             reason=None if one.customer else "no_customer")
        for one in ask.books.contacts
    ]  # fmt: skip
    items += [
        Item(ticket.created, {}, part="below", reason=ticket.reason or "agent_created")
        for ticket in ask.tickets
        if not is_contact(ticket)
    ]
    return items + [
        Item(call.queued, {}, part="below", reason="failed")
        for call in ask.desk.calls.values()
        if call.inbound and call.failed and not is_part(call, ask.books.tickets)
    ]


def helped_or_asked(ask: Ask) -> list[Item]:
    """Sessions above the line, contacts below it."""
    return known_sessions(ask) + _contacts(ask)


def ratio_of_customers(question: Question) -> Figured:
    """Different customers above and below the line; those below are cut by what customers have, and by that only."""
    return {
        key: Figure(above / below if below else None, below) for key, (above, below) in on_both_sides(question).items()
    }


def on_both_sides(question: Question) -> dict[tuple[int, Slice], tuple[int, int]]:
    """Return how many different customers are above and below the line, by period and slice."""
    items = question.items(question.periods[0])
    above = [item for item in items if item.part == ""]
    below = [item for item in items if item.part == "below" and not item.reason]
    spans = list(enumerate(question.periods))
    slices: set[Slice] = {
        one for item in above if any(start <= item.at < end for _, (start, end) in spans)
        for one in question.slices(item, question.by)
    }  # fmt: skip
    return {
        (number, one): _sides(question, span, one, above, below)
        for number, span in spans
        for one in (slices if question.by else {()})
    }


def _sides(
    question: Question, span: tuple[datetime, datetime], one: Slice, above: Sequence[Item], below: Sequence[Item]
) -> tuple[int, int]:
    wanted = {name: value for name, value in zip(question.by, one, strict=True) if name in OF_CUSTOMERS}
    helped = {
        item.key for item in above
        if not item.reason and span[0] <= item.at < span[1] and one in question.slices(item, question.by)
    }  # fmt: skip
    asked = {
        item.key for item in below
        if span[0] <= item.at < span[1] and all(item.dims[name] == (value,) for name, value in wanted.items())
    }  # fmt: skip
    return len(helped), len(asked)


# ---------------------------------------------------------------------- readings
def _view_item(ask: Ask, row: Row, value: float = 1.0, reason: str | None = None) -> Item:
    article = _article(ask, row)
    who = ask.desk.who(row.get("customer_id"))
    dims = {
        **who,
        "language": (first(article.get("language"), *who["language"]),),
        "article": (row["article_id"],),
        "category": (article.get("category"),),
        "search_term": (row.get("search_term"),),
    }
    return Item(_moment(row, "viewed_at"), dims, value, reason=reason)


def _article(ask: Ask, row: Row) -> Row:
    named = [one for one in ask.desk.rows("articles") if one["article_id"] == row["article_id"]]
    return named[0] if named else {}


def views(ask: Ask) -> list[Item]:
    """Readings."""
    return [_view_item(ask, row) for row in ask.desk.rows("article_views")]


def _seconds(row: Row) -> float | None:
    seconds = row.get("seconds")
    return None if seconds is None or seconds < 0 else float(seconds)


def read_times(ask: Ask) -> list[Item]:
    """Readings with how long they took."""
    items = []
    for row in ask.desk.rows("article_views"):
        seconds = _seconds(row)
        items.append(_view_item(ask, row, seconds or 0.0, "no_time" if seconds is None else None))
    return items


def read_through(ask: Ask) -> list[Item]:
    """Readings, 1 for those that took at least half the time that the words need."""
    items = []
    for row in ask.desk.rows("article_views"):
        seconds, words = _seconds(row), _article(ask, row).get("words") or 0
        why = "no_time" if seconds is None or not words else None
        through = not why and (seconds or 0.0) * 2 * 200 >= words * 60
        items.append(_view_item(ask, row, float(through), why))
    return items


def asked_after(ask: Ask) -> list[Item]:
    """Readings, 1 for those that their reader's contact followed, or one from their page that is credited to them."""
    window, items = ask.desk.length("deflection_window"), []
    credited = _credited(ask, window)
    for row in ask.desk.rows("article_views"):
        at = _moment(row, "viewed_at")
        followed = _asked(ask, row, at, window) or any(
            at <= contact <= at + window for contact in credited.get(row["view_id"], ())
        )
        items.append(_view_item(ask, row, float(followed), None if ask.over(at, window) else "window_running"))
    return items


def _from_pages(ask: Ask) -> list[tuple[datetime, object, object]]:
    """Return the tickets, calls and chats that came from a page: when, of whom, from which page."""
    found: list[tuple[datetime, object, object]] = [
        (ticket.created, ticket.customer, ticket.row.get("article_id")) for ticket in ask.tickets if is_contact(ticket)
    ]
    found += [
        (call.queued, call.row.get("customer_id"), call.row.get("article_id"))
        for call in ask.desk.calls.values()
        if call.inbound and not call.failed
    ]
    return [one for one in found if one[2] is not None]


def _credited(ask: Ask, window: timedelta) -> dict[str, list[datetime]]:
    """Return the contacts from a page by the reading that they are credited to."""
    credited: dict[str, list[datetime]] = {}
    for at, customer, page in _from_pages(ask):
        before = [
            (_moment(row, "viewed_at"), row["view_id"], row.get("customer_id"))
            for row in ask.desk.rows("article_views")
            if row["article_id"] == page and _moment(row, "viewed_at") <= at
        ]
        own = [viewed for viewed, _, reader in before if customer is not None and reader == customer]
        nobodys = [(viewed, view) for viewed, view, reader in before if reader is None]
        if nobodys and not any(at - viewed <= window for viewed in own):
            credited.setdefault(max(nobodys)[1], []).append(at)
    return credited


RECIPES = {
    "self_service_usage": Recipe(sessions, count, None, dimensions=OF_SESSIONS),
    "self_service_customers": Recipe(known_sessions, different, None, dimensions=OF_SESSIONS),
    "self_service_ratio": Recipe(helped_or_asked, different, special=ratio_of_customers, dimensions=OF_SESSIONS),
    "deflection_rate": Recipe(deflected, share, dimensions=OF_SESSIONS),
    "articles_read": Recipe(views, count, None, dimensions=OF_VIEWS),
    "article_read_time": Recipe(read_times, duration, dimensions=OF_VIEWS),
    "read_share": Recipe(read_through, share, dimensions=OF_VIEWS),
    "article_contact_rate": Recipe(asked_after, share, dimensions=OF_VIEWS),
}
