"""The desk as one viewer has it: every question limited to what they may see, what is personal masked.

Pages and API ask this desk and no other, so that no route can forget who asks. What is not listed here cannot be
asked: a new question of the desk is added with its limit.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from deskgauge.catalogue.people import FEWEST_PEOPLE
from deskgauge.errors import NotFoundError
from deskgauge.insight.colleagues import Band, middle_half
from deskgauge.web.access.masks import Mark, has_personal, masked
from deskgauge.web.access.reach import AGENT, TEAM, Reach, Wish, is_cut_by, reach
from deskgauge.web.access.refusals import NoRightError, TooFewPeopleError
from deskgauge.web.access.viewer import Viewer, both

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
    from deskgauge.model.settings import Settings

T = TypeVar("T")
Text = str | datetime | None
PRESENCE = "tickets_solved"  # whoever has rows of it was there
FINE_GRAINS = ("hour", "day")  # a team's day may be one colleague's
OF_ALL = ("rows", "sql", "people", "personal")  # who has these rights, and no limit, sees everything
OWN_EVENTS = ("message", "call", "work")  # what an agent does on a ticket


@dataclass(slots=True)
class Handed:
    """What one request handed out: how many rows, and whether any told something personal, of what."""

    rows: int = 0
    personal: list[str] = field(default_factory=list)


class ScopedDesk:
    """A desk's questions, each asked as far as its viewer may see; raise NoRightError beyond it.

    ``desk`` is the desk, or the open project below it; ``mark`` makes the marks in the place of what is personal.
    """

    def __init__(self, desk: Any, viewer: Viewer, mark: Mark, handed: Handed | None = None) -> None:  # noqa: ANN401  # a Desk or a Workspace, which ask alike
        self._desk = desk
        self._mark = mark
        self.viewer = viewer
        self.handed = handed or Handed()

    # ------------------------------------------------------------------ what tells of nobody
    @property
    def settings(self) -> Settings:
        """The project's settings."""
        found: Settings = self._desk.settings
        return found

    @property
    def language(self) -> str:
        """The project's language."""
        return str(self._desk.language)

    def metrics(self) -> Mapping[str, Metric]:
        """Return the catalogue by id."""
        found: Mapping[str, Metric] = self._desk.metrics()
        return found

    def has_project(self) -> bool:
        """Say whether there is a project."""
        return bool(self._desk.has_project())

    def has_data(self) -> bool:
        """Say whether the project has data."""
        return bool(self._desk.has_data())

    def generation(self) -> str:
        """Return what all answers depend on beside the question."""
        return str(self._desk.generation())

    # ------------------------------------------------------------------ questions
    def query(
        self, *metrics: str | Sequence[str], by: str | Sequence[str] = (), where: str | None = None, **asked: object
    ) -> Answer:
        """Answer a question, as far as the viewer may see."""
        allowed = self._reach(metrics, by, where, asked)
        if allowed.of_team and str(asked.get("grain", "total")) in FINE_GRAINS:
            raise NoRightError("read", self.viewer.role)
        found: Answer = self._desk.query(*metrics, by=by, where=allowed.where, **asked)
        self.handed.rows += len(found.rows)
        return found

    def scorecard(self, *, where: str | None = None, **asked: object) -> Scorecard:
        """Return the scorecard of what the viewer may see; the rest is named beside it, with the reason."""
        found: Scorecard = self._desk.scorecard(where=self._reach((), (), where, asked).where, **asked)
        if self.viewer.is_limited:
            found = self._without_the_whole(found, where)
        self.handed.rows += len(found.lines)
        return found

    def explain(
        self, metric: str, *, where: str | None = None, limit: int | None = 20, whole: bool = False, **asked: object
    ) -> Explanation:
        """Follow one number down to its rows: counts for all, rows for who may see them."""
        allowed = self._reach((metric,), (), where, asked)
        found: Explanation = self._desk.explain(
            metric, where=allowed.where, limit=limit if allowed.rows else 0, whole=whole and allowed.rows, **asked
        )
        self.handed.rows += sum(len(part.rows) for part in found.parts)
        if not self.viewer.may("sql"):
            found = replace(found, sql=[], as_run=[])
        rows = [row for part in found.parts for row in part.rows]
        return self._shown(found, f"explain {metric}", any(map(has_personal, rows)))

    def contributors(
        self, metric: str, by: str | Sequence[str] | None = None, *, where: str | None = None, **asked: object
    ) -> Contributors:
        """Return what moved a metric; by person only for who may see people."""
        allowed = self._reach((metric,), by, where, asked)
        if allowed.of_team and by is None:
            raise NoRightError("read", self.viewer.role)  # every dimension is a narrower cut, colleagues among them
        found: Contributors = self._desk.contributors(metric, by, where=allowed.where, **asked)
        if by is None and not (self.viewer.may("people") or self.viewer.role == "agent"):
            found = replace(found, splits=[split for split in found.splits if AGENT not in split.by])
            if not found.splits:
                raise NoRightError("people", self.viewer.role)
        return found

    def distribution(self, metric: str, *, where: str | None = None, **asked: object) -> Answer:
        """Return how a duration is spread, as far as the viewer may see."""
        allowed = self._reach((metric,), (), where, asked)
        found: Answer = self._desk.distribution(metric, where=allowed.where, **asked)
        self.handed.rows += len(found.rows)
        return found

    def presence(self, start: datetime, end: datetime, teams: Sequence[str] | None = None) -> list[Row]:
        """Return how many people are on shift by weekday and hour, of the teams that the viewer sees."""
        if self.viewer.role == AGENT:
            raise NoRightError("people", self.viewer.role)
        own = self.viewer.teams
        seen = teams if own is None else [team for team in own if teams is None or team in teams]
        found: list[Row] = self._desk.presence(start, end, seen)
        self.handed.rows += len(found)
        return found

    def staff(self) -> dict[str, str]:
        """Return the names of agents for who may see people and what is personal; else none, so that ids stand."""
        if not (self.viewer.may("people") and self.viewer.may("personal")):
            return {}
        found: dict[str, str] = self._desk.staff()
        self.handed.personal.append("names of agents")
        return found

    def middle_half(self, metric: str, **asked: object) -> Band | None:
        """Return between which values the middle half of an agent's colleagues lies, None of fewer than five.

        Those with too few rows of their own are not among them.
        """
        self._reach((metric,), (), None, asked)
        rows = [row for team in self.viewer.teams or () for row in self._colleagues(team, asked, metric)]
        return middle_half(rows)

    def compare_definitions(
        self, metric: str, *, where: str | None = None, limit: int | None = 10, **asked: object
    ) -> Comparison:
        """Answer a metric under every definition; ticket by ticket for who may see rows."""
        allowed = self._reach((metric,), (), where, asked)
        found: Comparison = self._desk.compare_definitions(
            metric, where=allowed.where, limit=limit if allowed.rows else 0, **asked
        )
        found = found if allowed.rows else found.first(0)
        self.handed.rows += len(found.verdicts)
        return found

    def ticket(self, ticket_id: str, *, metric: str | None = None, as_of: Text = None) -> Story:
        """Tell one ticket's line of time; one beyond the viewer's limits is as if it were not there."""
        self._need("rows")
        try:
            found: Story = self._desk.ticket(ticket_id, metric=metric, as_of=as_of)
        except NotFoundError as error:
            if self.viewer.is_limited and error.kind == "ticket":
                raise NotFoundError("ticket", ticket_id, []) from None
            raise
        if not self._is_within(found):
            raise NotFoundError("ticket", ticket_id, [])
        self.handed.rows += 1
        return self._shown(found, f"ticket {ticket_id}", has_personal(found.ticket))

    def check_rows(self, rows: int) -> None:
        """Raise TooManyRowsError where an answer would be too long."""
        self._desk.check_rows(rows)

    def check(self) -> list[Finding]:
        """Return what is wrong with the data; which rows, only for who sees all of them."""
        self._need("read")
        if self.viewer.role == "agent":
            raise NoRightError("read", self.viewer.role)
        found: list[Finding] = self._desk.check()
        sees = self.viewer.may("rows") and self.viewer.may("personal") and not self.viewer.is_limited
        return found if sees else [replace(one, sample=()) for one in found]

    def sql(self, metric: str) -> list[str]:
        """Return the statements that compute a metric."""
        self._need("sql")
        return list(self._desk.sql(metric))

    def holdings(self) -> Holdings:
        """Return what the data hold; of the teams, those that the viewer sees."""
        found: Holdings = self._desk.holdings()
        if not self.viewer.is_limited:
            return found
        teams = self.viewer.teams or ()
        names = {key: one for key, one in found.names.get(TEAM, {}).items() if key in teams}
        values = [one for one in found.values.get(TEAM, ()) if one in teams]
        return replace(found, values={**found.values, TEAM: values}, names={**found.names, TEAM: names})

    # ------------------------------------------------------------------ further computations
    def computed(self, name: str, compute: Callable[[Any], T], *told: Hashable) -> T:
        """Return what ``compute`` makes of the project, which it is given with the same limits.

        Who does not see everything can compute only from the questions above; what is personal is masked in rows,
        where rows are mappings, tuples with names or dataclasses.
        """
        viewer = self.viewer
        self._need("read")
        if not viewer.is_limited and all(map(viewer.may, OF_ALL)):
            found: T = self._desk.computed(name, compute, *told)
            return self._shown(found, f"{name} {told}", False)

        def within(project: object) -> T:
            try:
                return compute(ScopedDesk(project, viewer, self._mark))
            except AttributeError as error:
                if isinstance(error.obj, ScopedDesk):
                    raise NoRightError("read", viewer.role) from error
                raise

        limited: T = self._desk.computed(name, within, *told, *self._limits())
        return self._shown(limited, f"{name} {told}", False)

    def kept(self, key: Hashable, make: Callable[[], T], weight: Callable[[T], int]) -> T:
        """Return what was made for a key for this viewer, such as a page; what it hands out is counted each time."""

        def made() -> tuple[T, Handed]:
            within, outside = Handed(), self.handed
            self.handed = within
            try:
                return make(), within
            finally:
                self.handed = outside

        found: tuple[T, Handed] = self._desk.kept((key, self.viewer), made, lambda one: weight(one[0]))
        self.handed.rows += found[1].rows
        self.handed.personal += found[1].personal
        return found[0]

    # ------------------------------------------------------------------ how
    def _need(self, right: str) -> None:
        if not self.viewer.may(right):
            raise NoRightError(right, self.viewer.role)

    def _reach(
        self,
        metrics: Sequence[str | Sequence[str]],
        by: str | Sequence[str] | None,
        where: str | None,
        asked: Mapping[str, object],
    ) -> Reach:
        allowed = reach(self.viewer, Wish.of(self.metrics(), metrics, by, where))
        if not allowed.of_team:
            return allowed
        if asked.get("period") or asked.get("against"):
            raise NoRightError("read", self.viewer.role)  # the others are counted from "from" to "to" only
        told = tuple(team for team in self.viewer.teams or () if len(self._colleagues(team, asked)) >= FEWEST_PEOPLE)
        if not told:
            raise TooFewPeopleError
        return replace(allowed, where=both(replace(self.viewer, teams=told).team_limit(), where))

    def _colleagues(self, team: str, asked: Mapping[str, object], metric: str = PRESENCE) -> Sequence[Row]:
        """Return the rows of a metric of the others in a team, over the range that is asked for."""
        span = {name: asked[name] for name in ("from_", "to", "as_of") if asked.get(name) is not None}
        limit = replace(self.viewer, teams=(team,)).team_limit()
        found: Answer = self._desk.query(metric, by="agent", where=limit, **span)
        return [row for row in found.rows if row["agent"] not in (None, self.viewer.agent_id) and row["n"]]

    def _limits(self) -> tuple[Hashable, ...]:
        viewer = self.viewer
        return (viewer.role, viewer.teams, viewer.agent_id, viewer.rights)

    def _is_within(self, found: Story) -> bool:
        viewer, ticket = self.viewer, found.ticket
        if viewer.role == "agent":
            own = {event.who for event in found.events if event.what in OWN_EVENTS} | {ticket.get("agent_id")}
            return bool(viewer.agent_id) and viewer.agent_id in own
        return viewer.teams is None or ticket.get("team_id") in viewer.teams

    def _without_the_whole(self, found: Scorecard, where: str | None) -> Scorecard:
        """Leave out the metrics that would tell of more than the viewer's part of the company."""
        apart = []
        for line in found.lines:
            try:
                reach(self.viewer, Wish.of(self.metrics(), (line.metric.id,), (), where))
            except NoRightError as error:
                apart.append((line.metric.id, str(error)))
        gone = {name for name, _why in apart}
        lines = [line for line in found.lines if line.metric.id not in gone]
        answer = replace(
            found.answer,
            rows=[row for row in found.answer.rows if row["metric"] not in gone],
            definitions={name: one for name, one in found.answer.definitions.items() if name not in gone},
            excluded={name: one for name, one in found.answer.excluded.items() if name not in gone},
        )
        return replace(found, lines=lines, answer=answer, apart=[*found.apart, *apart])

    def _shown(self, found: T, what: str, personal: bool) -> T:
        """Return what may be shown of an answer: with marks, or noted down as having told something personal."""
        if not self.viewer.may("personal"):
            return masked(found, self._mark)
        if personal:
            self.handed.personal.append(what)
        return found


def sees_all(viewer: Viewer, metric: Metric) -> bool:
    """Say whether a viewer may ask for a metric at all."""
    return not viewer.is_limited or is_cut_by(metric, AGENT if viewer.role == "agent" else TEAM)
