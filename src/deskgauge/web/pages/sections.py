"""The parts that pages are put together of: cards, tables of metrics, charts, boards by a dimension, rows.

A page names its metrics once; what of them the data allow is shown, and what the others need is said at the end.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from deskgauge.engine.run import check_dimension, missing_tables
from deskgauge.errors import MissingDataError, UsageError
from deskgauge.language import _
from deskgauge.report.answers import answer_document
from deskgauge.report.charts.trends import trend
from deskgauge.report.export import Sheet
from deskgauge.report.reading import Reading, Words, reading
from deskgauge.report.reasons import Behaved, rows_of
from deskgauge.report.slices import Slice, slices
from deskgauge.web.pages.bar import Option, chips
from deskgauge.web.pages.metric_parts import row_link
from deskgauge.web.pages.names import dimension_name, needed_tables
from deskgauge.web.pages.page import Shown
from deskgauge.web.pages.scorecard import Line

if TYPE_CHECKING:
    from deskgauge.catalogue.metric import Metric
    from deskgauge.engine.answer import Answer
    from deskgauge.report.charts.chart import Chart
    from deskgauge.report.heat_tables import HeatTable
    from deskgauge.web.pages.view import View

WEEKS = timedelta(weeks=13)
"""How far back a trend goes."""

SHEET_NAME = 31
"""How long a sheet's name may be in a workbook."""


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a page: its template, its heading, the columns of twelve that it takes, what is in it.

    ``error`` says why it cannot be shown, ``aside`` what stands beside the heading.
    """

    kind: str
    title: str = ""
    wide: int = 12
    aside: str = ""
    error: str = ""
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Column:
    """A metric beside the first one of a board: its values by slice, and where its number is told of."""

    metric: Metric
    words: Words
    cells: Mapping[object, Reading]
    href: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A row of a board: the slice of its first metric, and the address that filters by it."""

    slice: Slice
    href: str


