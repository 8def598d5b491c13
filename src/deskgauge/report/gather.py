"""What a report is made of, asked of a project or of a server's desk: numbers, sentences, one trend, one breakdown."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Protocol

from deskgauge.catalogue.slices import FROM_TIME
from deskgauge.errors import UsageError
from deskgauge.language import current, in_language
from deskgauge.model.periods import unit_start
from deskgauge.report.digest import Digest, Splitting, digest, moved_by, told
from deskgauge.report.digest_causes import Named
from deskgauge.report.numbers import locale_of
from deskgauge.report.reading import Words

if TYPE_CHECKING:
    from deskgauge.catalogue.metric import Metric
    from deskgauge.engine.answer import Answer, Row
    from deskgauge.engine.holdings import Happening
    from deskgauge.engine.scorecard import Scorecard
    from deskgauge.insight.moved import Contributors
    from deskgauge.model.settings import Settings

SIX = (
    "first_response_time", "first_contact_resolution", "csat", "ticket_backlog", "abandonment_rate",
    "cost_per_resolution", "resolution_time", "reopen_rate", "nps", "service_level", "repeat_contact_rate",
    "ticket_volume", "tickets_solved", "unanswered_tickets",
)  # fmt: skip
"""The metrics of the first page, the first six that have a value: how fast, how well, how liked, how much, at what
cost; then what takes the place of one that is not measured."""

CUT_BY = ("channel", "team")
"""What the breakdown is cut by, besides where the digest found the largest cause."""

WEEKS, MOST_WEEKS = 13, 26
"""How many weeks a trend shows, and up to how many a period is told by the week and not by the month."""


class Source(Splitting, Protocol):
    """What a report asks: an open project, or the desk of a server."""

    @property
    def settings(self) -> Settings:
        """Return the settings in force."""

    def metrics(self) -> Mapping[str, Metric]:
        """Return the catalogue by id."""

    def scorecard(
        self,
        *,
        from_: datetime | str | None,
        to: datetime | str | None,
        where: str | None,
        clock: str | None,
        compare: str | None,
    ) -> Scorecard:
        """Return the metrics of a range."""

    def query(
        self,
        *metrics: str,
        by: str | Sequence[str] = (),
        grain: str = "total",
        from_: datetime | str | None = None,
        to: datetime | str | None = None,
        where: str | None = None,
        clock: str | None = None,
        compare: str | None = None,
    ) -> Answer:
        """Answer a question."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a report is asked for. ``from_`` and ``to`` None mean the last 28 whole days; ``compare`` is previous, year
    or None; ``named`` is what slices are called, beyond what the report knows itself; ``happenings`` are told where
    they fall into the period.
    """

    language: str = "en"
    from_: datetime | None = None
    to: datetime | None = None
    where: str | None = None
    clock: str | None = None
    compare: str | None = "previous"
    named: Named | None = None
    happenings: Sequence[Happening] = ()


@dataclass(frozen=True, slots=True)
class Gathered:
    """The numbers of a report, in no language yet: ``in_language`` gives the same ones for another reader.

    ``causes`` holds what moved each metric that changed most; ``trend`` and ``slices`` are rows of ``metric``, the
    slices by dimension.
    """

    asked: Asked
    card: Scorecard
    causes: Mapping[str, Contributors | None]
    six: Sequence[str]
    metric: Metric | None
    trend: Sequence[Row]
    slices: Mapping[str, Sequence[Row]]
    settings: Settings
    catalogue: Mapping[str, Metric]

    def in_language(self, language: str) -> Gathered:
        """Return the same numbers, to be written in another language."""
        return replace(self, asked=replace(self.asked, language=language))

    @property
    def words(self) -> Words:
        """How the numbers are written."""
        return words_for(self.settings, self.asked)

    @property
    def digest(self) -> Digest:
        """The sentences of the first page."""
        with in_language(self.asked.language):
            return digest(self.card, self.causes.get, self.words, named=self.named, happenings=self.asked.happenings)

    def named(self, dimension: str, value: object) -> str:
        """Return what a slice is called, in the language in force."""
        return slice_name(self.asked.named, dimension, value)


def words_for(settings: Settings, asked: Asked) -> Words:
    """Return how the numbers of a report are written."""
    return Words(
        language=asked.language,
        currency=settings.currency,
        clock=asked.clock or "calendar",
        time_zone=settings.time_zone,
        min_n=settings.min_n,
        min_n_survey=settings.min_n_survey,
    )


def gather(source: Source, asked: Asked) -> Gathered:
    """Ask for everything that a report shows; raise as ``scorecard`` does."""
    card = source.scorecard(from_=asked.from_, to=asked.to, where=asked.where, clock=asked.clock, compare=asked.compare)
    moved = moved_by(source, card, compare=asked.compare, where=asked.where, clock=asked.clock)
    valued = {line.metric.id: line.metric for line in card.lines if line.row.get("value") is not None}
    found = Gathered(
        asked=asked,
        card=card,
        causes={name: moved(name) for name in told(card, words_for(source.settings, asked))},
        six=[name for name in SIX if name in valued][:6],
        metric=None,
        trend=(),
        slices={},
        settings=source.settings,
        catalogue=source.metrics(),
    )
    said = found.digest
    surest = max(said.changed, key=lambda item: item.evidence, default=None)
    name = surest.metric if surest else next(iter(found.six), None)
    if name is None:
        return found
    metric, ask = valued[name], partial(source.query, where=asked.where, clock=asked.clock)
    return replace(
        found, metric=metric, trend=_trend(ask, metric, card), slices=_slices(ask, metric, card, said, asked.compare)
    )


def slice_name(given: Named | None, dimension: str, value: object) -> str:
    """Return what a slice is called: a weekday by its name, a code by its word, else as the company calls it."""
    from babel.dates import get_day_names

    from deskgauge.report.answers import written_dimension
    from deskgauge.report.labels import KINDS, slice_word

    if dimension == "weekday" and isinstance(value, int):
        return str(get_day_names("wide", "stand-alone", locale_of(current()))[value - 1]).capitalize()
    if dimension in ("language", "country") and isinstance(value, str):
        return _territory(dimension, value)
    if dimension in KINDS and isinstance(value, str):
        word = slice_word(dimension, value)
        return word[:1].upper() + word[1:]
    return given(dimension, value) if given is not None else written_dimension(dimension, value)


def _territory(dimension: str, code: str) -> str:
    from babel.core import Locale

    locale = Locale.parse(locale_of(current()))
    name = locale.languages.get(code) if dimension == "language" else locale.territories.get(code.upper())
    return name[:1].upper() + name[1:] if name else code


Ask = Callable[..., "Answer"]


def _trend(ask: Ask, metric: Metric, card: Scorecard) -> Sequence[Row]:
    """Return the metric by week, from at least a quarter of a year before the period's end; by month if it is long."""
    days = (card.period_end - card.period_start).days
    grain = "week" if days <= MOST_WEEKS * 7 else "month"
    local = card.period_end.replace(tzinfo=None)
    first = unit_start(local - timedelta(days=max(days, WEEKS * 7)), grain)
    try:
        return ask(metric.id, grain=grain, from_=date.isoformat(first), to=card.period_end).rows
    except UsageError:  # a metric without a value for each period
        return []


def _slices(ask: Ask, metric: Metric, card: Scorecard, said: Digest, compare: str | None) -> dict[str, Sequence[Row]]:
    """Return the metric by the dimension of its cause and by channel and team, as far as it can be cut so."""
    causes = [item.dimension for item in said.why if item.metric == metric.id and item.dimension]
    found: dict[str, Sequence[Row]] = {}
    for name in dict.fromkeys([*CUT_BY, *causes]):
        try:
            answer = ask(metric.id, by=name, from_=card.period_start, to=card.period_end, compare=compare)
        except UsageError:  # it cannot be cut by this
            continue
        rows = [row for row in answer.rows if row.get("value") is not None]
        if len(rows) > 1:
            found[name] = rows if name in FROM_TIME else sorted(rows, key=lambda row: (-_n(row), str(row.get(name))))
    return found


def _n(row: Row) -> int:
    n = row.get("n")
    return n if isinstance(n, int) else 0
