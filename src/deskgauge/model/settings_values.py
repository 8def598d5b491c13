"""What one value of deskgauge.toml may be: a reader for each kind of setting."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import date

from deskgauge.errors import NotFoundError, suggest
from deskgauge.language import CALENDARS, DIGITS, _
from deskgauge.model.opening_hours import parse_date
from deskgauge.model.periods import WEEKDAYS
from deskgauge.model.settings import CLOCK_TEAMS, LANGUAGES, REPLY_AGENTS, parse_duration
from deskgauge.model.zones import zone

_STORES = ("postgresql", "postgres", "clickhouse", "spark")
_ADDRESS = re.compile(r"[^\s@<>,;\"]+@[^\s@<>,;\"]+")
_ACCOUNTS = ("postgresql", "postgres", "sqlite")


def text(value: object) -> str:
    """Read a text that says something."""
    if not isinstance(value, str) or not value.strip():
        raise ValueError(_("{value} is no text.", value=repr(value)))
    return value.strip()


def _names(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise ValueError(_('{value} is no list of names, such as ["csat", "nps"].', value=repr(value)))
    return tuple(dict.fromkeys(map(text, value)))


def _date(value: object) -> date:
    problems: list[str] = []
    found = parse_date(value, "", problems)
    if found is None:
        raise ValueError(problems[0].removeprefix(": "))
    return found


def _zone(value: object) -> str:
    return zone(text(value)).key


def _currency(value: object) -> str:
    from babel.core import get_global  # only its list of codes, in a tenth of the time of babel.numbers

    code, known = text(value), get_global("all_currencies")
    if code not in known:
        near = suggest(code.upper(), [code.upper()] if code.upper() in known else known)
        raise ValueError(_("{code} is no currency code of ISO 4217, such as 'EUR'.", code=repr(code)) + near)
    return code


def _one_of(kind: str, known: tuple[str, ...]) -> Callable[[object], str]:
    def read(value: object) -> str:
        word = text(value).lower()
        if word not in known:
            raise NotFoundError(kind, word, known)
        return word

    return read


def _port(value: object) -> int:
    number = _count(value)
    if number > 65_535:
        raise ValueError(_("{number} is no port; it is 1 to 65535.", number=number))
    return number


def window(value: object) -> float:
    """Read a length of time above 0, in seconds."""
    seconds = parse_duration(value)
    if seconds == 0:
        raise ValueError(_("{value} is no time at all; it must be more than 0.", value=repr(value)))
    return seconds


def _count(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError(_("{value} is no whole number.", value=repr(value)))
    if value < 1:
        raise ValueError(_("{value} is too few; it must be 1 or more.", value=value))
    return value


def weight(value: object) -> float:
    """Read a number, 0 or more."""
    if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value):
        raise ValueError(_("{value} is no number.", value=repr(value)))
    if value < 0:
        raise ValueError(_("{value} is negative; it must be 0 or more.", value=value))
    return float(value)


def _switch(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"{value!r} is neither true nor false.")
    return value


def _address(value: object) -> str:
    found = text(value)
    if not _ADDRESS.fullmatch(found):
        raise ValueError(f"{value!r} is no address of mail, such as 'support@example.com'.")
    return found


def _addresses(value: object) -> tuple[str, ...]:
    return tuple(map(_address, _names(value)))


def _accounts(value: object) -> str:
    scheme, separator, __ = text(value).partition("://")
    if not separator or scheme not in _ACCOUNTS:
        raise NotFoundError("kind of database", scheme if separator else re.split(r"[:/@]", scheme)[0], _ACCOUNTS)
    return text(value)


def _store(value: object) -> str:
    url = text(value)
    scheme, separator, __ = url.partition("://")
    if url != "duckdb" and (not separator or scheme.split("+")[0] not in _STORES):
        # The rest of a URL may hold a password and is never repeated.
        raise NotFoundError("kind of store", scheme if separator else re.split(r"[:/@]", url)[0], ("duckdb", *_STORES))
    return url


READERS: Mapping[str, Callable[[object], object]] = {
    "text": text,
    "names": _names,
    "date": _date,
    "zone": _zone,
    "currency": _currency,
    "language": _one_of("language", LANGUAGES),
    "duration": parse_duration,
    "window": window,
    "count": _count,
    "weight": weight,
    "digits": _one_of("choice of digits", DIGITS),
    "dates": _one_of("choice of a calendar", CALENDARS),
    "weekday": _one_of("day of the week", WEEKDAYS),
    "clock_team": _one_of("choice of a ticket's team", CLOCK_TEAMS),
    "reply_agent": _one_of("choice of a reply's agent", REPLY_AGENTS),
    "store": _store,
    "port": _port,
    "accounts": _accounts,
    "switch": _switch,
    "address": _address,
    "addresses": _addresses,
}
"""The reader of each kind; it raises ValueError or UsageError with a sentence."""
