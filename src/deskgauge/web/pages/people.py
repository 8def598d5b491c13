"""People: each against the own team, with how sure that is; made for coaching, not for ranking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from deskgauge.language import N_, _
from deskgauge.report.reading import Reading, reading
from deskgauge.report.standing import Team, teams_of
from deskgauge.web.pages.page import Page, Shown
from deskgauge.web.pages.sections import Column, Section, Sections

if TYPE_CHECKING:
    from deskgauge.engine.answer import Answer
    from deskgauge.web.pages.view import View

BESIDE = ("first_contact_resolution", "csat", "quality_score", "tickets_solved", "handle_time")
"""What stands beside the estimate: speed never alone."""

LOAD = ("occupancy", "active_tickets")


@dataclass(frozen=True, slots=True)
class Group:
    """A team with its name."""

    name: str
    team: Team


def show(view: View) -> Shown:
    """Return the people that the viewer may see, by team."""
    page = Sections(view)
    whole = "top_performers"
    if not page.has(whole):
        page.lines([whole])
        return page.shown(_("Each person against the own team."))
    part = view.attempt(lambda: view.query(whole, by="team", compare=None))
    if part.value is None:
        page.made.append(Section("note", error=part.error))
    else:
        page.answers["Estimates"] = part.value
        page.made.append(Section("people", _("People"), values=_people(page, part.value)))
        page.made.append(Section("reading", _("How to read this"), wide=4))
    for name in LOAD:
        page.board(_(view.metrics[name].title), "team", name, wide=4)
    return page.shown(_("Each person against the own team. Made for coaching, not for ranking."))


def _people(page: Sections, estimates: Answer) -> Mapping[str, object]:
    view = page.view
    names = view.desk.staff()
    teams = teams_of(estimates.rows, lambda agent: names.get(agent, agent), view.words)
    groups = [Group(view.name_of("team", one.team), one) for one in teams]
    there = [name for name in BESIDE if page.has(name)]
    part = view.attempt(lambda: view.query(*there, by=("team", "agent"), compare=None))
    columns: Sequence[Column] = ()
    if part.value is not None:
        page.answers["By person"] = part.value
        columns = [
            Column(view.metrics[name], page.words_of(part.value, name), _cells(part.value, name),
                   view.metric_link(name)) for name in there
        ]  # fmt: skip
    return {
        "groups": [one for one in groups if one.team.people],
        "few": [(one.name, person) for one in groups for person in one.team.few],
        "columns": columns,
        "least": view.words.count(view.settings.min_n_agent).text,
        "estimate": view.link("/definitions/top_performers"),
    }


def _cells(answer: Answer, name: str) -> dict[object, Reading]:
    return {(row.get("team"), row.get("agent")): reading(row) for row in answer.rows if row["metric"] == name}


PAGE = Page(id="people", path="/people", title=N_("People"), show=show, nav="explore", order=40, key="p",
            needs="people", uses=("period", "team", "channel", "type", "clock"))  # fmt: skip
