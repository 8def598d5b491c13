"""What people call things: values of dimensions, filters, statistics, periods, comparisons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from deskgauge.catalogue.slices import DIMENSIONS
from deskgauge.language import N_, _, current, ngettext
from deskgauge.model.named_periods import is_relative, named_period
from deskgauge.model.vocabulary import WORDS
from deskgauge.report.answers import written_dimension
from deskgauge.report.dates import format_period
from deskgauge.report.labels import KINDS, slice_word
from deskgauge.report.numbers import format_number

if TYPE_CHECKING:
    from deskgauge.engine.holdings import Holdings
    from deskgauge.web.pages.state import State

FILTER_NAMES: Mapping[str, str] = {
    "team": N_("Team"), "channel": N_("Channel"), "type": N_("Type"), "priority": N_("Priority"),
    "language": N_("Language"), "product": N_("Product"), "country": N_("Country"), "brand": N_("Brand"),
    "segment": N_("Customer segment"), "queue": N_("Queue"), "kind": N_("Kind"), "survey": N_("Survey"),
    "tag": N_("Tag"), "weekday": N_("Weekday"), "hour": N_("Hour"),
}  # fmt: skip
STATS: Mapping[str, str] = {
    "headline": N_("Headline"), "median": N_("Median"), "mean": N_("Mean"), "p90": N_("p90"), "p95": N_("p95"),
    "median_open": N_("Median with open"), "p90_open": N_("p90 with open"),
}  # fmt: skip
CLOCKS: Mapping[str, str] = {"calendar": N_("Calendar"), "business": N_("Business hours")}


def name_of(holdings: Holdings, dimension: str, value: object) -> str:
    """Return what a value of a dimension is called: a team's name, a channel's word, a weekday."""
    if value is None:
        return _("not given")
    text = str(value)
    if dimension in ("language", "country"):
        return _territory(dimension, text)
    if named := holdings.names.get(dimension, {}).get(text):
        return named
    if dimension in ("weekday", "hour"):
        return written_dimension(dimension, value)
    word = slice_word(dimension, text)
    is_listed = dimension in KINDS and text in WORDS[KINDS[dimension]]
    return word[:1].upper() + word[1:] if is_listed or dimension == "priority" else word


def dimension_name(name: str) -> str:
    """Return what a dimension is called above its values."""
    short = {"weekday": _("Weekday"), "hour": _("Hour")}
    return short.get(name) or (_(DIMENSIONS[name].title) if name in DIMENSIONS else name)


def _territory(dimension: str, text: str) -> str:
    from babel.core import Locale

    from deskgauge.report.numbers import locale_of

    locale = Locale.parse(locale_of(current()))
    names = locale.languages if dimension == "language" else locale.territories
    found = str(names.get(text if dimension == "language" else text.upper(), text))
    return found[:1].upper() + found[1:]


def period_name(state: State, language: str) -> str:
    """Return what the period of an address is called: Last 28 days, Oct 2026."""
    text = state.get("period")
    if text.endswith("d") and is_relative(text):
        days = int(text[:-1])
        return ngettext("Last {n} day", "Last {n} days", days, n=format_number(days, 0, language))
    so_far = {
        "week": N_("This week"),
        "month": N_("This month"),
        "quarter": N_("This quarter"),
        "year": N_("This year"),
    }
    if text in so_far:
        return _(so_far[text])
    start, end = named_period(text, state.known.now, state.known.week_start)
    return format_period(start, end, language)


def comparison_name(state: State, language: str, how: str) -> str:
    """Return what an address's comparison is called."""
    if how == "previous":
        start, end = state.span()
        days = (end - start).days
        return ngettext("{n} day before", "{n} days before", days, n=format_number(days, 0, language))
    return {"year": _("52 weeks before"), "target": _("Target only"), "none": _("Nothing")}[how]


def needed_tables(text: str) -> str:
    """Return what a metric needs in words, from the engine's "needs calls, messages or contacts"."""
    tables = text.removeprefix("needs ")
    return _("needs {tables}", tables=tables.replace("_", " "))
