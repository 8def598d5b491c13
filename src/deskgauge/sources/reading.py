"""From a relation into the stage, over a mended copy where the file is damaged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

import duckdb

from deskgauge.errors import UsageError
from deskgauge.language import _
from deskgauge.sources.rows import Fault, Rows
from deskgauge.sources.staging import Load, Loaded, Stage


def read_in(stage: Stage, rows: Rows, shown: str, load_of: Callable[[Rows], Load]) -> tuple[Rows, Loaded]:
    """Load rows; where the file turns out to be damaged, load its mended copy instead.

    Returns the rows that were loaded, all faults with them, and the counts. Raises UsageError where the file cannot
    be read at all.
    """
    loaded = None
    try:
        loaded = stage.load(load_of(rows))
        if rows.damaged is None or not rows.damaged():
            return rows, loaded
    except duckdb.Error as error:
        if rows.repair is None:
            raise unreadable(shown, error) from error
    if loaded is not None:
        stage.undo(loaded.number)
    if rows.repair is None:
        raise UsageError(_("{shown} cannot be read: it is damaged.", shown=shown))
    mended = rows.repair()
    try:
        loaded = stage.load(load_of(mended))
    except duckdb.Error as error:
        raise unreadable(shown, error) from error
    late = mended.late_faults() if mended.late_faults else []
    return replace(mended, faults=[*mended.faults, *late]), loaded


def unreadable(shown: str, error: Exception) -> UsageError:
    """Return the error for a file that DuckDB cannot read, with the first line of what it says."""
    said = str(error).strip().split("\n", 1)[0].rstrip(".")
    return UsageError(_("{shown} cannot be read: {said}.", shown=shown, said=said))


def with_faults(reasons: tuple[tuple[str, int], ...], faults: Sequence[Fault]) -> tuple[tuple[str, int], ...]:
    """Return the commonest reasons of rejection, those of broken lines among them."""
    counted = Counter(dict(reasons))
    counted.update(one.reason for one in faults)
    return tuple(sorted(counted.items(), key=lambda one: (-one[1], one[0]))[:5])
