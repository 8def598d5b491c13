"""What a page says where it cannot be shown: what failed, the nearest right names, a way on."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from deskgauge.errors import (
    DeskgaugeError,
    MissingDataError,
    NotFoundError,
    StoreBusyError,
    UsageError,
    WorkFailedError,
)
from deskgauge.language import _, in_language
from deskgauge.model.settings import Settings
from deskgauge.web.access.refusals import NotSignedInError, RefusedError
from deskgauge.web.access.viewer import viewer_of
from deskgauge.web.pages.address import AddressError
from deskgauge.web.pages.bar import Option
from deskgauge.web.pages.render import plain
from deskgauge.web.pages.view import language_of

if TYPE_CHECKING:
    from deskgauge.web.access.viewer import Viewer
    from deskgauge.web.desk import Desk
    from deskgauge.web.problems import Problem

STATUS: tuple[tuple[type[Exception], int], ...] = (
    (AddressError, 400),
    (NotFoundError, 404),
    (MissingDataError, 404),
    (UsageError, 400),
    (StoreBusyError, 503),
    (WorkFailedError, 503),
    (DeskgaugeError, 503),
)


def failed(request: Request, error: Exception, desk: Desk, viewer: Viewer | None) -> Response:
    """Return the page that tells of an error, with the status that fits; raise what is no user's mistake."""
    if isinstance(error, NotSignedInError):
        return RedirectResponse(f"/login?next={quote(_address(request))}", 303)
    status = error.status if isinstance(error, RefusedError) else _status(error)
    if status is None:
        raise error
    title = error.title if isinstance(error, RefusedError) else ""
    return error_page(request, status, str(error), desk, viewer, ways_on(request, error), title=title)


def error_page(
    request: Request,
    status: int,
    text: str,
    desk: Desk,
    viewer: Viewer | None,
    ways: list[Option],
    *,
    title: str = "",
) -> Response:
    """Return the page of an error: a heading, by default that of its status, a sentence, ways on."""
    titles = {
        400: _("This address asks for something that is not there"),
        401: _("Sign in first"),
        403: _("No right to see this"),
        404: _("This is not here"),
        503: _("This did not work just now"),
    }
    settings = _settings(desk)
    language = language_of(settings, request.query_params.multi_items(), viewer)
    heading = title or titles.get(status, _("Something went wrong"))
    values = {"title": heading, "text": text, "ways": ways, "status": status}
    page = plain("error.html", viewer, language, settings.name, values)
    headers = {"Cache-Control": "no-store", "Content-Language": language}
    return Response(page, status, headers, "text/html; charset=utf-8")


def _settings(desk: Desk) -> Settings:
    """Return the project's settings; the usual ones where they cannot be read, which is what the page may tell of."""
    try:
        return desk.settings
    except DeskgaugeError:
        return Settings()


def problem_page(desk: Desk, request: Request, problem: Problem) -> Response:
    """Return the page of a problem that no page of ours told of: an address that leads nowhere, a failure."""
    language = language_of(_settings(desk), request.query_params.multi_items(), viewer_of(request))
    with in_language(language):
        ways = [Option(_("Scorecard"), "/")]
        return error_page(
            request, problem.kind.status, problem.detail, desk, viewer_of(request), ways, title=problem.title
        )


def ways_on(request: Request, error: Exception) -> list[Option]:
    """Return addresses that do work: with the nearest right names in the place of the wrong one."""
    found: list[Option] = []
    if isinstance(error, AddressError):
        found = [Option(f"{error.key}={name}", _with(request, error.key, name)) for name in error.near]
        found.append(Option(_("Without it"), _with(request, error.key, "")))
    elif isinstance(error, NotFoundError) and error.name in request.url.path:
        names = {name.casefold(): name for name in error.known}
        for name in difflib.get_close_matches(error.name.casefold(), names, n=3, cutoff=0.5):
            path = request.url.path.replace(error.name, names[name])
            found.append(Option(names[name], quote(path) + (f"?{request.url.query}" if request.url.query else "")))
    elif isinstance(error, UsageError) and request.url.query:
        found.append(Option(_("The same page without filters"), quote(request.url.path)))
    return [*found, Option(_("Scorecard"), "/")]


def _status(error: Exception) -> int | None:
    return next((status for kind, status in STATUS if isinstance(error, kind)), None)


def _with(request: Request, key: str, value: str) -> str:
    pairs = [(name, value if name == key else text) for name, text in parse_qsl(request.url.query)]
    query = urlencode([(name, text) for name, text in pairs if text], quote_via=quote, safe="!,:.")
    return quote(request.url.path) + (f"?{query}" if query else "")


def _address(request: Request) -> str:
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")
