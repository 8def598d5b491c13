"""A store's newest generation held open for a process that answers many questions at once."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime

from deskgauge.engine.base import Engine
from deskgauge.engine.store import Generation, Store, Writer
from deskgauge.errors import WorkFailedError

Using = Callable[[Engine], AbstractContextManager[None]]


class Lease:
    """One hold on a generation; the generation is closed when the last hold on one that is not the newest ends."""

    def __init__(
        self, generation: Generation, again: Callable[[], Lease], release: Callable[[Generation], None]
    ) -> None:
        self.generation, self._again = generation, again
        self._release: Callable[[Generation], None] | None = release

    @property
    def name(self) -> str:
        """The generation's name."""
        return self.generation.name

    def again(self) -> Lease:
        """Return another hold on the same generation."""
        return self._again()

    def release(self) -> None:
        """Let go; a second time does nothing."""
        release, self._release = self._release, None
        if release is not None:
            release(self.generation)


class Held:
    """The newest generation of a store, and the older ones for as long as somebody reads them. For many threads.

    Whether there is a newer one is looked up at most every ``look_every`` seconds.
    """

    def __init__(self, store: Store, look_every: float = 0.0) -> None:
        self._store, self._every = store, look_every
        self._looked = float("-inf")
        self._lock = threading.Lock()
        self._newest: Generation | None = None
        self._users: dict[int, int] = {}

    def take(self) -> Lease | None:
        """Return a hold on the newest generation, None where there is none."""
        with self._lock:
            if time.monotonic() - self._looked >= self._every:
                name = self._store.generation()
                if self._newest is None or self._newest.name != name:
                    self._retire()
                    self._newest = None if name is None else self._store.hold()
                self._looked = time.monotonic()
            return None if self._newest is None else self._leased(self._newest)

    def look_again(self) -> None:
        """Look for a newer generation the next time, however soon it is."""
        self._looked = float("-inf")

    def close(self) -> None:
        """Let the newest generation go as soon as nobody reads it."""
        with self._lock:
            self._retire()

    def _leased(self, generation: Generation) -> Lease:
        self._users[id(generation)] = self._users.get(id(generation), 0) + 1
        return Lease(generation, lambda: self._again(generation), self._release)

    def _again(self, generation: Generation) -> Lease:
        with self._lock:
            return self._leased(generation)

    def _retire(self) -> None:
        old, self._newest = self._newest, None
        if old is not None and not self._users.get(id(old)):
            old.close()

    def _release(self, generation: Generation) -> None:
        with self._lock:
            left = self._users.pop(id(generation)) - 1
            if left:
                self._users[id(generation)] = left
            elif generation is not self._newest:
                generation.close()


class LeasedStore:
    """A store as one question sees it: it reads the generation that is held, and writes as ever.

    ``using`` is told of each engine while it is read; after a write the newest generation is held instead.
    """

    def __init__(self, store: Store, held: Held, lease: Lease, using: Using) -> None:
        self._store, self._held, self._using = store, held, using
        self._given, self._own = lease, lease

    @property
    def lease(self) -> Lease:
        """The hold on the generation that is read: the one given, or a newer one of this store's own."""
        return self._own

    def exists(self) -> bool:
        """Say whether anything was ever written: it was, for it is held."""
        return True

    @contextmanager
    def read(self, as_of: datetime | None = None, *, facts: bool = True) -> Iterator[Engine]:
        """Open the generation that is held."""
        with self._own.generation.read(as_of, facts=facts) as engine, self._using(engine):
            yield engine

    @contextmanager
    def write(self) -> Iterator[Writer]:
        """Open a write, and hold what it made."""
        with self._store.write() as writer:
            yield writer
        self._held.look_again()
        newest = self._held.take()
        if newest is not None:
            self.close()
            self._own = newest

    def close(self) -> None:
        """Let go of a hold of its own; the one given stays with its giver."""
        if self._own is not self._given:
            self._own.release()
            self._own = self._given

    def describe(self) -> str:
        """Say where and in what state the store is."""
        return self._store.describe()

    def generation(self) -> str | None:
        """Return the name of the generation that is read."""
        return self._own.name

    def hold(self) -> Generation:
        """Refuse: what is held is held by one alone."""
        raise WorkFailedError("A generation that is held cannot be held again.")
