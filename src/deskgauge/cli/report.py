"""deskgauge report: the weekly page, for paper, a browser, a spreadsheet or the post."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from deskgauge.cli.arguments import one_of, where_of
from deskgauge.cli.output import tell, write_file
from deskgauge.cli.projects import folder_of, opened
from deskgauge.errors import UnsupportedError, UsageError, WorkFailedError
from deskgauge.language import LANGUAGES, _

if TYPE_CHECKING:
    from deskgauge.project import Workspace
    from deskgauge.report.gather import Asked, Gathered

EMAIL = "email"
KINDS = {".pdf": "pdf", ".html": "html", ".htm": "html", ".xlsx": "xlsx"}
COMPARISONS = ("previous", "year", "none")
PAPERS = ("a4", "letter")
EPILOG = """examples:
  deskgauge report --to report.pdf
  deskgauge report --to october.pdf --to october.xlsx --period 2026-10 --compare year
  deskgauge report --to bericht.html --language pl --where "team = 'returns'" --clock business
  deskgauge report --to email --period last-week
  deskgauge report --to email --output report.eml"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare where the report goes and what it is about."""
    parser.add_argument(
        "--to", metavar="FILE", action="append", required=True,
        help=_("a file that ends in .pdf, .html or .xlsx, or the word email; may be repeated"),
    )  # fmt: skip
    parser.add_argument(
        "-o", "--output", metavar="FILE", type=Path, help=_("with --to email: write the mail to this file")
    )
    parser.add_argument(
        "--period",
        metavar="PERIOD",
        default="28d",
        help=_("28d (the default), last-week, last-month, 2026-10, 2026-Q3, …"),
    )
    parser.add_argument("--where", metavar="FILTER", action="append", help=_("such as \"channel = 'email'\""))
    parser.add_argument("--clock", metavar="CLOCK", help=_("calendar or business"))
    parser.add_argument(
        "--compare", metavar="WITH", type=one_of("comparison", COMPARISONS), default="previous",
        help=_("{names}; default is previous", names=', '.join(COMPARISONS)),
    )  # fmt: skip
    parser.add_argument(
        "--language", metavar="LANGUAGE", type=one_of("language", LANGUAGES),
        help=_("{names}; default is the project's", names=', '.join(LANGUAGES)),
    )  # fmt: skip
    parser.add_argument(
        "--paper",
        metavar="SIZE",
        type=one_of("size of paper", PAPERS),
        default="a4",
        help=_("a4 (the default) or letter"),
    )


def execute(args: argparse.Namespace) -> int:
    """Write the report to every place that was named."""
    kinds = [_kind(target) for target in args.to]
    if args.output is not None and EMAIL not in kinds:
        raise UsageError(_("--output goes with --to email; a file is named with --to {file}.", file=args.output))
    with opened(folder_of(args)) as workspace:
        from deskgauge.report.gather import gather

        for target, kind in zip(args.to, kinds, strict=True):
            _check(target, kind, workspace, args)
        found = gather(workspace, _asked(workspace, args))
        try:
            for target, kind in zip(args.to, kinds, strict=True):
                _deliver(target, kind, workspace, found, args)
        except ModuleNotFoundError as error:
            sentence = _("The report needs the package {name}: pip install 'deskgauge[report]'.", name=error.name)
            raise UnsupportedError(sentence) from error
    return 0


def _deliver(target: str, kind: str, workspace: Workspace, found: Gathered, args: argparse.Namespace) -> None:
    if kind == EMAIL:
        _mail(workspace, found, args)
        return
    write_file(Path(target), _made(found, kind, args.paper))
    tell(_("Written to {file}.", file=target))


def _check(target: str, kind: str, workspace: Workspace, args: argparse.Namespace) -> None:
    """Raise before anything is asked for what will not be written or sent anyway."""
    if kind == EMAIL and args.output is None:
        from deskgauge.report.mail import check_settings

        check_settings(workspace.settings)
    elif kind != EMAIL and not Path(target).parent.is_dir():
        raise WorkFailedError(_("{file} cannot be written: there is no such folder.", file=target))


def _kind(target: str) -> str:
    if target == EMAIL:
        return EMAIL
    try:
        return KINDS[Path(target).suffix.lower()]
    except KeyError:
        raise UsageError(
            _(
                "--to takes a file that ends in .pdf, .html or .xlsx, or the word email, not {given}.",
                given=repr(target),
            )
        ) from None


def _asked(workspace: Workspace, args: argparse.Namespace) -> Asked:
    from deskgauge.model.named_periods import named_period
    from deskgauge.report.answers import written_dimension
    from deskgauge.report.gather import Asked

    settings, held = workspace.settings, workspace.holdings()
    zone = ZoneInfo(settings.time_zone)
    now = None if held.now is None else held.now.astimezone(zone).replace(tzinfo=None)
    start, end = named_period(args.period, now, settings.week_start)

    def named(dimension: str, value: object) -> str:
        return held.names.get(dimension, {}).get(str(value)) or written_dimension(dimension, value)

    return Asked(
        language=args.language or settings.language,
        from_=start.replace(tzinfo=zone),
        to=end.replace(tzinfo=zone),
        where=where_of(args),
        clock=args.clock,
        compare=None if args.compare == "none" else args.compare,
        named=named,
        happenings=held.happenings,
    )


def _made(found: Gathered, kind: str, paper_size: str) -> bytes:
    """Return the report as the bytes of a file."""
    from deskgauge.report.paper import paper

    if kind == "xlsx":
        from deskgauge.report.workbook import workbook

        return workbook(found)
    if kind == "html":
        from deskgauge.report.html import html

        return html(paper(found)).encode()
    from deskgauge.report.pdf import pdf

    return pdf(paper(found), paper_size)


def _mail(workspace: Workspace, found: Gathered, args: argparse.Namespace) -> None:
    """Write the mail to the file that was named, or send it."""
    from deskgauge.report.mail import message, send, sender_of
    from deskgauge.report.paper import paper

    settings = workspace.settings
    sender = settings.smtp_from or "deskgauge@localhost" if args.output is not None else sender_of(settings)
    at = None if args.output is not None else datetime.now(UTC)
    mail = message(
        paper(found), _made(found, "pdf", args.paper), sender=sender, recipients=settings.smtp_to, at=at
    )  # fmt: skip
    if args.output is not None:
        write_file(args.output, mail.as_bytes())
        tell(_("Written to {file}.", file=args.output))
        return
    send(mail, settings)
    tell(_("Sent to {names}.", names=", ".join(settings.smtp_to)))
