"""deskgauge compare-definitions: one metric under the rules of others, on the same data."""

from __future__ import annotations

import argparse
from pathlib import Path

from deskgauge.cli.arguments import add_output, add_selection, where_of
from deskgauge.cli.output import deliver
from deskgauge.cli.projects import folder_of, opened
from deskgauge.errors import UsageError
from deskgauge.language import _, current

EPILOG = """examples:
  deskgauge compare-definitions first_contact_resolution --from 2026-01-01 --to 2026-07-01
  deskgauge compare-definitions first_response_time --clock business --where "channel = 'email'" --tickets 3
  deskgauge compare-definitions csat --tickets-to differences.csv"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the metric, the range, and how many differing tickets are told of."""
    parser.add_argument("metric", metavar="METRIC", help=_("its id; see deskgauge metrics"))
    add_selection(parser, strict=False)
    parser.add_argument("--as-of", metavar="INSTANT", help=_("answer as it was known then"))
    parser.add_argument(
        "--tickets",
        metavar="N",
        type=_count,
        default=5,
        help=_("tell of this many differing tickets, calls or answers"),
    )
    parser.add_argument(
        "--tickets-to", metavar="FILE", type=Path, help=_("write all that differ to this file: csv, json, parquet, …")
    )
    add_output(parser)


def _count(word: str) -> int:
    if not word.isdigit():
        raise UsageError(_("--tickets takes a whole number, not {word}.", word=repr(word)))
    return int(word)


def execute(args: argparse.Namespace) -> int:
    """Compare and show."""
    with opened(folder_of(args)) as workspace:
        comparison = workspace.compare_definitions(
            args.metric,
            from_=args.from_,
            to=args.to,
            where=where_of(args),
            clock=args.clock,
            as_of=args.as_of,
            limit=None if args.tickets_to else args.tickets,
        )
        from deskgauge.report.definitions import comparison_document, rows_document
        from deskgauge.report.reading import Words

        clock = args.clock or "calendar"
        words = Words(
            language=current(),
            currency=workspace.settings.currency,
            time_zone=workspace.settings.time_zone,
            clock=clock,
        )
        if args.tickets_to:
            to = argparse.Namespace(output=args.tickets_to, format=None)
            deliver(rows_document(comparison, words), to)
            comparison = comparison.first(args.tickets)
        deliver(comparison_document(comparison, words), args)
    return 0
