"""What the screens of the accounts share: how they are shown, how they answer, who is told."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from deskgauge.errors import DeskgaugeError
from deskgauge.language import current as language_in_force
from deskgauge.web.access.accounts import Accounts
from deskgauge.web.access.gate import address_of
from deskgauge.web.access.viewer import viewer_of

WRONG = 400


def accounts_of(request: Request) -> Accounts:
    """Return the accounts of the app."""
    found: Accounts = request.app.state.accounts
    return found


def screen(request: Request, template: str, title: str, values: Mapping[str, object], status: int = 200) -> Response:
    """Return a screen in the frame of all pages; it is kept by no browser."""
    from deskgauge.web.pages.render import plain

    viewer, language = viewer_of(request), language_in_force()
    company = request.app.state.desk.settings.name
    page = plain(template, viewer, language, company, {"title": title, **values})
    headers = {"Cache-Control": "no-store", "Content-Language": language}
    return Response(page, status, headers, "text/html; charset=utf-8")


def back(path: str) -> RedirectResponse:
    """Return the answer to a form that was taken: the page it leads to."""
    return RedirectResponse(path, 303, {"Cache-Control": "no-store"})


def here(text: str) -> str:
    """Return an address within this server, "/" where what was given leads elsewhere."""
    is_here = text.startswith("/") and not text.startswith(("//", "/\\"))
    return text if is_here and text.isprintable() else "/"


def status_of(error: DeskgaugeError) -> int:
    """Return the status of a form that was not taken."""
    return int(getattr(error, "status", WRONG))


def who_and_where(request: Request) -> dict[str, str]:
    """Return who does this and from where, for the log."""
    viewer = viewer_of(request)
    return {"by": viewer.name if viewer else "unknown", "address": address_of(request)}


def lasting(seconds: float, request: Request) -> dict[str, object]:
    """Return how a cookie of ours is set: for so long, out of reach of scripts, not for forms of other sites."""
    is_secret = request.url.scheme == "https"
    return {"max_age": int(seconds), "httponly": True, "samesite": "lax", "secure": is_secret, "path": "/"}
