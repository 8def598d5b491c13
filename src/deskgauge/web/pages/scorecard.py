"""The scorecard: what changed, the pinned metrics, every metric by group, what is not measured yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from deskgauge.catalogue import profiles
from deskgauge.catalogue.metric import GROUPS
from deskgauge.language import N_, _, ngettext
from deskgauge.report.answers import answer_document
from deskgauge.report.digest import Item, digest, moved_by
from deskgauge.report.digest_parts import beyond_chance, biggest, changed
from deskgauge.report.reading import CLOSE, FEW, NONE, OFF, ON, Reading, Words, reading
from deskgauge.web.pages.bar import Option, chips
from deskgauge.web.pages.names import needed_tables
from deskgauge.web.pages.page import Page, Shown
from deskgauge.web.pages.state import FILTERS
from deskgauge.web.pages.view import View

if TYPE_CHECKING:
    from deskgauge.catalogue.metric import Metric
    from deskgauge.engine.scorecard import Scorecard

PINNED = 8
USUAL = (
    "first_response_time", "first_contact_resolution", "csat", "ticket_backlog", "resolution_time",
    "first_response_within_target", "abandonment_rate", "cost_per_resolution", "ticket_volume", "reopen_rate", "nps",
    "service_level", "repeat_contact_rate",
)  # fmt: skip
"""What is pinned where the settings choose nothing, as far as the data allow it."""

ORDER = ("flow", "speed", "calls", "quality", "satisfaction", "self_service", "customers", "people", "social", "own")
VERDICTS = (OFF, CLOSE, ON, FEW, NONE)
WHY = "why"


@dataclass(frozen=True, slots=True)
class Line:
    """One metric of the scorecard: its row read, its trend, how its numbers are written, its page."""

    metric: Metric
    one: Reading
    trend: Sequence[float | None]
    words: Words
    href: str


@dataclass(frozen=True, slots=True)
class Told:
    """One of the biggest changes: what it is, why, what to look at next, the page of its metric."""

    item: Item
    why: str
    next: str
    href: str


def show(view: View) -> Shown:
    """Return the scorecard over the period and the filters of the address."""
    card = view.scorecard(all=True)
    lines = [_line(view, one.metric, reading(one.row), one.trend, card) for one in card.lines]
    document = answer_document(card.answer, {line.metric.id: line.metric.better for line in lines}, view.words)
    counts = _counts(lines, view.words)
    # What stands apart may do so because it cannot be filtered like this; its page is there without filters.
    nothing: dict[str, str | int | None] = dict.fromkeys(FILTERS)
    values = {
        "told": _told(view, card),
        "is_why": view.state.get("view") == WHY,
        "pinned": _pinned(view, lines),
        "groups": _groups(lines, view.state.get("sort")),
        "columns": _columns(view),
        "missing": _missing(view, card.missing),
        "apart": [(view.metrics[name].title, view.metric_link(name, **nothing)) for name, _reason in card.apart],
        "no_match": chips(view) if view.state.filters and not any(line.one.n for line in lines) else (),
    }
    return Shown(
        "scorecard.html", values, sub=counts, announce=counts, sheets=document.sheets, data=card.to_dict
    )  # fmt: skip


def _line(view: View, metric: Metric, one: Reading, trend: Sequence[float | None], card: Scorecard) -> Line:
    options = card.answer.definitions.get(metric.id, {}).get("options")
    words = view.words_of(options if isinstance(options, Mapping) else None)
    return Line(metric, one, trend, words, view.metric_link(metric.id))


def _counts(lines: Sequence[Line], words: Words) -> str:
    """Say how many metrics have which verdict."""
    found = Counter(line.one.verdict for line in lines)
    written = {name: words.count(found[name]).text for name in VERDICTS}
    return ngettext(
        "{n} metric: {on} on target, {off} off target, {close} too close to call, {none} without a target, "
        "{few} with too few to judge",
        "{n} metrics: {on} on target, {off} off target, {close} too close to call, {none} without a target, "
        "{few} with too few to judge",
        len(lines), n=words.count(len(lines)).text, on=written[ON], off=written[OFF], close=written[CLOSE],
        none=written[NONE], few=written[FEW],
    )  # fmt: skip


# ---------------------------------------------------------------------- what changed
def _told(view: View, card: Scorecard) -> list[Told]:
    """Return the three biggest changes; their causes where the address asks for them, which may take a while."""
    if view.state.get("view") != WHY:
        items = [changed(one) for one in biggest(beyond_chance(card, view.words), 3)]
        return [Told(item, "", "", view.metric_link(item.metric)) for item in items]
    state = view.state
    moved = moved_by(
        view.desk, card, compare="year" if state.compare == "year" else "previous",
        where=state.where(), clock=state.get("clock"),
    )  # fmt: skip
    found = digest(card, moved, view.words, named=view.name_of, happenings=view.holdings.happenings)
    return [
        Told(item, _of(found.why, item), _of(found.next, item), view.metric_link(item.metric)) for item in found.changed
    ]


def _of(items: Sequence[Item], about: Item) -> str:
    return next((item.text for item in items if item.metric == about.metric), "")


# ---------------------------------------------------------------------- cards and table
def _pinned(view: View, lines: Sequence[Line]) -> list[Line]:
    """Return the lines on cards: the first that the settings choose, else the usual ones that the data allow."""
    settings = view.settings
    chosen = [
        one.metric for one in profiles.chosen(settings.profile, settings.aims, settings.scorecard_metrics)
    ] or list(USUAL)  # fmt: skip
    by_id = {line.metric.id: line for line in lines if line.one.value is not None}
    return [by_id[name] for name in chosen if name in by_id][:PINNED]


def _groups(lines: Sequence[Line], sort: str) -> list[tuple[str, list[Line]]]:
    """Return the lines by group in the order of the catalogue, or all of them in the order that is asked for."""
    if sort.removeprefix("-") in SORTS:
        ordered = sorted(lines, key=SORTS[sort.removeprefix("-")], reverse=sort.startswith("-"))
        return [("", ordered)]
    found = [(_(GROUPS[group]), [line for line in lines if line.metric.group == group]) for group in ORDER]
    return [(title, members) for title, members in found if members]


SORTS: Mapping[str, Callable[[Line], tuple[object, ...]]] = {
    "metric": lambda line: (_(line.metric.title).casefold(),),
    "n": lambda line: (line.one.n,),
    "verdict": lambda line: (VERDICTS.index(line.one.verdict), line.metric.title),
}


@dataclass(frozen=True, slots=True)
class Head:
    """A column's heading: its text, its class, the address that sorts by it, how it is sorted now."""

    text: str
    look: str
    href: str = ""
    sorted: str = ""


