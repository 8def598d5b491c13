"""The colours of charts: names that a page knows as variables of its style sheet, and their values for paper."""

from __future__ import annotations

import re
from collections.abc import Mapping

LIGHT: Mapping[str, str] = {
    "surface": "#ffffff", "zone": "#e2f0eb", "ink": "#1a2330", "ink-2": "#465263", "ink-3": "#626d7d",
    "line": "#e4e7eb", "line-2": "#7f8a99", "accent": "#0a5c9e", "data": "#0072b2", "band": "#cfe3f1",
    "prev": "#7f8a99", "good": "#00705a", "bad": "#b04300", "warn": "#7a5b00",
    "h0": "#f3f6f8", "h1": "#dbe9f3", "h2": "#b4d2e7", "h3": "#7fb2d5", "h4": "#3479aa", "h5": "#125f94",
    "h6": "#063f6b", "o1": "#f9e3d3", "o2": "#f0bd97", "o3": "#dd8a4f", "o4": "#b04300", "o5": "#7c2f00",
}  # fmt: skip
DARK: Mapping[str, str] = {
    "surface": "#1a2129", "zone": "#17352f", "ink": "#e9edf2", "ink-2": "#b7c1cd", "ink-3": "#93a0af",
    "line": "#2b343f", "line-2": "#6c7989", "accent": "#7cc0f2", "data": "#56b4e9", "band": "#23455c",
    "prev": "#8d99a8", "good": "#45c9a5", "bad": "#ff9b5e", "warn": "#e6bc55",
    "h0": "#1c242d", "h1": "#1d3345", "h2": "#21496a", "h3": "#2b6a97", "h4": "#4b97c9", "h5": "#86c3ea",
    "h6": "#c9e6f8", "o1": "#3a2a20", "o2": "#6b4024", "o3": "#a85c28", "o4": "#ff9b5e", "o5": "#ffd0b0",
}  # fmt: skip

SERIES = ("data", "bad", "good", "warn", "ink-2")
"""The colours of several lines in one plot, at most five; each also has its own dash and its label at the end."""

DASHES: tuple[tuple[float, ...], ...] = ((), (6, 3), (2, 2), (8, 2, 2, 2), (1, 3))
"""The dash of each of SERIES."""

_VARIABLE = re.compile(r"var\(--([a-z0-9-]+)\)")


def var(name: str) -> str:
    """Return a colour as the page's style sheet knows it."""
    if name not in LIGHT:
        raise KeyError(name)
    return f"var(--{name})"


def literal(text: str, *, dark: bool = False) -> str:
    """Replace every colour variable in a text by its value: for paper, pictures and files that stand alone."""
    values = DARK if dark else LIGHT
    return _VARIABLE.sub(lambda match: values[match.group(1)], text)
