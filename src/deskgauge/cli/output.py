"""Where things go: data to standard output or a file, everything else to standard error; colour on a terminal only."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from deskgauge.errors import UsageError, WorkFailedError
from deskgauge.language import _
from deskgauge.report.export import BINARY, SUFFIXES, Document, rendered
from deskgauge.report.layout import Line, plain

if TYPE_CHECKING:
    from rich.console import Console

STYLES = {"good": "green", "bad": "bold red", "close": "yellow", "dim": "dim", "strong": "bold", "": ""}


def deliver(document: Document, args: argparse.Namespace) -> None:
    """Write a document in the format and to the place that the arguments say.

    Raise UsageError for a binary format on a terminal, WorkFailedError where a file cannot be written.
    """
    path: Path | None = args.output
    kind: str = args.format or (SUFFIXES.get(path.suffix.lower(), "table") if path else "table")
    if path is not None:
        data = plain(document.page(None)).encode() if kind == "table" else rendered(document, kind)
        write_file(path, data)
        tell(_("Written to {path}.", path=path))
    elif kind == "table":
        show(document.page(width()))
    elif kind in BINARY and sys.stdout.isatty():
        raise UsageError(_("{kind} is not for a terminal: add --output FILE, or pipe it into a program.", kind=kind))
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(rendered(document, kind))
        sys.stdout.buffer.flush()


def show(lines: Sequence[Line]) -> None:
    """Write lines to standard output, in colour where it is a terminal that wants it."""
    if not coloured(sys.stdout):
        sys.stdout.write(plain(lines))
        return
    from rich.text import Text

    console = _console()
    for line in lines:
        text = Text.assemble(*((span.text, STYLES[span.style]) for span in line))
        console.print(text, no_wrap=True, crop=False, overflow="ignore", highlight=False)


def tell(text: str) -> None:
    """Write a sentence for the person, not for a program, to standard error."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def write_file(path: Path, data: bytes) -> None:
    """Write a file as a whole; raise WorkFailedError with the reason where that is not possible."""
    try:
        path.write_bytes(data)
    except OSError as error:
        raise WorkFailedError(
            _("{path} cannot be written: {strerror}.", path=path, strerror=error.strerror or error)
        ) from error


def width() -> int | None:
    """Return how many cells wide a page may be: the terminal's or COLUMNS; None where nothing limits it."""
    if sys.stdout.isatty() or os.environ.get("COLUMNS", "").isdigit():
        return shutil.get_terminal_size().columns
    return None


def coloured(stream: TextIO) -> bool:
    """Return whether a stream is a terminal that wants colour (NO_COLOR and TERM=dumb do not)."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _console() -> Console:
    from rich.console import Console

    return Console(file=sys.stdout, soft_wrap=True, highlight=False, force_terminal=True)
