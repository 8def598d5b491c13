"""The report: the printed page on the screen, in plain words first, with its files to take away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deskgauge.language import N_
from deskgauge.report.answers import answer_document
from deskgauge.report.gather import Asked, Gathered, gather
from deskgauge.report.html import item_sign, mark_sign
from deskgauge.report.paper import paper
from deskgauge.web.pages.page import Page, Shown

if TYPE_CHECKING:
    from deskgauge.web.pages.view import View


def show(view: View) -> Shown:
    """Return the report over the period and the filters of the address."""
    found = _gathered(view)
    told = paper(found)
    metrics = {line.metric.id: line.metric.better for line in found.card.lines}
    document = answer_document(found.card.answer, metrics, view.words)
    values = {"paper": told, "item_sign": item_sign, "mark_sign": mark_sign, "href": view.metric_link}
    return Shown("report.html", values, title=told.title, sub=told.headline, sheets=document.sheets,
                 data=found.card.to_dict)  # fmt: skip


def _gathered(view: View) -> Gathered:
    """Return the numbers of the report, as far as the viewer may see them."""
    start, end = view.span
    state = view.state
    asked = Asked(
        language=view.words.language,
        from_=start,
        to=end,
        where=state.where(),
        clock=state.get("clock"),
        compare=state.compare if state.compare in ("previous", "year") else None,
        named=view.name_of,
        happenings=view.holdings.happenings,
    )
    return gather(view.desk, asked)


def pdf(view: View) -> bytes:
    """Return the report on paper."""
    from deskgauge.report.pdf import pdf as printed

    return printed(paper(_gathered(view)))


def html(view: View) -> bytes:
    """Return the report as one file that opens offline."""
    from deskgauge.report.html import html as written

    return written(paper(_gathered(view))).encode()


def workbook(view: View) -> bytes:
    """Return the report as a workbook, one sheet a topic."""
    from deskgauge.report.workbook import workbook as written

    return written(_gathered(view))


PAGE = Page(id="report", path="/report", title=N_("Report"), show=show, nav="trust", order=75,
            uses=("period", "compare", "team", "channel", "type", "clock"),
            files={"pdf": pdf, "html": html, "xlsx": workbook})  # fmt: skip
