"""Who may see what: rights and roles, who makes a request, and the gate in front of every route.

A route says what it takes with ``Depends(needs("read"))``, and asks the project through ``Depends(scoped)``: a desk
that knows its viewer. ``check_guarded`` refuses an app with a route that says nothing.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from deskgauge.web.access.desks import scoped
from deskgauge.web.access.gate import check_guarded, rights_of, unguarded
from deskgauge.web.access.refusals import NoRightError, NotSignedInError, RefusedError
from deskgauge.web.access.rights import RIGHTS, ROLES
from deskgauge.web.access.scoped import ScopedDesk
from deskgauge.web.access.viewer import LOCAL, Viewer, current, needs, viewer_of

if TYPE_CHECKING:
    from fastapi import FastAPI

    from deskgauge.model.settings import Settings
    from deskgauge.web.access.accounts import Accounts

__all__ = [
    "LOCAL",
    "RIGHTS",
    "ROLES",
    "NoRightError",
    "NotSignedInError",
    "RefusedError",
    "ScopedDesk",
    "Viewer",
    "check_guarded",
    "current",
    "install",
    "needs",
    "open_accounts",
    "rights_of",
    "scoped",
    "unguarded",
    "viewer_of",
]


def open_accounts(settings: Settings, folder: Path) -> Accounts:
    """Open the accounts of the project in a folder; raise WorkFailedError where they cannot be used.

    What serves them calls ``check_bind`` with the address it listens on, and prints ``one_time_link`` where there are
    no users.
    """
    from deskgauge.web.access.accounts import open_accounts as opened

    return opened(settings, folder)


def install(app: FastAPI, accounts: Accounts) -> None:
    """Give an app its accounts: the screens to sign in and to manage them, and where who is not signed in is sent.

    The app's gate asks ``accounts.who``. Call it before the pages' routes are included.
    """
    from deskgauge.web.access import screens_entry, screens_tokens, screens_users

    app.state.accounts = accounts
    app.add_exception_handler(NotSignedInError, screens_entry.to_login)
    for module in (screens_entry, screens_users, screens_tokens):
        app.include_router(module.router)
