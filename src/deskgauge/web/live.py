"""News for the wallboard: a stream of server-sent events that tells of each new generation of the data."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress

from anyio.to_thread import run_sync
from fastapi import APIRouter, Depends, Request
from starlette.responses import Response, StreamingResponse

from deskgauge.errors import DeskgaugeError, StoreBusyError
from deskgauge.language import _
from deskgauge.web.access import needs
from deskgauge.web.desk import Desk

EVENTS = "/wall/events"
MOST_LISTENERS = 100
LOOK_SECONDS = 1.0
BEAT_SECONDS = 15.0
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


class Listeners:
    """How many listen; each holds a connection open, so there may be only so many."""

    def __init__(self, most: int = MOST_LISTENERS) -> None:
        self._most, self._count = most, 0
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return self._count

    def check(self) -> None:
        """Raise StoreBusyError where there are too many."""
        if self._count >= self._most:
            raise StoreBusyError(
                _("{n} wallboards listen already, and no more can. Close one, or reload by hand.", n=self._most)
            )

    @contextmanager
    def one_more(self) -> Iterator[None]:
        """Count one in for as long as the ``with`` block lasts."""
        with self._lock:
            self._count += 1
        try:
            yield
        finally:
            with self._lock:
                self._count -= 1


def live_router(desk: Desk) -> APIRouter:
    """Return the route of the stream."""
    router = APIRouter(include_in_schema=False)
    listeners = Listeners()

    @router.get(EVENTS, dependencies=[Depends(needs("read"))])
    def events(request: Request) -> Response:
        listeners.check()
        return StreamingResponse(_told(request, desk, listeners), media_type="text/event-stream", headers=HEADERS)

    return router


async def _told(request: Request, desk: Desk, listeners: Listeners) -> AsyncIterator[str]:
    """Tell the generation, then each new one, and a heartbeat in between; until the listener or the server goes."""
    with listeners.one_more():
        known, told_at = "", time.monotonic()
        yield "retry: 5000\n\n"
        while not desk.is_closing and not await request.is_disconnected():
            generation = known
            with suppress(DeskgaugeError):  # settings that are being written, a store that is away: look again
                generation = await run_sync(desk.generation)
            if generation != known:
                known, told_at = generation, time.monotonic()
                yield f"event: generation\ndata: {known}\n\n"
            elif time.monotonic() - told_at >= BEAT_SECONDS:
                told_at = time.monotonic()
                yield ": still here\n\n"
            await asyncio.sleep(LOOK_SECONDS)
