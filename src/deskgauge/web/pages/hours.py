"""Hours: when work arrives, how long it then waits, and how many people are there."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from deskgauge.language import N_, _
from deskgauge.report.dates import format_period
from deskgauge.report.heat_tables import HeatTable, heat_table, people_table
from deskgauge.web.pages.page import Page, Shown
from deskgauge.web.pages.sections import Sections

if TYPE_CHECKING:
    from deskgauge.web.pages.view import View

BOTH = ("weekday", "hour")
LONG = timedelta(days=91)
"""How far back waits are looked at: an hour of the week has few tickets in four weeks."""


def show(view: View) -> Shown:
    """Return the week by hours: arrivals, waits, people."""
    page = Sections(view)
    start, end = view.span
    weeks = max((end - start) / timedelta(days=7), 1.0)
    _arrivals(page, "ticket_volume", _("Arrivals"), weeks)
    _waits(page, min(start, end - LONG), end)
    _people(page, start.replace(tzinfo=None), end.replace(tzinfo=None))
    _arrivals(page, "call_volume", _("Calls"), weeks)
    return page.shown(_("When work arrives, how long it then waits, and how many people are there."))


def _arrivals(page: Sections, name: str, title: str, weeks: float) -> None:
    if not page.has(name):
        page.lines([name])
        return
    aside = _("per hour, in a mean week of the period; framed: the six busiest")
    page.heat(title, aside, name, lambda: _heat(page, name, weeks, peaks=True))


def _heat(page: Sections, name: str, weeks: float, *, peaks: bool = False, **changes: datetime) -> HeatTable:
    view = page.view
    asked: dict[str, Any] = {"compare": None, **changes}
    answer = view.query(name, by=BOTH, **asked)
    page.answers[f"{name} by hour"] = answer
    of_days = view.query(name, by="weekday", **asked)
    return heat_table(view.metrics[name], answer.rows, of_days.rows, page.words_of(answer, name), weeks=weeks,
                      peaks=peaks)  # fmt: skip


def _waits(page: Sections, start: datetime, end: datetime) -> None:
    name = "first_response_time"
    if not page.has(name):
        page.lines([name])
        return
    dates = format_period(start, end, page.view.words.language)
    aside = _("minutes by hour of arrival, {dates}; empty: fewer than {n} tickets", dates=dates,
              n=page.view.words.count(page.view.settings.min_n).text)  # fmt: skip
    page.heat(_("Wait for the first reply"), aside, name, lambda: _heat(page, name, 1.0, from_=start, to=end))


def _people(page: Sections, start: datetime, end: datetime) -> None:
    view = page.view
    if not view.holdings.rows.get("shifts"):
        page.missing_tables["occupancy"] = "needs shifts"
        return
    teams = [team for team, out in view.state.chosen("team") if not out] or None
    if any(key != "team" for key in view.state.filters) or any(out for _team, out in view.state.chosen("team")):
        return  # shifts know of teams and of nothing else
    count = view.metrics["ticket_volume"]

    def table() -> HeatTable:
        return people_table(count, view.desk.presence(start, end, teams), view.words)

    page.heat(_("People there"), _("on shift, mean of the period"), "", table)


PAGE = Page(id="hours", path="/hours", title=N_("Hours"), show=show, nav="explore", order=20, key="h",
            uses=("period", "team", "channel", "type", "more", "clock", "stat"))  # fmt: skip
