"""Channels and topics: boards side by side, each with its share, its change, and one metric that is picked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deskgauge.language import N_, _
from deskgauge.web.pages.address import AddressError
from deskgauge.web.pages.bar import Option
from deskgauge.web.pages.page import Page, Shown
from deskgauge.web.pages.sections import Sections

if TYPE_CHECKING:
    from deskgauge.web.pages.view import View

PICKED = (
    "first_response_time", "resolution_time", "first_contact_resolution", "csat", "reopen_rate",
    "replies_per_resolution", "handle_time", "escalation_rate",
)  # fmt: skip
"""The metrics that may stand beside the number of tickets, the usual one first."""

BOARDS = {
    "channel": N_("By channel"), "request_type": N_("By type of request"), "priority": N_("By priority"),
    "language": N_("By language"), "product": N_("By product"), "team": N_("By team"), "brand": N_("By brand"),
    "country": N_("By country"),
}  # fmt: skip


def show(view: View) -> Shown:
    """Return the number of tickets by each dimension, with the metric picked beside it."""
    page = Sections(view)
    possible = [name for name in PICKED if page.has(name)]
    picked = view.state.get("view") or (possible[0] if possible else "")
    if picked and picked not in possible:
        raise AddressError("view", picked, possible)
    options = [
        Option(_(view.metrics[name].title), view.link(view=None if name == possible[0] else name), name == picked)
        for name in possible
    ]
    if len(options) > 1:
        page.tabs(_("Beside the tickets"), options)
    if page.has("ticket_volume"):
        for dimension, title in BOARDS.items():
            page.board(_(title), dimension, "ticket_volume", *([picked] if picked else []))
    else:
        page.lines(["ticket_volume"])
    return page.shown(_("What customers write about, and where. A row filters the page."))


PAGE = Page(id="topics", path="/topics", title=N_("Channels and topics"), show=show, nav="explore", order=30, key="t")
