"""A project's pieces put together: its settings, its store, its catalogue. The only place that does."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from copy import copy
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

from deskgauge.catalogue import profiles, registry
from deskgauge.catalogue.named import wrong_names
from deskgauge.catalogue.own import FOLDER, Own, read_specs
from deskgauge.engine import ask
from deskgauge.engine.build import build, made_from
from deskgauge.engine.question import Question, given_names, instant
from deskgauge.engine.store import Store, facts_rest_on, knowledge, open_store
from deskgauge.errors import MissingDataError, ProjectError, UsageError, WorkFailedError
from deskgauge.insight.asking import Insights, Table
from deskgauge.language import _
from deskgauge.model.settings import FILE_NAME, Settings, with_targets
from deskgauge.model.settings_file import load_settings

if TYPE_CHECKING:
    from deskgauge.catalogue.metric import Metric
    from deskgauge.engine.answer import Answer
    from deskgauge.engine.ask import Session
    from deskgauge.engine.base import Engine
    from deskgauge.engine.definitions import Comparison
    from deskgauge.engine.explain import Explanation
    from deskgauge.engine.holdings import Holdings
    from deskgauge.engine.question import Span
    from deskgauge.engine.run import Knowledge
    from deskgauge.engine.scorecard import Chosen, Scorecard
    from deskgauge.engine.ticket import Story
    from deskgauge.model.checks_declare import Finding
    from deskgauge.sources.outcome import ImportLine, ImportReport

__all__ = ["Finding", "ImportLine", "ImportReport", "Scorecard", "Workspace"]

Progress = Callable[[str, int, int], None]
Text = str | datetime | None


class Workspace(Insights):
    """An open project. Instants in answers are aware and in the company's zone; durations seconds, shares 0..1."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.most_rows: int | None = None  # how many rows an answer may have; None for any number
        file = path / FILE_NAME
        if not file.is_file():
            raise ProjectError(
                _(
                    "There is no project in {path}: {file_name} is missing. Make one with `deskgauge init`, "
                    "or name its folder with --project.",
                    path=path.resolve(),
                    file_name=FILE_NAME,
                )
            )
        settings = load_settings(file)
        own = _own(path, settings)
        self._catalogue = registry.with_own(own.metrics)
        self.settings: Settings = with_targets(settings, own.targets)
        _check_names(self.settings, self._catalogue, file)
        self.store: Store = open_store(self.settings.store_url, path / "data")

    def over(self, store: Store, most_rows: int | None) -> Self:
        """Return the same project over another store, its own as one question sees it; answers have at most so many
        rows."""
        other = copy(self)
        other.store, other.most_rows = store, most_rows
        return other

    def close(self) -> None:
        """Let go of the project; nothing is held open between two questions."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def metrics(self) -> dict[str, Metric]:
        """Return the catalogue by id: the built-in metrics and the project's own."""
        return self._catalogue

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
        """Answer a question; raise UsageError where it cannot be asked so, MissingDataError where data is missing.

        ``metrics`` and ``by`` may also be lists, or texts with commas.
        """
        metrics, by = given_names(metrics), given_names((by,) if isinstance(by, str) else by)
        if where is not None and not isinstance(where, str):
            raise UsageError(_("where is a text such as \"channel = 'email'\", not {where}.", where=repr(where)))
        question = Question(metrics, by, grain, from_, to, where, clock, stat, anchor, definition, compare, as_of)
        question = replace(question, most=self.most_rows)
        for name in metrics:
            registry.metric(name, self.metrics())
        with self._session(as_of) as session:
            return ask.answer(session, question)

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
        """Return the metrics of the project's choice that the data allows, by default over the last 28 whole days.

        Without a choice in the settings, and with ``all``, these are all metrics; ``only`` names the ones to show.
        ``stat`` is that of the durations.
        """
        from deskgauge.engine.scorecard import Chosen, scorecard

        for name in only:
            registry.metric(name, self.metrics())
        chosen = Chosen({"metrics": [*only]}, frozenset(only), len(self._catalogue)) if only else None
        if not only and not all:
            chosen = self.chosen()
        asked = Question((), from_=from_, to=to, where=where, clock=clock, stat=stat, compare=compare)
        with self._session(as_of) as session:
            return scorecard(session, asked, chosen=chosen)

    def holdings(self) -> Holdings:
        """Return how far the data reach, the rows of each table, and the values that they can be cut by."""
        from deskgauge.engine.holdings import holdings

        with self._session(None) as session:
            return holdings(session)

    def chosen(self) -> Chosen | None:
        """Return the metrics that the settings choose for the scorecard, None where they choose none."""
        from deskgauge.engine.scorecard import Chosen

        settings = self.settings
        said: dict[str, str | list[str]] = {
            key: names
            for key, names in (("aims", list(settings.aims)), ("metrics", list(settings.scorecard_metrics)))
            if names
        }
        if settings.profile is not None:
            said = {"profile": settings.profile, **said}
        if not said:
            return None
        named = {one.metric for one in profiles.chosen(settings.profile, settings.aims, settings.scorecard_metrics)}
        own = set(self._catalogue) - set(registry.builtin())
        return Chosen(said, frozenset(own | named & set(self._catalogue)), len(self._catalogue))

    def explain(
        self,
        metric: str,
        *,
        from_: Text = None,
        to: Text = None,
        where: str | None = None,
        clock: str | None = None,
        stat: str = "headline",
        anchor: str | None = None,
        definition: str = "deskgauge",
        as_of: Text = None,
        period: str | None = None,
        limit: int | None = 20,
        whole: bool = False,
    ) -> Explanation:
        """Follow one number down to its rows: what counted, what did not and why.

        ``period`` names a range instead of ``from_`` and ``to``: 2026-03, 2026-Q1, last-week. At most ``limit`` rows of
        each part are fetched, None for all; with ``whole`` each brings all columns of its ticket. Raise as ``query``.
        """
        from deskgauge.engine.explain import explain

        registry.metric(metric, self.metrics())
        question = Question((metric,), (), "total", from_, to, where, clock, stat, anchor, definition, None, as_of)
        question = replace(question, period=period)
        with self._session(as_of) as session:
            return explain(session, question, limit=limit, whole=whole)

    def ticket(self, ticket_id: str, *, metric: str | None = None, as_of: Text = None) -> Story:
        """Tell one ticket's line of time on both clocks, and what each metric, or the one named, makes of it.

        Raise NotFoundError where there is no such ticket or metric.
        """
        from deskgauge.engine.ticket import story

        with self._session(as_of) as session:
            return story(session, ticket_id, metric)

    def compare_definitions(
        self,
        metric: str,
        *,
        from_: Text = None,
        to: Text = None,
        where: str | None = None,
        clock: str | None = None,
        stat: str = "headline",
        as_of: Text = None,
        limit: int | None = 10,
    ) -> Comparison:
        """Answer one metric under every definition of it, and tell on which tickets, calls or answers they differ.

        At most ``limit`` of these are told of one by one, None for all. Raise as ``query`` does.
        """
        from deskgauge.engine.definitions import compare_definitions

        registry.metric(metric, self.metrics())
        question = Question((metric,), (), "total", from_, to, where, clock, stat, None, as_of=as_of)
        with self._session(as_of) as session:
            return compare_definitions(session, question, limit=limit)

    def sql(self, metric: str) -> list[str]:
        """Return the statements that compute a metric over the whole of the data."""
        with self._session(None) as session:
            return ask.statements(session, Question((metric,)))

    def check(self) -> list[Finding]:
        """Return what is wrong with the data, the gravest first."""
        from deskgauge.model.checks import run_checks

        with self._session(None) as session:
            return run_checks(
                session.engine.rows,
                session.knowledge.rows,
                self.settings.labels,
                currency=self.settings.currency,
                calendars=list(self.settings.calendars),
                default_calendar=self.settings.calendar,
                metrics=self.metrics(),
            )

    def _table(self, file: str | Path, encoding: str | None) -> Table:
        from deskgauge.sources.table import read_table

        return read_table(file, encoding)

    @contextmanager
    def _session(self, as_of: Text) -> Iterator[Session]:
        """Open the store, with facts that fit the settings as they are now."""
        if not self.store.exists():
            raise MissingDataError(
                _("There is no data in {path} yet. Import some with `deskgauge import PATH`.", path=self.path.resolve())
            )
        moment = None if as_of is None else instant(as_of, self.settings.time_zone)
        if moment is not None:
            with self._session(None) as today, self.store.read(moment) as engine:
                build(engine, self.settings, moment)
                known, span = knowledge(engine)
                # What was imported later than that moment is hidden, not missing.
                known = replace(known, rows=today.knowledge.rows)
                yield ask.Session(engine, self.settings, self.metrics(), known, span, moment)
            return
        with self._facts() as (engine, known, span):
            yield ask.Session(engine, self.settings, self.metrics(), known, span)

    @contextmanager
    def _facts(self) -> Iterator[tuple[Engine, Knowledge, Span]]:
        """Open the store with facts that rest on the settings as they are now; made anew where they have changed."""
        for is_first in (True, False):
            with self.store.read() as engine:
                if facts_rest_on(engine) == self._facts_made_from:
                    known, span = knowledge(engine)
                    yield engine, known, span
                    return
            # Where another process writes just now, or nobody may, this question makes them for itself.
            with suppress(WorkFailedError):
                if is_first:
                    self._renew()
        with self.store.read(facts=False) as engine:
            build(engine, self.settings)
            known, span = knowledge(engine)
            yield engine, known, span

    def _renew(self) -> None:
        with self.store.write() as writer:
            build(writer.engine, self.settings)
            writer.keep()

    @cached_property
    def _facts_made_from(self) -> str:
        return made_from(self.settings)

    # ------------------------------------------------------------------ import
    def import_files(
        self,
        paths: Sequence[str | Path],
        mapping: str | Path | None = None,
        encoding: str | None = None,
        progress: Progress | None = None,
    ) -> ImportReport:
        """Bring files into the canonical tables and make the facts; importing the same again changes nothing."""
        from deskgauge.sources.files import stage_files
        from deskgauge.sources.outcome import ImportReport

        if encoding is not None:
            try:
                codecs.lookup(encoding)
            except LookupError:
                raise UsageError(
                    _("There is no encoding {encoding}. Try utf-8, utf-16, cp1252 or latin-1.", encoding=repr(encoding))
                ) from None
        with self.store.write() as writer:
            staged = stage_files(
                writer.stage,
                list(paths),
                mapping=mapping,
                encoding=encoding,
                mappings_dir=self.path / "mappings",
                labels=self.settings.labels,
                zone=self.settings.time_zone,
                progress=progress,
            )
            rejects = writer.stage.execute(
                "SELECT table_name, file, line, reason, row FROM stage.rejects ORDER BY file, line, table_name"
            ).fetchall()
            loaded = writer.load(staged.tables, [file.file for file in staged.files])
            if progress:
                progress("facts", 0, 1)
            if loaded.is_news or not self.store.exists():
                build(writer.engine, self.settings)
                writer.keep()
            if progress:
                progress("facts", 1, 1)
        return ImportReport.of(staged, loaded, rejects, self.path / "data" / "rejects")

    def guess_mapping(self, paths: Sequence[str | Path]) -> str:
        """Return the mapping that files seem to need, as TOML text ready to be saved."""
        import duckdb

        from deskgauge.sources.guess import guess_mapping, to_toml

        with duckdb.connect() as connection:
            mapping = guess_mapping(
                connection,
                [Path(path) for path in paths],
                mappings_dir=self.path / "mappings",
                labels=self.settings.labels,
                zone=self.settings.time_zone,
            )
        return to_toml(mapping)


def _own(path: Path, settings: Settings) -> Own:
    """Return the project's own metrics; raise ProjectError with all that is wrong in them."""
    problems: list[str] = []
    specs = read_specs(path / FOLDER, problems)
    if not specs and not problems:
        return Own()
    from deskgauge.engine.own import resolved

    own = resolved(specs, settings, problems)
    if problems:
        told = "".join(f"\n  {problem}" for problem in problems)
        raise ProjectError(_("The own metrics in {path} cannot be used as they are:", path=path / FOLDER) + told)
    return own


def _check_names(settings: Settings, known: Mapping[str, Metric], file: Path) -> None:
    """Raise ProjectError with every name of the settings that is not there, and every target that cannot be one."""
    problems = wrong_names(settings, known)
    if problems:
        raise ProjectError("\n  ".join([_("{file} cannot be used as it is:", file=file), *problems]))
