"""deskgauge check: what is wrong with the data, before any number."""

from __future__ import annotations

import argparse

from deskgauge.cli.arguments import add_output
from deskgauge.cli.output import deliver
from deskgauge.cli.projects import folder_of, opened
from deskgauge.errors import TargetMissedError
from deskgauge.language import N_, _, ngettext

EPILOG = N_(
    "An error makes numbers wrong, a warning may; a note is good to know.\nWith --strict, an "
    "error or a warning ends in exit status 3."
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--strict", action="store_true", help=_("exit with 3 where there is an error or a warning"))
    add_output(parser)


def execute(args: argparse.Namespace) -> int:
    """Run every check; raise TargetMissedError under --strict."""
    with opened(folder_of(args)) as workspace:
        findings = workspace.check()
    from deskgauge.report.findings import failed, findings_document

    deliver(findings_document(findings), args)
    found = failed(findings)
    if args.strict and found:
        names = sorted({one.check for one in found})
        raise TargetMissedError(
            ngettext("{n} finding: {names}.", "{n} findings: {names}.", len(found), names=", ".join(names))
        )
    return 0
