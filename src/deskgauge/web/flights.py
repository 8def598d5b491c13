"""Questions on their way: equal ones are computed once, and one that nobody waits for any more is stopped."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from typing import Generic, TypeVar

from deskgauge.engine.base import Engine
from deskgauge.errors import GivenUpError
from deskgauge.language import _

T = TypeVar("T")
AGAIN_SECONDS = 0.05  # a statement that begins just after it was stopped is stopped again


class Asking:
    """One request that asks questions; when it is over, or its viewer has gone, it waits for none of them."""

    def __init__(self) -> None:
        self.gone = False
        self._flights: set[Flight[object]] = set()
        self._lock = threading.Lock()

    def leave(self) -> None:
        """Wait no longer: wake up whoever waits in this request's name. From any thread, without blocking."""
        self.gone = True
        with self._lock:
            flights = list(self._flights)
        for flight in flights:
            flight.wake()

    @contextmanager
    def waiting(self, flight: Flight[object]) -> Iterator[None]:
        """Wait for a flight inside a ``with`` block."""
        with self._lock:
            self._flights.add(flight)
        try:
            yield
        finally:
            with self._lock:
                self._flights.discard(flight)


class Flight(Generic[T]):
    """One computation and those who wait for it."""

    def __init__(self) -> None:
        self._turn = threading.Condition()
        self._engines: list[Engine] = []
        self._waiting = 0
        self._done = False
        self._stopped = False
        self._result: T | None = None
        self._error: BaseException | None = None

    def board(self) -> bool:
        """Count somebody in who waits; say no where it is stopped already."""
        with self._turn:
            if self._stopped:
                return False
            self._waiting += 1
            return True

    @contextmanager
    def using(self, engine: Engine) -> Iterator[None]:
        """Let an engine be stopped inside a ``with`` block."""
        with self._turn:
            self.check()
            self._engines.append(engine)
        try:
            yield
        finally:
            with self._turn:
                self._engines.remove(engine)

    def check(self) -> None:
        """Raise GivenUpError where it is stopped."""
        if self._stopped:
            raise GivenUpError(_("Nobody waits for this answer any more."))

    def fly(self, compute: Callable[[Flight[T]], T]) -> None:
        """Compute, and tell those who wait."""
        result: T | None = None
        error: BaseException | None = None
        try:
            result = compute(self)
        except BaseException as raised:  # noqa: BLE001  # it is raised where somebody waits for it
            error = GivenUpError(_("The question was given up.")) if self._stopped else raised
        with self._turn:
            self._result, self._error, self._done = result, error, True
            self._turn.notify_all()

    def wait(self, asking: Asking, seconds: float) -> T:
        """Return the result; raise GivenUpError after so many seconds, or when the asker has gone."""
        with asking.waiting(self), self._turn:  # type: ignore[arg-type]  # an asking reads nothing of a result
            self._turn.wait_for(lambda: self._done or asking.gone, seconds)
            self._waiting -= 1
            if not self._waiting:
                self._give_up()
        if not self._done:
            raise GivenUpError(
                _("Nobody waits for this answer any more.")
                if asking.gone
                else _(
                    "The answer took longer than {seconds} seconds and was given up. "
                    "Ask for a shorter period, a coarser grain, or fewer metrics and dimensions.",
                    seconds=round(seconds),
                )
            )
        if self._error is not None:
            raise self._error
        return self._result  # type: ignore[return-value]  # done without an error: the result is there

    def wake(self) -> None:
        """Let those who wait look whether they still do."""
        with self._turn:
            self._turn.notify_all()

    def stop(self) -> None:
        """Stop it, whoever waits."""
        with self._turn:
            self._give_up()

    def _give_up(self) -> None:
        if not self._done and not self._stopped:
            self._stopped = True
            threading.Thread(target=self._interrupt, name="deskgauge-stop", daemon=True).start()

    def _interrupt(self) -> None:
        while True:
            with self._turn:
                if self._done:
                    return
                engines = list(self._engines)
            for engine in engines:
                engine.interrupt()
            time.sleep(AGAIN_SECONDS)


Compute = Callable[[Flight[object]], object]


class Flights:
    """All computations of a desk: at most ``at_once`` run, equal ones are one."""

    def __init__(self, at_once: int) -> None:
        self._pool = ThreadPoolExecutor(at_once, thread_name_prefix="deskgauge-ask")
        self._lock = threading.Lock()
        self._known: dict[Hashable, Flight[object]] = {}
        self._closed = False

    def get(self, key: Hashable, prepare: Callable[[], Compute], asking: Asking, seconds: float) -> object:
        """Return what an equal question on its way gives, else what the computation gives that ``prepare`` returns.

        Raise as the computation does, which is called in any case once it is prepared.
        """
        with self._lock:
            if self._closed:
                raise GivenUpError(_("The server is about to end."))
            flight = self._known.get(key)
            if flight is None or not flight.board():
                flight = Flight()
                flight.board()
                self._pool.submit(copy_context().run, self._fly, key, flight, prepare())
                self._known[key] = flight
        return flight.wait(asking, seconds)

    def close(self) -> None:
        """Take nothing new, and stop what is on its way."""
        with self._lock:
            self._closed = True
            flights = list(self._known.values())
        for flight in flights:
            flight.stop()
        self._pool.shutdown(wait=False)

    def _fly(self, key: Hashable, flight: Flight[object], compute: Compute) -> None:
        try:
            flight.fly(compute)
        finally:
            with self._lock:
                if self._known.get(key) is flight:
                    del self._known[key]
