"""The tables of the accounts: users, their sessions and tokens, links, attempts to sign in, the audit log.

Secrets are kept as hashes only: of a password by argon2, of the random ids of sessions, tokens and links by SHA-256.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import JSON, DateTime, Dialect, ForeignKey, String, Text, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

ID = 64  # the length of a SHA-256 in hexadecimal digits
NAME = 80


class Moment(TypeDecorator[datetime]):
    """An instant: aware in Python, naive UTC in the database, whichever it is."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return naive UTC."""
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return an aware instant."""
        return None if value is None else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """What all tables share."""

    type_annotation_map = {datetime: Moment, list[str]: JSON}  # noqa: RUF012  # SQLAlchemy reads it from the class


class User(Base):
    """Somebody who may sign in; ``key`` is the name as it is looked up, ``teams`` None where they see all."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(NAME))
    key: Mapped[str] = mapped_column(String(NAME), unique=True)
    password: Mapped[str] = mapped_column(String(255))
    role: Mapped[str] = mapped_column(String(16))
    teams: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    agent_id: Mapped[str | None] = mapped_column(String(255))
    language: Mapped[str | None] = mapped_column(String(8))
    theme: Mapped[str | None] = mapped_column(String(8))
    is_disabled: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    signed_in_at: Mapped[datetime | None]


class Session(Base):
    """One browser that is signed in; without a user it is the one person at a project that has none."""

    __tablename__ = "sessions"

    id: Mapped[str] = mapped_column(String(ID), primary_key=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    user: Mapped[User | None] = relationship(lazy="joined")


class Token(Base):
    """What a program signs in with: rights of its owner, as far as its scopes go; ``hint`` are its last signs."""

    __tablename__ = "tokens"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(NAME))
    hash: Mapped[str] = mapped_column(String(ID), unique=True)
    hint: Mapped[str] = mapped_column(String(8))
    scopes: Mapped[list[str]]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]
    user: Mapped[User] = relationship(lazy="joined")


class Link(Base):
    """A link that opens a session once."""

    __tablename__ = "links"

    hash: Mapped[str] = mapped_column(String(ID), primary_key=True)
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Attempt(Base):
    """An attempt to sign in that failed."""

    __tablename__ = "attempts"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(NAME), index=True)
    address: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[datetime] = mapped_column(index=True)


class Entry(Base):
    """One line of the audit log: who did what, when, from where, and how many rows it was about."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    who: Mapped[str] = mapped_column(String(NAME * 2 + 8))
    action: Mapped[str] = mapped_column(String(32))
    what: Mapped[str] = mapped_column(Text)
    rows: Mapped[int | None]
    address: Mapped[str] = mapped_column(String(64))
