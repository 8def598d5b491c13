"""Definitions: every metric in words, searchable; and one whole, with its options, its SQL and others' rules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from deskgauge.catalogue.defined import definitions_of, not_known, untold
from deskgauge.catalogue.definition import PRESETS
from deskgauge.catalogue.metric import GROUPS
from deskgauge.errors import NotFoundError
from deskgauge.language import N_, _, ngettext
from deskgauge.report.catalogue import catalogue_document, metric_document
from deskgauge.report.labels import word
from deskgauge.web.pages.names import CLOCKS, STATS
from deskgauge.web.pages.page import Page, Shown
from deskgauge.web.pages.scorecard import ORDER

if TYPE_CHECKING:
    from deskgauge.catalogue.metric import Metric
    from deskgauge.web.pages.view import View


def show(view: View) -> Shown:
    """Return all metrics by group, or those that what is looked for stands in."""
    sought = view.state.get("q")
    found = [one for one in view.metrics.values() if _holds(one, sought)]
    groups = [(_(GROUPS[group]), [one for one in found if one.group == group]) for group in ORDER]
    document = catalogue_document(found)
    sub = ngettext(
        "{n} metric, each with what it means and how it is computed.",
        "{n} metrics, each with what it means and how it is computed.",
        len(found), n=view.words.count(len(found)).text,
    )  # fmt: skip
    values = {"groups": [(title, ones) for title, ones in groups if ones], "sought": sought,
              "kept": [(key, text) for key, text in view.state.given.items() if key != "q"]}  # fmt: skip
    return Shown("definitions.html", values, sub=sub, announce=sub, sheets=document.sheets, data=document.data)


def _holds(metric: Metric, sought: str) -> bool:
    text = " ".join((metric.id, _(metric.title), metric.title, _(metric.text), _(GROUPS[metric.group]))).casefold()
    return all(part in text for part in sought.casefold().split())


def show_one(view: View) -> Shown:
    """Return one metric whole."""
    name = view.params["id"]
    if name not in view.metrics:
        raise NotFoundError("metric", name, view.metrics)
    metric = view.metrics[name]
    sql = view.attempt(lambda: "\n\n".join(view.desk.sql(name))) if view.viewer.may("sql") else None
    document = metric_document(metric, sql.value if sql else None)
    values = {
        "metric": metric,
        "facts": _facts(metric),
        "needs": [(word("table", table), view.holdings.rows.get(table, 0)) for table in metric.needs],
        "rules": list(definitions_of(name).values()),
        "presets": PRESETS,
        "untold": [(PRESETS[one], why) for one, why in untold(name).items()],
        "unknown": [PRESETS[one] for one in not_known(name)],
        "pairs": [view.metrics[one] for one in metric.pairs if one in view.metrics],
        "sql": sql,
    }
    return Shown("definition.html", values, title=_(metric.title), sub=_(metric.why) if metric.why else "",
                 sheets=document.sheets, data=document.data)  # fmt: skip


def _facts(metric: Metric) -> Sequence[tuple[str, str]]:
    """Return what is fixed about a metric and what can be chosen, each with its name."""
    described = metric.describe()
    options = {
        _("Clocks"): [_(CLOCKS[one]) for one in (("calendar", "business") if metric.has_clock else ())],
        _("Statistics"): [_(STATS[one]) for one in metric.stats if one in STATS],
        _("Dated by"): [word("anchor", one) for one in metric.anchors],
    }
    interval = str(described["interval"])
    found = [
        (_("Group"), _(GROUPS[metric.group])),
        (_("Unit"), word("unit", metric.unit)),
        (_("Better"), word("better", metric.better)),
        *((label, ", ".join(names)) for label, names in options.items() if names),
        (_("Headline"), _(STATS[metric.headline or "headline"]) if metric.headline in STATS else ""),
        (_("95% interval"), _(interval) if interval else ""),
        (_("Version"), metric.version),
        (_("Source"), metric.source),
    ]
    return [(label, text) for label, text in found if text]


PAGES = (
    Page(
        id="definitions", path="/definitions", title=N_("Definitions"), show=show, nav="trust", order=80, uses=(),
        key="d", needs_data=False,
    ),
    Page(
        id="definition", path="/definitions/{id}", title=N_("Definition"), show=show_one, uses=(), needs_data=False,
    ),
)  # fmt: skip
