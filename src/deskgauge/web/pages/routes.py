"""The addresses of all pages: each in HTML, and as .json, .csv and .xlsx at the same address."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from deskgauge.errors import NotFoundError
from deskgauge.language import in_language, in_style
from deskgauge.web.access import ScopedDesk, Viewer, current, needs, scoped
from deskgauge.web.pages.assets import FOREVER, asset, assets
from deskgauge.web.pages.failing import failed
from deskgauge.web.pages.page import Page, Shown, pages
from deskgauge.web.pages.render import MEDIA, download, html
from deskgauge.web.pages.view import language_of, make_view

if TYPE_CHECKING:
    from deskgauge.web.desk import Desk
    from deskgauge.web.pages.view import View

Endpoint = Callable[[Request], Response]
OWN = "own."
"""What stands before the ending of a download that a page makes by itself."""
HTML = "text/html; charset=utf-8"
ALL_MEDIA = {**MEDIA, "pdf": "application/pdf"}


def pages_router(desk: Desk) -> APIRouter:
    """Return the routes of all pages and of what they load."""
    router = APIRouter(include_in_schema=False)
    router.add_api_route("/static/{name}", _asset, methods=["GET", "HEAD"])
    for page in pages():
        for ending in page.files:  # before those that all pages have, so that they take their place
            _add(router, f"{page.file}.{ending}", _endpoint(desk, page, f"{OWN}{ending}"), (page.needs, "export"))
        for kind in MEDIA:
            right = page.needs if kind == "json" else "export"
            _add(router, f"{page.file}.{kind}", _endpoint(desk, page, kind), (page.needs, right))
    for page in pages():
        _add(router, page.path, _endpoint(desk, page, "html"), (page.needs,))
    return router


def _add(router: APIRouter, path: str, endpoint: Endpoint, rights: tuple[str, ...]) -> None:
    checks = [Depends(needs(right)) for right in dict.fromkeys(rights)]
    router.add_api_route(path, endpoint, methods=["GET", "HEAD"], dependencies=checks)


def _endpoint(desk: Desk, page: Page, kind: str) -> Endpoint:
    def answer(request: Request) -> Response:
        viewer, asked = current(request), scoped(request)
        language = language_of(desk.settings, request.query_params.multi_items(), viewer)
        asked_for = request.query_params
        digits = asked_for.get("digits") or desk.settings.digits or ""
        with in_language(language), in_style(digits, asked_for.get("calendar") or desk.settings.dates or ""):
            tag = _tag(desk, request, viewer, language)
            headers = {"ETag": tag, "Content-Language": language, "Cache-Control": "private, no-cache"}
            if request.headers.get("if-none-match") == tag:
                return Response(status_code=304, headers=headers)
            try:
                made = asked.kept((page.id, kind, tag), lambda: _made(asked, page, kind, request), _weight)
            except Exception as error:  # noqa: BLE001 - what is no user's mistake is raised again by failed()
                return failed(request, error, desk, viewer)
            content, status = made
            if kind in ("csv", "xlsx") or kind.startswith(OWN):
                name = _ascii(request.url.path.rsplit("/", 1)[-1])
                headers["Content-Disposition"] = f'attachment; filename="{name}"'
            return Response(content, status, headers, ALL_MEDIA.get(kind.removeprefix(OWN), HTML))

    answer.__name__ = f"{page.id}_{kind}".replace(".", "_")
    return answer


def _made(desk: ScopedDesk, page: Page, kind: str, request: Request) -> tuple[bytes, int]:
    """Return the bytes of a page or of one of its downloads, and the status."""
    view = _view(desk, page, request)
    if kind.startswith(OWN):
        return page.files[kind.removeprefix(OWN)](view), 200
    shown = _shown(view)
    return (html(view, shown).encode(), shown.status) if kind == "html" else (download(shown, kind), 200)


def _weight(made: tuple[bytes, int]) -> int:
    return len(made[0])


def _view(desk: ScopedDesk, page: Page, request: Request) -> View:
    params = {name: str(value) for name, value in request.path_params.items()}
    path = page.path.format(**params) if params else page.path
    query = request.query_params.multi_items()
    return make_view(desk, desk.viewer, page, path, query, params, desk.holdings())


def _shown(view: View) -> Shown:
    if view.page.needs_data and not view.holdings.has_dates:
        return Shown("empty.html")
    return view.page.show(view)


def _tag(desk: Desk, request: Request, viewer: Viewer, language: str) -> str:
    """Return what tells this answer from every other: the data, the address, who looks, what it is made with."""
    made_with = [name for name, _content in assets().values()]
    today = f"{datetime.now(UTC):%Y-%m-%d}"  # pages say how old the data are
    parts = [desk.generation(), today, request.url.path, request.url.query, repr(viewer), language, *made_with]
    return f'W/"{hashlib.sha256(chr(0).join(parts).encode()).hexdigest()[:32]}"'


def _ascii(name: str) -> str:
    return "".join(sign if sign.isascii() and (sign.isalnum() or sign in "-_.") else "_" for sign in name)


def _asset(name: str) -> Response:
    found = asset(name)
    if found is None:
        raise NotFoundError("file", name, ())
    content, media = found
    return Response(content, media_type=media, headers={"Cache-Control": FOREVER})
