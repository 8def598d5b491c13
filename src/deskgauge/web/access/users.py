"""Users: added, listed, given roles and limits, disabled. The last admin stays."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session as Transaction

from deskgauge.errors import NotFoundError, UsageError
from deskgauge.language import LANGUAGES, _
from deskgauge.web.access import passwords
from deskgauge.web.access.ground import Ground
from deskgauge.web.access.look import THEMES
from deskgauge.web.access.models import NAME, Session, User
from deskgauge.web.access.rights import ROLES

BY_CLI = "command line"


class Users(Ground):
    """The users of an installation."""

    def has_users(self) -> bool:
        """Say whether there is any user, also a disabled one."""
        with self.db.begin() as session:
            return session.scalar(select(User.id).limit(1)) is not None

    def users(self) -> Sequence[User]:
        """Return all users by name."""
        with self.db.begin() as session:
            return session.scalars(select(User).order_by(User.key)).all()

    def user(self, name: str) -> User:
        """Return one user; raise NotFoundError with the nearest names."""
        with self.db.begin() as session:
            return _found(session, name)

    def add_user(
        self,
        name: str,
        password: str,
        role: str = "viewer",
        *,
        teams: Sequence[str] | None = None,
        agent_id: str | None = None,
        by: str = BY_CLI,
        address: str = "",
    ) -> User:
        """Add a user; the first one is an admin. Raise UsageError where that cannot be."""
        name = check_name(name)
        check_limits(role, agent_id)
        passwords.check_password(password, name)
        kept = passwords.hashed(password)
        with self.db.begin() as session:
            if _by_key(session, name) is not None:
                raise UsageError(_("There is a user {name} already.", name=name))
            if role != "admin" and session.scalar(select(User.id).where(is_working_admin()).limit(1)) is None:
                raise UsageError(_("The first user has to be an admin, who can add the others."))
            user = User(
                name=name, key=key_of(name), password=kept, role=role, teams=_teams(teams), agent_id=agent_id or None,
                is_disabled=False, created_at=self.now(),
            )  # fmt: skip
            session.add(user)
            session.add(self.entry(by, "user added", f"{name}: {described(user)}", address=address))
        return user

    def set_role(
        self,
        name: str,
        role: str,
        *,
        teams: Sequence[str] | None = None,
        agent_id: str | None = None,
        by: str = BY_CLI,
        address: str = "",
    ) -> None:
        """Give a user another role and other limits; their sessions end."""
        check_limits(role, agent_id)
        with self.db.begin() as session:
            user = _found(session, name)
            if role != "admin":
                _keep_an_admin(session, user)
            user.role, user.teams, user.agent_id = role, _teams(teams), agent_id or None
            _end_sessions(session, user)
            session.add(self.entry(by, "user changed", f"{user.name}: {described(user)}", address=address))

    def set_disabled(self, name: str, disabled: bool, *, by: str = BY_CLI, address: str = "") -> None:
        """Let a user in no more, or again; their sessions end and their tokens hold no longer."""
        with self.db.begin() as session:
            user = _found(session, name)
            if disabled:
                _keep_an_admin(session, user)
                _end_sessions(session, user)
            user.is_disabled = disabled
            session.add(self.entry(by, "user disabled" if disabled else "user enabled", user.name, address=address))

    def set_password(self, name: str, password: str, *, by: str = BY_CLI, address: str = "") -> None:
        """Give a user another password; their sessions end."""
        with self.db.begin() as session:
            known = _found(session, name)
        passwords.check_password(password, known.name)
        kept = passwords.hashed(password)
        with self.db.begin() as session:
            user = _found(session, name)
            user.password = kept
            _end_sessions(session, user)
            session.add(self.entry(by, "password changed", user.name, address=address))

    def change_own_password(self, user_id: int, old: str, new: str, *, address: str = "") -> None:
        """Let somebody change their password who knows the one they have; raise UsageError where they do not."""
        with self.db.begin() as session:
            user = session.get_one(User, user_id)
        if not passwords.is_right(user.password, old):
            raise UsageError(_("The present password is not right. Nothing was changed."))
        self.set_password(user.name, new, by=user.name, address=address)

    def set_look(self, user_id: int, language: str | None, theme: str | None) -> None:
        """Keep the language and the appearance that somebody chose; what is not known is left as it is."""
        with self.db.begin() as session:
            user = session.get_one(User, user_id)
            user.language = language if language in LANGUAGES else user.language
            user.theme = theme if theme in THEMES else user.theme


def described(user: User) -> str:
    """Return a user's role and limits in one line of the log."""
    parts = [f"role {user.role}"]
    if user.teams is not None:
        parts.append(f"teams {', '.join(user.teams) or 'none'}")
    if user.agent_id:
        parts.append(f"agent {user.agent_id}")
    return ", ".join(parts)


def key_of(name: str) -> str:
    """Return a name as it is looked up: however its letters are written."""
    return " ".join(name.casefold().split())[:NAME]


def check_name(name: str) -> str:
    """Return a user's name without spaces around; raise UsageError where it cannot be one."""
    plain = " ".join(name.split())
    if not plain or len(plain) > NAME or len(key_of(plain)) > NAME or not plain.isprintable():
        raise UsageError(_("A user's name has 1 to {n} signs, all of them to be seen.", n=NAME))
    return plain


def check_limits(role: str, agent_id: str | None) -> None:
    """Raise where a role does not exist, or an agent is nobody in the data."""
    if role not in ROLES:
        raise NotFoundError("role", role, ROLES)
    if role == "agent" and not agent_id:
        raise UsageError(_("An agent needs the id that they have in the data."))


def is_working_admin() -> ColumnElement[bool]:
    """Return the condition on users that are admins and may sign in."""
    return (User.role == "admin") & User.is_disabled.is_(False)


def _by_key(session: Transaction, name: str) -> User | None:
    return session.scalar(select(User).where(User.key == key_of(name)))


def _found(session: Transaction, name: str) -> User:
    user = _by_key(session, name)
    if user is None:
        raise NotFoundError("user", name, session.scalars(select(User.name)).all())
    return user


def _keep_an_admin(session: Transaction, user: User) -> None:
    # The rows are locked where the database can, so that two admins do not take each other away.
    admins = session.scalars(select(User.id).where(is_working_admin()).with_for_update()).all()
    if list(admins) == [user.id]:
        raise UsageError(
            _("{name} is the only admin who can sign in. Make somebody else an admin first.", name=user.name)
        )


def _end_sessions(session: Transaction, user: User) -> None:
    session.execute(delete(Session).where(Session.user_id == user.id))


def _teams(teams: Sequence[str] | None) -> list[str] | None:
    return None if teams is None else sorted({team.strip() for team in teams if team.strip()})
