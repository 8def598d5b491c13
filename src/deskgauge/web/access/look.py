"""The language and the appearance that a browser chose, kept in a cookie of its own."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import HTTPConnection

from deskgauge.language import LANGUAGES

COOKIE = "dg_look"
THEMES = ("system", "light", "dark")


@dataclass(frozen=True, slots=True)
class Look:
    """A language of ours and an appearance, None where none was chosen."""

    language: str | None = None
    theme: str | None = None

    def cookie(self) -> str:
        """Return it as the cookie holds it."""
        return f"{self.language or ''}.{self.theme or ''}"


def look(language: str | None, theme: str | None) -> Look:
    """Return a choice; what is not known is none."""
    return Look(language if language in LANGUAGES else None, theme if theme in THEMES else None)


def look_of(connection: HTTPConnection) -> Look:
    """Return what a browser chose."""
    language, _dot, theme = connection.cookies.get(COOKIE, "").partition(".")
    return look(language, theme)
