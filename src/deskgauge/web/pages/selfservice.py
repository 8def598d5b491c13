"""Self-service: do customers find their answer, and which articles send them to us after all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deskgauge.language import N_, _
from deskgauge.web.pages.page import Page, Shown
from deskgauge.web.pages.sections import Sections

if TYPE_CHECKING:
    from deskgauge.web.pages.view import View

CARDS = (
    "self_service_usage", "deflection_rate", "self_service_ratio", "self_service_customers", "articles_read",
    "read_share", "article_contact_rate", "article_read_time",
)  # fmt: skip


def show(view: View) -> Shown:
    """Return how far customers help themselves."""
    page = Sections(view)
    page.metrics(CARDS)
    page.trend("deflection_rate")
    page.trend("article_contact_rate")
    page.board(_("Articles, those read most first"), "article", "articles_read", "read_share", "article_contact_rate",
               wide=12, most=30)  # fmt: skip
    page.board(_("Sessions by tool"), "tool", "self_service_usage", "deflection_rate")
    page.board(_("Sessions by topic"), "topic", "self_service_usage", "deflection_rate")
    page.board(_("Articles by category"), "category", "articles_read", "article_contact_rate")
    page.board(_("What was searched for before an article"), "search_term", "articles_read", "article_contact_rate")
    return page.shown(_("What customers solve by themselves, and what sends them to us after all."))


PAGE = Page(id="selfservice", path="/selfservice", title=N_("Self-service"), show=show, nav="explore", order=60,
            uses=("period", "compare", "channel", "more"))  # fmt: skip
