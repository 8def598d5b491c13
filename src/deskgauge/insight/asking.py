"""The questions of this floor as a project asks them: what moved a metric, and a vendor's numbers against ours."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from deskgauge.catalogue import registry
from deskgauge.engine.question import Question, given_names

if TYPE_CHECKING:
    from deskgauge.catalogue.metric import Metric
    from deskgauge.engine.answer import Answer, Row
    from deskgauge.engine.ask import Session
    from deskgauge.insight.moved import Contributors
    from deskgauge.insight.reconcile import Reconciliation

Text = str | datetime | None
Table = tuple[Sequence[str], Sequence[Sequence[str | None]]]


class Insights(ABC):
    """What an open project can be asked beside its numbers; the project says how its data are opened."""

    @abstractmethod
    def metrics(self) -> dict[str, Metric]:
        """Return the catalogue by id."""

    @abstractmethod
    def _session(self, as_of: Text) -> AbstractContextManager[Session]:
        """Open the store."""

    @abstractmethod
    def _table(self, file: str | Path, encoding: str | None) -> Table:
        """Return a file's columns and rows, every value as text."""

    def contributors(
        self,
        metric: str,
        by: str | Sequence[str] | None = None,
        *,
        from_: Text = None,
        to: Text = None,
        compare: str | None = None,
        against: tuple[Text, Text] | None = None,
        of: str | None = None,
        where: str | None = None,
        clock: str | None = None,
        stat: str = "headline",
        anchor: str | None = None,
        definition: str = "deskgauge",
        as_of: Text = None,
    ) -> Contributors:
        """Return what moved a metric between two periods, slice by slice; what is listed adds up to the change.

        ``by`` None tries every dimension of the metric. The other period is the one before, that of the year before
        (``compare="year"``) or ``against``, its first day and the day after its last. ``of`` is the type whose share
        is split, for a share by type. Raise UsageError where there is no change to split.
        """
        from deskgauge.insight.contributors import Wanted, contributors

        registry.metric(metric, self.metrics())
        question = Question((metric,), (), "total", from_, to, where, clock, stat, anchor, definition, compare, as_of)
        names = None if by is None else given_names((by,) if isinstance(by, str) else by)
        with self._session(as_of) as session:
            return contributors(session, question, Wanted(names or None, against, of))

    def distribution(
        self,
        metric: str,
        *,
        grain: str = "total",
        edges: Sequence[float] | None = None,
        from_: Text = None,
        to: Text = None,
        where: str | None = None,
        clock: str | None = None,
        anchor: str | None = None,
        definition: str = "deskgauge",
        compare: str | None = None,
        as_of: Text = None,
    ) -> Answer:
        """Return how many rows of a duration lie in each bucket of time, with ``compare`` also in the other period.

        ``edges`` are the ends of the buckets in seconds; without them about ten are chosen. Raise UsageError where
        the metric is no duration, and as ``query`` does.
        """
        from deskgauge.insight.spread import spread

        registry.metric(metric, self.metrics())
        question = Question((metric,), (), grain, from_, to, where, clock, "median", anchor, definition, compare, as_of)
        with self._session(as_of) as session:
            return spread(session, question, edges)

    def presence(self, start: datetime, end: datetime, teams: Sequence[str] | None = None) -> list[Row]:
        """Return ``weekday`` (1 is Monday), ``hour`` and ``people``: how many are on shift at such an hour on average.

        ``start`` and ``end`` are naive local midnights; with ``teams`` only people of these teams count.
        """
        from deskgauge.insight.presence import presence

        with self._session(None) as session:
            return presence(session, start, end, teams)

    def staff(self) -> dict[str, str]:
        """Return the names of agents by their ids, of those that have one."""
        with self._session(None) as session:
            rows = session.engine.rows("SELECT agent_id, name FROM agents WHERE name IS NOT NULL ORDER BY agent_id")
        return {str(agent): str(name) for agent, name in rows}

    def reconcile(
        self,
        file: str | Path,
        metric: str | None = None,
        *,
        id: str | None = None,
        value: str | None = None,
        unit: str | None = None,
        clock: str | None = None,
        definition: str = "deskgauge",
        tolerance: float | None = None,
        encoding: str | None = None,
    ) -> Reconciliation:
        """Hold a vendor's export of a metric by ticket against ours: the share that is equal, the rest by cause.

        ``id`` and ``value`` name the file's columns, ``unit`` (seconds, minutes, hours, days) that of its durations,
        where they are not to be guessed. Durations are equal within ``tolerance`` seconds, by default one.
        """
        from deskgauge.insight.reconcile import Against, reconcile
        from deskgauge.insight.vendor_file import Wish

        if metric is not None:
            registry.metric(metric, self.metrics())
        table = self._table(file, encoding)
        with self._session(None) as session:
            wish, against = Wish(id, value, unit), Against(metric, clock, definition, tolerance)
            return reconcile(session, Path(file).name, table, wish, against)
