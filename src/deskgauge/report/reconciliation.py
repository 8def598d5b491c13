"""A vendor's numbers against ours, in every format."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from deskgauge.report.export import Document, Sheet
from deskgauge.report.format import NOTHING, format_value
from deskgauge.report.layout import Column, Heading, Line, Row, Span, lay_out, wrap
from deskgauge.report.numbers import format_percent
from deskgauge.report.reading import Words

if TYPE_CHECKING:
    from deskgauge.insight.reconcile import Cause, Reconciliation

TYPES: Mapping[str, str] = {
    **dict.fromkeys(("ticket_id", "cause", "detail"), "VARCHAR"),
    **dict.fromkeys(("theirs", "ours", "difference"), "DOUBLE"),
}
COLUMNS = (
    Column("Why", flexible=True),
    Column("Tickets", right=True),
    Column("Share", right=True),
    Column("For example", drop=1),
    Column("Theirs", right=True, drop=2),
    Column("Ours", right=True, drop=2),
)


def reconciliation_document(found: Reconciliation, words: Words) -> Document:
    """Return the result in every format: the causes on pages, every ticket in formats for programs."""

    def sheets() -> list[Sheet]:
        causes = [{"cause": one.id, "text": one.text, "count": one.count, "share": one.share} for one in found.causes]
        return [
            Sheet("Tickets", found.columns, found.rows, TYPES),
            Sheet("Causes", ["cause", "text", "count", "share"], causes, {}),
        ]

    def page(width: int | None) -> list[Line]:
        lines = _head(found, words, width)
        lines += [(), *lay_out(COLUMNS, _rows(found, words), width).lines, ()]
        return lines + [(Span(part, "dim"),) for text in _foot(found, words) for part in wrap(text, width)]

    def grid() -> tuple[Sequence[Column], Sequence[Row | Heading]]:
        return COLUMNS, _rows(found, words)

    return Document(found.to_dict, page, grid, sheets)


def _head(found: Reconciliation, words: Words, width: int | None) -> list[Line]:
    share = NOTHING if found.share is None else format_percent(found.share, 1, words.language)
    equal, compared = words.count(found.equal).text, words.count(found.compared).text
    unit = "" if found.unit is None else f", {found.unit}" if found.unit != "instant" else ", as instants"
    within = f" within {_seconds(found.tolerance)}" if found.metric.is_duration else ""
    other = f"; {words.count(found.rounded).text} more but for its rounding" if found.rounded else ""
    used = f"{found.file}: column {found.columns_used[1]}{unit}, by {found.columns_used[0]}"
    asked = f"held against {found.metric.id}" + (f" on the {found.clock} clock" if found.clock else "")
    asked += f" by the definition {found.definition}"
    return [
        (Span(found.metric.title, "strong"), Span(" · reconciled")),
        *((Span(line, "dim"),) for line in wrap(f"{used}; {asked}", width)),
        *((Span(line),) for line in
          wrap(f"{share} of the tickets with both values are the same{within}: {equal} of {compared}{other}", width)),
    ]  # fmt: skip


def _rows(found: Reconciliation, words: Words) -> list[Row | Heading]:
    return [_row(found, one, words) for one in found.causes]


def _row(found: Reconciliation, one: Cause, words: Words) -> Row:
    first = one.examples[0]
    style = {"equal": "good", "unexplained": "bad"}.get(one.id, "")
    return Row(
        (
            Span(one.text, style),
            Span(words.count(one.count).text),
            Span(format_percent(one.share, 1, words.language)),
            Span(first.ticket_id, "dim"),
            Span(_value(found, first.theirs, words), "dim"),
            Span(_value(found, first.ours, words), "dim"),
        ),
        first.detail,
    )


def _value(found: Reconciliation, value: float | None, words: Words) -> str:
    """Write a value; durations to the second, since that is what differs."""
    if value is None:
        return NOTHING
    if found.metric.is_duration:
        return _seconds(value)
    if found.metric.unit == "share":
        return {0.0: "no", 1.0: "yes"}.get(value, f"{value:g}")
    return format_value(value, found.metric.unit, 100, words.language)


def _seconds(value: float) -> str:
    sign, rest = ("−" if value < 0 else ""), abs(value)
    hours, minutes = divmod(int(rest // 60), 60)
    seconds = f"{rest % 60:04.1f}".removesuffix(".0") if rest % 1 else f"{int(rest % 60):02}"
    return f"{sign}{hours}:{minutes:02}:{seconds}"


def _foot(found: Reconciliation, words: Words) -> list[str]:
    best = [f"{format_percent(share, 1, words.language)} {text}" for text, share in found.agreement]
    texts = [f"agrees with the file, rounding allowed: {'; '.join(best)}"] if best else []
    return [*texts, *found.notes, "every ticket with both values and its cause: --format csv"]
