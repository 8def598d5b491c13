"""How far a viewer's questions reach: which are refused, and the filter that the others get."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from deskgauge.catalogue import registry
from deskgauge.catalogue.metric import Metric
from deskgauge.catalogue.options import Reading
from deskgauge.catalogue.slices import FRAMES, dimension
from deskgauge.engine.filters import Filter, parse_filter
from deskgauge.engine.question import given_names
from deskgauge.web.access.refusals import NoRightError
from deskgauge.web.access.viewer import Viewer, both

TEAM, AGENT = "team", "agent"
TELLS_NOTHING = frozenset({"days"})  # rows of a frame that are the same for all: the calendar


@dataclass(frozen=True, slots=True)
class Reach:
    """The filter that a question is asked with, and whether the rows behind its answer may be shown one by one.

    ``of_team`` says that an agent asks for the totals of the own team, which are told of enough colleagues only.
    """

    where: str | None
    rows: bool
    of_team: bool = False


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks for: metrics, dimensions, a filter."""

    metrics: tuple[Metric, ...]
    by: frozenset[str]
    filter: Filter
    where: str | None

    @classmethod
    def of(
        cls,
        catalogue: Mapping[str, Metric],
        metrics: Sequence[str | Sequence[str]],
        by: str | Sequence[str] | None,
        where: str | None,
    ) -> Wish:
        """Read a question; raise NotFoundError and UsageError as the question itself would."""
        names = given_names(metrics)
        cuts = given_names((by,) if isinstance(by, str) else by or ())
        chosen = tuple(registry.metric(name, dict(catalogue)) for name in names)
        return cls(chosen, frozenset(dimension(name).id for name in cuts), parse_filter(where), where)

    @property
    def named(self) -> frozenset[str]:
        """The dimensions that the question names, in a cut or in its filter."""
        return self.by | self.filter.dimensions

    @property
    def is_of_persons(self) -> bool:
        """Whether the answer tells of people one by one."""
        return AGENT in self.named or any(AGENT in metric.kind.carries for metric in self.metrics)


def reach(viewer: Viewer, wish: Wish) -> Reach:
    """Return how a viewer may ask for what they wish; raise NoRightError where they may not."""
    if not viewer.may("read"):
        raise NoRightError("read", viewer.role)
    if viewer.role == "agent":
        return _of_team(viewer, wish) if wish.named and wish.named <= {TEAM} else _own(viewer, wish)
    if wish.is_of_persons and not viewer.may("people"):
        raise NoRightError("people", viewer.role)
    if viewer.teams is not None and not all(is_cut_by(metric, TEAM) for metric in wish.metrics):
        raise NoRightError("read", viewer.role)
    return Reach(both(viewer.team_limit(), wish.where) if viewer.teams is not None else wish.where, viewer.may("rows"))


def _own(viewer: Viewer, wish: Wish) -> Reach:
    """Let an agent ask for the own figures; a place among others is none of them."""
    if any(AGENT in metric.kind.carries or not is_cut_by(metric, AGENT) for metric in wish.metrics):
        raise NoRightError("read", viewer.role)
    return Reach(viewer.scope(wish.where), viewer.may("rows"))


def _of_team(viewer: Viewer, wish: Wish) -> Reach:
    """Let an agent ask for the team's totals, whole: a narrower cut might tell of one colleague."""
    if viewer.teams is None or any(metric.kind.carries or not is_cut_by(metric, TEAM) for metric in wish.metrics):
        raise NoRightError("read", viewer.role)
    return Reach(wish.where, rows=False, of_team=True)


def is_cut_by(metric: Metric, name: str) -> bool:
    """Say whether a limit to a dimension limits all that a metric is made of.

    What it is set against may be the same whole for every slice; that whole is then told by the number.
    """
    frames = {metric.kind.frame, *_frames(metric)} - TELLS_NOTHING
    return all(name in FRAMES[frame].dimensions for frame in frames)


def _frames(metric: Metric) -> set[str]:
    parts = metric.kind.parts(Reading(filtered=True)).values()
    return {part.frame for part in parts}
