"""What users, sessions, tokens and the log of an installation rest on: its database, its secret, the time."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from datetime import UTC, datetime
from pathlib import Path

from deskgauge.errors import WorkFailedError
from deskgauge.language import _
from deskgauge.model.settings import Settings
from deskgauge.web.access.database import OWNER_ONLY, Database
from deskgauge.web.access.models import Entry

SECRET_BYTES = 32
SHOWN_OF_ADDRESS = 64


class Ground:
    """An installation's accounts; ``is_local`` is set where they are served to this machine alone."""

    def __init__(self, settings: Settings, data: Path) -> None:
        self.settings = settings
        self.db = Database(settings.accounts_url, data)
        self.secret = read_secret(data / settings.secret_file)
        self.is_local = False

    def close(self) -> None:
        """Let go of the database."""
        self.db.close()

    def now(self) -> datetime:
        """Return this instant."""
        return datetime.now(UTC)

    def sign(self, purpose: str, text: str) -> str:
        """Return a mark of a text that nobody can make without the secret: 32 hexadecimal digits."""
        return hmac.new(self.secret, f"{purpose}:{text}".encode(), hashlib.sha256).hexdigest()[:32]

    @property
    def mark(self) -> str:
        """Eight signs that tell this installation from others on the same machine; no secret."""
        return self.sign("mark", "")[:8]

    def record(self, who: str, action: str, what: str = "", *, rows: int | None = None, address: str = "") -> None:
        """Write a line into the audit log."""
        with self.db.begin() as session:
            session.add(self.entry(who, action, what, rows=rows, address=address))

    def entry(self, who: str, action: str, what: str = "", *, rows: int | None = None, address: str = "") -> Entry:
        """Return a line of the audit log, to be written with what it is about."""
        return Entry(
            at=self.now(), who=who[:168], action=action, what=what, rows=rows, address=address[:SHOWN_OF_ADDRESS]
        )


def fingerprint(text: str) -> str:
    """Return the SHA-256 of a random text, under which it is kept."""
    return hashlib.sha256(text.encode()).hexdigest()


def read_secret(path: Path) -> bytes:
    """Return the secret of an installation, made at the first start; raise WorkFailedError where it cannot be kept."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, OWNER_ONLY), "w") as file:
            file.write(secrets.token_hex(SECRET_BYTES))
    except FileExistsError:
        pass
    except OSError as error:
        raise WorkFailedError(_("{file} cannot be written: {why}.", file=path, why=error.strerror)) from error
    try:
        secret = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except (OSError, ValueError) as error:
        raise WorkFailedError(
            _("{file} cannot be read as the server's secret: {why}.", file=path, why=error)
        ) from error
    if len(secret) < SECRET_BYTES:
        raise WorkFailedError(
            _("{file} holds no secret of the server. Remove it: a new one is made at the next start.", file=path)
        )
    return secret
