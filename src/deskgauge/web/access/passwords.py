"""Passwords: hashed by argon2, refused where they are easily guessed, compared in the same time for everybody."""

from __future__ import annotations

from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from deskgauge.errors import UsageError
from deskgauge.language import _

SHORTEST, LONGEST, FEWEST_SIGNS = 10, 200, 5
COMMON = (
    "password", "passwort", "parola", "haslo", "lozinka", "letmein", "welcome", "iloveyou", "changeme", "secret",
    "qwerty", "qwertz", "azerty", "asdfgh", "zxcvbn", "admin", "administrator", "support", "helpdesk",
    "deskgauge", "monkey", "dragon", "football", "princess", "sunshine", "superman", "summer", "winter", "monday",
)  # fmt: skip
RUNS = ("01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm")

hasher = PasswordHasher()
_at_work = BoundedSemaphore(2)  # each hash takes 64 MiB


def hashed(password: str) -> str:
    """Return what is kept of a password."""
    with _at_work:
        return hasher.hash(password)


def is_right(kept: str | None, password: str) -> bool:
    """Say whether a password is the one that was kept; without one it takes as long to say no."""
    with _at_work:
        try:
            hasher.verify(kept or _nobodys(), password[: LONGEST + 1])
        except (VerificationError, InvalidHashError):
            return False
    return kept is not None


def is_outdated(kept: str) -> bool:
    """Say whether a password is better hashed anew."""
    return hasher.check_needs_rehash(kept)


def check_password(password: str, name: str) -> None:
    """Raise UsageError with what is wrong with a new password."""
    if len(password) < SHORTEST:
        raise UsageError(
            _(
                "The password has fewer than {n} signs. A few words in a row are long and easily kept in mind.",
                n=SHORTEST,
            )
        )
    if len(password) > LONGEST:
        raise UsageError(_("The password has more than {n} signs.", n=LONGEST))
    if is_common(password, name):
        raise UsageError(_("The password is among those that are guessed first. Take one that nobody else would."))


def is_common(password: str, name: str) -> bool:
    """Say whether a password is a common word or the own name with some digits, a run of keys, or few signs."""
    plain = password.casefold()
    around = "".join({sign for sign in plain if not sign.isalpha()})
    core = "".join(sign for sign in _letters(plain.strip(around)) if sign.isalpha())
    if len(set(plain)) < FEWEST_SIGNS or any(plain in run or plain[::-1] in run for run in RUNS):
        return True
    parts = (*COMMON, *(part for part in name.casefold().split() if len(part) > 2))
    rest = core
    for part in sorted(parts, key=len, reverse=True):
        rest = rest.replace(part, "")
    return bool(core) and len(rest) < 3


def _letters(text: str) -> str:
    """Return the text with the signs that are often put in the place of letters turned back."""
    return text.translate(str.maketrans("@4310$5!7", "aaeiossit")) if any(one.isalpha() for one in text) else text


@cache
def _nobodys() -> str:
    return hasher.hash("nobody has this password")
