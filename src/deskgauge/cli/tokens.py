"""deskgauge tokens: what programs sign in to the API with."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime

from deskgauge.cli.accounts import opened_accounts, table
from deskgauge.cli.arguments import add_output, commas
from deskgauge.cli.output import deliver, tell
from deskgauge.errors import NotFoundError, UsageError
from deskgauge.language import N_, _

ACTIONS = ("add", "list", "revoke")
DAYS = 90
EPILOG = """examples:
  deskgauge tokens add Ana --for "nightly export" --scopes read,rows,export --days 365
  deskgauge tokens list
  deskgauge tokens revoke 3
  curl -H "Authorization: Bearer $TOKEN" http://127.0.0.1:8765/api/v1/metrics

""" + N_(
    "The token is printed this once. It never has more rights than its owner.\n"
    "scopes: read, rows, export, sql, people, personal."
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the actions and what they take."""
    parser.add_argument("action", metavar="ACTION", help=", ".join(ACTIONS))
    parser.add_argument("name", metavar="NAME", nargs="?", help=_("the owner; for revoke the token's number"))
    parser.add_argument("--for", dest="purpose", metavar="TEXT", help=_("what it is for"))
    parser.add_argument("--scopes", metavar="NAMES", action="append", help=_("what it may do; default: read"))
    parser.add_argument(
        "--days", metavar="NUMBER", type=int, default=DAYS, help=_("how long it holds; default: {days}", days=DAYS)
    )
    add_output(parser)


def execute(args: argparse.Namespace) -> int:
    """Do what the action says; raise UsageError where it cannot be done."""
    if args.action not in ACTIONS:
        raise NotFoundError("action", args.action, ACTIONS, "deskgauge tokens")
    if args.action != "list" and not args.name:
        raise UsageError(_("Name whose token it is, or for revoke its number: `deskgauge tokens list` shows them."))
    with opened_accounts(args) as accounts:
        if args.action == "add":
            text = accounts.add_token(args.name, args.purpose or "", commas(args.scopes) or ("read",), days=args.days)
            tell(_("This is the token. It is shown this once:"))
            sys.stdout.write(f"{text}\n")
        elif args.action == "revoke":
            if not args.name.isdecimal():
                raise UsageError(_("A token is revoked by its number, not {text}.", text=repr(args.name)))
            accounts.revoke(int(args.name))
            tell(_("Token {number} holds no longer.", number=args.name))
        else:
            from deskgauge.web.access.tokens import is_good

            columns = ("number", "owner", "for", "ends_with", "scopes", "good", "expires_at", "used_at")
            rows = [
                (one.id, one.user.name, one.name, one.hint, ", ".join(one.scopes), is_good(one, now=datetime.now(UTC)),
                 one.expires_at, one.used_at)
                for one in accounts.tokens(args.name)
            ]  # fmt: skip
            deliver(table("Tokens", columns, rows), args)
    return 0
