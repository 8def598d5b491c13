"""What an import did, file by file, in every format."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from deskgauge.language import N_, _, current
from deskgauge.report.export import Document, Sheet
from deskgauge.report.layout import Column, Heading, Line, Row, Span, lay_out, wrap
from deskgauge.report.numbers import format_number

if TYPE_CHECKING:
    from deskgauge.sources.outcome import ImportLine, ImportReport

MOST_REJECTS = 10
_COUNTS = ("read", "stored", "inserted", "updated", "unchanged", "rejected", "duplicates")
_COLUMNS = (
    Column(N_("File"), flexible=True),
    Column(N_("Table")),
    Column(N_("Read"), right=True),
    Column(N_("Stored"), right=True),
    Column(N_("New"), right=True, drop=3),
    Column(N_("Changed"), right=True, drop=2),
    Column(N_("Unchanged"), right=True, drop=4),
    Column(N_("Rejected"), right=True),
    Column(N_("Duplicates"), right=True, drop=1),
)
_TYPES = {"file": "VARCHAR", "table": "VARCHAR", **dict.fromkeys(_COUNTS, "BIGINT")}


def import_document(report: ImportReport) -> Document:
    """Return the report of an import in every format."""

    def sheets() -> list[Sheet]:
        lines = [{name: getattr(line, name) for name in _TYPES} for line in report.lines]
        columns = ["table", "file", "line", "reason"]
        rejects = [dict(zip(columns, reject, strict=True)) for reject in report.rejects]
        return [Sheet("Import", list(_TYPES), lines, _TYPES), Sheet("Rejected", columns, rejects, {})]

    return Document(
        data=report.to_dict,
        page=lambda width: _page(report, width),
        grid=lambda: (_COLUMNS, _rows(report)),
        sheets=sheets,
    )


def _page(report: ImportReport, width: int | None) -> list[Line]:
    lines = list(lay_out(_COLUMNS, _rows(report), width).lines)
    for text in [*_remarks(report.lines), *report.notes]:
        lines += [(Span(part, "close"),) for part in wrap(text, width)]
    lines += [(), (Span(_total(report), "strong"),)]
    return lines + _rejects(report, width)


def _rows(report: ImportReport) -> list[Row | Heading]:
    return [
        Row((Span(line.file), Span(line.table or ""), *(_count(line, name) for name in _COUNTS)))
        for line in report.lines
    ]


def _count(line: ImportLine, name: str) -> Span:
    number = int(getattr(line, name))
    odd = name == "rejected" and number > 0
    return Span(format_number(number, 0, current()), "bad" if odd else "" if number else "dim")


def _remarks(lines: Sequence[ImportLine]) -> list[str]:
    remarks = []
    for line in lines:
        if line.unknown_columns:
            remarks.append(
                _(
                    "{file}: columns not known and left out: {names}",
                    file=line.file,
                    names=", ".join(line.unknown_columns),
                )
            )
        remarks += [f"{line.file}: {note}" for note in line.notes]
    return remarks


def _total(report: ImportReport) -> str:
    read, stored, rejected = (
        format_number(number, 0, current()) for number in (report.read, report.stored, report.rejected)
    )
    return _("{read} rows read = {stored} stored + {rejected} rejected", read=read, stored=stored, rejected=rejected)


def _rejects(report: ImportReport, width: int | None) -> list[Line]:
    """List the first rejected rows with their reasons, then where the file with all of them lies."""
    lines: list[Line] = []
    for table, file, line, reason in report.rejects[:MOST_REJECTS]:
        place = file if line is None else _("{file}, line {line}", file=file, line=line)
        lines += [(Span(part, "bad"),) for part in wrap(f"◆ {place} ({table}): {reason}", width)]
    more = report.rejected - len(report.rejects[:MOST_REJECTS])
    if report.rejects_file is not None:
        text = _("All rejected rows: {file}", file=report.rejects_file)
        lines.append(
            (
                Span(
                    _("… and {n} more. {text}", n=format_number(more, 0, current()), text=text) if more > 0 else text,
                    "dim",
                ),
            )
        )
    return lines
