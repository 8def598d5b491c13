"""One ticket: its line of time on both clocks, and what each metric makes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from deskgauge.language import N_, _
from deskgauge.report.dates import format_instant
from deskgauge.report.durations import format_duration
from deskgauge.report.explaining import story_document
from deskgauge.report.format import NOTHING, format_value
from deskgauge.report.labels import word
from deskgauge.web.pages.page import Page, Shown
from deskgauge.web.pages.view import View

if TYPE_CHECKING:
    from deskgauge.engine.ticket import Event as Happened
    from deskgauge.engine.ticket import Story

FACTS: Mapping[str, str] = {
    "channel": N_("Channel"), "team_id": N_("Team"), "request_type": N_("Request type"), "priority": N_("Priority"),
    "product": N_("Product"), "language": N_("Language"), "status_word": N_("Status"), "calendar_id": N_("Calendar"),
}  # fmt: skip
OF_DIMENSION = {"channel": "channel", "team_id": "team", "request_type": "request_type", "priority": "priority",
                "product": "product", "language": "language"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened: when, how long after the creation on both clocks, what, who, a few words."""

    at: str
    calendar: str
    working: str
    what: str
    who: str
    text: str


@dataclass(frozen=True, slots=True)
class Made:
    """What a metric makes of the ticket: counted or why not, its value."""

    title: str
    href: str
    at: str
    counted: bool
    reason: str
    value: str


def show(view: View) -> Shown:
    """Return one ticket's page; a ticket beyond the viewer's limits is not there."""
    ticket_id = view.params["id"]
    told = view.ticket(ticket_id)
    values = {
        "facts": [(_(label), _fact(view, name, told)) for name, label in FACTS.items() if told.ticket.get(name)],
        "events": [_event(view, one) for one in told.events],
        "made": [_made(view, row) for row in told.metrics if row["metric"] in view.metrics],
        "zone": told.time_zone,
    }
    document = story_document(told, view.words)
    return Shown("ticket.html", values, title=_("Ticket {id}", id=ticket_id), sheets=document.sheets,
                 data=told.to_dict)  # fmt: skip


def _fact(view: View, name: str, told: Story) -> str:
    value = told.ticket[name]
    return view.name_of(OF_DIMENSION[name], value) if name in OF_DIMENSION else str(value).replace("_", " ")


def _event(view: View, one: Happened) -> Event:
    def since(seconds: float | None, clock: str) -> str:
        return NOTHING if seconds is None else format_duration(seconds, view.words.language, clock)

    # Who wrote is a customer or one of the staff; whoever may not see names is told what happened, not by whom.
    who = one.who if one.who and view.viewer.may("personal") else NOTHING
    calendar, working = since(one.calendar_s, "calendar"), since(one.working_s, "business")
    return Event(_at(view, one.at), calendar, working, _(one.what), who, one.text)


def _at(view: View, value: object) -> str:
    if not isinstance(value, datetime):
        return NOTHING
    aware = value.replace(tzinfo=UTC) if value.tzinfo is None else value
    return format_instant(aware.astimezone(ZoneInfo(view.settings.time_zone)), view.words.language)


def _made(view: View, row: Mapping[str, object]) -> Made:
    metric = view.metrics[str(row["metric"])]
    counted = bool(row["counted"])
    value = row.get("value")
    written = ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        unit = "score" if metric.unit == "share" else metric.unit
        written = format_value(float(value), unit, None, view.words.language, currency=view.words.currency)
    elif row.get("hit") is not None:
        written = _("yes") if row["hit"] else _("no")
    reason = word("reason", str(row["reason"])) if row.get("reason") else ""
    return Made(_(metric.title), view.metric_link(metric.id), _at(view, row["at"]), counted, reason, written)


PAGE = Page(id="ticket", path="/ticket/{id}", title=N_("Ticket"), show=show, needs="rows", uses=())
