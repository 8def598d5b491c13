"""Public holidays of a country or one of its parts, from the holidays library.

The library takes a third of a second to import, so that it is loaded when the first day is asked for.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from deskgauge.errors import NotFoundError

_CODE = re.compile(r"[A-Z]{2}(?:-[A-Za-z0-9]{1,10})?")


def is_country_code(text: str) -> bool:
    """Tell whether a text has the form of a country (``PL``) or a part of one (``DE-BY``)."""
    return _CODE.fullmatch(text) is not None


@lru_cache(maxsize=4096)
def public_holidays(code: str, year: int) -> frozenset[date]:
    """Return the public holidays of a year; raise NotFoundError for an unknown country or part of one."""
    from holidays import country_holidays

    country, _, part = code.partition("-")
    try:
        found = country_holidays(country, subdiv=part or None, years=year)
    except NotImplementedError:
        raise _unknown(country, part) from None
    return frozenset(day for day in found if day.year == year)


def _unknown(country: str, part: str) -> NotFoundError:
    from holidays import list_supported_countries

    known = list_supported_countries(include_aliases=False)
    if country not in known:
        return NotFoundError("country", country, known, "the list of public holidays")
    parts = [f"{country}-{one}" for one in known[country]]
    return NotFoundError("part of a country", f"{country}-{part}", parts, "the list of public holidays")
