"""Every chart from the demo company's answers, and the rows that each was made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from deskgauge.engine.answer import Row
from deskgauge.language import in_language
from deskgauge.project import Workspace
from deskgauge.report import charts
from deskgauge.report.charts import Chart, Event
from deskgauge.report.charts.ages import EDGES
from deskgauge.report.reading import Words

MONTH: dict[str, Any] = {"from_": "2026-10-03", "to": "2026-10-31"}
BEFORE = {"from_": "2026-09-05", "to": "2026-10-03"}
ANSWERS = {"CSAT": [("1", 22), ("2", 12), ("3", 30), ("4", 88), ("5", 150)], "CES": [("1", 5), ("2", 9), ("3", 0)]}


@dataclass(frozen=True)
class Answers:
    """The rows that the charts are made of, asked once."""

    metrics: Any
    days: Sequence[Row]
    before: Sequence[Row]
    weeks: Sequence[Row]
    flow: Sequence[Row]
    waits: Sequence[Row]
    arrivals: Sequence[Row]
    hours: Sequence[Row]
    channels: Sequence[Row]
    panels: Sequence[Row]
    ages: Sequence[Row]


def asked(one: Workspace) -> Answers:
    """Ask the demo company for all that the charts show."""
    first = "first_response_time"
    return Answers(
        metrics=one.metrics(),
        days=one.query(first, grain="day", **MONTH).rows,
        before=one.query(first, grain="day", **BEFORE).rows,
        weeks=one.query("csat", grain="week", from_="2026-08-03", to="2026-10-26").rows,
        flow=one.query("ticket_volume", "tickets_solved", "active_tickets", grain="day", **MONTH).rows,
        waits=one.distribution(first, compare="previous", **MONTH).rows,
        arrivals=one.query("ticket_volume", by=["weekday", "hour"], **MONTH).rows,
        hours=one.query(first, by=["weekday", "hour"], from_="2026-05-01", to="2026-10-31").rows,
        channels=one.query(first, by="channel", **MONTH).rows,
        panels=one.query("csat", by="channel", grain="month", from_="2026-05-01", to="2026-11-01").rows,
        ages=one.distribution("backlog_age", grain="week", edges=EDGES, from_="2026-08-03", to="2026-10-26").rows,
    )


def drawn(answers: Answers, language: str) -> dict[str, Chart]:
    """Return every chart in a language."""
    first, csat = answers.metrics["first_response_time"], answers.metrics["csat"]
    words = Words(language, "EUR", "calendar", "Europe/Warsaw")
    start: Any = answers.days[9]["period_start"]
    events = [Event(start + timedelta(hours=3), "Bank holiday & sale"), Event(start + timedelta(days=10), "<Sale>")]
    with in_language(language):
        return {
            "trend": charts.trend(first, answers.days, words, target=4 * 3600, previous=answers.before, events=events),
            "weeks": charts.trend(csat, answers.weeks, words),
            "nothing": charts.trend(csat, [], words),
            "flow": charts.flow(answers.flow, words, backlog=True),
            "distribution": charts.distribution(first, answers.waits, words, target=3600, median=1800, p90=86400),
            "heat": charts.heat(answers.metrics["ticket_volume"], answers.arrivals, words, per=4),
            "waits": charts.heat(first, answers.hours, words),
            "ranked": charts.ranked(first, answers.channels, "channel", words),
            "multiples": charts.multiples(csat, answers.panels, "channel", words, target=0.85),
            "ages": charts.ages(answers.ages, words),
            "diverging": charts.diverging("CSAT", ANSWERS, words),
        }
