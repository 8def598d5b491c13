"""What keeps the files of a store from being read or written, each in one sentence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from deskgauge.errors import WorkFailedError
from deskgauge.language import N_, _

_STORAGE = (duckdb.IOException, duckdb.OutOfMemoryException, duckdb.TransactionException, duckdb.FatalException)
"""What disks, rights and memory do to a store; an error of a query is none of these."""


def reason(error: Exception) -> str:
    """Return what the system or the engine says, in one line."""
    if isinstance(error, OSError):
        return f"{error.strerror or error}{f': {error.filename}' if error.filename else ''}"
    return str(error).splitlines()[0].rstrip(". ")


def _is_of_storage(error: Exception) -> bool:
    return isinstance(error, (OSError, *_STORAGE)) or str(error).startswith("Corrupt database file")


@contextmanager
def read_from(path: Path) -> Iterator[None]:
    """Tell what keeps a generation from being read in one sentence."""
    try:
        yield
    except FileNotFoundError:
        raise
    except (OSError, duckdb.Error) as error:
        if not _is_of_storage(error):
            raise
        raise WorkFailedError(_("The store {path} cannot be read: {error}.", path=path, error=reason(error))) from error


def busy(folder: Path, holder: str) -> str:
    """Say that another process is writing, by its number where it is known."""
    if not holder:
        return _("Another process is writing to {folder}. Wait until it is done, then try again.", folder=folder)
    text = N_("Another process (number {holder}) is writing to {folder}. Wait until it is done, then try again.")
    return _(text, holder=holder, folder=folder)


@contextmanager
def written_to(folder: Path) -> Iterator[None]:
    """Tell what keeps a generation from being written in one sentence."""
    try:
        yield
    except (OSError, duckdb.Error) as error:
        if not _is_of_storage(error):
            raise
        raise WorkFailedError(
            _("Nothing was stored in {folder}: {error}.", folder=folder, error=reason(error))
        ) from error