def _columns(view: View) -> list[Head]:
    sort = view.state.get("sort")

    def head(text: str, look: str, key: str = "") -> Head:
        if not key:
            return Head(text, look)
        # Numbers begin with the largest; a third click gives the catalogue's order back.
        first, second = (f"-{key}", key) if key == "n" else (key, f"-{key}")
        following = second if sort == first else None if sort == second else first
        way = {key: "ascending", f"-{key}": "descending"}.get(sort, "")
        return Head(text, look, view.link(sort=following), way)

    return [
        head(_("Metric"), "", "metric"), head(_("Value"), "r"), head(_("95% interval"), "r int"),
        head(_("13 weeks"), "spk"), head(_("Against target"), "bul"), head(_("Target"), "r tg"),
        head(_("Change"), "chg"), head(_("n"), "r n", "n"), head(_("Verdict"), "sts", "verdict"),
    ]  # fmt: skip


# ---------------------------------------------------------------------- what is not there
def _missing(view: View, missing: Sequence[tuple[str, str]]) -> list[tuple[str, str, Option]]:
    """Return each metric that the data do not allow yet, what it needs, and where that is told of."""
    return [
        (_(view.metrics[name].title), needed_tables(text), Option(_("Connect"), view.link("/quality")))
        for name, text in missing
    ]


PAGE = Page(id="scorecard", path="/", title=N_("Scorecard"), show=show, nav="first", order=0, key="s")
