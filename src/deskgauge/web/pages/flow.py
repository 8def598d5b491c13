"""Flow and backlog: does the work pile up, how old is what is open, what nobody looks at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deskgauge.language import N_, _
from deskgauge.report.charts.ages import EDGES, ages
from deskgauge.report.charts.flows import flow
from deskgauge.web.pages.metric_parts import grains
from deskgauge.web.pages.page import Page, Shown
from deskgauge.web.pages.sections import Sections

if TYPE_CHECKING:
    from deskgauge.report.charts.chart import Chart
    from deskgauge.web.pages.view import View

CARDS = (
    "ticket_volume", "tickets_solved", "active_tickets", "ticket_backlog", "unanswered_tickets", "overdue_reviews",
    "net_flow", "resolution_balance",
)  # fmt: skip
FURTHER = ("backlog_age", "reopen_rate", "escalation_rate", "complaint_rate", "complaint_growth_gap")


def show(view: View) -> Shown:
    """Return what came in, what went out, and what is left."""
    page = Sections(view)
    page.metrics(CARDS, FURTHER)
    if page.has("ticket_volume", "tickets_solved", "active_tickets"):
        page.figure(lambda: _flow(view, page), wide=6)
        page.figure(lambda: _ages(view), wide=6)
    page.board(_("Where it is open, by team"), "team", "active_tickets", "unanswered_tickets", "ticket_backlog")
    page.board(_("Where it is open, by channel"), "channel", "active_tickets", "unanswered_tickets", "ticket_backlog")
    page.behind(_("The oldest open tickets"), "backlog_age", clock="calendar", stat="headline")
    return page.shown(_("What came in, what went out, and what is left of it."))


def _flow(view: View, page: Sections) -> Chart:
    grain = next(option.value for option in grains(view) if option.current)
    answer = view.query("ticket_volume", "tickets_solved", "active_tickets", grain=grain, compare=None)
    page.answers["Created and solved"] = answer
    return flow(answer.rows, view.words, width=520)


def _ages(view: View) -> Chart:
    grain = next(option.value for option in grains(view) if option.current)
    # Ages are of the calendar: a customer's night counts.
    rows = view.distribution("backlog_age", grain=grain, edges=EDGES, clock="calendar", compare=None).rows
    return ages(rows, view.words, width=520)


PAGE = Page(id="flow", path="/flow", title=N_("Flow and backlog"), show=show, nav="explore", order=10, key="f",
            uses=("period", "compare", "team", "channel", "type", "more", "clock"))  # fmt: skip
