"""A number followed down to its rows, and one ticket's line of time, as pages of text and in every format."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from deskgauge.language import N_, _
from deskgauge.report.answers import answer_document
from deskgauge.report.contributors import contributors_document
from deskgauge.report.dates import format_period
from deskgauge.report.durations import format_duration
from deskgauge.report.export import Document, Sheet
from deskgauge.report.format import NOTHING
from deskgauge.report.labels import word
from deskgauge.report.layout import Column, Heading, Line, Row, Span, lay_out, wrap
from deskgauge.report.reading import Words

if TYPE_CHECKING:
    from deskgauge.engine.explain import Behind, Explanation
    from deskgauge.engine.ticket import Story
    from deskgauge.insight.moved import Contributors

MOVED = (1, 3)  # how many dimensions and slices of what moved a number its page shows
SHOWN = 8
"""How many rows of each part a page shows."""


def explanation_document(explained: Explanation, words: Words, moved: Contributors | None = None) -> Document:
    """Return an explanation in every format; CSV and Parquet hold the rows. A page tells what ``moved`` it as well."""

    def sheets() -> list[Sheet]:
        about = [{"about": key, "text": text} for key, text in _about(explained)]
        return [rows_sheet(explained), Sheet("About", ["about", "text"], about, {})]

    return Document(
        explained.to_dict,
        lambda width: [*_page(explained, words, width), *_moved(explained, moved, words, width)],
        lambda: _counts(explained, words),
        sheets,
    )


def rows_sheet(explained: Explanation) -> Sheet:
    """Return all fetched rows of an explanation; instants are UTC."""
    rows = [{name: _aware(value) for name, value in row.items()} for __, row in explained.records()]
    return Sheet("Rows", explained.columns(), rows, {})


def _aware(value: object) -> object:
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) else value


# ---------------------------------------------------------------------- the page
def _page(explained: Explanation, words: Words, width: int | None) -> list[Line]:
    metric, rows = explained.metric, explained.answer.rows
    lines: list[Line] = [(Span(_(metric.title), "strong"), Span(f" · {metric.id}", "dim"))]
    if rows:
        start, end = rows[0]["period_start"], rows[0]["period_end"]
        if isinstance(start, datetime) and isinstance(end, datetime):
            filter_ = f" · {explained.where}" if explained.where else ""
            lines.append((Span(format_period(start, end, words.language) + filter_, "dim"),))
    lines.append(())
    for key, text in _about(explained):
        lines += [(Span(part),) for part in wrap(_("{name}: {text}", name=key, text=text), width)]
    lines.append(())
    document = answer_document(explained.answer, {metric.id: metric.better}, words)
    columns, cells = document.grid()
    lines += lay_out(columns, cells, width).lines
    columns, cells = _counts(explained, words)
    lines += [(), *lay_out(columns, cells, width).lines]
    for part in explained.parts:
        lines += [(), *_rows(explained, part, words, width)]
    lines += [(), (Span("SQL", "strong"), Span(f" · {explained.engine}", "dim"))]
    return lines + [(Span(line),) for text in explained.as_run for line in _laid_out(text, explained.engine)]


def _moved(explained: Explanation, found: Contributors | None, words: Words, width: int | None) -> list[Line]:
    """Tell what moved the number since the period before: the most telling dimension, its largest slices."""
    if found is None:
        hint = _("What moved it: --moved, or all of it with deskgauge contributors {id}.", id=explained.metric.id)
        return [(), *((Span(part, "dim"),) for part in wrap(hint, width))]
    return [(), *contributors_document(found, _(explained.metric.title), words, MOVED).page(width)]


def _laid_out(sql: str, dialect: str) -> list[str]:
    """Return a statement for reading, each clause on its line."""
    import sqlglot

    return sqlglot.transpile(sql, read=dialect, write=dialect, pretty=True)[0].splitlines()


def _about(explained: Explanation) -> list[tuple[str, str]]:
    """Say what the metric means, with its version and the options used."""
    told = explained.definition
    options = told.get("options")
    chosen = ", ".join(f"{key} {value}" for key, value in options.items()) if isinstance(options, Mapping) else ""
    found = [
        (_("definition"), _(str(told.get("text")))),
        (_("version"), str(told.get("version"))),
        (_("options"), chosen),
    ]
    found += [(_(name), _(str(told[name]))) for name in (N_("source"), N_("note")) if told.get(name)]
    if explained.answer.as_of is not None:
        found.append((_("as of"), f"{explained.answer.as_of:%Y-%m-%d %H:%M:%S} UTC"))
    return found


def _counts(explained: Explanation, words: Words) -> tuple[Sequence[Column], Sequence[Row | Heading]]:
    """Return what became of all rows: the lines below a frame's name add up to its number."""
    rows: list[Row | Heading] = []
    for part in explained.parts:
        before = " " + _("of the period it is set against") if part.of == "before" else ""
        name = f" ({part.part})" if len(explained.parts) > 1 else ""
        head = f"{part.frame} {_(part.placed)}{before}{name}"
        rows.append(Row((Span(head), words.count(part.total))))
        rows.append(Row((Span("  " + _("counted")), words.count(part.counted))))
        rows += [
            Row((Span("  " + _("left out: {reason}", reason=word("reason", reason))), words.count(count)))
            for reason, count in part.excluded.items()
        ]
        rows.append(Row((Span("  " + _("not what the metric is about")), words.count(part.not_about))))
    return (Column(N_("Rows")), Column(N_("Number"), right=True)), rows


