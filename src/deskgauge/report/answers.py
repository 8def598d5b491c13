"""The answer to a question in every format."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from deskgauge.language import N_, _, current
from deskgauge.report.dates import weekday_name
from deskgauge.report.export import Document, Sheet
from deskgauge.report.format import NOTHING
from deskgauge.report.labels import dimension_title, word
from deskgauge.report.layout import Column, Heading, Line, Row, Span, lay_out, wrap
from deskgauge.report.reading import COLUMN_TYPES, VERDICTS, Reading, Words, raw_format, reading, shown

if TYPE_CHECKING:
    from deskgauge.engine.answer import Answer


def answer_document(answer: Answer, better: Mapping[str, str], words: Words) -> Document:
    """Return the answer in every format; ``better`` says of each metric which way is good (up, down, neither)."""

    def sheets() -> list[Sheet]:
        rows = Sheet("Answer", answer.columns, answer.rows, COLUMN_TYPES, raw_format)
        about = [{"about": key, "text": text} for key, text in _about(answer, words)]
        return [rows, Sheet("About", ["about", "text"], about, {})]

    def page(width: int | None) -> list[Line]:
        columns, rows = _grid(answer, better, words)
        lines: list[Line] = [*lay_out(columns, rows, width).lines, ()]
        for key, text in _about(answer, words):
            lines += [(Span(part, "dim"),) for part in wrap(_("{name}: {text}", name=key, text=text), width)]
        return lines

    return Document(answer.to_dict, page, lambda: _grid(answer, better, words), sheets)


def _grid(answer: Answer, better: Mapping[str, str], words: Words) -> tuple[Sequence[Column], Sequence[Row | Heading]]:
    """Return the columns that say something in this answer, and a row for each of the answer's."""
    read = [reading(row) for row in answer.rows]
    dimensions = [name for name in answer.columns if name not in COLUMN_TYPES]
    clocks = {metric: str(_options(told).get("clock", "calendar")) for metric, told in answer.definitions.items()}
    targets, changes = any(one.target is not None for one in read), any(one.change is not None for one in read)
    columns = [
        Column(N_("Metric")),
        Column(N_("Period")),
        *(Column(dimension_title(name), flexible=True) for name in dimensions),
        Column(N_("Value"), right=True),
        Column(N_("95% interval"), right=True, drop=3),
        *([Column(N_("Target"), right=True, drop=2)] if targets else []),
        *([Column(N_("Change"), drop=1)] if changes else []),
        Column(N_("n"), right=True),
        *([Column(N_("Verdict"))] if targets else []),
    ]
    rows: list[Row | Heading] = []
    for row, one in zip(answer.rows, read, strict=True):
        way = better.get(one.metric, "neither")
        told = replace(words, clock=clocks.get(one.metric, "calendar"))
        cells = (
            Span(one.metric),
            words.period(one),
            *(Span(written_dimension(name, row.get(name))) for name in dimensions),
            told.value(one),
            told.interval(one),
            *([told.target(one, way)] if targets else []),
            *([told.change(one, way)] if changes else []),
            words.count(one.n),
            *([_verdict(one)] if targets else []),
        )
        rows.append(Row(cells, words.note(one) if targets else _note(one, words)))
    return columns, rows


def written_dimension(name: str, value: object) -> str:
    """Write a slice's value: a weekday by name, an hour as o'clock, a figure shortened, a missing one as a dash."""
    if value is None:
        return NOTHING
    if isinstance(value, float):
        return f"{value:.0f}" if abs(value) >= 1000 else f"{value:.4g}"
    if name == "weekday" and isinstance(value, int):
        return weekday_name(value, current())
    return f"{value:02}:00" if name == "hour" and isinstance(value, int) else str(value)


def _verdict(one: Reading) -> Span:
    return shown(VERDICTS[one.verdict])


def _note(one: Reading, words: Words) -> str:
    """Return the note of a row that has no verdict to say that it is too few."""
    few = _("too few to judge") if one.too_few and one.n else ""
    return "; ".join(part for part in (few, words.note(one)) if part)


def _about(answer: Answer, words: Words) -> list[tuple[str, str]]:
    """Say what each metric means with its options, what was left out and why, and how far the data reach."""
    lines = []
    for metric, definition in answer.definitions.items():
        chosen = ", ".join(f"{key} {value}" for key, value in _options(definition).items())
        version = definition.get("version")
        told = _(
            "{text} (version {version}; {options})",
            text=_(str(definition.get("text"))),
            version=version,
            options=chosen,
        )
        lines.append((metric, told))
        if "source" in definition:
            lines.append((_("{metric}, by", metric=metric), _(str(definition["source"]))))
        if "note" in definition:
            lines.append((_("{metric}, but", metric=metric), str(definition["note"])))
    for metric, reasons in answer.excluded.items():
        counted = ", ".join(f"{words.count(count).text} {word('reason', reason)}" for reason, count in reasons.items())
        if counted:
            lines.append((_("left out of {metric}", metric=metric), counted))
    if answer.data_through is not None:
        lines.append((_("data through"), words.instant(answer.data_through)))
    return lines


def _options(definition: Mapping[str, object]) -> Mapping[str, object]:
    options = definition.get("options")
    return options if isinstance(options, Mapping) else {}
