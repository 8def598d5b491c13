"""A report as an Excel workbook: one sheet a topic, numbers as numbers, in the reader's words."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from deskgauge.catalogue.slices import dimension
from deskgauge.errors import UnsupportedError
from deskgauge.language import N_, _, in_language, is_right_to_left
from deskgauge.report.format import spreadsheet_format
from deskgauge.report.paper import Group, Paper, paper
from deskgauge.report.reading import reading

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from deskgauge.report.gather import Gathered
    from deskgauge.report.paper_rows import MetricRow

HEADS = (
    N_("Metric"), N_("Value"), N_("Unit"), N_("Low"), N_("High"), N_("Target"), N_("Verdict"), N_("Before"),
    N_("Change"), N_("Change, low"), N_("Change, high"), N_("n"), N_("Note"),
)  # fmt: skip
UNITS: Mapping[str, str] = {
    "count": N_("count"), "share": N_("share"), "duration": N_("seconds"), "score": N_("score"), "money": N_("money"),
    "ratio": N_("ratio"), "per_thousand": N_("per thousand"),
}  # fmt: skip
MOST_LETTERS = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")


def workbook(found: Gathered) -> bytes:
    """Return a report as the bytes of an .xlsx file; raise UnsupportedError where the writer is not installed."""
    try:
        import xlsxwriter
    except ImportError as error:
        raise UnsupportedError(_("Excel files need the package xlsxwriter: pip install xlsxwriter.")) from error
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with in_language(found.asked.language), xlsxwriter.Workbook(out, options) as book:
        told = paper(found)
        book.set_properties(
            {"title": told.title, "company": told.company, "created": _plain(told.through), "comments": told.headline}
        )
        _Writer(book, told.language).write(found, told)
    return out.getvalue()


def sheet_names(titles: Iterable[str]) -> list[str]:
    """Return names that a workbook takes: without its forbidden signs, at most 31 letters, no two alike."""
    found: list[str] = []
    for title in titles:
        plain = _FORBIDDEN.sub(" ", title).strip().strip("'") or "–"
        name, number = plain[:MOST_LETTERS].rstrip(), 2
        while name.casefold() in {other.casefold() for other in found}:
            name = f"{plain[: MOST_LETTERS - len(str(number)) - 1].rstrip()} {number}"
            number += 1
        found.append(name)
    return found


class _Writer:
    """Writes the sheets of one workbook."""

    def __init__(self, book: Workbook, language: str) -> None:
        self._book, self._right_to_left = book, is_right_to_left(language)
        self._looks: dict[str, Format] = {}
        self._head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self._bold = book.add_format({"bold": True})
        self._wrapped = book.add_format({"text_wrap": True, "valign": "top"})

    def write(self, found: Gathered, told: Paper) -> None:
        """Write all sheets: the words first, then a topic each, the slices, and how far to trust it all."""
        groups = [*told.first, *told.rest]
        names = iter(
            sheet_names(
                [_("Summary"), *(group.title for group in groups), *([_("By slice")] if found.slices else []),
                 _("About")]
            )
        )  # fmt: skip
        self._summary(self._sheet(next(names)), told)
        for group in groups:
            self._group(self._sheet(next(names)), group, found)
        if found.slices:
            self._slices(self._sheet(next(names)), found)
        self._about(self._sheet(next(names)), told)

    def _sheet(self, name: str) -> Worksheet:
        sheet = self._book.add_worksheet(name)
        if self._right_to_left:
            sheet.right_to_left()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        return sheet

    def _summary(self, sheet: Worksheet, told: Paper) -> None:
        heads = (_("Part"), _("Metric"), _("Sentence"))
        rows = [(column.title, item.title, " ".join(one for one in (item.text, item.aside) if one))
                for column in told.columns for item in column.items]  # fmt: skip
        above = [told.title, told.dates, *([told.filters] if told.filters else []), told.headline]
        for at, line in enumerate(above):
            sheet.write_string(at, 0, line, self._bold if not at else None)
        self._table(sheet, heads, rows, (22, 32, 90), start=len(above) + 1, wrapped=2)

    def _group(self, sheet: Worksheet, group: Group, found: Gathered) -> None:
        trends = max((len(row.trend) for row in group.rows), default=0)
        heads = [*map(_, HEADS), *(_("Trend {n}", n=number) for number in range(1, trends + 1))]
        self._heads(sheet, heads)
        for at, row in enumerate(group.rows, 1):
            self._metric(sheet, at, row)
        sheet.set_column(0, 0, 38)
        sheet.set_column(1, len(heads) - 1, 12)
        sheet.set_column(6, 6, 18)
        sheet.set_column(12, 12, 30)
        self._framed(sheet, 0, len(group.rows), len(heads))

    def _metric(self, sheet: Worksheet, at: int, row: MetricRow) -> None:
        one = row.one
        look = self._look(spreadsheet_format(one.unit, one.n))
        sheet.write_string(at, 0, row.title)
        sheet.write_string(at, 2, _(UNITS[one.unit]))
        sheet.write_string(at, 6, row.verdict.text)
        sheet.write_number(at, 11, one.n, self._look("#,##0"))
        sheet.write_string(at, 12, row.note)
        numbers = {1: one.value, 3: one.low, 4: one.high, 5: one.target, 7: one.previous, 8: one.change,
                   9: one.change_low, 10: one.change_high}  # fmt: skip
        for place, number in [*numbers.items(), *enumerate(row.trend, len(HEADS))]:
            if number is not None:
                sheet.write_number(at, place, number, look)

    def _slices(self, sheet: Worksheet, found: Gathered) -> None:
        heads = [_("Metric"), _("Dimension"), _("Slice"), *(_(head) for head in HEADS[1:5]), _("Before"), _("Change"),
                 _("n")]  # fmt: skip
        self._heads(sheet, heads)
        at = 0
        for name, rows in found.slices.items():
            for row in rows:
                at += 1
                self._slice(sheet, at, name, row, found)
        sheet.set_column(0, 2, 24)
        sheet.set_column(3, len(heads) - 1, 12)
        self._framed(sheet, 0, at, len(heads))

    def _slice(self, sheet: Worksheet, at: int, name: str, row: Mapping[str, object], found: Gathered) -> None:
        one = reading(row)
        look = self._look(spreadsheet_format(one.unit, one.n))
        value = row.get(name)
        sheet.write_string(at, 0, _(found.metric.title) if found.metric else one.metric)
        sheet.write_string(at, 1, _(dimension(name).title))
        sheet.write_string(at, 2, found.named(name, value) if value is not None else _("not given"))
        sheet.write_string(at, 4, _(UNITS[one.unit]))
        for place, number in ((3, one.value), (5, one.low), (6, one.high), (7, one.previous), (8, one.change)):
            if number is not None:
                sheet.write_number(at, place, number, look)
        sheet.write_number(at, 9, one.n, self._look("#,##0"))

    def _about(self, sheet: Worksheet, told: Paper) -> None:
        self._table(
            sheet, (_("What"), _("Text")), [*told.trust, *told.definitions, ("", told.foot)], (32, 110), wrapped=1
        )

    def _table(
        self,
        sheet: Worksheet,
        heads: Sequence[str],
        rows: Sequence[Sequence[str]],
        widths: Sequence[float],
        *,
        start: int = 0,
        wrapped: int,
    ) -> None:
        """Write a table of texts below ``start`` rows; the column ``wrapped`` breaks its lines."""
        self._heads(sheet, heads, start)
        for at, row in enumerate(rows, start + 1):
            for place, text in enumerate(row):
                sheet.write_string(at, place, text, self._wrapped if place == wrapped else None)
        for place, width in enumerate(widths):
            sheet.set_column(place, place, width)
        sheet.freeze_panes(start + 1, 0)

    def _heads(self, sheet: Worksheet, heads: Sequence[str], at: int = 0) -> None:
        sheet.write_row(at, 0, heads, self._head)
        sheet.repeat_rows(at)

    def _framed(self, sheet: Worksheet, first: int, rows: int, columns: int) -> None:
        """Freeze the heading and the first column, and let the rows be filtered."""
        sheet.freeze_panes(first + 1, 1)
        if rows:
            sheet.autofilter(first, 0, first + rows, columns - 1)

    def _look(self, number_format: str) -> Format:
        if number_format not in self._looks:
            self._looks[number_format] = self._book.add_format({"num_format": number_format})
        return self._looks[number_format]


def _plain(moment: datetime | None) -> datetime:
    """Return an instant in UTC without its zone, as a workbook's properties have it."""
    return (moment or datetime(1970, 1, 1, tzinfo=UTC)).astimezone(UTC).replace(tzinfo=None)
