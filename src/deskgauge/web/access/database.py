"""The database of the accounts: opened, brought to the newest shape, and used in short transactions."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from deskgauge.errors import WorkFailedError
from deskgauge.language import _

FILE = "accounts.sqlite"
OWNER_ONLY = 0o600
MIGRATIONS = Path(__file__).parent / "migrations"
LOCK = 7_305_416  # what two servers that start at once wait on; any number that is ours


class Database:
    """An open database of accounts, at its newest shape."""

    def __init__(self, url: str | None, folder: Path) -> None:
        self.engine = _engine(url, folder)
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)
        try:
            migrate(self.engine)
        except SQLAlchemyError as error:
            raise _failed(error) from error

    @contextmanager
    def begin(self) -> Iterator[Session]:
        """Give a transaction that is kept where the block ends well; raise WorkFailedError where it cannot be had."""
        try:
            with self._sessions.begin() as session:
                yield session
        except SQLAlchemyError as error:
            raise _failed(error) from error

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()


def migrate(engine: Engine) -> None:
    """Bring a database to the newest shape, in one transaction; servers that start at once do it one by one."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with engine.begin() as connection:
        _wait_for_others(connection)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _wait_for_others(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    else:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _engine(url: str | None, folder: Path) -> Engine:
    if url is None:
        url = f"sqlite:///{_own_file(folder / FILE)}"
    place = make_url(url)
    if place.get_backend_name() in ("postgresql", "postgres"):
        place = place.set(drivername="postgresql+psycopg")
        return create_engine(place, pool_pre_ping=True)
    engine = create_engine(place)
    event.listen(engine, "connect", _prepare)
    return engine


def _own_file(path: Path) -> Path:
    """Return the file, made where it is missing, that only its owner may read."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, OWNER_ONLY))
        with suppress(PermissionError):  # another owner's file that we may use is theirs to guard
            path.chmod(OWNER_ONLY)
    except OSError as error:
        raise WorkFailedError(_("{file} cannot be written: {why}.", file=path, why=error.strerror)) from error
    return path


def _prepare(connection: DBAPIConnection, _record: object) -> None:
    """Let readers and one writer work side by side, and hold links between tables."""
    cursor = connection.cursor()
    for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "busy_timeout = 5000", "foreign_keys = ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _failed(error: SQLAlchemyError) -> WorkFailedError:
    # The whole text of the error may hold the password of the address.
    why = type(getattr(error, "orig", None) or error).__name__
    return WorkFailedError(
        _("The database of users cannot be used ({why}). See accounts_url in the section [server].", why=why)
    )
