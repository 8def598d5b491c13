"""Getting in and out: signing in, the link of a project without users, signing out, the own password and look."""

from __future__ import annotations

import secrets
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, Query
from starlette.requests import Request
from starlette.responses import Response

from deskgauge.errors import DeskgaugeError, UsageError
from deskgauge.language import _
from deskgauge.web.access.gate import address_of
from deskgauge.web.access.look import COOKIE, look
from deskgauge.web.access.screens import accounts_of, back, here, lasting, screen, status_of
from deskgauge.web.access.viewer import Viewer, needs, viewer_of

router = APIRouter(include_in_schema=False)
Text = Annotated[str, Form()]
VISIT = 3600.0
YEAR = 365 * 86_400.0


@router.get("/login")
def login_form(request: Request, next: Annotated[str, Query()] = "/") -> Response:
    """Return the form to sign in; whoever is signed in goes on."""
    if viewer_of(request) is not None:
        return back(here(next))
    return _login(request, next)


@router.post("/login")
def login(request: Request, name: Text = "", password: Text = "", next: Text = "/") -> Response:
    """Sign in, or say that it did not work."""
    accounts = accounts_of(request)
    try:
        cookie = accounts.sign_in(
            name, password, address=address_of(request), before=request.cookies.get(accounts.cookie)
        )
    except UsageError as error:
        return _login(request, next, name=name, error=error)
    return _entered(request, cookie, here(next))


@router.get("/open")
def open_link(request: Request, token: Annotated[str, Query()] = "") -> Response:
    """Take the one-time link of a project without users; raise RefusedError where it is used or wrong."""
    return _entered(request, accounts_of(request).open_link(token, address=address_of(request)), "/")


@router.post("/logout")
def logout(request: Request, viewer: Annotated[Viewer, Depends(needs(""))]) -> Response:
    """End the session."""
    accounts = accounts_of(request)
    if viewer.session_id is not None:
        accounts.sign_out(viewer.session_id)
    response = back("/login")
    response.delete_cookie(accounts.cookie, path="/")
    return response


@router.get("/settings/password", dependencies=[Depends(needs(""))])
def password_form(request: Request) -> Response:
    """Return the form to change the own password."""
    return _password(request)


@router.post("/settings/password")
def change_password(
    request: Request, viewer: Annotated[Viewer, Depends(needs(""))], old: Text = "", new: Text = "", again: Text = ""
) -> Response:
    """Change the own password; all sessions end, and one begins anew here."""
    accounts = accounts_of(request)
    try:
        if viewer.user_id is None or viewer.scopes is not None:
            raise UsageError(_("There is no password to change: nobody is signed in by one."))
        if new != again:
            raise UsageError(_("The two new passwords are not the same."))
        accounts.change_own_password(viewer.user_id, old, new, address=address_of(request))
        cookie = accounts.sign_in(viewer.name, new, address=address_of(request))
    except DeskgaugeError as error:
        return _password(request, error)
    return _entered(request, cookie, "/settings/password?done=1")


@router.post("/settings/look")
def choose_look(
    request: Request, viewer: Annotated[Viewer, Depends(needs(""))], lang: Text = "", theme: Text = "", next: Text = "/"
) -> Response:
    """Keep the language and the appearance that somebody chose: of a user with the user, else in this browser."""
    chosen = look(lang, theme)
    if viewer.user_id is not None and viewer.scopes is None:
        accounts_of(request).set_look(viewer.user_id, chosen.language, chosen.theme)
    kept = look(chosen.language or viewer.language, chosen.theme or viewer.theme)
    response = back(here(next))
    response.set_cookie(COOKIE, kept.cookie(), **_cookie(YEAR, request))
    return response


def to_login(request: Request, error: Exception) -> Response:
    """Send a person who is not signed in to where they can do so, and a program to the problem."""
    if request.method in ("GET", "HEAD") and "text/html" in request.headers.get("accept", ""):
        address = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return back(f"/login?next={quote(address, safe='/')}")
    handler = request.app.exception_handlers[DeskgaugeError]
    found: Response = handler(request, error)
    return found


def _login(request: Request, next: str, *, name: str = "", error: DeskgaugeError | None = None) -> Response:
    accounts = accounts_of(request)
    visit = request.cookies.get(accounts.visit_cookie) or secrets.token_urlsafe(16)
    values = {
        "csrf": accounts.form_token(visit), "next": here(next), "name": name, "error": str(error or ""),
        "has_users": accounts.has_users(),
    }  # fmt: skip
    response = screen(request, "access/login.html", _("Sign in"), values, status_of(error) if error else 200)
    response.set_cookie(accounts.visit_cookie, visit, **_cookie(VISIT, request))
    return response


def _password(request: Request, error: DeskgaugeError | None = None) -> Response:
    values = {"error": str(error or ""), "done": error is None and "done" in request.query_params}
    return screen(request, "access/password.html", _("Password"), values, status_of(error) if error else 200)


def _entered(request: Request, cookie: str, path: str) -> Response:
    accounts = accounts_of(request)
    response = back(path)
    response.set_cookie(accounts.cookie, cookie, **_cookie(accounts.settings.session_length, request))
    response.delete_cookie(accounts.visit_cookie, path="/")
    return response


def _cookie(seconds: float, request: Request) -> dict[str, Any]:
    return lasting(seconds, request)
