"""One metric whole: its value, its trend, what it means, why it changed, how it is spread, its tickets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from deskgauge.catalogue.metric import GROUPS
from deskgauge.catalogue.registry import metric as metric_of
from deskgauge.errors import MissingDataError
from deskgauge.language import N_, _
from deskgauge.model.named_periods import dates
from deskgauge.report.answers import answer_document
from deskgauge.report.charts.chart import Event
from deskgauge.report.charts.trends import trend
from deskgauge.report.reading import Reading, Words, reading
from deskgauge.report.reasons import left_out
from deskgauge.web.pages.bar import chips
from deskgauge.web.pages.metric_parts import breakdown, causes, grains, notes, pairs, rules, spread, tickets
from deskgauge.web.pages.metric_words import definition_of, options_of
from deskgauge.web.pages.names import STATS, needed_tables
from deskgauge.web.pages.page import Page, Shown
from deskgauge.web.pages.view import Part, View

if TYPE_CHECKING:
    from deskgauge.catalogue.metric import Metric
    from deskgauge.engine.answer import Answer
    from deskgauge.report.charts.chart import Chart


def show(view: View) -> Shown:
    """Return a metric's page over the period and the filters of the address."""
    metric = metric_of(view.params["id"], dict(view.metrics))
    try:
        whole = view.query(metric.id)
    except MissingDataError as error:
        return _without_data(view, metric, str(error))
    if metric.kind.carries:
        return _by_itself(view, metric, whole)
    options = whole.definitions[metric.id].get("options")
    words = view.words_of(options if isinstance(options, Mapping) else None)
    one = reading(whole.rows[0])
    in_force = str(options.get("stat")) if isinstance(options, Mapping) else ""
    stats = _stats(view, metric, in_force, one)
    trend_ = view.attempt(lambda: _trend(view, metric, words))
    values = {
        **_about(view, metric, whole),
        "mwords": words,
        "one": one,
        "beside": [(_(STATS[name]), words.value(other).text) for name, other in stats.items() if name != in_force],
        "trend": trend_,
        "grains": grains(view),
        "pairs": pairs(view, metric),
        "notes": notes(metric, one, whole, words),
        "causes": causes(view, metric, words),
        "spread": spread(view, metric, words, one.target, stats),
        "breakdown": breakdown(view, metric, words),
        "rules": rules(view, metric, words),
        "left_out": left_out(whole.excluded.get(metric.id, {}), words),
        "tickets": tickets(view, metric, words),
        "no_match": chips(view) if view.state.filters and not one.n else (),
    }
    document = answer_document(_for_download(view, metric, whole), {metric.id: metric.better}, words)
    return Shown(
        "metric.html",
        values,
        title=_(metric.title),
        sub=_(metric.why),
        announce=_said(metric, one, words),
        sheets=document.sheets,
        data=_for_download(view, metric, whole).to_dict,
    )


def _about(view: View, metric: Metric, whole: Answer | None) -> dict[str, object]:
    """Return what stands on every metric's page, with or without data."""
    told = whole.definitions[metric.id] if whole is not None else {}
    return {
        "metric": metric,
        "group": _(GROUPS[metric.group]),
        "definition": definition_of(view, metric, told),
        "choices": options_of(view, metric),
        "formula": view.link(f"/definitions/{metric.id}"),
    }


def _without_data(view: View, metric: Metric, text: str) -> Shown:
    """Return the page of a metric whose tables are empty."""
    del text
    needs = needed_tables(" or ".join(metric.requires[0]) if metric.requires else "")
    return Shown("metric_missing.html", {**_about(view, metric, None), "needs": needs}, title=_(metric.title),
                 sub=_(metric.why))  # fmt: skip


def _by_itself(view: View, metric: Metric, whole: Answer) -> Shown:
    """Return the page of a metric that has one value for each of something, and none over all."""
    from deskgauge.report.slices import slices

    carried = metric.kind.carries[0]
    found = slices(whole.rows, carried, view.name_of, view.words)
    document = answer_document(whole, {metric.id: metric.better}, view.words)
    values = {**_about(view, metric, whole), "slices": found, "carried": carried}
    return Shown("metric_by_itself.html", values, title=_(metric.title), sub=_(metric.why), sheets=document.sheets,
                 data=whole.to_dict)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Trend:
    """The trend, and for each of its points the address of the rows behind it."""

    chart: Chart
    hrefs: list[str]


def _trend(view: View, metric: Metric, words: Words) -> Trend:
    grain = next(option.value for option in grains(view) if option.current)
    rows = view.query(metric.id, grain=grain, compare=None).rows
    before: Sequence[Mapping[str, object]] | None = None
    if view.before is not None:
        start, end = view.before
        part: Part[Answer] = view.attempt(
            lambda: view.query(metric.id, grain=grain, from_=start, to=end, compare=None)
        )  # fmt: skip
        before = part.value.rows if part.value is not None else None
    events = [Event(one.at, one.title) for one in view.holdings.happenings]
    chart = trend(metric, rows, words, previous=before, events=events, width=760, height=360)
    hrefs = [_rows_of(view, metric, row) for row in rows] if grain != "hour" and view.viewer.may("rows") else []
    return Trend(chart, hrefs)


def _rows_of(view: View, metric: Metric, row: Mapping[str, object]) -> str:
    start, end = row["period_start"], row["period_end"]
    if not isinstance(start, datetime) or not isinstance(end, datetime):
        return ""
    return view.link(f"/metric/{metric.id}/tickets", period=dates(start, end))


def _stats(view: View, metric: Metric, in_force: str, one: Reading) -> dict[str, Reading]:
    """Return the median, the mean and the upper statistic of a duration; the one in force is the page's own."""
    return {
        stat: one if stat == in_force else reading(view.query(metric.id, stat=stat, compare=None).rows[0])
        for stat in ("median", "mean", "p90")
        if stat in metric.stats
    }


def _for_download(view: View, metric: Metric, whole: Answer) -> Answer:
    """Return the answer that a download holds: the whole, or by what the page is broken down by."""
    by, grain = view.state.by, view.state.get("grain")
    if not by and not grain:
        return whole
    return view.query(metric.id, by=by, grain=grain or "total")


def _said(metric: Metric, one: Reading, words: Words) -> str:
    return _("{metric}: {value}, n {n}", metric=_(metric.title), value=words.value(one).text, n=words.count(one.n).text)


PAGE = Page(id="metric", path="/metric/{id}", title=N_("Metric"), show=show)
