"""Who is looking: name, role, limits; and what a question may reach for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from starlette.requests import HTTPConnection, Request

from deskgauge.engine.base import literal
from deskgauge.engine.filters import parse_filter
from deskgauge.errors import NotFoundError
from deskgauge.web.access.refusals import NoRightError, NotSignedInError
from deskgauge.web.access.rights import OPEN_TO_AGENTS, RIGHTS, ROLES

DOWNLOADS = (".json", ".csv", ".xlsx")


@dataclass(frozen=True, slots=True)
class Viewer:
    """A person or a token, as a request knows them.

    ``teams`` limits what is seen to these teams, None to none; ``agent_id`` is who an agent is in the data. ``scopes``
    are the rights that a token was given, None where it is no token. ``csrf`` goes into every form.
    """

    name: str
    role: str
    teams: tuple[str, ...] | None = None
    agent_id: str | None = None
    language: str | None = None
    theme: str = "system"
    csrf: str = ""
    scopes: frozenset[str] | None = None
    user_id: int | None = None
    session_id: str | None = field(default=None, repr=False)

    @property
    def rights(self) -> frozenset[str]:
        """The rights of the role, for a token no more than those it was given."""
        rights = ROLES.get(self.role, frozenset())
        return rights if self.scopes is None else rights & self.scopes

    def may(self, right: str) -> bool:
        """Say whether they have a right; raise NotFoundError for one that does not exist."""
        if right not in RIGHTS:
            raise NotFoundError("right", right, RIGHTS)
        return right in self.rights

    def may_open(self, path: str) -> bool:
        """Say whether their role has any business at an address: agents have it at few."""
        plain = path
        for ending in DOWNLOADS:
            plain = plain.removesuffix(ending)
        return self.role != "agent" or any(plain == one or plain.startswith(f"{one}/") for one in OPEN_TO_AGENTS)

    @property
    def is_limited(self) -> bool:
        """Whether they see a part of the company only."""
        return self.role == "agent" or self.teams is not None

    def limit(self) -> str | None:
        """Return the filter that holds for all they see: the own rows of an agent, else those of the teams."""
        if self.role == "agent":
            return f"agent = {literal(self.agent_id or '')}"
        return self.team_limit()

    def team_limit(self) -> str | None:
        """Return the filter of their teams, None where they are not limited to any."""
        if self.teams is None:
            return None
        return f"team in ({', '.join(literal(one) for one in self.teams or ('',))})"

    def scope(self, where: str | None) -> str | None:
        """Return a filter with their limit added; raise as a filter does that cannot be read."""
        return both(self.limit(), where)


def both(limit: str | None, where: str | None) -> str | None:
    """Return the filter that holds where both hold.

    What was asked is parsed by itself and written anew, so that no bracket or comment in it reaches the limit.
    """
    asked = parse_filter(where).tree
    if asked is None:
        return limit
    text = asked.sql(dialect="duckdb", comments=False)
    return text if limit is None else f"({limit}) AND ({text})"


LOCAL = Viewer("local", "admin")
"""The one person at a project that has no users, once they came by the link."""


def current(request: Request) -> Viewer:
    """Return who makes this request; raise NotSignedInError where nobody is known."""
    viewer = viewer_of(request)
    if viewer is None:
        raise NotSignedInError
    return viewer


def viewer_of(connection: HTTPConnection) -> Viewer | None:
    """Return who makes this request, None where nobody is known."""
    found = getattr(connection.state, "viewer", None)
    return found if isinstance(found, Viewer) else None


def needs(right: str) -> Callable[[Request], Viewer]:
    """Return the dependency of a route that takes a right: it gives the viewer, or raises NoRightError.

    ``needs("")`` takes somebody who is signed in, whatever their rights.
    """
    if right and right not in RIGHTS:
        raise NotFoundError("right", right, RIGHTS)

    def checked(request: Request) -> Viewer:
        viewer = current(request)
        if (right and not viewer.may(right)) or not viewer.may_open(request.url.path):
            raise NoRightError(right or "read", viewer.role)
        return viewer

    checked.right = right  # type: ignore[attr-defined]  # read where routes are walked
    return checked
