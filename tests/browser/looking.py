"""Looking at a page as a person does: what it says to the console, what it asks of others, how wide it is."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import axe_playwright_python
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response, sync_playwright

WIDE, PHONE, ZOOMED = (1440, 900), (390, 844), (320, 640)
"""Widths in pixels; the last is a window of 1280 at 400%."""

LAUNCH = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--font-render-hinting=none",
)  # fmt: skip
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
GRAVE = ("serious", "critical")

OVERFLOW = """() => {
    const room = document.scrollingElement.clientWidth, is = document.scrollingElement.scrollWidth;
    if (is <= room) return "";
    const scrolls = one => { for (let up = one.parentElement; up && up !== document.body; up = up.parentElement)
        if (getComputedStyle(up).overflowX !== "visible") return true; return false; };
    const wide = [...document.body.querySelectorAll("*")].filter(one => {
        const at = one.getBoundingClientRect();
        return at.width && (at.right > room + 0.5 || at.left < -0.5) && !scrolls(one);
    }).slice(0, 3).map(one => one.outerHTML.slice(0, 90));
    return `${is} px in ${room}: ${wide.join(" | ")}`;
}"""
"""How much wider than its window a page is, and what sticks out of it."""


@dataclass
class Look:
    """One page, open in a browser, and what has gone wrong on it so far."""

    page: Page
    home: str
    faults: list[str] = field(default_factory=list)

    def open(self, address: str) -> Response:
        """Go to an address of the server; return its answer."""
        answer = self.page.goto(self.home + address)
        assert answer is not None, address
        return answer

    def told(self) -> list[str]:
        """Return what has gone wrong since the last time this was asked."""
        told, self.faults = self.faults, []
        return told

    def overflows(self) -> list[str]:
        """Return at which widths the page would have to be scrolled sideways."""
        found = []
        for width, height in (WIDE, PHONE, ZOOMED):
            self.page.set_viewport_size({"width": width, "height": height})
            if wrong := self.page.evaluate(OVERFLOW):
                found.append(f"at {width} px: {wrong}")
        self.page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
        return found

    def barriers(self) -> list[str]:
        """Return what axe finds that keeps somebody out, in the light; and which text cannot be read in the dark."""
        self.page.evaluate(AXE)
        found = [f"light: {one}" for one in self._axe({})]
        self.page.evaluate("document.documentElement.className = 'dark'")
        only = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
        return found + [f"dark: {one}" for one in self._axe(only)]

    def _axe(self, options: dict[str, Any]) -> list[str]:
        told = json.dumps({"resultTypes": ["violations"], **options})
        result = self.page.evaluate(f"axe.run(document, {told})")
        return [
            f"{one['id']} ({one['impact']}): {node['html'][:120]} {node.get('failureSummary', '')[:300]}"
            for one in result["violations"]
            if one["impact"] in GRAVE
            for node in one["nodes"][:3]
        ]


@contextmanager
def chromium() -> Iterator[Browser]:
    """Run this machine's Chromium."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    assert program, "Chromium is not on this machine; on Debian: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=LAUNCH)
        try:
            yield browser
        finally:
            browser.close()


def look(context: BrowserContext, home: str) -> Look:
    """Open a page that writes down what goes wrong; ``home`` is the server's address without a path."""
    made = Look(context.new_page(), home)

    def console(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            made.faults.append(f"console: {message.text[:300]}")

    def request(asked: Request) -> None:
        if urlsplit(asked.url).scheme not in ("data", "blob") and not asked.url.startswith(f"{home}/"):
            made.faults.append(f"asked elsewhere: {asked.url}")

    made.page.on("console", console)
    made.page.on("pageerror", lambda error: made.faults.append(f"script: {error}"))
    made.page.on("request", request)
    return made
