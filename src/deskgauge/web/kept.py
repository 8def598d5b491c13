"""What was answered lately, within bounds of number and weight; and who makes what is missing."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable, Iterator
from contextlib import contextmanager


class Kept:
    """A thread-safe store of the values used last: at most ``entries`` of them, and ``weight`` in all."""

    def __init__(self, entries: int, weight: int) -> None:
        self._entries, self._most = entries, weight
        self._lock = threading.Lock()
        self._values: OrderedDict[Hashable, tuple[object, int]] = OrderedDict()
        self._weight = 0

    def get(self, key: Hashable) -> object | None:
        """Return a value, None where it is not kept."""
        with self._lock:
            found = self._values.get(key)
            if found is None:
                return None
            self._values.move_to_end(key)
            return found[0]

    def put(self, key: Hashable, value: object, weight: int) -> None:
        """Keep a value, and let go of those that were not used for longest; one over all bounds is not kept."""
        if weight > self._most:
            return
        with self._lock:
            self._weight += weight - self._values.pop(key, (None, 0))[1]
            self._values[key] = (value, weight)
            while len(self._values) > self._entries or self._weight > self._most:
                self._weight -= self._values.popitem(last=False)[1][1]

    def __len__(self) -> int:
        return len(self._values)


class Turns:
    """Lets one thread at a time make what stands under a key; the others wait, and then find it made."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._taken: dict[Hashable, tuple[threading.Lock, int]] = {}

    @contextmanager
    def of(self, key: Hashable) -> Iterator[None]:
        """Wait for one's turn at a key, and have it inside the ``with`` block."""
        with self._lock:
            turn, waiting = self._taken.get(key, (threading.Lock(), 0))
            self._taken[key] = (turn, waiting + 1)
        try:
            with turn:
                yield
        finally:
            with self._lock:
                waiting = self._taken[key][1] - 1
                if waiting:
                    self._taken[key] = (turn, waiting)
                else:
                    del self._taken[key]
