"""Without script everything is still there: links and forms."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from browser.places import addresses


@pytest.fixture
def page(browser: Browser, context: BrowserContext) -> Iterator[Page]:
    """A page of the same person in a browser that runs no script."""
    with browser.new_context(java_script_enabled=False, storage_state=context.storage_state()) as plain:
        yield plain.new_page()


def test_every_page_of_the_navigation_is_reached_by_its_link(page: Page, home: str) -> None:
    """From the scorecard, with the language kept."""
    page.goto(f"{home}/?lang=pl")
    links = [one.get_attribute("href") or "" for one in page.locator("#nav nav a").all()]
    assert links
    for link in links:
        answer = page.goto(home + link)
        assert answer
        assert answer.status == 200, link
        assert page.locator("html").get_attribute("lang") == "pl"
        expect(page.locator("h1")).to_be_visible()
        expect(page.locator("#nav [aria-current=page]")).to_have_count(1)


def test_filters_are_forms_and_lists_of_links(page: Page, home: str) -> None:
    """A box in the bar, then a link of the breakdown, then the cross."""
    page.goto(f"{home}/metric/first_response_time?lang=en")
    channel = page.locator("details.fl", has=page.get_by_text("Channel", exact=True))
    channel.locator("summary").click()
    channel.locator("input[value=email]").check()
    channel.get_by_role("button", name="Apply").click()
    expect(page).to_have_url(re.compile("channel=email"))
    page.get_by_role("link", name="Clear: Channel").click()
    expect(page).not_to_have_url(re.compile("channel="))


def test_a_number_leads_to_its_rows_and_files(page: Page, home: str) -> None:
    """What script fetches late is a link without it."""
    page.goto(f"{home}/?lang=en")
    page.get_by_role("link", name="Why these changed").click()
    expect(page).to_have_url(re.compile("view=why"))
    page.locator("table.mt").get_by_role("link", name="First response time", exact=True).click()
    page.get_by_role("link", name="More rows").click()
    page.locator("main table a[href*='/ticket/']").first.click()
    expect(page.locator("h1")).to_be_visible()


def test_every_table_of_a_chart_opens(page: Page, home: str) -> None:
    """The data behind a picture stands in the page."""
    page.goto(f"{home}{addresses()['metric']}?lang=en")
    for table in page.locator("figure details.data").all():
        table.locator("summary").click()
        expect(table.locator("tbody tr").first).to_be_visible()
