"""An address of every page, read from the pages themselves, so that a page more is looked at by itself."""

from __future__ import annotations

import re
from collections.abc import Mapping

from deskgauge.web.pages.page import Page, pages

EXAMPLES: Mapping[str, str] = {
    "metric": "first_response_time",
    "metric_id": "first_response_time",
    "ticket_id": "",
    "id": "first_response_time",
}
"""What stands in an address for its parts; of a ticket, whatever a list of tickets leads to."""


def addresses() -> dict[str, str]:
    """Return the address of each page by its id, with examples for its parts."""
    return {page.id: address(page) for page in pages()}


def address(page: Page) -> str:
    """Return an address of a page; fail where one of its parts has no example yet."""

    def example(match: re.Match[str]) -> str:
        name = match[1].partition(":")[0]
        assert name in EXAMPLES, f"tests/browser/places.py has no example for {{{name}}} of {page.path}"
        return EXAMPLES[name]

    return re.sub(r"\{([^}]+)\}", example, page.path)
