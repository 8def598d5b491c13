"""Who gets in, and where to: the one-time link, passwords, roles, signing out."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

import deskgauge
from browser.serving import serving
from deskgauge.web.access import open_accounts

PASSWORD = "larches over the valley"
USERS = {"ada": "admin", "vera": "viewer", "anna": "analyst", "agnes": "agent"}
AGENT = "A02"


@pytest.fixture(scope="module")
def guarded(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server with users, one of each role."""
    folder = Path(shutil.copytree(project, tmp_path_factory.mktemp("guarded") / "company"))
    with deskgauge.open(folder) as workspace:
        accounts = open_accounts(workspace.settings, folder)
    for name, role in USERS.items():
        accounts.add_user(name, PASSWORD, role, agent_id=AGENT if role == "agent" else None)
    accounts.close()
    with serving(folder, folder.parent / "serve.log") as address:
        yield address.rstrip("/")


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of somebody who comes for the first time."""
    with browser.new_context() as made:
        yield made.new_page()


def sign_in(page: Page, address: str, name: str, password: str = PASSWORD) -> None:
    """Ask for an address and fill in the form that comes instead."""
    page.goto(address)
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def test_the_link_works_once(page: Page, context: object, link: str) -> None:
    """Somebody else who finds it gets nothing, and is told what to do."""
    answer = page.goto(link)

    assert context, "it has been used"
    assert answer
    assert answer.status == 403
    expect(page.locator("main")).to_contain_text("deskgauge")


def test_whoever_signs_in_comes_where_they_wanted(page: Page, guarded: str) -> None:
    """With the period of the link that they were sent; the password stands in no address."""
    sign_in(page, f"{guarded}/metric/csat?period=2026-10&lang=en", "vera")

    expect(page).to_have_url(re.compile(r"/metric/csat\?period=2026-10"))
    expect(page.locator("h1")).to_have_text("Customer satisfaction")
    expect(page.locator(".side")).to_contain_text("vera")


def test_a_wrong_password_is_told_and_opens_nothing(page: Page, guarded: str) -> None:
    """Nor does it say which of the two was wrong."""
    sign_in(page, f"{guarded}/?lang=en", "vera", "beeches over the valley")
    told = page.get_by_role("alert").inner_text()
    page.context.clear_cookies()
    sign_in(page, f"{guarded}/?lang=en", "nobody at all")

    assert page.get_by_role("alert").inner_text() == told
    page.goto(f"{guarded}/")
    expect(page).to_have_url(re.compile("/login"))


@pytest.mark.parametrize(
    ("name", "address", "status"),
    [
        ("ada", "/settings/users", 200),
        ("anna", "/settings/users", 403),
        ("vera", "/settings/users", 403),
        ("vera", "/", 200),
        ("agnes", "/", 200),
        ("agnes", "/people", 403),
        ("agnes", "/metric/first_response_time", 200),
        ("agnes", "/settings/users", 403),
    ],
)
def test_a_role_opens_its_pages_and_no_other(page: Page, guarded: str, name: str, address: str, status: int) -> None:
    """A refusal is a page that says so."""
    sign_in(page, f"{guarded}/settings/password", name)
    expect(page.locator("h1")).to_have_text("Password")
    answer = page.goto(guarded + address)

    assert answer
    assert answer.status == status
    expect(page.locator("h1")).to_be_visible()


def test_an_agent_sees_own_tickets_only(page: Page, guarded: str) -> None:
    """The number of the own tickets is smaller than that of all."""
    numbers = []
    for name in ("vera", "agnes"):
        page.context.clear_cookies()
        sign_in(page, f"{guarded}/metric/tickets_solved?period=2026-10", name)
        numbers.append(float(page.locator(".big .v data").first.get_attribute("value") or "nan"))

    assert 0 < numbers[1] < numbers[0] / 3


def test_signing_out_ends_it(page: Page, guarded: str) -> None:
    """The way back shows the form, not the numbers."""
    sign_in(page, f"{guarded}/?lang=en", "vera")
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(re.compile("/login"))

    page.goto(f"{guarded}/?lang=en")

    expect(page).to_have_url(re.compile("/login"))


def test_an_admin_lets_somebody_in(page: Page, guarded: str) -> None:
    """By the form; the new user signs in, and the log says who let them in."""
    sign_in(page, f"{guarded}/settings/users?lang=en", "ada")
    form = page.locator("section", has_text="Add a user").locator("form").last
    form.get_by_label("Name", exact=True).fill("nils")
    form.get_by_label("Password").fill(PASSWORD)
    form.get_by_role("button", name="Add the user").click()
    expect(page.locator("table").first).to_contain_text("nils")
    page.goto(f"{guarded}/settings/audit")
    expect(page.locator("main")).to_contain_text("nils")

    page.context.clear_cookies()
    sign_in(page, f"{guarded}/", "nils")

    expect(page.locator("h1")).to_have_text("Scorecard")
