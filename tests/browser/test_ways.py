"""From a number on: filters, down to tickets, out to files, by keyboard, and back."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from browser.looking import PHONE, Look

METRIC = "/metric/first_response_time"
FROM_HERE = "xpath=ancestor::tr"


@pytest.fixture(autouse=True)
def nothing_fails(opened: Look) -> object:
    """Whatever is done, the console stays empty and nobody else is asked."""
    yield
    assert opened.told() == []


def said(page: Page, key: str) -> str:
    """Return what the address says of a key."""
    return parse_qs(urlsplit(page.url).query).get(key, [""])[0]


def value_of(page: Page) -> Locator:
    """Return the number that a metric's page is about."""
    return page.locator(".big .v data").first


# ---------------------------------------------------------------------- filters
def test_a_filter_is_chosen_shown_and_cleared(opened: Look) -> None:
    """Boxes in the bar, the value in the bar, in the address and in every link; a cross takes it away."""
    page = opened.page
    opened.open(f"{METRIC}?lang=en")
    whole = value_of(page).get_attribute("value")
    channel = page.locator("details.fl", has=page.get_by_text("Channel", exact=True))
    channel.locator("summary").click()
    channel.locator("input[value=email]").check()
    channel.get_by_role("button", name="Apply").click()
    expect(page).to_have_url(re.compile("channel=email"))

    expect(page.locator("details.fl.on summary")).to_contain_text(["Channel"])
    expect(page.locator("h1")).to_be_focused()
    assert value_of(page).get_attribute("value") != whole
    assert "channel=email" in (page.get_by_role("link", name="Scorecard").first.get_attribute("href") or "")

    page.get_by_role("link", name="Clear: Channel").click()
    expect(page).not_to_have_url(re.compile("channel="))
    assert value_of(page).get_attribute("value") == whole


def test_the_way_back_brings_the_view_back(opened: Look) -> None:
    """A view is a link: after another period, back shows the first one."""
    page = opened.page
    opened.open("/?lang=en")
    dates = page.locator(".context b").first
    shown = dates.inner_text()
    page.get_by_role("link", name="Earlier period").click()
    expect(page).to_have_url(re.compile("period="))
    expect(dates).not_to_have_text(shown)

    page.go_back()

    expect(page).not_to_have_url(re.compile("period="))
    expect(dates).to_have_text(shown)


@pytest.mark.parametrize(
    ("address", "status", "right"),
    [
        ("/?period=lastweek&lang=en", 400, "7d"),
        ("/?channel=emial&lang=en", 400, "email"),
        ("/metric/frist_response_time?lang=en", 404, "first_response_time"),
        ("/scorcard?lang=en", 404, "/"),
    ],
)
def test_a_wrong_address_leads_to_a_right_one(opened: Look, address: str, status: int, right: str) -> None:
    """The page says what is wrong and links to the nearest that is right."""
    answer = opened.open(address)
    links = [one.get_attribute("href") or "" for one in opened.page.locator("main a").all()]

    assert answer.status == status
    assert any(right in link for link in links), links
    assert opened.overflows() == []
    opened.faults = [one for one in opened.told() if f"status of {status}" not in one]  # the browser notes that itself


# ---------------------------------------------------------------------- from a number to its rows, and out
def test_a_number_leads_to_its_tickets(opened: Look) -> None:
    """In the scorecard's table, its metric, why it changed, all rows, one ticket; each with the period it came from."""
    page = opened.page
    opened.open("/?period=2026-10&lang=en")
    page.locator("table.mt").get_by_role("link", name="First response time", exact=True).click()
    expect(page.locator("h1")).to_have_text("First response time")
    assert said(page, "period") == "2026-10"
    expect(page.locator("#h-why")).to_be_visible()

    page.get_by_role("link", name="More rows").click()
    expect(page).to_have_url(re.compile(rf"{METRIC}/tickets\?"))
    ticket = page.locator("main table a[href*='/ticket/']").first
    name = ticket.inner_text()
    ticket.click()
    expect(page.locator("h1")).to_contain_text(name)

    expect(page.locator("section", has_text="What each metric makes of it")).to_contain_text("First response time")


