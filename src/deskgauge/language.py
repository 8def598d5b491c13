"""The reader's language: which it is, and every text a person reads in it.

Texts are written in English where they are used, with named places in braces, and looked up in the catalogues of
``locale/LANGUAGE/LC_MESSAGES/deskgauge.mo``. What has no translation is shown in English.
"""

from __future__ import annotations

import gettext as gettext_
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, reduce
from pathlib import Path

LANGUAGES = {"en": "en", "sr": "sr_Cyrl", "zh": "zh", "fa": "fa", "ne": "ne", "pl": "pl"}
"""The languages and Babel's name of each."""

NAMES = {"en": "English", "sr": "Српски", "zh": "中文", "fa": "فارسی", "ne": "नेपाली", "pl": "Polski"}
"""What the speakers of each call it."""

DOMAIN = "deskgauge"
FOLDER = Path(__file__).parent / "locale"

_language: ContextVar[str] = ContextVar("language", default="en")


_digits: ContextVar[str] = ContextVar("digits", default="")
_calendar: ContextVar[str] = ContextVar("calendar", default="")

DIGITS, CALENDARS = ("native", "latin"), ("jalali", "gregorian")
"""How numbers and dates can be asked for; Persian begins with its own digits and the solar calendar."""


def digits(language: str) -> str:
    """Return which digits numbers are written with in a language: native or latin."""
    return _digits.get() or ("native" if language == "fa" else "latin")


def calendar(language: str) -> str:
    """Return which calendar dates are written in: jalali in Persian unless asked otherwise, else gregorian."""
    return (_calendar.get() or "jalali") if language == "fa" else "gregorian"


@contextmanager
def in_style(digits: str = "", calendar: str = "") -> Iterator[None]:
    """Let numbers and dates be written so inside a ``with`` block; what is empty or unknown is the language's own."""
    tokens = (
        _digits.set(digits if digits in DIGITS else ""),
        _calendar.set(calendar if calendar in CALENDARS else ""),
    )
    try:
        yield
    finally:
        _digits.reset(tokens[0])
        _calendar.reset(tokens[1])


_NATIVE = {"fa": str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"), "ne": str.maketrans("0123456789", "०१२३४५६७८९")}


def in_digits(text: str) -> str:
    """Return a text with its digits as the reader's language writes them."""
    language = current()
    return text.translate(_NATIVE[language]) if language in _NATIVE and digits(language) == "native" else text


def _filled(text: str, values: dict[str, object]) -> str:
    """Fill the places of a text; a whole number that was not written yet gets the reader's digits."""
    return text.format(**{name: in_digits(str(one)) if type(one) is int else one for name, one in values.items()})


def current() -> str:
    """Return the language in force: one of LANGUAGES."""
    return _language.get()


def set_language(language: str) -> None:
    """Let texts be in this language from here on, in this thread or task; an unknown one is read as English."""
    _language.set(language if language in LANGUAGES else "en")


@contextmanager
def in_language(language: str) -> Iterator[None]:
    """Let texts be in this language inside a ``with`` block; an unknown one is read as English."""
    token = _language.set(language if language in LANGUAGES else "en")
    try:
        yield
    finally:
        _language.reset(token)


def is_right_to_left(language: str) -> bool:
    """Say whether a language is written from right to left."""
    return language == "fa"


@cache
def _catalogue(language: str) -> gettext_.NullTranslations:
    return gettext_.translation(DOMAIN, FOLDER, [language], fallback=True)


def gettext(message: str, /, **values: object) -> str:
    """Return a text in the language in force, its places filled in: ``_("{n} rows", n=3)``."""
    text = _catalogue(current()).gettext(message) if message else ""  # the empty one is the catalogue's own head
    return _filled(text, values) if values else text


def ngettext(one: str, many: str, n: float, /, **values: object) -> str:
    """Return the form of a text that a number needs; ``{n}`` is the number unless it is given in ``values``.

    The number is given written where the reader's digits or separators are wanted: ``n=format_number(n)``.
    """
    text = _catalogue(current()).ngettext(one, many, int(n))
    return _filled(text, {"n": n, **values})


def pgettext(context: str, message: str, /, **values: object) -> str:
    """Return a text whose meaning depends on its context: "Open" of a ticket or of a door."""
    text = _catalogue(current()).pgettext(context, message)
    return _filled(text, values) if values else text


def either(names: Iterable[str]) -> str:
    """Write names of which one is meant: a or b."""
    told = list(names)
    return (
        reduce(lambda first, second: gettext("{first} or {second}", first=first, second=second), told) if told else ""
    )


def both(names: Iterable[str]) -> str:
    """Write names of which all are meant: a and b."""
    told = list(names)
    return (
        reduce(lambda first, second: gettext("{first} and {second}", first=first, second=second), told) if told else ""
    )


def retold(text: str, templates: Iterable[str]) -> str:
    """Return an English text in the language in force: the first of ``templates`` that it was made of, filled again.

    For texts that are kept or come as English, such as notes of an answer's rows; one of no template stays as it is.
    """
    for template in templates:
        if "{" not in template:
            if text == template:
                return gettext(template)
        elif match := _pattern(template).fullmatch(text):
            return gettext(template, **match.groupdict())
    return text


@cache
def _pattern(template: str) -> re.Pattern[str]:
    """Return what finds the places of a template in a text that was made of it."""
    parts = re.split(r"\{(\w+)\}", template)
    fixed, places = parts[::2], parts[1::2]
    named = [f"(?P<{name}>.+)" if name not in places[:at] else f"(?P={name})" for at, name in enumerate(places)]
    return re.compile(
        "".join(re.escape(text) + place for text, place in zip(fixed, [*named, ""], strict=True)), re.DOTALL
    )


def N_(message: str) -> str:  # noqa: N802  # its name everywhere
    """Mark a text for translation where it is declared; it is looked up where it is shown."""
    return message


_ = gettext
