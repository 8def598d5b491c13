"""The panels of a metric's page, each for itself: where one cannot be had, the others stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from deskgauge.catalogue.defined import definitions_of
from deskgauge.catalogue.slices import DIMENSIONS
from deskgauge.engine.run import check_dimension
from deskgauge.errors import DeskgaugeError, UsageError
from deskgauge.language import _, ngettext
from deskgauge.report.charts.spreads import distribution
from deskgauge.report.reading import Reading, Words, reading
from deskgauge.report.reasons import Behaved, rows_of
from deskgauge.report.slices import Slice, Steps, slices, steps
from deskgauge.web.pages.bar import Option
from deskgauge.web.pages.names import dimension_name
from deskgauge.web.pages.state import KEYS_OF
from deskgauge.web.pages.view import Part

if TYPE_CHECKING:
    from deskgauge.catalogue.metric import Metric
    from deskgauge.engine.answer import Answer
    from deskgauge.engine.definitions import Comparison
    from deskgauge.report.charts.chart import Chart
    from deskgauge.web.pages.view import View

WHY, RULES = "why", "rules"
SHOWN_ROWS = 8
BY = ("channel", "team", "request_type", "priority", "weekday", "hour", "language", "product", "country", "segment",
      "brand", "queue", "kind", "effort_area", "tag")  # fmt: skip
GRAINS = {"hour": 3, "day": 92, "week": 400, "month": 4000}


def grains(view: View) -> list[Option]:
    """Return the grains of the trend that fit the period, the one in force marked."""
    start, end = view.state.span()
    days = (end - start).days
    names = {"hour": _("Hour"), "day": _("Day"), "week": _("Week"), "month": _("Month")}
    usual = next((grain for grain, most in GRAINS.items() if days <= most), "month")
    fitting = [grain for grain in names if days <= 4 * GRAINS[grain] or grain == usual]
    asked = view.state.get("grain")
    chosen = asked if asked in fitting else usual
    return [Option(names[grain], view.link(grain=grain), grain == chosen, grain) for grain in fitting]


# ---------------------------------------------------------------------- read it together with
@dataclass(frozen=True, slots=True)
class Pair:
    """A metric to read another one with, and its row."""

    metric: Metric
    one: Reading
    words: Words
    href: str


def pairs(view: View, metric: Metric) -> list[Pair]:
    """Return the metrics that would show what it costs to improve this one alone."""
    found = []
    for name in metric.pairs:
        part: Part[Answer] = view.attempt(lambda name=name: view.query(name, stat="headline", anchor=None))  # type: ignore[misc]  # bound now
        if part.value is not None and part.value.rows and name in view.metrics:
            options = part.value.definitions[name].get("options")
            words = view.words_of(options if isinstance(options, Mapping) else None)
            found.append(Pair(view.metrics[name], reading(part.value.rows[0]), words, view.metric_link(name)))
    return found


# ---------------------------------------------------------------------- notes on the data
@dataclass(frozen=True, slots=True)
class Note:
    """Something to know before the number is judged: the look and the sign, what it is, what it does."""

    look: str
    sign: str
    head: str
    text: str


def notes(metric: Metric, one: Reading, whole: Answer, words: Words) -> list[Note]:
    """Return what a reader must know of the data behind a number."""
    found = []
    if one.too_few:
        needed = words.needed(one, survey=metric.survey, least=metric.min_n).text
        text = _("So few may say anything: no verdict and no change are given.")
        found.append(Note("flat", "too few to judge", _("{needed}.", needed=needed), text))
    if one.provisional:
        count = words.count(one.n_open).text
        head = ngettext("{n} is not finished yet.", "{n} are not finished yet.", one.n_open, n=count)
        found.append(Note("flat", "too few to judge", head, _("Their final times will still move the last days.")))
    if one.note:
        found.append(Note("flat", "too few to judge", _("No number:") if one.value is None else _("Note:"), one.note))
    left = whole.excluded.get(metric.id, {})
    if without := left.get("no_calendar", 0):
        head = ngettext("{n} has no calendar", "{n} have no calendar", without, n=words.count(without).text)
        text = _("and is left out on this clock, not counted as 0.")
        found.append(Note("close", "too close to call", head, text))
    definition_note = str(whole.definitions[metric.id].get("note", ""))
    if definition_note:
        found.append(Note("close", "too close to call", _("Not as asked."), definition_note))
    return found


# ---------------------------------------------------------------------- why it changed
@dataclass(frozen=True, slots=True)
class Causes:
    """What moved the number: parts that add up, the other dimensions, the slice that moved it most."""

    steps: Steps | None = None
    title: str = ""
    others: Sequence[Option] = ()
    links: Sequence[str] = ()
    error: str = ""
    later: str = ""


def causes(view: View, metric: Metric, words: Words) -> Causes | None:
    """Return what moved the number, None where nothing is compared; it takes a while, so only where asked for."""
    if view.before is None:
        return None
    if view.state.get("view") != WHY:
        return Causes(later=view.link(view=WHY))
    try:
        found = view.contributors(metric.id)
    except DeskgaugeError as error:
        return Causes(error=str(error))
    by = view.state.by[0] if view.state.by else ""
    split = next((one for one in found.splits if by in one.by), found.splits[0])
    made = steps(found, split, view.name_of, words)
    others = [
        Option(dimension_name(one.by[0]), view.link(view=WHY, by=one.by[0]), one is split)
        for one in found.splits
        if one.by and one.by[0] in DIMENSIONS and (one.by[0] != "agent" or view.viewer.may("people"))
    ]
    links = [row_link(view, made.dimension, step.value) if step.is_slice else "" for step in made.steps]
    return Causes(made, made.dimension, others[:6], links)


def row_link(view: View, dimension: str, value: object) -> str:
    """Return the address that filters by a slice, "" where addresses know no such filter."""
    if dimension not in KEYS_OF:
        return ""
    return view.state.with_value(KEYS_OF[dimension], "-" if value is None else str(value))


# ---------------------------------------------------------------------- breakdown
@dataclass(frozen=True, slots=True)
class Breakdown:
    """The metric by one dimension: its tabs, its rows, and what each row filters by."""

    tabs: Sequence[Option]
    title: str
    dimension: str
    rows: Sequence[Slice]
    links: Sequence[str]
    error: str = ""


def breakdown(view: View, metric: Metric, words: Words) -> Breakdown | None:
    """Return the metric by one dimension, the first that it can be cut by where none is asked for."""
    possible = [name for name in BY if _can(view, metric, name)]
    if not possible:
        return None
    asked = view.state.by[0] if view.state.by else ""
    dimension = asked if asked in possible else possible[0]
    tabs = [Option(dimension_name(name), view.link(by=name), name == dimension, name) for name in possible]
    part: Part[Answer] = view.attempt(lambda: view.query(metric.id, by=dimension))
    rows = slices(part.value.rows, dimension, view.name_of, words) if part.value is not None else []
    links = [row_link(view, dimension, row.value) for row in rows]
    return Breakdown(tabs, dimension_name(dimension), dimension, rows, links, part.error)


def _can(view: View, metric: Metric, name: str) -> bool:
    if name in view.holdings.values and not view.holdings.values[name]:
        return False
    try:
        check_dimension(metric, name)
    except UsageError:
        return False
    return True


# ---------------------------------------------------------------------- how it is spread
def spread(
    view: View, metric: Metric, words: Words, target: float | None, stats: Mapping[str, Reading]
) -> Part[Chart] | None:  # fmt: skip
    """Return how the waits are spread, None for what is no duration."""
    if not metric.is_duration:
        return None
    median, p90 = (stats[name].value if name in stats else None for name in ("median", "p90"))

    def drawn() -> Chart:
        return distribution(metric, view.distribution(metric.id).rows, words, target=target, median=median, p90=p90)

    return view.attempt(drawn)


# ---------------------------------------------------------------------- under other rules
@dataclass(frozen=True, slots=True)
class Rules:
    """The same tickets under other rules; ``later`` where it is computed only when asked for."""

    comparison: Comparison | None = None
    rows: Sequence[tuple[str, str, str, Reading]] = ()
    differing: str = ""
    error: str = ""
    later: str = ""


def rules(view: View, metric: Metric, words: Words) -> Rules | None:
    """Return the metric under every definition of it, None where nobody is known to differ."""
    if not definitions_of(metric.id):
        return None
    if view.state.get("view") != RULES:
        return Rules(later=view.link(view=RULES))
    try:
        found = view.compare_definitions(metric.id)
    except DeskgaugeError as error:
        return Rules(error=str(error))
    rows = [
        (_(one.title), _(str(one.about.get("text", ""))), _number(one.differing, words), reading(one.row))
        for one in found.definitions
    ]
    return Rules(found, rows, words.count(found.differing).text)


def _number(count: int | None, words: Words) -> str:
    return "" if count is None else words.count(count).text


# ---------------------------------------------------------------------- tickets
@dataclass(frozen=True, slots=True)
class Tickets:
    """The rows behind a number: how many counted, the first of them, where all are."""

    counted: str
    out: str
    rows: Sequence[Behaved]
    all_rows: str
    download: str
    error: str = ""


def tickets(view: View, metric: Metric, words: Words) -> Tickets | None:
    """Return the rows behind a number, None for who may not see rows."""
    if not view.viewer.may("rows"):
        return None
    path = f"/metric/{metric.id}/tickets"
    try:
        found = view.explain(metric.id, limit=SHOWN_ROWS, whole=True)
    except DeskgaugeError as error:
        return Tickets("", "", (), "", "", str(error))
    part = found.parts[0] if found.parts else None
    rows = rows_of(found, part, words) if part is not None else []
    counted = part.counted if part is not None else 0
    out = sum(part.excluded.values()) if part is not None else 0
    download = view.state.link(f"{path}.csv") if view.viewer.may("export") else ""
    return Tickets(words.count(counted).text, words.count(out).text, rows, view.state.link(path), download)
