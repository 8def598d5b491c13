"""The filter bar, the line of context below it, the navigation: all of it links and plain forms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from deskgauge.errors import UsageError
from deskgauge.language import _, ngettext
from deskgauge.model.named_periods import neighbour
from deskgauge.report.dates import format_instant, format_period
from deskgauge.web.pages.address import joined
from deskgauge.web.pages.names import CLOCKS, FILTER_NAMES, STATS, comparison_name, period_name
from deskgauge.web.pages.page import Page, pages
from deskgauge.web.pages.state import COMPARISONS, FILTERS, PERIODS

if TYPE_CHECKING:
    from deskgauge.web.pages.state import State
    from deskgauge.web.pages.view import View

IN_BAR = ("team", "channel", "type")
STALE = timedelta(hours=36)


@dataclass(frozen=True, slots=True)
class Option:
    """One choice: its text, the address that makes it, whether it is in force, its value in a form."""

    text: str
    href: str
    current: bool = False
    value: str = ""


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter: what it is called and says, its choices, the address without it ("" where it is not set).

    Where several may be chosen, ``key`` is the field of the form and ``kept`` what else the form sends.
    """

    label: str
    text: str
    options: Sequence[Option]
    clear: str = ""
    key: str = ""
    kept: Sequence[tuple[str, str]] = ()
    is_out: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """The filter bar of a page; ``earlier`` and ``later`` are addresses, "" where there is none."""

    period: Filter | None
    earlier: str
    later: str
    compare: Filter | None
    filters: Sequence[Filter]
    more: Sequence[Filter]
    clock: Sequence[Option]
    stat: Sequence[Option]
    extra: Sequence[Option]


def bar_of(view: View) -> Bar:
    """Return the filter bar of a page."""
    uses, state = view.page.uses, view.state
    listed = [key for key in FILTERS if view.holdings.values.get(FILTERS[key]) or state.given.get(key)]
    more = [key for key in listed if key not in IN_BAR]
    return Bar(
        period=_period(view) if "period" in uses else None,
        earlier=_step(view, -1),
        later=_step(view, 1),
        compare=_compare(view) if "compare" in uses else None,
        filters=[_several(view, key) for key in IN_BAR if key in uses],
        more=[_several(view, key) for key in more] if "more" in uses else [],
        clock=_segments(view, "clock", CLOCKS, ("calendar", "business")) if "clock" in uses else (),
        stat=_segments(view, "stat", STATS, _stats(view)) if "stat" in uses else (),
        extra=_extra(view),
    )


def _period(view: View) -> Filter:
    state, language = view.state, view.words.language
    options = []
    for text in PERIODS:
        href = state.link(period=text)
        name = period_name(_with_period(view, text), language)
        options.append(Option(name, href, state.get("period") == text, text))
    clear = state.link(period=None) if "period" in state.given else ""
    return Filter(_("Period"), period_name(state, language), options, clear, "period", _kept(view, "period"))


def _with_period(view: View, text: str) -> State:
    return replace(view.state, given={**view.state.given, "period": text})


def _step(view: View, step: int) -> str:
    """Return the address of the period before or after; "" where the data have ended or begun."""
    state = view.state
    try:
        other = neighbour(state.get("period"), step, state.known.now, state.known.week_start)
        start, end = _with_period(view, other).span()
    except UsageError:
        return ""
    now, first = view.holdings.now, view.holdings.first
    if step > 0 and now is not None and start.date() > now.date():
        return ""
    if step < 0 and first is not None and end.date() < first.date():
        return ""
    return state.link(period=other)


def _compare(view: View) -> Filter:
    state, language = view.state, view.words.language
    options = [
        Option(comparison_name(state, language, how), state.link(compare=how), state.get("compare") == how)
        for how in COMPARISONS
    ]
    clear = state.link(compare=None) if "compare" in state.given else ""
    return Filter(_("Compare"), comparison_name(state, language, state.get("compare")), options, clear)


def _several(view: View, key: str) -> Filter:
    """Return a filter of which several values may be chosen."""
    state, dimension = view.state, FILTERS[key]
    chosen = state.chosen(key)
    names = dict.fromkeys([*view.holdings.values.get(dimension, ()), *(value for value, _out in chosen)])
    picked = {value for value, _out in chosen}
    options = [
        Option(view.name_of(dimension, _plain(dimension, value)), state.with_value(key, value), value in picked,
               joined([(value, False)]))
        for value in names
    ]  # fmt: skip
    is_out = bool(chosen) and all(out for _value, out in chosen)
    text = _said(view, dimension, chosen)
    clear = state.link(**{key: None}) if chosen else ""
    return Filter(_(FILTER_NAMES[key]), text, options, clear, key, _kept(view, key), is_out)


