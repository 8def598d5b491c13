"""Charts into pictures: for the page, for paper, as PNG; and the script that makes them alive in the page."""

from __future__ import annotations

import copy
import json
import re
from functools import lru_cache
from xml.etree import ElementTree as ET

from markupsafe import Markup

from deskgauge.language import current, is_right_to_left
from deskgauge.report.charts.chart import Chart
from deskgauge.report.charts.outlines import shaped
from deskgauge.report.charts.palette import literal

VERSION = "6.4"
"""The version of Vega-Lite that draws and that the page's script holds."""

BUNDLE = "window.vegaEmbed = vegaEmbed; window.vega = vega; window.vegaLite = vegaLite;"
"""What the page's own script finds, where both are modules. It calls ``vegaEmbed(element, spec, {renderer: "svg",
ast: true, actions: false, defaultStyle: false, tooltip: false})``: the strict content-security policy allows no code
made from text, so expressions are interpreted, and no style sheets beside the page's own."""

_NAMESPACE = "http://www.w3.org/2000/svg"
_RTL = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_RLI, _PDI = "\u2067", "\u2069"


def svg(
    chart: Chart, language: str | None = None, *, css: bool = True, dark: bool = False, title: bool = True
) -> Markup:
    """Return a chart as SVG for a page: text stays text, in the page's own font.

    With ``css`` colours are the style sheet's variables, so that one picture serves both themes; without it they are
    literal, light or ``dark``. No style attribute or element stands in it, and its ids are its own. Without ``title``
    it is hidden from those who listen, for where the figure around it says the same.
    """
    root = _drawn_tree(chart)
    for text in root.iter("text"):
        text.attrib.pop("font-family", None)
        if is_right_to_left(language or current()) and _RTL.search(text.text or ""):
            # The picture runs from left to right; a text within it keeps its own direction.
            text.text = f"{_RLI}{text.text}{_PDI}"
    root.set("class", "chart")
    root.set("direction", "ltr")
    if title:
        _named(root, chart)
    else:
        root.set("aria-hidden", "true")
    told = ET.tostring(root, encoding="unicode")
    return Markup(told if css else literal(told, dark=dark))  # noqa: S704  # drawn of our own spec, its texts escaped


def print_svg(chart: Chart, language: str | None = None, *, background: str | None = None) -> str:
    """Return a chart as SVG for paper: light colours, and every text as outlines shaped for its script.

    Raise WorkFailedError where the font of a script is missing.
    """
    root = _drawn_tree(chart)
    _outlined(root, language or current())
    if background:
        root.insert(0, ET.Element("rect", {"width": root.attrib["width"], "height": root.attrib["height"],
                                           "fill": background}))  # fmt: skip
    _named(root, chart)
    return literal(ET.tostring(root, encoding="unicode"))


def png(chart: Chart, language: str | None = None, scale: float = 2.0) -> bytes:
    """Return a chart as a PNG on white, ``scale`` pixels for each of the drawing. Raise as ``print_svg``."""
    import vl_convert

    drawn = print_svg(chart, language, background="var(--surface)")
    return bytes(vl_convert.svg_to_png(drawn, scale=scale))


def _outlined(root: ET.Element, language: str) -> None:
    """Put outlines in the place of every text."""
    for text in [node for node in root.iter("text") if node.text or len(node)]:
        told = "".join(text.itertext())
        size = float(text.attrib.get("font-size", "11px").removesuffix("px"))
        weight = 700 if text.attrib.get("font-weight", "400") in ("bold", "600", "700", "800", "900") else 400
        line = shaped(told, language, size, weight)
        start = {"middle": line.width / 2, "end": line.width}.get(text.attrib.get("text-anchor", "start"), 0.0)
        kept: dict[str, str] = {
            name: text.attrib[name] for name in ("transform", "fill", "opacity") if name in text.attrib
        }
        text.clear()
        text.tag = "path"
        text.attrib.update({**kept, "d": line.path(-start)})


def _named(root: ET.Element, chart: Chart) -> None:
    """Give a picture its name and its sentence."""
    root.set("role", "img")
    root.set("aria-labelledby", f"{chart.mark}-t {chart.mark}-d")
    for place, (tag, end, text) in enumerate((("title", "t", chart.title), ("desc", "d", chart.summary))):
        told = ET.Element(tag, {"id": f"{chart.mark}-{end}"})
        told.text = text
        root.insert(place, told)


def _drawn_tree(chart: Chart) -> ET.Element:
    return copy.deepcopy(_drawn(chart.text))


@lru_cache(maxsize=512)
def _drawn(text: str) -> ET.Element:
    """Return what the renderer draws of a specification, without its roles, classes and empty parts."""
    import vl_convert

    drawn = vl_convert.vegalite_to_svg(json.loads(text), vl_version=VERSION, allowed_base_urls=[])
    root = ET.fromstring(drawn)  # noqa: S314  # drawn by the renderer of our own specification
    sizes = {name: root.attrib[name] for name in ("width", "height", "viewBox")}
    _bare(root)
    root.attrib.clear()
    root.attrib.update({"xmlns": _NAMESPACE, **sizes})
    return root


def _bare(node: ET.Element) -> None:
    """Take away what says nothing: roles and classes of the renderer, the frames of groups, groups without marks."""
    node.tag = node.tag.removeprefix(f"{{{_NAMESPACE}}}")
    for child in list(node):
        _bare(child)
        empty = (child.tag == "g" and not len(child)) or child.get("fill") == "transparent"
        if empty or child.attrib.pop("kind", "") in ("background", "foreground"):
            node.remove(child)
    kind = node.attrib.pop("class", "")
    if node.tag == "path" and kind in ("background", "foreground"):
        node.set("kind", kind)
    for name in [name for name in node.attrib if name in {"role", "style"} or name.startswith("aria-")]:
        del node.attrib[name]


@lru_cache(maxsize=1)
def bundle() -> str:
    """Return the script for the page: Vega, Vega-Lite and Vega-Embed with all they need, about 900 KB, made once."""
    import vl_convert

    return str(vl_convert.javascript_bundle(BUNDLE, vl_version=VERSION))