class Sections:
    """A page as it is put together: its sections, and the answers behind them, which its downloads hold."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.made: list[Section] = []
        self.answers: dict[str, Answer] = {}
        self.missing_tables: dict[str, str] = {}
        self.is_refused = False

    # ------------------------------------------------------------------ metrics
    def lines(self, names: Sequence[str]) -> list[Line]:
        """Return the metrics that the data allow, in the order of ``names``; the others are noted as missing."""
        view, metrics = self.view, self.view.metrics
        for name in names:
            if needs := missing_tables(metrics[name], view.holdings.rows):
                self.missing_tables[name] = f"needs {', '.join(needs)}"
        there = [name for name in names if name not in self.missing_tables]
        if not there:
            return []
        try:
            card = view.scorecard(only=there)
        except MissingDataError:
            self.is_refused = True
            text = _("None of these numbers can be told of what is filtered here, or of what you may see alone.")
            self.made.append(Section("note", error=text))
            return []
        self.answers["Metrics"] = card.answer
        found = {}
        for one in card.lines:
            words = self.words_of(card.answer, one.metric.id)
            found[one.metric.id] = Line(
                one.metric, reading(one.row), one.trend, words, view.metric_link(one.metric.id)
            )  # fmt: skip
        return [found[name] for name in there if name in found]

    def metrics(self, cards: Sequence[str], further: Sequence[str] = ()) -> list[Line]:
        """Show metrics on cards, and further ones as a table; return those that are there."""
        found = self.lines([*cards, *further])
        on_cards = [line for line in found if line.metric.id in cards]
        others = [line for line in found if line.metric.id not in cards]
        if on_cards:
            self.made.append(Section("cards", _("In numbers"), values={"lines": on_cards}))
        if others:
            self.made.append(Section("lines", _("Further numbers"), values={"lines": others}))
        return found

    def words_of(self, answer: Answer, metric: str) -> Words:
        """Return how the numbers of a metric of an answer are written."""
        options = answer.definitions.get(metric, {}).get("options")
        return self.view.words_of(options if isinstance(options, Mapping) else None)

    def has(self, *names: str) -> bool:
        """Say whether the data allow all of these metrics."""
        rows = self.view.holdings.rows
        return not any(missing_tables(self.view.metrics[name], rows) for name in names)

    # ------------------------------------------------------------------ charts
    def figure(self, draw: Callable[[], Chart], *, wide: int = 12) -> None:
        """Show a chart; where it cannot be had, its reason."""
        part = self.view.attempt(draw)
        self.made.append(Section("figure", wide=wide, error=part.error, values={"chart": part.value}))

    def trend(self, name: str, *, wide: int = 6) -> None:
        """Show a metric by the week, up to the end of the period and 13 weeks or more, where the data allow it."""
        if self.has(name) and not self.is_refused:
            self.figure(lambda: self._trend(name), wide=wide)

    def _trend(self, name: str) -> Chart:
        view = self.view
        start, end = view.span
        # Days of what is seldom answered or bought say little; the weeks before show where the period stands.
        answer = view.query(name, grain="week", compare=None, from_=min(start, end - WEEKS), to=end)
        self.answers[f"{name} by week"] = answer
        return trend(view.metrics[name], answer.rows, self.words_of(answer, name), width=520, height=260)

    def heat(self, title: str, aside: str, metric: str, draw: Callable[[], HeatTable]) -> None:
        """Show a week by hours; a cell leads to its metric of that hour, where there is one."""
        part = self.view.attempt(draw)
        path = f"/metric/{metric}" if metric else ""
        values = {"table": part.value, "path": path}
        self.made.append(Section("heat", title, aside=aside, error=part.error, values=values))

    def tabs(self, title: str, options: Sequence[Option]) -> None:
        """Show a choice between views of the page."""
        self.made.append(Section("tabs", title, values={"options": options}))

    # ------------------------------------------------------------------ boards
    def board(self, title: str, dimension: str, first: str, *others: str, wide: int = 6, most: int = 12) -> None:
        """Show a metric by a dimension, with further metrics of the same slices beside it; a row filters the page."""
        view = self.view
        if self.is_refused or view.holdings.values.get(dimension) == []:
            return
        names = [name for name in (first, *others) if self.has(name) and _cuts(view.metrics[name], dimension)]
        if first not in names:
            return
        part = view.attempt(lambda: view.query(*names, by=dimension))
        if part.value is None:
            self.made.append(Section("note", title, wide, error=part.error))
            return
        answer = part.value
        self.answers[f"{first} by {dimension}"] = answer
        words = self.words_of(answer, first)
        rows = slices([row for row in answer.rows if row["metric"] == first], dimension, view.name_of, words)
        values = {
            "main": Column(view.metrics[first], words, {}, view.metric_link(first, by=dimension)),
            "rows": [Drawn(row, row_link(view, dimension, row.value)) for row in rows[:most]],
            "left": len(rows) - most,
            "others": [self._column(answer, name, dimension) for name in names if name != first],
            "dimension": dimension_name(dimension),
        }
        self.made.append(Section("board", title, wide, values=values))

    def _column(self, answer: Answer, name: str, dimension: str) -> Column:
        cells = {row.get(dimension): reading(row) for row in answer.rows if row["metric"] == name}
        return Column(
            self.view.metrics[name], self.words_of(answer, name), cells, self.view.metric_link(name, by=dimension)
        )  # fmt: skip

    # ------------------------------------------------------------------ rows
    def behind(self, title: str, metric: str, *, limit: int = 20, wide: int = 12, **changes: object) -> None:
        """Show the rows behind a number, for those who may see rows."""
        view = self.view
        if not view.viewer.may("rows") or not self.has(metric):
            return
        part = view.attempt(lambda: view.explain(metric, limit=limit, whole=True, **changes))
        rows: Sequence[Behaved] = ()
        if part.value is not None and part.value.parts:
            rows = rows_of(part.value, part.value.parts[0], view.words_of({"clock": part.value.reading.clock}))
        path = view.link(f"/metric/{metric}/tickets")
        self.made.append(
            Section("behind", title, wide, error=part.error, values={"behind": rows, "all_rows": path})
        )  # fmt: skip

    # ------------------------------------------------------------------ the page
    def shown(self, sub: str, *, announce: str = "") -> Shown:
        """Return the page; where the data allow nothing of it, what it needs."""
        view = self.view
        if self.missing_tables:
            needs = [
                (_(view.metrics[name].title), needed_tables(text), view.metric_link(name))
                for name, text in self.missing_tables.items()
            ]
            title = _("Not measured yet")
            self.made.append(Section("needs", title, values={"needs": needs, "is_all": len(self.made) == 0}))
        nobody = (
            view.state.filters
            and self.answers
            and not any(row.get("n") for answer in self.answers.values() for row in answer.rows)
        )
        values = {"sections": self.made, "no_match": chips(view) if nobody else ()}
        return Shown("sections.html", values, sub=sub, announce=announce or sub, sheets=self._sheets, data=self._data)

    def _sheets(self) -> list[Sheet]:
        found = []
        for name, answer in self.answers.items():
            better = {metric: self.view.metrics[metric].better for metric in answer.definitions}
            sheet = answer_document(answer, better, self.view.words).sheets()[0]
            found.append(Sheet(name[:SHEET_NAME], sheet.columns, sheet.rows, sheet.types, sheet.number_format))
        return found

    def _data(self) -> dict[str, object]:
        return {name: answer.to_dict() for name, answer in self.answers.items()}


def _cuts(metric: Metric, dimension: str) -> bool:
    try:
        check_dimension(metric, dimension)
    except UsageError:
        return False
    return True
