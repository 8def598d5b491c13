"""The scorecard as a page of text: what was measured, against target and past, and what is not measured yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from deskgauge.catalogue.metric import GROUPS
from deskgauge.language import N_, _, ngettext
from deskgauge.report.dates import format_period
from deskgauge.report.export import Document, Sheet
from deskgauge.report.layout import Block, Column, Heading, Line, Row, Span, lay_out, wrap
from deskgauge.report.reading import (
    CLOSE,
    COLUMN_TYPES,
    FEW,
    NONE,
    OFF,
    ON,
    VERDICTS,
    Reading,
    Words,
    raw_format,
    reading,
    shown,
)

if TYPE_CHECKING:
    from deskgauge.engine.scorecard import Scorecard, ScorecardLine

BARS = "▁▂▃▄▅▆▇█"
_COLUMNS = (
    Column(N_("Metric"), flexible=True),
    Column(N_("Value"), right=True),
    Column(N_("95% interval"), right=True, drop=5),
    Column(N_("Trend"), drop=2),
    Column(N_("Target"), right=True, drop=4),
    Column(N_("Change"), drop=1),
    Column(N_("n"), right=True, drop=3),
    Column(N_("Verdict")),
)


def scorecard_document(card: Scorecard, titles: Mapping[str, str], words: Words) -> Document:
    """Return the scorecard in every format; in those for programs a metric is a row with its group and title."""

    def sheet() -> Sheet:
        rows = [{"group": line.metric.group, "title": line.metric.title, **line.row} for line in card.lines]
        present = {key for row in rows for key in row}
        columns = ["group", "title", *(name for name in COLUMN_TYPES if name in present)]
        return Sheet("Scorecard", columns, rows, COLUMN_TYPES, raw_format)

    return Document(
        data=card.to_dict,
        page=lambda width: scorecard_page(card, titles, words, width),
        grid=lambda: (_COLUMNS, list(_rows(card.lines, words))),
        sheets=lambda: [sheet()],
    )


def scorecard_page(card: Scorecard, titles: Mapping[str, str], words: Words, width: int | None) -> list[Line]:
    """Lay the scorecard out for a terminal of ``width`` cells; None means as wide as it is.

    ``titles`` maps metric ids to titles for the metrics that could not be measured.
    """
    readings = [reading(line.row) for line in card.lines]
    block = lay_out(_COLUMNS, list(_rows(card.lines, words)), width)
    lines = [*_header(card, readings, words, width), (), *block.lines]
    lines += _listed(_("No single value"), [(reason, _(titles.get(one, one))) for one, reason in card.apart], width)
    lines += _missing(card.missing, titles, width)
    lines += _choice(card, width)
    return lines + _left_out(block, width)


def sparkline(points: Sequence[float | None]) -> str:
    """Draw a trend in block letters, oldest first; a point that does not exist is a gap."""
    known = [point for point in points if point is not None]
    if not known:
        return ""
    low, high = min(known), max(known)
    if high == low:
        return "".join(" " if point is None else BARS[3] for point in points)
    scale = (len(BARS) - 1) / (high - low)
    return "".join(" " if point is None else BARS[round((point - low) * scale)] for point in points)


def _header(card: Scorecard, readings: Sequence[Reading], words: Words, width: int | None) -> list[Line]:
    shown = [_("Shown: {period}", period=format_period(card.period_start, card.period_end, words.language))]
    if card.previous_start is not None and card.previous_end is not None:
        shown.append(
            _(
                "compared with: {previous_start}",
                previous_start=format_period(card.previous_start, card.previous_end, words.language),
            )
        )
    if card.answer.as_of is not None:
        shown.append(_("as of: {as_of}", as_of=words.instant(card.answer.as_of)))
    if card.data_through is not None:
        shown.append(_("data through: {data_through}", data_through=words.instant(card.data_through)))
    return [
        (Span(card.company, "strong"), Span(" · " + _("scorecard"))),
        *((Span(line),) for line in wrap(_counts(readings, words), width)),
        *((Span(line, "dim"),) for line in wrap(" · ".join(shown), width)),
    ]


def _counts(readings: Sequence[Reading], words: Words) -> str:
    """Say how many metrics have which verdict: 28 metrics: 11 on target, 4 off target."""
    counted = Counter(one.verdict for one in readings)
    told = {key: words.count(counted[key]).text for key in (ON, OFF, CLOSE, FEW, NONE)}
    parts = {
        ON: ngettext("{n} on target", "{n} on target", counted[ON], n=told[ON]),
        OFF: ngettext("{n} off target", "{n} off target", counted[OFF], n=told[OFF]),
        CLOSE: ngettext("{n} too close to call", "{n} too close to call", counted[CLOSE], n=told[CLOSE]),
        FEW: ngettext("{n} with too few to judge", "{n} with too few to judge", counted[FEW], n=told[FEW]),
        NONE: ngettext("{n} without a target", "{n} without a target", counted[NONE], n=told[NONE]),
    }
    shown = ", ".join(text for key, text in parts.items() if counted[key])
    metrics = ngettext("{n} metric", "{n} metrics", len(readings), n=words.count(len(readings)).text)
    return _("{name}: {text}", name=metrics, text=shown) if shown else metrics


def _rows(lines: Sequence[ScorecardLine], words: Words) -> Iterable[Row | Heading]:
    for group, members in groupby(lines, key=lambda line: line.metric.group):
        yield Heading(_(GROUPS[group]))
        for line in members:
            yield _row(line, words)


def _row(line: ScorecardLine, words: Words) -> Row:
    one, better = reading(line.row), line.metric.better
    words = words if line.metric.has_clock else replace(words, clock="calendar")
    cells = (
        Span(_(line.metric.title)),
        words.value(one),
        words.interval(one),
        Span(sparkline(line.trend)),
        words.target(one, better),
        words.needed(one, survey=line.metric.survey, least=line.metric.min_n)
        if one.too_few
        else words.change(one, better),
        words.count(one.n),
        shown(VERDICTS[one.verdict]),
    )
    return Row(cells, words.note(one))


def _missing(missing: Sequence[tuple[str, str]], titles: Mapping[str, str], width: int | None) -> list[Line]:
    """List what is not measured yet by what it needs, so that one import is seen to give several metrics."""
    ordered = sorted(missing, key=lambda pair: pair[1])
    return _listed(_("Not measured yet"), [(needs, _(titles.get(metric, metric))) for metric, needs in ordered], width)


def _listed(title: str, told: Sequence[tuple[str, str]], width: int | None) -> list[Line]:
    """List metrics under a title, those with the same thing told of them in one line."""
    lines: list[Line] = [(), (Span(title, "strong"),)] if told else []
    for text, members in groupby(told, key=lambda pair: pair[0]):
        names = ", ".join(name for __, name in members)
        lines += [(Span(part, "dim"),) for part in wrap(_("{name}: {text}", name=text, text=names), width)]
    return lines


def _choice(card: Scorecard, width: int | None) -> list[Line]:
    """Say whose choice the page is, where it does not show every metric."""
    if card.chosen is None:
        return []
    said = "; ".join(
        f"{key} {value if isinstance(value, str) else ', '.join(value)}" for key, value in card.chosen.said.items()
    )
    text = _(
        "{n} of {of} metrics, by the project's choice ({said}); --all shows all.",
        n=len(card.chosen.metrics),
        of=card.chosen.of,
        said=said,
    )
    return [(), *((Span(part, "dim"),) for part in wrap(text, width))]


def _left_out(block: Block, width: int | None) -> list[Line]:
    if not block.dropped:
        return []
    text = _(
        "No room at this width for: {names}. A wider window or --format csv shows all.", names=", ".join(block.dropped)
    )
    return [(), *((Span(part, "dim"),) for part in wrap(text, width))]
