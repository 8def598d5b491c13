"""An address of every page, read from the pages themselves, so that a page more is looked at by itself."""

from __future__ import annotations

from collections.abc import Mapping

from deskgauge.web.pages.page import Page, pages

EXAMPLES: Mapping[str, str] = {
    "/metric/{id}": "/metric/first_response_time",
    "/metric/{id}/tickets": "/metric/first_response_time/tickets?period=2026-W43",  # few rows: axe looks at each
    "/ticket/{id}": "/ticket/T007899",
    "/definitions/{id}": "/definitions/first_response_time",
}
"""An address for each page that is of one thing."""


LOGIN = "/login"  # for those who are not signed in
FORMS: Mapping[str, str] = {
    "login": LOGIN,
    "users": "/settings/users",
    "tokens": "/settings/tokens",
    "audit": "/settings/audit",
    "password": "/settings/password",
}
"""What is no page of numbers: how people get in, and who may."""


def addresses() -> dict[str, str]:
    """Return the address of each page by its id, of one thing where it is of one, and of each form."""
    return {page.id: address(page) for page in pages()} | dict(FORMS)


def address(page: Page) -> str:
    """Return an address of a page; fail where it has no example yet."""
    assert "{" not in page.path or page.path in EXAMPLES, f"tests/browser/places.py has no example of {page.path}"
    return EXAMPLES.get(page.path, page.path)
