"""All rows behind a metric's number: which counted, which did not and why, each with a link to its ticket."""

from __future__ import annotations

from deskgauge.catalogue.registry import metric as metric_of
from deskgauge.language import N_, _
from deskgauge.report.explaining import rows_sheet
from deskgauge.report.export import Sheet
from deskgauge.report.reasons import left_out, rows_of
from deskgauge.web.pages.page import Page, Shown
from deskgauge.web.pages.view import View

MOST = 200
"""How many rows the page shows; a download holds all of them."""


def show(view: View) -> Shown:
    """Return the rows behind a number."""
    metric = metric_of(view.params["id"], dict(view.metrics))
    found = view.explain(metric.id, limit=MOST)
    words = view.words_of({"clock": found.reading.clock})
    parts = [(part, rows_of(found, part, words)) for part in found.parts]
    values = {
        "metric": metric,
        "parts": parts,
        "several": len(parts) > 1,
        "left_out": left_out(found.answer.excluded.get(metric.id, {}), words),
        "most": words.count(MOST).text,
    }

    def sheets() -> list[Sheet]:
        return [rows_sheet(view.explain(metric.id, limit=None))]

    counted = words.count(parts[0][0].counted if parts else 0).text
    title = _("{metric}: tickets", metric=_(metric.title))
    sub = _("{n} counted", n=counted)
    return Shown("tickets.html", values, title=title, sub=sub, announce=sub, sheets=sheets, data=found.to_dict,
                 has_sheets=True)  # fmt: skip


PAGE = Page(id="tickets", path="/metric/{id}/tickets", title=N_("Tickets"), show=show, needs="rows")
