"""A report as PDF: tagged, with bookmarks and alternative texts, the same bytes for the same numbers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from deskgauge.errors import WorkFailedError
from deskgauge.language import _, in_language
from deskgauge.report import fonts, pictures
from deskgauge.report.charts.drawing import print_svg
from deskgauge.report.digest_parts import BETTER, FLAT, WORSE
from deskgauge.report.numbers import native_digits

if TYPE_CHECKING:
    import typst

    from deskgauge.report.digest import Item
    from deskgauge.report.paper import Group, Paper, Sized
    from deskgauge.report.paper_rows import Breakdown, Mark, MetricRow

TEMPLATE = Path(__file__).parent / "templates" / "report.typ"

PAPERS = {"a4": "a4", "letter": "us-letter"}
"""The sizes of paper, and what Typst calls them."""

BEFORE_LATIN = ("fa", "ne")
"""The languages whose own font also writes what Latin has too: digits and signs of punctuation."""

SCRIPTS = {"sr": "cyrl", "fa": "arab", "ne": "deva", "zh": "hans"}
_ISOLATE, _END = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"


def pdf(paper: Paper, size: str = "a4") -> bytes:
    """Return a report as PDF/UA-1; ``size`` is one of PAPERS.

    Raise WorkFailedError where a font is missing.
    """
    with in_language(paper.language):
        return _set(paper, size)


def _set(paper: Paper, size: str) -> bytes:
    import typst

    book = _book(tuple(fonts.folders(paper.language)))
    data = {**contents(paper), "fonts": families_for(paper.language), "paper": PAPERS[size]}
    compiler = typst.Compiler(input=TEMPLATE.read_bytes(), font_paths=book)
    through = paper.through or datetime(1970, 1, 1, tzinfo=UTC)
    try:
        made = compiler.compile(
            format="pdf",
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            pdf_standards=["ua-1"],
            timestamp=int(through.timestamp()),
        )
    except typst.TypstError as error:
        raise WorkFailedError(_("The PDF cannot be set: {why}.", why=error.message)) from error
    if not isinstance(made, bytes):
        raise TypeError(made)
    return made


def families_for(language: str) -> list[str]:
    """Return the families for a language, those of other scripts after its own, for names that need them."""
    own = [fonts.NEEDED[language]] if language in fonts.NEEDED else []
    scripts = [*own, "latin"] if language in BEFORE_LATIN else ["latin", *own]
    return [fonts.FAMILIES[script].name for script in dict.fromkeys([*scripts, *fonts.FAMILIES])]


@cache
def _book(folders: tuple[Path, ...]) -> typst.Fonts:
    """Return the fonts of the system and of some folders, looked through once."""
    import typst

    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=False, font_paths=list(folders))


# ------------------------------------------------------------------------------ what the template shows
def contents(paper: Paper) -> dict[str, object]:
    """Return a report as the template reads it: texts, and small pictures as SVG."""
    signs: dict[str, str] = {}
    write = Writer(paper.right_to_left, signs)
    made: dict[str, object] = {
        "lang": paper.language,
        "region": None,
        "script": SCRIPTS.get(paper.language, "latn"),
        "rtl": paper.right_to_left,
        "digits": [native_digits(str(number), paper.language) for number in range(10)],
        "company": paper.company,
        "title": paper.title,
        "dates": paper.dates,
        "filters": paper.filters,
        "headline": paper.headline,
        "columns": [
            {"title": one.title, "empty": one.empty, "items": [write.item(item) for item in one.items]}
            for one in paper.columns
        ],
        "six": [write.metric(one, spark=(90, 26)) for one in paper.six],
        "six-title": paper.six_title,
        "chart": _chart(paper.charts, paper.language) if paper.charts else None,
        "heads": list(paper.labels.heads),
        "labels": {
            name: getattr(paper.labels, name) for name in ("metrics", "reading", "others", "trust", "definitions")
        },
        "first": [write.group(one) for one in paper.first],
        "rest": [write.group(one) for one in paper.rest],
        "breakdown": write.breakdown(paper.breakdown) if paper.breakdown else None,
        "trust": [list(one) for one in paper.trust],
        "definitions": _halves(paper.definitions),
        "foot": paper.foot,
        "page": paper.labels.page,
    }
    return {**made, "signs": signs}


def _halves(told: Sequence[tuple[str, str]]) -> list[list[list[str]]]:
    """Return definitions in two columns that are about as long."""
    whole = sum(len(title) + len(text) for title, text in told)
    found: list[list[list[str]]] = [[], []]
    length = 0
    for title, text in told:
        own = len(title) + len(text)
        found[0 if length + own / 2 < whole / 2 else 1].append([title, text])
        length += own
    return found


def _chart(charts: Sequence[Sized], language: str) -> dict[str, object]:
    chart = charts[0].chart
    return {
        "title": chart.title,
        "summary": chart.summary,
        "sizes": [{"width": one.width, "height": one.height, "svg": print_svg(one.chart, language)} for one in charts],
        "key": [{"svg": str(pictures.sample(name, paper=True)), "text": text} for name, text in chart.key],
    }


class Writer:
    """Writes rows for the template; each shape is drawn once, into ``signs``."""

    def __init__(self, right_to_left: bool, signs: dict[str, str]) -> None:
        self._right_to_left, self._signs = right_to_left, signs

    def item(self, item: Item) -> dict[str, object]:
        """Return one thing said."""
        shape = "flat" if item.direction == FLAT else "" if item.rising is None else "up" if item.rising else "down"
        tone = {BETTER: "good", WORSE: "bad"}.get(item.direction, "dim")
        return {"title": item.title, "text": item.text, "aside": item.aside, "sign": self._sign(shape, tone)}

    def mark(self, mark: Mark) -> dict[str, object]:
        """Return words with their shape."""
        return {"text": mark.text, "tone": mark.tone, "sign": self._sign(mark.shape, mark.tone)}

    def metric(self, row: MetricRow, spark: tuple[int, int] = (64, 12)) -> dict[str, object]:
        """Return a row of a table of metrics, or a number of the first page."""
        target = row.one.target
        return {
            "title": row.title,
            **{name: self._apart(getattr(row, name)) for name in ("value", "interval", "target", "n")},
            "was": row.was,
            "grey": row.grey,
            "change": self.mark(row.change),
            "verdict": self.mark(row.verdict),
            "spark": str(pictures.sparkline(row.trend, target, width=spark[0], height=spark[1], paper=True)),
            "strip": str(pictures.target_strip(row.one, row.better, width=92, height=12, paper=True)),
        }

    def group(self, group: Group) -> dict[str, object]:
        """Return a group of rows."""
        return {"title": group.title, "rows": [self.metric(row) for row in group.rows]}

    def breakdown(self, found: Breakdown) -> dict[str, object]:
        """Return a metric by its slices."""
        parts = []
        for title, rows, more in found.parts:
            written = [
                {
                    "name": row.name,
                    **{name: self._apart(getattr(row, name)) for name in ("value", "interval", "previous", "n")},
                    "change": self.mark(row.change),
                    "bar": str(pictures.bar(row.share, paper=True, mirrored=self._right_to_left)),
                }
                for row in rows
            ]
            parts.append({"title": title, "rows": written, "more": more})
        return {"title": found.title, "heads": list(found.heads), "parts": parts}

    def _sign(self, shape: str, tone: str) -> str:
        if not shape:
            return ""
        name = f"{shape}/{tone}"
        if name not in self._signs:
            self._signs[name] = str(pictures.sign(shape, tone=tone, paper=True))
        return name

    def _apart(self, text: str) -> str:
        """Return a number that keeps its own order of signs and units among words from right to left."""
        return f"{_ISOLATE}{text}{_END}" if self._right_to_left and text else text
