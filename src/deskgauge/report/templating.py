"""The ground of every page in HTML, on the server and in a file: one way to write numbers, one set of macros."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from deskgauge.errors import UnsupportedError
from deskgauge.language import _, is_right_to_left, ngettext, pgettext
from deskgauge.report import pictures
from deskgauge.report.charts import drawing
from deskgauge.report.judged import change_mark, verdict_mark, with_small_units
from deskgauge.report.reading import reading

if TYPE_CHECKING:
    from jinja2 import Environment

FOLDER = Path(__file__).parent / "templates"


@cache
def environment(further: Sequence[Path] = ()) -> Environment:
    """Return the templates of ``report/templates`` and of further folders, which come first.

    All that is shown is escaped; texts are looked up in the language in force. Raise UnsupportedError where Jinja is
    not installed.
    """
    try:
        import jinja2
    except ImportError as error:
        raise UnsupportedError("Pages need the package jinja2: pip install 'deskgauge[report]'.") from error
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader([*further, FOLDER]),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {
        "_": _,
        "ngettext": ngettext,
        "pgettext": pgettext,
        "reading": reading,
        "is_right_to_left": is_right_to_left,
        "verdict_mark": verdict_mark,
        "change_mark": change_mark,
        "with_small_units": with_small_units,
        "sparkline": pictures.sparkline,
        "target_strip": pictures.target_strip,
        "sign": pictures.sign,
        "length_bar": pictures.bar,
        "sample": pictures.sample,
        "chart_svg": drawing.svg,
    }
    return made
