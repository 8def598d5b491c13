"""deskgauge contributors: what moved a metric between two periods."""

from __future__ import annotations

import argparse

from deskgauge.cli.arguments import add_output, add_selection, commas, where_of
from deskgauge.cli.output import deliver
from deskgauge.cli.projects import folder_of, opened
from deskgauge.language import _, current

EPILOG = """examples:
  deskgauge contributors csat --from 2026-02-01 --to 2026-11-01 --compare year
  deskgauge contributors first_response_time --by channel --from 2026-09-07 --to 2026-09-28
  deskgauge contributors handle_time --from 2026-04-01 --to 2026-07-01 --against 2026-01-01 2026-04-01 --all"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the metric, the two periods and where the cause is looked for."""
    parser.add_argument("metric", metavar="METRIC", help=_("an id of the catalogue; see deskgauge metrics"))
    parser.add_argument(
        "--by", metavar="DIMENSION", action="append", help=_("look here: channel, or channel,team for both at once")
    )
    add_selection(parser, strict=False)
    parser.add_argument("--compare", metavar="WITH", help=_("previous (the default) or year"))
    parser.add_argument("--against", metavar=("FROM", "TO"), nargs=2, help=_("any other period: its two ends"))
    parser.add_argument("--of", metavar="VALUE", help=_("of a share by type: whose share"))
    parser.add_argument("--stat", metavar="STAT", default="headline", help=_("of durations: mean, median, p90, p95, …"))
    parser.add_argument("--anchor", metavar="ANCHOR", help=_("date rows by: created, event or solved"))
    parser.add_argument("--definition", metavar="NAME", default="deskgauge", help=_("whose rule is followed"))
    parser.add_argument("--as-of", metavar="INSTANT", help=_("answer as it was known then"))
    parser.add_argument("--all", action="store_true", help=_("show every dimension and slice, not the largest alone"))
    add_output(parser)


def execute(args: argparse.Namespace) -> int:
    """Show what moved the metric."""
    with opened(folder_of(args)) as workspace:
        found = workspace.contributors(
            args.metric,
            commas(args.by) or None,
            from_=args.from_,
            to=args.to,
            compare=args.compare,
            against=tuple(args.against) if args.against else None,
            of=args.of,
            where=where_of(args),
            clock=args.clock,
            stat=args.stat,
            anchor=args.anchor,
            definition=args.definition,
            as_of=args.as_of,
        )
        from deskgauge.report.contributors import TOP_DIMENSIONS, TOP_SLICES, contributors_document
        from deskgauge.report.reading import Words

        metric, settings = workspace.metrics()[args.metric], workspace.settings
        clock = args.clock if args.clock and metric.has_clock else "calendar"
        words = Words(language=current(), currency=settings.currency, clock=clock, time_zone=settings.time_zone)
        top = (None, None) if args.all else (TOP_DIMENSIONS, TOP_SLICES)
        deliver(contributors_document(found, metric.title, words, top), args)
    return 0
