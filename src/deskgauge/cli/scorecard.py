"""deskgauge scorecard: everything that the data allow on one page."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from deskgauge.cli.arguments import add_output, add_selection, one_of, where_of
from deskgauge.cli.output import deliver
from deskgauge.cli.projects import folder_of, opened
from deskgauge.errors import TargetMissedError
from deskgauge.language import _, current

if TYPE_CHECKING:
    from deskgauge.engine.scorecard import Scorecard
    from deskgauge.project import Workspace
    from deskgauge.report.export import Document

COMPARISONS = ("previous", "year", "none")
EPILOG = """examples:
  deskgauge scorecard
  deskgauge scorecard --from 2026-10-01 --to 2026-11-01 --compare year
  deskgauge scorecard --where "team = 'returns'" --clock business --strict"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare what a scorecard can be asked for."""
    add_selection(parser)
    parser.add_argument(
        "--compare", metavar="WITH", type=one_of("comparison", COMPARISONS), default="previous",
        help=_("{names}; default is previous", names=', '.join(COMPARISONS)),
    )  # fmt: skip
    parser.add_argument(
        "--all", action="store_true", help=_("show every metric, also those that the project did not choose")
    )
    parser.add_argument("--as-of", metavar="INSTANT", help=_("show what was known then"))
    add_output(parser)


def execute(args: argparse.Namespace) -> int:
    """Show the scorecard; raise TargetMissedError under --strict."""
    with opened(folder_of(args)) as workspace:
        card = workspace.scorecard(
            from_=args.from_,
            to=args.to,
            where=where_of(args),
            clock=args.clock,
            compare=None if args.compare == "none" else args.compare,
            all=args.all,
            as_of=args.as_of,
        )
        deliver(document_of(workspace, card, args.clock), args)
    return _judged(card) if args.strict else 0


def _judged(card: Scorecard) -> int:
    """Return 0; raise TargetMissedError with the metrics that are off target."""
    from deskgauge.report.reading import OFF

    missed = [line.metric.title for line in card.lines if line.row.get("status") == OFF]
    if missed:
        raise TargetMissedError(_("Off target: {names}.", names=", ".join(missed)))
    return 0


def document_of(workspace: Workspace, card: Scorecard, clock: str | None = None) -> Document:
    """Return a workspace's scorecard in every format."""
    from deskgauge.report.reading import Words
    from deskgauge.report.terminal import scorecard_document

    settings = workspace.settings
    words = Words(
        language=current(),
        currency=settings.currency,
        clock=clock or "calendar",
        time_zone=settings.time_zone,
        min_n=settings.min_n,
        min_n_survey=settings.min_n_survey,
    )
    titles = {metric.id: metric.title for metric in workspace.metrics().values()}
    return scorecard_document(card, titles, words)
