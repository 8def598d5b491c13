"""The tree of errors; floor 0, imports only the language from the package.

DeskgaugeError
├── UsageError          the person asked for something that is not there or contradicts itself (exit 2)
│   ├── NotFoundError   a name that does not exist, with the nearest right ones
│   ├── ProjectError    no project here, or its deskgauge.toml cannot be used
│   ├── MissingDataError  the question needs a table that is empty
│   └── TooManyRowsError  the answer would have more rows than are given out at once
├── WorkFailedError     the request was right and the work failed (exit 1)
│   ├── ImportFailedError  nothing of a file could be stored
│   ├── StoreBusyError     another process is writing
│   ├── GivenUpError       nobody waits for the answer any more, or it took longer than it may
│   └── UnsupportedError   this engine cannot do it; the sentence says why
└── TargetMissedError   a target or a check is missed, asked for with --strict (exit 3)
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from deskgauge.language import _, either


class DeskgaugeError(Exception):
    """Base of all errors a user can act on; its text is the whole message, its code the exit status."""

    exit_code = 1


class UsageError(DeskgaugeError):
    """The request cannot be answered as it was made."""

    exit_code = 2


class NotFoundError(UsageError):
    """A name that does not exist; says what kind of thing, where it was looked for and the nearest right names."""

    def __init__(self, kind: str, name: str, known: Iterable[str], where: str = "") -> None:
        self.kind, self.name, self.known = kind, name, sorted(known)
        self.suggestions = nearest(name, self.known)
        told = (
            _("There is no {kind} {name} in {where}.", kind=_(kind), name=repr(name), where=where)
            if where
            else _("There is no {kind} {name}.", kind=_(kind), name=repr(name))
        )
        super().__init__(told + suggest(name, self.known))


class ProjectError(UsageError):
    """There is no project, or its settings cannot be used."""


class MissingDataError(UsageError):
    """The data that the question needs has not been imported."""


class TooManyRowsError(UsageError):
    """The answer would have more rows than are given out at once: ``rows`` of them, where ``most`` are."""

    def __init__(self, rows: int, most: int, narrow: str) -> None:
        self.rows, self.most = rows, most
        super().__init__(f"The answer would have {rows:,} rows; at most {most:,} are given at once. {narrow}")


class WorkFailedError(DeskgaugeError):
    """The request was right, the work failed."""


class ImportFailedError(WorkFailedError):
    """Nothing of a file could be stored."""


class StoreBusyError(WorkFailedError):
    """Another process is writing to the store."""


class GivenUpError(WorkFailedError):
    """Nobody waits for the answer any more, or it took longer than it may."""


class UnsupportedError(WorkFailedError):
    """The engine lacks something that the question needs."""


class TargetMissedError(DeskgaugeError):
    """A target or a check is missed, and the caller asked to be told by the exit status."""

    exit_code = 3


def nearest(name: str, known: Iterable[str], most: int = 3) -> list[str]:
    """Return the names nearest to ``name``, the nearest first; none where nothing is near."""
    names = sorted(known)
    folded = {one.casefold(): one for one in names}
    near = [folded[one] for one in difflib.get_close_matches(name.casefold(), folded, n=most, cutoff=0.55)]
    return near or [one for one in names if name and name.casefold() in one.casefold()][:most]


def suggest(name: str, known: Iterable[str], most: int = 3) -> str:
    """Return " Did you mean …?" with the names nearest to ``name``, or the known names where few, or ""."""
    names = sorted(known)
    near = nearest(name, names, most)
    if near:
        return " " + _("Did you mean {names}?", names=either(repr(one) for one in near))
    if names and len(names) <= 20:
        return " " + _("Known: {names}.", names=", ".join(names))
    return ""
