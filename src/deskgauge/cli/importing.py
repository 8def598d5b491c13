"""deskgauge import: files into the canonical tables."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from deskgauge.cli.arguments import add_output
from deskgauge.cli.output import coloured, deliver, write_file
from deskgauge.cli.projects import folder_of, opened
from deskgauge.errors import UsageError
from deskgauge.language import N_, _

Progress = Callable[[str, int, int], None]
FACTS = "facts"
"""What the progress of an import is called when the files are read."""
EPILOG = (
    N_(
        "Files named after the canonical tables (tickets.csv, messages.jsonl, calls.parquet, …) need no mapping.\n"
        "Importing the same files again changes nothing; a known key with other content replaces the row."
    )
    + """

examples:
  deskgauge import export/
  deskgauge import incidents.csv --mapping servicenow
  deskgauge import tickets_2026.xlsx --dry-run > mappings/ours.toml"""
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare what an import can be told."""
    parser.add_argument("paths", metavar="PATH", nargs="+", type=Path, help=_("files or folders; .gz and .zst as well"))
    parser.add_argument("--mapping", metavar="NAME_OR_FILE", help=_("how a vendor's columns become the canonical ones"))
    parser.add_argument("--encoding", metavar="NAME", help=_("of text files; found by itself where not given"))
    parser.add_argument("--dry-run", action="store_true", help=_("store nothing; write the mapping that is guessed"))
    add_output(parser)


def execute(args: argparse.Namespace) -> int:
    """Import, or guess a mapping under --dry-run; raise ImportFailedError where no row could be stored."""
    with opened(folder_of(args)) as workspace:
        if args.dry_run:
            if args.format is not None:
                raise UsageError(_("--dry-run writes a mapping in TOML; it takes no --format."))
            _write_mapping(workspace.guess_mapping(args.paths), args.output)
            return 0
        with progress_bar() as progress:
            report = workspace.import_files(args.paths, mapping=args.mapping, encoding=args.encoding, progress=progress)
    from deskgauge.report.imports import import_document

    deliver(import_document(report), args)
    report.require_some()
    return 0


@contextmanager
def progress_bar() -> Iterator[Progress | None]:
    """Show how far the import is on standard error while the block runs; on a terminal only."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True, no_color=not coloured(sys.stderr))
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[read]}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("reading", total=None, read="")

        def show(text: str, done: int, total: int) -> None:
            if text == FACTS:  # how long they take is not known beforehand
                bar.update(task, description="making the facts", total=None, read="")
            else:
                share = f"{done / total:.0%} of {total / 1e6:,.1f} MB" if total else ""
                bar.update(task, description=text or "storing", completed=done, total=total, read=share)

        yield show


def _write_mapping(text: str, path: Path | None) -> None:
    if path is None:
        sys.stdout.write(text)
    else:
        write_file(path, text.encode())
