"""One open project on a server: asked by many threads, each question computed once for each generation."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, cast

from deskgauge.catalogue import registry
from deskgauge.engine.held import Held, Lease, LeasedStore
from deskgauge.engine.holdings import NOTHING
from deskgauge.engine.question import check_rows
from deskgauge.engine.store import GoneError
from deskgauge.errors import MissingDataError, ProjectError
from deskgauge.language import _, current
from deskgauge.model.settings import FILE_NAME, Settings
from deskgauge.project import Workspace
from deskgauge.web.flights import Asking, Compute, Flight, Flights
from deskgauge.web.kept import Kept, Turns

if TYPE_CHECKING:
    from deskgauge.catalogue.metric import Metric
    from deskgauge.engine.answer import Answer, Row
    from deskgauge.engine.definitions import Comparison
    from deskgauge.engine.explain import Explanation
    from deskgauge.engine.holdings import Holdings
    from deskgauge.engine.scorecard import Scorecard
    from deskgauge.engine.ticket import Story
    from deskgauge.insight.moved import Contributors
    from deskgauge.model.checks_declare import Finding

T = TypeVar("T")
Text = str | datetime | None
LOOK_SECONDS = 1.0  # how old the news of a generation in a database server may be
NO_DATA = "0"  # the generation of a project without data


@dataclass(frozen=True, slots=True)
class Limits:
    """What a desk gives: seconds for one answer, rows in it, questions computed at once; and what it keeps.

    ``kept_rows`` bounds the rows of kept answers, ``kept_bytes`` the bytes of kept pages.
    """

    seconds: float = 60.0
    rows: int = 100_000
    at_once: int = 4
    kept_answers: int = 500
    kept_rows: int = 100_000
    kept_pages: int = 1_000
    kept_bytes: int = 64_000_000


@dataclass(slots=True)
class _Project:
    """A project as it was opened, the store's newest generation held, and what its files were like."""

    workspace: Workspace
    held: Held
    made_from: Hashable


class _Turn(Asking):
    """One request at the desk: all its questions are answered from one generation and one state of the settings."""

    def __init__(self) -> None:
        super().__init__()
        self.project: _Project | None = None
        self.lease: Lease | None = None

    def end(self) -> None:
        """Let the generation go."""
        if self.lease is not None:
            self.lease.release()
        self.lease = self.project = None


_turn: ContextVar[_Turn | None] = ContextVar("turn", default=None)


