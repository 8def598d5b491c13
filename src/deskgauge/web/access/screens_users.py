"""The users' screens: list and add them, give roles and limits, disable, set a password. For admins."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import Response

from deskgauge.errors import DeskgaugeError, UsageError
from deskgauge.language import _
from deskgauge.web.access.rights import RIGHTS, ROLE_TITLES, ROLES
from deskgauge.web.access.screens import accounts_of, back, screen, status_of, who_and_where
from deskgauge.web.access.viewer import needs

router = APIRouter(include_in_schema=False, dependencies=[Depends(needs("manage"))])
Text = Annotated[str, Form()]
Texts = Annotated[list[str] | None, Form()]
PATH = "/settings/users"


@router.get(PATH)
def users(request: Request) -> Response:
    """Return the list of users, and the form to add one."""
    return _users(request)


@router.post(PATH)
def add_user(
    request: Request, name: Text = "", password: Text = "", role: Text = "viewer",
    limited: Text = "", team: Texts = None, agent: Text = "",
) -> Response:  # fmt: skip
    """Add a user."""

    def add() -> None:
        teams = _teams(limited, team)
        accounts_of(request).add_user(
            name, password, role, teams=teams, agent_id=agent.strip() or None, **who_and_where(request)
        )

    return _done(request, add, {"name": name, "role": role, "agent": agent})


@router.post(f"{PATH}/role")
def change_role(
    request: Request, user: Text = "", role: Text = "", limited: Text = "", team: Texts = None,
    agent: Text = "",
) -> Response:  # fmt: skip
    """Give a user another role and other limits."""

    def change() -> None:
        teams = _teams(limited, team)
        accounts_of(request).set_role(user, role, teams=teams, agent_id=agent.strip() or None, **who_and_where(request))

    return _done(request, change)


@router.post(f"{PATH}/disable")
def disable(request: Request, user: Text = "") -> Response:
    """Let a user in no more."""
    return _done(request, lambda: accounts_of(request).set_disabled(user, True, **who_and_where(request)))


@router.post(f"{PATH}/enable")
def enable(request: Request, user: Text = "") -> Response:
    """Let a user in again."""
    return _done(request, lambda: accounts_of(request).set_disabled(user, False, **who_and_where(request)))


@router.post(f"{PATH}/password")
def set_password(request: Request, user: Text = "", password: Text = "") -> Response:
    """Give a user another password."""
    return _done(request, lambda: accounts_of(request).set_password(user, password, **who_and_where(request)))


def _teams(limited: str, teams: list[str] | None) -> list[str] | None:
    if not limited:
        return None
    if not teams:
        raise UsageError(_("Name at least one team, or let the user see all."))
    return teams


def _done(request: Request, change: Callable[[], object], given: dict[str, str] | None = None) -> Response:
    try:
        change()
    except DeskgaugeError as error:
        return _users(request, error, given)
    return back(PATH)


def _users(request: Request, error: DeskgaugeError | None = None, given: dict[str, str] | None = None) -> Response:
    desk = request.app.state.desk
    known = desk.holdings() if desk.has_data() else None
    ids = known.values.get("team", ()) if known else ()
    names = known.names.get("team", {}) if known else {}
    values = {
        "users": accounts_of(request).users(), "error": str(error or ""), "given": given or {},
        "roles": {role: _(title) for role, title in ROLE_TITLES.items()},
        "rights": {role: [_(RIGHTS[right]) for right in RIGHTS if right in rights] for role, rights in ROLES.items()},
        "teams": {team: names.get(team, team) for team in dict.fromkeys([*names, *ids])},
    }  # fmt: skip
    return screen(request, "access/users.html", _("Users"), values, status_of(error) if error else 200)
