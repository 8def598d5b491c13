"""Text into outlines: shaped by HarfBuzz with the fonts of each script, so that it looks right in any viewer.

Renderers that know no complex scripts draw Nepali and Persian letters apart; an outline needs no font at all.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING

from deskgauge.errors import WorkFailedError
from deskgauge.report.charts.bidi import runs
from deskgauge.report.fonts import FAMILIES, font_file

if TYPE_CHECKING:
    import uharfbuzz

_JOINED = ("Mn", "Mc", "Me", "Cf")
_BLOCKS: tuple[tuple[int, int, str], ...] = (
    (0x0600, 0x06FF, "arabic"), (0x0750, 0x077F, "arabic"), (0xFB50, 0xFDFF, "arabic"), (0xFE70, 0xFEFC, "arabic"),
    (0x0900, 0x097F, "devanagari"), (0xA8E0, 0xA8FF, "devanagari"),
    (0x2E80, 0x9FFF, "chinese"), (0xF900, 0xFAFF, "chinese"), (0xFF00, 0xFFEF, "chinese"),
    (0x20000, 0x3FFFF, "chinese"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Glyph:
    """One glyph of a shaped line: its number in its font, its place and its advance in pixels, from the left."""

    script: str
    number: int
    x: float
    y: float
    advance: float


@dataclass(frozen=True, slots=True)
class Line:
    """A shaped line: its glyphs from left to right and its width in pixels."""

    glyphs: Sequence[Glyph]
    width: float
    size: float
    weight: int

    def path(self, x: float = 0.0, y: float = 0.0) -> str:
        """Return the outlines as the data of an SVG path; the line begins at ``x`` on the baseline ``y``."""
        parts: list[str] = []
        for glyph in self.glyphs:
            scale = self.size / _font(glyph.script, self.weight).face.upem
            for command, points in _outline(glyph.script, self.weight, glyph.number):
                placed = (f"{_n(x + glyph.x + px * scale)} {_n(y - glyph.y - py * scale)}" for px, py in points)
                parts.append(command + " ".join(placed))
        return "".join(parts)


def shaped(text: str, language: str, size: float, weight: int = 400) -> Line:
    """Shape a line of text; raise WorkFailedError where the font of one of its scripts is missing."""
    glyphs: list[Glyph] = []
    x = 0.0
    for piece, level in runs(text):
        scripts = list(_by_script(piece, weight))
        for script, part in reversed(scripts) if level % 2 else scripts:
            for glyph in _shape(part, script, language, size, weight, is_rtl=bool(level % 2)):
                glyphs.append(Glyph(script, glyph.number, x + glyph.x, glyph.y, glyph.advance))
                x += glyph.advance
    return Line(glyphs, x, size, weight)


def _shape(text: str, script: str, language: str, size: float, weight: int, *, is_rtl: bool) -> list[Glyph]:
    """Return the glyphs of one script's run from left to right, each placed relative to where its pen stands."""
    import uharfbuzz as hb

    font = _font(script, weight)
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.direction = "rtl" if is_rtl else "ltr"
    buffer.language = language
    hb.shape(font, buffer)
    scale = size / font.face.upem
    return [
        Glyph(script, info.codepoint, place.x_offset * scale, place.y_offset * scale, place.x_advance * scale)
        for info, place in zip(buffer.glyph_infos, buffer.glyph_positions or (), strict=True)
    ]


def _by_script(text: str, weight: int) -> Iterator[tuple[str, str]]:
    """Cut a run into pieces of one font; what all scripts share stays with the letters before it."""
    chosen: list[str] = []
    for letter in text:
        before = chosen[-1] if chosen else None
        chosen.append(_script_of(letter, before, weight))
    place = 0
    for script, part in groupby(chosen):
        length = len(list(part))
        yield script, text[place : place + length]
        place += length


def _script_of(letter: str, before: str | None, weight: int) -> str:
    own = next((script for first, last, script in _BLOCKS if first <= ord(letter) <= last), None)
    if own:
        return own
    if before is not None and unicodedata.category(letter) in _JOINED:
        return before
    neutral = letter.isspace() or unicodedata.category(letter).startswith("P")
    if before is not None and neutral and _font(before, weight).get_nominal_glyph(ord(letter)):
        return before
    if _font("latin", weight).get_nominal_glyph(ord(letter)):
        return "latin"
    return next((one for one in FAMILIES if _has(one, weight, letter)), "latin")


def _has(script: str, weight: int, letter: str) -> bool:
    try:
        return bool(_font(script, weight).get_nominal_glyph(ord(letter)))
    except WorkFailedError:  # a family that the language does not need may be missing
        return False


@cache
def _font(script: str, weight: int) -> uharfbuzz.Font:
    import uharfbuzz as hb

    family = FAMILIES[script]
    return hb.Font(hb.Face(hb.Blob.from_file_path(str(font_file(script, weight))), family.face))


Outline = tuple[tuple[str, tuple[tuple[float, float], ...]], ...]


@cache
def _outline(script: str, weight: int, glyph: int) -> Outline:
    """Return the commands of a glyph's outline with their points, in the font's units."""
    import uharfbuzz as hb

    drawn: list[tuple[str, tuple[tuple[float, float], ...]]] = []
    pens = hb.DrawFuncs()
    pens.set_move_to_func(lambda x, y, _: drawn.append(("M", ((x, y),))))
    pens.set_line_to_func(lambda x, y, _: drawn.append(("L", ((x, y),))))
    pens.set_quadratic_to_func(lambda a, b, x, y, _: drawn.append(("Q", ((a, b), (x, y)))))
    pens.set_cubic_to_func(lambda a, b, c, d, x, y, _: drawn.append(("C", ((a, b), (c, d), (x, y)))))
    pens.set_close_path_func(lambda _: drawn.append(("Z", ())))
    _font(script, weight).draw_glyph(glyph, pens)
    return tuple(drawn)


def _n(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")
