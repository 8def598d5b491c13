"""What a metric means, in words: its definition with the options in force, and the other choices there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from deskgauge.catalogue.defined import definitions_of
from deskgauge.catalogue.definition import PRESETS
from deskgauge.catalogue.metric import OURS
from deskgauge.language import N_, _
from deskgauge.report.labels import word
from deskgauge.web.pages.bar import Option
from deskgauge.web.pages.names import CLOCKS, STATS

if TYPE_CHECKING:
    from deskgauge.catalogue.metric import Metric
    from deskgauge.web.pages.view import View

ANCHORS: Mapping[str, str] = {
    "created": N_("creation of the ticket"),
    "event": N_("the event itself"),
    "solved": N_("solution of the ticket"),
}


@dataclass(frozen=True, slots=True)
class Definition:
    """A definition in words: its version, its text, the options in force by name, its source and notes."""

    version: str
    text: str
    options: Sequence[tuple[str, str]]
    source: str = ""
    note: str = ""


def definition_of(view: View, metric: Metric, told: Mapping[str, object]) -> Definition:
    """Return the definition in force, of a metric without data its declaration."""
    options = told.get("options")
    named = dict(options) if isinstance(options, Mapping) else {}
    rows = [(label, value) for label, value in (_option(key, str(text)) for key, text in named.items()) if label]
    if metric.unit not in ("count", "money"):
        least = metric.min_n or (view.settings.min_n_survey if metric.survey else view.settings.min_n)
        rows.append((_("Small n"), _("below {n}: no verdict", n=view.words.count(least).text)))
    return Definition(
        str(told.get("version", metric.version)),
        _(str(told.get("text", metric.text))),
        rows,
        str(told.get("source", "")),
        str(told.get("note", "")),
    )


def _option(key: str, value: str) -> tuple[str, str]:
    if key == "clock":
        business = _("business hours of the ticket's team")
        return _("Clock"), business if value == "business" else _("all hours")
    if key == "stat":
        return _("Statistic"), _(STATS.get(value, value))
    if key == "anchor":
        return _("Dated by"), _(ANCHORS.get(value, value))
    if key == "definition":
        return _("Rule"), _("ours") if value == OURS else PRESETS.get(value, value)
    if key == "clock_team":
        return _("Hours of"), word("clock_team", value)
    return ("", "")


def options_of(view: View, metric: Metric) -> list[tuple[str, list[Option]]]:
    """Return the options of a metric that can be chosen otherwise, each choice with its address."""
    state = view.state
    found: list[tuple[str, list[Option]]] = []
    if metric.has_clock:
        found.append((_("Clock"), _choices(view, "clock", {name: _(text) for name, text in CLOCKS.items()},
                                           state.get("clock"))))  # fmt: skip
    if metric.stats:
        names = {name: _(STATS[name]) for name in metric.stats}
        chosen = state.get("stat") if state.get("stat") in names else str(metric.headline)
        found.append((_("Statistic"), _choices(view, "stat", names, chosen)))
    if len(metric.anchors) > 1:
        names = {name: _(ANCHORS.get(name, name)) for name in metric.anchors}
        found.append((_("Dated by"), _choices(view, "anchor", names, state.get("anchor") or metric.anchors[0])))
    others = [name for name in definitions_of(metric.id) if name in PRESETS]
    if others:
        names = {OURS: _("ours"), **{name: PRESETS[name] for name in others}}
        found.append((_("Rule"), _choices(view, "definition", names, state.get("definition"))))
    return found


def _choices(view: View, key: str, names: Mapping[str, str], chosen: str) -> list[Option]:
    return [Option(text, view.link(**{key: name}), name == chosen, name) for name, text in names.items()]
