"""The application: desk, middleware, problems, API and pages put together."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from types import ModuleType

from anyio.to_thread import run_sync
from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import HTTPConnection
from starlette.responses import Response

from deskgauge.errors import DeskgaugeError
from deskgauge.language import _
from deskgauge.web import api
from deskgauge.web.access import LOCAL, Viewer, check_guarded, install
from deskgauge.web.access.accounts import Accounts
from deskgauge.web.access.gate import Gate, Who
from deskgauge.web.described import describe
from deskgauge.web.desk import Desk, Limits
from deskgauge.web.live import live_router
from deskgauge.web.middleware import HEADERS, LOOPBACK, Safeguards, Speaks, Turns
from deskgauge.web.pages.failing import problem_page
from deskgauge.web.pages.routes import pages_router
from deskgauge.web.problems import Problem, problem_of, problem_of_status
from deskgauge.web.squeezing import Squeezing
from deskgauge.web.warming import keep_warm

PREFIX = "/api/v1"
ErrorPage = Callable[[Request, Problem], Response]


def the_one(_connection: HTTPConnection) -> Viewer:
    """Say that the one person at this computer makes the request."""
    return LOCAL


def create_app(
    folder: Path,
    *,
    limits: Limits | None = None,
    hosts: Sequence[str] | None = LOOPBACK,
    who: Who = the_one,
    accounts: Accounts | None = None,
    warm: bool = False,
) -> FastAPI:
    """Return the server's application over a project's folder.

    ``hosts`` are the names it answers to, None any; ``who`` says who makes a request, with ``accounts`` these do. With
    ``warm`` the scorecard of each generation is asked for before anybody comes.
    ``app.state.desk`` is its Desk. It also runs where there is no project or no data yet, and says so.
    """
    desk = Desk(folder, limits)
    app = _bare(desk, hosts, who if accounts is None else accounts.who, warm)
    app.state.desk = desk
    app.state.error_page = partial(problem_page, desk)
    app.openapi = lambda: describe(app)  # type: ignore[method-assign]  # the framework's own way to describe it anew
    _tell_problems(app)
    for router in _routers(api):
        app.include_router(router, prefix=PREFIX)
    if accounts is not None:
        install(app, accounts)
    app.include_router(live_router(desk))
    app.include_router(pages_router(desk))
    check_guarded(app)
    return app


def _bare(desk: Desk, hosts: Sequence[str] | None, who: Who, warm: bool) -> FastAPI:
    """Return the application without any address of its own: what stands before and around all of them."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        warming = [keep_warm(desk)] if warm else []
        yield
        desk.close()
        for thread in warming:
            await run_sync(thread.join, 5)

    return FastAPI(
        title="Deskgauge",
        summary="Customer service, measured",
        version="1",
        openapi_url=f"{PREFIX}/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        middleware=[
            Middleware(Safeguards, hosts=hosts),
            Middleware(GZipMiddleware, minimum_size=1000, compresslevel=6),
            Middleware(Squeezing),
            Middleware(Speaks, desk=desk),
            Middleware(Gate, who=who),
            Middleware(Turns, desk=desk),
        ],
    )


def _modules(package: ModuleType) -> Iterator[ModuleType]:
    """Return the modules of a package, in order."""
    for found in pkgutil.iter_modules(package.__path__):
        yield importlib.import_module(f"{package.__name__}.{found.name}")


def _routers(package: ModuleType) -> Iterator[APIRouter]:
    """Return the router of each module of a package that brings one."""
    for module in _modules(package):
        router = getattr(module, "router", None)
        if isinstance(router, APIRouter):
            yield router


# -------------------------------------------------------------------- problems
def _tell_problems(app: FastAPI) -> None:
    """Answer every error as a problem: of the API as its details, of a page as a page."""

    def told(request: Request, problem: Problem) -> Response:
        page: ErrorPage | None = app.state.error_page
        if page is None or not wants_page(request):
            return problem.response()
        return page(request, problem)

    @app.exception_handler(DeskgaugeError)
    def ours(request: Request, error: DeskgaugeError) -> Response:
        return told(request, problem_of(error))

    @app.exception_handler(RequestValidationError)
    def invalid(request: Request, error: RequestValidationError) -> Response:
        found = [{"name": str(one["loc"][-1]), "reason": str(one["msg"])} for one in error.errors()]
        text = "; ".join(f"{one['name']}: {one['reason']}" for one in found)
        return told(request, problem_of_status(400, text, {"parameters": found}))

    @app.exception_handler(HTTPException)
    def http(request: Request, error: HTTPException) -> Response:
        response = told(request, problem_of_status(error.status_code, _http_text(request, error)))
        response.headers.update(error.headers or {})
        return response

    @app.exception_handler(Exception)
    def unforeseen(request: Request, error: Exception) -> Response:
        text = _(
            "Something failed that should not have ({kind}). The server's log tells more.", kind=type(error).__name__
        )
        response = told(request, problem_of_status(500, text))
        response.headers.update(HEADERS)  # this handler stands outside of the middleware
        return response


def wants_page(request: Request) -> bool:
    """Say whether a request is a person's for a page, not a program's for data."""
    return not request.url.path.startswith("/api/") and "text/html" in request.headers.get("accept", "")


def _http_text(request: Request, error: HTTPException) -> str:
    if error.status_code == 404:
        return _("There is nothing at {path}.", path=request.url.path)
    if error.status_code == 405:
        allowed = (error.headers or {}).get("Allow", "GET")
        return _("{path} takes {methods}, not {method}.", path=request.url.path, methods=allowed, method=request.method)
    return str(error.detail)
