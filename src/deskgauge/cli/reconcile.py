"""deskgauge reconcile: a vendor's own numbers by ticket against ours."""

from __future__ import annotations

import argparse
from pathlib import Path

from deskgauge.cli.arguments import add_output, one_of
from deskgauge.cli.output import deliver
from deskgauge.cli.projects import folder_of, opened
from deskgauge.insight.vendor_file import UNITS
from deskgauge.language import _, current

EPILOG = """examples:
  deskgauge reconcile zendesk_export.csv
  deskgauge reconcile export.xlsx --metric first_response_time --value "First reply" --unit minutes --clock business
  deskgauge reconcile export.csv --metric resolution_time --definition zendesk --format csv -o differences.csv"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the file, its columns and what it is held against."""
    parser.add_argument(
        "file", metavar="FILE", type=Path, help=_("the export: CSV, JSON, Parquet or Excel, a row a ticket")
    )
    parser.add_argument(
        "--metric", metavar="METRIC", help=_("what it is held against; default: what the column is named")
    )
    parser.add_argument("--id", metavar="COLUMN", help=_("the column of the ticket's id; default: the one that fits"))
    parser.add_argument("--value", metavar="COLUMN", help=_("the column of the value; default: the one named like it"))
    parser.add_argument(
        "--unit", metavar="UNIT", type=one_of("unit", UNITS),
        help=_("of durations: {names}; default: what the column says, else what fits", names=', '.join(UNITS)),
    )  # fmt: skip
    parser.add_argument("--clock", metavar="CLOCK", help=_("calendar or business"))
    parser.add_argument("--definition", metavar="NAME", default="deskgauge", help=_("whose rule is followed"))
    parser.add_argument(
        "--tolerance", metavar="NUMBER", type=float, help=_("how far equal values may be apart; default: 1 s")
    )
    parser.add_argument("--encoding", metavar="NAME", help=_("of text files, where it is not found by itself"))
    add_output(parser)


def execute(args: argparse.Namespace) -> int:
    """Show how many are the same and why the others are not."""
    with opened(folder_of(args)) as workspace:
        found = workspace.reconcile(
            args.file,
            args.metric,
            id=args.id,
            value=args.value,
            unit=args.unit,
            clock=args.clock,
            definition=args.definition,
            tolerance=args.tolerance,
            encoding=args.encoding,
        )
        from deskgauge.report.reading import Words
        from deskgauge.report.reconciliation import reconciliation_document

        words = Words(language=current(), currency=workspace.settings.currency, time_zone=workspace.settings.time_zone)
        deliver(reconciliation_document(found, words), args)
    return 0
