"""The scorecard: what changed, the pinned metrics, every metric by group, what is not measured yet."""

from __future__ import annotations

from deskgauge.language import N_, _
from deskgauge.report.answers import answer_document
from deskgauge.report.reading import reading
from deskgauge.web.pages.page import Page, Shown
from deskgauge.web.pages.view import View


def show(view: View) -> Shown:
    """Return the scorecard over the period and the filters of the address."""
    card = view.scorecard()
    rows = [(line.metric, reading(line.row)) for line in card.lines]
    document = answer_document(card.answer, {line.metric.id: line.metric.better for line in card.lines}, view.words)
    return Shown(
        "scorecard.html",
        {"rows": rows},
        sub=_("{n} metrics", n=view.words.count(len(rows)).text),
        sheets=document.sheets,
        data=card.to_dict,
    )


PAGE = Page(id="scorecard", path="/", title=N_("Scorecard"), show=show, nav="first", order=0, key="s")
