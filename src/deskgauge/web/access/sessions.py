"""Signing in: by name and password, by the link of a project without users; and the sessions that follow."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session as Transaction

from deskgauge.errors import UsageError
from deskgauge.language import _
from deskgauge.report.numbers import format_number
from deskgauge.web.access import passwords
from deskgauge.web.access.ground import fingerprint
from deskgauge.web.access.models import Attempt, Link, Session, User
from deskgauge.web.access.refusals import RefusedError, TooManyError
from deskgauge.web.access.users import Users, key_of
from deskgauge.web.access.viewer import LOCAL, Viewer

TRIES, TRIES_OF_ADDRESS, TRIES_OF_NAME = 5, 20, 50
WITHIN = timedelta(minutes=15)
LINK_HOLDS = timedelta(hours=24)
SEEN_EVERY = timedelta(minutes=1)  # how often a session's last sight is written
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Sessions(Users):
    """Who is signed in."""

    def sign_in(self, name: str, password: str, *, address: str = "", before: str | None = None) -> str:
        """Return the cookie of a new session; ``before`` is the one that it takes the place of.

        Raise TooManyError after too many attempts, UsageError where name or password are wrong: which is not told,
        and takes the same time.
        """
        who = fingerprint(key_of(name))
        with self.db.begin() as session:
            self._check_tries(session, who, address)
            user = session.scalar(select(User).where(User.key == key_of(name)))
        right = passwords.is_right(user.password if user else None, password)
        if user is None or not right or user.is_disabled:
            self._remember_failure(user, who, address)
            raise UsageError(_("Name or password are not right."))
        anew = passwords.hashed(password) if passwords.is_outdated(user.password) else None
        with self.db.begin() as session:
            known = session.get_one(User, user.id)
            known.signed_in_at, known.password = self.now(), anew or known.password
            session.execute(delete(Attempt).where(Attempt.key == who, Attempt.address == address))
            session.add(self.entry(user.name, "signed in", address=address))
            return self._begin(session, user.id, before)

    def open_link(self, token: str, *, address: str = "") -> str:
        """Return the cookie of a session for the one person at a project without users; the link is used up.

        Raise RefusedError where it was used, is too old or none of ours.
        """
        now = self.now()
        with self.db.begin() as session:
            is_open = self.is_local and session.scalar(select(User.id).limit(1)) is None
            taken = update(Link).where(
                Link.hash == fingerprint(token), Link.used_at.is_(None), Link.created_at > now - LINK_HOLDS
            )
            if is_open and session.execute(taken.values(used_at=now)).rowcount == 1:  # type: ignore[attr-defined]  # an UPDATE has it
                session.add(self.entry(LOCAL.name, "opened the link", address=address))
                return self._begin(session, None, None)
        raise RefusedError(
            _("This link is no longer good"),
            _("It was used, is too old or belongs to an earlier start. Take the link that `deskgauge serve` prints, or "
              "make a new one with `deskgauge users link`."),
        )  # fmt: skip

    def one_time_link(self, base_url: str) -> str:
        """Return a link that opens a session once, for a project without users; the ones before hold no longer."""
        token = secrets.token_urlsafe(32)
        with self.db.begin() as session:
            session.execute(delete(Link).where(Link.used_at.is_(None)))
            session.add(Link(hash=fingerprint(token), created_at=self.now()))
        return f"{base_url.rstrip('/')}/open?token={token}"

    def check_bind(self, host: str) -> None:
        """Take note of the address that is served; raise UsageError where it needs users and there are none."""
        self.is_local = host in LOOPBACK
        if not self.is_local and not self.has_users():
            raise UsageError(
                _("Beyond this machine it is served only with users. Add one: deskgauge users add NAME --role admin.")
            )

    def session_viewer(self, cookie: str) -> Viewer | None:
        """Return who has a session, None where it is none, is over, or its user may not sign in."""
        now = self.now()
        with self.db.begin() as session:
            found = session.get(Session, fingerprint(cookie))
            if found is None:
                return None
            if self._is_over(found, now):
                session.delete(found)
                return None
            if now - found.seen_at > SEEN_EVERY:
                found.seen_at = now
            if found.user is None:
                is_open = self.is_local and session.scalar(select(User.id).limit(1)) is None
                return self._seen(LOCAL, found) if is_open else None
            return None if found.user.is_disabled else self._seen(viewer_of_user(found.user), found)

    def sign_out(self, session_id: str) -> None:
        """End a session."""
        with self.db.begin() as session:
            session.execute(delete(Session).where(Session.id == session_id))

    def form_token(self, session_id: str) -> str:
        """Return what every form of a session carries."""
        return self.sign("form", session_id)

    def _seen(self, viewer: Viewer, found: Session) -> Viewer:
        return replace(viewer, session_id=found.id, csrf=self.form_token(found.id))

    def _is_over(self, found: Session, now: datetime) -> bool:
        return now >= found.expires_at or now - found.seen_at >= timedelta(seconds=self.settings.session_idle)

    def _begin(self, session: Transaction, user_id: int | None, before: str | None) -> str:
        cookie, now = secrets.token_urlsafe(32), self.now()
        until = now + timedelta(seconds=self.settings.session_length)
        ended = [Session.expires_at <= now] + ([Session.id == fingerprint(before)] if before else [])
        session.execute(delete(Session).where(or_(*ended)))
        session.add(Session(id=fingerprint(cookie), user_id=user_id, created_at=now, seen_at=now, expires_at=until))
        return cookie

    def _check_tries(self, session: Transaction, who: str, address: str) -> None:
        since = Attempt.at > self.now() - WITHIN
        for most, condition in (
            (TRIES, (Attempt.key == who) & (Attempt.address == address)),
            (TRIES_OF_ADDRESS, Attempt.address == address),
            (TRIES_OF_NAME, Attempt.key == who),
        ):
            if (session.scalar(select(func.count(Attempt.id)).where(since & condition)) or 0) >= most:
                raise TooManyError(format_number(WITHIN.seconds // 60))

    def _remember_failure(self, user: User | None, who: str, address: str) -> None:
        with self.db.begin() as session:
            session.execute(delete(Attempt).where(Attempt.at <= self.now() - WITHIN))
            session.add(Attempt(key=who, address=address, at=self.now()))
            # What somebody typed who is no user may be a password.
            session.add(self.entry(user.name if user else "unknown", "sign-in failed", address=address))


def viewer_of_user(user: User) -> Viewer:
    """Return a user as a viewer, without a session."""
    teams = None if user.teams is None else tuple(user.teams)
    return Viewer(user.name, user.role, teams, user.agent_id, user.language, user.theme or "system", user_id=user.id)
