"""What a page is given: the open project, who looks, what the address says, and how numbers are written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from zoneinfo import ZoneInfo

from deskgauge.errors import DeskgaugeError
from deskgauge.language import LANGUAGES
from deskgauge.model.named_periods import set_against
from deskgauge.report.reading import Words
from deskgauge.web.access.viewer import Viewer
from deskgauge.web.pages.page import Page
from deskgauge.web.pages.state import Known, State, parse

if TYPE_CHECKING:
    from deskgauge.catalogue.metric import Metric
    from deskgauge.engine.answer import Answer
    from deskgauge.engine.definitions import Comparison
    from deskgauge.engine.explain import Explanation
    from deskgauge.engine.holdings import Holdings
    from deskgauge.engine.scorecard import Scorecard
    from deskgauge.engine.ticket import Story
    from deskgauge.insight.moved import Contributors
    from deskgauge.model.settings import Settings
    from deskgauge.web.access.scoped import ScopedDesk

T = TypeVar("T")
OF_SCORECARD = ("from_", "to", "where", "clock", "stat", "compare", "as_of")


@dataclass(frozen=True)
class Part(Generic[T]):
    """A part of a page that may fail while the rest stands: what it holds, or the sentence that says why not."""

    value: T | None
    error: str = ""


@dataclass(frozen=True)
class View:
    """One look at one page. Questions get the filters of the address and the limits of the viewer by themselves."""

    desk: ScopedDesk
    viewer: Viewer
    state: State
    page: Page
    words: Words
    holdings: Holdings
    params: Mapping[str, str] = field(default_factory=dict)

    @property
    def settings(self) -> Settings:
        """The project's settings."""
        return self.desk.settings

    @property
    def metrics(self) -> Mapping[str, Metric]:
        """The catalogue by id."""
        return self.desk.metrics()

    # ------------------------------------------------------------------ questions
    def asked(self, **changes: object) -> dict[str, Any]:
        """Return the parts of a question: the address's, changed. The desk adds the limits of the viewer."""
        return {**self.state.question(), **changes}

    def query(self, *metrics: str, by: str | Sequence[str] = (), grain: str = "total", **changes: object) -> Answer:
        """Answer a question over the period and the filters of the address; ``changes`` replace parts of it."""
        return self.desk.query(*metrics, by=by, grain=grain, **self.asked(**changes))

    def scorecard(self, *, all: bool = False, only: Sequence[str] = (), **changes: object) -> Scorecard:
        """Return the scorecard over the period and the filters of the address, or that of the metrics named."""
        parts = self.asked(**changes)
        return self.desk.scorecard(all=all, only=only, **{name: parts[name] for name in OF_SCORECARD})

    def explain(self, metric: str, *, limit: int | None = 20, whole: bool = False, **changes: object) -> Explanation:
        """Follow a number of the address down to its rows."""
        parts = self.asked(**changes)
        parts.pop("compare")
        return self.desk.explain(metric, limit=limit, whole=whole, **parts)

    def contributors(self, metric: str, by: str | None = None, **changes: object) -> Contributors:
        """Return what moved a metric between the period of the address and the one it is compared with."""
        parts = self.asked(**changes)
        parts["compare"] = "year" if parts["compare"] == "year" else "previous"
        return self.desk.contributors(metric, by, **parts)

    def compare_definitions(self, metric: str, *, limit: int | None = 10, **changes: object) -> Comparison:
        """Answer a metric under all definitions over the period and the filters of the address."""
        parts = self.asked(**changes)
        names = ("from_", "to", "where", "clock", "stat", "as_of")
        return self.desk.compare_definitions(metric, limit=limit, **{name: parts[name] for name in names})

    def distribution(self, metric: str, **changes: object) -> Answer:
        """Return how a duration is spread over the period and the filters of the address."""
        parts = self.asked(**changes)
        parts["compare"] = parts["compare"] if parts["compare"] in ("previous", "year") else None
        parts.pop("stat")
        return self.desk.distribution(metric, **parts)

    def ticket(self, ticket_id: str) -> Story:
        """Return one ticket's line of time."""
        return self.desk.ticket(ticket_id)

    def attempt(self, ask: Callable[[], T]) -> Part[T]:
        """Ask for a part of the page; where it cannot be had, the page stands and says why."""
        try:
            return Part(ask())
        except DeskgaugeError as error:
            return Part(None, str(error))

    # ------------------------------------------------------------------ periods
    @cached_property
    def span(self) -> tuple[datetime, datetime]:
        """The aware local midnights that the period begins and ends at."""
        zone = ZoneInfo(self.settings.time_zone)
        start, end = self.state.span()
        return start.replace(tzinfo=zone), end.replace(tzinfo=zone)

    @cached_property
    def before(self) -> tuple[datetime, datetime] | None:
        """The period that it is compared with, None where it is compared with none."""
        if self.state.compare not in ("previous", "year"):
            return None
        zone = ZoneInfo(self.settings.time_zone)
        start, end = set_against(*self.state.span(), self.state.compare)
        return start.replace(tzinfo=zone), end.replace(tzinfo=zone)

    # ------------------------------------------------------------------ words and links
    def words_of(self, options: Mapping[str, object] | None) -> Words:
        """Return how numbers of an answer are written, by the clock that is in force for it."""
        clock = str((options or {}).get("clock") or "calendar")
        return replace(self.words, clock=clock)

    def link(self, path: str | None = None, /, **changes: str | int | None) -> str:
        """Return an address with all filters of this one."""
        return self.state.link(path, **changes)

    def metric_link(self, metric: str, **changes: str | int | None) -> str:
        """Return the address of a metric's page, with all filters of this one."""
        return self.state.link(f"/metric/{metric}", **changes)

    def name_of(self, dimension: str, value: object) -> str:
        """Return what a value of a dimension is called."""
        from deskgauge.web.pages.names import name_of

        return name_of(self.holdings, dimension, value)


def make_view(
    desk: ScopedDesk,
    viewer: Viewer,
    page: Page,
    path: str,
    query: Sequence[tuple[str, str]],
    params: Mapping[str, str],
    holdings: Holdings,
) -> View:
    """Read an address for a viewer; raise AddressError for what is not there."""
    settings = desk.settings
    now = None if holdings.now is None else holdings.now.replace(tzinfo=None)
    clock = "business" if holdings.has_calendars else "calendar"
    state = parse(path, query, Known(holdings.values, now, settings.time_zone, settings.week_start, clock))
    return View(desk, viewer, state, page, words_for(settings, state, viewer), holdings, params)


def language_of(settings: Settings, query: Sequence[tuple[str, str]], viewer: Viewer | None) -> str:
    """Return the language of a page: the link's, else the viewer's own, else the company's."""
    said = [text for key, text in query if key == "lang" and text in LANGUAGES]
    own = viewer.language if viewer is not None else None
    return said[-1] if said else own if own in LANGUAGES else settings.language


def words_for(settings: Settings, state: State, viewer: Viewer | None) -> Words:
    """Return how the numbers of a page are written."""
    return Words(
        language=language_of(settings, list(state.given.items()), viewer),
        currency=settings.currency,
        clock=state.get("clock"),
        time_zone=settings.time_zone,
        min_n=settings.min_n,
        min_n_survey=settings.min_n_survey,
    )
