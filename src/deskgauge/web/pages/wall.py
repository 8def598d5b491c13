"""The wallboard: what waits now and how today goes, large enough to be read from across a room."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from deskgauge.errors import MissingDataError
from deskgauge.insight.waiting import longest_waiting
from deskgauge.language import N_, _
from deskgauge.report.format import NOTHING, format_value
from deskgauge.report.judged import verdict_mark
from deskgauge.report.reading import reading
from deskgauge.web.pages.page import Page, Shown
from deskgauge.web.pages.view import View

NOW = ("active_tickets", "unanswered_tickets")
TODAY = ("first_response_time", "service_level")


@dataclass(frozen=True)
class Tile:
    """One number of the wallboard: its name, how it is written, what to know of it, its verdict, where it leads."""

    id: str
    title: str
    value: str
    note: str
    href: str
    verdict: str = ""


def show(view: View) -> Shown:
    """Return the five tiles; one that cannot be had says what it needs."""
    now = view.holdings.now
    if now is None:
        return Shown("empty.html")
    tiles = [
        *(_tile(view, name, now) for name in NOW),
        _longest(view, now),
        *(_tile(view, name, now) for name in TODAY),
    ]
    values = {"tiles": tiles, "through": view.words.instant(now), "refresh": 60}
    return Shown("wall.html", values, data=lambda: {"tiles": [vars(one) for one in tiles], "now": now.isoformat()})


def _tile(view: View, metric: str, now: datetime) -> Tile:
    today = datetime.combine(now.date(), time())
    told = _(view.metrics[metric].title)
    href = view.metric_link(metric)
    try:
        answer = view.query(metric, from_=today, to=today + timedelta(days=1), compare=None)
    except MissingDataError as error:
        return Tile(metric, told, NOTHING, str(error), href)
    one = reading(answer.rows[0])
    words = view.words_of(answer.definitions[metric]["options"])  # type: ignore[arg-type]  # options by name
    note = _("today, n {n}", n=words.count(one.n).text) if metric in TODAY else _("now")
    verdict = verdict_mark(one).text if one.target is not None else ""
    return Tile(metric, told, words.value(one).text, note, href, verdict)


def _longest(view: View, now: datetime) -> Tile:
    title, href = _("Longest without an answer"), view.link("/metric/unanswered_tickets/tickets")
    try:
        found = longest_waiting(view.desk.explain, now, view.state.where())
    except MissingDataError as error:
        return Tile("longest_waiting", title, NOTHING, str(error), href)
    if found is None:
        return Tile("longest_waiting", title, NOTHING, _("nobody waits"), href)
    written = format_value(found.seconds, "duration", None, view.words.language)
    return Tile(
        "longest_waiting", title, written, _("ticket {id}", id=found.ticket_id), view.link(f"/ticket/{found.ticket_id}")
    )


PAGE = Page(id="wall", path="/wall", title=N_("Wallboard"), show=show, nav="last", order=90, uses=())
