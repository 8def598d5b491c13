"""deskgauge query: one question, one answer."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from deskgauge.cli.arguments import add_output, add_selection, commas, one_of, where_of
from deskgauge.cli.output import deliver
from deskgauge.cli.projects import folder_of, opened
from deskgauge.errors import TargetMissedError
from deskgauge.language import _, current
from deskgauge.model.periods import GRAINS

if TYPE_CHECKING:
    from deskgauge.engine.answer import Answer

EPILOG = """examples:
  deskgauge query csat --by channel --grain month --from 2026-01-01 --to 2026-07-01
  deskgauge query first_response_time --clock business --stat p90 --by team --format csv
  deskgauge query csat nps --compare previous --where "channel = 'email'" --format json"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the parts of a question."""
    parser.add_argument("metrics", metavar="METRIC", nargs="+", help=_("ids of the catalogue; see deskgauge metrics"))
    parser.add_argument("--by", metavar="DIMENSION", action="append", help=_("cut by these: channel,team; repeatable"))
    parser.add_argument(
        "--grain",
        metavar="GRAIN",
        type=one_of("grain", GRAINS),
        default="total",
        help=_("one of {names}", names=", ".join(GRAINS)),
    )
    add_selection(parser)
    parser.add_argument("--stat", metavar="STAT", default="headline", help=_("of durations: mean, median, p90, p95, …"))
    parser.add_argument("--anchor", metavar="ANCHOR", help=_("date rows by: created, event or solved"))
    parser.add_argument(
        "--definition",
        metavar="NAME",
        default="deskgauge",
        help=_("whose rule is followed: zendesk, …; see compare-definitions"),
    )
    parser.add_argument("--compare", metavar="WITH", help=_("previous, year or target"))
    parser.add_argument("--as-of", metavar="INSTANT", help=_("answer as it was known then"))
    add_output(parser)


def execute(args: argparse.Namespace) -> int:
    """Ask the question; raise TargetMissedError under --strict."""
    with opened(folder_of(args)) as workspace:
        answer = workspace.query(
            *commas(args.metrics),
            by=commas(args.by),
            grain=args.grain,
            from_=args.from_,
            to=args.to,
            where=where_of(args),
            clock=args.clock,
            stat=args.stat,
            anchor=args.anchor,
            definition=args.definition,
            compare=args.compare,
            as_of=args.as_of,
        )
        from deskgauge.report.answers import answer_document
        from deskgauge.report.reading import Words

        better = {metric.id: metric.better for metric in workspace.metrics().values()}
        words = Words(language=current(), currency=workspace.settings.currency, time_zone=workspace.settings.time_zone)
        deliver(answer_document(answer, better, words), args)
    return _judged(answer) if args.strict else 0


def _judged(answer: Answer) -> int:
    """Return 0; raise TargetMissedError with the metrics whose value is off target in some row."""
    from deskgauge.report.reading import OFF

    missed = sorted({str(row["metric"]) for row in answer.rows if row.get("status") == OFF})
    if missed:
        raise TargetMissedError(_("Off target: {names}.", names=", ".join(missed)))
    return 0
