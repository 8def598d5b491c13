"""Texts of charts on paper: letters joined and in order as HarfBuzz and the bidirectional algorithm have them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import uharfbuzz as hb

from deskgauge.errors import WorkFailedError
from deskgauge.report import fonts
from deskgauge.report.charts import outlines
from deskgauge.report.charts.bidi import runs
from deskgauge.report.charts.outlines import shaped


def glyphs_of(text: str, script: str, direction: str) -> list[int]:
    """Shape a text of one script by HarfBuzz alone."""
    font = hb.Font(hb.Face(hb.Blob.from_file_path(str(fonts.font_file(script)))))
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    assert str(buffer.direction) == direction
    hb.shape(font, buffer)
    return [info.codepoint for info in buffer.glyph_infos]


@pytest.mark.parametrize(
    ("language", "text", "script", "direction"),
    [("ne", "क्षेत्रीय कार्यालय", "devanagari", "ltr"), ("ne", "अक्टोबर", "devanagari", "ltr"),
     ("fa", "پیام‌رسان", "arabic", "rtl"),
     ("fa", "شبکه‌های اجتماعی", "arabic", "rtl")],
)  # fmt: skip
def test_letters_are_joined_as_their_script_wants(language: str, text: str, script: str, direction: str) -> None:
    ours = [glyph.number for glyph in shaped(text, language, 11).glyphs]
    assert ours == glyphs_of(text, script, direction)
    font = hb.Font(hb.Face(hb.Blob.from_file_path(str(fonts.font_file(script)))))
    bare = [font.get_nominal_glyph(ord(letter)) for letter in text]
    assert ours != (bare if direction == "ltr" else bare[::-1])


def test_a_line_of_two_scripts_stands_in_the_reader_s_order() -> None:
    line = shaped("هدف ۱٫۵ CSAT", "fa", 11)
    scripts = [glyph.script for glyph in line.glyphs]
    assert scripts[:4] == ["latin"] * 4
    assert scripts[-3:] == ["arabic"] * 3
    places = [glyph.x for glyph in line.glyphs]
    assert places == sorted(places)
    assert line.width == pytest.approx(sum(glyph.advance for glyph in line.glyphs))
    digits = [glyph.number for glyph in line.glyphs if glyph.script == "arabic"][:3]
    assert digits == glyphs_of("۱٫۵", "arabic", "rtl")[::-1]


@pytest.mark.parametrize(
    ("text", "base", "seen"),
    [
        ("abc 123", None, "abc 123"),
        ("۱ ساعت ۱۰ دقیقه", None, "هقیقد ۱۰ تعاس ۱"),
        ("۶۵ تا ۷۵", None, "۷۵ ات ۶۵"),
        ("−۵٪", None, "−۵٪"),
        ("دوره (CSAT ۸۵٪)", None, ")CSAT ۸۵٪( هرود"),
        ("شمار 1,142 تیکت", None, "تکیت 1,142 رامش"),
        ("a \u2067شنبه ۳\u2069 b", 0, "a \u2067۳ هبنش\u2069 b"),
        ("سه \u2066-5 min\u2069.", 1, ".\u2069-5 min\u2066 هس"),
    ],
)
def test_runs_stand_in_the_order_of_sight(text: str, base: int | None, seen: str) -> None:
    assert "".join(piece[::-1] if level % 2 else piece for piece, level in runs(text, base)) == seen


def test_an_outline_begins_where_it_is_put() -> None:
    line = shaped("min 10", "en", 20, 700)
    at_zero, moved = line.path(), line.path(100, 50)
    assert at_zero.startswith("M")
    assert set(at_zero) <= set("MLQCZ0123456789.- ")
    (x, y), (moved_x, moved_y) = (
        [float(one) for one in re.findall(r"-?[\d.]+", path)[:2]] for path in (at_zero, moved)
    )
    assert (moved_x, moved_y) == pytest.approx((x + 100, y + 50))
    assert shaped("", "en", 11).path() == ""


@pytest.mark.parametrize(("script", "package"), [("devanagari", "fonts-noto-core"), ("chinese", "fonts-noto-cjk")])
def test_a_missing_font_names_its_package(
    script: str, package: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fonts, "PLACES", (str(tmp_path),))
    monkeypatch.delenv(fonts.VARIABLE, raising=False)
    clear = (fonts.font_file.cache_clear, outlines._font.cache_clear, outlines._outline.cache_clear)
    for one in clear:
        one()
    with pytest.raises(WorkFailedError, match=f"Noto Sans .* is missing.*apt install {package}`, or name a folder"):
        shaped({"devanagari": "नेपाल", "chinese": "中文"}[script], "en", 11)
    for one in clear:
        one()


def test_a_folder_of_one_s_own_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "NotoSans-Regular.ttf"
    own.write_bytes(fonts.font_file("latin").read_bytes())
    fonts.font_file.cache_clear()
    monkeypatch.setenv(fonts.VARIABLE, str(tmp_path))
    assert fonts.font_file("latin") == own
    fonts.font_file.cache_clear()


def test_a_language_brings_the_folders_of_its_fonts() -> None:
    assert fonts.folders("en") == [fonts.font_file("latin").parent]
    assert fonts.font_file("chinese").parent in fonts.folders("zh")
