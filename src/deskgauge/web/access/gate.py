"""The gate in front of every route: finds out who asks, checks forms, and notes down what was taken away."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from anyio.to_thread import run_sync
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import RouteContext, iter_route_contexts
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection, Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from deskgauge.errors import DeskgaugeError
from deskgauge.language import set_language
from deskgauge.web.access.forms import check_form, is_safe
from deskgauge.web.access.look import Look, look_of
from deskgauge.web.access.refusals import RefusedError
from deskgauge.web.access.scoped import Handed
from deskgauge.web.access.viewer import Viewer

if TYPE_CHECKING:
    from deskgauge.web.access.accounts import Accounts

Who = Callable[[HTTPConnection], Viewer | None]
PUBLIC = ("/static", "/login", "/open", "/api/v1/openapi.json")
"""The addresses that anybody may ask for: how to get in, and what holds no data."""

OWN_PAGE = "/me"
"""Where an agent begins."""

FILES = ("text/csv", "application/vnd.", "application/octet-stream")
"""What answers that are taken away as a file begin their media type with."""


class Gate:
    """The middleware that puts into a request's state who asks (``viewer``) and what is ``handed`` out.

    A form that changes something is taken only from a page of ours. Rows that left as a file, and what was told of
    persons, are written into the audit log.
    """

    def __init__(self, app: ASGIApp, who: Who) -> None:
        self.app, self.who = app, who

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or refuse it."""
        if scope["type"] not in ("http", "websocket") or scope["path"].startswith("/static/"):
            await self.app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        try:
            viewer = _looking(await run_sync(self.who, connection), look_of(connection))
        except DeskgaugeError as error:  # the users' database is away: no handler of the app stands around a middleware
            await _refusal(Request(scope), error)(scope, receive, send)
            return
        _speak(connection, viewer)
        taken = Taken(Handed())
        scope.setdefault("state", {}).update(viewer=viewer, handed=taken.handed)
        if viewer is not None and viewer.role == "agent" and scope["path"] == "/":
            await RedirectResponse(OWN_PAGE, 303)(scope, receive, send)
            return
        try:
            if scope["type"] == "http" and not is_safe(scope["method"]):
                receive = await check_form(scope, receive, _expected(connection, viewer))
        except RefusedError as error:
            await _refusal(Request(scope), error)(scope, receive, send)
            return
        await self.app(scope, receive, taken.watching(send))
        accounts: Accounts | None = getattr(scope["app"].state, "accounts", None)
        if accounts is not None and viewer is not None and taken.is_worth_a_line:
            await run_sync(_write_down, accounts, connection, viewer, taken)


class Taken:
    """What one answer took away."""

    def __init__(self, handed: Handed) -> None:
        self.handed = handed
        self.is_file = False

    @property
    def is_worth_a_line(self) -> bool:
        """Whether the log has to tell of it."""
        return self.is_file or bool(self.handed.personal)

    def watching(self, send: Send) -> Send:
        """Return a send that looks at what goes out."""

        async def watched(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200:
                headers = Headers(raw=message["headers"])
                is_attached = headers.get("content-disposition", "").startswith("attachment")
                self.is_file = is_attached or headers.get("content-type", "").startswith(FILES)
            await send(message)

        return watched


def _write_down(accounts: Accounts, connection: HTTPConnection, viewer: Viewer, taken: Taken) -> None:
    question = connection.url.path + (f"?{connection.url.query}" if connection.url.query else "")
    address = address_of(connection)
    if taken.is_file:
        accounts.record(viewer.name, "exported", question, rows=taken.handed.rows or None, address=address)
    if taken.handed.personal:
        what = f"{'; '.join(taken.handed.personal)} ({question})"
        accounts.record(viewer.name, "saw personal columns", what, rows=taken.handed.rows, address=address)


def address_of(connection: HTTPConnection) -> str:
    """Return the network address that a request comes from."""
    return connection.client.host if connection.client else ""


def _looking(viewer: Viewer | None, look: Look) -> Viewer | None:
    """Return the viewer with the language and appearance that this browser chose, where they chose none."""
    if viewer is None:
        return None
    theme = viewer.theme if viewer.theme != "system" else look.theme or viewer.theme
    return replace(viewer, language=viewer.language or look.language, theme=theme)


def _speak(connection: HTTPConnection, viewer: Viewer | None) -> None:
    language = viewer.language if viewer is not None else look_of(connection).language
    if language is not None and "lang" not in connection.query_params:
        set_language(language)


def _expected(connection: HTTPConnection, viewer: Viewer | None) -> str | None:
    """Return what a form of this request has to carry; None where no form of ours is needed.

    A token comes with every request of its program alone, so no foreign page can send it; who is not signed in is
    refused by the route.
    """
    if "authorization" in connection.headers:
        return None
    if viewer is not None:
        return viewer.csrf or None  # who did not come by a cookie has no form
    accounts: Accounts | None = getattr(connection.scope["app"].state, "accounts", None)
    if accounts is None or not is_public(connection.url.path):
        return None
    visit = connection.cookies.get(accounts.visit_cookie)
    return accounts.form_token(visit) if visit else ""


def _refusal(request: Request, error: DeskgaugeError) -> Response:
    handler = request.app.exception_handlers[DeskgaugeError]
    found: Response = handler(request, error)
    return found


# ------------------------------------------------------------------ routes
def rights_of(route: RouteContext) -> frozenset[str] | None:
    """Return the rights that a route takes, "" for somebody signed in; None where it says nothing."""
    calls = _calls(getattr(route, "dependant", None))
    found = frozenset(str(right) for one in calls if (right := getattr(one, "right", None)) is not None)
    return found or None


def unguarded(app: FastAPI) -> list[str]:
    """Return the addresses of an app that say nothing of who may ask for them and are not open to anybody."""
    routes = [(str(one.path), rights_of(one)) for one in iter_route_contexts(app.routes)]
    return sorted({path for path, rights in routes if rights is None and not is_public(path)})


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
