"""Answers that are asked for again and again are compressed once."""

from __future__ import annotations

import gzip

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from deskgauge.web.kept import Kept

SMALLEST = 1000  # bytes; less is not worth it
LEVEL = 6
MOST_ANSWERS, MOST_BYTES = 500, 16_000_000


class Squeezing:
    """Compresses answers that carry an ETag and come in one piece, and keeps what came of it.

    A page of a hundred kilobytes takes longer to compress than everything else takes that is done for it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._kept = Kept(MOST_ANSWERS, MOST_BYTES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, compressed where the asker takes that."""
        if scope["type"] != "http" or "gzip" not in Headers(scope=scope).get("accept-encoding", ""):
            await self.app(scope, receive, send)
            return
        held: list[Message] = []

        async def squeezed(message: Message) -> None:
            if message["type"] == "http.response.start" and _is_fit(Headers(raw=message["headers"])):
                held.append(message)
                return
            if held:
                start = held.pop()
                if not message.get("more_body", False):
                    message = self._compressed(start, message)
                await send(start)
            await send(message)

        await self.app(scope, receive, squeezed)

    def _compressed(self, start: Message, message: Message) -> Message:
        body = message.get("body", b"")
        if len(body) < SMALLEST:
            return message
        headers = MutableHeaders(raw=start["headers"])
        key = (headers["etag"], hash(body))
        small = self._kept.get(key)
        if not isinstance(small, bytes):
            small = gzip.compress(body, LEVEL, mtime=0)
            self._kept.put(key, small, len(small))
        headers["Content-Encoding"] = "gzip"
        headers["Content-Length"] = str(len(small))
        headers.add_vary_header("Accept-Encoding")
        start["headers"] = headers.raw
        return {**message, "body": small}


def _is_fit(headers: Headers) -> bool:
    kind = headers.get("content-type", "")
    return "etag" in headers and "content-encoding" not in headers and kind.startswith(("text/", "application/json"))
