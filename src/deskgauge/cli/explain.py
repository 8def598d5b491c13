"""deskgauge explain: one number down to its rows, or one ticket's line of time."""

from __future__ import annotations

import argparse
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from deskgauge.cli.arguments import add_output, add_selection, where_of
from deskgauge.cli.output import deliver, tell, write_file
from deskgauge.cli.projects import folder_of, opened
from deskgauge.errors import UsageError
from deskgauge.language import _, current

if TYPE_CHECKING:
    from deskgauge.engine.explain import Explanation
    from deskgauge.insight.moved import Contributors
    from deskgauge.project import Workspace
    from deskgauge.report.reading import Words

MOST_ROWS = 1_000_000_000
ROW_FILES = {".csv": "csv", ".parquet": "parquet"}
EPILOG = """examples:
  deskgauge explain csat --period last-month --where "channel = 'email'"
  deskgauge explain first_response_time --period 2026-03 --rows tickets.csv
  deskgauge explain --ticket 4711
  deskgauge explain first_response_time --ticket 4711"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare what can be explained and how."""
    parser.add_argument("metric", metavar="METRIC", nargs="?", help=_("an id of the catalogue; see deskgauge metrics"))
    add_selection(parser, strict=False)
    parser.add_argument(
        "--period", metavar="PERIOD", help=_("2026-03, 2026-Q1, 2026-W10, 2026, last-week, last-month, …")
    )
    parser.add_argument("--stat", metavar="STAT", default="headline", help=_("of durations: mean, median, p90, p95, …"))
    parser.add_argument("--anchor", metavar="ANCHOR", help=_("date rows by: created, event or solved"))
    parser.add_argument("--definition", metavar="NAME", default="deskgauge", help=_("whose rule is followed"))
    parser.add_argument("--as-of", metavar="INSTANT", help=_("explain as it was known then"))
    parser.add_argument("--rows", metavar="FILE", type=Path, help=_("write all rows to this file, .csv or .parquet"))
    parser.add_argument("--limit", metavar="N", type=int, default=20, help=_("how many rows to show; default is 20"))
    parser.add_argument(
        "--moved", action="store_true", help=_("show on the page what moved it most since the period before")
    )
    parser.add_argument("--ticket", metavar="ID", help=_("tell one ticket's line of time, and what METRIC makes of it"))
    add_output(parser)


def execute(args: argparse.Namespace) -> int:
    """Explain a number or a ticket."""
    if args.metric is None and args.ticket is None:
        raise UsageError(_("Name a metric to explain, or a ticket with --ticket."))
    if args.rows is not None and args.rows.suffix.lower() not in ROW_FILES:
        raise UsageError(_("--rows writes .csv or .parquet, not {name}.", name=repr(args.rows.name)))
    if not 0 <= args.limit <= MOST_ROWS:
        raise UsageError(
            _(
                "--limit is a number of rows up to {most_rows}, not {limit}.",
                most_rows=f"{MOST_ROWS:,}",
                limit=args.limit,
            )
        )
    with opened(folder_of(args)) as workspace:
        _ticket(workspace, args) if args.ticket is not None else _number(workspace, args)
    return 0


def _ticket(workspace: Workspace, args: argparse.Namespace) -> None:
    from deskgauge.report.explaining import story_document

    told = workspace.ticket(args.ticket, metric=args.metric, as_of=args.as_of)
    deliver(story_document(told, _words(workspace)), args)


def _number(workspace: Workspace, args: argparse.Namespace) -> None:
    from deskgauge.report.explaining import explanation_document

    if args.rows is not None:
        _write(_explained(workspace, args, None), args.rows)
    explained = _explained(workspace, args, args.limit)
    moved = _moved(workspace, explained, args) if args.moved else None
    deliver(explanation_document(explained, _words(workspace, args.clock), moved), args)


def _moved(workspace: Workspace, explained: Explanation, args: argparse.Namespace) -> Contributors | None:
    """Return what moved the number since the period before; None where there is no change to split."""
    start, end = (explained.answer.rows[0][name] for name in ("period_start", "period_end"))
    if not isinstance(start, datetime) or not isinstance(end, datetime):
        return None
    with suppress(UsageError):
        return workspace.contributors(
            args.metric,
            from_=start,
            to=end,
            where=where_of(args),
            clock=args.clock,
            stat=args.stat,
            anchor=args.anchor,
            definition=args.definition,
            as_of=args.as_of,
        )
    return None


def _explained(workspace: Workspace, args: argparse.Namespace, limit: int | None) -> Explanation:
    return workspace.explain(
        args.metric,
        from_=args.from_,
        to=args.to,
        where=where_of(args),
        clock=args.clock,
        stat=args.stat,
        anchor=args.anchor,
        definition=args.definition,
        as_of=args.as_of,
        period=args.period,
        limit=limit,
        whole=limit is None,
    )


def _write(explained: Explanation, path: Path) -> None:
    """Write all rows to a file."""
    from deskgauge.report.explaining import rows_sheet
    from deskgauge.report.export import csv_text, parquet_bytes

    sheet = rows_sheet(explained)
    write_file(path, csv_text(sheet).encode() if path.suffix.lower() == ".csv" else parquet_bytes(sheet))
    tell(_("{n} rows written to {path}.", n=f"{len(sheet.rows):,}", path=path))


def _words(workspace: Workspace, clock: str | None = None) -> Words:
    from deskgauge.report.reading import Words

    settings = workspace.settings
    return Words(
        language=current(), currency=settings.currency, clock=clock or "calendar", time_zone=settings.time_zone
    )
