"""The own page of an agent: own values against the middle half of the colleagues, and the own tickets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from deskgauge.errors import DeskgaugeError
from deskgauge.language import N_, _
from deskgauge.report.format import format_range
from deskgauge.web.pages.page import Page, Shown
from deskgauge.web.pages.sections import Section, Sections

if TYPE_CHECKING:
    from deskgauge.web.pages.scorecard import Line
    from deskgauge.web.pages.view import View

SHOWN = ("tickets_solved", "first_contact_resolution", "csat", "quality_score", "first_response_time", "handle_time",
         "reopen_rate", "repeat_contact_rate")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Own:
    """One metric of the own page, and where the middle half of the colleagues lies, "" of fewer than five."""

    line: Line
    colleagues: str
    people: str


def show(view: View) -> Shown:
    """Return the viewer's own figures; for those who are no agents, where to look instead."""
    page = Sections(view)
    if view.viewer.role != "agent":
        page.made.append(Section("nobody"))
        return page.shown(_("An agent's own numbers."))
    lines = page.lines(SHOWN)
    if lines:
        page.made.append(Section("own", _("Your numbers"), values={"rows": [_own(view, line) for line in lines]}))
    page.behind(_("Your tickets"), "tickets_solved", limit=30)
    return page.shown(_("Your own numbers, beside the middle half of your colleagues. No names, no places."))


def _own(view: View, line: Line) -> Own:
    start, end = view.state.span()
    try:
        band = view.desk.middle_half(line.metric.id, from_=start, to=end)
    except DeskgaugeError:
        band = None  # a metric that nobody can be compared by
    if band is None:
        return Own(line, "", "")
    one, words = line.one, line.words
    text = format_range(band.low, band.high, one.unit, one.n, words.language, value=one.value, currency=words.currency,
                        clock=words.clock)  # fmt: skip
    return Own(line, text, words.count(band.people).text)


PAGE = Page(id="me", path="/me", title=N_("My page"), show=show, nav="explore", order=45,
            roles=("agent",),             uses=("period", "compare", "channel", "type"))  # fmt: skip