class Desk:
    """An open project for a server. Every method may be called from any thread, and raises as ``Workspace`` does.

    Beside these: GivenUpError where an answer takes too long or its viewer has gone, TooManyRowsError where it is too
    long. Answers are shared between threads: nobody may change them.
    """

    def __init__(self, folder: Path, limits: Limits | None = None) -> None:
        self.folder = folder
        self.limits = limits or Limits()
        self.is_closing = False
        self._lock = threading.Lock()
        self._project: _Project | None = None
        self._flights = Flights(self.limits.at_once)
        self._answers = Kept(self.limits.kept_answers, self.limits.kept_rows)
        self._making = Turns()
        self._pages = Kept(self.limits.kept_pages, self.limits.kept_bytes)

    def leave(self) -> None:
        """Say that the server is about to end: what goes on and on may stop. From any thread."""
        self.is_closing = True

    def close(self) -> None:
        """Let go of the project and of all that is on its way."""
        self.is_closing = True
        self._flights.close()
        with self._lock:
            if self._project is not None:
                self._project.held.close()
                self._project = None

    # ------------------------------------------------------------------ what is open
    @property
    def settings(self) -> Settings:
        """The project's settings, the usual ones where there is no project yet."""
        try:
            return self._opened().workspace.settings
        except ProjectError:
            if self.has_project():
                raise
            return Settings()

    @property
    def language(self) -> str:
        """The project's language; English where its settings cannot be read."""
        try:
            return self.settings.language
        except ProjectError:
            return "en"

    def metrics(self) -> Mapping[str, Metric]:
        """Return the catalogue by id: the built-in metrics and the project's own."""
        return self._opened().workspace.metrics() if self.has_project() else registry.builtin()

    def has_project(self) -> bool:
        """Say whether there is a project in the folder."""
        return (self.folder / FILE_NAME).is_file()

    def has_data(self) -> bool:
        """Say whether the project has data."""
        return self.generation().partition(".")[0] != NO_DATA

    def generation(self) -> str:
        """Return what all answers depend on beside the question: the store's generation and the settings."""
        if not self.has_project():
            return NO_DATA
        with self._in_turn() as turn:
            lease, settings = self._held(turn), self._of(turn).made_from
            return f"{NO_DATA if lease is None else lease.name}.{hash(settings) & 0xFFFFFFFF:x}"

    @contextmanager
    def turn(self) -> Iterator[Asking]:
        """Answer all questions inside the ``with`` block, in whatever thread, from one generation.

        When ``leave`` of what it gives is called, whoever waits for an answer in it gets GivenUpError.
        """
        turn = _Turn()
        token = _turn.set(turn)
        try:
            yield turn
        finally:
            _turn.reset(token)
            turn.leave()
            turn.end()

    # ------------------------------------------------------------------ questions
    def query(
        self,
        *metrics: str | Sequence[str],
        by: str | Sequence[str] = (),
        grain: str = "total",
        from_: Text = None,
        to: Text = None,
        where: str | None = None,
        clock: str | None = None,
        stat: str = "headline",
        anchor: str | None = None,
        definition: str = "deskgauge",
        compare: str | None = None,
        as_of: Text = None,
    ) -> Answer:
        """Answer a question, as ``Workspace.query`` does."""
        asked = {
            "by": by, "grain": grain, "from_": from_, "to": to, "where": where, "clock": clock, "stat": stat,
            "anchor": anchor, "definition": definition, "compare": compare, "as_of": as_of,
        }  # fmt: skip
        return self._answer("query", lambda one: one.query(*metrics, **asked), metrics, asked)  # type: ignore[arg-type]  # named above

    def scorecard(
        self,
        *,
        from_: Text = None,
        to: Text = None,
        where: str | None = None,
        clock: str | None = None,
        stat: str = "headline",
        compare: str | None = "previous",
        all: bool = False,
        only: Sequence[str] = (),
        as_of: Text = None,
    ) -> Scorecard:
        """Return the scorecard, as ``Workspace.scorecard`` does."""
        asked = {"from_": from_, "to": to, "where": where, "clock": clock, "stat": stat, "compare": compare,
                 "all": all, "only": only, "as_of": as_of}  # fmt: skip
        return self._answer("scorecard", lambda one: one.scorecard(**asked), (), asked)  # type: ignore[arg-type]  # named above

    def explain(self, metric: str, **asked: object) -> Explanation:
        """Follow one number down to its rows, as ``Workspace.explain`` does with the same words."""
        return self._answer("explain", lambda one: one.explain(metric, **asked), (metric,), asked)  # type: ignore[arg-type]  # passed on

    def contributors(self, metric: str, by: str | Sequence[str] | None = None, **asked: object) -> Contributors:
        """Return what moved a metric, as ``Workspace.contributors`` does with the same words."""
        return self._answer("contributors", lambda one: one.contributors(metric, by, **asked), (metric, by), asked)  # type: ignore[arg-type]  # passed on

    def distribution(self, metric: str, **asked: object) -> Answer:
        """Return how a duration is spread, as ``Workspace.distribution`` does with the same words."""
        return self._answer("distribution", lambda one: one.distribution(metric, **asked), (metric,), asked)  # type: ignore[arg-type]  # passed on

    def presence(self, start: datetime, end: datetime, teams: Sequence[str] | None = None) -> list[Row]:
        """Return how many people are on shift by weekday and hour, as ``Workspace.presence`` does."""
        return self._answer("presence", lambda one: one.presence(start, end, teams), (start, end, teams), {})

    def staff(self) -> dict[str, str]:
        """Return the names of agents, as ``Workspace.staff`` does."""
        return self._answer("staff", lambda one: one.staff(), (), {})

    def compare_definitions(self, metric: str, **asked: object) -> Comparison:
        """Answer one metric under every definition, as ``Workspace.compare_definitions`` does with the same words."""
        return self._answer("compare", lambda one: one.compare_definitions(metric, **asked), (metric,), asked)  # type: ignore[arg-type]  # passed on

    def ticket(self, ticket_id: str, *, metric: str | None = None, as_of: Text = None) -> Story:
        """Tell one ticket's line of time, as ``Workspace.ticket`` does."""
        asked = {"metric": metric, "as_of": as_of}
        return self._answer(
            "ticket", lambda one: one.ticket(ticket_id, metric=metric, as_of=as_of), (ticket_id,), asked
        )

    def holdings(self) -> Holdings:
        """Return what the data hold, as ``Workspace.holdings`` does; nothing where there is none."""
        return self._answer("holdings", lambda one: one.holdings(), (), {}) if self.has_data() else NOTHING

    def check(self) -> list[Finding]:
        """Return what is wrong with the data, the gravest first."""
        return self._answer("check", lambda one: one.check(), (), {})

    def sql(self, metric: str) -> list[str]:
        """Return the statements that compute a metric over the whole of the data."""
        return self._answer("sql", lambda one: one.sql(metric), (metric,), {})

    def check_rows(self, rows: int) -> None:
        """Raise TooManyRowsError where so many rows are more than are given at once."""
        check_rows(rows, self.limits.rows)

    def computed(self, name: str, compute: Callable[[Workspace], T], *told: Hashable) -> T:
        """Return what ``compute`` makes of the project; kept by the generation, ``name`` and what it was told."""
        return self._answer(name, compute, told, {})

    @property
    def answers_kept(self) -> int:
        """How many answers are kept just now."""
        return len(self._answers)

    def kept(self, key: Hashable, make: Callable[[], T], weight: Callable[[T], int]) -> T:
        """Return what was made for a key in this generation, such as a page; made anew where it is not kept."""
        whole = (self.generation(), key)
        with self._making.of(whole):
            found = self._pages.get(whole)
            if found is None:
                found = make()
                self._pages.put(whole, found, weight(found))
        return cast("T", found)

    # ------------------------------------------------------------------ how
    def _answer(
        self, kind: str, compute: Callable[[Workspace], T], told: Sequence[object], asked: Mapping[str, object]
    ) -> T:
        """Return an answer that is kept, or on its way, or computed now."""
        # An answer's definitions and reasons are texts in the asker's language.
        question = (kind, _frozen(told), _frozen(asked), current())
        with self._in_turn() as turn:
            for _attempt in range(5):
                project, name = self._of(turn), self._lease(turn).name
                found = self._answers.get((name, project.made_from, question))
                if found is not None:
                    return cast("T", found)
                key = (name, project.made_from, question)
                prepare = partial(self._computing, turn, question, compute)
                try:
                    return cast("T", self._flights.get(key, prepare, turn, self.limits.seconds))
                except GoneError:
                    project.held.look_again()
                    turn.end()
            raise GoneError(_("The data changes faster than the question can be answered. Ask again."))

    def _computing(self, turn: _Turn, question: Hashable, compute: Callable[[Workspace], object]) -> Compute:
        project = self._of(turn)
        # A computation may outlast the request that asked first, so it has a hold of its own.
        own = self._lease(turn).again()

        def computed(flight: Flight[object]) -> object:
            store = LeasedStore(project.workspace.store, project.held, own, flight.using)
            try:
                flight.check()
                made = compute(project.workspace.over(store, self.limits.rows))
                self._answers.put((store.lease.name, project.made_from, question), made, _weight(made))
            finally:
                store.close()
                own.release()
            return made

        return computed

    @contextmanager
    def _in_turn(self) -> Iterator[_Turn]:
        turn = _turn.get()
        if turn is not None:
            yield turn
            return
        with self.turn() as own:
            yield cast("_Turn", own)

    def _of(self, turn: _Turn) -> _Project:
        if turn.project is None:
            turn.project = self._opened()
        return turn.project

    def _held(self, turn: _Turn) -> Lease | None:
        if turn.lease is None:
            turn.lease = self._of(turn).held.take()
        return turn.lease

    def _lease(self, turn: _Turn) -> Lease:
        lease = self._held(turn)
        if lease is None:
            folder = self.folder.resolve()
            raise MissingDataError(
                _("There is no data in {folder} yet. Import some with `deskgauge import PATH`.", folder=folder)
            )
        return lease

    def _opened(self) -> _Project:
        """Return the project, opened anew where its files have changed."""
        with self._lock:
            made_from = _files(self.folder)
            if self._project is None or self._project.made_from != made_from:
                workspace = Workspace(self.folder)
                if self._project is not None:
                    self._project.held.close()
                every = 0.0 if workspace.settings.store_url == "duckdb" else LOOK_SECONDS
                self._project = _Project(workspace, Held(workspace.store, every), made_from)
            return self._project


def _files(folder: Path) -> Hashable:
    """Return when the files that a project is made of were written, and how long they are."""
    found = [folder / FILE_NAME, *sorted((folder / "metrics").glob("*.toml"))]
    stats = [(str(path), path.stat()) for path in found if path.is_file()]
    return tuple((name, one.st_mtime_ns, one.st_size) for name, one in stats)


def _frozen(value: object) -> Hashable:
    """Return a value that is equal for equal questions and can be looked up."""
    if isinstance(value, Mapping):
        return tuple(sorted((str(key), _frozen(one)) for key, one in value.items()))
    if isinstance(value, (list, tuple)):
        return tuple(_frozen(one) for one in value)
    return value


def _weight(made: object) -> int:
    """Return about how many rows an answer holds."""
    rows = getattr(made, "rows", None) or getattr(made, "lines", None) or getattr(made, "verdicts", None) or ()
    parts = sum(len(part.rows) for part in getattr(made, "parts", ()))
    return 10 + len(rows) + parts + (len(made) if isinstance(made, list) else 0)
