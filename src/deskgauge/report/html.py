"""A report as one HTML file that opens offline: its style and its pictures stand in it, and nothing is fetched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from deskgauge.language import in_language
from deskgauge.report import pictures
from deskgauge.report.charts.drawing import svg
from deskgauge.report.digest_parts import BETTER, FLAT, WORSE
from deskgauge.report.templating import FOLDER, environment

if TYPE_CHECKING:
    from deskgauge.report.digest import Item
    from deskgauge.report.paper import Paper
    from deskgauge.report.paper_rows import Mark, MetricRow

TONES = {BETTER: "good", WORSE: "bad"}


def html(paper: Paper) -> str:
    """Return a report as a whole page."""
    return _filled("report/page.html", paper)


def mail_html(paper: Paper) -> str:
    """Return the first page for a mail: words and numbers in plain tables, without pictures, which mail hides."""
    return _filled("report/mail.html", paper)


def _filled(template: str, paper: Paper) -> str:
    with in_language(paper.language):
        return environment().get_template(template).render(
            paper=paper,
            style=Markup((FOLDER / "report" / "page.css").read_text(encoding="utf-8")),  # noqa: S704  # our own file
            chart=svg(paper.chart, paper.language, css=False) if paper.chart else "",
            sample=lambda name: pictures.sample(name, paper=True),
            item_sign=item_sign,
            mark_sign=mark_sign,
            sparkline=_sparkline,
            strip=_strip,
            bar=lambda share: pictures.bar(share, paper=True, mirrored=paper.right_to_left),
        )  # fmt: skip


def item_sign(item: Item) -> Markup:
    """Return the shape of one thing said: where the number went, in the colour of whether that is good."""
    if item.rising is None and item.direction != FLAT:
        return Markup("")
    shape = "flat" if item.direction == FLAT else "up" if item.rising else "down"
    return pictures.sign(shape, tone=TONES.get(item.direction, "dim"), paper=True)


def mark_sign(mark: Mark) -> Markup:
    """Return the shape of a verdict or a change."""
    return pictures.sign(mark.shape, tone=mark.tone, paper=True) if mark.shape else Markup("")


def _sparkline(row: MetricRow) -> Markup:
    return pictures.sparkline(row.trend, row.one.target, width=84, height=22, paper=True)


def _strip(row: MetricRow) -> Markup:
    return pictures.target_strip(row.one, row.better, width=140, height=16, paper=True)
