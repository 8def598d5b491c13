"""deskgauge users: who may sign in to the dashboard."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from deskgauge.cli.accounts import opened_accounts, read_password, table
from deskgauge.cli.arguments import add_output, commas
from deskgauge.cli.output import deliver, tell
from deskgauge.errors import NotFoundError, UsageError
from deskgauge.language import N_, _

if TYPE_CHECKING:
    from deskgauge.web.access.accounts import Accounts

ACTIONS = ("add", "list", "disable", "enable", "password", "role", "link")
EPILOG = """examples:
  deskgauge users add Ana --role admin          asks for the password; the first user is an admin
  deskgauge users add Ben --role viewer --teams orders,returns < password.txt
  deskgauge users add Cleo --role agent --agent a-17 --teams orders
  deskgauge users role Ben --role analyst       another role; limits are those given, none without
  deskgauge users disable Ben
  deskgauge users link                          a new link to a dashboard that has no users yet

""" + N_(
    "roles: viewer (numbers, rows, people; names and texts masked), analyst (also SQL, names and texts),\n"
    "admin (also users and settings), agent (own numbers and the team's totals)."
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the actions and what they take."""
    parser.add_argument("action", metavar="ACTION", help=", ".join(ACTIONS))
    parser.add_argument("name", metavar="NAME", nargs="?", help=_("the user"))
    parser.add_argument("--role", metavar="ROLE", help=_("viewer, analyst, admin or agent; default: viewer"))
    parser.add_argument("--teams", metavar="NAMES", action="append", help=_("sees these teams only: orders,returns"))
    parser.add_argument("--agent", metavar="ID", help=_("who an agent is in the data"))
    parser.add_argument(
        "--url", metavar="ADDRESS", help=_("for link: where the dashboard is; default: as in the settings")
    )
    add_output(parser)


def execute(args: argparse.Namespace) -> int:
    """Do what the action says; raise UsageError where it cannot be done."""
    if args.action not in ACTIONS:
        raise NotFoundError("action", args.action, ACTIONS, "deskgauge users")
    if args.action not in ("list", "link") and not args.name:
        raise UsageError(_("Name the user: deskgauge users {action} NAME.", action=args.action))
    with opened_accounts(args) as accounts:
        if args.action == "list":
            columns = ("name", "role", "teams", "agent", "disabled", "created_at", "signed_in_at")
            rows = [
                (one.name, one.role, ", ".join(one.teams) if one.teams is not None else "all", one.agent_id,
                 one.is_disabled, one.created_at, one.signed_in_at)
                for one in accounts.users()
            ]  # fmt: skip
            deliver(table("Users", columns, rows), args)
        elif args.action == "link":
            if accounts.has_users():
                raise UsageError(_("There are users: sign in by name and password."))
            settings = accounts.settings
            url = args.url or f"http://{settings.server_host}:{settings.server_port}/"
            tell(_("This link works once: {link}", link=accounts.one_time_link(url)))
        else:
            _change(accounts, args)
    return 0


def _change(accounts: Accounts, args: argparse.Namespace) -> None:
    teams, agent = None if args.teams is None else commas(args.teams), args.agent
    if args.action == "add":
        accounts.add_user(args.name, read_password(), args.role or "viewer", teams=teams, agent_id=agent)
        tell(_("{name} can sign in now.", name=args.name))
    elif args.action == "password":
        name = accounts.user(args.name).name
        accounts.set_password(name, read_password())
        tell(_("The password of {name} is changed. All their sessions have ended.", name=name))
    elif args.action == "role":
        if args.role is None:
            raise UsageError(_("Name the role: deskgauge users role {name} --role ROLE.", name=args.name))
        accounts.set_role(args.name, args.role, teams=teams, agent_id=agent)
        tell(_("The role of {name} is changed. All their sessions have ended.", name=args.name))
    else:
        accounts.set_disabled(args.name, args.action == "disable")
        words = {"disable": _("{name} can sign in no more."), "enable": _("{name} can sign in again.")}
        tell(words[args.action].format(name=args.name))
