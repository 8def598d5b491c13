"""Every page in every language and size: nothing sticks out, nothing fails, nothing is asked of others, no barriers."""

from __future__ import annotations

import pytest

from browser.looking import Look
from browser.places import LOGIN, addresses
from deskgauge.language import LANGUAGES

WITH_AXE = ("en", "fa")  # one of each direction and script that the others have nothing new beside


@pytest.mark.parametrize("name", addresses())
@pytest.mark.parametrize("language", LANGUAGES)
def test_page(language: str, name: str, request: pytest.FixtureRequest) -> None:
    """At 1440, 390 and 320 pixels; and in English and Persian, in the light and in the dark, without barriers."""
    opened: Look = request.getfixturevalue("stranger" if addresses()[name] == LOGIN else "opened")
    answer = opened.open(with_language(addresses()[name], language))

    assert answer.status == 200
    assert opened.page.locator("html").get_attribute("lang") == language
    assert opened.page.locator("h1").count() == 1
    faults = [*opened.overflows(), *opened.told()]
    if language in WITH_AXE:
        faults += opened.barriers()
    if faults:
        pytest.fail("\n".join(faults), pytrace=False)


def with_language(address: str, language: str) -> str:
    """Return an address in a language."""
    return f"{address}{'&' if '?' in address else '?'}lang={language}"
