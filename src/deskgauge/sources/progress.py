"""How far an import is: bytes of the files begun, and within a file what DuckDB says of the query that reads it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Self

from deskgauge.sources.rows import Connection

Progress = Callable[[str, int, int], None]
"""Called again and again, from another thread too: what is being read, bytes done, bytes in all."""

_EVERY = 0.2


class Ticker:
    """Tells a caller how far the files are read, about five times a second while it is entered."""

    def __init__(self, con: Connection, progress: Progress, sizes: Mapping[str, int]) -> None:
        self._con, self._progress, self._sizes = con, progress, sizes
        self._total = sum(sizes.values())
        self._done, self._current, self._within = 0, "", 0.0
        self._begun: set[str] = set()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def starts(self, shown: str) -> None:
        """Say that a file is being read from now on; a sheet is part of its file, and no file begins twice."""
        file = shown if shown in self._sizes else shown.rpartition(":")[0]
        if file in self._begun or file not in self._sizes:
            return
        self._begun.add(file)
        self._done += self._sizes.get(self._current, 0)
        self._current, self._within = file, 0.0
        self._progress(file, self._done, self._total)

    def __enter__(self) -> Self:
        self._con.execute("SET enable_progress_bar = true")
        self._con.execute("SET enable_progress_bar_print = false")
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stop.set()
        self._thread.join()
        self._con.execute("RESET enable_progress_bar")
        self._con.execute("RESET enable_progress_bar_print")
        if error is None:
            self._progress("", self._total, self._total)

    def _run(self) -> None:
        while not self._stop.wait(_EVERY):
            # A file takes several queries, each from 0 to 100: the bar stands still rather than going back.
            self._within = max(self._within, self._con.query_progress() / 100)
            size = self._sizes.get(self._current, 0)
            self._progress(self._current, self._done + int(size * min(self._within, 1.0)), self._total)