def _rows(explained: Explanation, part: Behind, words: Words, width: int | None) -> list[Line]:
    """Show the first rows of a part with the columns that decide."""
    fixed = [*part.key, "at", "counted", "reason", "hit", "value"]
    shown = part.rows[:SHOWN]
    names = [name for name in dict.fromkeys([*fixed, *part.groups, *part.telling]) if name in part.columns]
    names = [name for name in names if name in fixed or any(row[name] not in (None, row["at"]) for row in shown)]
    columns = [Column(name, flexible=name in part.key, drop=max(0, at - len(part.key) - 3)) for at, name in
               enumerate(names)]  # fmt: skip
    clock = explained.reading.clock or "calendar"
    unit = explained.metric.unit
    rows = [Row(tuple(_cell(row[name], name, unit, clock, words) for name in names)) for row in shown]
    head = _(
        "{n} of {total} rows of {frame}, the counted ones first",
        n=len(shown),
        total=f"{part.total:,}",
        frame=part.frame,
    )
    if not part.rows and part.total:
        head = _(
            "The {total} rows of {frame} are not shown one by one: they tell of single people",
            total=f"{part.total:,}",
            frame=part.frame,
        )
    block = lay_out(columns, rows, width)
    return [(Span(head, "dim"),), *(block.lines if shown else ())]


def _cell(value: object, name: str, unit: str, clock: str, words: Words) -> Span:
    if value is None:
        return Span(NOTHING, "dim")
    if isinstance(value, bool):
        return Span(_("yes") if value else _("no"))
    if isinstance(value, datetime):
        return Span(f"{_local(value, words):%Y-%m-%d %H:%M:%S}")
    if name == "value" and unit == "duration" and isinstance(value, int | float | Decimal):
        return Span(format_duration(float(value), words.language, clock))
    return Span(f"{value:g}" if isinstance(value, float | Decimal) else str(value))


def _local(at: datetime, words: Words) -> datetime:
    return at.replace(tzinfo=UTC).astimezone(ZoneInfo(words.time_zone))


# ---------------------------------------------------------------------- one ticket
_LINE = (
    Column(N_("When")),
    Column(N_("Since"), right=True),
    Column(N_("Working"), right=True),
    Column(N_("What")),
    Column(N_("Who"), drop=1),
    Column("", flexible=True),
)
_MADE = (Column(N_("Metric")), Column(N_("Part"), drop=2), Column(N_("When"), drop=1),
         Column(N_("Counted")), Column(N_("Hit"), drop=3), Column(N_("Value"), right=True))  # fmt: skip


def story_document(told: Story, words: Words) -> Document:
    """Return a ticket's line of time in every format; CSV and Parquet hold the events."""

    def sheets() -> list[Sheet]:
        events = [{**event.to_dict(), "at": _aware(event.at)} for event in told.events]
        columns = ["at", "calendar_s", "working_s", "what", "who", "text"]
        made = [{name: _aware(value) for name, value in row.items()} for row in told.metrics]
        types = {"calendar_s": "DOUBLE", "working_s": "DOUBLE", "who": "VARCHAR"}
        names = ["metric", "part", "at", "counted", "reason", "hit", "value", "unit"]
        return [Sheet("Events", columns, events, types), Sheet("Metrics", names, made, {})]

    def page(width: int | None) -> list[Line]:
        lines: list[Line] = [
            (Span(_("Ticket {id}", id=told.ticket_id), "strong"), Span(f" · {told.time_zone}", "dim")),
            (),
        ]
        lines += lay_out(_LINE, _events(told, words), width).lines
        lines += [(), (Span(_("What each metric makes of it, over all of the data"), "strong"),)]
        return lines + list(lay_out(_MADE, _made(told, words), width).lines)

    return Document(told.to_dict, page, lambda: (_LINE, _events(told, words)), sheets)


def _events(told: Story, words: Words) -> list[Row | Heading]:
    return [
        Row(
            (
                Span(f"{_local(event.at, words):%Y-%m-%d %H:%M:%S}"),
                Span(_since(event.calendar_s, "calendar", words)),
                Span(_since(event.working_s, "business", words)),
                Span(word("event", event.what)),
                Span(event.who or NOTHING),
                Span(event.text),
            )
        )
        for event in told.events
    ]


def _since(seconds: float | None, clock: str, words: Words) -> str:
    return NOTHING if seconds is None else format_duration(seconds, words.language, clock)


def _made(told: Story, words: Words) -> list[Row | Heading]:
    rows: list[Row | Heading] = []
    for row in told.metrics:
        counted = _("counted") if row["counted"] else word("reason", str(row["reason"]))
        rows.append(
            Row(
                (
                    Span(str(row["metric"])),
                    Span(str(row["part"]) if row["part"] != "rows" else ""),
                    _cell(row["at"], "at", "", "calendar", words),
                    Span(counted, "" if row["counted"] else "dim"),
                    Span("" if row["hit"] is None else _("yes") if row["hit"] else _("no")),
                    Span("")
                    if row["value"] is None
                    else _cell(row["value"], "value", str(row["unit"]), "calendar", words),
                )
            )
        )
    return rows
