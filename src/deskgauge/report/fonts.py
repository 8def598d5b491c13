"""The fonts that paper and pictures need: Noto, one family a script, looked for where systems keep fonts."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from deskgauge.errors import WorkFailedError
from deskgauge.language import _

PLACES = (
    "/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts",
    "/Library/Fonts", "~/Library/Fonts", "/opt/homebrew/share/fonts", "C:/Windows/Fonts",
)  # fmt: skip
VARIABLE = "DESKGAUGE_FONTS"
"""The variable of the environment that names a folder of fonts to look in first."""


@dataclass(frozen=True, slots=True)
class Family:
    """A family: its name, its files by weight, which face of a collection it is, and Debian's package of it."""

    name: str
    files: Mapping[int, str]
    package: str
    face: int = 0


FAMILIES: Mapping[str, Family] = {
    "latin": Family("Noto Sans", {400: "NotoSans-Regular.ttf", 700: "NotoSans-Bold.ttf"}, "fonts-noto-core"),
    "arabic": Family(
        "Noto Sans Arabic", {400: "NotoSansArabic-Regular.ttf", 700: "NotoSansArabic-Bold.ttf"}, "fonts-noto-core"
    ),
    "devanagari": Family(
        "Noto Sans Devanagari",
        {400: "NotoSansDevanagari-Regular.ttf", 700: "NotoSansDevanagari-Bold.ttf"},
        "fonts-noto-core",
    ),
    "chinese": Family(
        "Noto Sans CJK SC", {400: "NotoSansCJK-Regular.ttc", 700: "NotoSansCJK-Bold.ttc"}, "fonts-noto-cjk", face=2
    ),
}
"""The families by script; ``latin`` also has Cyrillic."""

NEEDED = {"fa": "arabic", "ne": "devanagari", "zh": "chinese"}
"""The script of a language beside Latin."""


@cache
def font_file(script: str, weight: int = 400) -> Path:
    """Return the file of a script's family; raise WorkFailedError that names the package to install."""
    family = FAMILIES[script]
    own = os.environ.get(VARIABLE)
    for place in (*([own] if own else []), *PLACES):
        folder = Path(place).expanduser()
        if folder.is_dir():
            found = next(iter(sorted(folder.rglob(family.files[weight]))), None)
            if found:
                return found
    raise WorkFailedError(
        _(
            "The font {font} is missing, without which this cannot be drawn. Install it with "
            "`apt install {package}`, or name a folder that holds {file} in {variable}.",
            font=family.name, package=family.package, file=family.files[weight], variable=VARIABLE,
        )
    )  # fmt: skip


def folders(language: str) -> list[Path]:
    """Return the folders of the fonts that a language needs; raise WorkFailedError where one is missing."""
    scripts = ["latin", *([NEEDED[language]] if language in NEEDED else [])]
    return list(dict.fromkeys(font_file(script, weight).parent for script in scripts for weight in (400, 700)))
