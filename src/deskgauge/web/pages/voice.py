"""The voice of the customer: satisfaction, recommendation, effort, with how many answered and where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deskgauge.language import N_, _
from deskgauge.web.pages.page import Page, Shown
from deskgauge.web.pages.sections import Sections

if TYPE_CHECKING:
    from deskgauge.web.pages.view import View

CARDS = ("csat", "nps", "ces", "survey_response_rate")
FURTHER = (
    "csat_weighted", "satisfaction_change", "customer_experience_score", "loyalty_index", "brand_alignment",
    "competitor_preference",
)  # fmt: skip


def show(view: View) -> Shown:
    """Return what customers answered."""
    page = Sections(view)
    page.metrics(CARDS, FURTHER)
    page.trend("csat")
    page.trend("nps")
    page.board(_("Satisfaction by channel"), "channel", "csat", "survey_response_rate")
    page.board(_("Satisfaction by team"), "team", "csat", "survey_response_rate")
    page.board(_("Satisfaction by type of request"), "request_type", "csat", "ces")
    page.board(_("Satisfaction by product"), "product", "csat", "ces")
    page.board(_("Who was asked and answered, by survey"), "survey", "survey_response_rate")
    page.board(_("Recommendation by customer segment"), "segment", "nps", "ces")
    return page.shown(_("What customers answered, and how many of those asked did."))


PAGE = Page(id="voice", path="/voice", title=N_("Voice of the customer"), show=show, nav="explore", order=50, key="v",
            uses=("period", "compare", "team", "channel", "type", "more"))  # fmt: skip
