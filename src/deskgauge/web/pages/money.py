"""Money and customers: what service costs, and whether customers stay and buy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deskgauge.language import N_, _
from deskgauge.web.pages.page import Page, Shown
from deskgauge.web.pages.sections import Sections

if TYPE_CHECKING:
    from deskgauge.web.pages.view import View

CARDS = (
    "cost_per_resolution", "customer_retention", "customer_churn", "repurchase_rate", "contact_conversion_rate",
    "service_roi", "upsell_revenue", "repeat_customer_share",
)  # fmt: skip
FURTHER = (
    "upsell_rate", "cross_sell_rate", "conversion_rate", "operating_cash_flow", "cash_flow", "email_open_rate",
    "email_click_rate", "time_on_site", "engagement_index",
)  # fmt: skip


def show(view: View) -> Shown:
    """Return what service costs and what customers do."""
    page = Sections(view)
    page.metrics(CARDS, FURTHER)
    page.trend("cost_per_resolution")
    page.trend("contact_conversion_rate")
    page.board(_("Cost per resolution by channel"), "channel", "cost_per_resolution", "tickets_solved")
    page.board(_("Cost per resolution by team"), "team", "cost_per_resolution", "tickets_solved")
    page.board(_("Customers kept and lost, by segment"), "segment", "customer_churn", "customer_retention")
    page.board(_("Customers kept and lost, by plan"), "plan", "customer_churn", "customer_retention")
    page.board(_("Bought after contact, by channel"), "channel", "contact_conversion_rate", "upsell_rate")
    page.board(_("Bought after contact, by type of request"), "request_type", "contact_conversion_rate", "upsell_rate")
    return page.shown(_("What service costs, and whether customers stay and buy."))


PAGE = Page(id="money", path="/money", title=N_("Money and customers"), show=show, nav="explore", order=65,
            uses=("period", "compare", "team", "channel", "type", "more"))  # fmt: skip
