"""Take a picture of every page of the dashboard, in English and in Persian, into a folder: docs/screenshots.

The company is the demo, made anew, the morning the one after its last day: the same code gives the same pictures.
"""

from __future__ import annotations

import argparse
import base64
import shutil
import struct
import tempfile
import threading
import time
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, tzinfo
from itertools import product
from pathlib import Path

import uvicorn
from playwright.sync_api import Browser, Page, expect, sync_playwright
from starlette.requests import HTTPConnection

import deskgauge
from deskgauge.sources.demo import write_company
from deskgauge.web.access import LOCAL, Viewer
from deskgauge.web.app import create_app
from deskgauge.web.pages import bar
from deskgauge.web.pages.page import pages

LANGUAGES = ("en", "fa")
WIDTH, HEIGHT, HIGHEST = 1440, 900, 1800  # a picture shows the page down to there
EXAMPLES: Mapping[str, str] = {
    "/metric/{id}": "/metric/first_response_time",
    "/metric/{id}/tickets": "/metric/first_response_time/tickets",
    "/ticket/{id}": "/ticket/T019900",
    "/definitions/{id}": "/definitions/first_contact_resolution",
}
"""What the pages of one thing are of."""

AGENT = Viewer("Piotr Wrona", "agent", teams=("front",), agent_id="A02")
"""Whose own page is shown."""

LAUNCH = (
    "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--font-render-hinting=none", "--disable-quic",
    "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip

REDUCE = """async (png) => {
    const image = await createImageBitmap(await (await fetch(png)).blob());
    const canvas = new OffscreenCanvas(image.width, image.height), draw = canvas.getContext("2d");
    draw.drawImage(image, 0, 0);
    const points = new Uint32Array(draw.getImageData(0, 0, image.width, image.height).data.buffer);
    const counts = new Map();
    for (const one of points) counts.set(one, (counts.get(one) || 0) + 1);
    const parts = (one) => [one & 255, one >> 8 & 255, one >> 16 & 255];
    const far = ([r, g, b], [x, y, z]) => 2 * (r - x) ** 2 + 4 * (g - y) ** 2 + 3 * (b - z) ** 2;
    const found = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0])
        .map(([one, count]) => ({ one, is: parts(one), weight: Math.log2(1 + count), off: Infinity, at: 0 }));
    const palette = [];
    const take = (chosen) => {
        for (const one of found) {
            const off = far(one.is, chosen.is);
            if (off < one.off) { one.off = off; one.at = palette.length; }
        }
        palette.push(chosen.is);
    };
    found.slice(0, 128).forEach(take);
    while (palette.length < Math.min(256, found.length)) {
        take(found.reduce((best, one) => one.off * one.weight > best.off * best.weight ? one : best));
    }
    const places = new Map(found.map(({ one, at }) => [one, at]));
    const bytes = Uint8Array.from(points, (one) => places.get(one));
    let text = "";
    for (let at = 0; at < bytes.length; at += 32768) text += String.fromCharCode(...bytes.subarray(at, at + 32768));
    return { width: image.width, height: image.height, palette: palette.flat(), points: btoa(text) };
}"""
"""A picture in 256 colours: the most frequent ones, then those that are farthest from all chosen before."""


class Morning(datetime):
    """The clock of the pictures: the morning after the last day of the data."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Morning:
        """Return that morning, whatever the day."""
        return cls(2026, 11, 1, 8, tzinfo=tz)


def viewer(connection: HTTPConnection) -> Viewer:
    """Say who looks: at the page of agents one of them, else somebody who may see everything."""
    return AGENT if connection.url.path == "/me" else LOCAL


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serve a project from this process and yield its address."""
    bar.datetime = Morning  # type: ignore[attr-defined]  # pages say how old the data are by it
    server = uvicorn.Server(uvicorn.Config(create_app(folder, who=viewer), port=0, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(10)


def take(browser: Browser, home: str, folder: Path, only: Sequence[str]) -> Iterator[Path]:
    """Take the pictures of all pages, or of some only; yield the file of each."""
    folder.mkdir(parents=True, exist_ok=True)
    reducer = browser.new_page()
    with browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}, reduced_motion="reduce") as context:
        page = context.new_page()
        for one, language in product(pages(), LANGUAGES):
            if not only or one.id in only:
                file = folder / f"{one.id}-{language}.png"
                shoot(page, f"{home}{EXAMPLES.get(one.path, one.path)}?lang={language}")
                page.set_viewport_size({"width": WIDTH, "height": min(height(page), HIGHEST)})
                file.write_bytes(reduced(reducer, page.screenshot(animations="disabled", caret="hide")))
                page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
                yield file


def shoot(page: Page, address: str) -> None:
    """Open a page and wait until what comes late is there."""
    answer = page.goto(address)
    if answer is None or not answer.ok:
        raise RuntimeError(f"{address} answers {answer and answer.status}")
    for top in range(0, height(page), HEIGHT):
        page.evaluate(f"scrollTo(0, {top})")  # what comes late is fetched when it comes near
        page.wait_for_timeout(50)
    expect(page.locator("[data-late][aria-busy=true]")).to_have_count(0, timeout=60_000)
    page.evaluate("scrollTo(0, 0)")


def height(page: Page) -> int:
    """Return how high the whole page is."""
    return int(page.evaluate("document.scrollingElement.scrollHeight"))


def reduced(page: Page, png: bytes) -> bytes:
    """Return a picture in 256 colours, a third of its size."""
    made = page.evaluate(REDUCE, "data:image/png;base64," + base64.b64encode(png).decode())
    points, width = base64.b64decode(made["points"]), made["width"]
    lines = b"".join(b"\0" + points[at : at + width] for at in range(0, len(points), width))
    head = struct.pack(">IIBBBBB", width, made["height"], 8, 3, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"PLTE", bytes(made["palette"])), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )


def main() -> None:
    """Make the company unless one is named, and take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--company", type=Path, help="a loaded demo company, in place of one made for this")
    parser.add_argument("--page", action="append", default=[], help="of these pages only")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as beside:
        company = Path(beside) / "company"
        if args.company:
            shutil.copytree(args.company, company)
        else:
            write_company(company)
            with deskgauge.open(company) as workspace:
                workspace.import_files([company / "files"])
        with serving(company) as home, sync_playwright() as playwright:
            program = shutil.which("chromium") or shutil.which("chromium-browser")
            with playwright.chromium.launch(executable_path=program, args=LAUNCH) as browser:
                for file in take(browser, home, args.folder, args.page):
                    print(f"{file} {file.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()
