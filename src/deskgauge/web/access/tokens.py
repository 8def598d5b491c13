"""API tokens: what a program signs in with, for a while, for some rights and never for more than its owner's."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from deskgauge.errors import NotFoundError, UsageError
from deskgauge.language import _
from deskgauge.web.access.ground import fingerprint
from deskgauge.web.access.models import NAME, Token
from deskgauge.web.access.rights import RIGHTS
from deskgauge.web.access.sessions import SEEN_EVERY, Sessions, viewer_of_user
from deskgauge.web.access.users import BY_CLI
from deskgauge.web.access.viewer import Viewer

PREFIX = "dg_"
DAYS, MOST_DAYS = 90, 3650
HINT = 4
NO_SCOPES = ("manage",)  # users are managed by people


class Tokens(Sessions):
    """The tokens of an installation."""

    def add_token(
        self,
        owner: str,
        name: str,
        scopes: Iterable[str] = ("read",),
        *,
        days: int = DAYS,
        by: str = BY_CLI,
        address: str = "",
    ) -> str:
        """Return a new token, which is shown this once; raise UsageError where it cannot be had.

        ``scopes`` are rights that its owner has; it holds for so many days.
        """
        user, wanted = self.user(owner), sorted(set(scopes))
        name = " ".join(name.split())[:NAME]
        check_token(viewer_of_user(user), name, wanted, days)
        text = PREFIX + secrets.token_urlsafe(32)
        now = self.now()
        with self.db.begin() as session:
            session.add(
                Token(
                    user_id=user.id,
                    name=name,
                    hash=fingerprint(text),
                    hint=text[-HINT:],
                    scopes=wanted,
                    created_at=now,
                    expires_at=now + timedelta(days=days),
                )
            )
            what = f"{user.name}, {name}: {', '.join(wanted)}, {days} days"
            session.add(self.entry(by, "token added", what, address=address))
        return text

    def tokens(self, owner: str | None = None) -> Sequence[Token]:
        """Return the tokens, of one user or of all, the newest first."""
        chosen = select(Token).order_by(Token.id.desc())
        if owner is not None:
            chosen = chosen.where(Token.user_id == self.user(owner).id)
        with self.db.begin() as session:
            return session.scalars(chosen).all()

    def revoke(self, token_id: int, *, owner_id: int | None = None, by: str = BY_CLI, address: str = "") -> None:
        """Let a token hold no longer; with ``owner_id`` only one of that user. Raise NotFoundError where it is none."""
        with self.db.begin() as session:
            found = session.get(Token, token_id)
            if found is None or owner_id not in (None, found.user_id):
                raise NotFoundError("token", str(token_id), [])
            found.revoked_at = found.revoked_at or self.now()
            session.add(self.entry(by, "token revoked", f"{found.user.name}, {found.name}", address=address))

    def token_viewer(self, text: str) -> Viewer | None:
        """Return who a token stands for, None where it holds no longer or never did."""
        now = self.now()
        with self.db.begin() as session:
            found = session.scalar(select(Token).where(Token.hash == fingerprint(text)))
            if found is None or not is_good(found, now=now) or found.user.is_disabled:
                return None
            if found.used_at is None or now - found.used_at > SEEN_EVERY:
                found.used_at = now
            owner = viewer_of_user(found.user)
            return replace(owner, name=f"{owner.name} ({found.name})", scopes=frozenset(found.scopes))


def is_good(token: Token, *, now: object) -> bool:
    """Say whether a token holds at an instant, its owner aside."""
    return token.revoked_at is None and (token.expires_at is None or token.expires_at > now)  # type: ignore[operator]  # an instant


def check_token(owner: Viewer, name: str, scopes: Sequence[str], days: int) -> None:
    """Raise where a token cannot be had as it is asked for."""
    if not name:
        raise UsageError(_("A token needs a name that says what it is for."))
    if not 1 <= days <= MOST_DAYS:
        raise UsageError(_("A token holds for 1 to {most} days, not {days}.", most=MOST_DAYS, days=days))
    for scope in scopes:
        if scope not in RIGHTS or scope in NO_SCOPES:
            raise NotFoundError("scope", scope, [one for one in RIGHTS if one not in NO_SCOPES])
        if not owner.may(scope):
            raise UsageError(
                _(
                    "{name} has no right to {what}, so a token of theirs cannot have it.",
                    name=owner.name,
                    what=_(RIGHTS[scope]),
                )
            )
    if not scopes:
        raise UsageError(_("A token without a scope can do nothing. Give it at least one."))
