"""A report in words and numbers as they are written, before it is set as PDF, HTML or mail: one page model for all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from deskgauge.catalogue.metric import GROUPS
from deskgauge.language import N_, _, in_language, is_right_to_left
from deskgauge.report.charts import Chart, Event
from deskgauge.report.dates import format_period
from deskgauge.report.digest import Item
from deskgauge.report.paper_rows import Breakdown, MetricRow, breakdown, metric_row
from deskgauge.report.paper_trust import definitions, trust

if TYPE_CHECKING:
    from datetime import datetime

    from deskgauge.engine.scorecard import ScorecardLine
    from deskgauge.report.gather import Gathered
    from deskgauge.report.reading import Words

FIRST_GROUPS = ("flow", "speed", "calls", "quality")
"""The groups of metrics that stand before the breakdown; the others follow it."""


WIDTH, HEIGHTS = 720, (220, 260, 300, 340, 380, 420)
"""The sizes that the chart is drawn in, in pixels: paper takes the tallest that fits."""


@dataclass(frozen=True, slots=True)
class Group:
    """The rows of one group of the catalogue."""

    id: str
    title: str
    rows: Sequence[MetricRow]


@dataclass(frozen=True, slots=True)
class Said:
    """One of the three columns of the first page."""

    title: str
    items: Sequence[Item]
    empty: str


@dataclass(frozen=True, slots=True)
class Sized:
    """One drawing of the chart, its size in pixels."""

    width: int
    height: int
    chart: Chart


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole report in the reader's language; ``charts`` are drawings of one chart, the flattest first."""

    language: str
    right_to_left: bool
    company: str
    title: str
    dates: str
    filters: str
    headline: str
    columns: Sequence[Said]
    six: Sequence[MetricRow]
    six_title: str
    charts: Sequence[Sized]
    first: Sequence[Group]
    breakdown: Breakdown | None
    rest: Sequence[Group]
    trust: Sequence[tuple[str, str]]
    definitions: Sequence[tuple[str, str]]
    foot: str
    labels: Labels
    through: datetime | None

    @property
    def chart(self) -> Chart | None:
        """The chart as it is drawn where there is room enough."""
        return self.charts[-1].chart if self.charts else None


@dataclass(frozen=True, slots=True)
class Labels:
    """Headings and column heads."""

    metrics: str
    reading: str
    others: str
    trust: str
    definitions: str
    heads: Sequence[str]
    page: str


HEADS = (
    N_("Metric"), N_("Value"), N_("95% interval"), N_("13 weeks"), N_("Against target"), N_("Change"), N_("n"),
    N_("Verdict"),
)  # fmt: skip


def paper(found: Gathered) -> Paper:
    """Write a report out, in the language that it was asked for."""
    with in_language(found.asked.language):
        return _paper(found)


def _paper(found: Gathered) -> Paper:
    card, words, said = found.card, found.words, found.digest
    lines = {line.metric.id: line for line in card.lines}
    shown = [line for line in card.lines if line.row.get("value") is not None]
    period = format_period(card.period_start, card.period_end, words.language)
    return Paper(
        language=words.language,
        right_to_left=is_right_to_left(words.language),
        company=card.company,
        title=_("Service report, {period}", period=period),
        dates=_dates(found, period),
        filters=_filters(found),
        headline=said.headline,
        columns=(
            Said(
                _("What changed"),
                said.changed,
                _("Nothing changed beyond chance.") if card.previous_start else _("Compared with no other period."),
            ),
            Said(_("Why"), said.why, _("There is no change to look into.")),
            Said(_("What next"), said.next, _("Nothing is off target and nothing got worse beyond chance.")),
        ),
        six=[metric_row(lines[name], words) for name in found.six],
        six_title=_("Six numbers") if len(found.six) == 6 else _("Main numbers"),
        charts=_charts(found),
        first=_groups([line for line in shown if line.metric.group in FIRST_GROUPS], words),
        breakdown=breakdown(found.metric, found.slices, words, found.named) if found.metric else None,
        rest=_groups([line for line in shown if line.metric.group not in FIRST_GROUPS], words),
        trust=trust(found),
        definitions=definitions(found),
        foot=_foot(found),
        labels=_labels(),
        through=card.data_through,
    )


def _dates(found: Gathered, period: str) -> str:
    card, language = found.card, found.words.language
    if card.previous_start is None or card.previous_end is None:
        return period
    before = format_period(card.previous_start, card.previous_end, language)
    return _("{period}, compared with {before}", period=period, before=before)


def _filters(found: Gathered) -> str:
    """Say which rows the report is about, where it is not about all."""
    where = found.asked.where
    return _("Only what meets this filter: {filter}", filter=where) if where else ""


def _groups(lines: Sequence[ScorecardLine], words: Words) -> list[Group]:
    return [
        Group(group, _(GROUPS[group]), [metric_row(line, words) for line in members])
        for group, members in groupby(lines, key=lambda line: line.metric.group)
    ]


def _charts(found: Gathered) -> list[Sized]:
    from deskgauge.report.charts import trend

    if found.metric is None or len([row for row in found.trend if row.get("value") is not None]) < 2:
        return []
    words = found.words if found.metric.has_clock else replace(found.words, clock="calendar")
    events = [Event(one.at, one.title) for one in found.asked.happenings]
    return [
        Sized(WIDTH, height, trend(found.metric, found.trend, words, events=events, width=WIDTH, height=height))
        for height in HEIGHTS
    ]


def _foot(found: Gathered) -> str:
    """Say by which clock and through when the numbers are."""
    card, words = found.card, found.words
    through = words.instant(card.data_through) if card.data_through is not None else ""
    if words.clock == "business":
        return _("Deskgauge · business hours · data through {instant}", instant=through)
    return _("Deskgauge · calendar time · data through {instant}", instant=through)


def _labels() -> Labels:
    return Labels(
        metrics=_("The metrics"),
        reading=_("Dot: value with its 95% interval. Hollow: the period before. Bar: target. Shaded: the good side."),
        others=_("Further metrics"),
        trust=_("How far to trust these numbers"),
        definitions=_("Definitions"),
        heads=[_(head) for head in HEADS],
        page=_("{page} of {pages}", page="{page}", pages="{pages}"),
    )
