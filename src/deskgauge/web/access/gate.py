"""The gate in front of every route: finds out who asks, and says no where nobody said who may."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from anyio.to_thread import run_sync
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import RouteContext, iter_route_contexts
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from deskgauge.errors import DeskgaugeError
from deskgauge.web.access.viewer import Viewer

Who = Callable[[HTTPConnection], Viewer | None]
PUBLIC = ("/static", "/login", "/open", "/api/v1/openapi.json")
"""The addresses that anybody may ask for: how to get in, and what holds no data."""


class Gate:
    """The middleware that puts the viewer of each request into its state; it is called ``viewer`` there."""

    def __init__(self, app: ASGIApp, who: Who) -> None:
        self.app, self.who = app, who

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Find out who asks and let the request go on."""
        if scope["type"] in ("http", "websocket") and not scope["path"].startswith("/static/"):
            viewer = await run_sync(self.who, HTTPConnection(scope))
            scope.setdefault("state", {})["viewer"] = viewer
        await self.app(scope, receive, send)


def install(app: FastAPI, who: Who) -> None:
    """Put the gate in front of an app; ``who`` says who makes a request."""
    app.add_middleware(Gate, who=who)


def right_of(route: RouteContext) -> str | None:
    """Return the right that a route takes, "" where it takes somebody signed in, None where it says nothing."""
    found = [
        str(right)
        for one in _calls(getattr(route, "dependant", None))
        if (right := getattr(one, "right", None)) is not None
    ]
    return max(found, default=None)


def unguarded(app: FastAPI) -> list[str]:
    """Return the addresses of an app that say nothing of who may ask for them and are not open to anybody."""
    return sorted(
        {
            str(one.path)
            for one in iter_route_contexts(app.routes)
            if right_of(one) is None and not is_public(str(one.path))
        }
    )


def check_guarded(app: FastAPI) -> None:
    """Raise DeskgaugeError where a route says nothing of who may ask for it: an app is not served like that."""
    found = unguarded(app)
    if found:
        raise DeskgaugeError(f"Nothing says who may ask for {', '.join(found)}: each route takes needs(…).")


def is_public(path: str) -> bool:
    """Say whether anybody may ask for an address."""
    return any(path == one or path.startswith(f"{one}/") for one in PUBLIC)


def _calls(dependant: Dependant | None) -> Iterator[object]:
    if dependant is None:
        return
    yield dependant.call
    for one in dependant.dependencies:
        yield from _calls(one)
