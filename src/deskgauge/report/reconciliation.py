"""A vendor's numbers against ours, in every format."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from deskgauge.language import N_, _
from deskgauge.report.export import Document, Sheet
from deskgauge.report.format import NOTHING, format_value
from deskgauge.report.labels import word
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
    Column(N_("Why"), flexible=True),
    Column(N_("Tickets"), right=True),
    Column(N_("Share"), right=True),
    Column(N_("For example"), drop=1),
    Column(N_("Theirs"), right=True, drop=2),
    Column(N_("Ours"), right=True, drop=2),
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
    return [
        (Span(_(found.metric.title), "strong"), Span(" · " + _("reconciled"))),
        *((Span(line, "dim"),) for line in wrap(f"{_used(found)}; {_asked(found)}", width)),
        *((Span(line),) for line in wrap(_same(found, words), width)),
    ]


def _used(found: Reconciliation) -> str:
    """Say which columns of the file were read, and the unit of their values."""
    by, column = found.columns_used
    if found.unit is None:
        return _("{file}: column {column}, by {by}", file=found.file, column=column, by=by)
    if found.unit == "instant":
        return _("{file}: column {column}, as instants, by {by}", file=found.file, column=column, by=by)
    return _("{file}: column {column}, {unit}, by {by}", file=found.file, column=column, unit=found.unit, by=by)


def _asked(found: Reconciliation) -> str:
    """Say what the file is held against."""
    metric, definition = found.metric.id, found.definition
    if not found.clock:
        return _("held against {metric} by the definition {definition}", metric=metric, definition=definition)
    return _(
        "held against {metric} on the {clock} clock by the definition {definition}",
        metric=metric,
        clock=word("clock", found.clock),
        definition=definition,
    )


def _same(found: Reconciliation, words: Words) -> str:
    """Say how many tickets have the same value on both sides."""
    share = NOTHING if found.share is None else format_percent(found.share, 1, words.language)
    equal, compared = words.count(found.equal).text, words.count(found.compared).text
    if found.metric.is_duration:
        text = _(
            "{share} of the tickets with both values are the same within {tolerance}: {equal} of {compared}",
            share=share,
            tolerance=_seconds(found.tolerance),
            equal=equal,
            compared=compared,
        )
    else:
        text = _(
            "{share} of the tickets with both values are the same: {equal} of {compared}",
            share=share,
            equal=equal,
            compared=compared,
        )
    if not found.rounded:
        return text
    return _("{text}; {n} more but for its rounding", text=text, n=words.count(found.rounded).text)


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
        return {0.0: _("no"), 1.0: _("yes")}.get(value, f"{value:g}")
    return format_value(value, found.metric.unit, 100, words.language)


def _seconds(value: float) -> str:
    sign, rest = ("−" if value < 0 else ""), abs(value)
    hours, minutes = divmod(int(rest // 60), 60)
    seconds = f"{rest % 60:04.1f}".removesuffix(".0") if rest % 1 else f"{int(rest % 60):02}"
    return f"{sign}{hours}:{minutes:02}:{seconds}"


def _foot(found: Reconciliation, words: Words) -> list[str]:
    best = [f"{format_percent(share, 1, words.language)} {text}" for text, share in found.agreement]
    texts = [_("agrees with the file, rounding allowed: {names}", names="; ".join(best))] if best else []
    return [*texts, *found.notes, _("every ticket with both values and its cause: --format csv")]