def test_a_number_leaves_as_it_is(opened: Look, tmp_path: Path) -> None:
    """The download holds the very value that the page shows."""
    page = opened.page
    opened.open(f"{METRIC}?lang=en&period=2026-10")
    shown = float(value_of(page).get_attribute("value") or "nan")
    page.locator("summary", has_text="Download").click()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="CSV", exact=True).click()
    waiting.value.save_as(tmp_path / "taken.csv")

    with (tmp_path / "taken.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert shown in [float(row["value"]) for row in rows if row.get("value")]


# ---------------------------------------------------------------------- keyboard
def test_the_first_stop_skips_to_the_numbers(opened: Look) -> None:
    """Tab, Enter: past the navigation."""
    page = opened.page
    opened.open("/?lang=en")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the numbers")).to_be_focused()

    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_every_stop_can_be_seen(opened: Look) -> None:
    """Sixty times Tab: each stop lies in the window, not below the bar, and has an outline or its like."""
    page = opened.page
    opened.open(f"{METRIC}?lang=en")
    for _ in range(60):
        page.keyboard.press("Tab")
        hidden = page.evaluate("""() => {
            const one = document.activeElement, at = one.getBoundingClientRect(), look = getComputedStyle(one);
            if (one === document.body) return "";
            const bar = document.querySelector(".filters"), over = bar && bar.getBoundingClientRect();
            const below = over && !bar.contains(one) && at.top >= over.top && at.bottom <= over.bottom;
            const seen = at.bottom > 0 && at.top < innerHeight && !below;
            const marked = look.outlineStyle !== "none" || look.boxShadow !== "none";
            return seen && marked ? "" : `${one.outerHTML.slice(0, 100)} ${JSON.stringify(at)} ${look.outlineStyle}`;
        }""")
        assert hidden == ""


def test_single_keys_do_what_the_list_says(opened: Look) -> None:
    """The list under "?", comparison, clock, period, page, and Esc, which takes the last filter away."""
    page = opened.page
    opened.open("/?lang=en&channel=email")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()

    page.keyboard.press("x")
    expect(page).to_have_url(re.compile("compare=none"))
    page.keyboard.press("w")
    expect(page).to_have_url(re.compile("period=7d"))
    page.keyboard.press("c")
    expect(page).to_have_url(re.compile("clock=calendar"))
    page.keyboard.press("Escape")
    expect(page).not_to_have_url(re.compile("channel="))
    page.keyboard.press("g")
    page.keyboard.press("s")
    expect(page.locator("nav [aria-current=page]")).to_have_text("Scorecard")


def test_a_chart_is_one_stop_and_reads_its_points(opened: Look) -> None:
    """Arrows walk the points; a point says day and value, with figures of its table."""
    page = opened.page
    opened.open(f"{METRIC}?lang=en&period=2026-10")
    plot = page.locator("figure .plot[tabindex='0']").first
    plot.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("figure .read").first).to_contain_text("Oct")
    first = page.locator("figure .read").first.inner_text()
    page.keyboard.press("ArrowRight")
    expect(page.locator("figure .read").first).not_to_have_text(first)


def test_on_a_phone_the_navigation_is_a_menu(opened: Look) -> None:
    """Closed at first, opened by a button, with targets of 44 px."""
    page = opened.page
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    opened.open("/?lang=fa")
    expect(page.locator("#nav")).to_be_hidden()
    page.locator("a.menu").first.click()
    expect(page.locator("#nav")).to_be_visible()

    heights = [one.bounding_box() for one in page.locator("#nav nav a").all()]
    assert all(box and box["height"] >= 44 for box in heights)
    assert page.evaluate("document.scrollingElement.scrollWidth <= document.scrollingElement.clientWidth")
