"""A server on the demo company and a browser, once for each worker."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from browser.looking import WIDE, Look, chromium, look
from browser.serving import serving

# As long as a first view may take on a busy machine: what is looked for here is that it comes, not how soon.
expect.set_options(timeout=60_000)


@pytest.fixture(scope="package")
def project(demo_project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the demo company: a server keeps its accounts beside the data."""
    folder = tmp_path_factory.mktemp("served") / "company"
    return Path(shutil.copytree(demo_project, folder, ignore=shutil.ignore_patterns("files")))


@pytest.fixture(scope="package")
def link(project: Path) -> Iterator[str]:
    """The link that ``deskgauge serve`` prints, which opens the dashboard."""
    with serving(project, project.parent / "serve.log") as address:
        yield address


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; ended with this folder's tests, as it holds the event loop of its thread."""
    with chromium() as found:
        yield found


@pytest.fixture(scope="package")
def context(browser: Browser, link: str) -> Iterator[BrowserContext]:
    """A browser of somebody who came by the link."""
    with browser.new_context(viewport={"width": WIDE[0], "height": WIDE[1]}) as made:
        page = made.new_page()
        page.goto(link)
        page.close()
        yield made


@pytest.fixture(scope="package")
def home(link: str) -> str:
    """The server's address without a path."""
    parts = urlsplit(link)
    return f"{parts.scheme}://{parts.netloc}"


@pytest.fixture(scope="package")
def kept(context: BrowserContext, home: str) -> Look:
    """One page for all: to open a window costs the browser more than to show a page in it."""
    return look(context, home)


@pytest.fixture
def opened(kept: Look) -> Look:
    """A page to look at, of which nothing is known yet."""
    kept.page.goto("about:blank")
    kept.page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
    kept.told()
    return kept


@pytest.fixture
def stranger(browser: Browser, home: str) -> Iterator[Look]:
    """A page of somebody whom the server does not know."""
    with browser.new_context(viewport={"width": WIDE[0], "height": WIDE[1]}) as made:
        yield look(made, home)
