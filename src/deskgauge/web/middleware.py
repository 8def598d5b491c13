"""What happens around every request: the host is checked, the language set, the policy said, a leaver noticed."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress

from babel.core import negotiate_locale
from starlette.datastructures import Headers, MutableHeaders, QueryParams
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from deskgauge.language import LANGUAGES, _, set_language
from deskgauge.web.desk import Desk
from deskgauge.web.flights import Asking
from deskgauge.web.live import EVENTS
from deskgauge.web.problems import problem_of_status

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
OUTSIDE = ("/static/", EVENTS)  # what asks nothing of the data, or outlives their generations
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


class Safeguards:
    """Says the policy with every answer; with ``hosts``, refuses a request for any other.

    The second keeps a foreign page from reading this server through a name of its own that leads here.
    """

    def __init__(self, app: ASGIApp, hosts: Sequence[str] | None = None) -> None:
        self.app, self.hosts = app, hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, with the headers added."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        if self.hosts is not None and _host(scope) not in self.hosts:
            refused = problem_of_status(421, _("This server answers to {names} only.", names=", ".join(self.hosts)))
            await refused.response()(scope, receive, guarded)
            return
        await self.app(scope, receive, guarded)


def _host(scope: Scope) -> str:
    host = Headers(scope=scope).get("host", "")
    name, _colon, port = host.rpartition(":")
    return (name if name and port.isdigit() else host).lower()


class Speaks:
    """Sets the language of a request: ``lang`` of the address, else what the reader's program asks for, else ours."""

    def __init__(self, app: ASGIApp, desk: Desk) -> None:
        self.app, self.desk = app, desk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer in that language."""
        if scope["type"] == "http":
            asked = QueryParams(scope["query_string"]).get("lang")
            set_language(asked or accepted(Headers(scope=scope).get("accept-language", "")) or self.desk.language)
        await self.app(scope, receive, send)


def accepted(header: str) -> str | None:
    """Return the language of ours that an Accept-Language header likes best, None where it likes none."""
    wishes: list[tuple[float, str]] = []
    for part in header.split(","):
        name, _semicolon, rest = part.strip().partition(";")
        with suppress(ValueError):
            wishes.append((float(rest.strip().removeprefix("q=") or 1), name.strip().replace("-", "_")))
    liked = [name for weight, name in sorted(wishes, key=lambda one: -one[0]) if weight > 0]
    return negotiate_locale(liked, list(LANGUAGES), aliases={name: name for name in LANGUAGES}) if liked else None


class Turns:
    """Answers each request from one generation, and gives up what nobody waits for any more."""

    def __init__(self, app: ASGIApp, desk: Desk) -> None:
        self.app, self.desk = app, desk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer inside a turn of the desk."""
        if scope["type"] != "http" or scope["path"].startswith(OUTSIDE):
            await self.app(scope, receive, send)
            return
        with self.desk.turn() as turn:
            if scope["method"] not in ("GET", "HEAD"):
                await self.app(scope, receive, send)
                return
            await _attended(self.app, scope, receive, send, turn)


async def _attended(app: ASGIApp, scope: Scope, receive: Receive, send: Send, turn: Asking) -> None:
    """Answer a request without a body; when its client goes, the turn is left."""
    inbox: asyncio.Queue[Message] = asyncio.Queue()

    async def attend() -> None:
        while True:
            message = await receive()
            inbox.put_nowait(message)
            if message["type"] == "http.disconnect":
                turn.leave()
                return

    watcher = asyncio.ensure_future(attend())
    try:
        await app(scope, inbox.get, send)
    finally:
        watcher.cancel()
        with suppress(asyncio.CancelledError):
            await watcher