def _plain(dimension: str, value: str) -> object:
    if value == "-":
        return None
    return int(value) if dimension in ("weekday", "hour") else value


def _said(view: View, dimension: str, chosen: Sequence[tuple[str, bool]]) -> str:
    if not chosen:
        return _("All")
    if len(chosen) > 1:
        return _("{n} chosen", n=view.words.count(len(chosen)).text)
    value, out = chosen[0]
    name = view.name_of(dimension, _plain(dimension, value))
    return _("not {name}", name=name) if out else name


def _kept(view: View, but: str) -> list[tuple[str, str]]:
    return [(key, text) for key, text in view.state.given.items() if key not in (but, "page")]


def _stats(view: View) -> tuple[str, ...]:
    metric = view.metrics.get(view.params.get("id", ""))
    if metric is None:
        return ("headline", "median", "mean", "p90")
    return tuple(name for name in ("median", "mean", "p90", "p95") if name in metric.stats)


def _segments(view: View, key: str, names: Mapping[str, str], shown: Sequence[str]) -> list[Option]:
    state = view.state
    in_force = state.get(key)
    metric = view.metrics.get(view.params.get("id", ""))
    if key == "stat" and metric is not None and in_force not in shown:
        in_force = metric.headline or in_force
    if key == "clock" and not _has_clock(view):
        return []
    return [Option(_(names[name]), state.link(**{key: name}), name == in_force) for name in shown]


def _extra(view: View) -> list[Option]:
    """Return the parts of the question that are not the usual ones, each with the address without it."""
    labels = {"anchor": _("Dated by"), "definition": _("Definition"), "as_of": _("As of")}
    return [
        Option(f"{label}: {view.state.get(key)}", view.state.link(**{key: None}))
        for key, label in labels.items()
        if key in view.state.given
    ]


# ---------------------------------------------------------------------- the line of context
@dataclass(frozen=True, slots=True)
class Context:
    """What is shown, always: the dates, those compared with, how far the data reach, the clock; how old they are."""

    shown: str
    compared: str
    through: str
    clock: str
    age: str
    filters: Sequence[Option]


def context_of(view: View) -> Context:
    """Return the line of context of a page."""
    language = view.words.language
    start, end = view.span
    before = view.before
    through = view.holdings.through
    return Context(
        shown=format_period(start, end, language),
        compared="" if before is None or "compare" not in view.page.uses else format_period(*before, language),
        through="" if through is None else f"{format_instant(through, language)}, {view.settings.time_zone}",
        clock=_clock(view) if "clock" in view.page.uses and _has_clock(view) else "",
        age=_age(view),
        filters=chips(view),
    )


def _age(view: View) -> str:
    """Say how old the newest data are, "" where they are fresh."""
    through = view.holdings.through
    old = timedelta() if through is None else datetime.now(through.tzinfo) - through
    return ngettext("{n} day old", "{n} days old", old.days, n=view.words.count(old.days).text) if old > STALE else ""


def _has_clock(view: View) -> bool:
    """Say whether the clock means anything here: on a page of several metrics, or of one that has it."""
    metric = view.metrics.get(view.params.get("id", ""))
    return metric is None or metric.has_clock


def _clock(view: View) -> str:
    if view.state.get("clock") == "business":
        return _("business hours of each team; tickets still waiting count at their wait so far")
    return _("all hours; tickets still waiting count at their wait so far")


def chips(view: View) -> list[Option]:
    """Return every filter that is set, one for each value, with the address without it."""
    found = []
    for key in view.state.filters:
        for value, out in view.state.chosen(key):
            name = view.name_of(FILTERS[key], _plain(FILTERS[key], value))
            label = _(FILTER_NAMES[key])
            text = _("{filter}: {value}", filter=label, value=name)
            if out:
                text = _("{filter}: not {value}", filter=label, value=name)
            found.append(Option(text, view.state.without_value(key, value)))
    return found


# ---------------------------------------------------------------------- the navigation
@dataclass(frozen=True, slots=True)
class Group:
    """A group of the navigation: its name, "" for none, and its pages."""

    title: str
    options: Sequence[Option]


def navigation(view: View | None, current: Page | None = None) -> list[Group]:
    """Return the pages that the viewer may open, by group."""
    titles = {"first": "", "explore": _("Explore"), "trust": _("Trust")}
    found = []
    for nav, title in titles.items():
        members = [page for page in pages() if page.nav == nav and (view is None or _may(view, page))]
        options = [
            Option(_(page.title), page.path if view is None else view.link(page.path), page is current)
            for page in members
        ]
        if options:
            found.append(Group(title, options))
    return found


def _may(view: View, page: Page) -> bool:
    is_for = not page.roles or view.viewer.role in page.roles
    return is_for and (not page.needs or view.viewer.may(page.needs)) and view.viewer.may_open(page.path)
