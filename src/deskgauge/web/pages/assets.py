"""The style sheet and the script of the pages: each put together of a few files and named by what is in it."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "static"
TYPES = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8"}
ICON = "icon.svg"
FOREVER = "public, max-age=31536000, immutable"


@cache
def assets() -> dict[str, tuple[str, bytes]]:
    """Return the name under /static, with a hash of the content in it, and the content, by kind: css, js."""
    found = {}
    for kind in ("css", "js"):
        parts = sorted((FOLDER / kind).glob(f"*.{kind}"))
        content = "\n".join(part.read_text(encoding="utf-8") for part in parts).encode()
        found[kind] = (f"deskgauge.{_hash(content)}.{kind}", content)
    return found


def asset(name: str) -> tuple[bytes, str] | None:
    """Return the content and the media type of a name under /static; None where there is no such thing."""
    if name == charts_name():
        from deskgauge.report.charts.drawing import bundle

        return bundle().encode(), TYPES["js"]
    if name == ICON:
        return (FOLDER / ICON).read_bytes(), "image/svg+xml"
    found = (content for own, content in assets().values() if own == name)
    content = next(found, None)
    return None if content is None else (content, TYPES[name.rpartition(".")[2]])


@cache
def charts_name() -> str:
    """Return the name of the charts' own script; it is made when it is first asked for, as few readers ask."""
    return f"charts.{_hash(version('vl-convert-python').encode())}.js"


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]
