"""The accounts of an installation: who may sign in, how, and what they did."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import select
from starlette.requests import HTTPConnection

from deskgauge.model.settings import Settings
from deskgauge.web.access.models import Entry
from deskgauge.web.access.tokens import Tokens
from deskgauge.web.access.viewer import Viewer

LATEST = 200
BEARER = "bearer "


class Accounts(Tokens):
    """Users, sessions, tokens and the audit log."""

    def audit(
        self, *, who: str | None = None, action: str | None = None, limit: int | None = LATEST
    ) -> Sequence[Entry]:
        """Return the latest lines of the log, newest first; None for all."""
        chosen = select(Entry).order_by(Entry.id.desc()).limit(limit)
        if who is not None:
            chosen = chosen.where(Entry.who == who)
        if action is not None:
            chosen = chosen.where(Entry.action == action)
        with self.db.begin() as session:
            return session.scalars(chosen).all()

    @property
    def cookie(self) -> str:
        """The name of the session's cookie: an own one, for all ports of a machine share their cookies."""
        return f"dg_session_{self.mark}"

    @property
    def visit_cookie(self) -> str:
        """The name of the cookie that the forms of somebody who is not signed in are tied to."""
        return f"dg_visit_{self.mark}"

    def who(self, connection: HTTPConnection) -> Viewer | None:
        """Return who makes a request: by its token where it brings one, else by its session."""
        said = connection.headers.get("authorization")
        if said is not None:
            return self.token_viewer(said[len(BEARER) :].strip()) if said.lower().startswith(BEARER) else None
        cookie = connection.cookies.get(self.cookie)
        return self.session_viewer(cookie) if cookie else None


def open_accounts(settings: Settings, folder: Path) -> Accounts:
    """Open the accounts of the project in a folder, made or brought to the newest shape where needed.

    Raise WorkFailedError where the database or the secret cannot be used.
    """
    return Accounts(settings, folder / "data")
