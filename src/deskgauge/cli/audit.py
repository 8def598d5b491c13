"""deskgauge audit: who signed in, took rows away, saw what is personal, or changed users."""

from __future__ import annotations

import argparse

from deskgauge.cli.accounts import opened_accounts, table
from deskgauge.cli.arguments import add_output
from deskgauge.cli.output import deliver
from deskgauge.language import N_, _

LATEST = 200
EPILOG = """examples:
  deskgauge audit
  deskgauge audit --who Ana --action exported
  deskgauge audit --all -o audit.csv

""" + N_("The newest line stands first.")


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare what of the log is shown."""
    parser.add_argument("--who", metavar="NAME", help=_("of this user only"))
    parser.add_argument("--action", metavar="ACTION", help=_("this only, such as exported or 'signed in'"))
    parser.add_argument(
        "--all", action="store_true", help=_("all lines; without it the latest {latest}", latest=LATEST)
    )
    add_output(parser)


def execute(args: argparse.Namespace) -> int:
    """Show the log."""
    with opened_accounts(args) as accounts:
        lines = accounts.audit(who=args.who, action=args.action, limit=None if args.all else LATEST)
        columns = ("at", "who", "action", "what", "rows", "address")
        rows = [(one.at, one.who, one.action, one.what, one.rows, one.address) for one in lines]
        deliver(table("Audit", columns, rows), args)
    return 0
